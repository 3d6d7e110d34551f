"""The body of an article cut into sections, where it is laid out as most are: only its short lines are looked at."""

from collections.abc import Callable
from functools import cache

from transforms.page import Section
from transforms.sections import (
    BULLET,
    HEADING,
    ITEM,
    LABEL,
    LONGEST_HEADING,
    PARAGRAPH,
    fold,
    is_label,
    looks_like_heading,
    starts_with_bullet,
)

_SURELY_LONG = 4 * LONGEST_HEADING
"""Bytes; a character has four at most."""

_BLANK = 0x20

# First bytes of paragraphs that need a look: white space, and what bullets begin with.
_LOOK = frozenset(b" -\xc2\xe2")


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


def read_passages(
    body: bytes,
    indent: bytes,
    first_line: int,
    labels: dict[str, str],
    ends: Callable[[str], bool],
    endings: tuple[str, ...],
    *,
    spaced: bool,
) -> list[Passage] | None:
    """Does the same as `read_sections` for a body laid out as most are, at a fraction of the time.

    Args:
        body: The body.
        indent: What every line begins with.
        first_line: Number of the body's first line in the record's text.
        labels: As for `read_sections`.
        ends: Whether a line ends an article.
        endings: What long lines begin with that do.
        spaced: Whether a blank line stands between two paragraphs.

    Returns:
        None where the layout is another than promised, or the body may stand in it twice: `read_sections` is to be
        asked then.
    """
    bare = body.lstrip(b"\n")
    line = first_line + len(body) - len(bare)
    bare = bare.rstrip(b"\n")
    pieces = bare.split(b"\n")
    listed: frozenset[int] = frozenset()
    if spaced and not any(pieces[1::2]) and all(pieces[::2]):
        pieces = pieces[::2]
        lines = list(range(line, line + 2 * len(pieces), 2))
    elif not spaced and all(pieces):
        lines = list(range(line, line + len(pieces)))
    elif divided := _divide(pieces, line, spaced=spaced):
        pieces, lines, listed = divided
    else:
        return None
    if indent:
        margin = len(indent)
        bared = [piece[margin:] for piece in pieces if piece.startswith(indent)]
        if len(bared) != len(pieces) or not all(bared):
            return None
        pieces = bared
    if pieces.count(pieces[0]) > 1:
        return None
    look = _looked_at(endings)
    looked_at = [
        at
        for at, raw in enumerate(pieces)
        if len(raw) <= LONGEST_HEADING
        or raw[0] in look
        or raw[-1] == _BLANK
        or (len(raw) <= _SURELY_LONG and not raw.isascii())
    ]
    if listed:
        looked_at = sorted(listed.union(looked_at))
    kinds = [PARAGRAPH] * len(pieces)
    names: dict[int, str] = {}
    long = len(pieces) - len(looked_at)
    items = False
    for at in looked_at:
        one = pieces[at].decode()
        if one[0] == " " or one[-1] == " ":
            return None
        if starts_with_bullet(one):
            if not one.startswith(BULLET) or len(one) == len(BULLET):
                return None
            kinds[at] = ITEM
            items = True
        elif at in listed or ends(one):
            return None
        elif len(one) > LONGEST_HEADING:
            long += 1
        elif is_label(one, labels):
            kinds[at], names[at] = LABEL, one
        elif looks_like_heading(one):
            kinds[at], names[at] = HEADING, one
    if not long:  # lines may be broken at a width
        return None
    printed = kinds.copy() if items else kinds

    def make(heading: str | None, kind: str, begin: int, end: int, first: int, last: int) -> Passage:
        part = pieces[begin:end]
        raw = _joined(part, printed[begin:end]) if items and ITEM in printed[begin:end] else b"\n\n".join(part)
        return Passage(heading, kind, raw, first, last, lines[begin:end])

    return fold(kinds, names, lines, lines, make, labels, heads=list(names))  # type: ignore[return-value]


@cache
def _looked_at(endings: tuple[str, ...]) -> frozenset[int]:
    return _LOOK | {ending.encode()[0] for ending in endings}


def _divide(given: list[bytes], line: int, *, spaced: bool) -> tuple[list[bytes], list[int], frozenset[int]] | None:
    """Passes over blank lines.

    Returns:
        The other lines, the number of each, and which of them have no blank line between them although paragraphs have;
        None where there are more blank lines than need be.
    """
    pieces: list[bytes] = []
    lines: list[int] = []
    listed: set[int] = set()
    for number, one in enumerate(given, line):
        if not one:
            continue
        if spaced and pieces:
            if number - lines[-1] > 2:
                return None
            if number - lines[-1] == 1:
                listed |= {len(pieces) - 1, len(pieces)}
        pieces.append(one)
        lines.append(number)
    return (pieces, lines, frozenset(listed)) if pieces else None


def _joined(paragraphs: list[bytes], kinds: list[int]) -> bytes:
    """Paragraphs apart by a blank line, the items of a list by their lines' ends."""
    out = [paragraphs[0]]
    for at in range(1, len(paragraphs)):
        out.append(b"\n" if kinds[at] == kinds[at - 1] == ITEM else b"\n\n")
        out.append(paragraphs[at])
    return b"".join(out)
