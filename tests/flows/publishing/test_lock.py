import os
import signal
import time
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest

from flows.errors import DossierError
from flows.lock import hold, holder


def hold_for(path: Path, seconds: float, answer: object) -> None:
    with hold(path):
        answer.send(os.getpid())  # type: ignore[attr-defined]
        time.sleep(seconds)


def hold_and_fork(path: Path, answer: object) -> None:
    with hold(path):
        child = os.fork()
        if child == 0:
            time.sleep(20)
            os._exit(0)
        answer.send(child)  # type: ignore[attr-defined]
        time.sleep(20)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / ".lock"


def start(processes: ForkServerContext, target: object, *args: object) -> tuple:
    receive, answer = processes.Pipe(duplex=False)
    process = processes.Process(target=target, args=(*args, answer))
    process.start()
    return process, receive.recv()


def test_the_second_stops_and_says_who_is_at_work(path: Path, processes: ForkServerContext) -> None:
    process, pid = start(processes, hold_for, path, 20)

    with pytest.raises(DossierError, match=rf"another run \(process {pid}\) is still at work; try again"), hold(path):
        raise AssertionError("locked twice")
    process.kill()
    process.join()


def test_the_second_waits_says_so_once_and_goes_on(path: Path, processes: ForkServerContext) -> None:
    process, pid = start(processes, hold_for, path, 1)
    said: list[str] = []

    with hold(path, 20, said.append):
        assert len(said) == 1
        assert f"another run (process {pid}) is at work; waiting up to 20 s" in said[0]
    process.join()


def test_the_second_stops_after_waiting(
    path: Path, processes: ForkServerContext, capsys: pytest.CaptureFixture
) -> None:
    process, _ = start(processes, hold_for, path, 20)

    with pytest.raises(DossierError, match=r"still at work after 0\.5 s"), hold(path, 0.5):
        raise AssertionError("locked twice")
    assert "waiting up to 0.5 s" in capsys.readouterr().err
    process.kill()
    process.join()


def test_a_killed_run_lets_go(path: Path, processes: ForkServerContext) -> None:
    process, pid = start(processes, hold_for, path, 20)
    os.kill(pid, signal.SIGKILL)
    process.join()

    with hold(path):
        pass


def test_what_a_killed_run_forked_does_not_hold_the_lock(path: Path, processes: ForkServerContext) -> None:
    process, child = start(processes, hold_and_fork, path)
    process.kill()
    process.join()
    try:
        os.kill(child, 0)
        with hold(path):
            pass
    finally:
        os.kill(child, signal.SIGKILL)


def test_nothing_is_said_where_nobody_is_at_work(path: Path) -> None:
    said: list[str] = []

    with hold(path, 5, said.append):
        pass
    assert said == []


def test_one_process_does_not_hold_it_twice(path: Path) -> None:
    with hold(path), pytest.raises(DossierError), hold(path):
        raise AssertionError("locked twice")
    with hold(path):
        pass


def test_it_is_let_go_after_an_error(path: Path) -> None:
    with pytest.raises(KeyError), hold(path):
        raise KeyError
    assert holder(path) is None


def test_who_holds_it_is_known(path: Path) -> None:
    assert holder(path) is None
    with hold(path):
        assert (holder(path) or {})["process"] == os.getpid()
    assert holder(path) is None


def test_a_note_that_says_nothing_is_no_obstacle(path: Path) -> None:
    with hold(path):
        path.write_text("[")
        assert holder(path) == {}
        with pytest.raises(DossierError, match="another run is still at work"), hold(path):
            raise AssertionError("locked twice")
