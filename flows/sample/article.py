"""What a made-up article is, before any page shows it."""

from dataclasses import dataclass, field
from datetime import date

from flows.sample.people import Person, byline


@dataclass(slots=True)
class Section:
    """A section of an article.

    Attributes:
        heading: As printed, None where none is.
        kind: A section kind of the contract, None where the facts do not settle it.
        text: Paragraphs apart by a blank line, list items on lines beginning with a bullet.
    """

    heading: str | None
    kind: str | None
    text: str


@dataclass(slots=True)
class Article:
    """A publication.

    Attributes:
        key: Names the article in the truth file.
        series: Series under its newest name.
        code: As printed, None where the series has none.
        title: Without the code.
        published_on: Day; the first of the month where only that is printed.
        precision: `day` or `month`.
        unit: Path segment of its address.
        slug: Last part of its address.
        people: Authors.
        oxford: Whether the byline has a comma before its last `and`.
        topics: Topic categories in printed order.
        regions: Region categories in printed order.
        sections: What the page prints.
        affiliations: One an author, as the biography prints it; None without one.
        texts: Every text it ever had, the sections being the first.
    """

    key: str
    series: str
    code: str | None
    title: str
    published_on: date
    precision: str
    unit: str
    slug: str
    people: tuple[Person, ...]
    oxford: bool
    topics: list[str]
    regions: list[str]
    sections: list[Section]
    affiliations: list[str | None]
    texts: list[list[Section]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.texts.append(self.sections)

    @property
    def names(self) -> list[str]:
        """The authors' names."""
        return [person.name for person in self.people]

    @property
    def byline(self) -> str:
        """The authors as one line."""
        return byline(self.names, oxford=self.oxford)

    @property
    def printed_date(self) -> str:
        """The date as the site prints it."""
        return self.published_on.strftime("%B %Y" if self.precision == "month" else "%d %B %Y")

    @property
    def heading(self) -> str:
        """The title with its code."""
        return f"{self.code} | {self.title}" if self.code else self.title


def body(sections: list[Section]) -> str:
    """The sections one below the other, blocks apart by a blank line."""
    return "\n\n".join(f"{part.heading}\n\n{part.text}" if part.heading else part.text for part in sections)
