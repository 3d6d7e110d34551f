"""Puts a release into a schema of a PostgreSQL database: beside the old one at first, then in its place in one step."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from flows._sql import identifier, literal
from flows._words import program
from flows.errors import DossierError, UsageError
from flows.postgres.connection import connected, run
from flows.postgres.others import drop, drop_when_free, grants, require_own, views
from flows.postgres.tables import constrain, fill, refer
from flows.release_tables import open_tables

_SCHEMA = re.compile(r"(?!pg_)[a-z_][a-z0-9_]{0,49}")
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Loaded:
    """What was loaded.

    Attributes:
        schema: The schema.
        tables: How many tables and report models.
        rows: Rows of all together.
        notes: What is left to do, or is not as in other loads, in sentences.
    """

    schema: str
    tables: int
    rows: int
    notes: tuple[str, ...] = ()


def load(release: Path, dsn: str, schema: str = "dossier", tell: Tell = lambda name: None) -> Loaded:
    """Loads all tables and report models of a release, with keys, comments and indexes.

    Who reads meanwhile sees the old tables, until the new ones take their place, all at once. Rights on the schema and
    its tables stay; views in other schemas read the new tables.

    Args:
        release: The release.
        dsn: How to connect; what it does not say libpq takes from the environment.
        schema: Schema to load into; made where it is missing, replaced where an earlier load made it.
        tell: Is told the name of each table before it is loaded.

    Raises:
        UsageError: The schema's name cannot be one, or it holds what no load made.
        DossierError: The release cannot be read, or the database refuses; the old tables are as they were.
    """
    if not _SCHEMA.fullmatch(schema) or schema == "information_schema":
        raise UsageError(f"--schema {schema}: give a name of small letters, digits and _, at most 50 of them")
    release_id = release.resolve().name
    try:
        with connected(dsn) as db, open_tables(release) as (con, tables):
            _lock(db, schema)
            # With nothing to look names up in, PostgreSQL writes views' definitions with the names in full.
            run(db, "set search_path = pg_catalog")
            new, old = f"{schema}_new", f"{schema}_old"
            for one in (schema, new, old):
                require_own(db, one)
            drop(db, old)
            drop(db, new)
            run(db, f"create schema {identifier(new)}")
            notes: tuple[str, ...] = ()
            for table in tables:
                tell(table.name)
                fill(db, con, table, new)
                notes += constrain(db, table, new)
            refer(db, tables, new)
            marked = f"Dossier release {release_id}. Its tables: {', '.join(sorted(table.name for table in tables))}"
            run(db, f"comment on schema {identifier(new)} is {literal(marked)}")
            _switch(db, schema, new, old)
            db.commit()
            notes += drop_when_free(db, old)
    except duckdb.Error as error:
        raise DossierError(f"{release_id}: cannot be read ({error}); try `{program()} verify`") from error
    return Loaded(schema, len(tables), sum(table.rows for table in tables), notes)


def _lock(db: Any, schema: str) -> None:
    # Held until the connection ends.
    if not run(db, f"select pg_try_advisory_lock(hashtext({literal(f'dossier {schema}')}))")[0][0]:
        raise DossierError(f"PostgreSQL: another load into schema {schema} is at work; try again when it has ended")


def _switch(db: Any, schema: str, new: str, old: str) -> None:
    """Puts the new tables in the old ones' place; others see it when it is committed."""
    statements = [*grants(db, schema, new)]
    rebound = views(db, schema)
    if run(db, f"select 1 from pg_namespace where nspname = {literal(schema)}"):
        statements.append(f"alter schema {identifier(schema)} rename to {identifier(old)}")
    statements.append(f"alter schema {identifier(new)} rename to {identifier(schema)}")
    for statement in (*statements, *rebound):
        run(db, statement)
