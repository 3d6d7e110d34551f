"""A publisher's profile: what is true of its pages."""

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Literal

import msgspec

KIND_BEHIND_TITLE = re.compile(r"(?<!\s)\s+[–—-]\s+(?:Analysis|OpEd|Op-Ed|Essay)$")
"""What copying sites take an article for, and say behind its title."""
_PREFIX = re.compile("[A-Z]+")
_LONGEST_CLOSING = 200
"""Characters; a longer line is text, whatever it begins with."""


Category = tuple[str, str, str | None, bool]
"""Name, kind, harmonised region, whether the profile lists it."""


Text = Annotated[str, msgspec.Meta(min_length=1)]
Host = Annotated[str, msgspec.Meta(pattern=r"^(?!www\.)[a-z0-9.-]+$")]
PageKind = Literal[
    "publication", "external_publication", "media_highlight", "event", "news", "newsletter", "list", "menu", "other"
]


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table in a profile's file, of which nothing is passed over."""


class PathRule(Entry, frozen=True):
    """What a path on the publisher's own site says of the page."""

    pattern: re.Pattern[str]
    page_kind: PageKind
    series: str | None = None


class CopySite(Entry, frozen=True):
    """A site that prints copies."""

    host: Host
    marks: frozenset[Text] = frozenset()
    date_in_path: re.Pattern[str] | None = None
    slug_suffix: str = ""


class Series(Entry, frozen=True):
    """A series under its newest name."""

    name: Text
    aliases: tuple[Text, ...] = ()
    prefix: Text | None = None
    number_form: Text | None = None
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
    blog_hosts: frozenset[str]
    signatures: tuple[str, ...]
    paths: tuple[PathRule, ...]
    root: str
    crumb_sections: dict[str, PageKind]
    shelves: dict[str, PageKind]
    flat_start: tuple[str, ...]
    nested_start: tuple[str, ...]
    old_start: tuple[str, ...]
    menu_labels: frozenset[str]
    download: tuple[str, ...]
    categories: str
    after_categories: frozenset[str]
    footer: frozenset[str]
    footer_start: str | None
    footer_prefixes: tuple[str, ...]
    closing_prefixes: tuple[str, ...]
    newsletter_marks: frozenset[str]
    list_item: re.Pattern[str]
    old_crumb: str
    labels: dict[str, str]
    series: dict[str, Series]
    series_by_prefix: dict[str, Series]
    heading_code: re.Pattern[str]
    own_heading_code: re.Pattern[str]
    heading_number: re.Pattern[str]
    whole_code: re.Pattern[str]
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

    def is_called(self, text: str) -> bool:
        """Whether a text is one of the publisher's names, and no more."""
        return text.strip(" *.") in self._names

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset((self.title, self.root, *self.signatures))

    @cached_property
    def _site_behind_title(self) -> re.Pattern[str]:
        return re.compile(rf"(?<!\s)\s+[–—|-]\s+(?:{'|'.join(map(re.escape, sorted(self._names)))})$")

    @cached_property
    def publication_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Section and shelf of the breadcrumbs of publications."""
        sections = [label for label, kind in self.crumb_sections.items() if kind == "publication"]
        shelves = [label for label, kind in self.shelves.items() if kind == "publication"]
        return tuple((section, shelf) for section in sections for shelf in shelves)

    def ends_article(self, line: str) -> bool:
        """Whether a line is the comment box, begins the footer or closes the text otherwise."""
        return line in self._closing_lines or (
            line.startswith(self.closing_prefixes) and self._closing.fullmatch(line) is not None
        )

    @cached_property
    def _closing_lines(self) -> frozenset[str]:
        return self.footer | self.after_categories | {self.categories}

    @cached_property
    def category_label(self) -> str:
        """What stands before a list of categories, without its colon."""
        return self.categories.rstrip(": ")

    @cached_property
    def _closing(self) -> re.Pattern[str]:
        """Lines with those prefixes: a name or a date follows, and no paragraph of text."""
        prefixes = "|".join(map(re.escape, self.closing_prefixes))
        return re.compile(rf"(?:{prefixes})(?: ?[^\Wa-z_].{{0,{_LONGEST_CLOSING}}})?")

    def split_heading(self, heading: str) -> tuple[str | None, str | None, str]:
        """A heading's code, its number where that is printed in a code's place, and its title without the site."""
        title = self._site_behind_title.sub("", KIND_BEHIND_TITLE.sub("", heading))
        found = self.heading_code.match(title)
        if found and (not found["other_sign"] or self.series_of_code(found["code"])):
            return found["code"].replace(" ", ""), None, found["title"].strip()
        if found := self.heading_number.match(title):
            return None, found["number"], found["title"].strip()
        return None, None, title

    def split_own_heading(self, heading: str) -> tuple[str | None, str | None, str]:
        """The same of a page of the publisher's own, which may set its codes otherwise: "PB21-05 Title"."""
        code, number, title = self.split_heading(heading)
        found = self.own_heading_code.match(title) if code is None and number is None else None
        if found and self.series_of_code(found["code"]):
            return found["code"].replace(" ", ""), None, found["title"].strip()
        return code, number, title

    def series_of_code(self, code: str) -> Series | None:
        """The series whose codes begin like this one."""
        prefix = _PREFIX.match(code)
        return self.series_by_prefix.get(prefix[0]) if prefix else None

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
        """Whether a host is the publisher's, a sister's, or one that prints copies, if only now and then."""
        known = host in self.hosts or host in self.sister_hosts or host in self.blog_hosts
        return known or self.copy_site(host) is not None

    def copy_site(self, host: str) -> CopySite | None:
        """The copying site of that host, where one is known."""
        return next((site for site in self.copies if site.host == host), None)
