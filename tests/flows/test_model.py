import json
import re
import shutil
from pathlib import Path

import duckdb
import polars as pl
import pytest

from flows.errors import DossierError
from flows.model import build
from flows.models import SQL, read_checks, read_models
from transforms.schema import TABLES

INFO = {"release_id": "made", "parser_version": "1"}
REPORTS = sorted(path.stem for path in (SQL / "reports").iterdir())


@pytest.fixture(scope="module")
def tables(made_warehouse, tmp_path_factory) -> Path:
    """The Parquet tables of a release, nothing built."""
    release = tmp_path_factory.mktemp("model") / "it's a release [1]"
    shutil.copytree(made_warehouse / "latest", release, ignore=shutil.ignore_patterns("dossier.duckdb"))
    return release


@pytest.fixture
def release(tables, tmp_path) -> Path:
    return shutil.copytree(tables, tmp_path / tables.name)


@pytest.fixture(scope="module")
def built(tables, tmp_path_factory) -> Path:
    release = shutil.copytree(tables, tmp_path_factory.mktemp("built") / tables.name)
    build(release, INFO)
    return release


@pytest.fixture
def opened(built, tmp_path, monkeypatch):
    """The built file, somewhere else, with no extension to be had."""
    moved = shutil.copy(built / "dossier.duckdb", tmp_path / "moved.duckdb")
    monkeypatch.chdir(tmp_path)
    config = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
    with duckdb.connect(moved, read_only=True, config=config) as con:
        con.execute("set enable_external_access = false")
        yield con


@pytest.fixture
def sql(tmp_path) -> Path:
    """A folder of models to add to."""
    folder = tmp_path / "sql"
    for part in ("staging", "marts", "reports", "checks"):
        (folder / part).mkdir(parents=True)
    return folder


def test_rows_of_every_kept_model_are_returned(release):
    rows = build(release, INFO)

    assert rows["totals"] == 1
    assert rows["release_info"] == 1
    assert set(rows) == {model.name for model in read_models() if model.kept}


def test_file_has_every_table_and_model(opened):
    found = opened.execute("select schema_name, table_name from duckdb_tables() order by all").fetchall()

    marts = [path.stem for path in (SQL / "marts").iterdir()]
    assert found == sorted([("main", name) for name in [*TABLES, *marts]] + [("reports", name) for name in REPORTS])
    assert opened.execute("select count(*) from duckdb_views() where not internal").fetchall() == [(0,)]
    for schema, name in found:
        opened.execute(f"from {schema}.{name}").fetchall()


def test_names_are_unique_across_schemas(opened):
    assert opened.execute("select table_name from duckdb_tables() group by all having count(*) > 1").fetchall() == []


def test_text_and_payload_stay_outside(opened):
    columns = opened.execute("select table_name, column_name from duckdb_columns() where not internal").fetchall()

    given = {(table.name, column) for table in TABLES.values() for column in table.columns}
    assert given - set(columns) == {("sections", "text"), ("quarantine", "payload")}


def test_everything_is_described(opened):
    bare = opened.execute(
        "select table_name, null from duckdb_tables() where coalesce(comment, '') = '' union all"
        " select table_name, column_name from duckdb_columns() where coalesce(comment, '') = '' and not internal"
    ).fetchall()

    assert bare == []
    assert opened.execute(
        "select comment from duckdb_columns() where table_name = 'articles' and column_name = 'series'"
    ).fetchall() == [("Series it appeared in, under the series' newest name",)]


def test_only_plain_types(opened):
    kinds = opened.execute("select distinct data_type from duckdb_columns() where not internal").fetchall()

    assert {kind for (kind,) in kinds} <= {"BOOLEAN", "INTEGER", "BIGINT", "DOUBLE", "VARCHAR", "DATE", "TIMESTAMP"}


def test_old_readers_can_open_it(built, opened):
    tags = opened.execute("select tags from duckdb_databases() where database_name = 'moved'").fetchall()

    assert tags == [({"storage_version": "v1.0.0+"},)]
    header = (built / "dossier.duckdb").read_bytes()[:20]
    assert header[8:12] == b"DUCK"
    # 64 is what DuckDB 1.0 wrote; 1.2 raised it.
    assert int.from_bytes(header[12:20], "little") == 64


def test_nothing_else_is_left(built):
    names = {path.name for path in built.iterdir()}

    assert names == {*TABLES, "dossier.duckdb", "reports"}


