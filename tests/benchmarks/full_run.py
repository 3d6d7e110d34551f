"""`dossier run` on made-up pages, side by side with DuckDB that only copies the same files to Parquet.

    python tests/benchmarks/full_run.py [--articles 44440] [--rounds 3]

Both work in turn on the same `.jsonl.zst`; each figure is a median over the rounds, of whole processes with their
children.
On a busy machine compare the CPU seconds: user and system time of the process and of its children.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import NamedTuple

COPY = """
import duckdb, sys
duckdb.execute("set threads = 2")
source = f"read_json('{sys.argv[1]}', format = 'newline_delimited')"
duckdb.execute(f"copy (from {source}) to '{sys.argv[2]}' (format parquet)")
"""


class Figures(NamedTuple):
    """What a process took, with its children."""

    seconds: float
    cpu: float
    megabytes: float


def main() -> None:
    """Runs the rounds and prints what they took."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--articles", type=int, default=44_440, help="50,000 pages with their re-dumps")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--workers", type=int, default=2)
    chosen = options.parse_args()
    dossier = Path(sys.executable).parent / "dossier"
    with tempfile.TemporaryDirectory(prefix="dossier-bench-") as scratch:
        folder = Path(scratch)
        dumps = folder / "dumps"
        subprocess.run([dossier, "sample", dumps, "--articles", str(chosen.articles)], check=True, capture_output=True)
        files = list(dumps.glob("*.jsonl.zst"))
        copies, runs, summaries = [], [], []
        for number in range(chosen.rounds):
            copy = [sys.executable, "-c", COPY, dumps / "*.jsonl.zst", folder / "copy.parquet"]
            copies.append(_measure(copy)[0])
            warehouse = folder / f"warehouse-{number}"
            figures, out = _measure(
                [dossier, "run", dumps, "--warehouse", warehouse, "--workers", chosen.workers, "--json"]
            )
            runs.append(figures)
            summaries.append(json.loads(out))
            shutil.rmtree(warehouse)
        packed = sum(file.stat().st_size for file in files)
    summary = summaries[-1]
    print(
        f"{summary['records_read']:,} records, {summary['bytes_read'] / 1e6:,.0f} MB of text "
        f"in {packed / 1e6:,.0f} MB, {len(files)} file(s)"
    )
    print(f"{'':<22} {'seconds':>8} {'CPU s':>8} {'MB at most in memory':>22}")
    for name, taken in (("DuckDB copy", copies), ("dossier run", runs)):
        seconds, cpu, megabytes = (statistics.median(values) for values in zip(*taken, strict=True))
        print(f"{name:<22} {seconds:8.2f} {cpu:8.2f} {megabytes:22,.0f}")
    seconds, cpu, _ = (statistics.median(_ratios(index, runs, copies)) for index in range(3))
    print(f"{'ratio':<22} {seconds:8.2f} {cpu:8.2f}    medians of {chosen.rounds} rounds")
    print(f"slower general path    {summary['slow_path'] / summary['records_read']:8.2%}")
    for stage in summary["stage_seconds"]:
        seconds = statistics.median(one["stage_seconds"][stage] for one in summaries)
        what = "over all processes" if "." in stage else ""
        print(f"  {stage:<20} {seconds:8.2f} {what}")


def _ratios(index: int, runs: list[Figures], copies: list[Figures]) -> list[float]:
    return [run[index] / copy[index] for run, copy in zip(runs, copies, strict=True)]


def _measure(command: list) -> tuple[Figures, str]:
    """What a command takes, and its output; memory is shared out among the processes that share it."""
    begun, used = time.perf_counter(), os.times()
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, text=True)
    peak = [0.0]
    watcher = threading.Thread(target=_watch, args=(process, peak))
    watcher.start()
    out, _ = process.communicate()
    seconds, now = time.perf_counter() - begun, os.times()
    watcher.join()
    if process.returncode:
        raise SystemExit(f"{command[0]} failed with {process.returncode}")
    cpu = now.children_user + now.children_system - used.children_user - used.children_system
    return Figures(seconds, cpu, peak[0]), out


def _watch(process: subprocess.Popen, peak: list[float]) -> None:
    while process.poll() is None:
        peak[0] = max(peak[0], sum(map(_memory, _family(process.pid))))
        time.sleep(0.1)


def _family(pid: int) -> list[int]:
    family = [pid]
    for parent in family:
        try:
            children = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii")
        except OSError:
            continue
        family += map(int, children.split())
    return family


def _memory(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1e3 for line in lines if line.startswith("Pss:")), 0.0)


if __name__ == "__main__":
    main()
