"""Bodies cut into sections where they are laid out as most are: many in one sweep, only short lines looked at."""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import numpy as np

from transforms.headings import (
    ENDS_OF_LONG_TITLES,
    HEADING,
    ITEM,
    LABEL,
    LONGEST_HEADING,
    LONGEST_TITLE,
    PARAGRAPH,
    SPEAKER_BYTES,
    looks_like_heading,
)
from transforms.page import Section
from transforms.profile import Profile
from transforms.profiles import profiles
from transforms.scan import line_ends
from transforms.sections import BULLET, fold, is_label, starts_with_bullet
from transforms.sharing import is_beside

_SURELY_LONG = 4 * LONGEST_HEADING
"""Bytes; a character has four at most."""

_BLANK = 0x20


class Body(NamedTuple):
    """The body of a page laid out as most are.

    Attributes:
        text: Its lines (UTF-8).
        margin: How many blanks all that are not blank begin with.
        line: Number of its first line in the record's text.
        spaced: Whether a blank line stands between two paragraphs.
        profile: Its publisher.
    """

    text: bytes
    margin: int
    line: int
    spaced: bool
    profile: Profile


class Passage(Section):
    """A section that is part of a page's bytes; its text is decoded when it is asked for."""

    __slots__ = ("lines", "raw")

    def __init__(
        self, heading: str | None, kind: str, raw: bytes, first_line: int, last_line: int, lines: list[int]
    ) -> None:
        self.heading = heading
        self.kind = kind
        self.raw = raw
        self.first_line = first_line
        self.last_line = last_line
        self.lines = lines

    @property
    def text(self) -> str:  # type: ignore[override]
        """Its text."""
        return self.raw.decode()

    @text.setter
    def text(self, text: str) -> None:
        self.raw = text.encode()

    @property
    def paragraphs(self) -> list[tuple[int, int]]:  # type: ignore[override]
        """First and last line of each paragraph: here these are one."""
        return list(zip(self.lines, self.lines, strict=True))

    @paragraphs.setter
    def paragraphs(self, lines: list[tuple[int, int]]) -> None:
        self.lines = [first for first, _ in lines]


class _Lines(NamedTuple):
    """The lines of one body that are not blank.

    Attributes:
        numbers: Of each its number in the record's text.
        begins: Of each where it begins in the body, after the margin.
        ends: Of each where it ends.
        looked_at: Indices of those that need a look.
        close: Indices of those with no blank line between them although paragraphs have.
    """

    numbers: list[int]
    begins: list[int]
    ends: list[int]
    looked_at: list[int]
    close: frozenset[int]


def read_passages(bodies: list[Body]) -> list[list[Passage] | None]:
    """Does the same as `read_sections` for bodies laid out as most are, at a fraction of the time.

    Returns:
        The sections of each body; None where the layout is another than promised, or the body may stand in it twice:
        `read_sections` is to be asked then.
    """
    return [lines and _read(body, lines) for body, lines in zip(bodies, _lines(bodies), strict=True)]


def _read(body: Body, lines: _Lines) -> list[Passage] | None:
    text, begins, ends, labels = body.text, lines.begins, lines.ends, body.profile.labels
    ends_article = body.profile.ends_article
    kinds = [PARAGRAPH] * len(begins)
    names: dict[int, str] = {}
    long = len(begins) - len(lines.looked_at)
    items = False
    for at in lines.looked_at:
        raw = text[begins[at] : ends[at]]
        one = raw.decode()
        if one[0] == " " or one[-1] == " ":
            return None
        if starts_with_bullet(one):
            if not one.startswith(BULLET) or len(one) == len(BULLET):
                return None
            kinds[at] = ITEM
            items = True
        elif at in lines.close or ends_article(one):
            return None
        elif len(one) > LONGEST_HEADING and (len(one) > LONGEST_TITLE or one[-1] not in ENDS_OF_LONG_TITLES):
            long += 1
        elif is_label(one, labels):
            kinds[at], names[at] = LABEL, one
        elif looks_like_heading(one):
            kinds[at], names[at] = HEADING, one
        elif len(one) > LONGEST_HEADING:
            long += 1
    if not long:  # lines may be broken at a width
        return None
    if any(is_beside(text[begins[at] : ends[at]].decode()) for at in {0, len(begins) - 1}):
        return None
    printed = kinds.copy() if items else kinds

    def make(heading: str | None, kind: str, begin: int, end: int, first: int, last: int) -> Passage:
        part = [text[begins[at] : ends[at]] for at in range(begin, end)]
        raw = _joined(part, printed[begin:end]) if items and ITEM in printed[begin:end] else b"\n\n".join(part)
        return Passage(heading, kind, raw, first, last, lines.numbers[begin:end])

    def text_of(at: int) -> str:
        return text[begins[at] : min(ends[at], begins[at] + SPEAKER_BYTES)].decode(errors="ignore")

    return fold(kinds, names, lines.numbers, lines.numbers, make, text_of, labels, heads=list(names))  # type: ignore[return-value]


