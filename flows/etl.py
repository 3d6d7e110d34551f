"""The pipeline as a Prefect flow: the same stages, each a task that the server shows; and a flow that verifies.

Importing this costs two seconds; `dossier run` does so only for a run that is to be tracked.
"""

from dataclasses import asdict
from importlib.metadata import version
from typing import Annotated, Any

import prefect
from prefect import get_run_logger
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.flows import Flow
from prefect.states import Completed
from prefect.task_runners import ThreadPoolTaskRunner
from prefect.utilities.urls import url_for
from pydantic import Field

from flows import alerts, pipeline
from flows._words import command, counted
from flows.artifacts import ProgressArtifact, show_check, show_run
from flows.errors import BusyError, CheckError
from flows.limits import MOST_MEGABYTES, MOST_SECONDS, MOST_WORKERS
from flows.publish import warehouse_at
from flows.summary import Summary
from flows.tasks import TaskStages
from flows.verify import verify_release

Share = Annotated[float, Field(ge=0, le=1)]
Inputs = Annotated[list[str], Field(min_length=1)]
Workers = Annotated[int, Field(ge=1, le=MOST_WORKERS)]
Megabytes = Annotated[float, Field(gt=0, le=MOST_MEGABYTES)]
Minutes = Annotated[float, Field(gt=0, le=MOST_SECONDS / 60)]
Seconds = Annotated[float, Field(ge=0, le=MOST_SECONDS)]

SKIPPED = "Skipped"
"""Name of the state of a run that found another at work."""

# The threads only wait: the stages decide how many shards are worked on at a time.
_RUNNER: Any = ThreadPoolTaskRunner(max_workers=64)
_DAY = 24 * 60 * 60.0


