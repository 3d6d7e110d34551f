"""The body of an article, cut into sections."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from transforms.headings import (
    HEADING,
    ITEM,
    LABEL,
    LONGEST_HEADING,
    NOTE_MARKS,
    PARAGRAPH,
    looks_like_heading,
    without_lead_ins,
)
from transforms.page import Section
from transforms.text import squeeze

BULLET = "• "
_BULLETS = ("• ", "◦ ", "▪ ", "‣ ", "· ", "● ", "■ ", "- ")
_BULLET_SIGNS = frozenset(mark[0] for mark in _BULLETS)
_LONE_BULLETS = frozenset(mark.strip() for mark in _BULLETS)

_LONGEST_LABEL = 30
OPENING_KINDS = ("synopsis", "commentary", "key_takeaways")
"""Sections that an article begins with."""

_TERMINAL = (".", "!", "?", ":", ";", "…", "。", "！", "？", "؟", "۔", "।")
_BEHIND_TERMINAL = "”’»\"')]"
_TAIL = 40
"""Characters in which a text shows how it ends, with references to notes behind its sentence."""

_STANDFIRST_PARAGRAPHS = 2

# Sections in which a short line is text: names over biographies, titles in lists of sources.
_UNDIVIDED = frozenset(("about_author", "references"))


class _Piece(NamedTuple):
    """A paragraph, list item, heading or label, and its lines."""

    text: str
    first: int
    last: int
    kind: int


def read_sections(
    lines: list[str],
    offset: int,
    labels: dict[str, str],
    *,
    lead: str = "synopsis",
    body: str = "other",
    headings: set[int] | None = None,
) -> list[Section]:
    """Cuts the lines of a body into sections.

    Args:
        lines: The body's lines, stripped; blank ones are "".
        offset: Number of the first of them in the record's text, from 1.
        labels: Label, casefolded and without colon -> kind of section.
        lead: Kind of an unlabelled text before a first label.
        body: Kind of an unlabelled text that no label follows.
        headings: Indices of the lines that are known to be headings, where others are known to be none.
    """
    pieces = _pieces(lines, offset, labels, headings)

    def make(heading: str | None, kind: str, begin: int, end: int, first: int, last: int) -> Section:
        held = pieces[begin:end]
        return Section(heading, kind, _text(held), first, last, [(piece.first, piece.last) for piece in held])

    kinds, names = [piece.kind for piece in pieces], [piece.text for piece in pieces]
    firsts, lasts = [piece.first for piece in pieces], [piece.last for piece in pieces]
    return fold(kinds, names, firsts, lasts, make, names.__getitem__, labels, lead, body)


def fold(
    kinds: list[int],
    names: Mapping[int, str] | Sequence[str],
    firsts: list[int],
    lasts: list[int],
    make: Callable[[str | None, str, int, int, int, int], Section],
    text_of: Callable[[int], str],
    labels: dict[str, str],
    lead: str = "synopsis",
    body: str = "other",
    heads: list[int] | None = None,
) -> list[Section]:
    """Makes sections of the pieces of a body, which come as one list a property.

    Args:
        kinds: `PARAGRAPH`, `ITEM`, `HEADING` or `LABEL`; headings that head nothing are taken back.
        names: Text of headings and labels at least, by index.
        firsts: First line of each piece.
        lasts: Last line of each piece.
        make: Makes a section of its heading, its kind, the index of its first piece and of the one after its last, and
            its first and last line.
        text_of: Gives the text of a piece, or how it begins.
        labels: As for `read_sections`.
        lead: As for `read_sections`.
        body: As for `read_sections`.
        heads: Where the headings and labels are, where that is known already.
    """
    if not kinds:
        return []
    if heads is None:
        heads = [at for at, kind in enumerate(kinds) if kind >= HEADING]
    heads = _without_doubled(kinds, names, heads)
    heads = without_lead_ins(kinds, names, heads, text_of)
    heads = _settle_headings(kinds, heads)
    sections: list[Section] = []
    heading: str | None = None
    kind = ""
    begin, first = 0, firsts[0]
    for at in heads:
        label = labels[_label(names[at])] if kinds[at] == LABEL else None
        if label is None and kind in _UNDIVIDED:
            continue
        if at > begin or heading is not None:
            sections.append(make(heading, kind, begin, at, first, lasts[at - 1]))
        heading, kind = names[at], label or "subsection"
        begin, first = at + 1, firsts[at]
    sections.append(make(heading, kind, begin, len(kinds), first, lasts[-1]))
    if not sections[0].kind:
        sections[0].kind = lead if _is_standfirst(sections) else body
    return sections


def _is_standfirst(sections: list[Section]) -> bool:
    """Whether an unlabelled first text introduces the others: a label follows, or it is short and sub-headings do."""
    following = [one.kind for one in sections[1:]]
    text = sections[0].text
    if any(kind in OPENING_KINDS for kind in following):
        return len(text) > LONGEST_HEADING or _ends_sentence(text)  # else a picture's description
    return "subsection" in following and len(sections[0].paragraphs) <= _STANDFIRST_PARAGRAPHS


def ends_openly(sections: list[Section]) -> bool:
    """Whether the last text breaks off: no sign ends its last sentence, or a heading is left without text."""
    return not sections or not _ends_sentence(sections[-1].text)


def _ends_sentence(text: str) -> bool:
    return NOTE_MARKS.sub("", text[-_TAIL:]).rstrip(_BEHIND_TERMINAL).endswith(_TERMINAL)


def is_label(line: str, labels: dict[str, str]) -> bool:
    """Whether a line is one of the labels."""
    return len(line) <= _LONGEST_LABEL and _label(line) in labels


def starts_with_bullet(line: str) -> bool:
    """Whether a line begins with a sign that bullets have."""
    return line[0] in _BULLET_SIGNS


def _label(line: str) -> str:
    return line.rstrip(" :").casefold()


def _pieces(lines: list[str], offset: int, labels: dict[str, str], headings: set[int] | None = None) -> list[_Piece]:
    width = _wrap_width(lines) if headings is None else 0
    pieces: list[_Piece] = []
    parts: list[str] = []
    first = kind = 0
    previous = -2
    lone = False
    for at, line in enumerate(lines):
        if not line:
            continue
        if line in _LONE_BULLETS:
            lone = line != "-"  # a lone hyphen is what is left of a list's number
            continue
        bullet = lone or line.startswith(_BULLETS)
        full = bool(width) and previous == at - 1 and bool(parts)
        if full and not bullet and len(lines[previous]) + 1 + len(line.split(" ", 1)[0]) > width:
            parts.append(line)
            previous = at
            continue
        if parts:
            pieces.append(_Piece(_joined(parts), first + offset, previous + offset, kind))
        if bullet:
            kind, parts = ITEM, [line if lone else line[2:]]
        elif len(line) <= _LONGEST_LABEL and _label(line) in labels:
            kind, parts = LABEL, [line]
        else:
            heads = looks_like_heading(line) if headings is None else at in headings
            kind, parts = (HEADING if heads else PARAGRAPH), [line]
        first = previous = at
        lone = False
    if parts:
        pieces.append(_Piece(_joined(parts), first + offset, previous + offset, kind))
    if width:  # what was taken for a heading may have gone on
        pieces = [
            piece._replace(kind=PARAGRAPH) if piece.kind == HEADING and piece.last > piece.first else piece
            for piece in pieces
        ]
    return pieces


def _joined(parts: list[str]) -> str:
    return squeeze(parts[0] if len(parts) == 1 else " ".join(parts))


def _wrap_width(lines: list[str]) -> int:
    """The width that paragraphs are broken at, 0 where a line is a whole paragraph."""
    lengths = [len(line) for line in lines if line]
    if len(lengths) < 8:
        return 0
    if _is_width(max(lengths), lengths, 0.4):
        return max(lengths)
    if len(lengths) == len(lines):  # no blank line sets paragraphs off
        return 0
    # a text partly broken: of its lines those that another follows at once, and so are full
    full = [len(line) for line, after in pairwise(lines) if line and after and not after.startswith(_BULLETS)]
    return max(full) if len(full) >= 8 and _is_width(max(full), full, 0.75) else 0


def _is_width(width: int, lengths: list[int], share: float) -> bool:
    """Whether lines may be broken at a width: so many of them nearly reach it."""
    return 50 <= width <= 110 and sum(length >= width * 0.8 for length in lengths) >= share * len(lengths)


def _without_doubled(kinds: list[int], names: Mapping[int, str] | Sequence[str], heads: list[int]) -> list[int]:
    """Takes back a line that stands there twice: an image's description and its caption, no sub-heading."""
    doubled = {
        at
        for one, other in pairwise(heads)
        if other == one + 1 and kinds[one] == kinds[other] == HEADING and names[one] == names[other]
        for at in (one, other)
    }
    if not doubled:
        return heads
    for at in doubled:
        kinds[at] = PARAGRAPH
    return [at for at in heads if at not in doubled]


