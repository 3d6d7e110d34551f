"""A release's tables as Parquet files: the same rows always give the same bytes."""

import json
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import cache
from pathlib import Path

import polars as pl
import polars.selectors as cs
import pyarrow as pa

from flows._disk import WORKERS, disk_errors
from transforms.schema import TABLES, Table

DESCRIPTION = "dossier.description"
"""Key of a file's metadata: what a row of the table is."""

COLUMNS = "dossier.columns"
"""Key of a file's metadata: column -> description, as JSON. Arrow's fields have it as well, under `description`."""

ROW_GROUP = 120_000
"""Rows of a row group."""

GROUP_BYTES = 256 * 2**20
"""Bytes of text in a row group, about, before it is compressed."""

UNKNOWN = "unknown"
"""Name of the file for sections of articles without a year."""

_SECTIONS = TABLES["sections"]


def write_table(folder: Path, table: Table, frame: pl.DataFrame, published: pl.DataFrame | None = None) -> list[Path]:
    """Writes a table into a release that is being made.

    Sections go into a file a year, other tables into one file. A table without rows has one file too.

    Args:
        folder: The release; `draft.folder`.
        table: The table.
        frame: Its rows in any order, its columns at least; integers of another width are cast.
        published: `article_id` and `published_on` of every article, by which rows of an article are sorted first;
            needed for tables with article_id, `articles` aside.

    Returns:
        The files written.

    Raises:
        DossierError: The disk does not take them.
    """
    if table.name == _SECTIONS.name:
        years = frame.partition_by("published_year", as_dict=True)
        return write_sections(folder, ((_whole(key[0]), rows) for key, rows in years.items()), published)
    path = folder / table.name / f"{table.name}.parquet"
    _write(path, table, _arranged(table, frame, None if published is None else _ranks(published)))
    return [path]


def write_sections(
    folder: Path, years: Iterable[tuple[int | None, pl.DataFrame]], published: pl.DataFrame | None
) -> list[Path]:
    """Writes the sections a year at a time, several years at once; only those at work are kept in memory.

    Args:
        folder: The release; `draft.folder`.
        years: Year of publication, None where unknown, and the sections of its articles; each year once.
        published: `article_id` and `published_on` of every article.

    Returns:
        The files written: `sections/<year>.parquet` and `sections/unknown.parquet`. Where there are neither sections
        nor files of other years, the latter is there without rows.

    Raises:
        DossierError: The disk does not take them.
    """
    written: list[Path] = []

    def jobs() -> Iterator[tuple[Path, Table, pl.DataFrame]]:
        for year, rows in years:
            path = folder / _SECTIONS.name / f"{UNKNOWN if year is None else year}.parquet"
            if path in written:
                raise ValueError(f"sections of {path.stem} come twice")
            if rows.height:
                written.append(path)
                yield path, _SECTIONS, rows

    _write_several(jobs(), published)
    if not written and not table_files(folder, _SECTIONS.name):
        path = folder / _SECTIONS.name / f"{UNKNOWN}.parquet"
        _write(path, _SECTIONS, _SECTIONS.empty())
        written.append(path)
    return written


def write_tables(folder: Path, frames: Mapping[str, pl.DataFrame]) -> list[Path]:
    """Writes tables, several at once.

    Args:
        folder: The release; `draft.folder`.
        frames: Table's name -> its rows; with `articles`, whose dates the others are sorted by.

    Returns:
        The files written.

    Raises:
        DossierError: The disk does not take them.
    """
    published = frames["articles"].select("article_id", "published_on")
    written: list[Path] = []
    if (sections := frames.get(_SECTIONS.name)) is not None:
        written += write_table(folder, _SECTIONS, sections, published)
    others = {
        folder / name / f"{name}.parquet": (TABLES[name], rows)
        for name, rows in frames.items()
        if name != _SECTIONS.name
    }
    _write_several(((path, table, rows) for path, (table, rows) in others.items()), published)
    return [*written, *others]


