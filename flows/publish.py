"""Publishing: a release is made in a hidden folder, verified, put in its place, and only then becomes the latest."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flows import releases
from flows._disk import disk_errors
from flows._layout import LOCK, clean, releases_of
from flows.draft import Draft
from flows.errors import UsageError
from flows.lock import hold, tell
from flows.releases import ReleaseInfo

__all__ = ["Draft", "ReleaseInfo", "Warehouse"]


class Warehouse:
    """A folder of immutable releases, and `latest`, a link to the one that is served.

    Attributes:
        path: The folder; made when it is first locked.
    """

    def __init__(self, path: Path | str) -> None:
        # As a path, an address would become a folder of that name.
        if re.match(r"[a-z][a-z0-9+]*:/", str(path)):
            raise UsageError(f"--warehouse {path}: must be a folder on a disk; its releases can be copied elsewhere")
        if "?" in str(path):
            raise UsageError(
                f"{path}: a warehouse needs a path without ?, which DuckDB takes for the end of a file's name"
            )
        self.path = Path(path)
        self._locked = False

    def latest(self) -> Path | None:
        """Folder of the latest release itself, so that another published meanwhile changes nothing; None if none."""
        return releases.latest(self.path)

    def release(self, release_id: str | None = None) -> Path:
        """Folder of a release, the latest if not given.

        Raises:
            DossierError: There is none; names those there are.
        """
        return releases.find(self.path, release_id)

    def releases(self) -> list[ReleaseInfo]:
        """All releases, the newest first."""
        return releases.listed(self.path)

    def status(self) -> dict[str, Any]:
        """What is served, how much it holds and takes, and whether a run is at work; ready for JSON."""
        return releases.status(self.path)

    @contextmanager
    def lock(self, wait_seconds: float = 60, say: Callable[[str], None] = tell) -> Iterator[None]:
        """Keeps every other run out, and removes what killed ones left behind.

        Args:
            wait_seconds: How long to wait for another run.
            say: Is told once that there is waiting; by default it is printed on standard error.

        Raises:
            BusyError: Another run is still at work.
            DossierError: The disk refuses.
        """
        with disk_errors(self.path):
            releases_of(self.path).mkdir(parents=True, exist_ok=True)
        with hold(self.path / LOCK, wait_seconds, say):
            self._locked = True
            try:
                clean(self.path)
                yield
            finally:
                self._locked = False

    def draft(self, release_id: str) -> Draft:
        """Begins a release; only with the lock held.

        Args:
            release_id: Time and chance, `20260131T235959Z-0123abcd`.
        """
        if not self._locked:
            raise RuntimeError("a draft needs the warehouse's lock")
        return Draft(self.path, release_id)

    def prune(self, keep: int, wait_seconds: float = 10) -> list[str]:
        """Removes old releases.

        Args:
            keep: How many of the newest stay; the one that is served always does.
            wait_seconds: How long to wait for a run at work.

        Returns:
            Ids of those removed.

        Raises:
            BusyError: A run is at work.
            DossierError: Something cannot be removed.
        """
        with self.lock(wait_seconds):
            return releases.prune(self.path, keep)

    def rollback(self, release_id: str | None = None, wait_seconds: float = 10) -> Path:
        """Makes an earlier release the latest, if it is whole.

        Args:
            release_id: The release; the one before the latest if not given.
            wait_seconds: How long to wait for a run at work.

        Returns:
            The release's folder.

        Raises:
            DossierError: There is no such release, or it is damaged.
        """
        with self.lock(wait_seconds):
            return releases.roll_back(self.path, release_id)
