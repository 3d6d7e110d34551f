import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from flows import sample

ROOT = Path(__file__).parents[2]
ARTICLES = 12
STAGES = {"load", "gather", "merge", "check", "write", "model", "publish"}


class Server:
    """A Prefect server of these tests' own."""

    def __init__(self, home, port):
        self.api = f"http://127.0.0.1:{port}/api"
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "DOSSIER_"))}
        self.environment = kept | {
            "PREFECT_HOME": str(home),
            "PREFECT_API_URL": self.api,
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "DO_NOT_TRACK": "1",
            # How often a worker looks for runs that are due.
            "PREFECT_WORKER_QUERY_SECONDS": "1",
        }

    def call(self, path, data=None):
        body = None if data is None else json.dumps(data).encode()
        request = urllib.request.Request(self.api + path, body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def run(self, *command, timeout=120):
        return subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    def dossier(self, *args):
        return self.run("-c", "import sys; from flows.cli import main; sys.exit(main())", *map(str, args))

    def task_runs(self, flow_run):
        found = self.call("/task_runs/filter", {"flow_runs": {"id": {"any_": [flow_run["id"]]}}})
        return {task_run["name"]: task_run["state_name"] for task_run in found}

    def settled(self, flow_run):
        """The names of the flow run's task runs, once the server has taken in the last one's end."""
        until = time.monotonic() + 30
        while time.monotonic() < until:
            states = self.task_runs(flow_run)
            if states.keys() >= STAGES and set(states.values()) == {"Completed"}:
                break
            time.sleep(0.2)
        return states


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = tmp_path_factory.mktemp("prefect")
    server = Server(home, port)
    with (home / "server.log").open("w") as log:
        running = subprocess.Popen(
            [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)],
            env=server.environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        until = time.monotonic() + 120
        while True:
            try:
                server.call("/health")
                break
            except (urllib.error.URLError, ConnectionError):
                assert running.poll() is None, (home / "server.log").read_text()
                assert time.monotonic() < until, "the Prefect server did not start in 120 s"
                time.sleep(0.2)
        yield server
    finally:
        running.terminate()
        running.wait(30)


@pytest.fixture(scope="module")
def dumps(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dumps")
    sample.write(folder, ARTICLES, 7)
    return folder


def test_a_tracked_run_is_shown_by_the_server(server, dumps, tmp_path):
    done = server.dossier("run", dumps, "--warehouse", tmp_path, "--json")

    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    summary = json.loads(done.stdout)
    assert summary["published"]
    assert (tmp_path / "latest").resolve().name == summary["release_id"]
    [flow_run] = server.call("/flow_runs/filter", {"sort": "START_TIME_DESC", "limit": 1})
    assert flow_run["state_name"] == "Completed"
    assert flow_run["parameters"]["inputs"] == [str(dumps)]
    states = server.settled(flow_run)
    assert set(states.values()) == {"Completed"}
    assert states.keys() >= STAGES
    assert [name for name in states if name.startswith("flatten 1 of ")]
    [artifact] = server.call("/artifacts/filter", {"artifacts": {"flow_run_id": {"any_": [flow_run["id"]]}}})
    assert artifact["key"] == "dossier-run"
    assert summary["release_id"] in artifact["data"]


def test_a_failed_run_is_failed_and_one_line(server, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    done = server.dossier("run", empty, "--warehouse", tmp_path / "house")

    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("dossier: ")
    assert done.stderr.count("\n") == 1
    [flow_run] = server.call("/flow_runs/filter", {"sort": "START_TIME_DESC", "limit": 1})
    assert flow_run["state_name"] == "Failed"
    assert not (tmp_path / "house" / "latest").exists()


def test_a_worker_runs_the_deployment(server, dumps, tmp_path):
    made = server.run("-m", "prefect", "work-pool", "create", "dossier", "--type", "process")
    assert made.returncode == 0, made.stdout + made.stderr
    deployed = server.run("-m", "prefect", "--no-prompt", "deploy", "--all")
    assert deployed.returncode == 0, deployed.stdout + deployed.stderr
    deployment = server.call("/deployments/name/etl/daily")
    assert deployment["global_concurrency_limit"]["limit"] == 1
    assert [schedule["active"] for schedule in deployment["schedules"]] == [False]
    parameters = {"inputs": [str(dumps)], "warehouse": str(tmp_path)}
    flow_run = server.call(f"/deployments/{deployment['id']}/create_flow_run", {"parameters": parameters})

    worked = server.run("-m", "prefect", "worker", "start", "--pool", "dossier", "--run-once")

    assert worked.returncode == 0, worked.stdout + worked.stderr
    assert server.call(f"/flow_runs/{flow_run['id']}")["state_name"] == "Completed", worked.stdout + worked.stderr
    assert set(server.settled(flow_run).values()) == {"Completed"}
    assert (tmp_path / "latest" / "articles").is_dir()


def test_a_server_that_does_not_answer_is_named(dumps, tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        server = Server(tmp_path / "home", free.getsockname()[1])
    done = server.dossier("run", dumps, "--warehouse", tmp_path / "house")

    assert done.returncode == 1
    assert done.stderr.startswith(f"dossier: {server.api}: does not answer")
    assert done.stderr.count("\n") == 1