def table_files(folder: Path, name: str) -> list[Path]:
    """The Parquet files of a release's table, in order."""
    return sorted((folder / name).rglob("*.parquet"))


def scan(folder: Path, name: str) -> pl.LazyFrame:
    """A release's table, to be read; rows of several files in the files' order."""
    # Brackets in a folder's name are no pattern.
    return pl.scan_parquet(table_files(folder, name), glob=False)


def schema_of(path: Path) -> pl.Schema:
    """Column -> type of a Parquet file."""
    return pl.scan_parquet(path, glob=False).collect_schema()


def _write_several(jobs: Iterator[tuple[Path, Table, pl.DataFrame]], published: pl.DataFrame | None) -> None:
    ranks = None if published is None else _ranks(published)

    def work(path: Path, table: Table, rows: pl.DataFrame) -> None:
        _write(path, table, _arranged(table, rows, ranks))

    running: set[Future[None]] = set()
    with ThreadPoolExecutor(WORKERS) as pool:
        for job in jobs:
            running.add(pool.submit(work, *job))
            del job
            if len(running) >= WORKERS:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    future.result()
    for future in running:
        future.result()


def _ranks(published: pl.DataFrame) -> pl.DataFrame:
    """Places of every article by date alone, and by date and id: numbers sort several times faster than these."""
    return (
        published.select("article_id", "published_on")
        .sort("published_on", "article_id", nulls_last=True)
        .with_row_index("_by_article")
        # In this order equal dates are neighbours; rows without an article belong among those without a date.
        .with_columns(_by_date=pl.when(pl.col("published_on").is_not_null()).then(pl.col("published_on").rle_id()))
        .drop("published_on")
    )


def _arranged(table: Table, frame: pl.DataFrame, ranks: pl.DataFrame | None) -> pl.DataFrame:
    """The table's columns in order, its rows sorted so that no two orders are possible."""
    rows = frame.select(pl.col(name).cast(dtype) for name, dtype in table.dtypes.items())
    # The sort columns need not be unique, and the order among equals would be chance; the key is.
    by = [*table.sort, *(name for name in table.key if name not in table.sort)]
    if "article_id" not in table.dtypes or "published_on" in table.dtypes:
        return rows.sort(by, nulls_last=True)
    if ranks is None:
        raise ValueError(f"{table.name} is sorted by its articles' published_on")
    rank = "_by_article" if by[0] == "article_id" else "_by_date"
    rows = rows.join(
        ranks.select("article_id", rank), on="article_id", how="left", validate="m:1", maintain_order="left"
    )
    if rank == "_by_article" and not rows[rank].null_count():
        by = by[1:]
    return rows.with_columns(pl.col(rank).fill_null(ranks.height)).sort(rank, *by).drop(rank)


def _write(path: Path, table: Table, rows: pl.DataFrame) -> None:
    with disk_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        # Where pages end would depend on how the rows were put together.
        rows.rechunk().write_parquet(
            path,
            compression="zstd",
            compression_level=1,
            statistics=True,
            row_group_size=_group_rows(rows),
            metadata={
                DESCRIPTION: table.description,
                COLUMNS: json.dumps(table.describe(), ensure_ascii=False),
            },
            arrow_schema=_arrow_schema(table.name),
        )


def _group_rows(rows: pl.DataFrame) -> int:
    """Rows of a row group: fewer where they are long, so that who reads one can hold it."""
    long = rows.select(
        cs.string().str.len_bytes().cast(pl.UInt64).sum(), cs.binary().bin.size().cast(pl.UInt64).sum()
    ).sum_horizontal()
    average = int(long.item() or 0) // max(rows.height, 1)
    return max(1, min(ROW_GROUP, GROUP_BYTES // max(average, 1)))


@cache
def _arrow_schema(name: str) -> pa.Schema:
    table = TABLES[name]
    fields = table.empty().to_arrow(compat_level=pl.CompatLevel.oldest()).schema
    described = table.describe()
    return pa.schema([field.with_metadata({"description": described[field.name]}) for field in fields])


def _whole(year: object) -> int | None:
    return year if isinstance(year, int) else None