def _settle_headings(kinds: list[int], given: list[int]) -> list[int]:
    """Takes back headings that head nothing: before a label or the end, and three or more in a row.

    Returns:
        Where headings and labels are left.
    """
    heads: list[int] = []
    run: list[int] = []
    for at in given:
        if run and at > run[-1] + 1:
            heads += _settled(run, kinds)
            run = []
        if kinds[at] == LABEL:
            heads += _settled(run, kinds)
            run = []
            heads.append(at)
        else:
            run.append(at)
    return heads + _settled(run, kinds)


def _settled(run: list[int], kinds: list[int]) -> list[int]:
    """A run of headings, none where it heads nothing."""
    if not run:
        return run
    after = run[-1] + 1
    if len(run) < 3 and after < len(kinds) and kinds[after] != LABEL:
        return run
    for at in run:
        kinds[at] = PARAGRAPH
    return []


def _text(pieces: list[_Piece]) -> str:
    """Paragraphs apart by a blank line, list items on lines of their own, a list set off by blank lines."""
    if not pieces:
        return ""
    first = pieces[0]
    out = [BULLET + first.text if first.kind == ITEM else first.text]
    before = first.kind
    for piece in pieces[1:]:
        if piece.kind == ITEM:
            out.append("\n" if before == ITEM else "\n\n")
            out.append(BULLET)
        else:
            out.append("\n\n")
        out.append(piece.text)
        before = piece.kind
    return "".join(out)
