"""Puts what was merged again together with what the last release has of all other records."""

from collections.abc import Mapping

import polars as pl

from transforms.fill import distinct, people
from transforms.merge import Merged
from transforms.schema import TABLES

_OF_ARTICLES = (
    "articles",
    "article_categories",
    "article_authors",
    "article_places",
    "revisions",
    "article_flags",
    "article_sources",
)

EARLIER = (*_OF_ARTICLES, "records", "categories", "article_aliases")
"""Tables of the last release that are carried over."""


def carry_over(merged: Merged, earlier: Mapping[str, pl.DataFrame], names: pl.DataFrame, again: pl.Series) -> Merged:
    """Adds the rows of the records and articles that were not merged again.

    Args:
        merged: What was merged.
        earlier: The last release's tables of `EARLIER`.
        names: The last release's `Merged.names`.
        again: record_id of the records that were merged again: with a record all that belong to its article.

    Returns:
        The tables of a whole release. The section plan stays that of what was merged.
    """
    is_again = pl.col("record_id").is_in(again.implode())
    before = earlier["records"].select("record_id", "article_id").filter(is_again).drop_nulls()
    gone = pl.col("article_id").is_in(before["article_id"].unique().implode())
    tables = dict(merged.tables)
    for name in _OF_ARTICLES:
        tables[name] = pl.concat([earlier[name].filter(~gone), tables[name]])
    tables["records"] = pl.concat([earlier["records"].filter(~is_again), tables["records"]])
    tables["categories"] = distinct(pl.concat([earlier["categories"], tables["categories"]])).join(
        tables["article_categories"], on="category_id", how="semi"
    )
    names = pl.concat([names.filter(~gone), merged.names])
    tables["authors"] = people(names)
    now = merged.tables["records"].select("record_id", "article_id").drop_nulls()
    tables["article_aliases"] = _aliases(before, now, earlier["article_aliases"], tables["articles"])
    return Merged(tables, names, merged.section_plan)


def _aliases(before: pl.DataFrame, now: pl.DataFrame, aliases: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Former ids: where a record's article has another id than in the last release."""
    moved = (
        before.rename({"article_id": "alias_id"})
        .join(now, on="record_id")
        .filter(pl.col("alias_id") != pl.col("article_id"))
        .select("alias_id", "article_id")
        .sort("alias_id", "article_id")
        .unique("alias_id", keep="first", maintain_order=True)
    )
    followed = (
        aliases.select("alias_id", "article_id")
        .join(moved.rename({"alias_id": "article_id", "article_id": "newer"}), on="article_id", how="left")
        .select("alias_id", article_id=pl.coalesce("newer", "article_id"))
    )
    alive = articles.select("article_id")
    return (
        pl.concat([moved, followed])
        .unique("alias_id", keep="first", maintain_order=True)
        .join(alive, left_on="alias_id", right_on="article_id", how="anti")
        .join(alive, on="article_id", how="semi")
        .select(list(TABLES["article_aliases"].dtypes))
    )
