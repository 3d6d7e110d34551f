"""Flattens records into frames keyed by record_id: what each page says, its sections, categories, authors, places."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
import polars as pl

from transforms.address import read_address
from transforms.body import NOT_BODY, body_hash, raw_body_key
from transforms.inserts import rows_of, take_back
from transforms.near import NEAR_KEYS, near_keys
from transforms.page import Page, not_article, rejected
from transforms.passages import Passage
from transforms.places import find_places
from transforms.profile import Profile
from transforms.profiles import parser_version, profiles
from transforms.recognise import read_page, read_plain_pages
from transforms.scan import are_dirty, count_words
from transforms.text import clean, folded, without_trailing_blanks

PAGES: dict[str, pl.DataType] = {
    "record_id": pl.String(),
    "file": pl.String(),
    "position": pl.Int32(),
    "url": pl.String(),
    "dumped_at": pl.Datetime("us"),
    "format": pl.String(),
    "bytes": pl.Int64(),
    "content_hash": pl.String(),
    "publisher": pl.String(),
    "rendering": pl.String(),
    "page_kind": pl.String(),
    "outcome": pl.String(),  # publication, not_article or rejected; merging decides further
    "reason": pl.String(),  # of a publication: it counts only if another record is of the same article
    "is_copy": pl.Boolean(),
    "is_complete": pl.Boolean(),
    "code": pl.String(),
    "title": pl.String(),
    "series": pl.String(),
    "published_on": pl.Date(),
    "published_precision": pl.String(),
    "copied_on": pl.Date(),
    "language": pl.String(),
    "byline": pl.String(),
    "slug": pl.String(),  # of the publisher's own address, or of a copy's without what the copying site adds
    "title_key": pl.String(),  # title, or a copy's slug where it shows no title, folded
    "author_key": pl.String(),  # names, folded, apart by "|"
    "body_hash": pl.String(),
    "near_keys": NEAR_KEYS,
    "synopsis": pl.String(),
    "fields_shown": pl.Int32(),
    "word_count": pl.Int32(),
    "section_count": pl.Int32(),
    "biography_count": pl.Int32(),  # sections about the author
    "parser_version": pl.String(),
    "run_id": pl.String(),
}
"""One row a record: the ledger's columns and what identifies and describes an article."""

# Of the frames with several rows a record: their columns but record_id and, where they have one, position.
_SECTIONS = {
    "heading": pl.String(),
    "kind": pl.String(),
    "text": pl.Binary(),
    "first_line": pl.Int32(),
    "last_line": pl.Int32(),
}
_CATEGORIES = {"name": pl.String(), "kind": pl.String(), "region": pl.String(), "known": pl.Boolean()}
_AUTHORS = {"name": pl.String(), "name_as_printed": pl.String(), "affiliation": pl.String()}
_FLAGS = {"flag": pl.String(), "detail": pl.String()}
_SOURCES = {"field": pl.String(), "rule": pl.String(), "first_line": pl.Int32(), "last_line": pl.Int32()}
_REJECTED = {"reason": pl.String(), "detail": pl.String()}
_QUARANTINE = ("record_id", "reason", "detail", "payload", "is_html", "is_text", "read_flags")

_LEADS = ("synopsis", "key_takeaways")
_COMMON_WORDS = {"en": (b" the ", b" of ", b" to ", b" and ")}
_OF_CRAWLS = frozenset(("warc", "wet"))
"""Forms that hold whole crawls: pages of unknown sites in them are not read."""

_LANGUAGE_SAMPLE = 1_000
_LEAST_WORDS = 50
_LEAST_COMMON, _SURELY_COMMON = 0.03, 0.08
"""In English text these four words are some 15 % of all; a text with less than a fifth of that is none, and one with
half of it surely is."""


@dataclass
class Flattened:
    """Frames of a batch of records, keyed by record_id."""

    pages: pl.DataFrame
    sections: pl.DataFrame
    categories: pl.DataFrame
    authors: pl.DataFrame
    places: pl.DataFrame
    flags: pl.DataFrame
    sources: pl.DataFrame
    quarantine: pl.DataFrame
    slow: int = 0

    def frames(self) -> dict[str, pl.DataFrame]:
        """Name -> frame."""
        return {one.name: getattr(self, one.name) for one in fields(self) if one.name != "slow"}


