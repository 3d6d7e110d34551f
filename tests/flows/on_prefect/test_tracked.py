import fcntl
import json
import os

import pytest

from flows import sample
from tests.flows.on_prefect.servers import STAGES, Server, free_port
from tests.flows.readers.objects import SECRET

pytestmark = pytest.mark.prefect


def test_a_tracked_run_is_shown_by_the_server(server, dumps, tmp_path):
    done = server.dossier("run", dumps, "--warehouse", tmp_path, "--json")

    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    summary = json.loads(done.stdout)
    assert summary["published"]
    assert (tmp_path / "latest").resolve().name == summary["release_id"]
    [flow_run, *_] = server.flow_runs()
    assert flow_run["state_name"] == "Completed"
    assert summary["release_id"] in flow_run["state"]["message"]
    assert flow_run["parameters"]["inputs"] == [str(dumps)]
    states = server.settled(flow_run)
    assert states.keys() >= STAGES
    assert [name for name in states if name.startswith("flatten 1 of ")]


def test_its_artifacts_say_what_it_did(server, dumps, tmp_path):
    server.dossier("run", dumps, "--warehouse", tmp_path / "house")
    sample.write(tmp_path / "more", 5, 99)
    done = server.dossier("run", tmp_path / "more", "--warehouse", tmp_path / "house", "--json")

    summary = json.loads(done.stdout)
    [flow_run, *_] = server.flow_runs()
    found = server.artifacts(flow_run)
    assert found["dossier-progress"]["data"] == 100
    assert summary["release_id"] in found["dossier-run"]["data"]
    changes = summary["articles_new"] + summary["articles_changed"]
    assert f"**What changed** ({changes} articles)" in found["dossier-run"]["data"]
    assert "| new | [" in found["dossier-run"]["data"]
    ledger = json.loads(found["dossier-ledger"]["data"])
    new = {row["outcome"]: row["new in this run"] for row in ledger if row["new in this run"]}
    assert new == summary["records_by_outcome"]
    assert all(row["in the release"] >= row["new in this run"] for row in ledger)
    quarantine = json.loads(found["dossier-quarantine"]["data"])
    new = {row["reason"]: row["new in this run"] for row in quarantine if row["new in this run"]}
    assert new == summary["records_by_reason"]


def test_one_into_object_storage_keeps_no_secret_on_the_server(server, dumps, s3):
    s3.put("bucket", {})
    names = ("DOSSIER_CACHE", *(name for name in os.environ if name.startswith("AWS_")))
    done = server.dossier(
        "run", dumps, "--warehouse", "s3://bucket/house", "--json", **{name: os.environ[name] for name in names}
    )

    assert done.returncode == 0, done.stderr
    summary = json.loads(done.stdout)
    pointer = json.loads(s3.client.get_object(Bucket="bucket", Key="house/latest.json")["Body"].read())
    assert pointer["release_id"] == summary["release_id"]
    [flow_run, *_] = server.flow_runs()
    assert flow_run["state_name"] == "Completed"
    assert flow_run["parameters"]["warehouse"] == "s3://bucket/house"
    shown = json.dumps([flow_run, server.artifacts(flow_run)])
    assert "dossier-ledger" in shown
    assert SECRET not in shown


def test_one_with_nothing_new_says_so(server, dumps, tmp_path):
    server.dossier("run", dumps, "--warehouse", tmp_path)
    done = server.dossier("run", dumps, "--warehouse", tmp_path)

    assert done.returncode == 0, done.stderr
    [flow_run, *_] = server.flow_runs()
    assert flow_run["state_name"] == "Completed"
    assert flow_run["state"]["message"].startswith("nothing was new in ")


def test_a_failed_run_is_failed_and_one_line(server, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    done = server.dossier("run", empty, "--warehouse", tmp_path / "house")

    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("dossier: ")
    assert done.stderr.count("\n") == 1
    [flow_run, *_] = server.flow_runs()
    assert flow_run["state_name"] == "Failed"
    assert not (tmp_path / "house" / "latest").exists()


def test_a_failed_check_shows_its_rows_and_sends_an_alert(server, webhook, tmp_path):
    sample.write(tmp_path / "in", 20, 7, "jsonl")
    (tmp_path / "in" / "broken.jsonl").write_text("".join(f"{{{number}\n" for number in range(20)))
    options = ("--warehouse", tmp_path / "house", "--max-rejected", "0.2")
    done = server.dossier("run", tmp_path / "in", *options, DOSSIER_ALERTS=webhook.address)

    assert done.returncode == 1
    [flow_run, *_] = server.flow_runs()
    assert flow_run["state_name"] == "Failed"
    rows = json.loads(server.artifacts(flow_run)["dossier-failed-check"]["data"])
    assert {row["reason"]: row["records"] for row in rows}["invalid_json"] == "20"
    [told] = webhook.taken
    assert told["kind"] == "failed"
    assert "rejected" in told["text"]
    assert flow_run["id"] in told["link"]
    assert webhook.address not in done.stderr


def test_much_in_quarantine_sends_an_alert_and_publishes(server, webhook, tmp_path):
    sample.write(tmp_path / "in", 30, 7, "jsonl")
    (tmp_path / "in" / "broken.jsonl").write_text("".join(f"{{{number}\n" for number in range(5)))
    done = server.dossier("run", tmp_path / "in", "--warehouse", tmp_path / "house", DOSSIER_ALERTS=webhook.address)

    assert done.returncode == 0
    [flow_run, *_] = server.flow_runs()
    assert flow_run["state_name"] == "Completed"
    [told] = webhook.taken
    assert told["kind"] == "quarantine"


def test_one_that_finds_another_at_work_is_skipped(server, dumps, tmp_path):
    with (tmp_path / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = server.dossier("run", dumps, "--warehouse", tmp_path, "--wait", "0")

    assert done.returncode == 1
    assert "still at work" in done.stderr
    assert done.stderr.count("\n") == 1
    [flow_run, *_] = server.flow_runs()
    assert (flow_run["state_name"], flow_run["state_type"]) == ("Skipped", "CANCELLED")
    assert "still at work" in flow_run["state"]["message"]


def test_a_server_that_does_not_answer_is_named(dumps, tmp_path):
    server = Server(tmp_path / "home", free_port())
    done = server.dossier("run", dumps, "--warehouse", tmp_path / "house")

    assert done.returncode == 1
    assert done.stderr.startswith(f"dossier: {server.api}: does not answer")
    assert done.stderr.count("\n") == 1
