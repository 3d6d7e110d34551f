"""A run that is killed, stopped or loses a worker leaves a complete release served, and the next one succeeds."""

import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from flows import sample
from flows.pool import WorkerPool
from flows.verify import verify_release

from .conftest import family, finish, start

KILLS = 3
CTRL_C, TERM = signal.SIGINT, signal.SIGTERM

AT_A_STEP = """
import os, signal
from flows.draft import Draft
done = Draft.{step}
def deadly(self, *args):
    if {after}:
        done(self, *args)
    os.killpg(0, signal.SIGKILL)
Draft.{step} = deadly
"""

IN_A_STAGE = """
import os, signal
from flows import pipeline
def deadly(*args, **kwargs):
    os.killpg(0, signal.SIGKILL)
pipeline.{function} = deadly
"""


def kill_group(running: subprocess.Popen) -> None:
    os.killpg(running.pid, signal.SIGKILL)
    running.communicate()
    assert running.returncode == -signal.SIGKILL


def workers_of(running: subprocess.Popen, warehouse: Path) -> list[int]:
    """Waits until there are workers; gives their process ids."""
    until = time.monotonic() + 30
    while time.monotonic() < until and running.poll() is None:
        workers = [pid for pid in family(running.pid)[1:] if b"spawn_main" in command(pid)]
        if len(workers) == 2:
            assert any(warehouse.glob("releases/.*.partial"))
            return workers
        time.sleep(0.005)
    raise AssertionError("no workers were seen")


def command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


@pytest.fixture
def goes_on(dossier, require_sound, dumps):
    """What is served is whole; a next run succeeds and cleans up."""

    def goes_on(warehouse: Path, inputs: Path = dumps) -> None:
        if (warehouse / "latest").exists():
            assert verify_release((warehouse / "latest").resolve()) == []
        done = dossier("run", inputs, "--full-refresh", "--warehouse", warehouse, "--json")
        assert (done.code, done.err) == (0, "")
        latest = require_sound(warehouse)
        assert latest.name == done.summary["release_id"]

    return goes_on


@pytest.mark.parametrize("number", range(KILLS))
def test_killed_at_a_random_moment(warehouse, goes_on, many_dumps, number):
    dice = random.Random(number)
    running = start("run", many_dumps, "--warehouse", warehouse, "--workers", 2)
    # The run takes some 2.5 seconds here; on a slower machine the moment falls earlier in it.
    time.sleep((number + dice.random()) * 2.6 / KILLS)
    kill_group(running) if running.poll() is None else running.communicate()

    goes_on(warehouse)


@pytest.mark.parametrize(
    ("step", "after"),
    [("_announce", True), ("_place", True), ("_switch", True)],
)
def test_killed_between_steps_of_publishing(warehouse, goes_on, dumps, many_dumps, step, after):
    kill_group(start("run", dumps, "--full-refresh", "--warehouse", warehouse, before=AT_A_STEP.format(**locals())))

    goes_on(warehouse)


@pytest.mark.parametrize("function", ["merge", "_write"])
def test_killed_in_a_stage_of_the_first_run(goes_on, dumps, tmp_path, function):
    house = tmp_path / "house"
    kill_group(start("run", dumps, "--warehouse", house, before=IN_A_STAGE.format(function=function)))
    assert not (house / "latest").exists()

    goes_on(house)


@pytest.mark.parametrize("seconds", [0.5])
def test_workers_that_outlive_a_killed_run_bring_nothing_back(warehouse, goes_on, dumps, many_dumps, seconds):
    running = start("run", many_dumps, "--warehouse", warehouse, "--workers", 2)
    workers = workers_of(running, warehouse)
    time.sleep(seconds)
    running.kill()

    goes_on(warehouse)

    running.communicate()
    until = time.monotonic() + 10
    while any(b"spawn_main" in command(pid) for pid in workers) and time.monotonic() < until:
        time.sleep(0.05)
    assert [path.name for path in (warehouse / "releases").iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize(("number", "whole_group"), [(CTRL_C, True), (TERM, False)])
def test_stopped(warehouse, require_sound, many_dumps, number, whole_group):
    served = require_sound(warehouse)
    running = start("run", many_dumps, "--warehouse", warehouse, "--workers", 2)
    workers = workers_of(running, warehouse)
    time.sleep(0.3)
    os.killpg(running.pid, number) if whole_group else running.send_signal(number)
    done = finish(running)

    assert (done.code, done.out) == (1, "")
    assert done.err == "dossier: stopped; unfinished work was discarded, the release served is whole\n"
    assert require_sound(warehouse) == served
    assert not [pid for pid in workers if b"spawn_main" in command(pid)]


def test_a_worker_killed_by_the_system(warehouse, require_sound, many_dumps):
    served = require_sound(warehouse)
    running = start("run", many_dumps, "--warehouse", warehouse, "--workers", 2)
    os.kill(workers_of(running, warehouse)[0], signal.SIGKILL)
    done = finish(running)

    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("dossier: out of memory, or a worker process was ended")
    assert done.err.count("\n") == 1
    assert require_sound(warehouse) == served


def test_a_worker_that_does_not_answer_is_not_waited_for():
    begun = time.monotonic()
    with WorkerPool(2) as pool:
        first = pool.submit(os.getpid).result()
        list(pool.map(abs, range(4)))
        os.kill(first, signal.SIGSTOP)

    assert time.monotonic() - begun < 10


def test_two_runs_at_once(dossier, require_sound, dumps, tmp_path):
    house, others = tmp_path / "house", tmp_path / "others"
    sample.write(others, 12, 4, "jsonl")
    running = [start("run", folder, "--warehouse", house, "--json") for folder in (dumps, others)]
    one, other = map(finish, running)

    assert [one.code, other.code] == [0, 0]
    assert sorted(done.err.count("\n") for done in (one, other)) == [0, 1]
    latest = require_sound(house)
    assert len(list((house / "releases").iterdir())) == 2
    again = dossier("run", dumps, others, "--warehouse", house, "--json").summary
    assert not again["published"]
    assert again["release_id"] == latest.name
