"""A run that is killed at any step leaves a complete release served, and the next one succeeds."""

import os
import shutil
import signal
import sys
from collections.abc import Callable
from multiprocessing.context import ForkServerContext
from pathlib import Path

import polars as pl
import pytest

from flows.draft import Draft
from flows.publish import Warehouse
from flows.tables import write_tables
from flows.verify import verify_release

FIRST, SECOND, THIRD = (f"20260101T00000{second}Z-0000000{second}" for second in range(3))
STEPS = ("link_unchanged", "_describe", "_verify", "_seal", "_announce", "_place", "_switch")
CHANGES = ("os.rename", "os.symlink", "os.link", "os.chmod", "os.remove", "os.mkdir", "os.rmdir")


def publish_and_die(path: Path, tables: dict[str, pl.DataFrame], step: str, when: str) -> None:
    done = getattr(Draft, step)

    def deadly(*args: object) -> object:
        if when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        done(*args)
        os.kill(os.getpid(), signal.SIGKILL)
        return None

    setattr(Draft, step, deadly)
    publish_second(path, tables)


def publish_and_tell(path: Path, tables: dict[str, pl.DataFrame], answer: object) -> None:
    """Publishes and says which changes it made to the file system."""
    changes: list[str] = []
    sys.addaudithook(lambda event, args: changes.append(event) if is_change(path, event, args) else None)
    publish_second(path, tables)
    answer.send(changes[:])  # type: ignore[attr-defined]


def publish_and_die_at(path: Path, tables: dict[str, pl.DataFrame], change: int) -> None:
    """Dies before one of the changes to the file system."""
    left = change

    def count(event: str, args: tuple) -> None:
        nonlocal left
        if is_change(path, event, args):
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left -= 1

    sys.addaudithook(count)
    publish_second(path, tables)


def is_change(path: Path, event: str, args: tuple) -> bool:
    if event == "open":
        return bool(isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR) and str(path) in str(args[0]))
    return event in CHANGES


def publish_second(path: Path, tables: dict[str, pl.DataFrame]) -> None:
    warehouse = Warehouse(path)
    with warehouse.lock(), warehouse.draft(SECOND) as draft:
        write_tables(draft.folder, tables)
        draft.finish()


def require_whole(warehouse: Warehouse, publish: Callable) -> str:
    """What is served is complete, and so is what the next run publishes; nothing else is left."""
    latest = warehouse.latest()
    assert latest is not None
    assert verify_release(latest) == []
    publish(THIRD)
    assert {path.name for path in warehouse.path.iterdir()} == {"releases", "latest", ".lock"}
    kept = {FIRST, THIRD, latest.name}
    assert {path.name for path in (warehouse.path / "releases").iterdir()} == kept
    return latest.name


@pytest.mark.parametrize(("step", "when"), [*((step, "before") for step in STEPS), ("_switch", "after")])
def test_killed_at_a_step_of_publishing(
    warehouse: Warehouse,
    publish: Callable,
    tables: dict[str, pl.DataFrame],
    processes: ForkServerContext,
    step: str,
    when: str,
) -> None:
    publish(FIRST)

    assert exit_code(processes, publish_and_die, warehouse.path, tables, step, when) == -signal.SIGKILL

    assert require_whole(warehouse, publish) == (SECOND if when == "after" else FIRST)


def test_killed_at_a_change_to_the_file_system(
    warehouse: Warehouse, publish: Callable, tables: dict[str, pl.DataFrame], processes: ForkServerContext
) -> None:
    publish(FIRST)
    begun = warehouse.path.with_name("begun")
    shutil.copytree(warehouse.path, begun, symlinks=True)
    receive, answer = processes.Pipe(duplex=False)
    assert exit_code(processes, publish_and_tell, warehouse.path, tables, answer) == 0
    changes = receive.recv()
    assert set(changes) == set(CHANGES) - {"os.rmdir"} | {"open"}

    # There are some sixty: of each kind the first and the last.
    for change in sorted({at for kind in set(changes) for at in (changes.index(kind), last_of(changes, kind))}):
        shutil.rmtree(warehouse.path)
        shutil.copytree(begun, warehouse.path, symlinks=True)
        assert exit_code(processes, publish_and_die_at, warehouse.path, tables, change) == -signal.SIGKILL
        assert require_whole(warehouse, publish) == FIRST


def test_killed_while_cleaning_up(
    warehouse: Warehouse, publish: Callable, tables: dict[str, pl.DataFrame], processes: ForkServerContext
) -> None:
    publish(FIRST)
    assert exit_code(processes, publish_and_die, warehouse.path, tables, "_switch", "before") == -signal.SIGKILL
    begun = warehouse.path.with_name("begun")
    warehouse.path.rename(begun)

    # The lock's file, the orphan's new name, its link, and the first of its files.
    for change in range(5):
        shutil.copytree(begun, warehouse.path, symlinks=True)
        assert exit_code(processes, publish_and_die_at, warehouse.path, tables, change) == -signal.SIGKILL
        assert require_whole(warehouse, publish) == FIRST
        shutil.rmtree(warehouse.path)


def exit_code(processes: ForkServerContext, target: Callable, *args: object) -> int | None:
    process = processes.Process(target=target, args=args)
    process.start()
    process.join()
    return process.exitcode


def last_of(changes: list[str], kind: str) -> int:
    return len(changes) - 1 - changes[::-1].index(kind)
