import csv

import pytest

from flows.errors import DossierError
from flows.quarantine import export, reasons


def test_reasons_are_counted_with_examples(made_release):
    found = {reason["reason"]: reason for reason in reasons(made_release)}

    assert found["truncated"] == {
        "reason": "truncated",
        "records": 1,
        "bytes": 8,
        "examples": [
            {
                "record_id": "c0ffee00bad1",
                "file": "data/raw/d.warc",
                "position": 3,
                "detail": "ends in the menus",
            }
        ],
    }
    assert set(found) == {"truncated", "undecodable"}


def test_export_writes_bytes_under_safe_names(made_release, tmp_path):
    target = tmp_path / "a" / "out"

    assert export(made_release, target) == 2

    assert (target / "c0ffee00bad1.txt").read_bytes() == b"WARC/1.0"
    assert (target / "______evil.txt").read_bytes() == b"\xff\xfe\x00evil"
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == [
        "______evil.txt",
        "c0ffee00bad1.txt",
        "index.csv",
    ]


def test_export_lists_what_it_wrote_without_formulas(made_release, tmp_path):
    export(made_release, tmp_path)

    with (tmp_path / "index.csv").open(encoding="utf-8", newline="") as file:
        lines = {line["name"]: line for line in csv.DictReader(file)}
    assert lines["______evil.txt"]["detail"] == "'=cmd()"
    assert lines["______evil.txt"]["record_id"] == "../../evil"


def test_export_follows_no_link(made_release, tmp_path):
    target, outside = tmp_path / "out", tmp_path / "outside.txt"
    target.mkdir()
    outside.write_text("mine")
    for name in ("______evil.txt", "index.csv"):
        (target / name).symlink_to(outside)

    export(made_release, target)

    assert outside.read_text() == "mine"
    assert (target / "______evil.txt").read_bytes() == b"\xff\xfe\x00evil"


def test_export_twice_is_the_same(made_release, tmp_path):
    export(made_release, tmp_path)

    assert export(made_release, tmp_path) == 2
    assert len(list(tmp_path.iterdir())) == 3


def test_export_into_a_file_is_an_error(made_release, tmp_path):
    (tmp_path / "out").write_text("")

    with pytest.raises(DossierError, match=r"out: cannot be written"):
        export(made_release, tmp_path / "out")
