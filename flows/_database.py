"""Whether a release's dossier.duckdb is what BI tools need."""

from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from flows._duck import STORAGE_VERSION, told
from flows._layout import DATABASE, REPORTS
from flows._sql import literal
from flows.checks import run_checks
from flows.errors import DossierError
from flows.models import read_checks
from flows.rules import Problem
from flows.tables import rows_of, table_files
from transforms.schema import TABLES


def verify_database(folder: Path, *, with_checks: bool) -> list[Problem]:
    """Checks dossier.duckdb, where a release has it.

    It has to open, to be of the form that old DuckDBs read, and to have all rows of the tables and the reports.

    Args:
        folder: The release.
        with_checks: Run the SQL checks too.
    """
    path = folder / DATABASE
    if not path.exists():
        return []
    if (wal := path.with_name(f"{DATABASE}.wal")).exists():
        # Opened with it, the file might change or be refused.
        return [Problem("wal", DATABASE, 1, wal.name)]
    try:
        with duckdb.connect() as con:
            con.execute(f"attach {literal(path)} as d (read_only)")
            problems = [*_storage(con), *_rows(con, folder)]
            return problems if problems or not with_checks else _checks(con)
    except (duckdb.Error, DossierError) as error:
        return [Problem("database", DATABASE, 1, told(error) if isinstance(error, duckdb.Error) else str(error))]


def _storage(con: duckdb.DuckDBPyConnection) -> list[Problem]:
    version = _ask(con, "select tags['storage_version'] from duckdb_databases() where database_name = 'd'")[0][0]
    return [] if str(version).startswith(STORAGE_VERSION) else [Problem("storage_version", DATABASE, 1, str(version))]


def _rows(con: duckdb.DuckDBPyConnection, folder: Path) -> list[Problem]:
    has = {name: _ask(con, f"select count(*) from d.{name}")[0][0] for name in _tables(con)}
    needs = {name: rows_of(folder, name) for name in TABLES}
    needs |= {f"{REPORTS}.{file.stem}": pq.read_metadata(file).num_rows for file in table_files(folder, REPORTS)}
    wrong = [f"{name}: {has.get(name)} rows, not {rows}" for name, rows in needs.items() if has.get(name) != rows]
    return [Problem("database_rows", DATABASE, len(wrong), wrong[0])] if wrong else []


def _checks(con: duckdb.DuckDBPyConnection) -> list[Problem]:
    """An older release may lack what a check of today looks at."""
    con.execute("use d")
    there = _tables(con)
    failures = run_checks(con, [check for check in read_checks() if check.reads <= there])
    return [Problem(f"check {failure.check}", DATABASE, failure.rows, failure.shown) for failure in failures]


def _tables(con: duckdb.DuckDBPyConnection) -> set[str]:
    """Names of the tables, those of the reports after their schema's."""
    rows = _ask(con, "select schema_name, table_name from duckdb_tables() where database_name = 'd'")
    return {name if schema == "main" else f"{schema}.{name}" for schema, name in rows}


def _ask(con: duckdb.DuckDBPyConnection, sql: str) -> list[Any]:
    return con.execute(sql).fetchall()
