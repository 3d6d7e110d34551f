import random
import re
import shutil
from datetime import date, datetime
from urllib.parse import quote

import duckdb
import pytest

from flows import cli
from flows.errors import DossierError, UsageError
from flows.postgres import load
from flows.postgres.connection import mask
from flows.release_tables import open_tables
from transforms.schema import TABLES

pytest.importorskip("adbc_driver_postgresql")

from adbc_driver_postgresql import dbapi


@pytest.fixture
def tables(made_release):
    with open_tables(made_release) as (_, tables):
        return {table.name: table for table in tables}


def test_every_table_and_report_is_there_with_all_rows(made_release, database, ask, tables):
    done = load(made_release, database)

    found = {name for (name,) in ask("select table_name from information_schema.tables where table_schema = 'dossier'")}
    assert found == set(tables)
    assert {name: ask(f"select count(*) from dossier.{name}")[0][0] for name in found} == {
        name: table.rows for name, table in tables.items()
    }
    assert (done.schema, done.tables, done.rows) == ("dossier", len(tables), sum(one.rows for one in tables.values()))
    assert done.notes == ()


def test_values_arrive_as_they_are(made_release, database, ask):
    load(made_release, database)

    assert ask("select text from dossier.sections") == [("The tide turns.\n\n• twice a day",)]
    assert ask("select published_on, code from dossier.articles where code = 'CO21020'") == [
        (date(2021, 2, 5), "CO21020")
    ]
    assert ask("select dumped_at, is_current from dossier.revisions where revision = 1") == [
        (datetime(2021, 2, 5), False)
    ]
    assert ask("select payload from dossier.quarantine where reason = 'undecodable'") == [(b"\xff\xfe\x00evil",)]
    assert ask("select count(*) from dossier.articles where published_on is null") == [(2,)]


def test_what_is_long_or_far_away_arrives(made_release, tmp_path, database, ask):
    # Random, as PostgreSQL packs what repeats itself; longer than its indexes take.
    long = "https://here.invalid/?" + random.Random(1).randbytes(6_000).hex()
    release = tmp_path / "r"
    shutil.copytree(made_release.resolve(), release)
    (release / "dossier.duckdb").chmod(0o644)
    with duckdb.connect(release / "dossier.duckdb") as con:
        con.execute("update records set url = ?", [long])
        con.execute("update articles set published_on = '0001-01-01'")
        con.execute("update article_flags set detail = ?", [long])
        con.execute("update records set dumped_at = '9999-12-31 23:59:59.999999'")

    done = load(release, database)

    assert done.notes == (
        "article_flags: without a primary key, as PostgreSQL takes none of so many bytes as one row has",
    )
    assert ask("select distinct url, dumped_at from dossier.records") == [
        (long, datetime(9999, 12, 31, 23, 59, 59, 999999))
    ]
    assert ask("select distinct published_on from dossier.articles") == [(date(1, 1, 1),)]
    assert ask("select distinct detail from dossier.article_flags") == [(long,)]


def test_keys_required_columns_and_comments_are_the_schemas(made_release, database, ask):
    load(made_release, database)

    keys = ask(
        "select conrelid::regclass::text, contype::text, replace(pg_get_constraintdef(oid), '\"', '') "
        "from pg_constraint where connamespace = 'dossier'::regnamespace"
    )
    for name, table in TABLES.items():
        assert (f"dossier.{name}", "p", f"PRIMARY KEY ({', '.join(table.key)})") in keys
        for column, target in table.references.items():
            key = ", ".join(TABLES[target].key)
            assert (f"dossier.{name}", "f", f"FOREIGN KEY ({column}) REFERENCES dossier.{target}({key})") in keys
    columns = ask(
        "select attrelid::regclass::text, attname::text, attnotnull, col_description(attrelid, attnum) "
        "from pg_attribute join pg_class c on c.oid = attrelid "
        "where relnamespace = 'dossier'::regnamespace and relkind = 'r' and attnum > 0"
    )
    found = {(table.removeprefix("dossier."), column): rest for table, column, *rest in columns}
    for name, table in TABLES.items():
        for column, what in table.columns.items():
            assert found[name, column] == [not what.nullable, what.description]
    indexes = ask("select tablename::text, indexdef from pg_indexes where schemaname = 'dossier'")
    assert any(table == "articles" and "(published_on)" in made for table, made in indexes)
    assert any(table == "article_authors" and "(author_id)" in made for table, made in indexes)


