"""What all WET files of a Common Crawl would cost, from what a small one costs here (docs/scale.md).

    python tests/benchmarks/scale.py [--pages 20000] [--articles 3000] [--files 90000] [--file-mb 150]

Makes a WET file of made-up pages of other sites, with few publications among them, works on it as a shard, merges two
numbers of articles, and multiplies. CPU seconds, not wall time, so that a busy machine tells about the same.
"""

import argparse
import gzip
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import measuring
import numpy as np

from flows import pipeline, sample
from flows.readers import discover
from flows.shards import Shard, work

_HOSTS = 2_000
_BUCKETS = 256


def main() -> None:
    """Measures, multiplies and prints."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--pages", type=int, default=20_000, help="pages of the WET file that is tried")
    options.add_argument("--articles", type=int, default=3_000, help="articles of the smaller merge")
    options.add_argument("--files", type=int, default=90_000, help="WET files of a crawl")
    options.add_argument("--file-mb", type=float, default=150, help="compressed megabytes of one")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="dossier-scale-") as scratch:
        folder = Path(scratch)
        wet = _write_wet(folder / "one.warc.wet.gz", chosen.pages)
        size = wet.stat().st_size / 1e6
        shard, read = measuring.apart(_shard, str(wet), str(folder / "staging"))
        staged = sum(path.stat().st_size for path in (folder / "staging").rglob("*.arrow")) / 1e6
        factor, crawl = chosen.file_mb / size, chosen.file_mb / size * chosen.files
        hours = shard.cpu * crawl / 3600
        print(f"a WET file of {size:,.1f} MB, {read:,} pages")
        print(f"  {shard.cpu:,.2f} CPU s, {shard.megabytes:,.0f} MB of memory at most, {staged:,.1f} MB staged")
        print(f"one of {chosen.file_mb:,.0f} MB\n  {shard.cpu * factor:,.1f} CPU s, {staged * factor:,.0f} MB staged")
        print(f"{chosen.files:,} of these\n  {hours:,.0f} core hours, {hours / 64:,.1f} h on 64 cores")
        print(f"  {read * crawl / 1e9:,.2f} billion records, {staged * crawl / 1e6:,.1f} TB staged")
        print(f"  {read * crawl * 24 / 1e9:,.0f} GB of known ids in each process of the next run")

        few, many = (_merged(folder / f"m{n}", n) for n in (chosen.articles, 2 * chosen.articles))
        cpu = (many.cpu - few.cpu) / chosen.articles
        memory = 1e6 * (many.megabytes - few.megabytes) / chosen.articles
        print(f"a run of {chosen.articles:,} articles and one of twice as many")
        print(f"  {few.cpu:,.1f} and {many.cpu:,.1f} CPU s, {few.megabytes:,.0f} and {many.megabytes:,.0f} MB")
        print(f"  {cpu * 1e3:.2f} CPU ms and {memory / 1e3:,.1f} kB more an article")
        for articles in (1e6, 1e7, 1e8):
            print(f"  {articles:>11,.0f}: {cpu * articles / 3600:,.1f} core hours, {memory * articles / 1e9:,.0f} GB")
        print(f"{_BUCKETS} buckets by hash of what brings records together")
        for articles in (10_000, 1_000_000, 10_000_000):
            loads = _loads(articles)
            print(f"  {articles:>11,} articles: the fullest holds {loads.max() / loads.mean():.2f} times the mean")


def _write_wet(path: Path, pages: int) -> Path:
    """Pages of many hosts with five kilobytes of text each, about as well compressible as prose."""
    dice = random.Random(0)
    words = ["".join(dice.choices("etaoinshrdlucmfwypvbgk", k=dice.randint(2, 11))) for _ in range(20_000)]
    with gzip.open(path, "wb", compresslevel=6) as file:
        for page in _pages(dice, words, pages):
            file.write(page)
    return path


def _pages(dice: random.Random, words: list[str], count: int) -> Iterator[bytes]:
    for number in range(count):
        drawn = dice.choices(words, k=dice.randint(100, 1400))
        text = "\n".join(" ".join(drawn[place : place + 40]) for place in range(0, len(drawn), 40)).encode()
        head = (
            "WARC/1.0\r\nWARC-Type: conversion\r\n"
            f"WARC-Target-URI: https://www.site{dice.randrange(_HOSTS)}.example/{number}\r\n"
            f"WARC-Date: 2026-01-01T00:00:00Z\r\nContent-Type: text/plain\r\nContent-Length: {len(text)}\r\n\r\n"
        )
        yield head.encode() + text + b"\r\n\r\n"


def _shard(wet: str, staging: str) -> int:
    sources, _ = discover([wet])
    return work(Shard(0, tuple(sources), (0, 1), staging, None, "run", 64)).read


def _merged(folder: Path, articles: int) -> measuring.Taken:
    sample.write(folder / "dumps", articles, 1)
    return measuring.apart(_run, str(folder / "dumps"), str(folder / "warehouse"))[0]


def _run(dumps: str, warehouse: str) -> None:
    pipeline.run([dumps], Path(warehouse), workers=1)


def _loads(articles: int) -> np.ndarray:
    dice = np.random.default_rng(0)
    dumps = np.minimum(dice.zipf(1.5, articles), 100_000)
    return np.bincount(dice.integers(0, _BUCKETS, articles), weights=dumps, minlength=_BUCKETS)


if __name__ == "__main__":
    sys.exit(main())
