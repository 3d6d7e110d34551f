"""Shards: lists of files, or parts of large ones, that one process reads and flattens into staged frames."""

import gc
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from uuid import uuid4

import numpy as np
import polars as pl

from flows._disk import disk_errors
from flows._memory import peak_bytes
from flows.apart import in_main_thread
from flows.readers import Source, read_many, splittable
from flows.timelimit import TooSlowError, time_limit
from transforms.flatten import Flattened, flatten
from transforms.identify import identify
from transforms.ids import ID_BYTES

SHARD_BYTES = 64 * 2**20
"""Compressed or plain, about this much of the inputs makes a shard."""

LEAST_SPLIT = 4 * 2**20
"""A file smaller than this is one process's work."""

PAGE_SECONDS = 10
BATCH_SECONDS = 60
"""A page of 20 kB takes less than a millisecond; only one made to be slow takes this long."""

_FLUSH_TEXT = 96 * 2**20
_FLUSH_RECORDS = 4_000


@dataclass(frozen=True)
class Shard:
    """What one process works on, and where it puts it.

    Attributes:
        number: From 0, over the run's shards.
        sources: Files to read.
        part: Which part of each, of how many.
        staging: Folder that takes the staged frames.
        known: Parquet file with column record_id: records that need not be read again. None where all need.
        run_id: For the ledger.
        max_record_mb: Megabytes above which a record is rejected.
    """

    number: int
    sources: tuple[Source, ...]
    part: tuple[int, int]
    staging: str
    known: str | None
    run_id: str
    max_record_mb: float


@dataclass
class ShardResult:
    """What a shard came to; its frames are in the staging folder. `peak` is the process's memory."""

    read: int = 0
    known: int = 0
    slow: int = 0
    bytes: int = 0
    peak: int = 0
    ignored: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    def spend(self, stage: str, since: float) -> float:
        """Adds the time since to a stage; gives the time now."""
        now = time.perf_counter()
        self.seconds[stage] = self.seconds.get(stage, 0.0) + now - since
        return now


