"""The body of an article, cut into sections."""

import re
from collections.abc import Callable
from typing import NamedTuple

from transforms.page import Section
from transforms.text import squeeze

BULLET = "• "
_BULLETS = ("• ", "◦ ", "▪ ", "‣ ", "· ", "● ", "■ ", "- ")
_BULLET_SIGNS = frozenset(mark[0] for mark in _BULLETS)
_LONE_BULLETS = frozenset(mark.strip() for mark in _BULLETS)

LONGEST_HEADING = 110
_MOST_WORDS = 18
_LONGEST_LABEL = 30
_CLOSING = "”’\"')"
_OPENING = "“‘\"'(["
_SENTENCE_END = frozenset(".!,;:…-–—/&*")
_CAPTION = re.compile(
    r"(?:source|photo|photograph|image|picture|figure|fig\.|table|chart|caption|credit)s?\b.*[:.]", re.I
)
_MINOR = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "but",
        "by",
        "for",
        "from",
        "in",
        "into",
        "is",
        "nor",
        "of",
        "on",
        "or",
        "over",
        "per",
        "the",
        "to",
        "up",
        "via",
        "vs",
        "with",
    ]
)
_TERMINAL = (".", "!", "?", ":", ";", "…", ".”", ".’", '."', "?”", "!”")

_STANDFIRST_PARAGRAPHS = 2

_PARAGRAPH, _ITEM, _HEADING, _LABEL = range(4)

# Sections in which a short line is text: names over biographies, titles in lists of sources.
_UNDIVIDED = frozenset(("about_author", "references"))


class _Piece(NamedTuple):
    """A paragraph, list item, heading or label, and its lines."""

    text: str
    first: int
    last: int
    kind: int


def read_sections(
    lines: list[str], offset: int, labels: dict[str, str], *, lead: str = "synopsis", body: str = "other"
) -> list[Section]:
    """Cuts the lines of a body into sections.

    Args:
        lines: The body's lines, stripped; blank ones are "".
        offset: Number of the first of them in the record's text, from 1.
        labels: Label, casefolded and without colon -> kind of section.
        lead: Kind of an unlabelled text before a first label.
        body: Kind of an unlabelled text that no label follows.
    """
    return _fold(_pieces(lines, offset, labels), labels, lead, body)


def read_plain_sections(
    text: str, indent: str, apart: str, first_line: int, labels: dict[str, str], ends: Callable[[str], bool]
) -> list[Section] | None:
    """The same for a body laid out as most are, at a fraction of the time: whole paragraphs are looked at, not lines.

    Args:
        text: The body.
        indent: White space that every line begins with.
        apart: What stands between two paragraphs: a blank line, or only the line's end.
        first_line: Number of the body's first line in the record's text.
        labels: As for `read_sections`.
        ends: Whether a line ends an article.

    Returns:
        None where the layout is another than promised; `read_sections` is to be asked then.
    """
    if indent:
        text = text.replace("\n" + indent, "\n")
    bare = text.strip()
    if not bare:
        return None
    lead = text.index(bare[0])
    line = first_line + text.count("\n", 0, lead)
    step = len(apart)
    pieces: list[_Piece] = []
    longest = 0
    for paragraph in bare.split(apart):
        length = len(paragraph)
        if not length or paragraph[0] in " \n" or paragraph[-1] == " ":
            return None
        if length > LONGEST_HEADING and "\n" not in paragraph and paragraph[0] not in _BULLET_SIGNS:
            pieces.append(_Piece(paragraph, line, line, _PARAGRAPH))
            longest = length
            line += step
            continue
        for one in paragraph.split("\n") if "\n" in paragraph else (paragraph,):
            if one[:1] in _BULLET_SIGNS:
                if not one.startswith(BULLET) or len(one) == len(BULLET) or one[-1] == " ":
                    return None
                pieces.append(_Piece(one[2:], line, line, _ITEM))
            elif one is not paragraph or ends(one):
                return None
            elif len(one) <= _LONGEST_LABEL and _label(one) in labels:
                pieces.append(_Piece(one, line, line, _LABEL))
            else:
                kind = _HEADING if looks_like_heading(one) else _PARAGRAPH
                pieces.append(_Piece(one, line, line, kind))
            line += 1
        line += step - 1
    if not longest:  # lines may be broken at a width
        return None
    return _fold(pieces, labels, "synopsis", "other")


