"""Makes the index of a release's text."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import polars as pl

from flows._disk import disk_errors
from flows.errors import DossierError
from flows.search.index import VERSION, WORDS
from flows.tables import scan, table_files

_BATCH = 2_000
# The more words FTS5 gathers before it writes them, the fewer pieces it has to merge.
_GATHERED = 96 * 2**20
# What a word counts in title, heading and text.
_RANK = "bm25(2.0, 2.0, 1.0)"
_TABLES = f"""
create virtual table sections using fts5(title, heading, text, content='', tokenize='{WORDS}');
insert into sections(sections, rank) values ('rank', '{_RANK}'), ('hashsize', {_GATHERED}), ('automerge', 0);
create table docs(id integer primary key, article integer, position integer, heading text, kind text, titled integer,
    file integer, line integer);
create table articles(article integer primary key, article_id text, publisher text, series text, code text, title text,
    published_on text, published_year integer, url text);
create table files(file integer primary key, path text);
create table facets(kind text, folded text, article integer, name text,
    primary key (kind, folded, article)) without rowid;
"""


def build(release: Path, path: Path) -> None:
    """Makes the index of a release; there is none, or a whole one.

    Args:
        release: Holds the tables.
        path: The file to make.

    Raises:
        DossierError: Python's SQLite cannot do it, or the disk refuses.
    """
    building = path.with_name(f"{path.name}.building")
    try:
        with disk_errors(path):
            building.unlink(missing_ok=True)
            with closing(sqlite3.connect(building, isolation_level=None)) as con:
                _fill(con, release)
            building.replace(path)
    except sqlite3.Error as error:
        if "fts5" in str(error):
            raise DossierError("search needs a Python whose sqlite3 has FTS5; this one's has not") from error
        raise DossierError(f"{path}: cannot be written ({error}); free some space there") from error
    finally:
        building.unlink(missing_ok=True)


def _fill(con: sqlite3.Connection, release: Path) -> None:
    # Nobody sees the file before it is whole, so nothing has to survive a crash.
    con.executescript("pragma journal_mode = off; pragma synchronous = off; pragma page_size = 8192;")
    con.executescript(_TABLES)
    con.execute("begin")
    articles = _articles(release)
    _insert(con, "articles", articles)
    _insert(con, "facets", _facets(release, articles))
    # Titles are found in each article's first section, or by themselves where it has none.
    titles = articles.select("article_id", "article", "title")
    done = 0
    found = [pl.Series("article_id", dtype=pl.String)]
    # Rows with the newest articles first, so that of equal ranks the newest is shown.
    for number, path in enumerate(_newest_first(table_files(release, "sections"))):
        con.execute("insert into files values (?, ?)", (number, path.relative_to(release).as_posix()))
        rows = pl.read_parquet(path, glob=False, columns=["article_id", "position", "heading", "kind", "text"])
        rows = rows.with_row_index("line").join(titles, on="article_id", how="left").sort("article", "position")
        found.append(rows["article_id"].unique())
        done = _add(con, rows.with_columns(file=pl.lit(number)), done)
    without = titles.filter(~pl.col("article_id").is_in(pl.concat(found).implode())).sort("article")
    empty = without.with_columns(
        **{name: pl.lit(None) for name in ("heading", "kind", "file", "line")}, position=pl.lit(0), text=pl.lit("")
    )
    _add(con, empty, done)
    con.execute("create index docs_by_article on docs(article)")
    con.execute(f"pragma user_version = {VERSION}")
    con.execute("commit")


def _add(con: sqlite3.Connection, rows: pl.DataFrame, done: int) -> int:
    """Adds rows of one file; returns how many there are in all."""
    rows = rows.with_row_index("id", offset=done + 1).with_columns(
        titled=pl.col("position") == pl.col("position").min().over("article_id")
    )
    _insert(con, "docs", rows.select("id", "article", "position", "heading", "kind", "titled", "file", "line"))
    con.executemany(
        "insert into sections(rowid, title, heading, text) values (?, ?, ?, ?)",
        _rows(rows.select("id", pl.when("titled").then(pl.col("title")), "heading", "text")),
    )
    return done + rows.height


def _articles(release: Path) -> pl.DataFrame:
    return (
        scan(release, "articles")
        .sort("published_on", "article_id", descending=[True, False], nulls_last=True)
        .with_row_index("article")
        .select(
            "article",
            "article_id",
            "publisher",
            "series",
            "code",
            "title",
            pl.col("published_on").cast(pl.String),
            "published_year",
            "url",
        )
        .collect()
    )


def _facets(release: Path, articles: pl.DataFrame) -> pl.DataFrame:
    numbers = articles.lazy().select("article_id", "article")
    of_articles = scan(release, "article_categories").join(numbers, on="article_id")
    named = (
        scan(release, "categories")
        .select("category_id", "kind", pl.coalesce("region", "name").alias("name"))
        .join(of_articles, on="category_id")
        .select("kind", "name", "article")
    )
    series = articles.lazy().select(pl.lit("series").alias("kind"), pl.col("series").alias("name"), "article")
    rows = pl.concat([named.filter(pl.col("kind") != "series"), series]).drop_nulls()
    return (
        rows.with_columns(folded=pl.col("name").str.to_lowercase())
        .unique(["kind", "folded", "article"])
        .select("kind", "folded", "article", "name")
        .sort(pl.all())
        .collect()
    )


def _insert(con: sqlite3.Connection, table: str, rows: pl.DataFrame) -> None:
    marks = ", ".join("?" * rows.width)
    con.executemany(f"insert into {table} values ({marks})", _rows(rows))


def _rows(frame: pl.DataFrame) -> Iterator[tuple[object, ...]]:
    for part in frame.iter_slices(_BATCH):
        yield from part.rows()


def _newest_first(files: list[Path]) -> list[Path]:
    years = [path for path in files if path.stem.isdigit()]
    return sorted(years, reverse=True) + [path for path in files if not path.stem.isdigit()]


def sections_of(release: Path) -> int:
    """How many sections a release has."""
    return int(scan(release, "sections").select(pl.len()).collect().item())