def test_loading_again_gives_the_same(made_release, database, ask):
    load(made_release, database)
    before = ask("select * from dossier.records order by record_id")
    again = load(made_release, database)

    assert ask("select * from dossier.records order by record_id") == before
    assert again.notes == ()
    assert ask("select nspname::text from pg_namespace where nspname like 'dossier%'") == [("dossier",)]
    assert ask("select obj_description('dossier'::regnamespace)")[0][0].startswith(
        "Dossier release 20210301T000000Z-00000000. Its tables: "
    )


def test_who_reads_sees_the_old_tables_or_the_new(made_release, database, ask, monkeypatch):
    monkeypatch.setattr("flows.postgres.others._PATIENCE", "200ms")
    load(made_release, database)
    ask("delete from dossier.article_flags")
    seen = []
    with dbapi.connect("postgresql://") as reader, reader.cursor() as cursor:

        def look(name):
            cursor.execute("select count(*) from dossier.article_flags")
            seen.append(cursor.fetchall()[0][0])

        done = load(made_release, database, tell=look)
        cursor.execute("select count(*) from dossier.article_flags")
        after = cursor.fetchall()[0][0]
        reader.rollback()

    assert set(seen) == {0}
    assert after == 1
    assert done.notes == ("the tables before are still read; they are in schema dossier_old until the next load",)
    assert load(made_release, database).notes == ()
    assert ask("select count(*) from pg_namespace where nspname = 'dossier_old'") == [(0,)]


@pytest.mark.parametrize("at", ["articles", "records", "totals"])
def test_a_failure_half_way_leaves_the_old_tables(made_release, database, ask, at):
    load(made_release, database)
    ask("delete from dossier.article_flags")

    def fail(name):
        if name == at:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(made_release, database, tell=fail)

    assert ask("select count(*) from dossier.article_flags") == [(0,)]
    assert ask("select count(*) from pg_namespace where nspname in ('dossier_new', 'dossier_old')") == [(0,)]
    load(made_release, database)
    assert ask("select count(*) from dossier.article_flags") == [(1,)]


def test_rights_stay_and_views_read_the_new_tables(made_release, database, ask):
    load(made_release, database)
    ask("create role reader")
    ask("grant usage on schema dossier to reader")
    ask("grant select on dossier.articles to reader with grant option")
    ask("grant select on dossier.totals to public")
    ask("create view public.titles with (security_barrier = true) as select title from dossier.articles")
    ask("grant select on public.titles to reader")
    before = ask("select relname::text, relacl::text from pg_class where relname in ('articles', 'totals') order by 1")

    load(made_release, database)

    assert ask("select nspacl::text like '%reader=U/owner%' from pg_namespace where nspname = 'dossier'") == [(True,)]
    assert (
        ask("select relname::text, relacl::text from pg_class where relname in ('articles', 'totals') order by 1")
        == before
    )
    assert ask("select count(*) from public.titles") == [(3,)]
    assert ask(
        "select reloptions::text, has_table_privilege('reader', oid, 'select') from pg_class where relname = 'titles'"
    ) == [("{security_barrier=true}", True)]
    (definition,) = ask("select pg_get_viewdef('public.titles'::regclass)")[0]
    assert "FROM dossier.articles" in definition


@pytest.mark.parametrize(
    ("made", "told"),
    [
        ("create schema dossier", "schema dossier: no load made it"),
        ("create schema dossier_new", "schema dossier_new: no load made it"),
        ("create schema dossier_old", "schema dossier_old: no load made it"),
    ],
)
def test_a_schema_of_others_is_left_alone(made_release, database, ask, made, told):
    ask(made)

    with pytest.raises(UsageError, match=told):
        load(made_release, database)
    with pytest.raises(UsageError, match="schema public: no load made it"):
        load(made_release, database, "public")


@pytest.mark.parametrize(
    ("made", "told"),
    [
        ("create table dossier.mine (x int)", r"dossier\.mine: no load made it"),
        ("create view dossier.mine as select 1 as x", r"dossier\.mine: no load made it"),
        ("create function dossier.mine() returns int language sql as 'select 1'", r"dossier\.mine: no load made it"),
        (
            "create table public.mine (a text references dossier.articles)",
            r"mine: has a foreign key into schema dossier",
        ),
        (
            "create materialized view public.mine as select title from dossier.articles",
            r"public\.mine: a materialized view reads schema dossier",
        ),
    ],
)
def test_what_others_made_is_not_lost(made_release, database, ask, made, told):
    load(made_release, database)
    ask(made)

    with pytest.raises(UsageError, match=told):
        load(made_release, database)
    assert ask("select count(*) from dossier.articles") == [(3,)]


