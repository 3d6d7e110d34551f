"""Publishers' profiles as files: those in `publishers/`, and those in a folder of the user's own."""

import hashlib
import os
import re
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from transforms import PARSER_VERSION
from transforms.profile import CopySite, Entry, Host, PageKind, PathRule, Profile, Series, Text

OWN = "DOSSIER_PUBLISHERS"
"""Environment variable that names a folder of TOML files; one of a name that `publishers/` has too takes its place."""

_FOLDER = Path(__file__).parent / "publishers"
_NEVER = re.compile("(?!)")

_SectionKind = Literal["synopsis", "commentary", "key_takeaways", "about_author", "references"]


class ProfileError(ValueError):
    """A profile cannot be used; names the file and what is wrong with it."""


class _Breadcrumb(Entry, frozen=True):
    root: Text
    sections: dict[str, PageKind]
    shelves: dict[str, PageKind] = msgspec.field(default_factory=dict)


class _Newsletter(Entry, frozen=True):
    marks: tuple[Text, ...] = ()


class _Page(Entry, frozen=True):
    categories: Text
    flat_start: tuple[Text, ...] = ()
    nested_start: tuple[Text, ...] = ()
    old_start: tuple[Text, ...] = ()
    old_crumb: str | None = None
    list_item: re.Pattern[str] = _NEVER
    menu_labels: tuple[Text, ...] = ()
    download: tuple[Text, ...] = ()
    after_categories: tuple[Text, ...] = ()
    footer: tuple[Text, ...] = ()
    footer_prefixes: tuple[Text, ...] = ()
    last_updated: Text | None = None
    newsletter: _Newsletter = msgspec.field(default_factory=_Newsletter)

    def __post_init__(self) -> None:
        if bool(self.old_start) != bool(self.old_crumb):
            raise ValueError("old_start and old_crumb go together")


class _Codes(Entry, frozen=True):
    forms: tuple[Text, ...] = ()
    slug: re.Pattern[str] = _NEVER
    dated_prefixes: tuple[Text, ...] = ()


class _Known(Entry, frozen=True):
    known: tuple[Text, ...] = ()


class _Email(Entry, frozen=True):
    announcement: re.Pattern[str] | None = None
    number: re.Pattern[str] | None = None

    def __post_init__(self) -> None:
        for pattern, groups in ((self.announcement, ("series", "rest")), (self.number, ("number", "year", "date"))):
            if pattern and (missing := [name for name in groups if name not in pattern.groupindex]):
                raise ValueError(f"a group (?P<{missing[0]}>...) is missing in {pattern.pattern}")


class _Publisher(Entry, frozen=True):
    """What a file says; the comments in `publishers/rsis.toml` say what it means."""

    name: Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9_-]*$")]
    title: Text
    language: Annotated[str, msgspec.Meta(pattern="^[a-z]{2}$")]
    hosts: Annotated[tuple[Host, ...], msgspec.Meta(min_length=1)]
    breadcrumb: _Breadcrumb
    page: _Page
    sister_hosts: tuple[Host, ...] = ()
    aggregator_hosts: tuple[Host, ...] = ()
    blog_hosts: tuple[Host, ...] = ()
    signatures: tuple[Text, ...] = ()
    paths: tuple[PathRule, ...] = ()
    labels: dict[_SectionKind, tuple[Text, ...]] = msgspec.field(default_factory=dict)
    series: tuple[Series, ...] = ()
    codes: _Codes = msgspec.field(default_factory=_Codes)
    regions: dict[str, Text] = msgspec.field(default_factory=dict)
    topics: _Known = msgspec.field(default_factory=_Known)
    units: _Known = msgspec.field(default_factory=_Known)
    email: _Email = msgspec.field(default_factory=_Email)
    copies: tuple[CopySite, ...] = ()


_NO_SIGN = r"(?:(?<=\d{5})|(?<=\d-\d\d))\s+"
"""Between a code that is long enough to be nothing else and a title."""


@cache
def profiles() -> tuple[Profile, ...]:
    """All publishers' profiles, by name.

    Raises:
        ProfileError: One cannot be used.
    """
    return tuple(_profile(_read(path)) for path in sorted(_files(), key=lambda path: path.stem))


