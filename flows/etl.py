"""The pipeline as a Prefect flow: the same stages, each a task that the server shows.

Importing this costs two seconds; `dossier run` does so only for a run that is to be tracked.
"""

import errno
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.task_runners import ThreadPoolTaskRunner
from prefect.tasks import Task

from flows import pipeline
from flows._console import summary_rows
from flows.pool import WorkerPool
from flows.summary import Summary

R = TypeVar("R")
T = TypeVar("T")

# Waiting helps against these no more than the first time.
_LASTING = (errno.ENOENT, errno.EACCES, errno.EPERM, errno.EISDIR, errno.ENOTDIR, errno.ENOSPC, errno.EROFS)
# A result stays in memory: what a stage hands on may be a whole frame, and the release is the result that counts.
_TASK: dict[str, Any] = {"cache_policy": NO_CACHE, "persist_result": False}


class TaskStages:
    """Runs the pipeline's stages as Prefect tasks: one a stage, one a shard."""

    def __init__(self, workers: int | None = None) -> None:
        self._workers = workers

    def call(self, name: str, fn: Callable[..., R], *args: Any) -> R:
        """Runs a stage in this process as one task."""

        # Without parameters: Prefect would search frames and lists of paths for futures.
        @task(name=name, task_run_name=name, **_TASK)
        def stage() -> R:
            return fn(*args)

        return stage()

    def map(self, name: str, fn: Callable[[T], R], items: Iterable[T]) -> list[R]:
        """Runs a stage on each item in a process pool, one task an item, again where reading it failed in passing."""
        shards = list(items)
        with WorkerPool(self._workers) as pool:

            @task(name=name, retries=2, retry_delay_seconds=5, retry_condition_fn=_may_pass, **_TASK)
            def shard(number: int) -> R:
                return pool.submit(fn, shards[number]).result()

            running = [
                shard.with_options(task_run_name=f"{name} {number + 1} of {len(shards)}").submit(number)
                for number in range(len(shards))
            ]
            return [future.result() for future in running]


def _may_pass(_: Task[..., Any], __: TaskRun, state: State[Any]) -> bool:
    """Whether a failure may be over soon: a network's or a device's, not a wrong input."""
    error = state.result(raise_on_failure=False)
    return isinstance(error, OSError) and error.errno not in _LASTING


# The threads only wait for the process pool, so there is one for each of its processes.
_RUNNER: Any = ThreadPoolTaskRunner(max_workers=os.cpu_count() or 1)


@flow(name="etl", task_runner=_RUNNER, persist_result=False)
def etl(
    inputs: list[str],
    *,
    warehouse: str = "data/warehouse",
    full_refresh: bool = False,
    max_rejected: float = 0.25,
    max_record_mb: float = 64,
    accept_shrink: bool = False,
    workers: int | None = None,
    index: bool = False,
) -> Summary:
    """Reads dumps and publishes a release of what is new in them.

    Args:
        inputs: Files, folders, globs or addresses of object storage.
        warehouse: Folder of the releases.
        full_refresh: Parse again what earlier releases know already.
        max_rejected: Share of rejected records above which nothing is published.
        max_record_mb: Megabytes above which a record is rejected.
        accept_shrink: Publish also where there are over 20 % fewer articles than in the release before.
        workers: Processes at work; one a core if not given.
        index: Put the index for `dossier search` into the release; else the first search makes it.

    Returns:
        The run's account of itself; the flow run's artifact `dossier-run` shows it too.
    """
    summary = pipeline.run(
        inputs,
        Path(warehouse),
        full_refresh=full_refresh,
        max_rejected=max_rejected,
        max_record_mb=max_record_mb,
        accept_shrink=accept_shrink,
        workers=workers,
        index=index,
        stages=TaskStages(workers),
    )
    get_run_logger().info("release %s, %s", summary.release_id, "published" if summary.published else "nothing was new")
    create_markdown_artifact(_markdown(summary), key="dossier-run", description="What the run did")
    return summary


def _markdown(summary: Summary) -> str:
    lines = ["| what | count | |", "|---|--:|---|"]
    lines += ["| " + " | ".join(map(_cell, row)) + " |" for row in summary_rows(summary)]
    lines += ["", "| stage | seconds |", "|---|--:|"]
    lines += [f"| {_cell(stage)} | {seconds:,.2f} |" for stage, seconds in summary.stage_seconds.items()]
    return "\n".join(lines)


def _cell(text: str) -> str:
    return text.strip().replace("|", "\\|")
