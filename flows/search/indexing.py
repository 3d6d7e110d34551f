"""The index of a release that is being made."""

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Event

import polars as pl

from flows.search import build, update
from flows.search.contents import StoppedError
from flows.search.index import NAME


class Indexing:
    """Makes a release's index inside it beside other work: a thread is enough, as SQLite leaves others the interpreter.

    Args:
        release: Folder of the release.
        previous: The release before, whose index is brought up to date; None where there is none.
        touched: article_id of all articles that may differ from its; None where that is not known.
    """

    def __init__(self, release: Path, previous: Path | None = None, touched: pl.Series | None = None) -> None:
        self._release = release
        self._previous = previous
        self._touched = touched
        self._thread = ThreadPoolExecutor(1)
        self._stopped = Event()
        self._done: Future[None] | None = None

    def begin(self) -> None:
        """Begins once the tables are there."""
        self._done = self._thread.submit(self._make)

    def finish(self) -> None:
        """Waits for the whole index.

        Raises:
            DossierError: It cannot be made.
        """
        if self._done:
            self._done.result()

    def stop(self) -> None:
        """Gives up what is not finished."""
        self._stopped.set()
        self._thread.shutdown()

    def _make(self) -> None:
        path, stopped = self._release / NAME, self._stopped.is_set
        try:
            if (
                self._previous is None
                or self._touched is None
                or not update.update(self._release, path, self._previous, self._touched, stopped)
            ):
                build.build(self._release, path, stopped)
        except StoppedError:
            return
