import subprocess
import sys
import urllib.error

import pytest

from flows import sample
from tests.flows.on_prefect.servers import Server, free_port, wait_for


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    home = tmp_path_factory.mktemp("prefect")
    server = Server(home, free_port())
    with (home / "server.log").open("w") as log:
        running = subprocess.Popen(
            [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(server.port)],
            env=server.environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )

    def answers():
        assert running.poll() is None, (home / "server.log").read_text()
        try:
            return server.call("/health")
        except (urllib.error.URLError, ConnectionError):
            return None

    try:
        wait_for(answers)
        yield server
    finally:
        running.terminate()
        running.wait(30)


@pytest.fixture(scope="session")
def dumps(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dumps")
    sample.write(folder, 12, 7)
    return folder


@pytest.fixture(scope="session")
def many_dumps(tmp_path_factory):
    """Dumps that take a while to read."""
    folder = tmp_path_factory.mktemp("many")
    sample.write(folder, 12_000, 8, "jsonl")
    return folder


@pytest.fixture(scope="session")
def deployed(server):
    """The server, with the pool and all that prefect.yaml describes, as `make deploy` makes them; paused schedules."""
    server.prefect("work-pool", "create", "dossier", "--type", "process")
    server.prefect("--no-prompt", "deploy", "--all")
    return server
