"""Which lines are sub-headings, by their look and by what follows them."""

import re
from collections.abc import Callable, Mapping, Sequence
from string import ascii_letters, digits

PARAGRAPH, ITEM, HEADING, LABEL = range(4)
"""What a piece of a body is."""

LONGEST_HEADING = 110
LONGEST_TITLE = 200
"""Bytes of one that is longer and written like a title."""
ENDS_OF_LONG_TITLES = frozenset(ascii_letters + digits + "?)")
SPEAKER_BYTES = 120
"""So much of a paragraph shows who speaks."""

_MOST_WORDS = 18
_LONGEST_QUESTION = 12
"""Words."""
_MOST_WORDS_OF_TITLE = 28
_CLOSING = "”’\"')]"
_OPENING = "“‘\"'(["
_QUOTED = '“"‘'
_SENTENCE_END = frozenset(".!,;:…-–—/&*")
_SIGNS = "#$€£¥…"
"""What a title may begin with before its first letter or digit."""
_ABBREVIATED = re.compile(r"\b(?:[A-Z]\.){2,}$|\b(?:Jr|Sr|Inc|Ltd|Corp|Bros)\.$")
"""A full stop that ends no sentence."""
_LONGEST_ABBREVIATION = 12
_SEVERAL = 2
"""Where so many surely end with a colon, others do."""
_LEAST_CALLED_OUT = 2
_LEAST_BROKEN_OFF = 3
"""Words of a title that ends with an exclamation mark, or with dots."""
_CAPTION = re.compile(
    r"(?:source|photo|photograph|image|picture|figure|fig\.|table|chart|caption|credit)s?\b.*[:.]", re.I
)
_CREDITED = re.compile(r"[.(|/–—-] ?(?:photo|photograph|image|picture)s?(?: (?:credit|source|courtesy|by))?: ?\S", re.I)
NOTE_MARKS = re.compile(r"(?: ?\[(?:\d{1,3}|[ivxl]{1,7})\])+$|(?<=[^\W\d_A-Z][.?!”])\d{1,3}$")
"""References to notes, which end a sentence after its sign."""
_FIGURES = re.compile(r"(?:^| )[(+−–-]?[$€£]?\d[\d.,]*%?\)? [(+−–-]?[$€£]?\d[\d.,]*%?\)?$")
"""Two figures at the end: a row of a table."""
_ENUMERATED = re.compile(r"\(?(?:[a-h]|[ivx]{1,4})[.)] ")
_OF_FIGURES = frozenset("0123456789%")
_SENTENCES = re.compile(r"(?:[?!]|[^\W\d_A-Z]{3}\.)[”’\"]? +[“‘\"]?[^\W\d_a-z]")
"""An end of a sentence, that of no abbreviation, and the beginning of the next."""
_SPEAKER = re.compile(r"(?:[QA]\d{0,2}[.:]|[^\W\d_a-z][\w.’'-]*(?: [^\W\d_a-z][\w.’'-]*){0,3}:) ")
"""Who speaks, before what is said."""
_MINOR = frozenset([
    "a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "into", "is", "nor", "of", "on", "or", "over",
    "per", "the", "to", "up", "via", "vs", "with", "about", "above", "across", "after", "against", "along", "amid",
    "among", "around", "before", "behind", "below", "beneath", "beside", "between", "beyond", "despite", "down",
    "during", "except", "if", "inside", "like", "minus", "near", "off", "onto", "out", "outside", "past", "plus",
    "since", "so", "than", "that", "through", "throughout", "toward", "towards", "under", "underneath", "until",
    "upon", "versus", "vs.", "within", "without", "yet",
])  # fmt: skip


def looks_like_heading(line: str) -> bool:
    """Whether a line alone could be a sub-heading: short, no end of a sentence but "?", begins like a title.

    Longer ones, and those that begin or end with another sign, could if all their words are written like a title's.
    Whether one that ends with a colon is one, `without_lead_ins` says.
    """
    size = len(line)
    if size < 2 or (size > LONGEST_HEADING and not _may_be_long(line)):
        return False
    last = line[-1]
    if last.isdigit() or last in "]%" or (last == ")" and line[-2] in _OF_FIGURES):
        line = NOTE_MARKS.sub("", line)
        if not line or _FIGURES.search(line):
            return False
    bare = line.rstrip(_CLOSING) if line[-1] in _CLOSING else line
    if not bare:
        return False
    as_title = size > LONGEST_HEADING
    if bare[-1] in _SENTENCE_END:
        if not _may_end_title(line, bare):
            return False
        as_title = True
    head = line.lstrip(_OPENING) if line[0] in _OPENING else line
    if not head:
        return False
    is_letter = head[0].isupper()
    if not (is_letter or head[0].isdigit()):
        if head[0] in _SIGNS:
            head = head.lstrip(_SIGNS)
        elif letter := _ENUMERATED.match(line):
            head = line[letter.end() :]
        if " #" in line or not head or not (head[0].isupper() or head[0].isdigit()):  # catchwords, or text
            return False
        as_title = True
    is_quoted = line[0] in '“"‘' and line[-1] in '”"’'
    asks = bare[-1] == "?"
    if as_title or is_quoted or asks or len(line) > 2 * _MOST_WORDS:  # fewer characters cannot be too many words
        run = line.split()
        if len(run) > _MOST_WORDS_OF_TITLE:
            return False
        has_to_be_title = as_title or is_quoted or len(run) > _MOST_WORDS or (asks and _is_text(line, run))
        if has_to_be_title and not _like_title(run):
            return False
    return (is_letter or any(map(str.isalpha, line))) and not ((":" in line or "." in line) and is_caption(line))


