"""The pipeline as plain Python: load, flatten, merge, check, write, model, report, publish.

It needs no server; `flows/etl.py` runs the same stages as a Prefect flow.
"""

import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar

import polars as pl

from flows import account, keep, model, report, runs, staging
from flows._layout import STATE, published_at
from flows.cluster import ClusterPool, slots_of
from flows.errors import DossierError, UsageError
from flows.loading import load
from flows.merging import Outcome, carry_over, merge_all
from flows.pool import WorkerPool
from flows.publish import Draft, Warehouse, warehouse_at
from flows.readers.address import is_address
from flows.readers.frames import in_utf8
from flows.retry import Retry, prepare
from flows.search.index import NAME as INDEX
from flows.search.indexing import Indexing
from flows.shards import Shard, plan, work
from flows.state import STATE_VERSION, Earlier, names_of
from flows.summary import Summary
from flows.tables import Pieces, write_sections, write_tables
from flows.years import moved_sections, sections_by_year
from transforms.profiles import parser_version
from transforms.schema import SCHEMA_VERSION, TABLES

R = TypeVar("R")
T = TypeVar("T")

_MOST_BESIDE = 100_000
"""Of more articles than this nothing is written beside the models: together they take the most memory."""

Tell = Callable[[str, dict[str, Any]], None]


class Stages(Protocol):
    """How stages are run: here, or as tasks that a server shows."""

    def call(self, name: str, fn: Callable[..., R], *args: Any) -> R:
        """Runs one stage."""
        ...

    def map(self, name: str, fn: Callable[[T], R], items: Iterable[T]) -> list[R]:
        """Runs a stage on every item."""
        ...


class PlainStages:
    """Runs stages in this process, and shards in a pool of processes where there are several, or in a cluster."""

    def __init__(self, workers: int, scheduler: str | None, tell: Tell) -> None:
        self._pool = pool_of(workers, scheduler)
        self._remote = scheduler is not None
        self._alone = workers == 1 and not self._remote
        self._tell = tell

    def call(self, name: str, fn: Callable[..., R], *args: Any) -> R:
        """Runs one stage."""
        self._tell(name, {})
        return fn(*args)

    def map(self, name: str, fn: Callable[[T], R], items: Iterable[T]) -> list[R]:
        """Runs a stage on every item."""
        shards = list(items)
        self._tell(name, {"done": 0, "total": len(shards)})
        results = []
        if self._alone or (len(shards) == 1 and not self._remote):
            for shard in shards:
                results.append(fn(shard))
                self._tell(name, {"done": len(results), "total": len(shards)})
            return results
        with self._pool() as pool:
            for result in pool.map(fn, shards):
                results.append(result)
                self._tell(name, {"done": len(results), "total": len(shards)})
        return results


def pool_of(workers: int | None, scheduler: str | None) -> Callable[[], WorkerPool | ClusterPool]:
    """What makes the executor that works on shards: processes of this machine, or a Dask cluster."""
    return partial(ClusterPool, scheduler) if scheduler else partial(WorkerPool, workers)


