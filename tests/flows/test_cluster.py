import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from flows import sample, shards
from flows.cluster import ClusterPool
from flows.errors import DossierError, UsageError
from flows.pipeline import run
from flows.publish import warehouse_at
from flows.tables import scan
from transforms.schema import TABLES

ROOT = Path(__file__).parents[2]
OF_THE_RUN = {"records": ("run_id", "file", "position", "format")}


def _start(storage, module, *args):
    environment = os.environ | storage.environment
    environment |= {"POLARS_MAX_THREADS": "1", "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}
    command = [sys.executable, "-m", f"distributed.cli.{module}", *args, "--no-dashboard"]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)


@pytest.fixture(scope="module")
def scheduler(storage_server):
    """A Dask cluster of two processes, which know where the storage is."""
    leading = _start(storage_server, "dask_scheduler", "--host", "127.0.0.1", "--port", "0")
    address = next(line.split()[-1] for line in leading.stderr if "Scheduler at:" in line)
    args = (address, "--nworkers", "2", "--nthreads", "1", "--host", "127.0.0.1")
    working = _start(storage_server, "dask_worker", *args)
    # A full pipe would stop who writes into it.
    reading = {process: threading.Thread(target=process.stderr.read, daemon=True) for process in (leading, working)}
    for reader in reading.values():
        reader.start()
    with ClusterPool(address) as pool:
        pool._client.wait_for_workers(2, timeout=60)
    yield address
    for process in (working, leading):
        process.terminate()
        process.wait(60)
        reading.pop(process).join(60)
        process.stderr.close()


@pytest.fixture(scope="module")
def dumps(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made")
    sample.write(folder, 400, 11, "jsonl")
    return folder


@pytest.fixture(scope="module")
def here(dumps, tmp_path_factory):
    """The tables of a run on this machine alone."""
    warehouse = tmp_path_factory.mktemp("here")
    run([str(dumps)], warehouse, workers=1)
    return _tables(warehouse)


@pytest.fixture
def small_shards(monkeypatch):
    monkeypatch.setattr(shards, "LEAST_SPLIT", 1)
    monkeypatch.setattr(shards, "SHARD_BYTES", 100_000)


def _tables(warehouse):
    return _tables_of(warehouse / "latest")


def _tables_of(release):
    return {name: scan(release, name).collect().drop(OF_THE_RUN.get(name, ())) for name in TABLES}


def test_its_tables_are_those_of_one_machine(scheduler, dumps, here, small_shards, tmp_path, monkeypatch):
    monkeypatch.chdir(dumps.parent)
    summary = run([dumps.name], tmp_path / "house", scheduler=scheduler)

    assert summary.published
    assert summary.peak_bytes > 0
    for name, frame in _tables(tmp_path / "house").items():
        assert frame.equals(here[name]), name


def test_dumps_and_warehouse_may_lie_in_object_storage(scheduler, dumps, here, small_shards, s3):
    s3.put_folder("dumps", dumps)
    s3.put("bucket", {})

    summary = run(["s3://dumps/"], "s3://bucket/house", scheduler=scheduler)

    assert summary.published
    house = warehouse_at("s3://bucket/house")
    for name, frame in _tables_of(house.need(house.latest())).items():
        assert frame.equals(here[name]), name


def test_what_a_dead_worker_had_is_worked_on_again(scheduler, dumps, here, small_shards, tmp_path):
    with ClusterPool(scheduler) as pool:
        victim = pool.submit(os.getpid).result()
    killed = []

    def kill():
        until = time.monotonic() + 60
        while not list(tmp_path.glob("house/releases/.*/staging/pages/*.arrow")) and time.monotonic() < until:
            time.sleep(0.005)
        os.kill(victim, signal.SIGKILL)
        killed.append(list(tmp_path.glob("house/releases/.*.partial")))

    killer = threading.Thread(target=kill)
    killer.start()
    summary = run([str(dumps)], tmp_path / "house", scheduler=scheduler)
    killer.join()

    assert killed != [[]], "it died when the run was over"
    assert summary.published
    for name, frame in _tables(tmp_path / "house").items():
        assert frame.equals(here[name]), name


def test_work_that_workers_die_of_is_an_error(scheduler):
    with ClusterPool(scheduler) as pool, pytest.raises(DossierError, match="several workers died"):
        pool.submit(os._exit, 1).result(120)


def test_its_errors_are_those_of_the_work(scheduler, tmp_path):
    with ClusterPool(scheduler) as pool, pytest.raises(FileNotFoundError):
        pool.submit(os.listdir, str(tmp_path / "nowhere")).result(60)


def test_no_scheduler_is_one_line(dumps, tmp_path, monkeypatch):
    monkeypatch.setattr("flows.cluster._SECONDS", 1)

    with pytest.raises(DossierError, match=r"127.0.0.1:9: no Dask scheduler answers"):
        run([str(dumps)], tmp_path / "house", scheduler="tcp://127.0.0.1:9")
    assert not (tmp_path / "house").exists()


@pytest.mark.parametrize("address", ["nonsense", "tcp://", "", "tcp://host"])
def test_what_is_no_address_is_wrong_usage(address):
    with pytest.raises(UsageError, match="no address"):
        ClusterPool(address)
