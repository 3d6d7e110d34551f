"""What one page says, as far as it could be read."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(slots=True)
class Section:
    """A section of a page's text; lines count from 1 in the record's text.

    Attributes:
        paragraphs: First and last line of each paragraph and list item.
    """

    heading: str | None
    kind: str
    text: str
    first_line: int
    last_line: int
    paragraphs: list[tuple[int, int]] = field(default_factory=list)


@dataclass(slots=True)
class Author:
    """A person in the order of the byline."""

    name: str
    printed: str
    affiliation: str | None = None


@dataclass(slots=True)
class Source:
    """Where a field stands in the record's text, and by what rule it was found."""

    rule: str
    first_line: int | None = None
    last_line: int | None = None


@dataclass(slots=True)
class Page:
    """One record, read.

    Attributes:
        outcome: "publication" where the page is one, else "not_article" or "rejected"; merging decides further.
        is_copy: Whether it is a copy on another site.
        reason: Why it was rejected; on a publication, why it will be unless another record is of the same article.
        is_complete: Whether nothing shows that the text is cut off.
        language: Language that the page declares.
        number: Number as printed where that is not yet the code: its form depends on the series.
        sources: Field -> where it came from.
    """

    outcome: str
    rendering: str | None = None
    page_kind: str | None = None
    reason: str | None = None
    detail: str | None = None
    publisher: str | None = None
    is_copy: bool = False
    is_complete: bool = True
    code: str | None = None
    title: str | None = None
    series: str | None = None
    published_on: date | None = None
    precision: str | None = None
    copied_on: date | None = None
    number: str | None = None
    language: str | None = None
    byline: str | None = None
    authors: list[Author] = field(default_factory=list)
    categories: list[tuple[str, str, str | None, bool]] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    flags: list[tuple[str, str]] = field(default_factory=list)
    sources: dict[str, Source] = field(default_factory=dict)

    def doubt(self, flag: str, detail: str = "") -> None:
        """Notes a doubt."""
        self.flags.append((flag, detail))


def not_article(kind: str, rendering: str | None, publisher: str | None = None) -> Page:
    """A page that was understood and is no publication."""
    return Page("not_article", rendering, kind, publisher=publisher)


def rejected(reason: str, detail: str, rendering: str | None = None, publisher: str | None = None) -> Page:
    """A page that could not be understood."""
    return Page("rejected", rendering, reason=reason, detail=detail, publisher=publisher)
