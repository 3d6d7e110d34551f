import json
from pathlib import Path

import polars as pl
import pytest

from flows.errors import DossierError
from flows.pipeline import run
from flows.quarantine import export
from flows.readers import lenient
from flows.tables import scan
from flows.verify import verify_release
from tests.transforms.pages import MADE, whole
from transforms.schema import TABLES

URL = "https://www.rsis.edu.sg/rsis-publication/rsis/harbours-and-heron-lines/"
PAGE = whole(MADE)
HTML = f"<html lang=en><head><title>x</title></head><body>{PAGE.replace(chr(10), '<br>')}</body></html>"
LINES = [
    json.dumps({"text": PAGE, "timestamp": "2021-02-03T04:05:06Z"}),
    json.dumps({"html": HTML, "timestamp": 1612325106}),
    json.dumps({"text": " \n"}),
    "{broken",
]


@pytest.fixture
def without_profiles(monkeypatch):
    """As if no profile knew the pages yet."""
    with monkeypatch.context() as patch:
        patch.setattr("transforms.flatten.profiles", tuple)
        yield patch


def _lines(folder: Path, lines: list[str]) -> list[str]:
    folder.mkdir()
    (folder / "in.jsonl").write_text("".join(line + "\n" for line in lines), "utf-8")
    return [str(folder)]


def _tables(warehouse: Path) -> dict[str, pl.DataFrame]:
    release = warehouse / "latest"
    tables = {name: scan(release, name).collect() for name in TABLES}
    return tables | {"records": tables["records"].drop("run_id")}


def _assert_same(warehouse: Path, inputs: list[str], fresh: Path) -> None:
    """As if all had been read by what reads it now."""
    run(inputs, fresh, workers=1, max_rejected=1)
    expected, found = _tables(fresh), _tables(warehouse)
    assert [name for name in TABLES if not found[name].equals(expected[name])] == []
    assert verify_release((warehouse / "latest").resolve()) == []


def test_what_a_profile_knows_now_leaves_the_quarantine(tmp_path, without_profiles):
    inputs, warehouse = _lines(tmp_path / "in", LINES), tmp_path / "warehouse"
    first = run(inputs, warehouse, workers=1, max_rejected=1)
    assert first.records_by_reason == {"empty": 1, "invalid_json": 1, "unrecognised": 2}
    without_profiles.undo()

    second = run([], warehouse, retry_quarantine=True, workers=1)

    assert second.published and (second.retried, second.retry_skipped) == (4, {})
    assert (second.records_read, second.records_known) == (4, 2)
    assert sum(second.records_by_outcome.values()) == 2 and second.articles == second.articles_new == 1
    _assert_same(warehouse, inputs, tmp_path / "fresh")


def test_what_is_still_rejected_stays_as_it_is(tmp_path):
    inputs, warehouse = _lines(tmp_path / "in", LINES), tmp_path / "warehouse"
    first = run(inputs, warehouse, workers=1, max_rejected=1)

    second = run(inputs, warehouse, retry_quarantine=True, workers=1)

    assert not second.published and second.release_id == first.release_id
    assert (second.records_read, second.records_known, second.retried) == (6, 6, 2)


def test_a_line_that_is_read_now_takes_the_place_of_what_was_kept_of_it(tmp_path, monkeypatch):
    strange = json.dumps({"url": URL, "text": PAGE, "date": "2021-02-03"})[:-1] + ', "more": "\x01"}'
    inputs, warehouse = _lines(tmp_path / "in", [strange, *LINES[2:]]), tmp_path / "warehouse"
    with monkeypatch.context() as patch:
        # As if such lines could not be read yet.
        patch.setattr("flows.readers.jsonl.read_line", lambda *line: _rejected(*line))
        run(inputs, warehouse, workers=1, max_rejected=1)
    assert scan(warehouse / "latest", "quarantine").collect().height == 3

    summary = run([], warehouse, retry_quarantine=True, workers=1)

    assert summary.records_by_outcome == {"article": 1}
    _assert_same(warehouse, inputs, tmp_path / "fresh")


def _rejected(file: str, position: int, form: str, line: bytes) -> lenient.Record:
    found = lenient.read_line(file, position, form, line)
    if found and not found.reason:
        return lenient.Record(file, position, form, reason="invalid_json", payload=line)
    return found


def test_what_is_kept_in_part_is_counted_and_left(tmp_path):
    inputs, warehouse = _lines(tmp_path / "in", LINES), tmp_path / "warehouse"
    (tmp_path / "in" / "cut.zip").write_bytes(b"PK\x03\x04 and no more")
    run(inputs, warehouse, workers=1, max_rejected=1, max_record_mb=0.004)
    before = scan(warehouse / "latest", "quarantine").collect()

    summary = run([], warehouse, retry_quarantine=True, workers=1)

    assert not summary.published
    assert (summary.retried, summary.retry_skipped) == (2, {"damaged_container": 1, "too_large": 2})
    assert scan(warehouse / "latest", "quarantine").collect().equals(before)


def test_a_page_over_the_limit_leaves_the_ledger_once_it_is_read(tmp_path):
    inputs, warehouse = _lines(tmp_path / "in", LINES), tmp_path / "warehouse"
    (tmp_path / "in" / "page.txt").write_text(PAGE, "utf-8")
    first = run(inputs, warehouse, workers=1, max_rejected=1, max_record_mb=0.004)
    assert first.records_by_reason["too_large"] == 3

    second = run(inputs, warehouse, workers=1, max_rejected=1)

    assert (second.records_known, second.articles) == (2, 1)
    _assert_same(warehouse, inputs, tmp_path / "fresh")


def test_what_was_written_back_as_files_can_be_read(tmp_path, without_profiles):
    inputs, warehouse = _lines(tmp_path / "in", LINES), tmp_path / "warehouse"
    run(inputs, warehouse, workers=1, max_rejected=1)
    without_profiles.undo()
    assert export((warehouse / "latest").resolve(), tmp_path / "out") == 4
    assert sorted(path.suffix for path in (tmp_path / "out").iterdir()) == [".csv", ".html", ".jsonl", ".txt", ".txt"]

    summary = run([str(tmp_path / "out")], warehouse, workers=1)

    # What has no text is known by its bytes; of the pages, files do not say when they were dumped.
    assert (summary.records_read, summary.records_known) == (4, 2)
    assert set(summary.records_by_outcome) <= {"article", "revision", "duplicate"}
    assert verify_release((warehouse / "latest").resolve()) == []


def test_without_a_release_there_is_nothing_to_read_again(tmp_path):
    with pytest.raises(DossierError, match="no release there yet, and no quarantine to read again; give INPUT"):
        run([], tmp_path / "warehouse", retry_quarantine=True)
    assert list(tmp_path.iterdir()) == []


def test_with_inputs_it_may_be_the_first_run(tmp_path):
    (tmp_path / "page.txt").write_text("No page of any publisher.\n", "utf-8")

    first = run([str(tmp_path / "page.txt")], tmp_path / "warehouse", retry_quarantine=True, workers=1)

    assert first.published and first.retried == 0