def _may_be_long(line: str) -> bool:
    """Whether a line over the usual length may still be a title, by its size and its last character."""
    return line[-1] in ENDS_OF_LONG_TITLES and len(line) <= LONGEST_TITLE and len(line.encode()) <= LONGEST_TITLE


def is_minor(word: str) -> bool:
    """Whether a title may write a word small, or a slug leave it out."""
    return word.casefold() in _MINOR


def is_caption(line: str) -> bool:
    """Whether a short line says whose or which picture it stands below."""
    return bool(_CAPTION.match(line) or _CREDITED.search(line))


def without_lead_ins(
    kinds: list[int], names: Mapping[int, str] | Sequence[str], heads: list[int], text_of: Callable[[int], str]
) -> list[int]:
    """Takes back what only looks like a heading once one sees what follows.

    A line with a colon heads a paragraph; it leads in a list or a quotation, and says who speaks where one comes again.
    The question of somebody whom the next paragraph has another answer is text.

    Args:
        kinds: What each piece is; changed.
        names: Text of headings and labels at least, by index.
        heads: Where headings and labels are.
        text_of: Gives the text of a piece, or how it begins.

    Returns:
        Where headings and labels are left.
    """
    suspects = []
    for at in heads:
        if (end := names[at][-1]) == ":" or (end == "?" and _is_labelled(names[at])):
            suspects += [at] if kinds[at] == HEADING else []
    if not suspects:
        return heads
    with_colon = [at for at in suspects if names[at][-1] == ":"]
    is_dialogue = len({names[at] for at in with_colon}) < len(with_colon)
    sure = [] if is_dialogue else [at for at in with_colon if _heads_text(kinds, at, text_of)]
    for at in suspects:
        if names[at][-1] == ":":
            is_text = at not in sure and (len(sure) < _SEVERAL or at + 1 == len(kinds))
        else:
            is_text = _is_asked(kinds, at, names[at], text_of)
        if is_text:
            kinds[at] = PARAGRAPH
    return [at for at in heads if kinds[at] >= HEADING]


def _heads_text(kinds: list[int], at: int, text_of: Callable[[int], str]) -> bool:
    """Whether a paragraph follows that is neither quoted nor goes on with a sentence."""
    return at + 1 < len(kinds) and kinds[at + 1] == PARAGRAPH and text_of(at + 1)[0].isupper()


def _is_labelled(line: str) -> bool:
    return ":" in line or "." in line[:5]


def _is_asked(kinds: list[int], at: int, line: str, text_of: Callable[[int], str]) -> bool:
    """Whether somebody asks this, and the next paragraph has another answer."""
    asks = _SPEAKER.match(line) if at + 1 < len(kinds) else None
    answers = _SPEAKER.match(text_of(at + 1)) if asks else None
    return bool(asks and answers and asks[0] != answers[0])


def _may_end_title(line: str, bare: str) -> bool:
    """Whether a title may end like this line although it has the sign of a sentence's end."""
    last = bare[-1]
    if last == ":":
        return True
    if line[0] in _QUOTED and line[-1] in _CLOSING:  # somebody's words
        return False
    if last == "!":
        return bare.count(" ") >= _LEAST_CALLED_OUT - 1
    if last == "…" or bare.endswith("..."):
        return bare.count(" ") >= _LEAST_BROKEN_OFF - 1
    return last == "." and bool(_ABBREVIATED.search(bare[-_LONGEST_ABBREVIATION:]))


def _is_text(line: str, run: list[str]) -> bool:
    """Whether a question is long, or the second sentence of its line: where it is no title, it belongs to the text."""
    return len(run) > _LONGEST_QUESTION or bool(_SENTENCES.search(line))


def _like_title(run: list[str]) -> bool:
    first = 1 if _ENUMERATED.match(run[0] + " ") else 0
    major = [word.strip(_OPENING + _CLOSING + _SIGNS) for word in run[first:]]
    return all(word.casefold() in _MINOR or not word[:1].islower() for word in major)
