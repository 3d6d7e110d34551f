"""Publishers' profiles as files: those in `publishers/`, and those in a folder of the user's own."""

import hashlib
import os
import re
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from transforms import PARSER_VERSION
from transforms.profile import CopySite, PathRule, Profile, Series

OWN = "DOSSIER_PUBLISHERS"
"""Environment variable that names a folder of TOML files; one of a name that `publishers/` has too takes its place."""

_FOLDER = Path(__file__).parent / "publishers"
_NEVER = re.compile("(?!)")

_Text = Annotated[str, msgspec.Meta(min_length=1)]
_Host = Annotated[str, msgspec.Meta(pattern=r"^(?!www\.)[a-z0-9.-]+$")]
_PageKind = Literal[
    "publication", "external_publication", "media_highlight", "event", "news", "newsletter", "list", "menu", "other"
]
_SectionKind = Literal["synopsis", "commentary", "key_takeaways", "about_author", "references"]


class ProfileError(ValueError):
    """A profile cannot be used; names the file and what is wrong with it."""


class _Table(msgspec.Struct, forbid_unknown_fields=True):
    pass


class _Path(_Table):
    pattern: re.Pattern[str]
    page_kind: _PageKind
    series: str | None = None


class _Breadcrumb(_Table):
    root: _Text
    sections: dict[str, _PageKind]
    shelves: dict[str, _PageKind] = {}


class _Newsletter(_Table):
    marks: list[_Text] = []


class _Page(_Table):
    categories: _Text
    flat_start: list[_Text] = []
    nested_start: list[_Text] = []
    old_start: list[_Text] = []
    old_crumb: str | None = None
    list_item: re.Pattern[str] = _NEVER
    menu_labels: list[_Text] = []
    download: list[_Text] = []
    after_categories: list[_Text] = []
    footer: list[_Text] = []
    footer_prefixes: list[_Text] = []
    last_updated: _Text | None = None
    newsletter: _Newsletter = msgspec.field(default_factory=_Newsletter)

    def __post_init__(self) -> None:
        if bool(self.old_start) != bool(self.old_crumb):
            raise ValueError("old_start and old_crumb go together")


class _Series(_Table):
    name: _Text
    aliases: list[_Text] = []
    prefix: _Text | None = None
    number_form: _Text | None = None
    bare_number: bool = False


class _Codes(_Table):
    forms: list[_Text] = []
    slug: re.Pattern[str] = _NEVER
    dated_prefixes: list[_Text] = []


class _Known(_Table):
    known: list[_Text] = []


class _Email(_Table):
    announcement: re.Pattern[str] | None = None
    number: re.Pattern[str] | None = None


class _Copies(_Table):
    host: _Host
    marks: list[_Text] = []
    date_in_path: re.Pattern[str] | None = None
    slug_suffix: str = ""


class _Publisher(_Table):
    """What a file says; the comments in `publishers/rsis.toml` say what it means."""

    name: Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9_-]*$")]
    title: _Text
    language: Annotated[str, msgspec.Meta(pattern="^[a-z]{2}$")]
    hosts: Annotated[list[_Host], msgspec.Meta(min_length=1)]
    breadcrumb: _Breadcrumb
    page: _Page
    sister_hosts: list[_Host] = []
    aggregator_hosts: list[_Host] = []
    blog_hosts: list[_Host] = []
    signatures: list[_Text] = []
    paths: list[_Path] = []
    labels: dict[_SectionKind, list[_Text]] = {}
    series: list[_Series] = []
    codes: _Codes = msgspec.field(default_factory=_Codes)
    regions: dict[str, _Text] = {}
    topics: _Known = msgspec.field(default_factory=_Known)
    units: _Known = msgspec.field(default_factory=_Known)
    email: _Email = msgspec.field(default_factory=_Email)
    copies: list[_Copies] = []


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
    series = [Series(one.name, tuple(one.aliases), one.prefix, one.number_form, one.bare_number) for one in told.series]
    names = [*(name for one in series for name in (one.name, *one.aliases)), *told.regions, *told.topics.known]
    return Profile(
        name=told.name,
        title=told.title,
        language=told.language,
        hosts=frozenset(told.hosts),
        sister_hosts=frozenset(told.sister_hosts),
        aggregator_hosts=frozenset(told.aggregator_hosts),
        blog_hosts=frozenset(told.blog_hosts),
        signatures=tuple(told.signatures),
        paths=tuple(PathRule(rule.pattern, rule.page_kind, rule.series) for rule in told.paths),
        root=crumb.root,
        crumb_sections=dict(crumb.sections),
        shelves=dict(crumb.shelves),
        flat_start=tuple(page.flat_start),
        nested_start=tuple(page.nested_start),
        old_start=tuple(page.old_start),
        old_crumb=page.old_crumb or "",
        menu_labels=frozenset(page.menu_labels),
        download=tuple(page.download),
        categories=page.categories,
        after_categories=frozenset(page.after_categories),
        footer=frozenset(page.footer),
        footer_start=page.footer[0] if page.footer else None,
        closing_prefixes=(*([page.last_updated] if page.last_updated else []), *page.footer_prefixes),
        footer_prefixes=tuple(page.footer_prefixes),
        newsletter_marks=frozenset(page.newsletter.marks),
        list_item=page.list_item,
        labels={label: kind for kind, labels in told.labels.items() for label in labels},
        series={name: one for one in series for name in (one.name, *one.aliases)},
        series_by_prefix={one.prefix: one for one in series if one.prefix},
        heading_code=re.compile(rf"^(?P<code>{'|'.join(codes.forms) or _NEVER.pattern})\s*\|\s*(?P<title>\S.*)$"),
        heading_number=re.compile(r"^(?P<number>No\.? ?\d{1,4}(?:/\d{4})?)\s*\|\s*(?P<title>\S.*)$"),
        slug_code=codes.slug,
        dated_prefixes=tuple(codes.dated_prefixes),
        regions=dict(told.regions),
        topics=frozenset(told.topics.known),
        units=frozenset(told.units.known),
        announcement=told.email.announcement,
        number=told.email.number,
        copies=tuple(
            CopySite(one.host, frozenset(one.marks), one.date_in_path, one.slug_suffix) for one in told.copies
        ),
        names_with_slash=tuple(name for name in names if " / " in name),
    )