def _fold(pieces: list[_Piece], labels: dict[str, str], lead: str, body: str) -> list[Section]:
    _settle_headings(pieces)
    sections: list[Section] = []
    heading: str | None = None
    kind: str | None = None
    held: list[_Piece] = []
    first = last = 0
    for piece in pieces:
        label = labels[_label(piece.text)] if piece.kind == _LABEL else None
        if label or (piece.kind == _HEADING and kind not in _UNDIVIDED):
            if held or heading is not None:
                sections.append(_section(heading, kind, held, first, last))
            heading, kind, held = piece.text, label or "subsection", []
            first, last = piece.first, piece.last
            continue
        if not held and heading is None:
            first = piece.first
        held.append(piece)
        last = piece.last
    if held or heading is not None:
        sections.append(_section(heading, kind, held, first, last))
    if sections and not sections[0].kind:
        sections[0].kind = lead if _is_standfirst(sections) else body
    return sections


def _is_standfirst(sections: list[Section]) -> bool:
    """Whether an unlabelled first text introduces the others: a label follows, or it is short and sub-headings do."""
    following = [one.kind for one in sections[1:]]
    if any(kind in ("commentary", "synopsis", "key_takeaways") for kind in following):
        return True
    return "subsection" in following and len(sections[0].paragraphs) <= _STANDFIRST_PARAGRAPHS


def _section(heading: str | None, kind: str | None, held: list[_Piece], first: int, last: int) -> Section:
    return Section(heading, kind or "", _text(held), first, last, [(piece.first, piece.last) for piece in held])


def ends_openly(sections: list[Section]) -> bool:
    """Whether the last text breaks off: no sign ends its last sentence, or a heading is left without text."""
    return not sections or not sections[-1].text.endswith(_TERMINAL)


def is_label(line: str, labels: dict[str, str]) -> bool:
    """Whether a line is one of the labels."""
    return len(line) <= _LONGEST_LABEL and _label(line) in labels


def looks_like_heading(line: str) -> bool:
    """Whether a line alone could be a sub-heading: short, no end of a sentence but "?", begins like a title."""
    if not 2 <= len(line) <= LONGEST_HEADING:
        return False
    bare = line.rstrip(_CLOSING)
    if not bare or bare[-1] in _SENTENCE_END:
        return False
    head = line.lstrip(_OPENING)
    if not head or not (head[0].isupper() or head[0].isdigit()):
        return False
    run = line.split()
    if len(run) > _MOST_WORDS or (line[0] in '“"‘' and line[-1] in '”"’' and not _like_title(run)):
        return False
    return any(map(str.isalpha, line)) and not _CAPTION.match(line)


def _like_title(run: list[str]) -> bool:
    major = [word for word in run if word.strip(_OPENING + _CLOSING).casefold() not in _MINOR]
    return all(not word.strip(_OPENING + _CLOSING)[:1].islower() for word in major)


def _label(line: str) -> str:
    return line.rstrip(" :").casefold()


def _pieces(lines: list[str], offset: int, labels: dict[str, str]) -> list[_Piece]:
    width = _wrap_width(lines)
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
            kind, parts = _ITEM, [line if lone else line[2:]]
        elif len(line) <= _LONGEST_LABEL and _label(line) in labels:
            kind, parts = _LABEL, [line]
        else:
            kind, parts = (_HEADING if looks_like_heading(line) else _PARAGRAPH), [line]
        first = previous = at
        lone = False
    if parts:
        pieces.append(_Piece(_joined(parts), first + offset, previous + offset, kind))
    if width:  # what was taken for a heading may have gone on
        pieces = [
            piece._replace(kind=_PARAGRAPH) if piece.kind == _HEADING and piece.last > piece.first else piece
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
    width = max(lengths)
    if not 50 <= width <= 110:
        return 0
    return width if sum(length >= width * 0.8 for length in lengths) >= 0.4 * len(lengths) else 0


def _settle_headings(pieces: list[_Piece]) -> None:
    """Takes back headings that head nothing: before a label or the end, and three or more in a row."""
    at = 0
    while at < len(pieces):
        if pieces[at].kind != _HEADING:
            at += 1
            continue
        end = at
        while end < len(pieces) and pieces[end].kind == _HEADING:
            end += 1
        heads_nothing = end == len(pieces) or pieces[end].kind == _LABEL
        if heads_nothing or end - at >= 3:
            for index in range(at, end):
                pieces[index] = pieces[index]._replace(kind=_PARAGRAPH)
        at = end


def _text(pieces: list[_Piece]) -> str:
    """Paragraphs apart by a blank line, list items on lines of their own, a list set off by blank lines."""
    if not pieces:
        return ""
    first = pieces[0]
    out = [BULLET + first.text if first.kind == _ITEM else first.text]
    before = first.kind
    for piece in pieces[1:]:
        if piece.kind == _ITEM:
            out.append("\n" if before == _ITEM else "\n\n")
            out.append(BULLET)
        else:
            out.append("\n\n")
        out.append(piece.text)
        before = piece.kind
    return "".join(out)
