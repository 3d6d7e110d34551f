"""Publisher profiles: what is true of one publisher's pages, read from `publishers/NAME.toml`."""

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent / "publishers"


Category = tuple[str, str, str | None, bool]
"""Name, kind, harmonised region, whether the profile lists it."""


@dataclass(frozen=True)
class PathRule:
    """What a path on the publisher's own site says of the page."""

    pattern: re.Pattern[str]
    page_kind: str
    series: str | None = None


@dataclass(frozen=True)
class CopySite:
    """A site that prints copies."""

    host: str
    marks: frozenset[str] = frozenset()
    date_in_path: re.Pattern[str] | None = None
    slug_suffix: str = ""


@dataclass(frozen=True)
class Series:
    """A series under its newest name."""

    name: str
    aliases: tuple[str, ...] = ()
    prefix: str | None = None
    number_form: str | None = None
    bare_number: bool = False


@dataclass(frozen=True, eq=False)
class Profile:
    """One publisher's pages, as data; see the comments in its TOML file."""

    name: str
    title: str
    language: str
    hosts: frozenset[str]
    sister_hosts: frozenset[str]
    aggregator_hosts: frozenset[str]
    signatures: tuple[str, ...]
    paths: tuple[PathRule, ...]
    root: str
    crumb_sections: dict[str, str]
    shelves: dict[str, str]
    flat_start: tuple[str, ...]
    nested_start: tuple[str, ...]
    old_start: tuple[str, ...]
    menu_labels: frozenset[str]
    download: tuple[str, ...]
    categories: str
    after_categories: frozenset[str]
    footer: frozenset[str]
    footer_prefixes: tuple[str, ...]
    last_updated: str
    newsletter_marks: frozenset[str]
    list_item: re.Pattern[str]
    old_crumb: str
    labels: dict[str, str]
    series: dict[str, Series]
    series_by_prefix: dict[str, Series]
    heading_code: re.Pattern[str]
    heading_number: re.Pattern[str]
    slug_code: re.Pattern[str]
    dated_prefixes: tuple[str, ...]
    regions: dict[str, str]
    topics: frozenset[str]
    units: frozenset[str]
    announcement: re.Pattern[str] | None
    number: re.Pattern[str] | None
    copies: tuple[CopySite, ...]
    names_with_slash: tuple[str, ...] = field(default=())

    def is_own(self, host: str) -> bool:
        """Whether a host (without "www.") is the publisher's own site."""
        return host in self.hosts

    def is_named(self, text: str) -> bool:
        """Whether a text names the publisher."""
        return any(name in text and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) for name in self.signatures)

    @cached_property
    def publication_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Section and shelf of the breadcrumbs of publications."""
        sections = [label for label, kind in self.crumb_sections.items() if kind == "publication"]
        shelves = [label for label, kind in self.shelves.items() if kind == "publication"]
        return tuple((section, shelf) for section in sections for shelf in shelves)

    def ends_article(self, line: str) -> bool:
        """Whether a line is the comment box, begins the footer or closes the text otherwise."""
        return line in self._closing_lines or line.startswith(self.closing_prefixes)

    @cached_property
    def _closing_lines(self) -> frozenset[str]:
        return self.footer | self.after_categories | {self.categories}

    @cached_property
    def closing_prefixes(self) -> tuple[str, ...]:
        """What lines begin with that close the text."""
        return (self.last_updated, *self.footer_prefixes)

    def split_heading(self, heading: str) -> tuple[str | None, str | None, str]:
        """A heading's code, its number where that is printed in a code's place, and its title."""
        if found := self.heading_code.match(heading):
            return found["code"].replace(" ", ""), None, found["title"].strip()
        if found := self.heading_number.match(heading):
            return None, found["number"], found["title"].strip()
        return None, None, heading

    def is_cut_name(self, name: str) -> bool:
        """Whether a category's name is but the beginning of a known one."""
        known = self.known_categories
        return name not in known and any(one.startswith(name) for one in known)

    @cached_property
    def known_categories(self) -> dict[str, Category]:
        """Categories that the profile lists, by their names as printed; a series has its newest name."""
        known: dict[str, Category] = {name: (name, "unit", None, True) for name in self.units}
        known |= {name: (name, "topic", None, True) for name in self.topics}
        known |= {name: (name, "region", region, True) for name, region in self.regions.items()}
        return known | {name: (one.name, "series", None, True) for name, one in self.series.items()}

    def knows(self, host: str) -> bool:
        """Whether a host is the publisher's, a sister's, or one that prints copies."""
        return host in self.hosts or host in self.sister_hosts or self.copy_site(host) is not None

    def copy_site(self, host: str) -> CopySite | None:
        """The copying site of that host, where one is known."""
        return next((site for site in self.copies if site.host == host), None)


