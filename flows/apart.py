"""Work that needs a process's main thread, as what is broken off by a signal does, called from any thread."""

import os
import pickle
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import IO, Any, ParamSpec, TypeVar, cast

from flows.errors import DossierError

P = ParamSpec("P")
R = TypeVar("R")

_HELD = threading.local()


def in_main_thread(fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """Calls a function in a main thread: this one, else that of a process beside, which the thread keeps.

    Dask's workers and other pools of threads call from threads that hear no signal; and as Dask's workers may have no
    children of `multiprocessing`, the process is a program of its own.

    Args:
        fn: A function that can be imported by its name.
        *args: What can be pickled, like what it returns and raises.
        **kwargs: Likewise.

    Raises:
        DossierError: The process died of it.
    """
    if threading.current_thread() is threading.main_thread():
        return fn(*args, **kwargs)
    if getattr(_HELD, "beside", None) is None or not _HELD.beside.alive():
        _HELD.beside = _Beside()
    return cast(R, _HELD.beside.call(fn, args, kwargs))


class _Beside:
    """A process that is told calls on its standard input and tells their results on its standard output."""

    def __init__(self) -> None:
        path = os.pathsep.join(filter(None, sys.path))
        environment = {"POLARS_MAX_THREADS": "1"} | os.environ | {"PYTHONPATH": path}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "flows.apart"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
        )

    def alive(self) -> bool:
        return self._process.poll() is None

    def call(self, *call: Any) -> Any:
        told, heard = cast(IO[bytes], self._process.stdin), cast(IO[bytes], self._process.stdout)
        try:
            pickle.dump(call, told)
            told.flush()
            done, result = pickle.load(heard)
        except (OSError, EOFError) as error:
            raise DossierError(
                f"a process that reads dumps has ended ({self._process.wait()}); give it more memory, and run again"
            ) from error
        if not done:
            raise result
        return result

    def __del__(self) -> None:
        # It ends by itself where it is told nothing more.
        with suppress(OSError):
            cast(IO[bytes], self._process.stdin).close()
        cast(IO[bytes], self._process.stdout).close()
        self._process.wait()


def _serve() -> None:
    """Does what it is told, until the process that tells has ended."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what others print is no result
    calls: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(calls,), daemon=True).start()
    while True:
        fn, args, kwargs = calls.get()
        try:
            answer = (True, fn(*args, **kwargs))
        except BaseException as error:
            answer = (False, error)
        pickle.dump(answer, out)
        out.flush()


def _listen(calls: "queue.SimpleQueue[Any]") -> None:
    """Hears also while it works that the other process has ended."""
    while True:
        try:
            calls.put(pickle.load(sys.stdin.buffer))
        except EOFError:
            os._exit(0)


if __name__ == "__main__":
    _serve()
