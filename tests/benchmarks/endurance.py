"""What takes too long for the tests: kills at random moments, a zip of a million members, memory on much input.

python tests/benchmarks/endurance.py kills [--rounds 50]
python tests/benchmarks/endurance.py members [--count 1000000]
python tests/benchmarks/endurance.py memory [--gigabytes 1 3] [--workers 2]
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import measuring

DOSSIER = Path(sys.executable).parent / "dossier"
GIGABYTE_OF_ARTICLES = 42_000
"""A page has some 22 kB, and there are a tenth more pages than articles."""


def main() -> None:
    """Runs what was asked for."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("what", choices=("kills", "members", "memory"))
    options.add_argument("--rounds", type=int, default=50)
    options.add_argument("--count", type=int, default=1_000_000)
    options.add_argument("--gigabytes", type=float, nargs="+", default=[1, 3])
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--seed", type=int, default=0)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="dossier-endurance-") as scratch:
        {"kills": kills, "members": members, "memory": memory}[chosen.what](Path(scratch), chosen)


def kills(folder: Path, chosen: argparse.Namespace) -> None:
    """Kills a run at moments spread over it; every time the release served must be whole and the next run succeed."""
    dice = random.Random(chosen.seed)
    for number in range(4):
        dossier("sample", folder / f"dumps-{number}", "--articles", 450, "--seed", number, "--form", "jsonl")
    house = folder / "warehouse"
    dossier("run", folder / "dumps-0", "--warehouse", house)
    begun = time.perf_counter()
    dossier("run", folder / "dumps-1", "--warehouse", folder / "timed", "--workers", 2)
    seconds = time.perf_counter() - begun
    killed = published = 0
    for number in range(chosen.rounds):
        at = (number + dice.random()) / chosen.rounds * seconds
        inputs = folder / f"dumps-{number % 4}"
        command = [DOSSIER, "run", inputs, "--warehouse", house, "--full-refresh", "--workers", 2]
        before = (house / "latest").readlink()
        running = subprocess.Popen(
            list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        try:
            running.wait(at)
        except subprocess.TimeoutExpired:
            os.killpg(running.pid, signal.SIGKILL)
            killed += running.wait() == -signal.SIGKILL
        published += (house / "latest").readlink() != before
        dossier("verify", "--warehouse", house)
        dossier("run", inputs, "--warehouse", house)
        left = {path.name for path in house.iterdir()} - {"latest", "releases", "runs", ".lock"}
        left |= {path.name for path in (house / "releases").iterdir() if path.name.startswith(".")}
        if left:
            raise SystemExit(f"killed after {at:.2f} s: left behind {left}")
        for release in sorted((house / "releases").iterdir())[:-3]:
            if release.name != (house / "latest").readlink().name:
                shutil.rmtree(release)
    print(f"{killed} of {chosen.rounds} runs killed within {seconds:.1f} s, {published} had published before it")
    print("every time what was served was whole, the next run succeeded, and nothing was left behind")


def members(folder: Path, chosen: argparse.Namespace) -> None:
    """Reads a zip of very many tiny members."""
    (folder / "inputs").mkdir()
    with zipfile.ZipFile(folder / "inputs" / "many.zip", "w") as archive:
        for number in range(chosen.count):
            archive.writestr(f"{number}.txt", str(number))
    run(folder, chosen, f"zip of {chosen.count:,} members", "--max-rejected", 1)


def memory(folder: Path, chosen: argparse.Namespace) -> None:
    """Reads inputs of several sizes; the peak must not go with the size."""
    peaks = []
    for gigabytes in chosen.gigabytes:
        dossier("sample", folder / "inputs", "--articles", int(gigabytes * GIGABYTE_OF_ARTICLES), "--seed", chosen.seed)
        peaks.append(run(folder, chosen, f"{gigabytes:g} GB of dumps"))
        shutil.rmtree(folder / "inputs")
    print(f"last to first: {peaks[-1] / peaks[0]:.2f}")


def run(folder: Path, chosen: argparse.Namespace, what: str, *more: object) -> float:
    """Runs the inputs and prints time and peak memory of all processes."""
    house = folder / "warehouse"
    command = [DOSSIER, "run", folder / "inputs", "--warehouse", house, "--workers", chosen.workers, "--json", *more]
    taken, out = measuring.command(command)
    summary = json.loads(out)
    print(
        f"{what}: {summary['records_read']:,} records, {taken.seconds:.1f} s, peak {taken.megabytes:,.0f} MB of all "
        f"processes, {taken.main:,.0f} MB of the main one, {taken.child:,.0f} MB of a worker",
        flush=True,
    )
    shutil.rmtree(house)
    return taken.megabytes


def dossier(*args: object) -> None:
    """Runs a command that must succeed."""
    done = subprocess.run(list(map(str, (DOSSIER, *args))), capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"dossier {' '.join(map(str, args))}: {done.stderr}")


if __name__ == "__main__":
    main()
