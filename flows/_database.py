"""Whether a release's dossier.duckdb is what BI tools need."""

from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from flows.rules import Problem
from flows.tables import table_files
from transforms.schema import TABLES

DATABASE = "dossier.duckdb"

# BI tools carry DuckDBs of any age since 1.0, and none opens a file newer than itself.
_STORAGE = "v1.0.0"


def verify_database(folder: Path) -> list[Problem]:
    """Checks that dossier.duckdb, where a release has it, opens, is of the form old DuckDBs read, and has all rows."""
    path = folder / DATABASE
    if not path.exists():
        return []
    if (wal := path.with_name(f"{DATABASE}.wal")).exists():
        # Opened with it, the file might change or be refused.
        return [Problem("wal", DATABASE, 1, wal.name)]
    quoted = str(path).replace("'", "''")
    try:
        with duckdb.connect() as con:
            con.execute(f"attach '{quoted}' as d (read_only)")
            return [*_storage(con), *_rows(con, folder)]
    except duckdb.Error as error:
        return [Problem("database", DATABASE, 1, str(error).partition("\n")[0])]


def _storage(con: duckdb.DuckDBPyConnection) -> list[Problem]:
    version = _ask(con, "select tags['storage_version'] from duckdb_databases() where database_name = 'd'")[0][0]
    return [] if str(version).startswith(_STORAGE) else [Problem("storage_version", DATABASE, 1, str(version))]


def _rows(con: duckdb.DuckDBPyConnection, folder: Path) -> list[Problem]:
    of_main = "select table_name from duckdb_tables() where database_name = 'd' and schema_name = 'main'"
    has = {name: _ask(con, f'select count(*) from d."{name}"')[0][0] for (name,) in _ask(con, of_main)}
    needs = {name: sum(pq.read_metadata(file).num_rows for file in table_files(folder, name)) for name in TABLES}
    wrong = [f"{name}: {has.get(name)} rows, not {rows}" for name, rows in needs.items() if has.get(name) != rows]
    return [Problem("database_rows", DATABASE, len(wrong), wrong[0])] if wrong else []


def _ask(con: duckdb.DuckDBPyConnection, sql: str) -> list[Any]:
    return con.execute(sql).fetchall()