def run(
    inputs: list[str],
    warehouse: Path | str,
    *,
    full_refresh: bool = False,
    max_rejected: float = 0.25,
    max_record_mb: float = 64,
    accept_shrink: bool = False,
    retry_quarantine: bool = False,
    workers: int | None = None,
    index: bool = True,
    scheduler: str | None = None,
    wait_seconds: float = 60,
    progress: Tell | None = None,
    stages: Stages | None = None,
) -> Summary:
    """Reads dumps and publishes a release of what is new in them.

    Args:
        inputs: Files, folders, globs, addresses of object storage; none only with `retry_quarantine`.
        warehouse: Folder of the releases, made where it is missing, or an address of object storage.
        full_refresh: Parse again what earlier releases know already.
        max_rejected: Share of rejected records above which nothing is published.
        max_record_mb: Megabytes above which a record is rejected.
        accept_shrink: Publish also where there are over 20 % fewer articles than in the release before.
        retry_quarantine: Read also what the last release has in quarantine, as far as it is there as a whole.
        workers: Processes at work; one a core if not given.
        index: Put the index for `dossier search` into the release; if not, the first search makes one.
        scheduler: Address of a Dask scheduler whose workers are at work instead; they find inputs and warehouse under
            the same names.
        wait_seconds: How long to wait for another run in the warehouse to end.
        progress: Told every stage and how far it is.
        stages: How stages are run; in this process if not given.

    Raises:
        UsageError: An input is missing or of no known form.
        BusyError: Another run is still at work in the warehouse.
        DossierError: The run failed; nothing was published.
    """
    if not inputs and not retry_quarantine:
        raise UsageError("no INPUT; give a file, a folder, a glob or an address")
    begun = time.perf_counter()
    workers = workers or os.cpu_count() or 1
    if scheduler:
        workers = slots_of(scheduler)
        # Its workers have folders of their own to begin names in.
        inputs = [name if not name or is_address(name) else str(Path(name).absolute()) for name in inputs]
        warehouse = warehouse if is_address(str(warehouse)) else Path(warehouse).absolute()
    house = warehouse_at(warehouse)
    stages = stages or PlainStages(workers, scheduler, progress or (lambda stage, facts: None))
    summary = Summary("")
    clock = _Clock(summary)
    sources, summary.ignored = stages.call("load", load, inputs, house)
    clock.lap("load")
    if not inputs and house.latest() is None:
        raise DossierError(f"{house.name}: no release there yet, and no quarantine to read again; give INPUT")
    with house.lock(wait_seconds):
        previous = house.latest()
        earlier = Earlier(house, previous) if previous else None
        run_id = summary.run_id = _new_id(house)
        noted = runs.Run(house.path, summary, list(map(in_utf8, inputs)))
        draft = house.draft(run_id)
        indexing, aside = None, ThreadPoolExecutor(1)
        try:
            staged, scratch = draft.folder / "staging", draft.folder / "scratch"
            retry = _retry(earlier, scratch, summary) if retry_quarantine and earlier is not None else None
            if retry is not None:
                sources = [*sources, *retry.sources]
            known = None if full_refresh or earlier is None else _known(earlier, staged, retry)
            shards = [
                Shard(number, files, part, str(staged), known, run_id, max_record_mb)
                for number, (files, part) in enumerate(plan(sources, workers))
            ]
            account.count_read(summary, stages.map("flatten", work, shards))
            clock.lap("flatten")
            facts = stages.call("gather", _gather, staged, earlier, retry) if summary.records_read else None
            if facts is None:
                summary.records_known = summary.records_read
                summary.release_id = previous.name if previous else None
                summary.unpublished = _why_nothing(inputs, summary)
                if earlier is None:
                    raise DossierError(f"{', '.join(inputs)}: holds no records; nothing was published")
                summary.articles = summary.articles_unchanged = earlier.rows_of("articles")
                return summary
            summary.records_known = summary.records_read - facts.new.len()
            clock.lap("gather")
            made = stages.call("merge", merge_all, facts, scratch)
            account.count_merged(summary, facts, made, earlier)
            clock.lap("merge")
            stages.call("check", account.require_few_rejected, summary, max_rejected)
            sections = stages.call("write", _write, draft, facts, made, earlier, scratch, aside)
            account.count_renamed(summary, made, earlier)
            clock.lap("write")
            if index:
                indexing = Indexing(draft.folder, previous, made.touched)
            stages.call("model", _model, draft, facts, made, earlier, scratch, aside, sections, accept_shrink, indexing)
            shutil.rmtree(staged)
            shutil.rmtree(scratch, ignore_errors=True)
            clock.lap("model")
            del facts, made, sections
            indexed = aside.submit(_finish_index, draft, indexing) if indexing else None
            stages.call("report", _report, draft, summary.articles <= _MOST_BESIDE)
            clock.lap("report")
            if indexed:
                stages.call("index", indexed.result)
                clock.lap("index")
            summary.seconds = round(time.perf_counter() - begun, 3)
            noted.into(draft.folder)
            stages.call("publish", draft.finish, previous, {"state_version": STATE_VERSION})
            clock.lap("publish")
            summary.release_id, summary.published = run_id, True
        except BaseException as error:
            noted.failed(error)
            raise
        finally:
            if indexing:
                indexing.stop()
            aside.shutdown(cancel_futures=True)
            draft.discard()
            summary.seconds = round(time.perf_counter() - begun, 3)
            noted.end()
    return summary


def _why_nothing(inputs: list[str], summary: Summary) -> str:
    if summary.records_read:
        return "nothing was new"
    return f"no records found in {', '.join(map(in_utf8, inputs))}" if inputs else "nothing in quarantine to read again"


class _Clock:
    """Notes how long each stage took."""

    def __init__(self, summary: Summary) -> None:
        self._summary = summary
        self._since = time.perf_counter()

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self._summary.stage_seconds[stage] = round(now - self._since, 3)
        self._since = now


