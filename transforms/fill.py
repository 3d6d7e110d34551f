"""Fills in what an article's current text lacks from its other records."""

from dataclasses import dataclass

import polars as pl

from transforms.flatten import Flattened
from transforms.ids import content_id
from transforms.schema import TABLES

_DERIVED = ("url slug", "biography", "standfirst", "url path", "announcement", "markup")
"""Rules that infer a field; what a record prints comes before them."""


@dataclass
class Filled:
    """Fields of articles from all their records.

    Attributes:
        fields: article_id, code, title, series, published_on, published_precision, byline, url.
        sources: article_sources.
        biographies: article_id, biography_record, added_sections: records that lend a biography.
        categories: The table.
        article_categories: With kind beside the table's columns.
        article_authors: With name beside the table's columns.
    """

    fields: pl.DataFrame
    sources: pl.DataFrame
    biographies: pl.DataFrame
    categories: pl.DataFrame
    article_categories: pl.DataFrame
    article_authors: pl.DataFrame


def fill(ranked: pl.DataFrame, facts: Flattened) -> Filled:
    """Chooses each field's record: the best-ranked that prints it, the publisher's own first, else one to infer it."""
    of_article = ranked.select("record_id", "article_id", "rank", "publisher", "dumps")
    sources = facts.sources.join(of_article, on="record_id").with_columns(derived=pl.col("rule").is_in(_DERIVED))
    chosen = [
        _choose(ranked, sources, "title", ["title"]),
        _choose(ranked, sources, "code", ["code"]),
        _choose(
            ranked.with_columns(inexact=pl.col("published_precision") != "day"),
            sources,
            "published_on",
            ["published_on", "published_precision"],
            prefer="inexact",
        ),
        _choose(ranked, sources, "series", ["series"]),
        _choose(ranked, sources, "byline", ["byline"], needs_value=False),
    ]
    fields = ranked.filter(pl.col("rank") == 0).select("article_id")
    for frame in chosen:
        fields = fields.join(frame.drop("record_id", "rule", "first_line", "last_line"), on="article_id", how="left")
    urls = _first(ranked.filter(pl.col("url").is_not_null()), "rank").select("article_id", "url", "record_id")
    fields = fields.join(urls.select("article_id", "url"), on="article_id", how="left")

    article_categories, category_records = _categories(of_article, facts.categories)
    article_authors = _authors(of_article, facts.authors, chosen[4])
    text = ranked.filter(pl.col("rank") == 0).select(
        "article_id",
        "record_id",
        field=pl.lit("sections"),
        rule=pl.lit("rendering ") + pl.col("rendering").fill_null(""),
    )
    spans = [
        frame.select(
            "article_id", "record_id", field=pl.lit(name), rule="rule", first_line="first_line", last_line="last_line"
        )
        for name, frame in zip(("title", "code", "published_on", "series", "byline"), chosen, strict=True)
    ]
    spans.append(
        category_records.join(sources.filter(pl.col("field") == "categories"), on="record_id", how="left").select(
            "article_id", "record_id", field=pl.lit("categories"),
            rule=pl.col("rule").fill_null("category lists"), first_line="first_line", last_line="last_line",
        )
    )  # fmt: skip
    spans.append(
        urls.select(
            "article_id", "record_id", field=pl.lit("url"), rule=pl.lit("address of the dump"),
            first_line=pl.lit(None, pl.Int32), last_line=pl.lit(None, pl.Int32),
        )
    )  # fmt: skip
    spans.append(text.with_columns(first_line=pl.lit(None, pl.Int32), last_line=pl.lit(None, pl.Int32)))
    return Filled(
        fields=fields,
        sources=pl.concat(spans, how="vertical_relaxed"),
        biographies=_biographies(ranked),
        categories=distinct(article_categories),
        article_categories=article_categories,
        article_authors=article_authors,
    )


def _first(frame: pl.DataFrame, *order: str) -> pl.DataFrame:
    """Each article's first row, of a frame with one row a record."""
    one = pl.col("dumps") == 1
    several = frame.filter(~one).sort("article_id", *order).unique("article_id", keep="first", maintain_order=True)
    return pl.concat([frame.filter(one), several])


