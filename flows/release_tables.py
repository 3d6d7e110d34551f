"""What a release has to give away: every table and report model, with types, keys and descriptions."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from flows._layout import REPORTS
from flows.query import open_release
from transforms.schema import TABLES


@dataclass(frozen=True)
class Column:
    """A column.

    Attributes:
        name: Its name.
        type: DuckDB's name of its type, such as `VARCHAR`.
        description: What it means.
        required: Whether it is never null.
    """

    name: str
    type: str
    description: str
    required: bool


@dataclass(frozen=True)
class Held:
    """A table of a database file.

    Attributes:
        schema: Its schema.
        name: Its name.
        description: What one row is.
        columns: Its columns, in order.
    """

    schema: str
    name: str
    description: str
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Given:
    """A table or report model of a release.

    Attributes:
        schema: `main` or `reports`.
        name: Its name, which no other has in any schema.
        description: What one row is.
        columns: Its columns, in order.
        key: Columns of the primary key; none for report models.
        references: Column -> table whose key it resolves in.
        rows: How many rows it has.
    """

    schema: str
    name: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    references: dict[str, str]
    rows: int

    @property
    def full_name(self) -> str:
        """Name to read it by: `articles`, `reports.totals`."""
        return f"{REPORTS}.{self.name}" if self.schema == REPORTS else self.name


@contextmanager
def open_tables(release: Path) -> Iterator[tuple[duckdb.DuckDBPyConnection, list[Given]]]:
    """Opens a release to give its tables away.

    Args:
        release: The release.

    Yields:
        A connection that finds each by its full name, text and payload included, and what there is: tables in the
        schema's order, then other tables, then report models.

    Raises:
        DossierError: The release cannot be read.
    """
    with open_release(release) as con:
        found = held(con, "dossier")
        order = list(TABLES)
        found.sort(
            key=lambda one: (
                one.schema == REPORTS,
                order.index(one.name) if one.name in order else len(order),
                one.name,
            )
        )
        yield con, [_given(con, one) for one in found]


def held(con: duckdb.DuckDBPyConnection, database: str) -> list[Held]:
    """The tables that a database file itself has, in order of their names."""
    columns: dict[tuple[str, str], list[Column]] = {}
    for schema, table, name, kind, comment, nullable in con.execute(
        "select schema_name, table_name, column_name, data_type, comment, is_nullable from duckdb_columns() "
        "where database_name = ? and not internal order by schema_name, table_name, column_index",
        [database],
    ).fetchall():
        columns.setdefault((schema, table), []).append(Column(name, kind, comment or "", not nullable))
    tables = con.execute(
        "select schema_name, table_name, comment from duckdb_tables() where database_name = ? order by table_name",
        [database],
    ).fetchall()
    return [Held(schema, name, comment or "", tuple(columns[schema, name])) for schema, name, comment in tables]


def _given(con: duckdb.DuckDBPyConnection, of: Held) -> Given:
    schema, name = of.schema, of.name
    full_name = f"{REPORTS}.{name}" if schema == REPORTS else name
    described = {column.name: column.description for column in of.columns}
    table = TABLES.get(name) if schema != REPORTS else None
    if table:
        # The text is only in the Parquet files, so are its descriptions.
        described = table.describe() | {column: text for column, text in described.items() if text}
    types = con.execute(f"describe from {full_name}").fetchall()
    rows = con.execute(f"select count(*) from {full_name}").fetchall()[0][0]
    required = {column for column, found in table.columns.items() if not found.nullable} if table else set()
    return Given(
        schema,
        name,
        of.description,
        tuple(Column(row[0], row[1], described.get(row[0]) or "", row[0] in required) for row in types),
        table.key if table else (),
        table.references if table else {},
        rows,
    )
