"""`dossier run` on made-up pages in three ways, side by side with DuckDB that only copies the same files to Parquet.

    python tests/benchmarks/full_run.py [--articles 44440] [--rounds 3] [--workers 2]

The shards are worked on by a pool of processes, by Prefect tasks (a tracked run, with a temporary server), and by a
Dask cluster of as many workers on this machine. All work in turn on the same `.jsonl.zst`, and the tables must be the
same row for row; each figure is a median over the rounds, of whole processes with their children, server and cluster.
`run s` is the run's own time, without the start of processes and server; Dask's cluster was started before.
On a busy machine compare the CPU seconds: user and system time.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import measuring
import polars as pl
from measuring import Taken

from transforms.schema import TABLES

COPY = """
import duckdb, sys
duckdb.execute("set threads = 2")
source = f"read_json('{sys.argv[1]}', format = 'newline_delimited')"
duckdb.execute(f"copy (from {source}) to '{sys.argv[2]}' (format parquet)")
"""
CLUSTER = """
import sys
from distributed import LocalCluster
some = {"n_workers": int(sys.argv[1]), "threads_per_worker": 1, "host": "127.0.0.1", "dashboard_address": None}
with LocalCluster(**some) as cluster:
    print(cluster.scheduler_address, flush=True)
    sys.stdin.read()
"""
DOSSIER = Path(sys.executable).parent / "dossier"
POOL, TASKS, DASK = "dossier run", "by Prefect tasks", "by Dask workers"


def main() -> None:
    """Runs the rounds and prints what they took."""
    chosen = measuring.options(__doc__)
    with tempfile.TemporaryDirectory(prefix="dossier-bench-") as scratch, _cluster(chosen.workers) as (leader, address):
        folder = Path(scratch)
        dumps = folder / "dumps"
        subprocess.run([DOSSIER, "sample", dumps, "--articles", str(chosen.articles)], check=True, capture_output=True)
        files = list(dumps.glob("*.jsonl.zst"))
        environment = {"PREFECT_HOME": str(folder / "prefect")}
        ways: dict[str, tuple[list[object], list[int]]] = {
            POOL: (["--workers", chosen.workers], []),
            TASKS: (["--workers", chosen.workers, "--track"], []),
            DASK: (["--runner", "dask", "--scheduler", address], [leader]),
        }
        copies: list[Taken] = []
        runs: dict[str, list[Taken]] = {name: [] for name in ways}
        summaries: dict[str, list[dict]] = {name: [] for name in ways}
        for _ in range(chosen.rounds):
            copy = [sys.executable, "-c", COPY, dumps / "*.jsonl.zst", folder / "copy.parquet"]
            copies.append(measuring.command(copy)[0])
            for name, (more, helpers) in ways.items():
                command = [DOSSIER, "run", dumps, "--warehouse", folder / name, "--json", *more]
                taken, out = measuring.command(command, environment, helpers)
                runs[name].append(taken)
                summaries[name].append(json.loads(out))
            for name in (TASKS, DASK):
                _require_same(folder / POOL, folder / name)
            for name in ways:
                shutil.rmtree(folder / name)
        packed = sum(file.stat().st_size for file in files)
    summary = summaries[POOL][-1]
    print(
        f"{summary['records_read']:,} records, {summary['bytes_read'] / 1e6:,.0f} MB of text "
        f"in {packed / 1e6:,.0f} MB, {len(files)} file(s)"
    )
    print(f"{'':<22} {'seconds':>8} {'run s':>8} {'CPU s':>8} {'MB at most in memory':>22}")
    for name, taken in {"DuckDB copy": copies, **runs}.items():
        seconds, cpu, megabytes = (statistics.median(one[index] for one in taken) for index in range(3))
        own = f"{_median(summaries[name], 'seconds'):8.2f}" if name in summaries else f"{'':8}"
        print(f"{name:<22} {seconds:8.2f} {own} {cpu:8.2f} {megabytes:22,.0f}")
    seconds, cpu = (statistics.median(_ratios(index, runs[POOL], copies)) for index in range(2))
    print(f"{'dossier run to copy':<22} {seconds:8.2f} {'':8} {cpu:8.2f}    medians of {chosen.rounds} rounds")
    print("the tables of all ways are the same, row for row")
    print(f"slower general path    {summary['slow_path'] / summary['records_read']:8.2%}")
    print(f"{'':<22} {'pool':>8} {'tasks':>8} {'Dask':>8}")
    for stage in summary["stage_seconds"]:
        columns = " ".join(f"{_median([one['stage_seconds'] for one in summaries[name]], stage):8.2f}" for name in ways)
        print(f"  {stage:<20} {columns} {'over all processes' if '.' in stage else ''}")


@contextmanager
def _cluster(workers: int) -> Iterator[tuple[int, str]]:
    """A Dask cluster on this machine: the process that leads it, and its address."""
    leader = subprocess.Popen(
        [sys.executable, "-c", CLUSTER, str(workers)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        # One thread as in a pool: string work on one column does not use more. Its workers complain when they end.
        env=os.environ | {"POLARS_MAX_THREADS": "1", "DASK_LOGGING__DISTRIBUTED": "critical"},
    )
    assert leader.stdin is not None and leader.stdout is not None
    try:
        yield leader.pid, leader.stdout.readline().strip()
    finally:
        leader.stdin.close()
        leader.wait(60)


def _require_same(one: Path, other: Path) -> None:
    """Compares the tables file by file: together they may not fit into memory."""
    for table in TABLES:
        files, others = (sorted((house / "latest" / table).rglob("*.parquet")) for house in (one, other))
        if [path.name for path in files] != [path.name for path in others]:
            raise SystemExit(f"{other.name}: other files of {table} than {one.name} has")
        for path, counterpart in zip(files, others, strict=True):
            mine, theirs = (pl.read_parquet(each).drop("run_id", strict=False) for each in (path, counterpart))
            if not mine.equals(theirs):
                raise SystemExit(f"{other.name}: {table}/{path.name} has other rows than {one.name} has")


def _ratios(index: int, runs: list[Taken], copies: list[Taken]) -> list[float]:
    return [run[index] / copy[index] for run, copy in zip(runs, copies, strict=True)]


def _median(rows: list[dict], name: str) -> float:
    return statistics.median(row[name] for row in rows)


if __name__ == "__main__":
    main()
