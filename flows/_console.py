"""What the command line shows: progress, the summary at the end, errors in one line."""

import functools
import os
import re
import shlex
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn, ParamSpec

import typer

from flows._words import counted, program
from flows.errors import DossierError, UsageError

if TYPE_CHECKING:
    from flows.summary import Summary

P = ParamSpec("P")

_IGNORED_SHOWN = 3
_LONGEST_NAME = 200
_PATIENCE = 1.0
# Polars has only words for what the system does not do.
_OS_ERROR = re.compile(r"\(os error (\d+)\)")
# Control characters, and those that turn the direction of what follows.
_OBEYED = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_stopped_at: list[float] = []
_LOOK = "look at its permissions and at the disk, then try again"
STOPPED = "stopped; unfinished work was discarded, the release served is whole"


def guarded(command: Callable[P, None]) -> Callable[P, None]:
    """A command whose errors end in one line on standard error and the exit code that fits.

    0 also where the reader of its output went away; 1 where it failed; 2 where it was used wrongly. With its `debug`
    argument set, the traceback is shown too.
    """

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
            print(end="", flush=True)  # there may be no standard output
        except BrokenPipeError:
            # What is left in the buffer would fail again when Python ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except (typer.Exit, typer.BadParameter):
            raise
        except (Exception, KeyboardInterrupt) as error:
            if kwargs.get("debug"):
                print(end="", flush=True)
                import traceback

                traceback.print_exc()
            fail(_told(error), 2 if isinstance(error, UsageError) else 1)

    return run


def fail(message: str, code: int) -> NoReturn:
    """Ends the command with one line on standard error."""
    print("dossier: " + printable(" ".join(message.split())), file=sys.stderr)
    raise typer.Exit(code)


def printable(text: str) -> str:
    """A text without what a terminal would obey: file names and pages may hold escape sequences."""
    return _OBEYED.sub("\ufffd", text)


def _told(error: BaseException) -> str:
    from concurrent.futures import BrokenExecutor

    from transforms.profiles import ProfileError

    # Libraries have errors of their own for it.
    if _stopped_at:
        return STOPPED
    match error:
        case DossierError() | ProfileError():
            return str(error)
        case KeyboardInterrupt():
            return STOPPED
        case MemoryError() | BrokenExecutor():
            return "out of memory, or a worker process was ended; nothing was published; run again with fewer --workers"
        case OSError() if error.strerror:
            return f"{error.filename or 'a file'}: {error.strerror}; {_LOOK}"
        case Exception() if found := _OS_ERROR.search(str(error)):
            return f"a file could not be read or written ({os.strerror(int(found[1]))}); {_LOOK}"
        case _:
            text = str(error).partition("\n")[0]
            return f"unexpected {type(error).__name__}: {text}; run again with --debug and report what it shows"


