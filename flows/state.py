"""What a release keeps of every record for later runs: files that each run adds to, and nothing rewrites in passing."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from flows import datapackage
from flows._disk import disk_errors
from flows._layout import STATE
from flows.errors import DossierError, StorageError
from flows.publish import Warehouse
from flows.tables import scan, table_files
from transforms.profiles import parser_version
from transforms.schema import SCHEMA_VERSION

FACTS = ("pages", "categories", "authors", "places", "flags", "sources")
"""Frames that state holds for every record; of `sections` and `quarantine` it holds what the tables do not."""

NAMES = "names"
"""Every article's authors with the names that persons are called by."""

STATE_VERSION = "2"
"""Rises whenever other frames or columns are kept."""

MOST_FILES = 32
"""Runs that add to a frame before it is written anew as one file: reading many small files costs."""


class Earlier:
    """The last release, as a run reads it that adds to it.

    Attributes:
        folder: The release, which is here only as far as `known` or `require_whole` has asked for.
        same_parser: Whether it was made by this version of the transforms.
        rows: Parquet file -> rows.
    """

    def __init__(self, house: Warehouse, folder: Path) -> None:
        self._house = house
        self.folder = folder
        about = datapackage.read(folder)["dossier"]
        self._require(about, "schema_version", SCHEMA_VERSION)
        self._require(about, "state_version", STATE_VERSION)
        self.rows = {file["path"]: file.get("rows", 0) for file in about["files"]}
        self.same_parser = about.get("parser_version") == parser_version()

    def _require(self, about: dict[str, object], what: str, ours: str) -> None:
        theirs = str(about.get(what, "0"))
        if theirs == ours:
            return
        older = (len(theirs), theirs) < (len(ours), ours)
        made_by = f"made by {'an older' if older else 'a newer'} version ({what} {theirs}, this one has {ours})"
        advice = "make it anew from all dumps in another --warehouse" if older else "update dossier"
        raise DossierError(f"{self.folder}: {made_by}; {advice}")

    def require_whole(self) -> None:
        """Makes sure that what is taken over from it is what was published.

        Raises:
            DossierError: A file is damaged.
        """
        self._house.need_whole(self.folder)

    @contextmanager
    def whole(self) -> Iterator[None]:
        """Lets it be read for something that only counts if all of it is what was published.

        Raises:
            DossierError: A file is damaged, whatever reading it has led to.
        """
        if not self._house.is_here:
            self.require_whole()
            yield
            return
        with ThreadPoolExecutor(1) as pool:
            found = pool.submit(self.require_whole)
            try:
                yield
            finally:
                found.result()

    def files(self, *folders: str) -> list[str]:
        """The Parquet files of some folders, as names in the release."""
        return sorted(name for name in self.rows if name.endswith(".parquet") and name.startswith(_inside(folders)))

    def state(self, name: str) -> pl.LazyFrame:
        """What it knows of every record, under one of the names of `FACTS`, `sections`, `quarantine` or `names`."""
        return scan(self.folder / STATE, name)

    def table(self, name: str) -> pl.LazyFrame:
        """One of its tables."""
        return scan(self.folder, name)

    def articles_of(self, records: pl.Series) -> pl.Series:
        """article_id of the articles that these records are of."""
        of_article = self.table("records").filter(pl.col("record_id").is_in(records.implode()))
        return of_article.select(pl.col("article_id").drop_nulls().unique()).collect()["article_id"]

    def rows_of(self, table: str) -> int:
        """Rows of one of its tables."""
        return sum(self.rows[name] for name in self.files(table))

    def sections_of_years(self, years: list[str]) -> pl.LazyFrame:
        """Its sections of some years, `unknown` among them."""
        return pl.scan_parquet([self.folder / "sections" / f"{year}.parquet" for year in years], glob=False)

    def known(self) -> pl.Series:
        """record_id of the records that this parser has read.

        Raises:
            DossierError: They cannot be read, or a file is damaged.
        """
        self._house.need(self.folder, f"{STATE}/pages/")
        try:
            with disk_errors(self.folder, "cannot be read"):
                pages = self.state("pages").filter(pl.col("parser_version") == parser_version())
                return pages.select("record_id").collect()["record_id"]
        except (pl.exceptions.PolarsError, DossierError) as error:
            if not isinstance(error, StorageError):
                self.require_whole()  # says which file it is
            raise


def _inside(folders: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{folder}/" for folder in folders)


def names_of(release: Path, *folders: str) -> list[str]:
    """The Parquet files of some folders of a release, as names in it."""
    paths = [path for folder in folders for path in table_files(release, folder)]
    return [path.relative_to(release).as_posix() for path in paths]


def add(draft: Path, run_id: str, name: str, rows: pl.LazyFrame) -> None:
    """Writes what a run adds to a frame of the state.

    Raises:
        DossierError: The disk does not take it.
    """
    path = draft / STATE / name / f"{run_id}.parquet"
    with disk_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        rows.sink_parquet(path, compression="zstd", compression_level=1, statistics=False)
