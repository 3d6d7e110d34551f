from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from flows import datapackage
from flows._disk import sha256
from flows.errors import DossierError
from flows.publish import Warehouse
from flows.tables import write_tables
from transforms.schema import SCHEMA_VERSION, TABLES

Frames = dict[str, pl.DataFrame]
ID = "20260101T000000Z-00000000"


@pytest.fixture
def package(publish: Callable) -> dict:
    return datapackage.read(publish(ID))


def resource(package: dict, name: str) -> dict:
    return next(resource for resource in package["resources"] if resource["name"] == name)


def test_it_names_the_release(package: dict) -> None:
    assert package["version"] == package["dossier"]["release_id"] == ID
    assert package["created"] == "2026-01-01T00:00:00Z"
    assert package["dossier"]["schema_version"] == SCHEMA_VERSION
    assert package["dossier"]["parser_version"]
    assert package["dossier"]["as_of"] == "2026-01-02"


def test_it_lists_every_table_with_its_columns(package: dict) -> None:
    assert [resource["name"] for resource in package["resources"]] == [*TABLES, "croissant.json"]
    for name, table in TABLES.items():
        schema = resource(package, name)["schema"]
        assert {field["name"]: field["description"] for field in schema["fields"]} == table.describe()
        assert schema["primaryKey"] == list(table.key)
        assert all(field["type"] for field in schema["fields"])


def test_it_says_types_keys_and_what_is_required(package: dict) -> None:
    schema = resource(package, "article_categories")["schema"]

    assert schema["fields"][2] == {
        "name": "position",
        "type": "integer",
        "description": "Place in the printed list, from 1",
        "constraints": {"required": True},
    }
    assert schema["foreignKeys"] == [
        {"fields": ["article_id"], "reference": {"resource": "articles", "fields": ["article_id"]}},
        {"fields": ["category_id"], "reference": {"resource": "categories", "fields": ["category_id"]}},
    ]
    fields = {field["name"]: field for field in resource(package, "articles")["schema"]["fields"]}
    assert [fields[name]["type"] for name in ("published_on", "first_dumped_at", "title")] == [
        "date",
        "datetime",
        "string",
    ]
    assert fields["published_year"]["missingValues"] == ["nan"]
    assert "missingValues" not in fields["word_count"]


def test_it_has_rows_bytes_and_hash_of_every_file(package: dict, warehouse: Warehouse) -> None:
    release = warehouse.release(ID)
    listed = {file["path"]: file for file in package["dossier"]["files"]}

    there = {path.relative_to(release).as_posix() for path in release.rglob("*") if path.is_file()}
    assert set(listed) == there - {"datapackage.json"}
    for name, file in listed.items():
        path = release / name
        assert (file["bytes"], file["sha256"]) == (path.stat().st_size, sha256(path))
        if name != "croissant.json":
            assert file["rows"] == pl.read_parquet(path, glob=False).height
    assert resource(package, "records")["hash"] == f"sha256:{listed['records/records.parquet']['sha256']}"
    assert resource(package, "sections")["path"] == [f"sections/{name}.parquet" for name in ("2020", "2021", "unknown")]
    assert package["dossier"]["counts"]["sections"] == 5


def test_reports_and_other_files_are_resources(warehouse: Warehouse, tables: Frames) -> None:
    described = {"dossier.description": "One row.", "dossier.columns": '{"records": "All", "share": "Of all"}'}
    with warehouse.lock(), warehouse.draft(ID) as draft:
        write_tables(draft.folder, tables)
        (draft.folder / "reports").mkdir()
        totals = pl.DataFrame({"records": [7], "share": [0.5]})
        totals.write_parquet(draft.folder / "reports" / "totals.parquet", metadata=described)
        (draft.folder / "report.html").write_text("<!doctype html>")
        package = datapackage.read(draft.finish())

    totals = resource(package, "reports.totals")
    assert (totals["path"], totals["rows"], totals["description"]) == ("reports/totals.parquet", 1, "One row.")
    assert totals["schema"]["fields"] == [
        {"name": "records", "type": "integer", "description": "All", "missingValues": ["nan"]},
        {"name": "share", "type": "number", "description": "Of all", "missingValues": ["nan"]},
    ]
    assert resource(package, "report.html")["mediatype"] == "text/html"


def test_without_dates_there_is_no_as_of(publish: Callable, tables: Frames) -> None:
    empty = {name: table.empty() for name, table in TABLES.items()}

    package = datapackage.read(publish(ID, **empty))

    assert package["dossier"]["as_of"] is None
    assert package["dossier"]["records_by_outcome"] == {}
    assert set(package["dossier"]["counts"].values()) == {0}


@pytest.mark.parametrize("content", [None, "", "{", "[]", "null", '{"dossier": {}}'])
def test_a_damaged_one_is_an_error_of_one_line(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "datapackage.json").write_text(content)

    with pytest.raises(DossierError, match=r"datapackage\.json: .*rollback") as error:
        datapackage.read(tmp_path)
    assert "\n" not in str(error.value)
