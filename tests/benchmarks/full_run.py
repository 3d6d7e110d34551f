"""`dossier run` on made-up pages, side by side with DuckDB that only copies the same file to Parquet.

    python tests/benchmarks/full_run.py [--articles 50000] [--rounds 3]

Both work in turn on the same `.jsonl.zst`; each figure is a median over the rounds, of whole processes with their children.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

COPY = """
import duckdb, sys
duckdb.execute("set threads = 2")
duckdb.execute(f"copy (from read_json('{sys.argv[1]}', format = 'newline_delimited')) to '{sys.argv[2]}' (format parquet)")
"""


def main() -> None:
    """Runs the rounds and prints what they took."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--articles", type=int, default=44_500, help="about 50,000 pages with their re-dumps")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--workers", type=int, default=2)
    chosen = options.parse_args()
    dossier = Path(sys.executable).parent / "dossier"
    with tempfile.TemporaryDirectory(prefix="dossier-bench-") as scratch:
        folder = Path(scratch)
        dumps = folder / "dumps"
        _run([dossier, "sample", dumps, "--articles", chosen.articles])
        source = next(dumps.glob("*.jsonl.zst"))
        copies, runs, summaries = [], [], []
        for number in range(chosen.rounds):
            copies.append(_measure([sys.executable, "-c", COPY, source, folder / "copy.parquet"])[:2])
            warehouse = folder / f"warehouse-{number}"
            command = [dossier, "run", dumps, "--warehouse", warehouse, "--workers", chosen.workers, "--json"]
            *figures, out = _measure(command)
            runs.append(figures)
            summaries.append(json.loads(out))
            subprocess.run(["rm", "-rf", warehouse], check=True)
    summary = summaries[-1]
    ratio = statistics.median(run[0] / copy[0] for run, copy in zip(runs, copies, strict=True))
    print(f"records              {summary['records_read']:,}, {summary['bytes_read'] / 1e6:,.0f} MB of text")
    print(f"DuckDB copy          {_median(copies, 0):8.2f} s   {_median(copies, 1):8,.0f} MB at most in memory")
    print(
        f"dossier run          {_median(runs, 0):8.2f} s   {_median(runs, 1):8,.0f} MB at most in memory, all processes"
    )
    print(f"ratio                {ratio:8.2f}     median of {chosen.rounds} rounds")
    print(f"slower general path  {summary['slow_path'] / summary['records_read']:8.2%}")
    for stage in summary["stage_seconds"]:
        seconds = statistics.median(one["stage_seconds"][stage] for one in summaries)
        what = "over all processes" if "." in stage else ""
        print(f"  {stage:<18} {seconds:8.2f} s {what}")


def _median(figures: list, index: int) -> float:
    return statistics.median(one[index] for one in figures)


def _run(command: list) -> str:
    return subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True).stdout


def _measure(command: list) -> tuple[float, float, str]:
    """Seconds, megabytes and output of a command; memory is shared out among the processes that share it."""
    begun = time.perf_counter()
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, text=True)
    peak = [0.0]
    watcher = threading.Thread(target=_watch, args=(process, peak))
    watcher.start()
    out, _ = process.communicate()
    seconds = time.perf_counter() - begun
    watcher.join()
    if process.returncode:
        raise SystemExit(f"{command[0]} failed with {process.returncode}")
    return seconds, peak[0], out


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