def flatten(records: pl.DataFrame, run_id: str) -> Flattened:
    """Reads pages and flattens them.

    Args:
        records: Records as read (`records.INCOMING`), with ids (`identify`).
        run_id: Run that reads them, for the ledger.

    Returns:
        One frame a concept. A record that cannot be understood is in pages with its reason, and in quarantine.
    """
    known = profiles()
    texts = records["text"].cast(pl.Binary).to_list()
    columns = ("url", "markup", "reason", "detail", "format")
    rows = list(zip(texts, *(records[name].to_list() for name in columns), strict=True))
    plain = read_plain_pages(
        [(data, url) if reason is None and not markup else None for data, url, markup, reason, _, _ in rows], known
    )
    # Of a page read the quick way the part that it was read from, of others all, since all of it will be looked at.
    dirty = iter(are_dirty([read[1] if read else row[0] or b"" for read, row in zip(plain, rows, strict=True)]))
    pages: list[Page] = []
    slow = 0
    for read, (data, url, markup, reason, detail, form) in zip(plain, rows, strict=True):
        is_dirty = next(dirty)
        if reason is not None:
            pages.append(rejected(reason, detail or ""))
        elif form in _OF_CRAWLS and _is_foreign(url, known):
            pages.append(not_article("other_site", None))
        elif read is None or is_dirty:
            pages.append(_read(data.decode(), url, markup, known, is_dirty=is_dirty))
            slow += 1
        else:
            pages.append(read[0])
    return _frames(records, pages, slow, run_id)


def _is_foreign(url: str | None, known: tuple[Profile, ...]) -> bool:
    """Whether an address is of a site that no profile knows: in a crawl of the web that is nearly every page."""
    address = read_address(url) if url else None
    return address is not None and not any(profile.knows(address.host) for profile in known)


def _read(text: str, url: str | None, markup: bool, known: tuple[Profile, ...], *, is_dirty: bool) -> Page:
    try:
        if markup:
            return _read_html(text, url, known)
        inserts = rows_of(text) if is_dirty else frozenset()
        text = clean(text) if is_dirty else without_trailing_blanks(text)
        page = read_page(text, url, known) if text.strip() else rejected("empty", "no text")
        take_back(page, inserts)
        return page
    except Exception as error:  # a page nobody thought of: it is kept and said, and the others go on
        return rejected("parser_failed", f"{type(error).__name__}: {error}")


def _read_html(html: str, url: str | None, known: tuple[Profile, ...]) -> Page:
    from transforms.markup import add_markup, below_heading, read_markup
    from transforms.theming import read_themed_page

    markup = read_markup(html)
    text = clean(markup.text)
    if not text.strip():
        return rejected("empty", "no text")
    page, text = read_themed_page(markup, text, url, known)
    page = page or read_page(text, url, known)
    if page.is_copy and markup.heading and folded(page.title or "") != folded(markup.heading):
        # what stands above the heading belongs to the site that prints the copy
        below = below_heading(text, markup.heading)
        again = read_page(below, url, known) if below else page
        if again.is_copy and again.title and folded(markup.heading).startswith(folded(again.title)):
            page = again
    if (
        page.outcome == "not_article"
        and page.page_kind in ("menu", "other")
        and page.rendering
        and not markup.is_closed
    ):
        return rejected("truncated", "ends inside the menus", page.rendering, page.publisher)
    if not markup.tells_headings:
        take_back(page, markup.inserts)
    profile = next((one for one in known if one.name == page.publisher), None)
    if profile is not None:
        add_markup(page, markup, profile)
    return page


class _Rows:
    """Collects the rows of a frame, none or several a record."""

    def __init__(self, schema: Mapping[str, pl.DataType], *, numbered: bool = True) -> None:
        self._schema = schema
        self._numbered = numbered
        self._rows: list[tuple] = []
        self._counts: list[int] = []

    def add(self, rows: list[tuple]) -> None:
        """Takes the rows of the next record."""
        self._rows += rows
        self._counts.append(len(rows))

    @property
    def counts(self) -> np.ndarray:
        """How many rows each record has."""
        return np.array(self._counts, np.int64)

    def frame(self, record_id: pl.Series) -> pl.DataFrame:
        """The rows with their records' ids and, where they are numbered, their positions from 1."""
        counts = self.counts
        record = np.repeat(np.arange(len(counts)), counts)
        columns = [record_id.gather(record).alias("record_id")]
        if self._numbered:
            before = np.cumsum(counts) - counts
            columns.append(pl.Series("position", np.arange(1, len(record) + 1) - before[record], pl.Int32))
        return pl.DataFrame(columns).hstack(_frame(self._rows, self._schema))


