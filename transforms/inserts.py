"""Lines of tables, captions, quotations and numbered lists: they look like sub-headings and are none."""

import re

from transforms.headings import LONGEST_HEADING
from transforms.page import Page, Section
from transforms.sections import OPENING_KINDS
from transforms.text import clean

_NUMBER = re.compile(r"^\d{1,3}\. (?=\S)")
LONGEST_INSERT = 4 * LONGEST_HEADING


def rows_of(text: str) -> frozenset[str]:
    """Rows of tables in a dump, whose cells tabs hold apart."""
    if "\t" not in text:
        return frozenset()
    rows = [line for line in text.split("\n") if len(line) <= LONGEST_INSERT and "\t" in line.strip()]
    return frozenset(line_of(row) for row in rows)


def take_back(page: Page, inserts: frozenset[str]) -> None:
    """Gives sections that begin with such a line back to the text before, and drops captions before a first label."""
    if not inserts or page.outcome != "publication":
        return
    kept: list[Section] = []
    for section in page.sections:
        if kept and section.kind == "subsection" and _is_insert(section.heading, inserts):
            _append(kept[-1], section)
        else:
            kept.append(section)
    if kept:
        _drop_leading(kept, inserts)
    page.sections[:] = kept


def _drop_leading(sections: list[Section], inserts: frozenset[str]) -> None:
    """Drops what stands before the text itself."""
    first = sections[0]
    if first.kind == "subsection" and _is_insert(first.heading, inserts):
        labelled = any(one.kind in OPENING_KINDS for one in sections[1:])
        first.heading, first.kind = None, "synopsis" if labelled else "other"
    if first.heading is not None:
        return
    paragraphs = first.text.split("\n\n")
    count = next((at for at, one in enumerate(paragraphs) if not _is_insert(one, inserts)), len(paragraphs))
    if count == len(paragraphs):
        del sections[: len(sections) > 1]
    elif len(first.paragraphs) >= len(paragraphs):
        first.text, first.paragraphs = "\n\n".join(paragraphs[count:]), first.paragraphs[count:]
        first.first_line = first.paragraphs[0][0]


def _append(before: Section, section: Section) -> None:
    before.text = "\n\n".join(filter(None, (before.text, section.heading, section.text)))
    before.paragraphs = [*before.paragraphs, (section.first_line, section.first_line), *section.paragraphs]
    before.last_line = section.last_line


def _is_insert(line: str | None, inserts: frozenset[str]) -> bool:
    return line is not None and (line in inserts or _NUMBER.sub("", line) in inserts)


def line_of(text: str) -> str:
    """A text as the line that shows it."""
    return " ".join(clean(text).split())
