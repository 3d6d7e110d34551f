"""The pipeline's stages as Prefect tasks: one a stage and one a shard, with names, logs, retries and time-outs."""

import threading
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.futures import as_completed
from prefect.tasks import Task, exponential_backoff

from flows._disk import passing
from flows._words import counted
from flows.errors import DossierError
from flows.pipeline import pool_of
from flows.shards import ShardResult

R = TypeVar("R")
T = TypeVar("T")

Tell = Callable[[str, int, int], None]

# A result stays in memory: what a stage hands on may be a whole frame, and the release is the result that counts.
_TASK: dict[str, Any] = {"cache_policy": NO_CACHE, "persist_result": False}
RETRIES = 3
_BACK_OFF: dict[str, Any] = {
    "retries": RETRIES,
    "retry_delay_seconds": exponential_backoff(5),
    "retry_jitter_factor": 0.3,
}
# What lists or reads inputs: parsing what was read gives the same however often it is tried.
_READING = ("load", "flatten")


class TaskStages:
    """Runs the pipeline's stages as tasks of the flow run it is called in.

    Args:
        workers: Processes at work; one a core if not given.
        scheduler: Address of a Dask scheduler whose workers are at work instead.
        shard_seconds: So long a shard may take.
        tell: Is told a stage, and how much of it is done, of how much.
    """

    def __init__(self, workers: int | None, scheduler: str | None, shard_seconds: float, tell: Tell) -> None:
        self._pool = pool_of(workers, scheduler)
        self._shard_seconds = shard_seconds
        self._tell = tell

    def call(self, name: str, fn: Callable[..., R], *args: Any) -> R:
        """Runs a stage in this process as one task; one that looks for inputs again where storage failed in passing."""
        retry = _BACK_OFF | {"retry_condition_fn": may_pass} if name in _READING else {}

        # Without parameters: Prefect would search frames and lists of paths for futures.
        @task(name=name, task_run_name=name, **retry, **_TASK)
        def stage() -> R:
            result = fn(*args)
            get_run_logger().info("%s: %s", name, _said(name, result))
            return result

        self._tell(name, 0, 1)
        return stage()

    def map(self, name: str, fn: Callable[[T], R], items: Iterable[T]) -> list[R]:
        """Runs a stage on each item in the pool, one task an item, again where storage failed in passing."""
        shards = list(items)
        self._tell(name, 0, len(shards))
        with self._pool() as pool:

            @task(name=name, retry_condition_fn=may_pass, **_BACK_OFF, **_TASK)
            def shard(number: int) -> R:
                given = pool.submit(fn, shards[number])
                try:
                    result = given.result(self._shard_seconds)
                except TimeoutError:
                    if given.done():
                        raise
                    raise DossierError(
                        f"{name} {number + 1} of {len(shards)}: not done after {self._shard_seconds / 60:g} minutes; "
                        f"nothing was published; see whether its files can be read, or allow more shard_minutes"
                    ) from None
                get_run_logger().info("%s %d of %d: %s", name, number + 1, len(shards), _said(name, result))
                return result

            return self._all(name, shard, len(shards), pool.slots)

    def _all(self, name: str, shard: Task[[int], R], total: int, slots: int) -> list[R]:
        """Runs all shards, as many at once as are worked on, so that each one's time is its own."""
        free = threading.Semaphore(slots)
        ended: list[bool] = []
        running = []

        def note(future: Any) -> None:
            # Also of a task that Prefect itself lost, as where its server went away: it makes room for no other else.
            given = future.wrapped_future
            state = None if given.cancelled() or given.exception() else given.result()
            ended.append(isinstance(state, State) and state.is_completed())
            free.release()

        for number in range(total):
            free.acquire()
            self._tell(name, len(ended), total)
            if not all(ended):
                break
            running.append(shard.with_options(task_run_name=f"{name} {number + 1} of {total}").submit(number))
            running[-1].add_done_callback(note)
        for future in as_completed(running):
            # The first that failed ends all others.
            future.result()
            self._tell(name, len(ended), total)
        return [future.result() for future in running]


def may_pass(_: Task[..., Any], __: TaskRun, state: State[Any]) -> bool:
    """Whether a failure may be over soon: a network's or a device's, not a wrong input's."""
    return passing(state.result(raise_on_failure=False))


def _said(name: str, result: Any) -> str:
    """What a stage came to, in words for the log."""
    match name, result:
        case "flatten", ShardResult():
            return (
                f"{counted(result.read, 'record')} read, {result.known:,} of them known, "
                f"{result.bytes / 1e6:,.1f} MB of new text in {sum(result.seconds.values()):,.1f} s"
            )
        case "load", (sources, ignored):
            size = sum(max(one.size, 0) for one in sources) / 1e6
            return f"{counted(len(sources), 'file')}, {size:,.1f} MB; {len(ignored):,} others ignored"
        case "gather", None:
            return "nothing is new"
        case "gather", facts:
            return f"{facts.new.len():,} new records, {facts.again.len():,} to merge with those they touch"
        case "merge", made:
            return f"{counted(made.records.height, 'record')}, {counted(made.articles.height, 'article')}"
        case "publish", folder:
            return str(folder)
        case _:
            return "done"
