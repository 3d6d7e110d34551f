import json
import os
import shutil
import signal
import subprocess
import sys
import threading

import duckdb
import pytest

from flows import alerts, cli, metrics, model, runs, sample, trends
from flows.errors import DossierError
from flows.pipeline import run
from flows.publish import Warehouse
from flows.summary import Summary
from flows.tables import scan


@pytest.fixture(scope="module")
def dumps(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dumps")
    sample.write(folder, 30, 4, "jsonl")
    return folder


@pytest.fixture(scope="module")
def published(dumps, tmp_path_factory):
    """A warehouse after a run that published, one with nothing new, and one that failed."""
    warehouse = tmp_path_factory.mktemp("warehouse")
    run([str(dumps)], warehouse, workers=1)
    run([str(dumps)], warehouse, workers=1)
    bad = tmp_path_factory.mktemp("bad")
    (bad / "bad.jsonl").write_text("".join(f"{{{number}\n" for number in range(30)))
    with pytest.raises(DossierError):
        run([str(bad)], warehouse, workers=1)
    return warehouse


@pytest.fixture
def warehouse(published, tmp_path):
    return shutil.copytree(published, tmp_path / "house", symlinks=True)


def test_every_run_leaves_what_it_did(published):
    failed, same, first = runs.latest(published)

    assert [one["outcome"] for one in (first, same, failed)] == ["published", "nothing_new", "failed"]
    assert "30 of 30 new records rejected" in failed["error"]
    assert failed["summary"]["records_by_reason"] == {"invalid_json": 30}
    assert (
        first["summary"]["seconds"]
        >= sum(seconds for stage, seconds in first["summary"]["stage_seconds"].items() if "." not in stage) - 0.1
    )
    assert 50e6 < first["summary"]["peak_bytes"] < 5e9
    assert first["versions"]["polars"]


def test_a_release_says_how_it_was_made(published):
    release = published / "latest"
    told = json.loads((release / runs.NAME).read_text())

    assert told["run_id"] == release.resolve().name
    assert told["summary"]["published"]
    assert told["summary"]["seconds"] > 0
    assert told["rows"]["records"] == scan(release, "records").collect().height
    assert told["rows"]["sections"] == scan(release, "sections").collect().height
    assert "run.json" in {
        file["path"] for file in json.loads((release / "datapackage.json").read_text())["dossier"]["files"]
    }


def test_one_that_is_stopped_while_duckdb_works_has_not_failed(dumps, tmp_path, monkeypatch):
    sent = []
    monkeypatch.setattr(alerts, "send", lambda alert, to: sent.append(alert) or [])
    monkeypatch.setattr(model, "build", lambda *_, **__: _work_until_stopped())

    with pytest.raises(RuntimeError, match="interrupted"), alerts.watching(str(tmp_path), 0.05):
        run([str(dumps)], tmp_path, workers=1)

    assert [one["outcome"] for one in runs.latest(tmp_path)] == ["stopped"]
    assert sent == []


def _work_until_stopped():
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    try:
        with duckdb.connect() as con:
            # With a second thread at the query this one may wait for it, and hear of no signal before it is done.
            con.execute("set threads = 1")
            con.execute("select sum(a.range * b.range) from range(200000) a, range(200000) b")
    finally:
        timer.join()
        signal.signal(signal.SIGINT, before)


def test_one_that_was_killed_is_known_as_such(dumps, tmp_path):
    code = f"""
import os, signal
from pathlib import Path
from flows import pipeline
pipeline.merge_all = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
pipeline.run([{str(dumps)!r}], Path({str(tmp_path)!r}), workers=1)
"""
    done = subprocess.run([sys.executable, "-c", code], check=False)

    assert done.returncode == -signal.SIGKILL
    [killed] = runs.latest(tmp_path)
    assert killed["outcome"] == "killed"
    assert "killed" in "\n".join(trends.as_lines([killed]))


def test_one_at_work_is_told_from_one_that_was_killed(warehouse):
    newest = max((warehouse / runs.FOLDER).glob("*.json"))
    newest.write_text(json.dumps(json.loads(newest.read_text()) | {"outcome": "running"}))

    assert runs.latest(warehouse)[0]["outcome"] == "killed"
    with Warehouse(warehouse).lock():
        assert runs.latest(warehouse)[0]["outcome"] == "running"


def test_a_record_that_cannot_be_written_or_read_is_no_reason_to_fail(warehouse, dumps, tmp_path):
    shutil.rmtree(warehouse / runs.FOLDER)
    (warehouse / runs.FOLDER).write_text("in the way")
    sample.write(tmp_path / "more", 3, 5, "jsonl")

    assert run([str(tmp_path / "more")], warehouse, workers=1).published
    assert runs.latest(warehouse) == []
    (warehouse / runs.FOLDER).unlink()
    (warehouse / runs.FOLDER).mkdir()
    (warehouse / runs.FOLDER / "20260101T000000Z-00000000.json").write_text("{}")
    (warehouse / runs.FOLDER / "20260102T000000Z-00000000.json").write_text("no json")
    assert runs.latest(warehouse) == []


def test_only_so_many_are_kept(warehouse, dumps, monkeypatch):
    monkeypatch.setattr(runs, "KEPT", 2)
    run([str(dumps)], warehouse, workers=1)

    assert len(list((warehouse / runs.FOLDER).iterdir())) == 2


def _told(seconds, rejected=0, outcome="published"):
    summary = {
        "seconds": seconds,
        "megabytes_per_second": 10 / seconds,
        "peak_bytes": 1e8,
        "records_by_outcome": {"article": 10 - rejected, "rejected": rejected},
    }
    return {"run_id": "r", "outcome": outcome, "summary": summary}


def test_trends_compare_the_newer_half_with_the_older():
    found = [_told(4, 2), _told(4), _told(9, outcome="nothing_new"), _told(2), _told(1)]

    changes = trends.trends(found)

    assert changes["seconds"] == (1.5, 4)
    assert changes["rejected_share"] == (0, 0.1)
    assert trends.trends(found[:3]) == {}


def test_figures_for_prometheus(published):
    text = metrics.as_text(Warehouse(published))

    figures = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    at = f'{{warehouse="{published}"}}'
    assert float(figures[f"dossier_release_articles{at}"]) == Warehouse(published).status()["articles"]
    assert float(figures[f"dossier_run_success{at}"]) == 0
    assert float(figures[f"dossier_run_success_timestamp_seconds{at}"]) < float(
        figures[f"dossier_run_timestamp_seconds{at}"]
    )
    assert float(figures[f'dossier_runs{{outcome="failed",warehouse="{published}"}}']) == 1


def test_a_killed_run_is_no_success_for_prometheus(tmp_path):
    (tmp_path / "runs").mkdir()
    for second, outcome, summary in ((1, "published", Summary("a").as_dict()), (2, "running", None)):
        run_id = f"20260101T00000{second}Z-00000000"
        told = {"run_id": run_id, "outcome": outcome, "summary": summary, "ended_at": "2026-01-01T00:00:01+00:00"}
        (tmp_path / "runs" / f"{run_id}.json").write_text(json.dumps(told))

    text = metrics.as_text(Warehouse(tmp_path))

    # Nobody holds the lock, so that the one that says it runs was killed.
    assert f'dossier_runs{{outcome="killed",warehouse="{tmp_path}"}} 1.0' in text
    assert f'dossier_run_success{{warehouse="{tmp_path}"}} 0.0' in text


def test_figures_of_a_warehouse_without_a_release(tmp_path):
    assert "dossier_locked" in metrics.as_text(Warehouse(tmp_path))


def _released(warehouse, count, dumps_of):
    for number in range(count):
        sample.write(dumps_of / str(number), 2, 50 + number, "jsonl")
        run([str(dumps_of / str(number))], warehouse, workers=1)
    return [one.release_id for one in Warehouse(warehouse).releases()]


def test_old_releases_go_and_the_served_one_stays(warehouse, tmp_path):
    ids = _released(warehouse, 3, tmp_path / "more")
    house = Warehouse(warehouse)
    house.rollback(ids[-1])

    gone = house.prune(1)

    assert sorted(gone) == sorted(ids[1:-1])
    assert [one.release_id for one in house.releases()] == [ids[0], ids[-1]]
    assert house.latest().name == ids[-1]
    assert list((warehouse / "releases").glob(".*")) == []
    assert house.prune(1) == []
    # What they shared with those removed is whole.
    house.rollback(ids[-1])
    house.rollback(ids[0])


def test_nothing_is_removed_while_a_run_is_at_work(warehouse):
    with Warehouse(warehouse).lock(), pytest.raises(DossierError, match="still at work"):
        Warehouse(warehouse).prune(1, wait_seconds=0)


@pytest.mark.parametrize("args", [("--prune",), ("--keep", "3"), ("--prune", "--keep", "0")])
def test_pruning_needs_to_be_told_how_many_stay(args, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["dossier", "releases", *args, "--warehouse", str(tmp_path)])

    assert cli.main() == 2
    assert capsys.readouterr().err.count("\n") == 1
