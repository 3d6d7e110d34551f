"""What is in the database besides the load: schemas of others, their rights, their views, their readers."""

from collections.abc import Iterator
from typing import Any

from flows._sql import identifier, literal
from flows.errors import DossierError, UsageError
from flows.postgres.connection import run

MADE = "Dossier release "
"""How the comment on a schema begins that a load made; the tables it made follow `Its tables: `."""

_PATIENCE = "10s"


def require_own(db: Any, schema: str) -> None:
    """Raises where a schema was made by another, or another put something into it that would be lost."""
    found = run(
        db,
        "select coalesce(obj_description(oid, 'pg_namespace'), '') from pg_namespace "
        f"where nspname = {literal(schema)}",
    )
    if not found:
        return
    if not found[0][0].startswith(MADE):
        raise UsageError(f"schema {schema}: no load made it, so none replaces it; choose another --schema")
    own = found[0][0].partition("Its tables: ")[2].split(", ")
    there = run(
        db,
        "select relname from pg_class where relkind not in ('i', 'I', 't', 'c') "
        f"and relnamespace = {literal(schema)}::regnamespace union all "
        f"select proname from pg_proc where pronamespace = {literal(schema)}::regnamespace order by 1",
    )
    if others := [one for (one,) in there if one not in own]:
        raise UsageError(
            f"{schema}.{others[0]}: no load made it, and the next would remove it; move it to another schema"
        )
    referring = run(
        db,
        "select conrelid::regclass::text from pg_constraint c join pg_class t on t.oid = c.conrelid join pg_class o "
        f"on o.oid = c.confrelid where o.relnamespace = {literal(schema)}::regnamespace "
        "and t.relnamespace <> o.relnamespace order by 1",
    )
    if referring:
        raise UsageError(
            f"{referring[0][0]}: has a foreign key into schema {schema}, which would be lost; drop it first"
        )


def grants(db: Any, old: str, new: str) -> list[str]:
    """Statements that give the rights on a schema and its tables, as far as they are there, on another one too."""
    to = (
        "case a.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end, "
        "case when a.is_grantable then ' with grant option' else '' end"
    )
    of_schema = (
        f"select format('grant %s on schema %I to %s%s', a.privilege_type, {literal(new)}, {to}) "
        "from pg_namespace n, aclexplode(n.nspacl) a "
        f"where n.nspname = {literal(old)} and a.grantee <> n.nspowner"
    )
    of_tables = (
        f"select format('grant %s on %I.%I to %s%s', a.privilege_type, {literal(new)}, c.relname, {to}) "
        "from pg_namespace n join pg_class c on c.relnamespace = n.oid, aclexplode(c.relacl) a "
        f"where n.nspname = {literal(old)} and a.grantee <> c.relowner and c.relname in (select t.relname "
        f"from pg_class t where t.relkind = 'r' and t.relnamespace = {literal(new)}::regnamespace)"
    )
    return [statement for (statement,) in run(db, f"{of_schema} union all {of_tables} order by 1")]


def views(db: Any, schema: str) -> Iterator[str]:
    """Statements that make views of other schemas anew, so that they read the tables that now have the names.

    Raises:
        UsageError: One is a materialized view, which can only be dropped.
    """
    found = run(
        db,
        "select distinct n.nspname::text, v.relname::text, v.relkind::text, pg_get_viewdef(v.oid), "
        "array_to_string(v.reloptions, ', '), v.oid::bigint from pg_depend d "
        "join pg_rewrite w on d.classid = 'pg_rewrite'::regclass and w.oid = d.objid "
        "join pg_class v on v.oid = w.ev_class join pg_namespace n on n.oid = v.relnamespace "
        "join pg_class t on d.refclassid = 'pg_class'::regclass and t.oid = d.refobjid "
        "join pg_namespace s on s.oid = t.relnamespace "
        f"where s.nspname = {literal(schema)} and v.oid <> t.oid order by 6",
    )
    for space, view, kind, definition, options, _ in found:
        if kind != "v":
            raise UsageError(f"{space}.{view}: a materialized view reads schema {schema}; drop it, load, make it again")
        having = f" with ({options})" if options else ""
        yield f"create or replace view {identifier(space)}.{identifier(view)}{having} as {definition}"


def drop(db: Any, schema: str) -> None:
    """Drops a schema that a load made, if it is there.

    Raises:
        DossierError: Somebody still reads its tables.
    """
    if not run(db, f"select 1 from pg_namespace where nspname = {literal(schema)}"):
        return
    run(db, f"set local lock_timeout = '{_PATIENCE}'")
    run(db, f"drop schema {identifier(schema)} cascade")
    run(db, "set local lock_timeout = 0")


def drop_when_free(db: Any, schema: str) -> tuple[str, ...]:
    """Drops the tables that were replaced; returns a note where somebody still reads them."""
    from adbc_driver_postgresql import dbapi

    try:
        drop(db, schema)
        db.commit()
    except dbapi.Error as error:
        if "lock timeout" not in str(error):
            raise DossierError(f"schema {schema}: is replaced but could not be dropped; drop it by hand") from None
        db.rollback()
        return (f"the tables before are still read; they are in schema {schema} until the next load",)
    return ()