class _Columns:
    """Collects pages into columns."""

    def __init__(self) -> None:
        self.pages: list[tuple] = []
        self.bodies: list[bytes | None] = []
        self.sections = _Rows(_SECTIONS)
        self.categories = _Rows(_CATEGORIES)
        self.authors = _Rows(_AUTHORS)
        self.flags = _Rows(_FLAGS, numbered=False)
        self.sources = _Rows(_SOURCES, numbered=False)
        self.rejected = _Rows(_REJECTED, numbered=False)

    def add(self, url: str | None, page: Page, flags: str | None) -> None:
        sections = [
            (
                one.heading, one.kind, one.raw if isinstance(one, Passage) else one.text.encode(), one.first_line,
                one.last_line,
            )
            for one in page.sections
        ]  # fmt: skip
        body = raw_body_key(sections)
        slug = title_key = None
        self.bodies.append(body if page.outcome == "publication" else None)
        if page.outcome == "publication":
            slug = _slug(url, page)
            title_key = folded(page.title or (slug if page.is_copy and slug else "")) or None
        self.pages.append(
            (
                page.publisher, page.rendering, page.page_kind, page.outcome, page.reason, page.is_copy,
                page.is_complete, page.code, page.title, page.series, page.published_on, page.precision, page.copied_on,
                _language(page, sections), page.byline, slug, title_key,
                "|".join(sorted(folded(author.name) for author in page.authors)) or None,
                body_hash(body),
                _lead(sections),
                _fields_shown(page),
            )
        )  # fmt: skip
        self.sections.add(sections)
        self.categories.add(page.categories)
        self.authors.add([(author.name, author.printed, author.affiliation) for author in page.authors])
        doubts = page.flags
        if flags:
            doubts = doubts + [
                (name, detail) for name, _, detail in (one.partition(":") for one in flags.split(";") if one)
            ]
        self.flags.add(doubts)
        self.sources.add([(field, one.rule, one.first_line, one.last_line) for field, one in page.sources.items()])
        self.rejected.add([(page.reason, page.detail or None)] if page.reason else [])


def _lead(sections: list[tuple]) -> str | None:
    """The text of the synopsis: one that says so comes before a standfirst over it."""
    leads = [(heading, raw) for heading, kind, raw, _, _ in sections if kind in _LEADS and raw]
    first = next((raw for heading, raw in leads if heading is not None), leads[0][1] if leads else None)
    return None if first is None else first.decode()


def _slug(url: str | None, page: Page) -> str | None:
    address = read_address(url) if url else None
    if address is None or not address.slug:
        return None
    slug = address.slug
    if page.is_copy:
        for profile in profiles():
            if site := profile.copy_site(address.host):
                if site.date_in_path and site.date_in_path.search(slug):
                    slug = site.date_in_path.sub("", slug)
                slug = slug.removesuffix(site.slug_suffix) if site.slug_suffix else slug
    return slug.removesuffix(".html")


def _language(page: Page, sections: list[tuple]) -> str | None:
    if page.outcome != "publication":
        return None
    own = next((one.language for one in profiles() if one.name == page.publisher), None)
    language = page.language or own
    text = max([one[2] for one in sections], key=len, default=b"")[:_LANGUAGE_SAMPLE]
    words = text.count(b" ")
    if words < _LEAST_WORDS:
        return language
    if language != own and _are_frequent(text, _COMMON_WORDS.get(own or "", ()), _SURELY_COMMON * words):
        return own  # the text tells it, whatever the page declares: that is flagged
    common = _COMMON_WORDS.get(language or "")
    if common and not _are_frequent(text, common, _LEAST_COMMON * words):
        page.doubt("language_unknown", f"not {language} as the page or the publisher says")
        return None
    return language


