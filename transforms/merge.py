"""Merges records into articles: which text is current, what other records add, which are revisions and duplicates."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from transforms.body import body_key
from transforms.doubts import article_flags
from transforms.fill import Filled, fill, people
from transforms.flatten import Flattened
from transforms.identity import assign_articles
from transforms.schema import TABLES

SectionsOf = Callable[[list[str]], pl.DataFrame]
"""Record ids -> their sections (record_id, position, heading, kind, text, …)."""


@dataclass
class Merged:
    """Tables of a release, but for the sections' text, which is too large to hold.

    Attributes:
        tables: Table name -> rows; sections and quarantine are not among them.
        names: article_id, author_id and name in the form that the article has it, from which authors are made.
        section_plan: Where each article's sections come from: article_id, record_id, published_on, published_year,
            only_biography, offset (added to the position of a biography's section).
    """

    tables: dict[str, pl.DataFrame]
    names: pl.DataFrame
    section_plan: pl.DataFrame


def merge(facts: Flattened, sections_of: SectionsOf) -> Merged:
    """Merges records into articles.

    Args:
        facts: Frames of all records ever read, or of some and all that are `related` to them, each record once;
            sections and quarantine are not looked at.
        sections_of: Gives the sections of records.
    """
    publications = facts.pages.filter(pl.col("outcome") == "publication")
    assigned = assign_articles(publications, lambda records: _bodies(records, sections_of))
    pages = publications.drop("publisher").join(assigned, on="record_id")
    ranked = _rank(_as_copies(pages.with_columns(_shows_end(facts.categories))), sections_of)
    filled = fill(ranked, facts)
    articles = _articles(ranked, filled)
    tables = {
        "articles": articles,
        "categories": filled.categories,
        "article_categories": filled.article_categories,
        "authors": people(filled.article_authors),
        "article_authors": filled.article_authors,
        "article_places": _places(ranked, facts.places),
        "revisions": _revisions(ranked),
        "article_flags": article_flags(articles, ranked, filled, facts.flags),
        "article_aliases": TABLES["article_aliases"].empty(),
        "article_sources": filled.sources,
        "records": _ledger(facts.pages, ranked),
    }
    tables = {
        name: frame.select(list(TABLES[name].dtypes)).cast(pl.Schema(TABLES[name].dtypes))
        for name, frame in tables.items()
    }
    names = filled.article_authors.select("article_id", "author_id", "name")
    return Merged(tables, names, _section_plan(ranked, filled, articles))


def _shows_end(categories: pl.DataFrame) -> pl.Expr:
    """Whether a page has what stands behind a text; of one that has not, a sentence's end is all that can be said."""
    behind = pl.col("record_id").is_in(categories["record_id"].unique().implode()) | (pl.col("biography_count") > 0)
    return (pl.col("is_complete") & ((pl.col("rendering") != "main_content") | behind)).alias("shows_end")


def _as_copies(pages: pl.DataFrame) -> pl.DataFrame:
    """The day of a re-post is not the article's: it stands where the day of a copy stands."""
    again = pl.col("is_repost")
    return pages.with_columns(
        is_copy=pl.col("is_copy") | again,
        copied_on=pl.when(again).then(pl.coalesce("published_on", "copied_on")).otherwise("copied_on"),
        published_on=pl.when(~again).then("published_on"),
        published_precision=pl.when(~again).then("published_precision"),
    ).drop("is_repost")


def _bodies(records: list[str], sections_of: SectionsOf) -> dict[str, bytes]:
    """The body key of each record."""
    if not records:
        return {}
    sections = sections_of(records).sort("record_id", "position")
    parts: dict[str, list[tuple[str | None, str, str]]] = defaultdict(list)
    for record, heading, kind, text in sections.select("record_id", "heading", "kind", "text").iter_rows():
        parts[record].append((heading, kind, text))
    return {record: body_key(rows) for record, rows in parts.items()}


def _rank(pages: pl.DataFrame, sections_of: SectionsOf) -> pl.DataFrame:
    """Orders an article's records, the one that gives its current text first.

    Adds dumps (records of the article), text_id (of the body, the whole one where a record's is cut off), is_whole
    (shows all of that text), is_current and rank (from 0).
    """
    pages = pages.with_columns(dumps=pl.len().over("article_id"), text_id=pl.col("body_hash").fill_null(""))
    # Most articles have one record: there is nothing to order.
    one = pl.col("dumps") == 1
    alone = pages.filter(one).with_columns(is_whole=pl.lit(True), is_current=pl.lit(True), rank=pl.lit(0, pl.Int64))
    several = pages.filter(~one)
    several = several.join(
        _longer_texts(several, sections_of), on=["article_id", "text_id"], how="left", maintain_order="left"
    ).with_columns(text_id=pl.coalesce("longer", "text_id"))
    several = several.drop("longer").with_columns(is_whole=pl.col("text_id") == pl.col("body_hash").fill_null(""))
    # A text is as good as its best page.
    several = _sorted(
        several, ~pl.col("is_copy"), pl.col("is_complete") & pl.col("is_whole"), pl.col("dumped_at"), "fields_shown"
    )
    several = several.with_row_index("place").with_columns(
        text_rank=pl.col("place").min().over("article_id", "text_id")
    )
    several = several.with_columns(is_current=pl.col("text_rank") == pl.col("text_rank").min().over("article_id"))
    several = _sorted(
        several,
        -pl.col("text_rank").cast(pl.Int64),
        "is_whole",
        ~pl.col("is_copy"),
        "is_complete",
        "fields_shown",
        "dumped_at",
    ).with_columns(rank=pl.int_range(pl.len()).over("article_id"))
    return pl.concat([alone, several.select(alone.columns)])


def _sorted(pages: pl.DataFrame, *best: pl.Expr | str) -> pl.DataFrame:
    """Article by article, what is highest in these first."""
    return pages.sort("article_id", *best, "record_id", descending=[False, *[True] * len(best), False], nulls_last=True)


def _longer_texts(pages: pl.DataFrame, sections_of: SectionsOf) -> pl.DataFrame:
    """Texts that are but the beginning of another text of the same article: article_id, text_id -> longer.

    A text whose page shows its end is whole: where it says less than another, that is a revision.
    """
    complete = pl.col("shows_end") & (pl.col("text_id") != "")
    several = pages.with_columns(text_complete=complete.any().over("article_id", "text_id")).filter(
        pl.col("text_id").n_unique().over("article_id") > 1, ~pl.col("text_complete").all().over("article_id")
    )
    texts = several.sort("record_id").unique(["article_id", "text_id"], keep="first", maintain_order=True)
    bodies = _bodies(texts["record_id"].to_list(), sections_of)
    by_article: dict[str, list[tuple[bytes, str, bool]]] = defaultdict(list)
    for article, record, text_id, whole in texts.select(
        "article_id", "record_id", "text_id", "text_complete"
    ).iter_rows():
        by_article[article].append((bodies.get(record, b""), text_id, whole))
    rows = []
    for article, found in by_article.items():
        found.sort(key=lambda one: (-len(one[0]), one[1]))
        for index, (body, text_id, is_complete) in enumerate(found):
            longer = (other for text, other, _ in found[:index] if len(text) > len(body) and text.startswith(body))
            if not is_complete and (whole := next(longer, None)) is not None:
                rows.append((article, text_id, whole))
    schema = {"article_id": pl.String, "text_id": pl.String, "longer": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _articles(ranked: pl.DataFrame, filled: Filled) -> pl.DataFrame:
    current = ranked.filter(pl.col("rank") == 0)
    over_all = ranked.group_by("article_id").agg(
        dump_count=pl.len(),
        revision_count=pl.col("text_id").n_unique(),
        first_dumped_at=pl.col("dumped_at").min(),
        last_dumped_at=pl.col("dumped_at").max(),
    )
    counts = filled.article_categories.group_by("article_id").agg(
        topic_count=(pl.col("kind") == "topic").sum(), region_count=(pl.col("kind") == "region").sum()
    )
    authors = filled.article_authors.group_by("article_id").agg(author_count=pl.len())
    return (
        current.select("article_id", "publisher", "record_id", "language", "synopsis", "word_count", "section_count")
        .join(filled.fields, on="article_id", how="left")
        .join(filled.biographies, on="article_id", how="left")
        .join(over_all, on="article_id", how="left")
        .join(counts, on="article_id", how="left")
        .join(authors, on="article_id", how="left")
        .with_columns(
            pl.col("topic_count", "region_count", "author_count").fill_null(0),
            section_count=pl.col("section_count") + pl.col("added_sections").fill_null(0),
            published_year=pl.col("published_on").dt.year(),
        )
    )


def _places(ranked: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    current = ranked.filter(pl.col("rank") == 0).select("article_id", "record_id")
    return places.join(current, on="record_id")


def _revisions(ranked: pl.DataFrame) -> pl.DataFrame:
    """One row a distinct text, the best record of each; texts of unknown time come first."""
    texts = ["article_id", "text_id"]
    return (
        ranked.with_columns(
            # A dump of unknown time counts as the first.
            first_dump=pl.when(pl.col("dumped_at").is_not_null().all().over(texts)).then(
                pl.col("dumped_at").min().over(texts)
            ),
            last_dump=pl.col("dumped_at").max().over(texts),
            copied_on=pl.col("copied_on").min().over(texts),
        )
        .sort("article_id", "rank")
        .unique(texts, keep="first", maintain_order=True)
        .sort("article_id", "first_dump", "last_dump", "record_id", nulls_last=False)
        .with_columns(revision=pl.int_range(1, pl.len() + 1).over("article_id"), dumped_at="first_dump")
        .select(
            "article_id", "revision", "record_id", "dumped_at", "content_hash", "word_count", "is_current", "copied_on"
        )
    )


def _ledger(pages: pl.DataFrame, ranked: pl.DataFrame) -> pl.DataFrame:
    best_of_text = pl.col("rank") == pl.col("rank").min().over("article_id", "text_id")
    outcome = (
        pl.when(pl.col("rank") == 0)
        .then(pl.lit("article"))
        .when(~pl.col("is_current") & best_of_text)
        .then(pl.lit("revision"))
        .otherwise(pl.lit("duplicate"))
    )
    merged = ranked.select("record_id", "article_id", named="publisher", merged=outcome)
    alone = (pl.col("outcome") == "publication") & pl.col("merged").is_null()
    elsewhere = alone & pl.col("url").is_not_null()
    return (
        pages.join(merged, on="record_id", how="left")
        .with_columns(
            outcome=pl.when(elsewhere)
            .then(pl.lit("not_article"))
            .when(alone)
            .then(pl.lit("rejected"))
            .otherwise(pl.coalesce("merged", "outcome")),
            page_kind=pl.when(elsewhere).then(pl.lit("other_site")).when(~alone).then("page_kind"),
            reason=pl.when(pl.col("merged").is_null() & ~elsewhere).then("reason"),
            publisher=pl.coalesce("named", "publisher"),
        )
        .select(list(TABLES["records"].dtypes))
    )


def _section_plan(ranked: pl.DataFrame, filled: Filled, articles: pl.DataFrame) -> pl.DataFrame:
    current = ranked.filter(pl.col("rank") == 0).select(
        "article_id", "record_id", only_biography=pl.lit(False), offset=pl.lit(0, pl.Int32)
    )
    added = filled.biographies.join(
        current.select("article_id").join(
            ranked.filter(pl.col("rank") == 0).select("article_id", offset=pl.col("section_count")), on="article_id"
        ),
        on="article_id",
    ).select(
        "article_id", record_id="biography_record", only_biography=pl.lit(True), offset=pl.col("offset").cast(pl.Int32)
    )
    return pl.concat([current, added]).join(
        articles.select("article_id", "published_on", "published_year"), on="article_id"
    )