def plan(sources: list[Source], workers: int) -> list[tuple[tuple[Source, ...], tuple[int, int]]]:
    """Divides sources into shards; a large file that can be split is worked on by every process.

    Returns:
        Files, and which part of them of how many.
    """
    shards: list[tuple[tuple[Source, ...], tuple[int, int]]] = []
    together: list[Source] = []
    size = 0
    limit = min(SHARD_BYTES, max(LEAST_SPLIT, sum(max(one.size, 0) for one in sources) // (2 * workers) + 1))
    for source in sources:
        if source.size > limit and splittable(source) and workers > 1:
            shards += [((source,), (part, workers)) for part in range(workers)]
            continue
        if together and size + source.size > limit:
            shards.append((tuple(together), (0, 1)))
            together, size = [], 0
        together.append(source)
        size += max(source.size, 0)
    if together:
        shards.append((tuple(together), (0, 1)))
    return shards


def work(shard: Shard) -> ShardResult:
    """Reads a shard, flattens what is new in it and stages the frames; called from any thread."""
    return in_main_thread(_work_here, shard)  # where the time of a page can be limited


def _work_here(shard: Shard) -> ShardResult:
    gc.disable()  # pages are many small objects without cycles: looking for cycles costs a quarter of the time
    try:
        result = _work(shard)
        result.peak = peak_bytes()
        return result
    finally:
        gc.enable()


def _work(shard: Shard) -> ShardResult:
    result = ShardResult()
    stage = _Stage(shard)
    known = _known(shard.known)
    for records in _batches(shard, result):
        now = time.perf_counter()
        identified = identify(records)
        result.read += records.height
        if known is not None:
            identified = identified.filter(~_among(identified["record_id"], known))
        result.known += records.height - identified.height
        if identified.is_empty():
            result.spend("flatten", now)
            continue
        result.bytes += int(identified["bytes"].sum())
        flattened = _flatten(identified, shard.run_id)
        result.slow += flattened.slow
        now = result.spend("flatten", now)
        stage.add(flattened, int(identified["bytes"].sum()))
        result.spend("stage", now)
    now = time.perf_counter()
    stage.flush()
    result.spend("stage", now)
    return result


def _flatten(records: pl.DataFrame, run_id: str) -> Flattened:
    """Flattens a batch; a page that takes too long is rejected for that, and the rest goes on."""
    try:
        with time_limit(BATCH_SECONDS):
            return flatten(records, run_id)
    except TooSlowError:
        ones = [_flatten_one(record, run_id) for record in records.iter_slices(1)]
        frames = {name: pl.concat([one.frames()[name] for one in ones]) for name in ones[0].frames()}
        return Flattened(**frames, slow=sum(one.slow for one in ones))


def _flatten_one(record: pl.DataFrame, run_id: str) -> Flattened:
    try:
        with time_limit(PAGE_SECONDS):
            return flatten(record, run_id)
    except TooSlowError:
        slow = record.with_columns(
            reason=pl.lit("too_slow"),
            detail=pl.lit(f"not read within {PAGE_SECONDS} seconds"),
            payload=pl.col("text").cast(pl.Binary),
        )
        return flatten(slow, run_id)


def _batches(shard: Shard, result: ShardResult) -> Iterator[pl.DataFrame]:
    now = time.perf_counter()
    for records in read_many(shard.sources, *shard.part, shard.max_record_mb, result.ignored):
        result.spend("read", now)
        yield records
        now = time.perf_counter()
    result.spend("read", now)


@cache
def _known(path: str | None) -> np.ndarray | None:
    """The known ids in order: bytes of one width take a quarter of the memory of strings in a set."""
    return _ids(pl.read_parquet(path, columns=["record_id"], glob=False)["record_id"].sort()) if path else None


def _ids(ids: pl.Series) -> np.ndarray:
    return np.array(ids.to_list(), dtype=f"S{2 * ID_BYTES}")


def _among(ids: pl.Series, known: np.ndarray) -> pl.Series:
    wanted = _ids(ids)
    places = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    return pl.Series(known[places] == wanted)


class _Stage:
    """Collects flattened batches and writes them, a batch number with every row, once they are worth a file."""

    def __init__(self, shard: Shard) -> None:
        self._folder = Path(shard.staging)
        self._shard = shard.number
        self._files = 0
        self._held: dict[str, list[pl.DataFrame]] = {}
        self._bytes = self._records = self._batches = 0

    def add(self, flattened: Flattened, size: int) -> None:
        batch = pl.lit(self._shard << 24 | self._batches, pl.UInt64)
        self._batches += 1
        for name, frame in flattened.frames().items():
            self._held.setdefault(name, []).append(frame.with_columns(batch=batch))
        self._bytes += size
        self._records += flattened.pages.height
        if self._bytes > _FLUSH_TEXT or self._records > _FLUSH_RECORDS:
            self.flush()

    def flush(self) -> None:
        for name, frame in ((name, pl.concat(frames)) for name, frames in self._held.items()):
            if name == "sections":
                for year, rows in self._by_year(frame):
                    self._write(f"{name}/{year}", rows)
            else:
                self._write(name, frame)
        self._files += 1
        self._held = {}
        self._bytes = self._records = 0

    def _by_year(self, sections: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
        """Sections are large, and the release has them by year: nobody shall look through those of other years."""
        pages = pl.concat(self._held["pages"]).select("record_id", "batch", year=staged_year())
        dated = sections.join(pages, on=["record_id", "batch"], how="left", maintain_order="left")
        for (year,), rows in dated.partition_by("year", as_dict=True, include_key=False).items():
            yield str(year), rows

    def _write(self, name: str, rows: pl.DataFrame) -> None:
        path = self._folder / name / f"{self._shard:06d}-{self._files:06d}.arrow"
        with disk_errors(path):
            # Not the release's folder: where that is gone the run is over, and who is left must not bring it back.
            for folder in (self._folder, *([path.parent.parent] if "/" in name else []), path.parent):
                folder.mkdir(exist_ok=True)
            # In a cluster a worker that was given up for lost may still be at the same shard: whole files, or none.
            aside = path.with_name(f".{path.name}.{uuid4().hex}")
            rows.write_ipc(aside, compression="uncompressed")
            aside.replace(path)


def staged_year() -> pl.Expr:
    """Folder of `sections` that a page's sections are staged in: the year that it prints, or `none`."""
    return pl.col("published_on").dt.year().cast(pl.String).fill_null("none")
