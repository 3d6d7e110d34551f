"""The one place that knows every table: its columns, types, keys, references, rules and descriptions.

Parquet metadata, DuckDB comments, datapackage.json, the README's data dictionary, `dossier verify` and the tests are
derived from `TABLES`.
"""

from dataclasses import dataclass, field

import polars as pl

from transforms._dataframely import dy

SCHEMA_VERSION = "2"
"""Rises whenever a table's columns or their meaning change."""

OUTCOMES = ("article", "revision", "duplicate", "not_article", "rejected")
PAGE_KINDS = (
    "publication",
    "external_publication",
    "media_highlight",
    "event",
    "news",
    "newsletter",
    "list",
    "menu",
    "other_site",
    "other",
)
SECTION_KINDS = (
    "synopsis",
    "commentary",
    "key_takeaways",
    "subsection",
    "about_author",
    "references",
    "other",
)
CATEGORY_KINDS = ("series", "topic", "region", "unit")
PRECISIONS = ("day", "month", "year")


def _text(description: str, *, required: bool = True, key: bool = False, among: tuple[str, ...] = ()) -> dy.String:
    check = (lambda c: c.is_in(list(among))) if among else None
    return dy.String(nullable=not required, primary_key=key, check=check, description=description)


def _count(description: str, *, required: bool = True, key: bool = False, least: int = 0) -> dy.Int32:
    return dy.Int32(nullable=not required, primary_key=key, min=least, description=description)


def _yes(description: str) -> dy.Bool:
    return dy.Bool(nullable=False, description=description)


def _day(description: str) -> dy.Date:
    return dy.Date(nullable=True, description=description)


def _moment(description: str) -> dy.Datetime:
    return dy.Datetime(nullable=True, time_unit="us", description=description)


class Articles(dy.Schema):
    """One publication, however often and in whatever form it was dumped."""

    article_id = _text("Identifies the publication; stays the same across runs and re-dumps", key=True)
    publisher = _text("Short name of the publisher; null for a copy elsewhere that names none", required=False)
    series = _text("Series it appeared in, under the series' newest name", required=False)
    code = _text("Code in the series' own form, such as CO21020", required=False)
    title = _text("Title without code and without a site's suffix", required=False)
    published_on = _day(
        "Publication date as the publisher printed it; the first of the month or year where only that is"
    )
    published_precision = _text("How exact published_on is", required=False, among=PRECISIONS)
    published_year = _count("Year of published_on", required=False)
    language = _text("Language of the text (ISO 639-1)", required=False)
    url = _text("Address of the page that gave the current text, else of another dump of it", required=False)
    byline = _text("Authors as printed", required=False)
    synopsis = _text("Text of the synopsis, or of the key takeaways", required=False)
    word_count = _count("Words of the sections but those about the author and the references")
    section_count = _count("Sections of the current text")
    author_count = _count("Authors")
    topic_count = _count("Categories of kind topic")
    region_count = _count("Categories of kind region")
    dump_count = _count("Records of this article, of every outcome", least=1)
    revision_count = _count("Distinct texts of this article", least=1)
    first_dumped_at = _moment("Earliest known dump (UTC)")
    last_dumped_at = _moment("Latest known dump (UTC)")
    record_id = _text("Record that gives the current text")

    @dy.rule()
    def date_has_precision(cls) -> pl.Expr:
        """A date and its precision come together."""
        return pl.col("published_on").is_null() == pl.col("published_precision").is_null()

    @dy.rule()
    def year_is_of_date(cls) -> pl.Expr:
        """published_year is the year of published_on."""
        return pl.col("published_year").eq_missing(pl.col("published_on").dt.year())


class Sections(dy.Schema):
    """One section of an article's current text."""

    article_id = _text("Article", key=True)
    position = _count("Place in the article, from 1", key=True, least=1)
    heading = _text("Heading as printed; null where none is", required=False)
    kind = _text("What the section is", among=SECTION_KINDS)
    text = _text(
        "Text without the heading: paragraphs apart by a blank line, list items on lines beginning with a bullet"
    )
    word_count = _count("Words of text")
    record_id = _text("Record the text comes from")
    first_line = _count("First line in the record's text (the heading's), from 1", least=1)
    last_line = _count("Last line in the record's text", least=1)
    published_year = _count("Year of the article's published_on", required=False)

    @dy.rule()
    def lines_in_order(cls) -> pl.Expr:
        """The last line is not before the first."""
        return pl.col("last_line") >= pl.col("first_line")


