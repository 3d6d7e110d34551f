import os
import signal
import socket
import subprocess
import sys
import time
import tomllib

import pytest

from tests.flows.on_prefect.servers import LIMIT, ROOT, descendants, end_with_children, wait_for

pytestmark = pytest.mark.prefect


@pytest.fixture
def often(deployed, dumps, tmp_path):
    """A copy of the nightly deployment that runs every four seconds.

    Its own, as Prefect may plan a hundred runs more of a schedule that was taken away a moment before.
    """
    shipped = deployed.deployment("etl/nightly")
    kept = ("flow_id", "entrypoint", "path", "pull_steps", "work_pool_name", "work_queue_name", "concurrency_options")
    made = {name: shipped[name] for name in kept} | {
        "name": "often",
        "concurrency_limit": shipped["global_concurrency_limit"]["limit"],
        "parameters": {"inputs": [str(dumps)], "warehouse": str(tmp_path)},
        "schedules": [{"active": True, "schedule": {"interval": 4}}],
    }
    deployment = deployed.call("/deployments/", made)
    yield deployment
    deployed.call(f"/deployments/{deployment['id']}", method="DELETE")


def test_they_are_as_an_operator_needs_them(deployed):
    nightly, full, verify = (deployed.deployment(name) for name in ("etl/nightly", "etl/full-refresh", "verify/verify"))

    assert [(one["schedule"]["cron"], one["schedule"]["timezone"]) for one in nightly["schedules"]] == [
        ("30 2 * * *", "UTC")
    ]
    assert full["schedules"] == []
    assert full["parameters"]["full_refresh"] is True
    assert [one["schedule"]["cron"] for one in verify["schedules"]] == ["0 6 * * 0"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for one in (nightly, full, verify):
        assert one["version"] == project["version"]
        assert "dossier" in one["tags"]
        assert one["global_concurrency_limit"]["limit"] == 1
        assert one["concurrency_options"]["collision_strategy"] == "CANCEL_NEW"
        assert one["pull_steps"] == [{"prefect.deployments.steps.set_working_directory": {"directory": str(ROOT)}}]
        described = one["parameter_openapi_schema"]["properties"]
        assert all(parameter.get("description") for parameter in described.values())
    assert nightly["parameter_openapi_schema"]["properties"]["max_rejected"]["maximum"] == 1


def test_a_worker_runs_what_is_asked_for(deployed, dumps, tmp_path):
    with deployed.worker():
        done = deployed.run(
            *("-m", "prefect", "deployment", "run", "etl/nightly", "--watch"),
            *("--param", f'inputs=["{dumps}"]', "--param", f"warehouse={tmp_path}"),
        )
        verified = deployed.ended(deployed.start(deployed.deployment("verify/verify"), warehouse=str(tmp_path)))

    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "latest" / "articles").is_dir()
    assert verified["state_name"] == "Completed"
    assert "keeps every rule" in verified["state"]["message"]


def test_a_damaged_release_fails_the_verifying_with_its_rows(deployed, dumps, tmp_path):
    deployed.dossier("run", dumps, "--warehouse", tmp_path)
    file = tmp_path / "latest" / "articles" / "articles.parquet"
    file.chmod(0o644)
    file.write_bytes(file.read_bytes() + b"x")
    with deployed.worker():
        verified = deployed.ended(deployed.start(deployed.deployment("verify/verify"), warehouse=str(tmp_path)))

    assert verified["state_name"] == "Failed"
    assert "articles/articles.parquet" in deployed.artifacts(verified)["dossier-failed-check"]["data"]


def test_a_schedule_fires_again_and_again(deployed, often):
    def completed():
        runs = [run for run in deployed.flow_runs() if run["deployment_id"] == often["id"] and run["auto_scheduled"]]
        done = [run for run in runs if run["state_name"] == "Completed"]
        return sorted(done, key=lambda run: run["start_time"]) if len(done) >= 2 else None

    with deployed.worker() as worker:
        try:
            first, second, *_ = wait_for(completed)
        except AssertionError as error:
            raise AssertionError(worker.log.read_text()) from error

    assert first["state"]["message"].startswith("published ")
    assert second["state"]["message"].startswith("nothing was new in ")


def _in_the_middle(warehouse):
    """Whether a run has begun to write."""
    return list(warehouse.glob("releases/.*.partial/staging/pages"))