@contextmanager
def stoppable() -> Iterator[None]:
    """Ends a command on SIGTERM as on Ctrl-C, so that its processes are ended and its hidden folder is cleared.

    One key press may send the signal twice, so a second one counts only after a while, and then ends at once.
    """
    _stopped_at.clear()

    def stop(number: int, frame: FrameType | None) -> None:
        if not _stopped_at:
            _stopped_at.append(time.monotonic())
            # Polars has raised one for this signal itself already; a second would break into the clearing up.
            if not isinstance(sys.exc_info()[1], KeyboardInterrupt):
                raise KeyboardInterrupt
        elif time.monotonic() - _stopped_at[0] > _PATIENCE:
            os._exit(1)

    # A signal that is ignored on purpose, as by nohup, stays so.
    heard = [number for number in (signal.SIGINT, signal.SIGTERM) if signal.getsignal(number) != signal.SIG_IGN]
    before = {number: signal.signal(number, stop) for number in heard}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class Progress:
    """Shows on a terminal how far a run is; elsewhere it is silent."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._task: Any = None
        self._stage = ""

    def __enter__(self) -> "Progress":
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
            from rich.progress import Progress as Bar

            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
            self._bar = Bar(*columns, console=Console(stderr=True), transient=True)
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar:
            self._bar.stop()

    def __call__(self, stage: str, facts: dict[str, Any]) -> None:
        """Takes note of a stage: `done` of `total`, and whatever else it says."""
        if not self._bar:
            return
        if stage != self._stage:
            if self._task is not None:
                self._bar.remove_task(self._task)
            self._stage, self._task = stage, self._bar.add_task(stage, total=None)
        self._bar.update(self._task, completed=facts.get("done", 0), total=facts.get("total"))


def show_summary(summary: "Summary", warehouse: str, *, is_default: bool) -> None:
    """Prints what a run did and where the results are.

    Args:
        summary: The run's account.
        warehouse: Where it published.
        is_default: Whether commands find this warehouse without being told.
    """
    rows = summary_rows(summary)
    name, count = (max(len(row[column]) for row in rows) for column in (0, 1))
    for row in rows:
        print(f"{row[0]:<{name}}  {row[1]:>{count}}  {row[2]}".rstrip())
    show_results(warehouse, summary.release_id, is_default=is_default)


def summary_rows(summary: "Summary") -> list[tuple[str, str, str]]:
    """A run's account as lines of a table: what, how many, what there is to add."""
    reasons = ", ".join(f"{reason} {count:,}" for reason, count in sorted(summary.records_by_reason.items()))
    outcomes = sorted(summary.records_by_outcome.items(), key=lambda item: -item[1])
    ignored = printable(", ".join(name[:_LONGEST_NAME] for name in summary.ignored[:_IGNORED_SHOWN]))
    if len(summary.ignored) > _IGNORED_SHOWN:
        ignored += f" and {len(summary.ignored) - _IGNORED_SHOWN:,} more (--json lists them)"
    return [
        ("records read", f"{summary.records_read:,}", f"{summary.records_known:,} of them known already"),
        *((f"  {name}", f"{count:,}", reasons if name == "rejected" else "") for name, count in outcomes),
        *_retried(summary),
        ("articles", f"{summary.articles:,}", ""),
        ("  new", f"{summary.articles_new:,}", ""),
        ("  changed", f"{summary.articles_changed:,}", ""),
        ("  unchanged", f"{summary.articles_unchanged:,}", ""),
        ("seconds", f"{summary.seconds:,.1f}", f"{summary.megabytes_per_second:,.1f} MB/s"),
        *([("files ignored", f"{len(summary.ignored):,}", ignored)] if summary.ignored else []),
        (
            "release",
            "",
            f"{summary.release_id} {'published' if summary.published else f'still served, {_why_nothing(summary)}'}",
        ),
    ]


def _why_nothing(summary: "Summary") -> str:
    return printable(summary.unpublished or "nothing was new")[:_LONGEST_NAME]


def _retried(summary: "Summary") -> list[tuple[str, str, str]]:
    if not summary.retried and not summary.retry_skipped:
        return []
    skipped = ", ".join(f"{reason} {count:,}" for reason, count in summary.retry_skipped.items())
    more = f"; not there as a whole, so give their files again: {skipped}" if skipped else ""
    return [("from quarantine", f"{summary.retried:,}", f"of the records read{more}")]


def show_results(warehouse: str, release_id: str | None, *, is_default: bool) -> None:
    """Prints where the latest release lies and one query to paste."""
    from flows._layout import DATABASE, LATEST

    latest = f"{warehouse.rstrip('/')}/releases/{release_id}" if "://" in warehouse else str(Path(warehouse) / LATEST)
    print(f"\nResults in {latest}")
    for name, what in ((DATABASE, "tables and report models, for BI"), ("report.html", "the report")):
        if "://" in latest or (Path(latest) / name).exists():
            print(f"  {latest}/{name}  {what}")
    print(f"  {latest}/*/**/*.parquet  every table as Parquet")
    at = "" if is_default else f" --warehouse {shlex.quote(warehouse)}"
    print("\nTry")
    print(f'  {program()} query "select published_on, code, title from articles order by 1 desc limit 10"{at}')


def status_text(status: dict[str, Any]) -> str:
    """What `Warehouse.status` tells, in lines for people."""
    if status["release_id"] is None:
        served = "nothing yet"
    else:
        outcomes = ", ".join(f"{name} {count:,}" for name, count in (status["records_by_outcome"] or {}).items())
        served = (
            f"{status['release_id']}, as of {status['as_of'] or 'unknown'}\n"
            f"holds      {counted(status['articles'] or 0, 'article')}, {counted(status['sections'] or 0, 'section')}, "
            f"{counted(status['records'] or 0, 'record')} ({outcomes})"
        )
    by = status["locked_by"] or {}
    at_work = (
        f"yes, process {by.get('process', 'unknown')} on {by.get('host', 'unknown')}" if status["locked"] else "no"
    )
    return (
        f"warehouse  {status['warehouse']}, {counted(status['releases'], 'release')}, {status['bytes'] / 1e6:,.1f} MB\n"
        f"served     {served}\n"
        f"at work    {at_work}"
    )