class Categories(dy.Schema):
    """One category of one publisher."""

    category_id = _text("Identifies the category", key=True)
    publisher = _text("Short name of the publisher", required=False)
    name = _text("Name, a series' under its newest name, others as printed")
    kind = _text("What the category divides by", among=CATEGORY_KINDS)
    region = _text("Harmonised name, for regions", required=False)
    known = _yes("Whether the publisher's profile lists the name")

    @dy.rule()
    def regions_are_harmonised(cls) -> pl.Expr:
        """Regions, and only they, have a harmonised name."""
        return (pl.col("kind") == "region") == pl.col("region").is_not_null()


class ArticleCategories(dy.Schema):
    """Article x category."""

    article_id = _text("Article", key=True)
    category_id = _text("Category", key=True)
    position = _count("Place in the printed list, from 1", least=1)


class Authors(dy.Schema):
    """One person."""

    author_id = _text("Identifies the person", key=True)
    name = _text("Name without titles, never split into first and last")


class ArticleAuthors(dy.Schema):
    """Article x author."""

    article_id = _text("Article", key=True)
    author_id = _text("Author", key=True)
    position = _count("Place in the byline, from 1", least=1)
    name_as_printed = _text("Name as this article prints it")
    affiliation = _text("Affiliation as the biography gives it", required=False)


class ArticlePlaces(dy.Schema):
    """Article x country named in it."""

    article_id = _text("Article", key=True)
    country_code = _text("ISO 3166 alpha-3", key=True)
    country = _text("Short English name")
    un_region = _text("Sub-region of the UN's M49 standard, such as South-eastern Asia")
    mentions = _count("Times named in title and body", least=1)
    in_title = _yes("Whether the title names it")


class Revisions(dy.Schema):
    """One earlier or later text of an article."""

    article_id = _text("Article", key=True)
    revision = _count("From 1, by time of dump", key=True, least=1)
    record_id = _text("Record that best shows this text")
    dumped_at = _moment(
        "Earliest dump of this text (UTC); null where one is of unknown time, as that counts as the earliest"
    )
    content_hash = _text("Hash of that record's bytes")
    word_count = _count("Words of this text")
    is_current = _yes("Whether it is the article's current text")
    copied_on = _day("Date a copy elsewhere gives itself, where the text is known from a copy")


class ArticleFlags(dy.Schema):
    """One doubt about an article."""

    article_id = _text("Article", key=True)
    flag = _text("What is in doubt", key=True)
    detail = _text("What was found", key=True)


class ArticleAliases(dy.Schema):
    """One former id of an article."""

    alias_id = _text("Former article_id", key=True)
    article_id = _text("Article it now is part of")


class ArticleSources(dy.Schema):
    """Where one field of an article came from."""

    article_id = _text("Article", key=True)
    field = _text("Column or table the value stands in", key=True)
    record_id = _text("Record that gave the value")
    rule = _text("How it was found there")
    first_line = _count("First line in the record's text, where it stands in lines", required=False, least=1)
    last_line = _count("Last line in the record's text", required=False, least=1)


