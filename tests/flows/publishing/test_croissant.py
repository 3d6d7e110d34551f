import json
from pathlib import Path

from flows import datapackage
from flows._disk import sha256
from transforms.schema import TABLES

ID = "20260101T000000Z-00000000"


def _described(release: Path) -> dict:
    return json.loads((release / "croissant.json").read_bytes())


def test_every_table_and_column_is_in_it_but_bytes(publish) -> None:
    said = _described(publish(ID))

    records = {one["name"]: one for one in said["recordSet"]}
    assert list(records) == list(TABLES)
    for name, table in TABLES.items():
        fields = {one["name"].partition("/")[2]: one["description"] for one in records[name]["field"]}
        assert fields == {column: text for column, text in table.describe().items() if column != "payload"}
        key = records[name]["key"]
        keys = [key] if isinstance(key, dict) else key
        assert [one["@id"] for one in keys] == [f"{name}/{column}" for column in table.key]


def test_every_file_is_in_it_with_its_hash(publish) -> None:
    release = publish(ID)

    files = {one["@id"]: one for one in _described(release)["distribution"]}

    there = {path.relative_to(release).as_posix(): path for path in release.rglob("*.parquet")}
    assert {name: sha256(path) for name, path in there.items()} == {
        name: one["sha256"] for name, one in files.items() if one["@type"] == "cr:FileObject"
    }
    # A table of several files is a set of them.
    assert files["sections/*"]["includes"] == "sections/*.parquet"
    assert [one["@type"] for one in files.values()].count("cr:FileSet") == 1


def test_fields_name_their_file_and_column(publish) -> None:
    said = _described(publish(ID))

    fields = {one["@id"]: one for record in said["recordSet"] for one in record["field"]}
    assert fields["articles/published_on"]["dataType"] == "sc:Date"
    assert fields["articles/published_on"]["source"] == {
        "fileObject": {"@id": "articles/articles.parquet"},
        "extract": {"column": "published_on"},
    }
    assert fields["sections/text"]["source"]["fileSet"] == {"@id": "sections/*"}


def test_the_data_package_lists_it(publish) -> None:
    release = publish(ID)

    package = datapackage.read(release)

    (listed,) = [one for one in package["dossier"]["files"] if one["path"] == "croissant.json"]
    assert listed["sha256"] == sha256(release / "croissant.json")
    assert package["resources"][-1]["hash"] == f"sha256:{listed['sha256']}"
