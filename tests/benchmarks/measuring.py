"""What a process takes with its children: wall time, CPU time, and memory at most.

Memory is PSS: what processes share is shared out among them. It is looked at ten times a second.
"""

import argparse
import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

_TICKS = os.sysconf("SC_CLK_TCK")


class Taken(NamedTuple):
    """What some work took.

    Attributes:
        seconds: Wall time.
        cpu: User and system seconds of all processes.
        megabytes: Memory of all processes at the moment when it was most.
        main: The same of the first process alone.
        child: The same of its largest child.
    """

    seconds: float
    cpu: float
    megabytes: float
    main: float
    child: float


def options(about: str | None) -> argparse.Namespace:
    """What a benchmark of whole runs is told on its command line: articles, rounds, workers."""
    told = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("--articles", type=int, default=44_440, help="50,000 pages with their re-dumps")
    told.add_argument("--rounds", type=int, default=3)
    told.add_argument("--workers", type=int, default=2)
    return told.parse_args()


def command(
    words: Iterable[object], environment: Mapping[str, str] | None = None, helpers: Iterable[int] = ()
) -> tuple[Taken, str]:
    """Runs a command that must succeed.

    Args:
        words: The command.
        environment: Variables beside those there are.
        helpers: Processes that were started before and work for it; with their children they count as its own.

    Returns:
        What it took, and its output.
    """
    watched = _Watch(helpers)
    begun, used = time.perf_counter(), os.times()
    running = subprocess.Popen(
        list(map(str, words)), stdout=subprocess.PIPE, text=True, env=os.environ | dict(environment or {})
    )
    with watched.on(running.pid):
        out, _ = running.communicate()
    seconds, now = time.perf_counter() - begun, os.times()
    if running.returncode:
        raise SystemExit(f"{' '.join(map(str, words))}: failed with {running.returncode}")
    cpu = now.children_user + now.children_system - used.children_user - used.children_system
    return watched.taken(seconds, cpu), out


def apart(work: Callable[..., object], *args: object) -> tuple[Taken, object]:
    """Runs a function in a process of its own, whose start does not count.

    Returns:
        What it took, and what it returned.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        pid = pool.submit(os.getpid).result()
        watched = _Watch()
        with watched.on(pid):
            seconds, cpu, result = pool.submit(_timed, work, args).result()
    return watched.taken(seconds, cpu), result


def _timed(work: Callable[..., object], args: tuple[object, ...]) -> tuple[float, float, object]:
    begun, used = time.perf_counter(), os.times()
    result = work(*args)
    now = os.times()
    cpu = sum(now[:4]) - sum(used[:4])
    return time.perf_counter() - begun, cpu, result


class _Watch:
    """Looks at processes in a thread while they work."""

    def __init__(self, helpers: Iterable[int] = ()) -> None:
        self._helpers = list(helpers)
        self._used = self._spent()
        self._peaks = {"all": 0.0, "main": 0.0, "child": 0.0}
        self._over = threading.Event()

    def on(self, pid: int) -> "_Watch":
        self._thread = threading.Thread(target=self._look, args=(pid,))
        return self

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def taken(self, seconds: float, cpu: float) -> Taken:
        return Taken(seconds, cpu + self._spent() - self._used, *self._peaks.values())

    def _look(self, pid: int) -> None:
        while not self._over.is_set():
            main, *children = map(memory, family(pid))
            helping = [memory(one) for helper in self._helpers for one in family(helper)]
            now = {
                "all": main + sum(children) + sum(helping),
                "main": main,
                "child": max(children + helping, default=0),
            }
            self._peaks = {name: max(peak, now[name]) for name, peak in self._peaks.items()}
            self._over.wait(0.1)

    def _spent(self) -> float:
        return sum(_cpu(one) for helper in self._helpers for one in family(helper))


def family(pid: int) -> list[int]:
    """A process, its children, and theirs."""
    found = [pid]
    for parent in found:
        # Each thread has children of its own.
        with suppress(OSError):
            for thread in Path(f"/proc/{parent}/task").iterdir():
                found += map(int, (thread / "children").read_text(encoding="ascii").split())
    return found


def memory(pid: int) -> float:
    """Megabytes of a process; 0 where it has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1e3 for line in lines if line.startswith("Pss:")), 0.0)


def _cpu(pid: int) -> float:
    """User and system seconds of a process; 0 where it has ended."""
    try:
        # What stands in brackets is its name, and may have spaces.
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICKS
