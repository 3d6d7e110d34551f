"""Whether a release is complete and as every release has to be."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from flows import datapackage
from flows._database import verify_database
from flows._disk import each, files_below, sha256
from flows._layout import REPORTS, UNKNOWN
from flows.errors import DossierError
from flows.rules import Problem, verify_tables
from flows.tables import rows_of, scan, schema_of, table_files
from transforms.schema import SCHEMA_VERSION, TABLES, Table

__all__ = ["Problem", "verify_contents", "verify_files", "verify_release", "verify_tables"]

# What no rule looks at, and is large: only the count of its nulls is read, which stands in the files' metadata.
_UNREAD: dict[str, dict[str, object]] = {
    "articles": {"synopsis": None, "byline": None},
    "sections": {"text": "", "heading": None},
    "quarantine": {"payload": b"", "detail": None},
}

_HELD_ROWS = 400_000
"""A table of no more rows is kept in memory while its rules are looked at."""


def verify_release(
    folder: Path, hashes: Mapping[str, str] | None = None, contents: list[Problem] | None = None
) -> list[Problem]:
    """Checks a release: its files, and the rules its tables keep.

    Args:
        folder: The release.
        hashes: Name of every file -> SHA-256, where they were just computed; read again if not given.
        contents: What `verify_contents` has found in these very files, where that was asked before.

    Returns:
        What is wrong; nothing where all is well.
    """

    def look() -> list[Problem]:
        problems = verify_files(folder, hashes)
        if problems:
            return problems
        if (made_under := datapackage.read(folder)["dossier"].get("schema_version")) != SCHEMA_VERSION:
            example = f"schema {made_under}; this program knows {SCHEMA_VERSION}"
            return [Problem("schema_version", datapackage.NAME, 1, example)]
        problems = verify_contents(folder) if contents is None else contents
        if problems:
            return problems
        problems = [*_package(folder), *_reports(folder)]
        # What was just made was checked when its models were.
        return problems + verify_database(folder, with_checks=hashes is None)

    return _readable(folder, look)


def verify_contents(folder: Path) -> list[Problem]:
    """Checks the tables of a release, and nothing beside them.

    Args:
        folder: The release; of a draft nothing but the tables need be there.
    """

    def look() -> list[Problem]:
        problems = [problem for table in TABLES.values() for problem in _parquet(folder, table)]
        if problems:
            return problems
        tables = {name: _read(folder, table) for name, table in TABLES.items()}
        return [*_section_years(folder), *verify_tables(tables)]

    return _readable(folder, look)


def _readable(folder: Path, look: Callable[[], list[Problem]]) -> list[Problem]:
    try:
        return look()
    except (OSError, pa.ArrowException, pl.exceptions.PolarsError, ValueError, KeyError, TypeError) as error:
        # Hashes are right, so somebody wrote what cannot be read: no reason to end with a traceback.
        return [Problem("readable", folder.name, 1, " ".join(str(error).split()))]


def verify_files(folder: Path, hashes: Mapping[str, str] | None = None) -> list[Problem]:
    """Checks that a release has the files its datapackage.json lists, byte for byte, and no others.

    Args:
        folder: The release.
        hashes: Name of every file -> SHA-256, where they were just computed; read again if not given.
    """
    try:
        listed = {file["path"]: file for file in datapackage.read(folder)["dossier"]["files"]}
    except (DossierError, KeyError, TypeError) as error:
        return [Problem("datapackage", datapackage.NAME, 1, str(error))]
    there = set(files_below(folder)) - {datapackage.NAME}
    kept = sorted(there & set(listed))
    if hashes is None:
        hashes = dict(zip(kept, each(sha256, (folder / name for name in kept)), strict=True))
    changed = [name for name in kept if hashes.get(name) != listed[name].get("sha256")]
    counted = [name for name in kept if name.endswith(".parquet") and name not in changed]
    miscounted = [name for name in counted if _rows(folder / name) != listed[name].get("rows")]
    return [
        *_files("file_missing", sorted(set(listed) - there)),
        *_files("file_unlisted", sorted(there - set(listed))),
        *_files("file_changed", changed),
        *_files("row_count", miscounted),
    ]


def _files(check: str, names: list[str]) -> list[Problem]:
    return [Problem(check, names[0].split("/")[0], len(names), names[0])] if names else []


def _rows(path: Path) -> int | None:
    try:
        return int(pq.read_metadata(path).num_rows)
    except (OSError, pa.ArrowException):
        return None


def _parquet(folder: Path, table: Table) -> Iterator[Problem]:
    """Columns, types and descriptions are the schema's, in every file."""
    files = table_files(folder, table.name)
    if not files:
        yield Problem("table_missing", table.name, 1, f"{table.name}/*.parquet")
    for path in files:
        name = path.relative_to(folder).as_posix()
        if list((has := schema_of(path)).items()) != list(table.dtypes.items()):
            wrong = _difference(has, table)
            yield Problem("columns", table.name, len(wrong), f"{name}: {wrong[0]}")
            continue
        if datapackage.descriptions(path) != (table.description, table.describe()):
            yield Problem("descriptions", table.name, 1, name)
        nulls = _nulls(path)
        for column in _UNREAD.get(table.name, {}):
            if not table.columns[column].nullable and nulls[column]:
                yield Problem(f"required:{column}", table.name, nulls[column], name)


def _difference(has: Mapping[str, object], table: Table) -> list[str]:
    wrong = [f"{name} is {has.get(name)}, not {kind}" for name, kind in table.dtypes.items() if has.get(name) != kind]
    wrong += [f"{name} is no column of it" for name in has if name not in table.dtypes]
    return wrong or ["columns in another order"]


def _nulls(path: Path) -> dict[str, int]:
    """Column -> how many nulls the file's own statistics count."""
    metadata = pq.read_metadata(path)
    nulls: dict[str, int] = {}
    for group in range(metadata.num_row_groups):
        for number in range(metadata.num_columns):
            column = metadata.row_group(group).column(number)
            name = column.path_in_schema
            nulls[name] = nulls.get(name, 0) + (column.statistics.null_count if column.statistics else 1)
    return nulls | {name: 0 for name in metadata.schema.names if name not in nulls}


def _package(folder: Path) -> Iterator[Problem]:
    """What datapackage.json says of the tables is what the schema says."""
    package = datapackage.read(folder)
    resources = {resource["name"]: resource for resource in package["resources"]}
    for name, table in TABLES.items():
        resource = resources.get(name, {})
        paths = [file.relative_to(folder).as_posix() for file in table_files(folder, name)]
        listed = resource.get("path")
        if (
            resource.get("schema") != datapackage.table_schema(table)
            or resource.get("description") != table.description
            or ([listed] if isinstance(listed, str) else listed) != paths
        ):
            yield Problem("datapackage", datapackage.NAME, 1, f"resource {name}")
    if package["dossier"]["records_by_outcome"] != datapackage.outcomes(folder):
        yield Problem("outcomes", datapackage.NAME, 1, f"{package['dossier']['records_by_outcome']}")


def _reports(folder: Path) -> Iterator[Problem]:
    """Reports say what their rows and columns are."""
    for path in table_files(folder, REPORTS):
        described, columns = datapackage.descriptions(path)
        if not described or not all(columns.get(name) for name in schema_of(path)):
            yield Problem("descriptions", REPORTS, 1, path.relative_to(folder).as_posix())


def _section_years(folder: Path) -> list[Problem]:
    """A file of sections holds one year's."""
    wrong = []
    for path in table_files(folder, "sections"):
        years = (
            pl.scan_parquet(path, glob=False).select(pl.col("published_year").unique()).collect().to_series().to_list()
        )
        if years and years != [None if path.stem == UNKNOWN else int(path.stem)]:
            wrong.append(path.relative_to(folder).as_posix())
    return _files("section_years", wrong)


def _read(folder: Path, table: Table) -> pl.LazyFrame:
    """A table without what is large and not needed; in its place stands what keeps every rule."""
    unread = _UNREAD.get(table.name, {})
    rows = scan(folder, table.name).select(name for name in table.dtypes if name not in unread)
    if rows_of(folder, table.name) <= _HELD_ROWS:
        # Read once for all that looks at it.
        rows = rows.collect().lazy()
    fillers = (pl.lit(filler, dtype=table.dtypes[name]).alias(name) for name, filler in unread.items())
    return rows.with_columns(fillers).select(list(table.dtypes))
