"""What a run costs that adds one page in a hundred, spread over all years, beside the run over all pages.

    python tests/benchmarks/increment.py [--articles 44440] [--rounds 3] [--workers 2]

Each figure is a median over the rounds, of whole processes with their children. On a busy machine compare the CPU
seconds.
"""

import io
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import measuring
import zstandard

DOSSIER = Path(sys.executable).parent / "dossier"


def main() -> None:
    """Runs the rounds and prints what they took."""
    chosen = measuring.options(__doc__)
    ways: dict[str, list[measuring.Taken]] = {"all": [], "1 % more": []}
    summaries: dict[str, list[dict]] = {name: [] for name in ways}
    with tempfile.TemporaryDirectory(prefix="dossier-bench-") as scratch:
        folder = Path(scratch)
        subprocess.run(
            [DOSSIER, "sample", folder / "dumps", "--articles", str(chosen.articles)], check=True, capture_output=True
        )
        _part(sorted((folder / "dumps").glob("*.jsonl.zst")), folder)
        known = folder / "known"
        subprocess.run([DOSSIER, "run", folder / "most", "--warehouse", known], check=True, capture_output=True)
        for _ in range(chosen.rounds):
            for name, dumps in {"all": "dumps", "1 % more": "new"}.items():
                warehouse = folder / "warehouse"
                if dumps == "new":
                    shutil.copytree(known, warehouse, symlinks=True, copy_function=os.link)
                command = [DOSSIER, "run", folder / dumps, "--warehouse", warehouse, "--workers", chosen.workers]
                taken, out = measuring.command([*command, "--json"])
                ways[name].append(taken)
                summaries[name].append(json.loads(out))
                shutil.rmtree(warehouse)
    for name, runs in ways.items():
        seconds, cpu, megabytes = (statistics.median(one[index] for one in runs) for index in range(3))
        print(f"{name:<10} {seconds:8.2f} s {cpu:8.2f} CPU s {megabytes:8,.0f} MB at most in memory")
    pairs = list(zip(ways["1 % more"], ways["all"], strict=True))
    seconds, cpu = (statistics.median(some[index] / whole[index] for some, whole in pairs) for index in range(2))
    print(f"{'ratio':<10} {seconds:8.2f}   {cpu:8.2f}   medians of {chosen.rounds} rounds")
    for stage in summaries["all"][0]["stage_seconds"]:
        medians = [statistics.median(one["stage_seconds"].get(stage, 0.0) for one in summaries[name]) for name in ways]
        what = "over all processes" if "." in stage else ""
        print(f"  {stage:<18} {' '.join(f'{median:8.2f}' for median in medians)} {what}")


def _part(files: list[Path], folder: Path) -> None:
    """Writes one line in a hundred into the folder `new`, and all others into `most`."""
    parts = []
    for name in ("most", "new"):
        (folder / name).mkdir()
        parts.append(zstandard.open(folder / name / "dumps.jsonl.zst", "wb"))
    number = 0
    for file in files:
        with zstandard.open(file, "rb") as lines:
            for line in io.BufferedReader(lines):
                parts[number % 100 == 50].write(line)
                number += 1
    for part in parts:
        part.close()


if __name__ == "__main__":
    main()
