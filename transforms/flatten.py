"""Flattens records into frames keyed by record_id: what each page says, its sections, categories, authors, places."""

from dataclasses import dataclass, fields

import polars as pl

from transforms import PARSER_VERSION
from transforms.address import read_address
from transforms.body import body_hash, body_key
from transforms.page import Page, rejected
from transforms.places import find_places
from transforms.profile import Profile, profiles
from transforms.recognise import read_page, read_plain_page
from transforms.text import DIRTY, clean, folded

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
    "synopsis": pl.String(),
    "fields_shown": pl.Int32(),
    "word_count": pl.Int32(),
    "section_count": pl.Int32(),
    "biography_count": pl.Int32(),  # sections about the author
    "parser_version": pl.String(),
    "run_id": pl.String(),
}
"""One row a record: the ledger's columns and what identifies and describes an article."""

_SECTIONS = {
    "record_id": pl.String(),
    "position": pl.Int32(),
    "heading": pl.String(),
    "kind": pl.String(),
    "text": pl.String(),
    "first_line": pl.Int32(),
    "last_line": pl.Int32(),
}
_CATEGORIES = {
    "record_id": pl.String(),
    "position": pl.Int32(),
    "name": pl.String(),
    "kind": pl.String(),
    "region": pl.String(),
    "known": pl.Boolean(),
}
_AUTHORS = {
    "record_id": pl.String(),
    "position": pl.Int32(),
    "name": pl.String(),
    "name_as_printed": pl.String(),
    "affiliation": pl.String(),
}
_FLAGS = {"record_id": pl.String(), "flag": pl.String(), "detail": pl.String()}
_SOURCES = {
    "record_id": pl.String(),
    "field": pl.String(),
    "rule": pl.String(),
    "first_line": pl.Int32(),
    "last_line": pl.Int32(),
}
_QUARANTINE = {"record_id": pl.String(), "reason": pl.String(), "detail": pl.String(), "payload": pl.Binary()}

_COMMON_WORDS = {"en": (" the ", " of ", " to ", " and ")}
_LANGUAGE_SAMPLE = 1_000
_LEAST_COMMON = 0.03
"""In English text these four words are some 15 % of all; a text with less than a fifth of that is none."""


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
    columns = ("record_id", "url", "markup", "text", "reason", "detail", "flags")
    rows = records.select(columns).rows()
    plain = [_read_plain(text, url, known) if reason is None and not markup else None
             for _, url, markup, text, reason, _, _ in rows]  # fmt: skip
    touched = pl.Series([read[1] if read else None for read in plain], dtype=pl.String)
    dirty = touched.str.contains(DIRTY).fill_null(True)
    out = _Columns()
    slow = 0
    for read, is_dirty, (record_id, url, markup, text, reason, detail, flags) in zip(plain, dirty, rows, strict=True):
        if reason is not None:
            page = rejected(reason, detail or "")
        elif read is None or is_dirty:
            page = _read(text, url, markup, known)
            slow += 1
        else:
            page = read[0]
        out.add(record_id, url, page, flags)
    return _frames(records, out, slow, run_id)


def _read_plain(text: str, url: str | None, known: tuple[Profile, ...]) -> tuple[Page, str] | None:
    try:
        return read_plain_page(text, url, known)
    except Exception:  # the general way tells what is wrong with it
        return None


def _read(text: str, url: str | None, markup: bool, known: tuple[Profile, ...]) -> Page:
    if markup:
        from resiliparse.extract.html2text import extract_plain_text

        text = extract_plain_text(text)
    text = clean(text)
    if not text.strip():
        return rejected("empty", "no text")
    try:
        return read_page(text, url, known)
    except Exception as error:  # a page nobody thought of: it is kept and said, and the others go on
        return rejected("parser_failed", f"{type(error).__name__}: {error}")


class _Columns:
    """Collects pages into columns."""

    def __init__(self) -> None:
        self.pages: list[tuple] = []
        self.sections: list[tuple] = []
        self.categories: list[tuple] = []
        self.authors: list[tuple] = []
        self.flags: list[tuple] = []
        self.sources: list[tuple] = []
        self.rejected: list[tuple] = []

    def add(self, record_id: str, url: str | None, page: Page, flags: str | None) -> None:
        body = body_key([(one.heading, one.kind, one.text) for one in page.sections])
        slug = title_key = None
        if page.outcome == "publication":
            slug = _slug(url, page)
            title_key = folded(page.title or (slug if page.is_copy and slug else "")) or None
        self.pages.append(
            (
                page.publisher, page.rendering, page.page_kind, page.outcome, page.reason, page.is_copy, page.is_complete,
                page.code, page.title, page.series, page.published_on, page.precision, page.copied_on,
                _language(page), page.byline, slug, title_key,
                "|".join(sorted(folded(author.name) for author in page.authors)) or None, body_hash(body),
                next((one.text for one in page.sections if one.kind in ("synopsis", "key_takeaways") and one.text), None),
                _fields_shown(page),
            )
        )  # fmt: skip
        for at, one in enumerate(page.sections, 1):
            self.sections.append((record_id, at, one.heading, one.kind, one.text, one.first_line, one.last_line))
        for at, category in enumerate(page.categories, 1):
            self.categories.append((record_id, at, *category))
        for at, author in enumerate(page.authors, 1):
            self.authors.append((record_id, at, author.name, author.printed, author.affiliation))
        for flag, detail in page.flags:
            self.flags.append((record_id, flag, detail))
        for flag in (flags or "").split(";"):
            if flag:
                name, _, detail = flag.partition(":")
                self.flags.append((record_id, name, detail))
        for field, source in page.sources.items():
            self.sources.append((record_id, field, source.rule, source.first_line, source.last_line))
        if page.reason:
            self.rejected.append((record_id, page.reason, page.detail or None))


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


