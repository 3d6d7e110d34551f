"""Makes the tables of terms that the models read: counting them takes DuckDB several times as long."""

from collections.abc import Iterator

import duckdb
import polars as pl

from transforms.terms import count_terms

_TEXTS_AT_ONCE = 40_000


def make_terms(con: duckdb.DuckDBPyConnection) -> None:
    """Makes `stg_term_words`, `stg_term_groups` and `stg_group_terms`: the terms of every region and year.

    Args:
        con: With articles and article_regions.
    """
    # Not from 0 before a commit.
    first, after = con.execute("select coalesce(min(rowid), 0), coalesce(max(rowid) + 1, 0) from articles").fetchall()[
        0
    ]
    rows = con.sql(f"""
        select articles.rowid - {first} as article, article_regions.region, article_regions.published_year
        from article_regions inner join articles on article_regions.article_id = articles.article_id
    """).pl()
    group = ["region", "published_year"]
    groups = rows.select(group).unique().sort(group).with_row_index("group_key")
    members = rows.join(groups, on=group, nulls_equal=True).select("article", "group_key")
    counted = count_terms(_texts(con, first, after), members)
    groups = groups.with_columns(pl.col("group_key").cast(pl.Int64)).join(counted.groups, on="group_key")
    made = {
        "stg_term_words": counted.words,
        "stg_term_groups": groups.with_columns(terms_in_all=pl.lit(counted.total, pl.Int64)),
        "stg_group_terms": counted.terms,
    }
    for name, frame in made.items():
        con.register("computed", frame.to_arrow())
        con.execute(f"create temp table {name} as from computed")
        con.unregister("computed")


def _texts(con: duckdb.DuckDBPyConnection, first: int, after: int) -> Iterator[pl.DataFrame]:
    for begin in range(first, after, _TEXTS_AT_ONCE):
        which = f"rowid >= {begin} and rowid < {begin + _TEXTS_AT_ONCE}"
        yield con.sql(f"select title, synopsis from articles where {which} order by rowid").pl()
