"""What of the last release stays beside what was merged again."""

import polars as pl

from transforms.schema import TABLES

OF_ARTICLES = (
    "articles",
    "article_categories",
    "article_authors",
    "article_places",
    "revisions",
    "article_flags",
    "article_sources",
)
"""Tables whose rows are gone with their articles."""


def stays(name: str, rows: pl.DataFrame, gone: pl.Series, again: pl.Series) -> pl.DataFrame:
    """Rows of the last release that were not merged again.

    Args:
        name: Their table: one of `OF_ARTICLES`, `records`, or `Merged.names`.
        rows: The rows, or some of them.
        gone: article_id of the articles whose records were merged again.
        again: record_id of these records: with a record all that belong to its article.
    """
    column, left = ("record_id", again) if name == "records" else ("article_id", gone)
    return rows.filter(~pl.col(column).is_in(left.implode()))


def former_ids(before: pl.DataFrame, now: pl.DataFrame, aliases: pl.DataFrame, articles: pl.Series) -> pl.DataFrame:
    """The table article_aliases: where a record's article has another id than in the last release.

    Args:
        before: record_id and article_id of the records merged again, in the last release.
        now: The same, as they were merged.
        aliases: The last release's article_aliases.
        articles: article_id of all articles there are.
    """
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
    alive = articles.to_frame("article_id")
    return (
        pl.concat([moved, followed])
        .unique("alias_id", keep="first", maintain_order=True)
        .join(alive, left_on="alias_id", right_on="article_id", how="anti")
        .join(alive, on="article_id", how="semi")
        .select(list(TABLES["article_aliases"].dtypes))
    )