def _language(page: Page) -> str | None:
    if page.outcome != "publication":
        return None
    language = next((one.language for one in profiles() if one.name == page.publisher), None)
    common = _COMMON_WORDS.get(language or "")
    text = max((one.text for one in page.sections), key=len, default="")[:_LANGUAGE_SAMPLE]
    words = text.count(" ")
    if common and words >= 50 and sum(text.count(word) for word in common) < _LEAST_COMMON * words:
        page.doubt("language_unknown", f"not {language} as the publisher's pages are")
        return None
    return language


def _fields_shown(page: Page) -> int:
    kinds = {kind for _, kind, _, _ in page.categories}
    biography = any(one.kind == "about_author" for one in page.sections)
    shown = (page.code, page.title, page.published_on, page.byline, biography, "topic" in kinds, "region" in kinds)
    return sum(map(bool, shown))


_AS_READ = ("record_id", "file", "position", "url", "dumped_at", "format", "bytes", "content_hash")
_COUNTED = ("word_count", "section_count", "biography_count")
_OF_RUN = ("parser_version", "run_id")
_READ = [name for name in PAGES if name not in (*_AS_READ, *_COUNTED, *_OF_RUN)]


def _frame(rows: list[tuple], schema: dict[str, pl.DataType]) -> pl.DataFrame:
    if not rows:
        return pl.DataFrame(schema=schema)
    return pl.DataFrame(list(zip(*rows, strict=True)), schema=schema)


def _frames(records: pl.DataFrame, out: _Columns, slow: int, run_id: str) -> Flattened:
    read = _frame(out.pages, {name: PAGES[name] for name in _READ})
    sections = _frame(out.sections, _SECTIONS)
    sections = sections.with_columns(word_count=count_words(sections["text"]))
    about = pl.col("kind") == "about_author"
    counts = sections.group_by("record_id").agg(
        word_count=pl.col("word_count").filter(~about & (pl.col("kind") != "references")).sum().cast(pl.Int32),
        section_count=pl.len().cast(pl.Int32),
        biography_count=about.sum().cast(pl.Int32),
    )
    pages = (
        pl.concat([records.select(_AS_READ), read], how="horizontal")
        .join(counts, on="record_id", how="left", maintain_order="left")
        .with_columns(pl.col(_COUNTED).fill_null(0), parser_version=pl.lit(PARSER_VERSION), run_id=pl.lit(run_id))
        .select(list(PAGES))
    )
    quarantine = (
        _frame(out.rejected, {name: _QUARANTINE[name] for name in ("record_id", "reason", "detail")})
        .join(
            records.select("record_id", payload=pl.coalesce("payload", pl.col("text").cast(pl.Binary), pl.lit(b""))),
            on="record_id",
            how="left",
            maintain_order="left",
        )
        .select(list(_QUARANTINE))
    )
    return Flattened(
        pages=pages,
        sections=sections,
        categories=_frame(out.categories, _CATEGORIES),
        authors=_frame(out.authors, _AUTHORS),
        places=_places(pages, sections),
        flags=_frame(out.flags, _FLAGS),
        sources=_frame(out.sources, _SOURCES),
        quarantine=quarantine,
        slow=slow,
    )


def count_words(texts: pl.Series) -> pl.Series:
    """Words of texts whose white space is single: runs of non-space with at least one letter or digit.

    Runs are counted by the white space between them, which is quick; only texts in which a run is nothing but signs, such
    as a dash or a bullet, have their words counted one by one.
    """
    frame = pl.DataFrame({"text": texts})
    text = pl.col("text")
    apart = (
        text.str.count_matches(" ", literal=True)
        + text.str.count_matches("\n", literal=True)
        - text.str.count_matches("\n\n", literal=True)
    )
    signs = text.str.contains(r"(?:^|[ \n])[^\pL\pN\s]+(?:[ \n]|$)")
    counted = frame.select(
        words=pl.when(text == "").then(0).otherwise(apart + 1).cast(pl.Int32), exactly=signs & (text != "")
    )
    some = frame.filter(counted["exactly"])["text"]
    exact = some.str.count_matches(r"[^\s]*[\pL\pN][^\s]*").cast(pl.Int32)
    return counted["words"].scatter(counted["exactly"].arg_true(), exact)


def _places(pages: pl.DataFrame, sections: pl.DataFrame) -> pl.DataFrame:
    body = sections.filter(~pl.col("kind").is_in(["about_author", "references"]))
    titles = pages.filter(pl.col("title").is_not_null(), pl.col("outcome") == "publication")
    texts = pl.concat(
        [
            titles.select("record_id", in_title=pl.lit(True), text="title"),
            body.filter(pl.col("heading").is_not_null()).select("record_id", in_title=pl.lit(False), text="heading"),
            body.select("record_id", in_title=pl.lit(False), text="text"),
        ]
    )
    return find_places(texts)
