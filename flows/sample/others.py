"""Pages that are no article of a series, and what damaged dumps leave of a page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from flows.sample._dice import Dice
from flows.sample.menus import FOOTER, MENUS
from flows.sample.prose import ADJECTIVES, Pools
from flows.sample.titles import slug, title, title_case
from flows.sample.vocabulary import OUTLETS, REGIONS, THEMES, UNITS, phrases

HOST = "https://rsis.edu.sg"
_KINDS_OF_EVENT = ("Seminar", "Workshop", "Roundtable", "Panel Webinar")
_MEDIA = ("Online", "Online / Print", "Print")
_LABELS = phrases("Introduction, Research Programmes, Staff Profiles, How to Apply, Career Opportunities")


@dataclass(frozen=True)
class Page:
    """A page that is no article.

    Attributes:
        kind: Page kind of the contract.
        rendering: Shape of the page.
        url: Its address.
        text: Its text.
    """

    kind: str
    rendering: str
    url: str
    text: str


class Others:
    """Makes pages that are no articles.

    Args:
        dice: What the choices follow from.
        pools: Where the sentences come from.
    """

    def __init__(self, dice: Dice, pools: Pools) -> None:
        self._dice = dice
        self._pools = pools
        self._makers: tuple[Callable[[date], Page], ...] = (
            self.media_highlight,
            self.external_publication,
            self.listing,
            self.event,
            self.news,
            self.menu,
            self.newsletter,
            self.media_highlight,
            self.other_site,
        )

    def make(self, at: int, day: date) -> Page:
        """The at-th such page: the kinds take turns."""
        return self._makers[at % len(self._makers)](day)

    def _subject(self, day: date) -> tuple[str, list[str]]:
        region, theme = self._dice.pick(REGIONS), self._dice.pick(THEMES)
        walk = self._pools.walk(self._dice, region, theme)
        return title(self._dice, region, theme, day.year), [" ".join(islice(walk, 2)) for _ in range(9)]

    def _unit(self) -> str:
        return self._dice.pick(UNITS)

    def media_highlight(self, day: date) -> Page:
        """A press article as the site abridges it."""
        name, paragraphs = self._subject(day)
        unit = self._unit()
        body = "\n".join(f"{text[: len(text) * 2 // 3].rsplit(' ', 1)[0]} … " for text in paragraphs[:3])
        updated = day + timedelta(days=self._dice.between(0, 200))
        suffix = self._dice.pick(("", " – Analysis", f" – {self._dice.pick(OUTLETS)}"))
        text = (
            f"{day:%d %B %Y}\n- RSIS\n- Media Highlights\n{name}{suffix}\n{body.rstrip()}\n"
            f"{unit.upper()} / {self._dice.pick(_MEDIA)}\nLast updated on {updated:%d/%m/%Y}"
        )
        return Page("media_highlight", "C-media", f"{HOST}/media-highlight/{unit}/{slug(name)}/", text)

    def external_publication(self, day: date) -> Page:
        """A publication of the staff that appeared elsewhere; its text is printed twice."""
        name, paragraphs = self._subject(day)
        body = "Executive Summary\n" + "\n".join(paragraphs)
        text = f"{day:%d %B %Y}\n- RSIS\n- Publication\n- External Publications\n- {name}\n{body}\n{body}"
        return Page("external_publication", "C-staff", f"{HOST}/staff-publication/{slug(name)}/", text)

    def news(self, day: date) -> Page:
        """A news release with numbered paragraphs that lost their numbers."""
        name, paragraphs = self._subject(day)
        body = "\n-\n".join(paragraphs[:5])
        text = f"{day:%d %B %Y}\n- RSIS\n- Media\n- News Releases\n- RSIS Launches Study: {name}\n-\n{body}"
        return Page("news", "C-news", f"{HOST}/rsis-news-article/rsis/{slug(name)}/", text)

    def event(self, day: date) -> Page:
        """A report or announcement of an event."""
        name, paragraphs = self._subject(day)
        kind = self._dice.pick(_KINDS_OF_EVENT)
        text = (
            f"{day:%d %B %Y}\n- RSIS\n- Events\n- {kind} on “{name}”\n"
            f"Venue: Blue Heron Room, Level 3\nTime: 2.30pm to 4.00pm\n" + "\n".join(paragraphs[:3])
        )
        return Page("event", "C-event", f"{HOST}/rsis-event-article/rsis/{slug(name)}", text)

    def newsletter(self, day: date) -> Page:
        """An issue of the school's newsletter."""
        name, paragraphs = self._subject(day)
        issue = (day.month + 1) // 2
        book = title_case(f"the {self._dice.pick(ADJECTIVES)} tide")
        text = (
            f"THINK TANK\nThink Tank ({issue}/{day.year})\n< Back\n{name}\n{day.day} {day:%b %Y}\nHIGHLIGHT\n"
            + "\n".join(paragraphs[:4])
            + f"\nRECENT BOOKS BY STAFF\n{book}\nmore info"
        )
        url = f"{HOST}/publications/rsis-publications/think-tank-{issue}-{day.year}-{slug(name)[:24].strip('-')}/"
        return Page("newsletter", "newsletter", url, text)

    def listing(self, day: date) -> Page:
        """A page of a series' list."""
        menu = MENUS[self._dice.pick(("A-seed", "A-2025b"))]
        rows = []
        for at in range(12):
            shown = day - timedelta(days=3 * at)
            name, _ = self._subject(shown)
            rows.append(f"    CO{shown:%y}{300 - at:03d} | {name}\n    {shown:%d %B %Y}\n    read more\n")
        page = self._dice.between(2, 900)
        text = (
            f"{menu.top}    • RSIS\n    • Publications\n    • RSIS Commentary Series\n{menu.side}\n"
            + "\n".join(rows)
            + f"\n    1\n    2\n    3\n    Next\n{FOOTER}"
        )
        return Page("list", menu.generation, f"{HOST}/publications/rsis-publications/commentaries/page/{page}/", text)

    def menu(self, day: date) -> Page:
        """A page that came out as its menus and nothing else."""
        menu = MENUS[self._dice.pick(("A-seed", "A-2022", "A-2026"))]
        label = self._dice.pick(_LABELS)
        url = f"{HOST}/{slug(label)}/?doing_wp_cron={int(day.strftime('%j')) + 1685831000}"
        return Page("menu", menu.generation, url, f"{menu.top.rstrip()}\n{FOOTER}")

    def other_site(self, day: date) -> Page:
        """A page of somebody else."""
        name, paragraphs = self._subject(day)
        outlet = self._dice.pick(OUTLETS)
        url = f"https://www.{slug(outlet).replace('-', '')}.example/{day:%Y/%m}/{slug(name)}/"
        text = "\n\n".join(
            [outlet, "Home Politics Business Sport", name, f"Published {day.day} {day:%b %Y}", *paragraphs]
        )
        return Page("other_site", "other", url, text)
