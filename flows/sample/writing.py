"""Writes one made-up article: its text under the headings of its time and series."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from flows.sample._dice import Dice
from flows.sample.article import Article, Section
from flows.sample.people import Person, biography, byline
from flows.sample.prose import ASIDES, QUOTES, Pools, sentence, sentence_case
from flows.sample.titles import headings, initiative
from flows.sample.vocabulary import OUTLETS, Region, Theme

COMMENTARY = "RSIS Commentary Series"
IDSS = "IDSS Papers"
WORKING = "Working Papers"
INSIGHT = "NTS Insight"
BULLETIN = "Bulletins and Newsletters"
CTTA = "Counter Terrorist Trends and Analyses"
POLICY = "Policy Reports"
EVENT = "Commemorative / Event Reports"

_OWN = (
    "The {init}, first discussed in {city}, was meant to help {c} {g}.",
    "Supporters of the {init} in {c} point to {n} as its one clear result.",
    "Under the {init}, {c} and {d} would {g} with the help of {who}.",
    "Doubts about the {init} have grown in {city}, where {who} blame {p}.",
    "Three years on, the {init} has done more for {n} than for {t}.",
)
_STANDFIRST = (
    " that {n} in {place} now turns on whether {c} and {d} can {g}.",
    " that {p} will test the {init} sooner than {who} in {city} expect.",
)
_SCARS = (("cross-border", "cross- border"), ("long-term", "long- term"), ("short-lived", "short- lived"))


@dataclass
class Subject:
    """What one article is about and when.

    Attributes:
        region: Region that gives it its countries.
        theme: Theme that gives it its words.
        day: Publication day.
        series: Series under its newest name.
        people: Authors.
    """

    region: Region
    theme: Theme
    day: date
    series: str
    people: tuple[Person, ...]


class Writer:
    """Writes the sections of articles.

    Args:
        dice: What the choices follow from.
        pools: Where the sentences come from.
    """

    def __init__(self, dice: Dice, pools: Pools) -> None:
        self._dice = dice
        self._pools = pools

    def sections(self, subject: Subject) -> tuple[list[Section], list[str | None]]:
        """The sections, and the authors' affiliations as they print them."""
        walk = self._pools.walk(self._dice, subject.region, subject.theme)
        told: list[Section] = []
        if subject.series in (COMMENTARY, IDSS):
            self._opening(subject, walk, told)
            told += self._subsections(subject, walk, self._dice.between(3, 5))
        elif subject.series == BULLETIN:
            told.append(Section(None, None, self._paragraphs(walk, 1)))
            told += self._subsections(subject, walk, self._dice.between(4, 6), short=True)
        elif subject.series == CTTA:
            told.append(Section(None, None, "Editorial Note: " + self._paragraphs(walk, 2)))
            told += self._subsections(subject, walk, self._dice.between(3, 4), short=True)
        else:
            label = "Executive Summary" if subject.series in (POLICY, EVENT) else "Abstract"
            label = label.upper() if self._dice.chance(0.4) else label
            told.append(Section(label, "synopsis", self._paragraphs(walk, self._dice.between(2, 3))))
            if subject.series != WORKING:
                told += self._subsections(subject, walk, self._dice.between(3, 5))
        if subject.series in (INSIGHT, POLICY) and self._dice.chance(0.4):
            told.append(Section("References", "references", self._references()))
        if subject.day.year < 2013 and self._dice.chance(0.3):
            self._scar(told)
        affiliations: list[str | None] = [None for _ in subject.people]
        if subject.people and self._dice.chance(0.96):
            paragraphs, printed = biography(self._dice, subject.people)
            affiliations = list(printed)
            heading = "About the Author" if len(subject.people) == 1 else "About the Authors"
            told.append(Section(heading, "about_author", "\n\n".join(paragraphs)))
        return told, affiliations

    def revise(self, article: Article, subject: Subject) -> list[Section]:
        """Another text of the article: a paragraph rewritten, another one added."""
        walk = self._pools.walk(self._dice, subject.region, subject.theme)
        revised = [Section(part.heading, part.kind, part.text) for part in article.sections]
        parts = [part for part in revised if part.kind not in ("about_author", "key_takeaways", "references")]
        part = self._dice.pick(parts)
        blocks = part.text.split("\n\n")
        blocks[-1] = self._paragraph(walk)
        part.text = "\n\n".join([*blocks, self._paragraph(walk)])
        article.texts.append(revised)
        return revised

    def _opening(self, subject: Subject, walk: Iterator[str], told: list[Section]) -> None:
        dice, day = self._dice, subject.day
        paper = subject.series == IDSS
        plain = day.year == 2010
        label = str.title if day.year < 2015 or (day.year < 2019 and dice.chance(0.5)) else str.upper
        if paper and date(2022, 8, 1) <= day < date(2024, 1, 1):
            told.append(Section(None, "synopsis", self._standfirst(subject)))
        elif (paper and day >= date(2025, 6, 1)) or (day >= date(2025, 10, 1) and dice.chance(0.15)):
            points = [self._sentence(subject) for _ in range(dice.between(2, 4))]
            told.append(Section("KEY TAKEAWAYS", "key_takeaways", "\n".join(f"• {point}" for point in points)))
        elif not plain:
            told.append(Section(label("Synopsis"), "synopsis", " ".join(islice(walk, 2))))
        opening = [self._paragraph(walk) for _ in range(dice.between(2, 3) + plain)]
        if not paper and dice.chance(0.6):
            opening[0] = self._capitals(opening[0])
        told.append(Section(label("Commentary"), "commentary", "\n\n".join(opening)))

    def _standfirst(self, subject: Subject) -> str:
        verb = self._dice.pick(("argue", "contend", "write"))
        who = byline([person.name.upper() for person in subject.people])
        plural = len(subject.people) > 1
        claim = sentence(
            self._dice,
            subject.region,
            subject.theme,
            _STANDFIRST,
            init=self._initiative(subject),
        )
        return f"{self._sentence(subject)} {who} {verb}{'' if plural else 's'}{claim}"

    def _initiative(self, subject: Subject) -> str:
        return initiative(subject.region, subject.theme, subject.day.year)

    def _sentence(self, subject: Subject) -> str:
        return sentence(self._dice, subject.region, subject.theme, _OWN, init=self._initiative(subject))

    def _capitals(self, text: str) -> str:
        count = self._dice.between(2, 3)
        words = text.split(" ")
        return " ".join([word.upper() for word in words[:count]] + words[count:])

    def _paragraph(self, walk: Iterator[str]) -> str:
        return " ".join(islice(walk, 3 + (self._dice.random() < 0.5)))

    def _paragraphs(self, walk: Iterator[str], count: int) -> str:
        return "\n\n".join(self._paragraph(walk) for _ in range(count))

    def _bullets(self, subject: Subject) -> str:
        dice = self._dice
        points = [sentence_case(dice.pick(subject.theme.goals)) for _ in range(dice.between(2, 3))]
        asks = [f"{point} by way of {dice.pick(subject.theme.tools)}" for point in dict.fromkeys(points)]
        return "\n".join(f"• {ask}{';' if at < len(asks) - 1 else '.'}" for at, ask in enumerate(asks))

    def _subsections(self, subject: Subject, walk: Iterator[str], count: int, *, short: bool = False) -> list[Section]:
        dice = self._dice
        told = []
        names = headings(dice, subject.region, subject.theme, subject.day.year, count)
        for name in names:
            blocks = [self._paragraph(walk) for _ in range(dice.between(1, 2) if short else dice.between(2, 5))]
            blocks[0] = f"{blocks[0]} {self._sentence(subject)}"
            told.append(Section(name, "subsection", "\n\n".join(blocks)))
        if short:
            return told
        if dice.chance(0.35):
            part = dice.pick(told)
            ask = f"{self._sentence(subject)[:-1]}. The parties should therefore:"
            part.text = f"{part.text}\n\n{ask}\n\n{self._bullets(subject)}"
            if dice.chance(0.5):
                part.text = f"{part.text}\n\n{self._paragraph(walk)}"
        if dice.chance(0.15):
            part = dice.pick(told)
            first, rest = part.text.split("\n\n", 1)
            part.text = f"{first}\n\n{dice.pick(ASIDES)}\n\n{rest}"
        if dice.chance(0.2):
            part = dice.pick(told)
            blocks = part.text.split("\n\n")
            blocks[1] = self._capitals(blocks[1])
            part.text = "\n\n".join(blocks)
        return told

    def _references(self) -> str:
        dice = self._dice
        notes = [
            f"{dice.pick(OUTLETS)}, “{dice.pick(QUOTES)},” {dice.between(1, 28)} March {dice.between(1996, 2009)}."
            for _ in range(dice.between(3, 6))
        ]
        return "\n\n".join(dict.fromkeys(notes))

    def _scar(self, sections: list[Section]) -> None:
        for part in sections:
            for whole, scarred in _SCARS:
                part.text = part.text.replace(whole, scarred)