# Prefect calls both with these names.
def alert_failed(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
    """Tells whom it concerns that a run failed."""
    found = state.result(raise_on_failure=False)
    error = found if isinstance(found, BaseException) else RuntimeError(state.message or "no reason given")
    _send(alerts.of_error(error, _warehouse(flow_run), url_for(flow_run)), flow_run)


def alert_crashed(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
    """Tells whom it concerns that a run's process was ended; the worker calls it, as the run itself cannot any more."""
    warehouse = _warehouse(flow_run)
    title = f"Dossier: a run of {warehouse} was broken off"
    text = f"{state.message or 'its process was ended'}. The release served before still is; the next run clears up."
    _send(alerts.Alert("crashed", title, text, warehouse, link=url_for(flow_run)), flow_run)


@prefect.flow(
    name="etl",
    version=version("dossier"),
    task_runner=_RUNNER,
    timeout_seconds=_DAY,
    persist_result=False,
    on_failure=[alert_failed],
    on_crashed=[alert_crashed],
)
def etl(
    inputs: Inputs | None = None,
    *,
    warehouse: str = "data/warehouse",
    full_refresh: bool = False,
    max_rejected: Share = 0.25,
    max_record_mb: Megabytes = 64,
    accept_shrink: bool = False,
    retry_quarantine: bool = False,
    workers: Workers | None = None,
    index: bool = True,
    scheduler: str | None = None,
    wait_seconds: Seconds = 60,
    shard_minutes: Minutes = 60,
    alert_rejected: Share = 0.05,
    alert_blocks: list[str] | None = None,
) -> Summary:
    """Reads dumps and publishes a release of what is new in them.

    Ends as Completed where a release was published or nothing was new, as Skipped where another run is at work in the
    warehouse, and as Failed otherwise; then nothing was published, and the release served before still is.

    Args:
        inputs: Files, folders, globs or addresses of object storage, as the worker's machine finds them; none only
            where the quarantine is read again.
        warehouse: Folder of the releases, or an address of object storage such as s3://bucket/prefix.
        full_refresh: Parse again what earlier releases know already.
        max_rejected: Share of rejected records above which nothing is published.
        max_record_mb: Megabytes above which a record is rejected.
        accept_shrink: Publish also where there are over 20 % fewer articles than in the release before.
        retry_quarantine: Read also what the last release has in quarantine.
        workers: Processes at work; one a core if not given.
        index: Put the index for `dossier search` into the release; if not, the first search makes one.
        scheduler: Address of a Dask scheduler, such as tcp://host:8786, whose workers work on the shards; they find
            inputs and warehouse under the same names.
        wait_seconds: How long to wait for another run in the warehouse to end, before this one is skipped.
        shard_minutes: A shard that takes longer fails the run.
        alert_rejected: Share of rejected records above which an alert is sent though a release was published.
        alert_blocks: Notification blocks of this server that take alerts, such as slack-webhook/ops, besides the
            addresses in the worker's environment variable DOSSIER_ALERTS.

    Returns:
        The run's account of itself; the flow run's artifacts show it too.
    """
    told = ProgressArtifact()
    alerts.addresses()  # a wrong one shows before it is needed
    try:
        summary = pipeline.run(
            inputs or [],
            warehouse,
            full_refresh=full_refresh,
            max_rejected=max_rejected,
            max_record_mb=max_record_mb,
            accept_shrink=accept_shrink,
            retry_quarantine=retry_quarantine,
            workers=workers,
            index=index,
            scheduler=scheduler,
            wait_seconds=wait_seconds,
            stages=TaskStages(workers, scheduler, 60 * shard_minutes, told),
        )
    except BusyError as error:
        skipped: Any = State(type=StateType.CANCELLED, name=SKIPPED, message=str(error))
        return skipped
    except CheckError as error:
        show_check(str(error), error.rows)
        raise
    told.finish()
    show_run(summary, warehouse_at(warehouse).path)
    if alert := alerts.of_summary(summary, warehouse, alert_rejected, _link()):
        _send(alert, None, alert_blocks)
    message = _message(summary)
    get_run_logger().info(message)
    completed: Any = Completed(message=message, data=summary)
    return completed


@prefect.flow(
    name="verify",
    version=version("dossier"),
    timeout_seconds=_DAY,
    persist_result=False,
    on_failure=[alert_failed],
    on_crashed=[alert_crashed],
)
def verify(warehouse: str = "data/warehouse", release: str | None = None, alert_blocks: list[str] | None = None) -> str:
    """Checks a release: that its files are as published, and that its tables keep every rule.

    Args:
        warehouse: Folder of the releases, or an address of object storage such as s3://bucket/prefix.
        release: Its id; the latest if not given.
        alert_blocks: Notification blocks of this server that take alerts, such as slack-webhook/ops, besides the
            addresses in the worker's environment variable DOSSIER_ALERTS.

    Returns:
        The release's id.
    """
    house = warehouse_at(warehouse)
    with house.as_it_lies(release) as folder:
        problems = verify_release(folder)
    if problems:
        found = f"{counted(len(problems), 'problem')}, such as {problems[0]}"
        message = f"{house.where(folder)}: {found}; {command('rollback', warehouse)} serves one before it"
        rows = [asdict(problem) for problem in problems]
        show_check(message, rows)
        raise CheckError(message, rows)
    completed: Any = Completed(message=f"{folder.name} is whole and keeps every rule", data=folder.name)
    return completed


def _message(summary: Summary) -> str:
    if not summary.published:
        why = f"nothing was new in {counted(summary.records_read, 'record')}"
        return f"{why if summary.records_read else summary.unpublished}; {summary.release_id} is still served"
    return (
        f"published {summary.release_id}: {counted(summary.articles_new, 'article')} new, "
        f"{summary.articles_changed:,} changed, {summary.articles:,} in all; "
        f"{counted(summary.records_by_outcome.get('rejected', 0), 'record')} rejected"
    )


def _warehouse(flow_run: FlowRun) -> str:
    return str((flow_run.parameters or {}).get("warehouse", "data/warehouse"))


def _link() -> str | None:
    from prefect.context import FlowRunContext

    context = FlowRunContext.get()
    return url_for(context.flow_run) if context and context.flow_run else None


def _send(alert: alerts.Alert, flow_run: FlowRun | None, blocks: list[str] | None = None) -> None:
    """Sends an alert to where the environment and the flow run's parameters say; what does not work is logged."""
    from prefect.blocks.core import Block
    from prefect.logging.loggers import flow_run_logger

    logger = flow_run_logger(flow_run) if flow_run else get_run_logger()
    problems = alerts.send(alert, alerts.addresses())
    for name in blocks or (flow_run and flow_run.parameters.get("alert_blocks")) or []:
        try:
            block: Any = Block.load(name)
            block.notify(f"{alert.text}\n{alert.link or ''}", alert.title)
        except Exception as error:
            problems.append(f"alert not sent to block {name}: {type(error).__name__}")
    for problem in problems:
        logger.warning(problem)