def test_reports_are_parquet_files_that_say_what_they_are(built):
    assert sorted(path.name for path in (built / "reports").iterdir()) == [f"{name}.parquet" for name in REPORTS]
    for model in read_models():
        if model.schema == "reports":
            path = built / "reports" / f"{model.name}.parquet"
            metadata = pl.read_parquet_metadata(path)
            assert metadata["dossier.description"] == model.grain
            assert json.loads(metadata["dossier.columns"]) == model.columns
            assert list(model.columns) == pl.scan_parquet(path, glob=False).collect_schema().names()


def test_building_again_gives_the_same_reports(release):
    build(release, INFO)
    before = {path.name: path.read_bytes() for path in (release / "reports").iterdir()}
    (release / "reports" / "of_old.parquet").touch()
    (release / "dossier.duckdb.building").write_bytes(b"what a crash left")
    (release / "dossier.duckdb.building.wal").write_bytes(b"what a crash left")

    build(release, INFO)

    assert {path.name: path.read_bytes() for path in (release / "reports").iterdir()} == before
    assert not list(release.glob("*.building*"))


def test_a_failing_check_stops_the_build(release, sql):
    broken = shutil.copytree(SQL, sql, dirs_exist_ok=True) / "checks" / "title_too_long.sql"
    broken.write_text("-- A title is too long.\nselect code, title from articles where code = 'CO21020'\n")

    with pytest.raises(
        DossierError, match=r"title_too_long fails: A title is too long\. 1 row: code = CO21020, title = Tides"
    ):
        build(release, INFO, broken.parents[1])

    assert {path.name for path in release.iterdir()} == set(TABLES)


def test_a_failed_build_keeps_the_file_there_was(release, sql):
    build(release, INFO)
    before = (release / "dossier.duckdb").read_bytes()
    (sql / "marts" / "wrong.sql").write_text("-- One row.\nselect no_such_column from articles\n")

    with pytest.raises(DossierError, match=r"^sql/marts/wrong\.sql: [^:]*no_such_column"):
        build(release, INFO, sql)

    assert (release / "dossier.duckdb").read_bytes() == before
    assert (release / "reports" / "totals.parquet").is_file()
    assert not list(release.glob("*.building*"))


def test_a_missing_table_is_named(release):
    shutil.rmtree(release / "records")

    with pytest.raises(DossierError, match=r"records: not there; a release has a folder for every table"):
        build(release, INFO)


def test_a_table_without_files_is_empty(release):
    shutil.rmtree(release / "article_flags")
    (release / "article_flags").mkdir()

    build(release, INFO)

    with duckdb.connect(release / "dossier.duckdb", read_only=True) as con:
        assert con.execute("select count(*) from article_flags").fetchall() == [(0,)]


def test_a_damaged_table_is_named(release):
    (release / "authors" / "part.parquet").write_bytes(b"PAR1 no longer")

    with pytest.raises(DossierError, match=r"release \[1\]/authors: .*part\.parquet"):
        build(release, INFO)

    assert {path.name for path in release.iterdir()} == set(TABLES)


def test_little_memory_is_no_reason_to_fail(release, monkeypatch):
    monkeypatch.setattr("flows.model._MEMORY", ("2MB", "80%"))

    assert build(release, INFO)["totals"] == 1


def test_no_memory_at_all_is_said(release, monkeypatch):
    monkeypatch.setattr("flows.model._MEMORY", ("2MB",))

    with pytest.raises(DossierError, match=r"dossier\.duckdb: Out of Memory Error"):
        build(release, INFO)

    assert {path.name for path in release.iterdir()} == set(TABLES)