@cache
def parser_version() -> str:
    """Version of the parser with the profiles of the user's own, which read pages differently too.

    Raises:
        ProfileError: Their folder is missing.
    """
    own = [path for path in _files() if path.parent != _FOLDER]
    if not own:
        return PARSER_VERSION
    digest = hashlib.sha256()
    for path in sorted(own, key=lambda path: path.stem):
        digest.update(path.read_bytes() + b"\0")
    return f"{PARSER_VERSION}+{digest.hexdigest()[:12]}"


def _files() -> list[Path]:
    """The files of all profiles."""
    found = {path.stem: path for path in _FOLDER.glob("*.toml")}
    if own := os.environ.get(OWN):
        folder = Path(own)
        if not folder.is_dir():
            raise ProfileError(f"{OWN}={own}: no such folder; it is to hold one TOML file a publisher")
        found |= {path.stem: path for path in folder.glob("*.toml")}
    return list(found.values())


def _read(path: Path) -> _Publisher:
    try:
        told = msgspec.toml.decode(path.read_bytes(), type=_Publisher, dec_hook=_pattern)
    except (msgspec.MsgspecError, ValueError) as error:
        raise ProfileError(f"{path}: {error}; transforms/publishers/rsis.toml shows the shape") from error
    if told.name != path.stem:
        raise ProfileError(f"{path}: it is of {told.name}; call the file {told.name}.toml")
    return told


def _pattern(kind: type, value: Any) -> Any:
    try:
        return re.compile(value)
    except (re.error, TypeError) as error:
        raise ValueError(f"no regular expression: {error}") from error


def _profile(told: _Publisher) -> Profile:
    page, crumb, codes = told.page, told.breadcrumb, told.codes
    series = told.series
    names = [*(name for one in series for name in (one.name, *one.aliases)), *told.regions, *told.topics.known]
    forms = "|".join(codes.forms) or _NEVER.pattern
    return Profile(
        name=told.name,
        title=told.title,
        language=told.language,
        hosts=frozenset(told.hosts),
        sister_hosts=frozenset(told.sister_hosts),
        aggregator_hosts=frozenset(told.aggregator_hosts),
        blog_hosts=frozenset(told.blog_hosts),
        signatures=told.signatures,
        paths=told.paths,
        root=crumb.root,
        crumb_sections=crumb.sections,
        shelves=crumb.shelves,
        flat_start=page.flat_start,
        nested_start=page.nested_start,
        old_start=page.old_start,
        old_crumb=page.old_crumb or "",
        menu_labels=frozenset(page.menu_labels),
        download=page.download,
        categories=page.categories,
        after_categories=frozenset(page.after_categories),
        footer=frozenset(page.footer),
        footer_start=page.footer[0] if page.footer else None,
        closing_prefixes=(*([page.last_updated] if page.last_updated else []), *page.footer_prefixes),
        footer_prefixes=page.footer_prefixes,
        newsletter_marks=frozenset(page.newsletter.marks),
        list_item=page.list_item,
        labels={label: kind for kind, labels in told.labels.items() for label in labels},
        series={name: one for one in series for name in (one.name, *one.aliases)},
        series_by_prefix={one.prefix: one for one in series if one.prefix},
        heading_code=re.compile(rf"^(?P<code>{forms})(?:\s*\|\s*|(?P<other_sign>\s*:\s+|\s+[–—-]\s+))(?P<title>\S.*)$"),
        own_heading_code=re.compile(
            rf"^(?P<code>{forms})(?:\s+[·•]\s+|{_NO_SIGN}(?=[^\W_a-z]|[“‘\"']))(?P<title>\S.*)$"
        ),
        whole_code=re.compile(rf"(?:{forms})"),
        heading_number=re.compile(r"^(?P<number>No\.? ?\d{1,4}(?:/\d{4})?)\s*\|\s*(?P<title>\S.*)$"),
        slug_code=codes.slug,
        dated_prefixes=codes.dated_prefixes,
        regions=told.regions,
        topics=frozenset(told.topics.known),
        units=frozenset(told.units.known),
        announcement=told.email.announcement,
        number=told.email.number,
        copies=told.copies,
        names_with_slash=tuple(name for name in names if " / " in name),
    )