def _retry(earlier: Earlier, scratch: Path, summary: Summary) -> Retry:
    """Makes the quarantine a source."""
    earlier.require_whole()
    retry = prepare(earlier, scratch / "quarantine-again")
    summary.retried, summary.retry_skipped = retry.records.len(), retry.skipped
    return retry


def _known(earlier: Earlier, staged: Path, retry: Retry | None) -> str | None:
    """Writes the ids of the records that this parser knows; what is retried it is to read."""
    staged.mkdir(parents=True, exist_ok=True)
    path = staged / "known.parquet"
    known = earlier.known().to_frame()
    if retry is not None:
        known = known.filter(~pl.col("record_id").is_in(retry.records.implode()))
    known.write_parquet(path)
    return str(path) if known.height else None


def _gather(staged: Path, earlier: Earlier | None, retry: Retry | None) -> staging.Facts | None:
    """What this run has read that is new, None where nothing is."""
    if not staging.any_new(staged):
        return None
    retried = retry.records if retry is not None else None
    if earlier is None:
        return staging.gather(staged, None, retried)
    with earlier.whole():
        return staging.gather(staged, earlier, retried)


def _write(
    draft: Draft, facts: staging.Facts, made: Outcome, earlier: Earlier | None, scratch: Path, aside: ThreadPoolExecutor
) -> Callable[[], object]:
    """Writes the tables, of which this makes whole ones; gives what waits for the sections, which are written aside."""
    moved = moved_sections(made, facts, earlier)
    if earlier is not None:
        carry_over(made, facts, earlier)
        draft.take_over(earlier.folder, moved.stay)
    years = sections_by_year(facts, made, moved, earlier, scratch)
    writing = partial(write_sections, draft.folder, years, made.published)
    written = aside.submit(writing) if made.published.height <= _MOST_BESIDE else None
    tables: dict[str, pl.DataFrame | Pieces] = {name: piles.take() for name, piles in made.large.items()}
    tables["quarantine"] = keep.quarantine(facts, made, earlier, scratch)
    write_tables(draft.folder, tables | made.small, made.published)
    return (written or aside.submit(writing)).result


def _model(
    draft: Draft,
    facts: staging.Facts,
    made: Outcome,
    earlier: Earlier | None,
    scratch: Path,
    aside: ThreadPoolExecutor,
    sections: Callable[[], object],
    accept_shrink: bool,
    indexing: Indexing | None,
) -> None:
    """Makes the models; DuckDB leaves time beside it to write sections and state, and to hash what is complete.

    The index for searching is begun as soon as it may be.
    """
    beside = made.published.height <= _MOST_BESIDE

    def others() -> None:
        # Sections are written before.
        if indexing and beside:
            indexing.begin()
        stay = keep.write_state(draft.folder, draft.release_id, facts, made, earlier, scratch)
        if earlier is not None:
            draft.take_over(earlier.folder, stay)
        draft.note(name for folder in (*TABLES, STATE) for name in names_of(draft.folder, folder))

    done = aside.submit(others)
    if not beside:
        sections()
        done.result()
    # The models in this thread: Ctrl-C ends a query at once.
    model.build(
        draft.folder,
        _info(draft.release_id),
        previous=earlier.folder if earlier else None,
        touched=made.touched,
        accept_shrink=accept_shrink,
        awaited={"sections": sections},
        beside=beside,
    )
    done.result()
    if indexing and not beside:
        indexing.begin()


def _finish_index(draft: Draft, indexing: Indexing) -> None:
    indexing.finish()
    draft.note([INDEX])


def _report(draft: Draft, beside: bool) -> None:
    """Makes the report, which takes one core; the tables may be verified beside it."""
    with ThreadPoolExecutor(1) as pool:
        verified = pool.submit(draft.verify_tables if beside else lambda: None)
        report.build(draft.folder)
        verified.result()


def _new_id(house: Warehouse) -> str:
    """An id for the run and its release that sorts after all there are: time to the second, and chance."""
    moment = datetime.now(UTC).replace(microsecond=0)
    if newest := max(house.ids(), default=None):
        moment = max(moment, published_at(newest) + timedelta(seconds=1))
    return f"{moment:%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"


def _info(release_id: str) -> dict[str, object]:
    return {"release_id": release_id, "parser_version": parser_version(), "schema_version": SCHEMA_VERSION}