class Records(dy.Schema):
    """One record ever read: the ledger."""

    record_id = _text("Identifies the record: hash of url, time of dump and bytes", key=True)
    file = _text("Path or address as found, archive.zip!member.txt inside archives")
    position = _count("Place in the file, from 1", least=1)
    url = _text("Address as dumped", required=False)
    dumped_at = _moment("Time of the dump (UTC)")
    format = _text("Form of the file")
    bytes = dy.Int64(nullable=False, min=0, description="Bytes of the record's text or HTML as read, in UTF-8")
    content_hash = _text("Hash of those bytes")
    publisher = _text("Short name of the publisher", required=False)
    rendering = _text("Shape of the page", required=False)
    page_kind = _text("What the page is", required=False, among=PAGE_KINDS)
    outcome = _text("What became of the record", among=OUTCOMES)
    reason = _text("Why, where it became no article", required=False)
    article_id = _text("Article it belongs to", required=False)
    parser_version = _text("Version of the parser that read it")
    run_id = _text("Run that read it")

    @dy.rule()
    def articles_are_named(cls) -> pl.Expr:
        """Records of an article, and only they, name it."""
        return pl.col("outcome").is_in(["article", "revision", "duplicate"]) == pl.col("article_id").is_not_null()

    @dy.rule()
    def rejected_has_reason(cls) -> pl.Expr:
        """A rejected record says why."""
        return (pl.col("outcome") != "rejected") | pl.col("reason").is_not_null()

    @dy.rule()
    def not_article_has_page_kind(cls) -> pl.Expr:
        """A page that is no article says what it is."""
        return (pl.col("outcome") != "not_article") | pl.col("page_kind").is_not_null()


class Quarantine(dy.Schema):
    """One record that could not be used."""

    record_id = _text("Record", key=True)
    reason = _text("Why it could not be used")
    detail = _text("What was found", required=False)
    payload = dy.Binary(nullable=False, description="The bytes as read")
    is_html = _yes("Whether the page is HTML")
    is_text = _yes("Whether payload is the page's text, in UTF-8; else it is what the file has for it, not decoded")
    read_flags = _text("Doubts that reading the file raised, as flag:detail, apart by semicolons", required=False)


@dataclass(frozen=True)
class Table:
    """A table of a release.

    Attributes:
        name: Name of its folder and of its table in DuckDB.
        schema: Its columns, keys and rules.
        sort: Columns its rows are sorted by, nulls last.
        references: Column -> table whose key of the same name it resolves in.
    """

    name: str
    schema: type[dy.Schema]
    sort: tuple[str, ...]
    references: dict[str, str] = field(default_factory=dict)

    @property
    def description(self) -> str:
        """The table's grain, in a sentence."""
        return (self.schema.__doc__ or "").strip()

    @property
    def columns(self) -> dict[str, dy.Column]:
        """Column name -> definition."""
        return self.schema.columns()

    @property
    def dtypes(self) -> dict[str, pl.DataType]:
        """Column name -> Polars type."""
        return {name: column.dtype for name, column in self.columns.items()}

    @property
    def key(self) -> tuple[str, ...]:
        """Columns of the primary key."""
        return tuple(self.schema.primary_key())

    def describe(self) -> dict[str, str]:
        """Column name -> description."""
        return {name: column.description or "" for name, column in self.columns.items()}

    def empty(self) -> pl.DataFrame:
        """The table without rows."""
        return pl.DataFrame(schema=self.dtypes)


def _tables(*tables: Table) -> dict[str, Table]:
    return {table.name: table for table in tables}


_OF_ARTICLE = {"article_id": "articles"}

TABLES = _tables(
    Table("articles", Articles, ("published_on", "article_id"), {"record_id": "records"}),
    Table("sections", Sections, ("article_id", "position"), _OF_ARTICLE | {"record_id": "records"}),
    Table("categories", Categories, ("category_id",)),
    Table(
        "article_categories",
        ArticleCategories,
        ("article_id", "position"),
        _OF_ARTICLE | {"category_id": "categories"},
    ),
    Table("authors", Authors, ("author_id",)),
    Table("article_authors", ArticleAuthors, ("article_id", "position"), _OF_ARTICLE | {"author_id": "authors"}),
    Table("article_places", ArticlePlaces, ("article_id", "country_code"), _OF_ARTICLE),
    Table("revisions", Revisions, ("article_id", "revision"), _OF_ARTICLE | {"record_id": "records"}),
    Table("article_flags", ArticleFlags, ("article_id", "flag", "detail"), _OF_ARTICLE),
    Table("article_aliases", ArticleAliases, ("alias_id",), _OF_ARTICLE),
    Table("article_sources", ArticleSources, ("article_id", "field"), _OF_ARTICLE | {"record_id": "records"}),
    Table("records", Records, ("record_id",), _OF_ARTICLE),
    Table("quarantine", Quarantine, ("record_id",), {"record_id": "records"}),
)
"""Every table of a release, by name. Tables of an article sort its published_on before their own sort columns."""
