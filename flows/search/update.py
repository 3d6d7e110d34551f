"""Makes the index of a release's text from that of the release before: only what differs is looked at."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import polars as pl

from flows._disk import copy
from flows.search.build import made_aside, writing
from flows.search.contents import (
    ENTRY,
    StoppedError,
    add_articles,
    add_entries,
    articles_of,
    entries_of,
    insert,
    named_categories,
    sections_of,
)
from flows.search.index import NAME, connect, is_usable
from flows.tables import rows_of, scan

_MOST = 1 / 3
"""Where a larger share of the articles may differ, an index from nothing is made: it is in better order."""

_AT_ONCE = 4_000
"""Texts of so many articles are in memory at once, as they were and as they are."""

_WORN = 1.5
"""FTS5 keeps what was taken out until it merges it away: where so many entries came in for each that is there, an index
from nothing is made."""

# FTS5 leaves a piece of index for each few megabytes of text, and a search looks into all of them. Each update merges
# pieces of like size once they are so many, for as long as goes with what is new: an entry takes a sixth of a page, and
# comes to be merged two or three times.
_PIECES = 8
_PAGES, _PAGES_PER_ENTRY = 200, 1 / 3


class _UnlikeError(Exception):
    """The index is not that of the release before."""


def update(
    release: Path, path: Path, previous: Path, touched: pl.Series, stopped: Callable[[], bool] = lambda: False
) -> bool:
    """Makes the index of a release from that of an earlier one; searching it gives the same as an index made anew.

    Args:
        release: Holds the tables.
        path: The file to make.
        previous: The earlier release, which stays as it is.
        touched: article_id of all articles that may differ, of either release.
        stopped: Asked now and then whether to give up.

    Returns:
        Whether it is made; else the index has to be made from nothing, as it always can be.

    Raises:
        StoppedError: It is to give up.
    """
    if not is_usable(previous / NAME):
        return False
    try:
        if _is_worn(previous / NAME):
            return False
        touched = pl.concat([touched, _recategorised(previous, release)]).unique()
        if touched.len() > _MOST * rows_of(release, "articles"):
            return False
        with made_aside(path) as building:
            copy(previous / NAME, building)
            with writing(building) as con:
                _change(con, previous, release, touched, stopped)
    except StoppedError:
        raise
    except (_UnlikeError, sqlite3.Error, OSError, pl.exceptions.PolarsError):
        # The earlier index is not as it should be, or it is the disk: then making one from nothing says so.
        return False
    return True


def _is_worn(path: Path) -> bool:
    with closing(connect(path)) as con:
        came, there = con.execute("select max(id), count(*) from sections_docsize").fetchone()
    return bool(there and came > _WORN * there)


def _recategorised(previous: Path, release: Path) -> pl.Series:
    """article_id of articles with a category that is named otherwise now."""
    before, now = (named_categories(folder).collect() for folder in (previous, release))
    known = now.join(before, on="category_id", how="semi")
    renamed = known.join(before, on=known.columns, how="anti", nulls_equal=True)["category_id"]
    of_articles = scan(release, "article_categories").filter(pl.col("category_id").is_in(renamed.implode()))
    return of_articles.select("article_id").collect()["article_id"]


def _change(
    con: sqlite3.Connection, previous: Path, release: Path, touched: pl.Series, stopped: Callable[[], bool]
) -> None:
    old, new = articles_of(previous, touched), articles_of(release, touched)
    free = con.execute("select coalesce(max(id), 0) + 1 from sections_docsize").fetchone()[0]
    known = _take_out_articles(con, old)
    placed, added, taken = [known.clear()], 0, 0
    # Articles of a year are in one file.
    every = pl.concat([new, old]).unique("article_id", keep="first", maintain_order=True)
    for some in every.sort("published_year", "article_id").select("article_id").iter_slices(_AT_ONCE):
        before, after = _entries(previous, old, some), _entries(release, new, some)
        there = known.join(some, on="article_id", how="semi")
        different = pl.concat([_without(before, after), _without(after, before)]).unique()
        taken += _take_out_entries(con, before, there, different, stopped)
        more = after.join(different, on="article_id", how="semi", maintain_order="left")
        placed.append(there.join(different, on="article_id", how="anti"))
        placed.append(add_entries(con, more, free + added, stopped))
        added += more.height
    add_articles(con, release, new, pl.concat(placed))
    pages = _PAGES + int((added + taken) * _PAGES_PER_ENTRY)
    con.execute(f"insert into sections(sections, rank) values ('usermerge', {_PIECES})")
    con.execute("insert into sections(sections, rank) values ('merge', ?)", [pages])
    articles, entries = con.execute("select count(*), total(sections) from articles").fetchone()
    if (articles, entries) != (rows_of(release, "articles"), _entries_in(con)):
        raise _UnlikeError


def _take_out_articles(con: sqlite3.Connection, articles: pl.DataFrame) -> pl.DataFrame:
    """Takes out what the index says of articles beside their text; gives article_id, article and sections of each."""
    con.execute("create temp table touched(article_id text primary key)")
    insert(con, "touched", articles.select("article_id"))
    rows = con.execute("select article_id, article, sections from articles join touched using (article_id)").fetchall()
    known = pl.DataFrame(
        rows, schema={"article_id": pl.String, "article": pl.Int64, "sections": pl.Int64}, orient="row"
    )
    if known.height != articles.height:
        raise _UnlikeError
    con.execute("create temp table taken(article integer primary key)")
    insert(con, "taken", known.select("article"))
    for table in ("articles", "facets"):
        con.execute(f"delete from {table} where article in (select article from taken)")
    return known


def _take_out_entries(
    con: sqlite3.Connection,
    before: pl.DataFrame,
    there: pl.DataFrame,
    different: pl.DataFrame,
    stopped: Callable[[], bool],
) -> int:
    """Takes entries out, and says how many: FTS5 has to be told what it was given of each, as it keeps no text."""
    counted = before.group_by("article_id").agg(sections=pl.len().cast(pl.Int64))
    if there.join(counted, on=["article_id", "sections"], how="anti").height:
        raise _UnlikeError
    rows = before.join(there.join(different, on="article_id", how="semi"), on="article_id")
    rows = rows.select(
        pl.lit("delete").alias("order"),
        pl.col("article").add(pl.col("place")).alias("id"),
        pl.col("text", "heading").cast(pl.Binary),
        "title",
    )
    insert(con, "sections(sections, rowid, text, heading, title)", rows.sort("id"), stopped)
    return int(rows.height)


def _entries(release: Path, articles: pl.DataFrame, some: pl.DataFrame) -> pl.DataFrame:
    wanted = articles.join(some, on="article_id", how="semi", maintain_order="left")
    sections = sections_of(release, wanted["published_year"].unique())
    return entries_of(sections.filter(pl.col("article_id").is_in(wanted["article_id"].implode())), wanted)


def _without(entries: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """article_id of articles with an entry that is not among others."""
    return entries.join(others, on=list(ENTRY), how="anti", nulls_equal=True).select("article_id").unique()


def _entries_in(con: sqlite3.Connection) -> int:
    return int(con.execute("select count(*) from sections_docsize").fetchone()[0])