def _are_frequent(text: bytes, words: tuple[bytes, ...], least: float) -> bool:
    found = 0
    for word in words:
        found += text.count(word)
        if found >= least:
            return True
    return False


def _fields_shown(page: Page) -> int:
    kinds = {one[1] for one in page.categories}
    biography = "about_author" in [one.kind for one in page.sections]
    shown = (page.code, page.title, page.published_on, page.byline, biography, "topic" in kinds, "region" in kinds)
    return sum(map(bool, shown))


_AS_READ = ("record_id", "file", "position", "url", "dumped_at", "format", "bytes", "content_hash")
_COUNTED = ("word_count", "section_count", "biography_count")
_OF_RUN = ("parser_version", "run_id")
_READ = [name for name in PAGES if name not in (*_AS_READ, *_COUNTED, *_OF_RUN, "near_keys")]


def _frame(rows: list[tuple], schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    if not rows:
        return pl.DataFrame(schema=schema)
    return pl.DataFrame(list(zip(*rows, strict=True)), schema=schema)


def _frames(records: pl.DataFrame, pages: list[Page], slow: int, run_id: str) -> Flattened:
    out = _Columns()
    for url, page, flags in zip(records["url"].to_list(), pages, records["flags"].to_list(), strict=True):
        out.add(url, page, flags)
    record_id = records["record_id"]
    read = _frame(out.pages, {name: PAGES[name] for name in _READ})
    sections = out.sections.frame(record_id).with_columns(pl.col("text").cast(pl.String))
    sections = sections.with_columns(word_count=count_words(sections["text"]))
    ledger = pl.concat(
        [records.select(_AS_READ), read, _counts(sections, out.sections.counts)], how="horizontal"
    ).with_columns(near_keys(out.bodies), parser_version=pl.lit(parser_version()), run_id=pl.lit(run_id))
    which = pl.Series(np.flatnonzero(out.rejected.counts), dtype=pl.UInt32)
    held = records.select(
        pl.coalesce("payload", pl.col("text").cast(pl.Binary), pl.lit(b"")).alias("payload").gather(which),
        pl.col("markup").alias("is_html").gather(which),
        (pl.col("text").is_not_null() | pl.col("reason").eq_missing("empty")).alias("is_text").gather(which),
        pl.col("flags").alias("read_flags").gather(which),
    )
    return Flattened(
        pages=ledger.select(list(PAGES)),
        sections=sections,
        categories=out.categories.frame(record_id),
        authors=out.authors.frame(record_id),
        places=_places(ledger, sections),
        flags=out.flags.frame(record_id),
        sources=out.sources.frame(record_id),
        quarantine=out.rejected.frame(record_id).hstack(held).select(_QUARANTINE),
        slow=slow,
    )


def _counts(sections: pl.DataFrame, count: np.ndarray) -> pl.DataFrame:
    """What each record has of words and sections."""
    row = np.repeat(np.arange(len(count)), count)
    kind = sections["kind"]
    about, of_body = (kind == "about_author").to_numpy(), (~kind.is_in(NOT_BODY)).to_numpy()
    words = np.bincount(row, sections["word_count"].to_numpy() * of_body, minlength=len(count))
    columns = (words, count, np.bincount(row[about], minlength=len(count)))
    return pl.DataFrame(dict(zip(_COUNTED, columns, strict=True)), schema=dict.fromkeys(_COUNTED, pl.Int32))


def _places(pages: pl.DataFrame, sections: pl.DataFrame) -> pl.DataFrame:
    row = pl.Series(np.repeat(np.arange(pages.height, dtype=np.uint32), pages["section_count"].to_numpy()))
    body = sections.with_columns(row=row).filter(~pl.col("kind").is_in(NOT_BODY))
    titles = pages.with_row_index("row").filter(pl.col("title").is_not_null(), pl.col("outcome") == "publication")
    texts = pl.concat(
        [
            titles.select("row", in_title=pl.lit(True), text="title"),
            body.filter(pl.col("heading").is_not_null()).select("row", in_title=pl.lit(False), text="heading"),
            body.select("row", in_title=pl.lit(False), text="text"),
        ],
        rechunk=False,
    )
    found = find_places(texts)
    return found.select(record_id=pages["record_id"].gather(found["row"])).hstack(found.drop("row"))
