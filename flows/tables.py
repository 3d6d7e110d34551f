"""A release's tables as Parquet files: the same rows always give the same bytes."""

import json
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import cache, reduce
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from flows._disk import WORKERS, disk_errors
from flows._layout import sections_file
from transforms.schema import TABLES, Table

DESCRIPTION = "dossier.description"
"""Key of a file's metadata: what a row of the table is."""

COLUMNS = "dossier.columns"
"""Key of a file's metadata: column -> description, as JSON. Arrow's fields have it as well, under `description`."""

ROW_GROUP = 120_000
"""Rows of a row group."""

GROUP_BYTES = 64 * 2**20
"""Bytes of text in a row group at most, before it is compressed; a longer row is one by itself."""

_SECTIONS = TABLES["sections"]
# Of texts hardly any comes twice: a dictionary of them would be given up after much work.
_LONG = ("text", "synopsis", "payload")

Pieces = Iterable[pl.DataFrame]
"""Rows of a table a part at a time: no row of a piece comes, once sorted, before one of an earlier piece."""


def write_table(
    folder: Path, table: Table, rows: pl.DataFrame | Pieces, published: pl.DataFrame | None = None
) -> list[Path]:
    """Writes a table into a release that is being made.

    Sections go into a file a year, other tables into one file. A table without rows has one file too.

    Args:
        folder: The release; `draft.folder`.
        table: The table.
        rows: Its rows in any order, its columns at least; integers of another width are cast. Where they come in
            pieces, one piece at a time is in memory.
        published: `article_id` and `published_on` of every article, by which rows of an article are sorted first;
            needed for tables with article_id, `articles` aside.

    Returns:
        The files written.

    Raises:
        DossierError: The disk does not take them.
    """
    if table.name == _SECTIONS.name:
        frame = rows if isinstance(rows, pl.DataFrame) else pl.concat(rows)
        years = frame.partition_by("published_year", as_dict=True)
        return write_sections(folder, ((_whole(key[0]), some) for key, some in years.items()), published)
    path = folder / table.name / f"{table.name}.parquet"
    _write_several(iter([(path, table, rows)]), published)
    return [path]


def write_sections(
    folder: Path, years: Iterable[tuple[int | None, pl.DataFrame | Pieces]], published: pl.DataFrame | None
) -> list[Path]:
    """Writes the sections a year at a time, several years at once; only pieces at work are kept in memory.

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

    def jobs() -> Iterator[tuple[Path, Table, pl.DataFrame | Pieces]]:
        for year, pieces in years:
            path = sections_file(folder, year)
            if path in written:
                raise ValueError(f"sections of {path.stem} come twice")
            written.append(path)
            yield path, _SECTIONS, pieces

    _write_several(jobs(), published)
    for path in [path for path in written if not pq.read_metadata(path).num_rows]:
        path.unlink()
        written.remove(path)
    if not written and not table_files(folder, _SECTIONS.name):
        path = sections_file(folder, None)
        _write(path, _SECTIONS, iter([_SECTIONS.empty()]))
        written.append(path)
    return written


def write_tables(
    folder: Path, tables: Mapping[str, pl.DataFrame | Pieces], published: pl.DataFrame | None = None
) -> list[Path]:
    """Writes tables, several at once.

    Args:
        folder: The release; `draft.folder`.
        tables: Table's name -> its rows, at once or in pieces.
        published: `article_id` and `published_on` of every article, whose dates rows are sorted by; taken from
            `articles` if not given.

    Returns:
        The files written.

    Raises:
        DossierError: The disk does not take them.
    """
    if published is None and isinstance(articles := tables["articles"], pl.DataFrame):
        published = articles.select("article_id", "published_on")
    written: list[Path] = []
    if (sections := tables.get(_SECTIONS.name)) is not None:
        written += write_table(folder, _SECTIONS, sections, published)
    others = {
        folder / name / f"{name}.parquet": (TABLES[name], rows)
        for name, rows in tables.items()
        if name != _SECTIONS.name
    }
    _write_several(((path, table, rows) for path, (table, rows) in others.items()), published)
    return [*written, *others]


def table_files(folder: Path, name: str) -> list[Path]:
    """The Parquet files of a release's table, in order."""
    return sorted((folder / name).rglob("*.parquet"))


