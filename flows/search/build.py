"""Makes the index of a release's text from nothing."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import polars as pl

from flows._disk import disk_errors
from flows.errors import DossierError
from flows.search.contents import SCHEMA, StoppedError, add_articles, add_entries, articles_of, entries_of, sections_of
from flows.search.index import VERSION


def build(release: Path, path: Path, stopped: Callable[[], bool] = lambda: False) -> None:
    """Makes the index of a release; there is none, or a whole one.

    Args:
        release: Holds the tables.
        path: The file to make.
        stopped: Asked now and then whether to give up; there is none then.

    Raises:
        DossierError: Python's SQLite cannot do it, or the disk refuses.
    """
    try:
        with disk_errors(path), made_aside(path) as building, writing(building, SCHEMA) as con:
            _fill(con, release, stopped)
    except StoppedError:
        return
    except sqlite3.Error as error:
        if "fts5" in str(error):
            raise DossierError("search needs a Python whose sqlite3 has FTS5; this one's has not") from error
        raise DossierError(f"{path}: cannot be written ({error}); free some space there") from error


@contextmanager
def made_aside(path: Path) -> Iterator[Path]:
    """A file beside another, which takes its place once it is made."""
    building = path.with_name(f"{path.name}.building")
    try:
        building.unlink(missing_ok=True)
        yield building
        building.replace(path)
    finally:
        building.unlink(missing_ok=True)


@contextmanager
def writing(path: Path, first: str = "") -> Iterator[sqlite3.Connection]:
    """Opens an index to write in one transaction.

    Args:
        path: Its file, which nobody sees before it is whole: nothing has to survive a crash.
        first: SQL to begin with.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as con:
        con.executescript(f"pragma journal_mode = off; pragma synchronous = off; pragma page_size = 8192; {first}")
        con.execute("begin")
        yield con
        con.execute("commit")


def _fill(con: sqlite3.Connection, release: Path, stopped: Callable[[], bool]) -> None:
    articles = articles_of(release)
    placed = [pl.DataFrame(schema={"article_id": pl.String, "article": pl.Int64, "sections": pl.Int64})]
    first = 1
    for year in articles["published_year"].unique(maintain_order=True):
        of_year = articles.filter(pl.col("published_year").eq_missing(year))
        entries = entries_of(sections_of(release, [year]), of_year)
        placed.append(add_entries(con, entries, first, stopped))
        first += entries.height
    add_articles(con, release, articles, pl.concat(placed))
    con.execute(f"pragma user_version = {VERSION}")