def test_one_load_at_a_time(made_release, database, ask):
    refused = []

    def again(name):
        if not refused:
            with pytest.raises(DossierError, match="another load into schema dossier is at work") as caught:
                load(made_release, database)
            refused.append(caught)

    load(made_release, database, tell=again)
    assert refused


def _address(server, password):
    return f"postgresql://owner:{quote(password, safe='')}@{server['PGHOST']}:{server['PGPORT']}/postgres"


def test_an_address_does_and_settings_and_a_password_file(
    made_release, database, server, password, tmp_path, monkeypatch
):
    monkeypatch.delenv("PGPASSWORD")
    quoted = password.replace("\\", "\\\\").replace("'", "\\'")
    load(made_release, _address(server, password))
    load(made_release, f"host={server['PGHOST']} port={server['PGPORT']} user=owner password='{quoted}'")
    with pytest.raises(DossierError, match="no password supplied"):
        load(made_release, database)
    (tmp_path / "pgpass").write_text(f"*:*:*:owner:{password}\n")
    (tmp_path / "pgpass").chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "pgpass"))

    assert load(made_release, database).tables


@pytest.mark.parametrize(
    "dsn",
    [
        "postgresql://owner:hush-hush@127.0.0.1:{port}/postgres",
        "postgresql://owner:hush%2Dhush@127.0.0.1:{port}/postgres",
        "postgresql://owner:hush-hush@127.0.0.1:nonsense/postgres",
        "postgresql://owner:hush-hush@no host/",
        "postgresql://owner@127.0.0.1:{port}/postgres?password=hush-hush",
        "host=127.0.0.1 port={port} user=owner password='hush-hush' dbname=postgres",
        "host=127.0.0.1 port={port} user=owner password=hush-hush nonsense=1",
        "password=hush-hush port",
    ],
)
def test_no_password_is_shown(made_release, database, server, monkeypatch, capsys, dsn):
    dsn = dsn.format(port=server["PGPORT"])
    args = ["load", "postgres", dsn, "--warehouse", str(made_release.parent), "--debug"]
    monkeypatch.setattr("sys.argv", ["dossier", *args])

    assert cli.main() in (1, 2)

    out, err = capsys.readouterr()
    assert "hush-hush" not in out + err
    assert "hush%2Dhush" not in out + err
    assert "\ndossier: PostgreSQL: " in err


@pytest.mark.parametrize(
    ("args", "code", "told"),
    [
        (["postgres"], 0, "are in schema dossier"),
        (["postgres", "--schema", "think_tanks", "--json"], 0, '"schema": "think_tanks"'),
        (["postgres", "--schema", "No Name"], 2, "--schema No Name: give a name"),
        (["postgres", "--schema", "pg_mine"], 2, "--schema pg_mine: give a name"),
        (["postgres", "nonsense"], 2, "no connection string"),
        (["postgres", "postgresql://owner@127.0.0.1:1/none"], 1, "PostgreSQL: "),
        (["postgres", "dbname=none"], 1, 'database "none" does not exist'),
        (["mysql"], 2, "No such command"),
    ],
)
def test_the_command(made_warehouse, database, monkeypatch, capsys, args, code, told):
    monkeypatch.setattr("sys.argv", ["dossier", "load", *args])
    monkeypatch.setenv("DOSSIER_WAREHOUSE", str(made_warehouse))

    assert cli.main() == code
    out, err = capsys.readouterr()
    assert told in out + err
    assert err.count("\n") == (code > 0)


def test_a_mask_hides_what_is_in_the_environment(monkeypatch):
    monkeypatch.setenv("PGPASSWORD", "tulip")

    assert mask("no tulip, no rose", "postgresql://me:rose@host/") == "no ***, no ***"


@pytest.mark.parametrize(
    "dsn",
    [
        "postgresql://me:pa ssw@127.0.0.1:1/db",
        "postgresql://me:pa/ssw@127.0.0.1:1/db",
        "postgresql://me:pa?ssw=1@127.0.0.1:1/db",
        "postgresql://me:pa#ssw@127.0.0.1:1/db",
        "postgresql://me:pa@ssw:x@127.0.0.1:1/db",
        "postgresql://me:pa%ssw@127.0.0.1:1/db",
    ],
)
def test_a_password_not_written_as_addresses_want_it_is_told_in_no_part(made_release, dsn):
    with pytest.raises(DossierError) as caught:
        load(made_release, dsn)

    assert not re.search(r"\b(pa|ssw)\b|pa.ssw", str(caught.value))
