"""What a dashboard can show: tables of a release, and SELECTs over them, with the columns' types and descriptions."""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from flows.errors import DossierError
from flows.models import Model


@dataclass(frozen=True)
class Column:
    """A column.

    Attributes:
        name: Its name.
        type: DuckDB's type.
        description: What it means.
    """

    name: str
    type: str
    description: str


@dataclass(frozen=True)
class Dataset:
    """A table of a release, or a SELECT over its tables.

    Attributes:
        name: Its name.
        schema: Schema of the table; `main` for a SELECT.
        sql: The SELECT, None for a table.
        description: What one row is.
        columns: Its columns, in order.
    """

    name: str
    schema: str
    sql: str | None
    description: str
    columns: tuple[Column, ...]


def read_datasets(database: Path, selects: list[Model]) -> dict[str, Dataset]:
    """The tables of a release's `dossier.duckdb`, and SELECTs over them.

    Args:
        database: The file.
        selects: A column that one does not describe means what it means in the tables it reads.

    Returns:
        Name -> dataset.

    Raises:
        DossierError: The file cannot be read, a SELECT does not fit its tables, or a column has no description.
    """
    try:
        with duckdb.connect(database, read_only=True) as con:
            tables = _tables(con)
            return tables | {select.name: _over(con, select, tables) for select in selects}
    except duckdb.Error as error:
        raise DossierError(
            f"{database}: {str(error).partition(chr(10))[0]}; publish a release of this version with `dossier run`"
        ) from error


def _tables(con: duckdb.DuckDBPyConnection) -> dict[str, Dataset]:
    columns: dict[str, list[Column]] = {}
    for table, *column in con.execute(
        "select table_name, column_name, data_type, comment from duckdb_columns() "
        "where database_name = current_database() and not internal order by table_name, column_index"
    ).fetchall():
        columns.setdefault(table, []).append(_described(table, *column))
    found = con.execute(
        "select table_name, schema_name, comment from duckdb_tables() "
        "where database_name = current_database() order by all"
    ).fetchall()
    return {name: Dataset(name, schema, None, comment or "", tuple(columns[name])) for name, schema, comment in found}


def _over(con: duckdb.DuckDBPyConnection, select: Model, tables: dict[str, Dataset]) -> Dataset:
    read = [tables[name] for name in sorted(name.rpartition(".")[2] for name in select.reads) if name in tables]
    known = {column.name: column.description for table in reversed(read) for column in table.columns} | select.columns
    made = con.execute(f"describe ({select.sql})").fetchall()
    columns = (_described(select.name, name, kind, known.get(name)) for name, kind, *_ in made)
    return Dataset(select.name, "main", select.sql, select.grain, tuple(columns))


def _described(table: str, name: str, kind: str, description: str | None) -> Column:
    if not description:
        raise DossierError(f"{table}.{name}: has no description; publish a release of this version with `dossier run`")
    return Column(name, kind, description)
