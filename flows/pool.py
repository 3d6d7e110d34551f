"""A pool of processes that ends when it should: at once on an error or Ctrl-C, and with its parent."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor, wait
from multiprocessing.context import SpawnContext, SpawnProcess
from types import TracebackType
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class WorkerPool(ProcessPoolExecutor):
    """Processes with one thread each: string work on one column does not use more.

    As a context manager it waits for its work, but where an error leaves it, it ends at once.

    Attributes:
        slots: How many items are worked on at a time.
    """

    def __init__(self, workers: int | None = None) -> None:
        self.slots = workers or os.cpu_count() or 1
        super().__init__(self.slots, mp_context=_Spawn(), initializer=_start)
        self._given: list[Future[Any]] = []

    def submit(self, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        """Hands work to the processes, and keeps Ctrl-C able to break the wait for it."""
        # Polars' own handler has the system go on waiting, which Python then only hears of when the work is done.
        signal.siginterrupt(signal.SIGINT, True)
        given = super().submit(fn, *args, **kwargs)
        self._given.append(given)
        return given

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        if kind is None:
            wait(self._given)
        # Asked to end, one that was killed while it waited for work would leave the others waiting for ever.
        self.end()
        return None

    def end(self) -> None:
        """Ends the processes, whatever they are at."""
        for process in list((self._processes or {}).values()):
            process.kill()
        self.shutdown(wait=True, cancel_futures=True)


class _Deaf(SpawnProcess):
    """A process that does not hear Ctrl-C, not even while it starts: its parent does, and ends it."""

    def start(self) -> None:
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            super().start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Spawn(SpawnContext):
    Process = _Deaf


def _start() -> None:
    # This module imports neither Polars nor rensa, which read the variables when they are imported.
    os.environ["POLARS_MAX_THREADS"] = os.environ["RAYON_NUM_THREADS"] = "1"
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for work for ever, and keep its memory."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)
