"""Decides what each article is: its day, series, code, address, region, theme and authors."""

import zlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from itertools import accumulate

from flows.sample._dice import Dice
from flows.sample.article import Article
from flows.sample.people import Person, cast
from flows.sample.prose import Pools
from flows.sample.titles import slug, title
from flows.sample.vocabulary import EXTRA_TOPICS, REGIONS, THEMES, UNITS, UNKNOWN_TOPICS, Region, Theme
from flows.sample.writing import BULLETIN, COMMENTARY, CTTA, EVENT, IDSS, INSIGHT, POLICY, WORKING, Subject, Writer

_FIRST_YEAR = 2010
_YEARS = (5, 6, 7, 8, 8, 9, 10, 9, 9, 10, 12, 12, 11, 10, 10, 11, 4)
"""Articles a year, in proportion, from 2010 to early 2026."""
_FEW_YEARS = (1, 1, 2, 2, 2, 1, 2, 1, 2, 5, 8, 9, 9, 7, 6, 5, 1)
"""The same for a small corpus, so that some years have enough to be looked at."""
_POOLS = (149, 293, 997, 1_999)
"""Sentences a pool, for small to large corpora."""
_MANY = 700
"""Articles of a year from which on a running number of all series is longer than those the site prints."""
_LEGACY_UNTIL = date(2014, 4, 1)
_UNIT_WEIGHTS = (70, 6, 6, 5, 5, 3, 3, 2)
_BY_MONTH = (BULLETIN, INSIGHT, POLICY, EVENT)


def _spread(at: int, count: int, span: int) -> int:
    """A running number that fills `span` however few there are, and stays distinct where there are more."""
    return at * span // count if count < span else at


