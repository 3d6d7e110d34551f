"""The command, in this process or one of its own, and what must hold of a warehouse whatever was done to it."""

import contextlib
import io
import json
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl
import pytest

from flows import cli, sample
from flows.sample.corpus import Corpus
from flows.verify import verify_release

MAIN = "import sys; from flows.cli import main; sys.exit(main())"
# The shell that runs the tests may have told its children to ignore SIGINT.
HEARS = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
# Only a hang meets it: machines that test may be at work on much else.
LIMIT = 300


@dataclass
class Done:
    code: int
    out: str
    err: str
    seconds: float = 0
    """Of processor time."""
    megabytes: float = 0
    """In memory at most, where it was a process of its own."""

    @property
    def summary(self) -> dict:
        return json.loads(self.out)


def environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "DOSSIER_"))}


def call(*args: object) -> Done:
    """Calls the command in this process, which takes half the time of one of its own."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    begun = time.process_time()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        patch.setattr(sys, "argv", ["dossier", *map(str, args)])
        for name in os.environ.keys() - environment().keys():
            patch.delenv(name)
        code = cli.main()
    said = (stream.buffer.getvalue().decode() for stream in (out, err))
    return Done(code, *said, time.process_time() - begun)


def start(*args: object, before: str = "", **options) -> subprocess.Popen:
    """Starts the command in a process group of its own; `before` is Python that runs first."""
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", HEARS + before + "\n" + MAIN, *map(str, args)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
        start_new_session=True,
        **options,
    )


def finish(running: subprocess.Popen, limit: float = LIMIT) -> Done:
    """Waits for it, and sees to it that nothing hangs and that none of its processes outlives it."""
    peak, begun = [0.0], seconds_of_children()
    watcher = threading.Thread(target=watch, args=(running, peak))
    watcher.start()
    try:
        out, err = running.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        os.killpg(running.pid, signal.SIGKILL)
        out, err = running.communicate()
        raise AssertionError(f"it hangs; said {err[-2000:]}") from None
    finally:
        watcher.join()
    return Done(running.returncode, out, err, seconds_of_children() - begun, peak[0])


def seconds_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def watch(running: subprocess.Popen, peak: list[float]) -> None:
    while running.returncode is None:
        for process in family(running.pid):
            peak[0] = max(peak[0], memory(process))
        threading.Event().wait(0.05)


def family(pid: int) -> list[int]:
    """A process, its children, and theirs."""
    found = [pid]
    for parent in found:
        try:
            children = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii")
        except OSError:
            continue
        found += map(int, children.split())
    return found


def memory(pid: int) -> float:
    """Megabytes that a process has in memory."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1e3 for line in status.splitlines() if line.startswith("VmHWM:")), 0.0)


@pytest.fixture(scope="session")
def dossier():
    """Runs the command to its end: in this process, or `apart` in one of its own, where Python may run `before` it."""

    def dossier(*args: object, apart: bool = False, before: str = "") -> Done:
        return finish(start(*args, before=before)) if apart or before else call(*args)

    return dossier


@pytest.fixture(scope="session")
def require_sound():
    """Asserts that what is served is complete, that its ledger adds up, and that nothing else lies about."""

    def require(warehouse: Path) -> Path:
        latest = (warehouse / "latest").resolve()
        assert verify_release(latest) == []
        assert {path.name for path in warehouse.iterdir()} - {"runs"} == {"latest", "releases", ".lock"}
        hidden = [path.name for path in (warehouse / "releases").iterdir() if path.name.startswith(".")]
        assert hidden == []
        assert not (latest / "staging").exists()
        return latest

    return require


@pytest.fixture
def run(dossier, require_sound, tmp_path):
    """Runs inputs to a sound release; gives the summary and the ledger."""

    def run(*inputs: object, warehouse: Path = tmp_path / "warehouse", **options) -> tuple[dict, pl.DataFrame, Done]:
        args = [arg for name, value in options.pop("set", {}).items() for arg in (f"--{name}", value)]
        done = dossier("run", *inputs, "--warehouse", warehouse, "--json", "--max-rejected", 1, *args, **options)
        assert (done.code, done.err) == (0, "")
        summary = done.summary
        records = ledger(require_sound(warehouse))
        # Within one run a record may lie in several places.
        assert sum(summary["records_by_outcome"].values()) == records.height
        assert summary["records_read"] - summary["records_known"] == records.height
        return summary, records, done

    return run


def ledger(release: Path) -> pl.DataFrame:
    with duckdb.connect(release / "dossier.duckdb", read_only=True) as con:
        return con.sql("from records order by file, position").pl()


@pytest.fixture(scope="session")
def dumps(tmp_path_factory) -> Path:
    """A handful of pages."""
    folder = tmp_path_factory.mktemp("dumps")
    sample.write(folder, 12, 3, "jsonl")
    return folder


@pytest.fixture(scope="session")
def many_dumps(tmp_path_factory) -> Path:
    """So many pages that several processes share the work."""
    folder = tmp_path_factory.mktemp("many")
    sample.write(folder, 450, 4, "jsonl")
    return folder


@pytest.fixture(scope="session")
def published(tmp_path_factory, dossier, dumps) -> Path:
    """A warehouse with one release; only to be copied."""
    warehouse = tmp_path_factory.mktemp("published") / "warehouse"
    assert dossier("run", dumps, "--warehouse", warehouse, apart=True).code == 0
    return warehouse


@pytest.fixture
def warehouse(published, tmp_path) -> Path:
    """A copy of it."""
    copy = tmp_path / "warehouse"
    subprocess.run(["cp", "-a", published, copy], check=True)
    return copy


@pytest.fixture(scope="session")
def page() -> dict:
    """A page that becomes an article: url, text, timestamp."""
    return next(
        {"url": dump.url, "text": dump.text, "timestamp": "2024-05-01T00:00:00Z"}
        for dump in Corpus(30, 5)
        if dump.outcome == "publication" and dump.rendering == "A-2026"
    )
