"""Lines of tables, captions, quotations and numbered lists: they look like sub-headings and are none."""

import re

from transforms.page import Page, Section
from transforms.sections import LONGEST_HEADING
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
    leading = kept[0].text.split("\n\n") if len(kept) > 1 and kept[0].heading is None else [""]
    if all(_is_insert(paragraph, inserts) for paragraph in leading):
        del kept[0]
    page.sections[:] = kept


def _append(before: Section, section: Section) -> None:
    before.text = "\n\n".join(filter(None, (before.text, section.heading, section.text)))
    before.paragraphs = [*before.paragraphs, (section.first_line, section.first_line), *section.paragraphs]
    before.last_line = section.last_line


def _is_insert(line: str | None, inserts: frozenset[str]) -> bool:
    return line is not None and (line in inserts or _NUMBER.sub("", line) in inserts)


def line_of(text: str) -> str:
    """A text as the line that shows it."""
    return " ".join(clean(text).split())