def _lines(bodies: list[Body]) -> Iterator[_Lines | None]:
    """The lines of each body; None where its layout is another than promised, or its first line comes again."""
    joined = b"\n".join([body.text for body in bodies]) + b"\n"
    data = np.frombuffer(joined, np.uint8)
    ends = line_ends(data)
    begins = np.empty_like(ends)
    begins[:1], begins[1:] = 0, ends[:-1] + 1
    there = np.flatnonzero(ends > begins)
    sizes = np.array([len(body.text) + 1 for body in bodies], np.int64)
    offsets = np.cumsum(sizes) - sizes
    first = np.searchsorted(begins, offsets)  # of each body its first line, among all
    begins, ends = begins[there], ends[there]
    bounds = np.append(np.searchsorted(there, first), len(there))  # of each body its lines, among those not blank
    body = np.repeat(np.arange(len(bodies)), np.diff(bounds))

    unknown = np.zeros(len(bodies), bool)
    step = np.diff(there)
    spaced = np.array([one.spaced for one in bodies], bool)[body[1:]] & (body[1:] == body[:-1])
    unknown[body[1:][spaced & (step > 2)]] = True
    close = np.flatnonzero(spaced & (step == 1))
    has_close = np.zeros(len(bodies), bool)
    has_close[body[close]] = True

    margins = np.array([one.margin for one in bodies], np.int64)
    margin = margins[body]
    for column in range(max(margins, default=0)):
        outside = (margin > column) & (data[np.minimum(begins + column, ends)] != _BLANK)
        unknown[body[outside]] = True
    begins = np.minimum(begins + margin, ends)
    unknown[body[begins == ends]] = True

    length = ends - begins
    is_close = np.zeros(len(there), bool)
    is_close[close] = is_close[close + 1] = True
    last = data[ends - 1]
    may_be_title = (length <= LONGEST_TITLE) & _ends_title()[last]
    look = (length <= LONGEST_HEADING) | may_be_title | _look()[data[begins]] | (last == _BLANK) | is_close
    for at in np.flatnonzero(~look & (length <= _SURELY_LONG)).tolist():
        look[at] = not joined[begins[at] : ends[at]].isascii()
    looked_at = np.flatnonzero(look)
    looks = np.searchsorted(looked_at, bounds).tolist()
    looked_at = (looked_at - bounds[body[looked_at]]).tolist()

    opening = bounds[:-1][body]
    again = np.flatnonzero((length == length[opening]) & (begins > begins[opening]))
    for at in again.tolist():
        before = opening[at]
        unknown[body[at]] |= joined[begins[at] : ends[at]] == joined[begins[before] : ends[before]]

    numbers = there - (first - np.array([one.line for one in bodies], np.int64))[body]
    numbers, starts, stops = numbers.tolist(), (begins - offsets[body]).tolist(), (ends - offsets[body]).tolist()
    limits = bounds.tolist()
    for at in range(len(bodies)):
        here = slice(limits[at], limits[at + 1])
        count = here.stop - here.start
        if not count or unknown[at]:
            yield None
            continue
        yield _Lines(
            numbers[here],
            starts[here],
            stops[here],
            looked_at[looks[at] : looks[at + 1]],
            frozenset(np.flatnonzero(is_close[here]).tolist()) if has_close[at] else frozenset(),
        )


@cache
def _look() -> np.ndarray:
    """Whether a paragraph with this first byte needs a look: white space, and what bullets and ends begin with."""
    look = np.zeros(256, bool)
    look[list(b" -\xc2\xe2")] = True
    look[[ending.encode()[0] for profile in profiles() for ending in profile.closing_prefixes]] = True
    return look


@cache
def _ends_title() -> np.ndarray:
    """Whether a long title may end with this byte."""
    ends = np.zeros(256, bool)
    ends[[ord(one) for one in ENDS_OF_LONG_TITLES]] = True
    return ends


def _joined(paragraphs: list[bytes], kinds: list[int]) -> bytes:
    """Paragraphs apart by a blank line, the items of a list by their lines' ends."""
    out = [paragraphs[0]]
    for at in range(1, len(paragraphs)):
        out.append(b"\n" if kinds[at] == kinds[at - 1] == ITEM else b"\n\n")
        out.append(paragraphs[at])
    return b"".join(out)