class Planner:
    """Makes the articles of a corpus, each on its own day.

    Args:
        articles: How many.
        seed: What everything follows from.
    """

    def __init__(self, articles: int, seed: int) -> None:
        self.dice = Dice(seed, "articles")
        self.pools = Pools(seed, _POOLS[bisect_right((200, 2_000, 20_000), articles)])
        self._writer = Writer(self.dice, self.pools)
        self._count = articles
        self._people = cast(Dice(seed, "people"), max(24, min(2_500, articles // 6)))
        years = _YEARS if articles >= 300 else _FEW_YEARS
        total, sums = sum(years), list(accumulate(years, initial=0))
        self._starts = [articles * part // total for part in sums]
        self._legacy = max(1, self._chronological(_LEGACY_UNTIL))
        self._taken: set[int] = set()
        self._insights: Counter[int] = Counter()

    def _chronological(self, day: date) -> int:
        at = day.year - _FIRST_YEAR
        first, after = self._starts[at], self._starts[at + 1]
        return first + (after - first) * (day.timetuple().tm_yday - 1) // 365

    def make(self, at: int) -> tuple[Article, Subject]:
        """The article at this place in time, and what it is about."""
        dice = self.dice
        year_at = bisect_right(self._starts, at) - 1
        year = _FIRST_YEAR + year_at
        place, count = at - self._starts[year_at], self._starts[year_at + 1] - self._starts[year_at]
        day = self._day(year_at, place, count)
        series = self._series(year_at, place, count)
        if series in _BY_MONTH:
            day = day.replace(day=1)
        region = dice.weigh(REGIONS, [_weight(region, year) for region in REGIONS])
        theme = dice.weigh(THEMES, [_weight(theme, year) for theme in THEMES])
        people = () if series in (BULLETIN, CTTA) else self._authors()
        subject = Subject(region, theme, day, series, people)
        sections, affiliations = self._writer.sections(subject)
        span = 100 if series == IDSS else 240
        number = 1 + _spread(place, count, span) + dice.whole(max(1, span // count))
        if series == INSIGHT and count > _MANY:  # of so many a year they alone have numbers of two or three digits
            self._insights[year] += 1
            number = self._insights[year]
        code = _code(series, day, number, at, self._count)
        name = self._title(subject)
        return (
            Article(
                key=f"{year}-{place + 1:05d}",
                series=series,
                code=code,
                title=name,
                published_on=day,
                precision="month" if series in _BY_MONTH else "day",
                unit=self._unit(series),
                slug=self._slug(series, code, name, day, at),
                people=people,
                oxford=dice.chance(0.8),
                topics=self._topics(theme),
                regions=self._regions(region),
                sections=sections,
                affiliations=affiliations,
            ),
            subject,
        )

    @staticmethod
    def _day(year_at: int, place: int, count: int) -> date:
        days = 120 if year_at == len(_YEARS) - 1 else 365
        window = max(1, days // count)
        jitter = (7 * place + 5 * year_at) % window - window // 2
        offset = min(days - 1, max(0, (2 * place + 1) * days // (2 * count) + jitter))
        return date(_FIRST_YEAR + year_at, 1, 1) + timedelta(days=offset)

    def revise(self, article: Article, subject: Subject) -> None:
        """Gives the article a second text."""
        self._writer.revise(article, subject)

    def _series(self, year_at: int, place: int, count: int) -> str:
        dice = self.dice
        before, day, after = (self._day(year_at, place + step, count) for step in (-1, 0, 1))
        if day.month != before.month and (count >= 100 or (day.year + day.month) % 13 == 0):
            return BULLETIN
        if day.month != after.month and day.month % 3 == 0 and (count >= 100 or day.year % 3 == 0):
            return CTTA
        if day >= date(2021, 10, 1) and dice.chance(0.24):
            return IDSS
        return dice.weigh((COMMENTARY, WORKING, INSIGHT, POLICY, EVENT), (87, 6, 4, 2, 1))

    def _authors(self) -> tuple[Person, ...]:
        dice, people = self.dice, self._people
        found: dict[str, Person] = {}
        for _ in range(dice.weigh((1, 2, 3, 4, 6), (70, 20, 7, 2, 1))):
            person = people[int(dice.random() ** 1.7 * len(people))]
            found[person.name] = person
        return tuple(found.values())

    def _title(self, subject: Subject) -> str:
        day = subject.day
        if subject.series == BULLETIN:
            return f"NTS Bulletin {day:%B %Y}"
        if subject.series == CTTA:
            issue = f"Volume {day.year - 2008}, Issue {(day.month + 2) // 3:02d}"
            return f"Counter Terrorist Trends and Analyses (CTTA) – {issue}"
        for _ in range(40):
            name = title(self.dice, subject.region, subject.theme, day.year)
            if self._take(name):
                return name
        name = f"{name} ({len(self._taken)})"
        self._take(name)
        return name

    def _take(self, name: str) -> bool:
        mark = zlib.crc32(slug(name).encode())
        free = mark not in self._taken
        self._taken.add(mark)
        return free

    def _unit(self, series: str) -> str:
        dice = self.dice
        fixed = {BULLETIN: "nts", INSIGHT: "nts", CTTA: "icpvtr"}
        if series == IDSS:
            return dice.pick(("idss", "idss", "rsis"))
        return fixed.get(series) or dice.weigh(UNITS, _UNIT_WEIGHTS)

    def _slug(self, series: str, code: str | None, name: str, day: date, at: int) -> str:
        dice = self.dice
        if series in (BULLETIN, CTTA):
            return slug(name)
        coded = f"{code.lower()}-" if code and series != INSIGHT else ""
        if series == IDSS:
            return coded + slug(name)
        if day < _LEGACY_UNTIL:
            if coded and day.year == 2012 and dice.chance(0.05):
                return coded + slug(name)
            return f"{1300 + _spread(at, self._legacy, 880)}-{slug(name, cut=30)}"
        bare = 0.0 if day.year < 2019 else 1.0 if day.year < 2023 else 0.5
        if dice.chance(0.02):
            name = f"global issues {name}"
        return ("" if dice.chance(bare) else coded) + slug(name)

    def _topics(self, theme: Theme) -> list[str]:
        dice = self.dice
        topics = [theme.topics[0]]
        if dice.chance(0.4):
            topics.append(theme.topics[1])
        if dice.chance(0.6):
            topics.append(dice.pick(EXTRA_TOPICS))
        if dice.chance(0.005):
            topics.append(dice.pick(UNKNOWN_TOPICS))
        return sorted(dict.fromkeys(topics))

    def _regions(self, region: Region) -> list[str]:
        dice = self.dice
        if dice.chance(0.03):
            return []
        more = dice.weigh((0, 1, 2, 4), (58, 27, 12, 3))
        others = [other for other in REGIONS if other is not region]
        picked = [dice.weigh(others, [other.weight for other in others]) for _ in range(more)]
        return list(dict.fromkeys([region.name, *(other.name for other in picked)]))


def _weight(of: Region | Theme, year: int) -> float:
    weight = of.weight
    for first, last, factor in of.peaks:
        if first <= year <= last:
            weight *= factor
    return weight


_CODES: dict[str, Callable[[date, int, int, int], str]] = {
    COMMENTARY: lambda day, number, at, count: f"CO{day:%y}{number:03d}",
    IDSS: lambda day, number, at, count: f"IP{day:%y}{number:03d}",
    INSIGHT: lambda day, number, at, count: f"IN{day:%y}-{number:02d}",
    WORKING: lambda day, number, at, count: f"WP{200 + _spread(at, count, 160)}",
}


def _code(series: str, day: date, number: int, at: int, count: int) -> str | None:
    make = _CODES.get(series)
    return make(day, number, at, count) if make else None
