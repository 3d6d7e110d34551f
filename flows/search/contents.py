"""What stands in the index of a release's text: its tables, and their rows as the release's Parquet files have them."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import polars as pl

from flows._layout import sections_file
from flows.search.index import WORDS
from flows.tables import scan
from transforms.schema import TABLES

# Bytes of words that FTS5 gathers before it writes them. What does not fit into a core's cache takes twice the time.
_GATHERED = 2 * 2**20
# The pieces written so are not merged before there are this many, FTS5's most: a search looks into each instead.
_PIECES = 1_999
# What a word counts in text, heading and title. The text is first, as in all other columns a word takes two bytes more.
_RANK = "bm25(1.0, 2.0, 2.0)"
_BATCH = 2_000

SCHEMA = f"""
create virtual table sections using fts5(text, heading, title, content='', tokenize='{WORDS}');
insert into sections(sections, rank)
    values ('rank', '{_RANK}'), ('hashsize', {_GATHERED}), ('automerge', 0), ('crisismerge', {_PIECES});
create table articles(article integer primary key, article_id text, publisher text, series text, code text, title text,
    published_on text, published_year integer, url text, sections integer);
create table places(place integer primary key);
create table facets(kind text, folded text, article integer, name text,
    primary key (kind, folded, article)) without rowid;
"""
"""An article is known by the id of its first entry in `sections`; its others follow, in their order."""

_ABOUT = ("article_id", "publisher", "series", "code", "title", "published_on", "published_year", "url")

ENTRY = {"article_id": pl.String, "place": pl.Int64, "text": pl.String, "heading": pl.String, "title": pl.String}
"""Columns of entries: what is looked up in a section. Places count from 0 in each article."""


class StoppedError(Exception):
    """The index is not wanted any more."""


def articles_of(release: Path, only: pl.Series | None = None) -> pl.DataFrame:
    """What the index says of articles; the newest first, so that their entries come one after the other.

    Args:
        release: Holds the tables.
        only: article_id of those wanted; all if not given.
    """
    rows = scan(release, "articles").select(_ABOUT)
    if only is not None:
        rows = rows.filter(pl.col("article_id").is_in(only.implode()))
    return (
        rows.with_columns(pl.col("published_on").cast(pl.String))
        .sort("published_on", "article_id", descending=[True, False], nulls_last=True)
        .collect()
    )


def sections_of(release: Path, years: Iterable[int | None]) -> pl.LazyFrame:
    """The sections of some years' articles."""
    files = [path for path in (sections_file(release, year) for year in years) if path.exists()]
    return pl.scan_parquet(files, glob=False) if files else TABLES["sections"].empty().lazy()


def entries_of(sections: pl.LazyFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """What is looked up in articles: an entry a section.

    Args:
        sections: All of these articles.
        articles: As `articles_of` gives them; entries come in this order.

    Returns:
        The columns of `ENTRY`. The title is in each article's first entry, the only one where it has no section.
    """
    return (
        articles.lazy()
        .select("article_id", "title")
        .with_row_index("number")
        .join(sections.select("article_id", "position", "text", "heading"), on="article_id", how="left")
        .sort("number", "position")
        .with_columns(place=pl.int_range(pl.len(), dtype=pl.Int64).over("article_id"))
        .with_columns(pl.col("text").fill_null(""), title=pl.when(pl.col("place") == 0).then("title"))
        .select(list(ENTRY))
        .collect()
    )


def add_entries(
    con: sqlite3.Connection, entries: pl.DataFrame, first: int, stopped: Callable[[], bool]
) -> pl.DataFrame:
    """Puts entries into the index.

    Args:
        con: The index.
        entries: Whole articles'.
        first: Id of the first of them.
        stopped: Asked now and then whether to give up.

    Returns:
        article_id, article (the id of its first entry) and sections (how many entries it has).

    Raises:
        StoppedError: It is to give up.
    """
    rows = entries.with_row_index("id", offset=first)
    # Bytes: Python takes them over in less time than text.
    rows = rows.with_columns(pl.col("id").cast(pl.Int64), pl.col("text", "heading").cast(pl.Binary))
    insert(con, "sections(rowid, text, heading, title)", rows.select("id", "text", "heading", "title"), stopped)
    return rows.group_by("article_id").agg(article=pl.col("id").min(), sections=pl.len().cast(pl.Int64))


def add_articles(con: sqlite3.Connection, release: Path, articles: pl.DataFrame, placed: pl.DataFrame) -> None:
    """Puts into the index what it says of articles beside their text.

    Args:
        con: The index; has nothing of these articles yet.
        release: Holds the tables.
        articles: As `articles_of` gives them.
        placed: article_id, article and sections of all of these.
    """
    known = articles.join(placed, on="article_id", validate="1:1").sort("article")
    insert(con, "articles", known.select("article", *_ABOUT, "sections"))
    insert(con, "facets", _facets(release, known))
    con.execute(
        """
        with recursive numbers(place) as (
            select 0 union all select place + 1 from numbers
            where place + 1 < (select coalesce(max(sections), 1) from articles)
        )
        insert or ignore into places select place from numbers
        """
    )


def _facets(release: Path, articles: pl.DataFrame) -> pl.DataFrame:
    numbers = articles.lazy().select("article_id", "article")
    of_articles = scan(release, "article_categories").join(numbers, on="article_id")
    named = named_categories(release).join(of_articles, on="category_id").select("kind", "name", "article")
    series = articles.lazy().select(pl.lit("series").alias("kind"), pl.col("series").alias("name"), "article")
    return (
        pl.concat([named.filter(pl.col("kind") != "series"), series])
        .drop_nulls()
        .group_by("kind", "article", folded=pl.col("name").str.to_lowercase())
        .agg(pl.col("name").max())
        .select("kind", "folded", "article", "name")
        .sort("kind", "folded", "article")
        .collect()
    )


def named_categories(release: Path) -> pl.LazyFrame:
    """category_id, kind and the name to filter by."""
    return scan(release, "categories").select("category_id", "kind", pl.coalesce("region", "name").alias("name"))


def insert(
    con: sqlite3.Connection, table: str, rows: pl.DataFrame, stopped: Callable[[], bool] = lambda: False
) -> None:
    """Inserts rows into a table.

    Args:
        con: The index.
        table: The table, with its columns where not all are given.
        rows: The rows.
        stopped: Asked now and then whether to give up.

    Raises:
        StoppedError: It is to give up.
    """
    marks = ", ".join("?" * rows.width)
    con.executemany(f"insert into {table} values ({marks})", _rows(rows, stopped))


def _rows(frame: pl.DataFrame, stopped: Callable[[], bool]) -> Iterator[tuple[object, ...]]:
    for part in frame.iter_slices(_BATCH):
        if stopped():
            raise StoppedError
        yield from zip(*(column.to_list() for column in part), strict=True)
