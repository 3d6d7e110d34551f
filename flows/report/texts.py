"""What the report can say of single articles: titles and addresses, synopses and headings."""

from collections.abc import Callable

import duckdb
import polars as pl

from flows.report.pack import as_json

SYNOPSIS = 320
"""Characters a synopsis is cut to where not all of them fit."""


def titles(con: duckdb.DuckDBPyConnection, most: int) -> Callable[[int], bytes]:
    """Title, code and address of the newest articles.

    Most addresses repeat the title and the code. They are kept as patterns: U+0001 stands for the title as addresses
    write it, U+0002 for the code in lower case; the page writes them the same way.

    Args:
        con: With `ordered`, the articles in the report's order.
        most: How many articles at most will be asked for.

    Returns:
        Count of articles -> them as JSON.
    """
    rows = con.sql(f"select coalesce(title, '') as title, code, url from ordered where i < {most} order by i").pl()
    # what a browser would not open, or would run, is no address
    safe = pl.col("url").str.contains(r'^(?i:https?://)[^\x00-\x20\x7f"<>\\]+$')
    slug = pl.col("title").str.replace_all(r"[^ -~]|['\"]", "").str.to_lowercase().str.replace_all("[^a-z0-9]+", "-")
    slugs = rows.select(pl.when(safe).then("url").alias("url"), "code", slug=slug.str.strip_chars("-"))
    # One by one: polars has no replacing of what differs from row to row.
    rows = rows.with_columns(pattern=pl.Series([_pattern(*row) for row in slugs.iter_rows()], dtype=pl.String))

    def make(count: int) -> bytes:
        first = rows.head(count)
        patterns = sorted(first["pattern"].drop_nulls().unique())
        numbers = first["pattern"].cast(pl.Enum(patterns)).to_physical()
        return as_json(
            {
                "title": first["title"].to_list(),
                "code": first["code"].to_list(),
                "url": numbers.to_list(),
                "patterns": patterns,
            }
        )

    return make


def _pattern(url: str | None, code: str | None, slug: str) -> str | None:
    if url is None:
        return None
    if len(slug) > 5:
        url = url.replace(slug, "\x01")
    if code and len(code) >= 4 and code.isascii() and code.isalnum():
        url = url.replace(code.lower(), "\x02")
    return url


def details(con: duckdb.DuckDBPyConnection, most: int, *, cut: bool) -> Callable[[int], bytes]:
    """Synopsis and headings of the newest articles.

    Args:
        con: With the release's tables and `ordered`.
        most: How many articles at most will be asked for.
        cut: Whether long synopses are cut.

    Returns:
        Count of articles -> them as JSON.
    """
    synopses = con.sql(f"""
        select synopsis from ordered join articles using (article_id) where i < {most} order by i
    """).pl()["synopsis"]
    if cut:
        # Before the last word, but not where words have no spaces between, as in Chinese.
        short = synopses.str.head(SYNOPSIS).str.replace(r"\s+\S{0,40}$|$", "…")
        synopses = pl.select(pl.when(synopses.str.len_chars() > SYNOPSIS).then(short).otherwise(synopses)).to_series()
    # A heading has no line break, so that the page can split them by it.
    headings = con.sql(f"""
        select string_agg(replace(coalesce(heading, kind), chr(10), ' '), chr(10) order by position) as headings
        from ordered left join sections using (article_id) where i < {most} group by i order by i
    """).pl()["headings"]

    def make(count: int) -> bytes:
        first = {"synopsis": synopses.head(count).to_list(), "headings": headings.head(count).to_list()}
        return as_json({"cut": cut, **first})

    return make
