"""A Dask cluster as the place where shards are worked on.

Its workers need this program, the inputs and the warehouse under the same names: shared or object storage for the
inputs, shared storage for the warehouse.
"""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future
from contextlib import contextmanager
from types import TracebackType
from typing import Any, ParamSpec, TypeVar

from flows.errors import DossierError, UsageError
from transforms.profiles import parser_version

P = ParamSpec("P")
R = TypeVar("R")

_SECONDS = 20


class ClusterPool(Executor):
    """The workers of a Dask cluster, as an executor.

    A worker that dies loses nothing: what it was given is given to another. Work that three died of fails.

    Attributes:
        slots: How many items are worked on at a time.

    Raises:
        UsageError: Dask is not installed, or the address is none.
        DossierError: The scheduler does not answer, has no workers, or these have another version of this program.
    """

    def __init__(self, scheduler: str) -> None:
        self._scheduler = scheduler
        self._client = _connect(scheduler)
        try:
            try:
                self._client.wait_for_workers(1, timeout=_SECONDS)
            except TimeoutError:
                raise DossierError(
                    f"{scheduler}: has no workers; start some with `dask worker {scheduler} --nworkers auto`"
                ) from None
            about = self._client.run(_about)
            self.slots = sum(self._client.nthreads().values())
            if other := {worker: version for worker, version in about.items() if version != parser_version()}:
                worker, version = next(iter(other.items()))
                raise DossierError(
                    f"{worker}: has parser {version}, this program {parser_version()}; "
                    "install the same version on both, with the same publishers"
                )
            # The same function on the same shard is worked on again in the next run.
            self._executor = self._client.get_executor(pure=False)
        except BaseException:
            self._client.close()
            raise

    def submit(self, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        """Hands work to the cluster."""
        given: Future[R] = Future()
        given.set_running_or_notify_cancel()

        def done(inner: Future[R]) -> None:
            try:
                with self._errors():
                    result = inner.result()
            except BaseException as error:
                given.set_exception(error)
            else:
                given.set_result(result)

        self._executor.submit(fn, *args, **kwargs).add_done_callback(done)
        return given

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        # What is not done yet is not wanted any more where an error leaves it.
        self._executor.shutdown(wait=kind is None)
        self._client.close()
        return None

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Turns what becomes of cluster and connection into errors of one line; the work's own errors stay."""
        from distributed import KilledWorker

        try:
            yield
        except KilledWorker as error:
            raise DossierError(
                f"{self._scheduler}: several workers died of the same shard; nothing was published; give them more "
                f"memory, and see their logs"
            ) from error
        except CancelledError as error:
            raise DossierError(
                f"{self._scheduler}: the connection to the cluster was lost; nothing was published; run again"
            ) from error


def slots_of(scheduler: str) -> int:
    """How many items a cluster works on at a time.

    Raises:
        DossierError: As `ClusterPool` does.
    """
    with ClusterPool(scheduler) as pool:
        return pool.slots


def _connect(scheduler: str) -> Any:
    try:
        from distributed import Client
    except ImportError:
        raise UsageError("--runner dask needs Dask: pip install 'distributed>=2026.1,<2027'") from None
    # Of what is no address Dask itself only says so long after.
    if not re.fullmatch(r"(\w+://)?[^/\s]+:\d+", scheduler):
        raise UsageError(f"--scheduler {scheduler}: no address; give one such as tcp://HOST:8786")
    try:
        return Client(scheduler, timeout=_SECONDS, set_as_default=False)
    except OSError as error:
        raise DossierError(
            f"{scheduler}: no Dask scheduler answers; start one with `dask scheduler`, or leave out --runner dask"
        ) from error


def _about() -> str:
    """What parser a worker has."""
    return parser_version()
