"""What a dashboard can show: tables of a release, and SELECTs over them, with the columns' types and descriptions."""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from flows._duck import told
from flows.errors import DossierError
from flows.models import Model
from flows.release_tables import Column, held


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
            f"{database}: {told(error)}; publish a release of this version with `dossier run`"
        ) from error


def _tables(con: duckdb.DuckDBPyConnection) -> dict[str, Dataset]:
    (database,) = con.execute("select current_database()").fetchall()[0]
    return {
        one.name: Dataset(one.name, one.schema, None, one.description, _described(one.name, one.columns))
        for one in held(con, database)
    }


def _over(con: duckdb.DuckDBPyConnection, select: Model, tables: dict[str, Dataset]) -> Dataset:
    read = [tables[name] for name in sorted(name.rpartition(".")[2] for name in select.reads) if name in tables]
    known = {column.name: column.description for table in reversed(read) for column in table.columns} | select.columns
    made = con.execute(f"describe ({select.sql})").fetchall()
    columns = tuple(Column(name, kind, known.get(name) or "", False) for name, kind, *_ in made)
    return Dataset(select.name, "main", select.sql, select.grain, _described(select.name, columns))


def _described(table: str, columns: tuple[Column, ...]) -> tuple[Column, ...]:
    for column in columns:
        if not column.description:
            raise DossierError(
                f"{table}.{column.name}: has no description; publish a release of this version with `dossier run`"
            )
    return columns
