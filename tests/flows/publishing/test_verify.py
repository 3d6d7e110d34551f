import json
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import polars as pl
import pytest

from flows import datapackage
from flows._disk import files_below, sha256
from flows.model import build
from flows.tables import write_tables
from flows.verify import verify_files, verify_release
from transforms.schema import TABLES

Frames = dict[str, pl.DataFrame]
ID = "20260101T000000Z-00000000"


@pytest.fixture
def release(tmp_path: Path, tables: Frames) -> Path:
    """A described release that lies nowhere in particular."""
    folder = tmp_path / "release"
    write_tables(folder, tables)
    describe(folder)
    return folder


def describe(folder: Path) -> None:
    hashes = {name: sha256(folder / name) for name in files_below(folder) if name != datapackage.NAME}
    datapackage.write(folder, datapackage.describe(folder, ID, hashes, {}))


def checks(folder: Path) -> list[tuple[str, str]]:
    return [(problem.check, problem.table) for problem in verify_release(folder)]


def change_package(folder: Path, change: Callable[[dict], object]) -> None:
    package = datapackage.read(folder)
    change(package)
    datapackage.write(folder, package)


def rewrite(path: Path, change: Callable[[pl.DataFrame], pl.DataFrame], **options: object) -> None:
    """Other content in a file, its descriptions kept."""
    metadata = {key: value for key, value in pl.read_parquet_metadata(path).items() if key.startswith("dossier")}
    change(pl.read_parquet(path)).write_parquet(path, **{"metadata": metadata, **options})


def test_a_release_as_it_should_be_has_no_problems(release: Path) -> None:
    assert verify_release(release) == []


def test_a_missing_file_is_named(release: Path) -> None:
    (release / "authors" / "authors.parquet").unlink()

    assert checks(release) == [("file_missing", "authors")]


def test_a_file_too_many_is_named(release: Path) -> None:
    (release / "sections" / "1999.parquet").write_bytes(b"")

    assert checks(release) == [("file_unlisted", "sections")]


def test_a_changed_byte_is_named(release: Path) -> None:
    path = release / "articles" / "articles.parquet"
    path.write_bytes(path.read_bytes()[:-1] + b"\0")

    problems = verify_release(release)

    assert [(problem.check, problem.example) for problem in problems] == [("file_changed", "articles/articles.parquet")]


def test_hashes_that_were_just_computed_are_used(release: Path) -> None:
    hashes = {file["path"]: file["sha256"] for file in datapackage.read(release)["dossier"]["files"]}

    assert verify_files(release, hashes) == []
    assert [problem.check for problem in verify_files(release, hashes | {"records/records.parquet": "0"})] == [
        "file_changed"
    ]


def test_another_row_count_is_named(release: Path) -> None:
    change_package(release, lambda package: package["dossier"]["files"][0].update(rows=99))

    assert checks(release) == [("row_count", "article_aliases")]


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"dossier": {"files": 1}, "resources": []}', None])
def test_a_damaged_datapackage_is_named(release: Path, content: str | None) -> None:
    path = release / datapackage.NAME
    path.unlink()
    if content is not None:
        path.write_text(content)

    assert checks(release) == [("datapackage", "datapackage.json")]


def test_another_schema_is_named_and_not_judged(release: Path) -> None:
    rewrite(release / "authors" / "authors.parquet", lambda frame: frame.drop("name"))
    describe(release)
    change_package(release, lambda package: package["dossier"].update(schema_version="0"))

    assert checks(release) == [("schema_version", "datapackage.json")]


def test_a_table_without_files_is_named(release: Path) -> None:
    shutil.rmtree(release / "article_flags")
    describe(release)

    assert checks(release) == [("table_missing", "article_flags")]


@pytest.mark.parametrize(
    "change",
    [
        lambda frame: frame.drop("heading"),
        lambda frame: frame.with_columns(more=1),
        lambda frame: frame.with_columns(pl.col("position").cast(pl.Int64)),
        lambda frame: frame.select(reversed(frame.columns)),
    ],
    ids=["too few", "too many", "type", "order"],
)
def test_columns_other_than_the_schema_s_are_named(release: Path, change: Callable) -> None:
    rewrite(release / "sections" / "2020.parquet", change)
    describe(release)

    problems = verify_release(release)

    assert [(problem.check, problem.table) for problem in problems] == [("columns", "sections")]
    assert "sections/2020.parquet" in problems[0].example


def test_other_descriptions_are_named(release: Path) -> None:
    rewrite(release / "authors" / "authors.parquet", lambda frame: frame, metadata={})
    describe(release)

    assert checks(release) == [("descriptions", "authors")]


def test_reports_without_descriptions_are_named(release: Path) -> None:
    (release / "reports").mkdir()
    described = {"dossier.description": "One row.", "dossier.columns": json.dumps({"records": "All of them"})}
    pl.DataFrame({"records": [7]}).write_parquet(release / "reports" / "good.parquet", metadata=described)
    pl.DataFrame({"articles": [3]}).write_parquet(release / "reports" / "totals.parquet", metadata=described)
    describe(release)

    assert [str(problem) for problem in verify_release(release)] == [
        "reports: descriptions (1), such as reports/totals.parquet"
    ]