def _profile(data: dict[str, Any]) -> Profile:
    page, crumb, codes, email = data["page"], data["breadcrumb"], data["codes"], data.get("email", {})
    series = [Series(**{**entry, "aliases": tuple(entry.get("aliases", ()))}) for entry in data["series"]]
    forms = "|".join(codes["forms"])
    names = [*(name for one in series for name in (one.name, *one.aliases)), *data["regions"], *data["topics"]["known"]]
    return Profile(
        name=data["name"],
        title=data["title"],
        language=data["language"],
        hosts=frozenset(data["hosts"]),
        sister_hosts=frozenset(data.get("sister_hosts", ())),
        aggregator_hosts=frozenset(data.get("aggregator_hosts", ())),
        signatures=tuple(data["signatures"]),
        paths=tuple(
            PathRule(re.compile(rule["pattern"]), rule["page_kind"], rule.get("series")) for rule in data["paths"]
        ),
        root=crumb["root"],
        crumb_sections=crumb["sections"],
        shelves=crumb["shelves"],
        flat_start=tuple(page["flat_start"]),
        nested_start=tuple(page["nested_start"]),
        old_start=tuple(page["old_start"]),
        menu_labels=frozenset(page["menu_labels"]),
        download=tuple(page["download"]),
        categories=page["categories"],
        after_categories=frozenset(page["after_categories"]),
        footer=frozenset(page["footer"]),
        footer_prefixes=tuple(page["footer_prefixes"]),
        last_updated=page["last_updated"],
        newsletter_marks=frozenset(page["newsletter"]["marks"]),
        list_item=re.compile(page["list_item"]),
        old_crumb=page["old_crumb"],
        labels={label: kind for kind, labels in data["labels"].items() for label in labels},
        series={name: one for one in series for name in (one.name, *one.aliases)},
        series_by_prefix={one.prefix: one for one in series if one.prefix},
        heading_code=re.compile(rf"^(?P<code>{forms})\s*\|\s*(?P<title>\S.*)$"),
        heading_number=re.compile(r"^(?P<number>No\.? ?\d{1,4}(?:/\d{4})?)\s*\|\s*(?P<title>\S.*)$"),
        slug_code=re.compile(codes["slug"]),
        dated_prefixes=tuple(codes["dated_prefixes"]),
        regions=data["regions"],
        topics=frozenset(data["topics"]["known"]),
        units=frozenset(data["units"]["known"]),
        announcement=re.compile(email["announcement"]) if "announcement" in email else None,
        number=re.compile(email["number"]) if "number" in email else None,
        copies=tuple(
            CopySite(
                site["host"],
                frozenset(site.get("marks", ())),
                re.compile(site["date_in_path"]) if "date_in_path" in site else None,
                site.get("slug_suffix", ""),
            )
            for site in data.get("copies", ())
        ),
        names_with_slash=tuple(name for name in names if " / " in name),
    )


@cache
def profiles() -> tuple[Profile, ...]:
    """All publishers' profiles, by name."""
    return tuple(_profile(tomllib.loads(path.read_text(encoding="utf-8"))) for path in sorted(_FOLDER.glob("*.toml")))
