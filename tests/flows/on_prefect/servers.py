import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[3]
STAGES = {"load", "gather", "merge", "check", "write", "model", "publish"}

# Only a hang meets it: machines that test may be at work on much else.
LIMIT = 400


class Server:
    """A Prefect server of these tests' own."""

    def __init__(self, home, port):
        self.api = f"http://127.0.0.1:{port}/api"
        self.port = port
        self.home = home
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "DOSSIER_"))}
        self.environment = kept | {
            "PREFECT_HOME": str(home),
            "PREFECT_API_URL": self.api,
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "DO_NOT_TRACK": "1",
            # How often a worker looks for runs that are due, and a server for schedules to plan.
            "PREFECT_WORKER_QUERY_SECONDS": "1",
            "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "2",
            "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",
        }

    def call(self, path, data=None, method=None):
        body = None if data is None else json.dumps(data).encode()
        request = urllib.request.Request(self.api + path, body, {"Content-Type": "application/json"}, method=method)
        until = time.monotonic() + LIMIT
        while True:
            try:
                with urllib.request.urlopen(request, timeout=60) as answer:
                    text = answer.read()
                    return json.loads(text) if text else None
            except urllib.error.HTTPError as error:
                error.close()
                # Its database is busy: whoever asks is to ask again.
                if error.code != 503 or time.monotonic() > until:
                    raise
                time.sleep(0.5)

    def run(self, *command, timeout=LIMIT, **more):
        return subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env=self.environment | more,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    def prefect(self, *command):
        done = self.run("-m", "prefect", *command)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def dossier(self, *args, **more):
        return self.run("-c", "import sys; from flows.cli import main; sys.exit(main())", *map(str, args), **more)

    def flow_runs(self):
        """Flow runs that have begun, the last first: what deployments have planned is not among them."""
        begun = {"state": {"type": {"any_": ["PENDING", "RUNNING", "COMPLETED", "FAILED", "CANCELLED", "CRASHED"]}}}
        return self.call("/flow_runs/filter", {"sort": "START_TIME_DESC", "flow_runs": begun})

    def task_runs(self, flow_run):
        found = self.call("/task_runs/filter", {"flow_runs": {"id": {"any_": [flow_run["id"]]}}})
        return {task_run["name"]: task_run["state_name"] for task_run in found}

    def artifacts(self, flow_run):
        found = self.call("/artifacts/filter", {"artifacts": {"flow_run_id": {"any_": [flow_run["id"]]}}})
        return {artifact["key"]: artifact for artifact in found}

    def settled(self, flow_run):
        """The names of the flow run's task runs, once the server has taken in the last one's end."""
        wait_for(lambda: self.task_runs(flow_run).keys() >= STAGES)
        wait_for(lambda: set(self.task_runs(flow_run).values()) == {"Completed"})
        return self.task_runs(flow_run)

    def deployment(self, name):
        return self.call(f"/deployments/name/{name}")

    def start(self, deployment, **parameters):
        """Starts a run of a deployment; returns it."""
        return self.call(f"/deployments/{deployment['id']}/create_flow_run", {"parameters": parameters})

    def ended(self, flow_run, seconds=LIMIT):
        """A flow run, once it has ended."""

        def is_final():
            found = self.call(f"/flow_runs/{flow_run['id']}")
            return found if found["state_type"] in ("COMPLETED", "FAILED", "CANCELLED", "CRASHED") else None

        return wait_for(is_final, seconds)

    @contextmanager
    def worker(self, **more):
        """A worker of the pool `dossier`, its log in `log`; killed at the end, and its runs too."""
        log = self.home / f"worker-{time.monotonic_ns()}.log"
        with log.open("w") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "prefect", "worker", "start", "--pool", "dossier"],
                cwd=ROOT,
                env=self.environment | more,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        process.log = log
        try:
            yield process
        finally:
            end_with_children(process)
            self._cancel_all()

    def _cancel_all(self):
        """Ends what is left, so that it does not keep the next test's runs from theirs."""
        left = {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED", "PENDING", "RUNNING", "CANCELLING"]}}}}
        for flow_run in self.call("/flow_runs/filter", left):
            cancelled = {"state": {"type": "CANCELLED", "message": "the test is over"}, "force": True}
            self.call(f"/flow_runs/{flow_run['id']}/set_state", cancelled)


def end_with_children(process, number=signal.SIGKILL):
    """Ends a process that these tests started, with all that it started."""
    for child in [*descendants(process.pid), process.pid]:
        try:
            os.kill(child, number)
        except ProcessLookupError:
            continue
    process.wait(30)


def descendants(pid):
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [found for child in children for found in (*descendants(int(child)), int(child))]


def wait_for(what, seconds=LIMIT):
    """What a function returns once that is true."""
    until = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < until, f"not within {seconds} s"
        time.sleep(0.2)
    return found


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]