def _choose(
    ranked: pl.DataFrame,
    sources: pl.DataFrame,
    field: str,
    columns: list[str],
    *,
    prefer: str | None = None,
    needs_value: bool = True,
) -> pl.DataFrame:
    """The chosen record of a field with its value and source; a field without a noted source counts as printed."""
    source = sources.filter(pl.col("field") == field).select("record_id", "rule", "first_line", "last_line", "derived")
    value = ranked.select(
        "article_id", "record_id", "rank", "dumps", "is_copy", *([prefer] if prefer else []), *columns
    )
    joined = value.join(source, on="record_id", how="left" if needs_value else "inner")
    if needs_value:
        joined = joined.filter(pl.col(columns[0]).is_not_null())
    joined = joined.with_columns(pl.col("derived").fill_null(False), pl.col("rule").fill_null("page"))
    order = [*([prefer] if prefer else []), "derived", "is_copy", "rank"]
    return _first(joined, *order).select("article_id", "record_id", "rule", "first_line", "last_line", *columns)


def _categories(of_article: pl.DataFrame, categories: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Categories from the best record that lists any; a kind it lacks from the best record that has it."""
    listed = categories.join(of_article, on="record_id")
    one = pl.col("dumps") == 1
    alone, several = listed.filter(one), listed.filter(~one)
    best = (
        several.sort("article_id", "rank")
        .unique("article_id", keep="first", maintain_order=True)
        .select("article_id", best_record="record_id")
    )
    kinds = (
        several.sort("article_id", "kind", "rank")
        .unique(["article_id", "kind"], keep="first", maintain_order=True)
        .select("article_id", "kind", "record_id")
    )
    rows = (
        several.join(kinds, on=["article_id", "kind", "record_id"], how="semi")
        .join(best, on="article_id")
        .with_columns(borrowed=pl.col("record_id") != pl.col("best_record"))
        .sort("article_id", "borrowed", "rank", "position")
        .unique(["article_id", "kind", "name"], keep="first", maintain_order=True)
        .with_columns(position=pl.int_range(1, pl.len() + 1).over("article_id").cast(pl.Int32))
    )
    rows = pl.concat([alone, rows.select(alone.columns)])
    keys = rows.select("publisher", "kind", "name").unique()
    ids = keys.with_columns(
        category_id=pl.Series([content_id("category", *key) for key in keys.iter_rows()], dtype=pl.String)
    )
    records = [alone.select("article_id", "record_id").unique(), best.rename({"best_record": "record_id"})]
    return rows.join(ids, on=["publisher", "kind", "name"], nulls_equal=True), pl.concat(records)


def _authors(of_article: pl.DataFrame, authors: pl.DataFrame, bylines: pl.DataFrame) -> pl.DataFrame:
    named = authors.join(of_article, on="record_id").with_columns(key=pl.col("name").str.to_lowercase())
    given = (
        named.filter(pl.col("affiliation").is_not_null())
        .sort("article_id", "key", "rank", "position")
        .unique(["article_id", "key"], keep="first", maintain_order=True)
        .select("article_id", "key", lent="affiliation")
    )
    rows = (
        named.join(bylines.select("record_id"), on="record_id", how="semi")
        .sort("article_id", "position")
        .unique(["article_id", "key"], keep="first", maintain_order=True)
        .join(given, on=["article_id", "key"], how="left", maintain_order="left")
        .with_columns(
            affiliation=pl.coalesce("affiliation", "lent"),
            position=pl.int_range(1, pl.len() + 1).over("article_id").cast(pl.Int32),
        )
    )
    keys = rows.select("key").unique()
    ids = keys.with_columns(author_id=pl.Series([content_id("author", key) for key in keys["key"]], dtype=pl.String))
    return rows.join(ids, on="key", maintain_order="left")


def people(names: pl.DataFrame) -> pl.DataFrame:
    """One row a person, under the form of the name that most articles have.

    Args:
        names: article_id, author_id, name.
    """
    return (
        names.group_by("author_id", "name")
        .agg(articles=pl.len())
        .sort("author_id", "articles", "name", descending=[False, True, False])
        .unique("author_id", keep="first", maintain_order=True)
        .select("author_id", "name")
    )


def distinct(categories: pl.DataFrame) -> pl.DataFrame:
    """Each category once."""
    columns = list(TABLES["categories"].dtypes)
    return categories.select(columns).unique().sort(columns).unique("category_id", keep="first", maintain_order=True)


def _biographies(ranked: pl.DataFrame) -> pl.DataFrame:
    without = ranked.filter(pl.col("rank") == 0, pl.col("biography_count") == 0).select("article_id")
    lent = ranked.filter(pl.col("biography_count") > 0).join(without, on="article_id", how="semi")
    return _first(lent, "rank").select("article_id", biography_record="record_id", added_sections="biography_count")
