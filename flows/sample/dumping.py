"""Decides how an article is dumped: in which shape, under which address, when, and how damaged."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta

from flows.sample import copies, pages
from flows.sample._dice import Dice
from flows.sample.article import Article, Section
from flows.sample.changes import CHANGES, other_title
from flows.sample.menus import MENUS
from flows.sample.titles import slug
from flows.sample.vocabulary import UNITS
from flows.sample.writing import COMMENTARY

_START, _END = datetime(2018, 1, 5, tzinfo=UTC), datetime(2026, 6, 20, tzinfo=UTC)
_FLAT = (
    (datetime(2022, 7, 1, tzinfo=UTC), "A-2022"),
    (datetime(2025, 1, 1, tzinfo=UTC), "A-seed"),
    (datetime(2025, 5, 20, tzinfo=UTC), "A-2025a"),
    (datetime(2026, 1, 1, tzinfo=UTC), "A-2025b"),
)
_NESTED = ((datetime(2020, 6, 1, tzinfo=UTC), "B-2018"), (datetime(2022, 3, 1, tzinfo=UTC), "B-2021"))
_CHANGED = 100
"""Stands for the text of a copy that was changed."""
_BLOGS = ("deltareader.blogspot.example", "eastwindnotes.blogspot.example")


@dataclass(slots=True)
class Dump:
    """One dumped page and what is true of it.

    Attributes:
        text: The page.
        url: Its address as dumped.
        dumped_at: When.
        outcome: `publication`, `not_article` or `rejected`.
        rendering: Shape of the page, with its menu generation.
        page_kind: Kind of a page that is no article.
        reason: Why it must be rejected.
        article: Article it shows.
        version: Which of the article's texts it shows, from 1.
        truncated: Whether the dump is cut off.
        sections: The sections it shows.
        shows: Which of the article's fields it shows; `url_code` where the address gives the code.
        lot: Number shared by the dumps of one article; the containers go by it.
        siblings: On an article's first dump, all its dumps.
    """

    text: str
    url: str
    dumped_at: datetime
    outcome: str
    rendering: str
    page_kind: str | None = None
    reason: str | None = None
    article: Article | None = None
    version: int = 1
    truncated: bool = False
    sections: list[Section] = field(default_factory=list)
    shows: frozenset[str] = frozenset()
    lot: int = 0
    siblings: list["Dump"] = field(default_factory=list)

    @property
    def own_site(self) -> bool:
        """Whether it is a page of the publisher's own site."""
        return self.rendering[0] in "ABC" and self.rendering != "AG"


def cut_sections(dice: Dice, sections: list[Section]) -> list[Section]:
    """The sections up to somewhere within a paragraph, never up to the end of a sentence."""
    long = [
        (at, block)
        for at, part in enumerate(sections)
        if part.kind not in ("about_author", "references")
        for block, text in enumerate(part.text.split("\n\n"))
        if len(text) > 200 and not text.startswith("• ")
    ]
    at, block = dice.pick(long[1:] or long)
    part = sections[at]
    blocks = part.text.split("\n\n")[: block + 1]
    blocks[-1] = blocks[-1][: dice.between(120, len(blocks[-1]) - 20)]
    while not blocks[-1][-1].isalnum():
        blocks[-1] = blocks[-1][:-1]
    return [*sections[:at], Section(part.heading, part.kind, "\n\n".join(blocks))]


