"""Tables of a release in PostgreSQL: types, rows, keys, indexes and comments."""

from typing import Any

import duckdb

from flows._sql import identifier, literal
from flows.errors import DossierError
from flows.postgres.connection import run
from flows.release_tables import Given

_TYPES = {
    "BIGINT": "bigint",
    "BLOB": "bytea",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "DOUBLE": "double precision",
    "INTEGER": "integer",
    "TIMESTAMP": "timestamp",
    "VARCHAR": "text",
}
_ROWS_A_BATCH = 20_000
# Besides keys: what reports and filters ask for.
_INDEXES = {"articles": ("published_on", "code"), "sections": ("published_year",), "records": ("url",)}
# An index in order takes rows of 2,704 bytes at most: addresses may be longer, and are only asked for as a whole.
_BY_HASH = ("url",)
_LONGEST_KEY = 2_500


def fill(db: Any, con: duckdb.DuckDBPyConnection, table: Given, schema: str) -> None:
    """Makes a table with its rows."""
    columns = [
        f"{identifier(column.name)} {_TYPES[column.type]}{' not null' if column.required else ''}"
        for column in table.columns
    ]
    run(db, f"create table {identifier(schema)}.{identifier(table.name)} ({', '.join(columns)})")
    # PostgreSQL's text takes any character but NUL.
    values = [
        f"replace({identifier(column.name)}, chr(0), '') as {identifier(column.name)}"
        if column.type == "VARCHAR"
        else identifier(column.name)
        for column in table.columns
    ]
    rows = con.sql(f"select {', '.join(values)} from {table.full_name}").to_arrow_reader(_ROWS_A_BATCH)
    with db.cursor() as cursor:
        cursor.adbc_ingest(table.name, rows, mode="append", db_schema_name=schema)
    there = run(db, f"select count(*) from {identifier(schema)}.{identifier(table.name)}")[0][0]
    if there != table.rows:
        raise DossierError(
            f"PostgreSQL: {table.name} has {there:,} rows there and {table.rows:,} here; nothing was loaded"
        )


def constrain(db: Any, table: Given, schema: str) -> tuple[str, ...]:
    """Primary key, indexes and comments; after the rows, so that indexes are made once and not row by row.

    Returns:
        A note where the table has no primary key, as one of its keys is too long for PostgreSQL.
    """
    at = f"{identifier(schema)}.{identifier(table.name)}"
    notes: tuple[str, ...] = ()
    if table.key:
        key = ", ".join(map(identifier, table.key))
        if run(db, f"select 1 from {at} where octet_length(concat({key})) > {_LONGEST_KEY} limit 1"):
            notes = (f"{table.name}: without a primary key, as PostgreSQL takes none of so many bytes as one row has",)
            run(db, f"create index on {at} ({identifier(table.key[0])})")
        else:
            run(db, f"alter table {at} add primary key ({key})")
    for indexed in (*table.references, *_INDEXES.get(table.name, ())):
        # What a key begins with is found by the key.
        if indexed not in table.key[:1]:
            run(db, f"create index on {at} {'using hash ' if indexed in _BY_HASH else ''}({identifier(indexed)})")
    run(db, f"comment on table {at} is {literal(table.description)}")
    for column in table.columns:
        run(db, f"comment on column {at}.{identifier(column.name)} is {literal(column.description)}")
    run(db, f"analyze {at}")
    return notes


def refer(db: Any, tables: list[Given], schema: str) -> None:
    """Foreign keys, once every table has its primary key."""
    keys = {table.name: table.key for table in tables}
    for table in tables:
        for column, target in table.references.items():
            run(
                db,
                f"alter table {identifier(schema)}.{identifier(table.name)} add foreign key ({identifier(column)}) "
                f"references {identifier(schema)}.{identifier(target)} ({', '.join(map(identifier, keys[target]))})",
            )