@pytest.mark.parametrize(
    ("table", "file", "column"), [("sections", "2020", "text"), ("quarantine", "quarantine", "payload")]
)
def test_nulls_in_what_is_not_read_are_counted(release: Path, table: str, file: str, column: str) -> None:
    none = pl.lit(None, TABLES[table].dtypes[column]).alias(column)
    rewrite(release / table / f"{file}.parquet", lambda frame: frame.with_columns(none))
    describe(release)

    assert checks(release) == [(f"required:{column}", table)]


def test_nulls_that_are_not_counted_are_feared(release: Path) -> None:
    rewrite(release / "quarantine" / "quarantine.parquet", lambda frame: frame, statistics=False)
    describe(release)

    assert checks(release) == [("required:payload", "quarantine")]


@pytest.mark.parametrize(
    "change",
    [
        lambda resource: resource.update(description="Something else"),
        lambda resource: resource["schema"]["fields"][0].update(type="integer"),
        lambda resource: resource["schema"]["fields"][0].pop("description"),
        lambda resource: resource["schema"].pop("primaryKey"),
        lambda resource: resource.update(path="articles/other.parquet"),
        lambda resource: resource.update(name="others"),
    ],
    ids=["description", "type", "column", "key", "path", "name"],
)
def test_a_datapackage_that_says_other_than_the_schema_is_named(release: Path, change: Callable) -> None:
    def of_articles(package: dict) -> None:
        change(next(resource for resource in package["resources"] if resource["name"] == "articles"))

    change_package(release, of_articles)

    assert ("datapackage", "datapackage.json") in checks(release)


def test_outcomes_that_do_not_add_up_are_named(release: Path) -> None:
    change_package(release, lambda package: package["dossier"]["records_by_outcome"].update(rejected=0))

    assert checks(release) == [("outcomes", "datapackage.json")]


def test_sections_in_another_year_s_file_are_named(release: Path) -> None:
    (release / "sections" / "2020.parquet").rename(release / "sections" / "2019.parquet")
    describe(release)

    assert checks(release) == [("section_years", "sections")]


def test_tables_that_break_a_rule_are_named(release: Path) -> None:
    rewrite(release / "records" / "records.parquet", lambda frame: frame.filter(pl.col("record_id") != "r-same"))
    describe(release)

    assert checks(release) == [("dump_count", "articles")]


def test_what_cannot_be_read_is_named(release: Path) -> None:
    path = release / "sections" / "2020.parquet"
    describe_rows = {file["path"]: file["rows"] for file in datapackage.read(release)["dossier"]["files"]}
    path.write_bytes(b"no Parquet")
    digest = sha256(path)

    def keep(package: dict) -> None:
        for file in package["dossier"]["files"]:
            if file["path"] == "sections/2020.parquet":
                file["sha256"] = digest

    change_package(release, keep)

    assert describe_rows["sections/2020.parquet"] == 3
    assert checks(release) == [("row_count", "sections")]


def test_a_database_as_it_should_be_has_no_problems(release: Path, make_database: Callable) -> None:
    make_database(release)
    describe(release)

    assert verify_release(release) == []


@pytest.mark.parametrize(
    ("options", "check"),
    [
        ({"storage": "v1.4.0"}, "storage_version"),
        ({"sql": "delete from records where record_id = 'r-same'"}, "database_rows"),
        ({"sql": "drop table authors"}, "database_rows"),
        ({"sql": "create table more as select 1 as one"}, None),
    ],
    ids=["storage", "rows", "table", "more"],
)
def test_what_is_wrong_with_a_database_is_named(
    release: Path, make_database: Callable, options: dict[str, str], check: str | None
) -> None:
    make_database(release, **options)
    describe(release)

    assert [found for found, _ in checks(release)] == ([check] if check else [])


def test_a_wal_beside_a_database_is_named(release: Path, make_database: Callable) -> None:
    make_database(release)
    (release / "dossier.duckdb.wal").write_bytes(b"left over")
    describe(release)

    assert checks(release) == [("wal", "dossier.duckdb")]


def test_a_damaged_database_is_named(release: Path) -> None:
    (release / "dossier.duckdb").write_bytes(b"\0" * 4096 * 4)
    describe(release)

    assert checks(release) == [("database", "dossier.duckdb")]


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (
            "update reports.totals set sections = 50",
            "check totals_differ_from_tables (1), such as figure",
        ),
        (
            "delete from reports.author_output",
            "database_rows (1), such as reports.author_output: 0 rows",
        ),
        ("drop table reports.totals", "database_rows (1), such as reports.totals: None rows, not 1"),
    ],
)
def test_models_that_break_a_check_are_named(release: Path, spoil: str, problem: str) -> None:
    build(release, {"release_id": ID, "parser_version": "1"})
    describe(release)
    assert verify_release(release) == []
    with duckdb.connect(release / "dossier.duckdb") as con:
        con.execute(spoil)
    describe(release)

    (found,) = verify_release(release)

    assert str(found).startswith(f"dossier.duckdb: {problem}")
