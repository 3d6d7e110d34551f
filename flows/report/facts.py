"""What the report knows of every article: numbers into lists of names, so that the page can count any selection."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import duckdb
import polars as pl

from flows.report.columns import Columns

UNKNOWN = "(unknown)"
PLACES = 3
"""Countries kept of an article: those in its title first, then those it names most."""

PRECISIONS = ("year", "month", "day")
CHANGES = ("new", "changed")

_EPOCH = date(1, 1, 1)
_LONGEST_SPAN = 100


@dataclass
class Facts:
    """Every article as numbers.

    Attributes:
        articles: How many there are.
        names: List's name -> names, where an article's numbers point to.
        columns: The numbers, newest article first.
        newest: Days from 0001-01-01 to the newest article's date.
        years: Years in order, with `partial`; None is that of the undated.
    """

    articles: int
    names: dict[str, list[Any]] = field(default_factory=dict)
    columns: Columns = field(default_factory=Columns)
    newest: int = 0
    years: list[dict[str, Any]] = field(default_factory=list)


def order(con: duckdb.DuckDBPyConnection) -> None:
    """Makes `ordered`: the articles and their place `i` in the report, newest first."""
    con.execute("""
        create temp table ordered as
        select
            (row_number() over (order by published_on desc nulls last, article_id) - 1)::integer as i,
            article_id, title, code, url, published_on, published_precision, published_year,
            coalesce(series, '(unknown)') as series, word_count
        from articles
    """)


def gather(con: duckdb.DuckDBPyConnection) -> Facts:
    """Reads every article as numbers.

    Args:
        con: With the release's tables and `ordered`.
    """
    rows = con.sql("select published_on, published_precision, series, word_count from ordered order by i").pl()
    facts = Facts(rows.height)
    _dates(facts, rows)
    facts.years = _years(con)
    _one(facts, "series", rows["series"])
    facts.columns.one("words", rows["word_count"])
    _many(facts, con, "region", f"select article_id, region from article_regions where region <> '{UNKNOWN}'")
    _many(facts, con, "topic", f"select article_id, topic from article_topics where topic <> '{UNKNOWN}'")
    _many(facts, con, "check", "select article_id, check_name from article_doubts")
    _authors(facts, con)
    _places(facts, con)
    _changes(facts, con)
    return facts


def _dates(facts: Facts, rows: pl.DataFrame) -> None:
    """Days between an article and the next newer one; the undated come last and have precision 0."""
    days = rows["published_on"].drop_nulls()
    facts.newest = (days[0] - _EPOCH).days if days.len() else 0
    facts.columns.one("age", (-days.cast(pl.Int32).diff()).fill_null(0))
    known = pl.Series(PRECISIONS)
    ranks = rows["published_precision"].replace_strict(known, range(1, 4), default=0, return_dtype=pl.UInt8)
    facts.columns.one("precision", ranks)


def _years(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    rows = con.execute(
        "select published_year, is_partial_year, articles from years order by published_year nulls last"
    ).fetchall()
    # A wrong date or two must not make a table of a thousand empty years.
    kept = [row for row in rows if row[2]] if len(rows) > _LONGEST_SPAN else rows
    return [{"year": year, "partial": partial} for year, partial, _ in kept]


def _one(facts: Facts, name: str, values: pl.Series) -> None:
    facts.names[name] = values.unique().sort().to_list()
    facts.columns.one(name, values.cast(pl.Enum(facts.names[name])).to_physical())


def _many(facts: Facts, con: duckdb.DuckDBPyConnection, name: str, sql: str) -> None:
    rows = con.sql(f"select i, value from ordered join ({sql}) as named(article_id, value) using (article_id)").pl()
    facts.names[name] = sorted(rows["value"].unique())
    numbered = rows.with_columns(pl.col("value").cast(pl.Enum(facts.names[name])).to_physical())
    facts.columns.many(name, numbered.sort("i", "value"), facts.articles)


def _authors(facts: Facts, con: duckdb.DuckDBPyConnection) -> None:
    people = con.sql("""
        select author_id, name, (row_number() over (order by name, author_id) - 1)::integer as value
        from authors where author_id in (select author_id from article_authors)
        order by value
    """).pl()
    rows = con.sql("select i, author_id, position from article_authors join ordered using (article_id)").pl()
    rows = rows.join(people, on="author_id").sort("i", "position", "value")
    facts.names["author"] = people["name"].to_list()
    facts.columns.many("author", rows, facts.articles)


def _places(facts: Facts, con: duckdb.DuckDBPyConnection) -> None:
    con.execute("""
        create temp table countries as
        select
            country_code, any_value(country) as country, any_value(un_region) as un_region,
            (row_number() over (order by country_code) - 1)::integer as value
        from article_places group by country_code
    """)
    countries = con.sql("select country, un_region from countries order by value").pl()
    facts.names["place"] = countries["country"].to_list()
    facts.names["place_region"] = countries["un_region"].to_list()
    # Sorted here and not by a window function, which takes three times as long.
    rows = con.sql("""
        select i, in_title, mentions, value
        from article_places join ordered using (article_id) join countries using (country_code)
    """).pl()
    rows = rows.sort("i", "in_title", "mentions", "value", descending=[False, True, True, False])
    first = rows.filter(pl.col("i").ne_missing(pl.col("i").shift(PLACES)))
    facts.columns.many("place", first.sort("i", "value"), facts.articles)


def _changes(facts: Facts, con: duckdb.DuckDBPyConnection) -> None:
    """0 for an article that is as it was in the release before."""
    facts.names["change"] = list(CHANGES)
    rows = con.sql("""
        select i, change from ordered left join reports.release_changes using (article_id) order by i
    """).pl()
    numbered = rows["change"].replace_strict(pl.Series(CHANGES), [1, 2], default=0, return_dtype=pl.UInt8)
    facts.columns.one("change", numbered)
