"""What the forms have in common: the dictionary, and rows as they come."""

from collections.abc import Iterator
from typing import Any

import duckdb

from flows.release_tables import Given

DICTIONARY = ("table", "rows", "column", "type", "key", "required", "description")
"""Columns of the dictionary. A row without a column describes the table."""

_ROWS_A_FETCH = 5_000


def dictionary(tables: list[Given]) -> Iterator[tuple[Any, ...]]:
    """Rows of the dictionary."""
    for table in tables:
        yield table.full_name, table.rows, None, None, None, None, table.description
        for column in table.columns:
            target = table.references.get(column.name)
            key = "primary key" if column.name in table.key else f"in {target}" if target else None
            required = "yes" if column.required else None
            yield table.full_name, None, column.name, column.type.lower(), key, required, column.description


def rows_of(con: duckdb.DuckDBPyConnection, sql: str) -> Iterator[tuple[Any, ...]]:
    """Rows of a SELECT, a few thousand in memory."""
    cursor = con.execute(sql)
    while rows := cursor.fetchmany(_ROWS_A_FETCH):
        yield from rows
