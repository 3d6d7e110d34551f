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
        found = con.execute(
            "select schema_name, table_name, comment from duckdb_tables() where database_name = 'dossier'"
        ).fetchall()
        order = list(TABLES)
        found.sort(key=lambda row: (row[0] == REPORTS, order.index(row[1]) if row[1] in order else len(order), row[1]))
        yield con, [_given(con, schema, name, comment or "") for schema, name, comment in found]


def _given(con: duckdb.DuckDBPyConnection, schema: str, name: str, comment: str) -> Given:
    full_name = f"{REPORTS}.{name}" if schema == REPORTS else name
    described = dict(
        con.execute(
            "select column_name, comment from duckdb_columns() "
            "where database_name = 'dossier' and schema_name = ? and table_name = ?",
            [schema, name],
        ).fetchall()
    )
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
        comment,
        tuple(Column(row[0], row[1], described.get(row[0]) or "", row[0] in required) for row in types),
        table.key if table else (),
        table.references if table else {},
        rows,
    )
