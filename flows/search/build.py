"""Makes the index of a release's text."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Event

import polars as pl

from flows._disk import disk_errors
from flows.errors import DossierError
from flows.search.index import NAME, VERSION, WORDS
from flows.tables import scan, table_files

_BATCH = 2_000
# Bytes of words that FTS5 gathers before it writes them. What does not fit into a core's cache takes twice the time.
_GATHERED = 2 * 2**20
# The pieces written so are not merged before there are this many, FTS5's most: a search looks into each instead.
_PIECES = 1_999
# What a word counts in text, heading and title. The text is first, as in all other columns a word takes two bytes more.
_RANK = "bm25(1.0, 2.0, 2.0)"
# An article is known by the id of its first section; its others follow, in their order.
_ABOUT = ("article_id", "publisher", "series", "code", "title", "published_on", "published_year", "url")
_TABLES = f"""
create virtual table sections using fts5(text, heading, title, content='', tokenize='{WORDS}');
insert into sections(sections, rank)
    values ('rank', '{_RANK}'), ('hashsize', {_GATHERED}), ('automerge', 0), ('crisismerge', {_PIECES});
create table articles(article integer primary key, article_id text, publisher text, series text, code text, title text,
    published_on text, published_year integer, url text, sections integer, file integer, line integer);
create table places(place integer primary key);
create table files(file integer primary key, path text);
create table facets(kind text, folded text, article integer, name text,
    primary key (kind, folded, article)) without rowid;
"""


class Indexing:
    """Makes a release's index inside it beside other work: a thread is enough, as SQLite leaves others the interpreter.

    Args:
        release: Folder of the release.
    """

    def __init__(self, release: Path) -> None:
        self._release = release
        self._thread = ThreadPoolExecutor(1)
        self._stopped = Event()
        self._done: Future[None] | None = None

    def begin(self) -> None:
        """Begins once the tables are there."""
        self._done = self._thread.submit(build, self._release, self._release / NAME, self._stopped.is_set)

    def finish(self) -> None:
        """Waits for the whole index.

        Raises:
            DossierError: It cannot be made.
        """
        if self._done:
            self._done.result()

    def stop(self) -> None:
        """Gives up what is not finished."""
        self._stopped.set()
        self._thread.shutdown()


class _StoppedError(Exception):
    pass


def build(release: Path, path: Path, stopped: Callable[[], bool] = lambda: False) -> None:
    """Makes the index of a release; there is none, or a whole one.

    Args:
        release: Holds the tables.
        path: The file to make.
        stopped: Asked now and then whether to give up; there is none then.

    Raises:
        DossierError: Python's SQLite cannot do it, or the disk refuses.
    """
    building = path.with_name(f"{path.name}.building")
    try:
        with disk_errors(path):
            building.unlink(missing_ok=True)
            with closing(sqlite3.connect(building, isolation_level=None)) as con:
                _fill(con, release, stopped)
            building.replace(path)
    except _StoppedError:
        return
    except sqlite3.Error as error:
        if "fts5" in str(error):
            raise DossierError("search needs a Python whose sqlite3 has FTS5; this one's has not") from error
        raise DossierError(f"{path}: cannot be written ({error}); free some space there") from error
    finally:
        building.unlink(missing_ok=True)


def _fill(con: sqlite3.Connection, release: Path, stopped: Callable[[], bool]) -> None:
    # Nobody sees the file before it is whole, so nothing has to survive a crash.
    con.executescript("pragma journal_mode = off; pragma synchronous = off; pragma page_size = 8192;")
    con.executescript(_TABLES)
    con.execute("begin")
    articles = _articles(release)
    titles = articles.select("article_id", "number", "title")
    done, found = 0, []
    # Rows with the newest articles first, so that of equal ranks the newest is shown.
    for number, path in enumerate(_newest_first(table_files(release, "sections"))):
        con.execute("insert into files values (?, ?)", (number, path.relative_to(release).as_posix()))
        rows = pl.read_parquet(path, glob=False, columns=["article_id", "position", "heading", "text"])
        rows = rows.with_row_index("line").join(titles, on="article_id", how="left").sort("number", "position")
        rows = rows.with_row_index("id", offset=done + 1)
        # Titles are found in each article's first section, or by themselves where it has none.
        titled = pl.when(pl.col("number").is_first_distinct()).then("title").alias("title")
        _insert(
            con,
            "sections(rowid, text, heading, title)",
            rows.select("id", pl.col("text", "heading").cast(pl.Binary), titled),
            stopped,
        )
        first = rows.group_by("article_id").agg(pl.col("id", "line").min(), sections=pl.len())
        found.append(first.with_columns(file=pl.lit(number)))
        done += rows.height
    known = articles.join(pl.concat(found), on="article_id", how="left") if found else articles
    without = known.filter(pl.col("id").is_null()).sort("number").drop("id").with_row_index("id", offset=done + 1)
    _insert(con, "sections(rowid, title, text)", without.select("id", "title", text=pl.lit("")))
    known = pl.concat([known.drop_nulls("id").select(without.columns), without]).sort("id")
    _insert(con, "articles", known.select("id", *_ABOUT, pl.col("sections").fill_null(1), "file", "line"))
    _insert(con, "places", known.select(pl.int_range(pl.col("sections").max().fill_null(1)).alias("place")))
    _insert(con, "facets", _facets(release, known))
    con.execute(f"pragma user_version = {VERSION}")
    con.execute("commit")


def _articles(release: Path) -> pl.DataFrame:
    return (
        scan(release, "articles")
        .sort("published_on", "article_id", descending=[True, False], nulls_last=True)
        .with_row_index("number")
        .select("number", *_ABOUT)
        .with_columns(pl.col("published_on").cast(pl.String))
        .collect()
    )


def _facets(release: Path, articles: pl.DataFrame) -> pl.DataFrame:
    numbers = articles.lazy().select("article_id", article="id")
    of_articles = scan(release, "article_categories").join(numbers, on="article_id")
    named = (
        scan(release, "categories")
        .select("category_id", "kind", pl.coalesce("region", "name").alias("name"))
        .join(of_articles, on="category_id")
        .select("kind", "name", "article")
    )
    series = articles.lazy().select(pl.lit("series").alias("kind"), pl.col("series").alias("name"), article="id")
    rows = pl.concat([named.filter(pl.col("kind") != "series"), series]).drop_nulls()
    return (
        rows.with_columns(folded=pl.col("name").str.to_lowercase())
        .unique(["kind", "folded", "article"])
        .select("kind", "folded", "article", "name")
        .sort(pl.all())
        .collect()
    )


def _insert(
    con: sqlite3.Connection, table: str, rows: pl.DataFrame, stopped: Callable[[], bool] = lambda: False
) -> None:
    marks = ", ".join("?" * rows.width)
    con.executemany(f"insert into {table} values ({marks})", _rows(rows, stopped))


def _rows(frame: pl.DataFrame, stopped: Callable[[], bool]) -> Iterator[tuple[object, ...]]:
    for part in frame.iter_slices(_BATCH):
        if stopped():
            raise _StoppedError
        yield from zip(*(column.to_list() for column in part), strict=True)


def _newest_first(files: list[Path]) -> list[Path]:
    years = [path for path in files if path.stem.isdigit()]
    return sorted(years, reverse=True) + [path for path in files if not path.stem.isdigit()]


def sections_of(release: Path) -> int:
    """How many sections a release has."""
    return int(scan(release, "sections").select(pl.len()).collect().item())
