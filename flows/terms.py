"""Makes the tables of terms that the models read: counting them takes DuckDB several times as long."""

from pathlib import Path

import duckdb
import polars as pl

from flows.tables import scan, table_files
from transforms.terms import Terms, count_terms, find_terms


def terms_of(release: Path) -> Terms:
    """Finds the terms of a release's articles, in the order of its table.

    Args:
        release: Holds the table articles.
    """
    if not table_files(release, "articles"):
        return find_terms([])
    return find_terms(scan(release, "articles").select("title", "synopsis").collect_batches(maintain_order=True))


def make_terms(con: duckdb.DuckDBPyConnection, found: Terms) -> None:
    """Makes `stg_term_words`, `stg_term_groups` and `stg_group_terms`: the terms of every region and year.

    Args:
        con: With articles, its rows in the order of the release's table, and article_regions.
        found: The articles' terms.
    """
    # Not from 0 before a commit.
    first = con.execute("select coalesce(min(rowid), 0) from articles").fetchall()[0][0]
    rows = con.sql(f"""
        select articles.rowid - {first} as article, article_regions.region, article_regions.published_year
        from article_regions inner join articles on article_regions.article_id = articles.article_id
    """).pl()
    group = ["region", "published_year"]
    groups = rows.select(group).unique().sort(group).with_row_index("group_key")
    members = rows.join(groups, on=group, nulls_equal=True).select("article", "group_key")
    counted = count_terms(found, members)
    groups = groups.with_columns(pl.col("group_key").cast(pl.Int64)).join(counted.groups, on="group_key")
    made = {
        "stg_term_words": found.words,
        "stg_term_groups": groups.with_columns(terms_in_all=pl.lit(counted.total, pl.Int64)),
        "stg_group_terms": counted.terms,
    }
    for name, frame in made.items():
        con.register("computed", frame.to_arrow())
        con.execute(f"create temp table {name} as from computed")
        con.unregister("computed")