class Dumper:
    """Makes the dumps of articles.

    Args:
        dice: What the choices follow from.
    """

    def __init__(self, dice: Dice) -> None:
        self._dice = dice

    def moment(self, article: Article, after: datetime | None = None) -> datetime:
        """A time of dump after publication, later years the likelier."""
        start = max(_START, datetime.combine(article.published_on, time(4), UTC) + timedelta(days=31))
        if after is not None:
            start = max(start, after + timedelta(days=20))
        end = max(_END, start + timedelta(days=40))
        share = self._dice.random() ** 0.6
        return start + timedelta(seconds=int(share * (end - start).total_seconds()))

    def own(
        self,
        article: Article,
        moment: datetime,
        shape: str,
        *,
        version: int = 1,
        cut: str | None = None,
        other_unit: bool = False,
        cron: bool = False,
    ) -> Dump:
        """A dump of the publisher's page in rendering A, B or C, cut within its `body` or `second` printing."""
        dice = self._dice
        sections = article.texts[version - 1]
        if cut == "body":
            sections = cut_sections(dice, sections)
        shows = {"title", "date"}
        if cut != "body":
            shows |= {"series", "topics", "regions", "affiliations"}
        if shape == "C":
            tail = dice.chance(0.88)
            text = pages.content(article, sections, tail=tail, blank=dice.chance(0.05), cut=cut is not None)
            rendering = "C"
            if not tail:
                shows -= {"series", "topics", "regions"}
            if pages.shows_code(article):
                shows.add("code")
            if _names(article, sections):
                shows.add("authors")
        else:
            rendering = _generation(shape, moment)
            shows |= {"code", "authors", "byline"}
            if shape == "A":
                text = pages.whole(article, sections, rendering, cut=cut)
            else:
                text = pages.nested(article, sections, rendering, dice, cut=cut is not None)
        unit = dice.pick([unit for unit in UNITS if unit != article.unit]) if other_unit else article.unit
        url = self._url(article, unit, shape, moment, cron)
        return self._dump(
            article,
            text,
            url,
            moment,
            rendering,
            sections=sections,
            shows=shows,
            version=version,
            truncated=cut is not None,
        )

    def damaged(self, article: Article, moment: datetime, reason: str) -> Dump:
        """A dump of which nothing can be used: cut within its menus, or empty."""
        shape = self._dice.pick("AB")
        rendering = _generation(shape, moment)
        top = MENUS[rendering].top
        text = top[: int(len(top) * (0.2 + 0.7 * self._dice.random()))].rstrip() if reason == "truncated" else ""
        url = self._url(article, article.unit, shape, moment, False)
        return Dump(text, url, moment, "rejected", rendering, reason=reason, truncated=reason == "truncated")

    def copy(self, article: Article, moment: datetime, rendering: str) -> Dump:
        """A dump of another site's copy: E, ER or AG."""
        dice, sections = self._dice, article.sections
        day, plain = article.published_on, slug(article.title)
        shows = {"title", "authors", "byline", "affiliations"}
        if rendering == "E":
            text = copies.email(article, sections, dice)
            url = f"http://{dice.pick(_BLOGS)}/{day:%Y/%m}/{plain[:38].strip('-')}.html"
            shows |= {"code", "date"}
        elif rendering == "ER":
            text = copies.syndicated(article, sections, dice)
            copied = day + timedelta(days=dice.between(0, 6))
            suffix = "" if day.year <= 2011 else "-analysis"
            url = f"https://www.eurasiareview.com/{copied:%d%m%Y}-{plain}{suffix}/"
            sections = copies.syndicated_sections(sections)
        else:
            text = copies.agency(article, sections)
            url = f"https://agenparl.eu/{plain}/"
            shows = {"affiliations"}
        return self._dump(article, text, url, moment, rendering, sections=sections, shows=shows)

    def near(self, article: Article, after: datetime, kind: str) -> Dump:
        """A dump of a copy that was changed a little.

        Args:
            article: What is repeated.
            after: A time before the dump.
            kind: Of the change, one of `changes.CHANGES`.
        """
        dice, change = self._dice, CHANGES[kind]
        parts = list(article.sections)
        long = max(range(len(parts)), key=lambda at: (parts[at].kind != "about_author", len(parts[at].text)))
        parts[long] = replace(parts[long], text=change(parts[long].text, dice))
        changed = replace(article, title=other_title(article.title, dice), sections=parts, texts=[])
        dump = self.copy(changed, self.moment(article, after=after), "ER")
        dump.article, dump.version = article, _CHANGED
        return dump

    def _dump(
        self,
        article: Article,
        text: str,
        url: str,
        moment: datetime,
        rendering: str,
        *,
        sections: list[Section],
        shows: set[str],
        version: int = 1,
        truncated: bool = False,
    ) -> Dump:
        if article.code and f"/{article.code.lower()}-" in url:
            shows.add("url_code")
        dump = Dump(text, url, moment, "publication", rendering, article=article, version=version)
        dump.truncated, dump.sections, dump.shows = truncated, sections, frozenset(shows)
        return dump

    def _url(self, article: Article, unit: str, shape: str, moment: datetime, cron: bool) -> str:
        chance = self._dice.chance
        www, slash = (
            (chance(0.85), chance(0.9)) if shape == "B" else (chance(0.12), chance(0.15 if shape == "A" else 0.4))
        )
        cron = cron or chance(0.02)
        query = ""
        if cron:
            fraction = int(self._dice.random() * 1e9)
            query = f"?doing_wp_cron={int(moment.timestamp()) - 2}.{fraction:09d}{fraction % 9973:013d}"
        scheme = "http" if chance(0.02) else "https"
        return (
            f"{scheme}://{'www.' if www else ''}rsis.edu.sg/rsis-publication/{unit}/{article.slug}"
            f"{'/' if slash or cron else ''}{query}"
        )


def can_be_copied(article: Article) -> bool:
    """Whether other sites copy such an article: a commentary with authors, of the years with a synopsis."""
    return article.series == COMMENTARY and article.published_on.year < 2025 and bool(article.people)


def can_be_mailed(article: Article) -> bool:
    """Whether an e-mail edition of it exists."""
    return article.series == COMMENTARY and 2011 <= article.published_on.year <= 2014


def _names(article: Article, sections: list[Section]) -> bool:
    told = f"{sections[0].text} {sections[-1].text}"
    return all(name in told or name.upper() in told for name in article.names)


def _generation(shape: str, moment: datetime) -> str:
    for until, name in _FLAT if shape == "A" else _NESTED:
        if moment < until:
            return name
    return "A-2026" if shape == "A" else "B-2022"