def _reach_the_middle(server, worker, flow_run, warehouse):
    """Waits until a flow run writes; says what became of one that does not."""

    def reached():
        found = server.call(f"/flow_runs/{flow_run['id']}")
        assert found["state_type"] in ("SCHEDULED", "PENDING", "RUNNING"), (found["state"], worker.log.read_text())
        assert worker.poll() is None, worker.log.read_text()
        return _in_the_middle(warehouse)

    wait_for(reached)


def test_a_run_that_was_killed_is_crashed_and_tells(deployed, many_dumps, dumps, webhook, tmp_path):
    deployment = deployed.deployment("etl/nightly")
    with deployed.worker(DOSSIER_ALERTS=webhook.address) as worker:
        flow_run = deployed.start(deployment, inputs=[str(many_dumps)], warehouse=str(tmp_path))
        _reach_the_middle(deployed, worker, flow_run, tmp_path)
        for child in descendants(worker.pid):
            os.kill(child, signal.SIGKILL)
        crashed = deployed.ended(flow_run)
        wait_for(lambda: webhook.taken)
        following = deployed.ended(deployed.start(deployment, inputs=[str(dumps)], warehouse=str(tmp_path)))

    assert crashed["state_name"] == "Crashed"
    assert [told["kind"] for told in webhook.taken] == ["crashed"]
    assert following["state_name"] == "Completed"
    assert (tmp_path / "latest" / "articles").is_dir()
    assert list((tmp_path / "releases").glob(".*")) == []


def test_a_worker_that_was_killed_is_noticed_and_the_next_run_publishes(deployed, many_dumps, dumps, tmp_path):
    deployment = deployed.deployment("etl/nightly")
    # As shipped, but for its patience.
    shipped = (ROOT / "automations.yaml").read_text()
    assert "within: 90" in shipped
    (tmp_path / "automations.yaml").write_text(shipped.replace("within: 90", "within: 35"))
    deployed.prefect("automation", "create", "--from-file", str(tmp_path / "automations.yaml"))
    house = tmp_path / "house"
    with deployed.worker() as worker:
        flow_run = deployed.start(deployment, inputs=[str(many_dumps)], warehouse=str(house))
        _reach_the_middle(deployed, worker, flow_run, house)
        end_with_children(worker)
        assert _in_the_middle(house)
        crashed = deployed.ended(flow_run)
    with deployed.worker():
        following = deployed.ended(deployed.start(deployment, inputs=[str(dumps)], warehouse=str(house)))

    assert crashed["state_name"] == "Crashed"
    assert following["state_name"] == "Completed"
    assert (house / "latest" / "articles").is_dir()
    assert list((house / "releases").glob(".*")) == []


@pytest.fixture
def served(server, dumps, tmp_path):
    """`dossier serve` at work."""
    command = "import sys; from flows.cli import main; sys.exit(main())"
    arguments = ("serve", dumps, "--warehouse", tmp_path / "house", "--cron", "0 0 1 1 *", "--name", "yearly")
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", command, *map(str, arguments)], cwd=tmp_path, env=server.environment, stderr=log
        )
    yield process
    if process.poll() is None:
        end_with_children(process)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_without_a_pool_one_process_serves_until_it_is_ended(server, served, number, tmp_path):
    wait_for(lambda: "serving etl/yearly" in (tmp_path / "log").read_text())
    deployment = server.deployment("etl/yearly")
    ended = server.ended(server.start(deployment))
    time.sleep(1)
    served.send_signal(number)

    assert ended["state_name"] == "Completed"
    assert (tmp_path / "house" / "latest" / "articles").is_dir()
    assert served.wait(LIMIT) == 0
    assert "Traceback" not in (tmp_path / "log").read_text()
    assert server.deployment("etl/yearly")["paused"]


def test_one_with_nowhere_to_start_a_server_says_so(dumps, tmp_path, server):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        taken = {"PREFECT_API_URL": "", "PREFECT_SERVER_API_PORT": str(port), "PREFECT_HOME": str(tmp_path)}
        done = server.dossier("serve", dumps, "--warehouse", tmp_path / "house", "--cron", "0 0 1 1 *", **taken)

    assert done.returncode == 1, done.stderr
    assert f"the Prefect server did not start on port {port}" in done.stderr