def rows_of(folder: Path, name: str) -> int:
    """Rows of a release's table, as its files say."""
    return sum(pq.read_metadata(path).num_rows for path in table_files(folder, name))


def scan(folder: Path, name: str) -> pl.LazyFrame:
    """A release's table, to be read; rows of several files in the files' order."""
    # Brackets in a folder's name are no pattern.
    return pl.scan_parquet(table_files(folder, name), glob=False)


def schema_of(path: Path) -> pl.Schema:
    """Column -> type of a Parquet file."""
    return pl.scan_parquet(path, glob=False).collect_schema()


def _write_several(jobs: Iterator[tuple[Path, Table, pl.DataFrame | Pieces]], published: pl.DataFrame | None) -> None:
    ranks = None if published is None else _ranks(published)

    def work(path: Path, table: Table, rows: pl.DataFrame | Pieces) -> None:
        pieces = [rows] if isinstance(rows, pl.DataFrame) else rows
        _write(path, table, (_arranged(table, piece, ranks) for piece in pieces))

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


def _write(path: Path, table: Table, pieces: Iterator[pl.DataFrame]) -> None:
    metadata = {DESCRIPTION: table.description, COLUMNS: json.dumps(table.describe(), ensure_ascii=False)}
    schema = _arrow_schema(table.name).with_metadata(metadata)
    with disk_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        # Through a file of Python's, whose errors say what the disk refuses.
        with (
            path.open("wb") as file,
            pq.ParquetWriter(
                file,
                schema,
                compression="zstd",
                compression_level=1,
                use_dictionary=[name for name in schema.names if name not in _LONG],
            ) as writer,
        ):
            for rows in _row_groups(pieces, schema):
                writer.write_table(rows, row_group_size=rows.num_rows)


def _row_groups(pieces: Iterator[pl.DataFrame], schema: pa.Schema) -> Iterator[pa.Table]:
    """Cuts rows into row groups, the same ones whatever pieces they come in; long rows are fewer to a group."""
    rows = schema.empty_table()
    for piece in pieces:
        # Copied at once: a column of Polars keeps all the memory that any of its texts lies in.
        more = piece.to_arrow(compat_level=pl.CompatLevel.oldest()).cast(schema)
        del piece
        rows = pa.concat_tables([rows, more]) if rows.num_rows else more
        del more
        while (fit := _fit(rows)) < rows.num_rows:
            yield _whole_columns(rows.slice(0, fit))
            rows = rows.slice(fit)
    if rows.num_rows:
        yield _whole_columns(rows)


def _whole_columns(rows: pa.Table) -> pa.Table:
    """Rows with each column in one piece: where pages end would depend on how the rows were put together."""
    # Putting one piece together would copy it.
    return rows.combine_chunks() if any(column.num_chunks > 1 for column in rows.columns) else rows


def _fit(rows: pa.Table) -> int:
    """How many of these rows fit into a row group, one at least."""
    first = rows.slice(0, ROW_GROUP)
    if first.get_total_buffer_size() <= GROUP_BYTES:
        return int(first.num_rows)
    import pyarrow.compute as pc  # loads long, and so much text is rare

    lengths = [pc.fill_null(pc.binary_length(column), 0) for column in first.columns if _is_text(column.type)]
    fitting = pc.less_equal(pc.cumulative_sum(reduce(pc.add, lengths)), GROUP_BYTES)
    return max(1, pc.sum(fitting).as_py() or 0)


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_large_string(kind) or pa.types.is_large_binary(kind))


@cache
def _arrow_schema(name: str) -> pa.Schema:
    table = TABLES[name]
    fields = table.empty().to_arrow(compat_level=pl.CompatLevel.oldest()).schema
    described = table.describe()
    return pa.schema([field.with_metadata({"description": described[field.name]}) for field in fields])


def _whole(year: object) -> int | None:
    return year if isinstance(year, int) else None