@pytest.mark.parametrize(
    ("info", "said"),
    [
        ({"release_id": "r"}, "does not say its parser_version"),
        (INFO | {"inputs": ["a"]}, "inputs is no plain value"),
        (INFO | {"Run id": "a"}, "Run id is no column name"),
        (INFO | {"articles": 3}, "release_info.sql"),
    ],
)
def test_release_info_takes_plain_values_only(release, info, said):
    with pytest.raises(DossierError, match=said):
        build(release, info)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (
            {"marts/a.sql": "-- A.\nfrom b", "reports/r.sql": "-- R.\nfrom a"},
            r"^sql/marts/a\.sql: reads b, which is no",
        ),
        ({"marts/a.sql": "-- A.\nfrom b", "marts/b.sql": "-- B.\nfrom a"}, r"read each other: (a, b|b, a)"),
        ({"marts/a.sql": "-- A.\nfrom a"}, r"read each other: a$"),
        ({"marts/articles.sql": "-- A.\nselect 1"}, r"^sql/marts/articles\.sql: there is a table or model articles"),
        ({"marts/a.sql": "-- A.\nselect 1", "reports/a.sql": "-- A.\nselect 1"}, r"^sql/reports/a\.sql: there is a"),
        ({"marts/a.sql": "select 1"}, r"^sql/marts/a\.sql: the first line must say"),
        ({"marts/a.sql": "-- A.\n-- and on\nselect 1"}, r"^sql/marts/a\.sql: not a column's description: -- and on"),
        ({"marts/a.sql": "-- A.\n-- x: y\n-- x: z\nselect 1"}, r"^sql/marts/a\.sql: not a column's description"),
        ({"marts/a.sql": "-- A.\nselct 1"}, r"^sql/marts/a\.sql: must be one SELECT \(syntax error"),
        ({"marts/a.sql": "-- A.\ndrop table articles"}, r"^sql/marts/a\.sql: must be one SELECT"),
        ({"marts/a.sql": "-- A.\nselect 1; select 2"}, r"^sql/marts/a\.sql: must be one SELECT, not 2"),
    ],
)
def test_models_that_cannot_be_ordered(sql, files, said):
    for name, text in files.items():
        (sql / name).write_text(text)

    with pytest.raises(DossierError, match=said):
        read_models(sql)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("-- A.\n-- x: One\nselect 1 as x, 2 as y", r"^sql/marts/a\.sql: described and made columns differ in y$"),
        ("-- A.\n-- x: One\n-- y: Two\nselect 1 as x", r"^sql/marts/a\.sql: described and made columns differ in y$"),
        ("-- A.\n-- x: One\nselect sum(word_count) as x from articles", r"a\.x: BI tools cannot use HUGEINT"),
        ("-- A.\n-- x: One\nselect [1] as x", r"a\.x: BI tools cannot use INTEGER\[\]"),
    ],
)
def test_models_that_bi_tools_could_not_use(release, sql, text, said):
    (sql / "marts" / "a.sql").write_text(text)

    with pytest.raises(DossierError, match=said):
        build(release, INFO, sql)


def test_a_model_comes_after_those_it_reads(sql):
    for name, text in {
        "marts/a.sql": "with z as (select * from z), c as (select 1) select * from c where exists (from reports.r)",
        "marts/z.sql": "select * from (select * from articles) union all select * from stg_x",
        "reports/r.sql": "with recursive n as (select 1 as i union all select i + 1 from n where i < 3) from n, z",
        "staging/stg_x.sql": "with articles as (select * from main.articles) from articles, run_info",
    }.items():
        (sql / name).write_text(f"-- One row.\n{text}")

    models = read_models(sql)

    assert [model.name for model in models] == ["stg_x", "z", "r", "a"]
    assert [sorted(model.reads) for model in models] == [
        ["articles", "run_info"],
        ["articles", "stg_x"],
        ["z"],
        ["reports.r", "z"],
    ]


def test_descriptions_may_run_over_lines(sql):
    (sql / "marts" / "a.sql").write_text("-- One row.\n-- x: One,\n--     or two\n-- y: Two\nselect 1 as x, 2 as y")

    (model,) = read_models(sql)

    assert model.grain == "One row."
    assert model.columns == {"x": "One, or two", "y": "Two"}


def test_release_changes_looks_at_every_column_of_articles():
    (changes,) = [model for model in read_models() if model.name == "release_changes"]
    looked_at = set(re.findall(r"now\.(\w+) (?:is distinct from|<>) before", changes.sql))

    # What only a dump more changes, what goes with others, and what the bridges say better.
    left = {"article_id", "record_id", "dump_count", "first_dumped_at", "last_dumped_at", "published_year"}
    left |= {"author_count", "topic_count", "region_count"}
    assert set(TABLES["articles"].columns) - looked_at == left


def test_the_house_style_of_sql():
    for model in [*read_models(), *read_checks()]:
        assert model.sql.endswith("select * from final\n"), model.file
        assert not any(line != line.rstrip() for line in model.sql.splitlines()), model.file
        assert max(map(len, model.sql.splitlines())) <= 120, model.file
