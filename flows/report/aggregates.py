"""What the report shows of the release as a whole, whatever is selected."""

from collections import Counter
from typing import Any

import duckdb

TERMS = 12
"""Distinctive terms kept of a region and year."""

REMOVED = 50
"""Removed articles that are listed by name."""


def gather(con: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Reads what is said of the release as a whole; ready for JSON.

    Args:
        con: With the release's tables.
    """
    return {
        "about": _about(con),
        "ledger": _ledger(con),
        "terms": _terms(con),
        "trends": _trends(con),
        "changes": _changes(con),
    }


def _about(con: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    cursor = con.execute("""
        select
            release_id, previous_release_id, as_of_date::varchar as as_of, parser_version, schema_version, records,
            source_files
        from release_info
    """)
    about = dict(zip((column[0] for column in cursor.description or []), cursor.fetchall()[0], strict=True))
    publishers = con.execute("select distinct publisher from articles where publisher is not null order by 1")
    return about | {"publishers": [name for (name,) in publishers.fetchall()]}


def _ledger(con: duckdb.DuckDBPyConnection) -> list[list[Any]]:
    """Outcome, why or what kind of page, and how many records."""
    rows = con.execute("""
        select outcome, case outcome when 'rejected' then reason when 'not_article' then page_kind end as why, count(*)
        from records group by all order by all
    """).fetchall()
    return [list(row) for row in rows]


def _terms(con: duckdb.DuckDBPyConnection) -> list[list[Any]]:
    """Region, year, and its terms with articles and score, best first."""
    rows = con.execute(f"""
        select region, published_year, term, articles, round(score, 1)
        from reports.distinctive_terms
        where rank <= {TERMS}
        order by region, published_year, rank
    """).fetchall()
    found: dict[tuple[str, int | None], list[list[Any]]] = {}
    for region, year, *term in rows:
        found.setdefault((region, year), []).append(term)
    return [[region, year, terms] for (region, year), terms in found.items()]


def _trends(con: duckdb.DuckDBPyConnection) -> list[list[Any]]:
    """Topic, newest year that can be compared, change of its share of the year's articles, and z."""
    rows = con.execute("""
        select topic, published_year, round(change, 4), round(score, 1)
        from reports.trending_topics
        where rank is not null
        qualify published_year = max(published_year) over ()
        order by rank
    """).fetchall()
    return [list(row) for row in rows]


def _changes(con: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Articles by kind of change, fields that changed, and those removed."""
    counts = con.execute("select change, count(*) from reports.release_changes group by 1 order by 1").fetchall()
    fields = con.execute("select changed_fields from reports.release_changes where change = 'changed'").fetchall()
    counted = Counter(field.strip() for (named,) in fields for field in named.split(","))
    removed = con.execute(f"""
        select title, published_on::varchar, article_id, now_article_id
        from reports.release_changes
        where change = 'removed'
        order by published_on desc nulls last, article_id
        limit {REMOVED}
    """).fetchall()
    return {
        "counts": dict(counts),
        "fields": sorted(counted.items(), key=lambda item: (-item[1], item[0])),
        "removed": [list(row) for row in removed],
    }
