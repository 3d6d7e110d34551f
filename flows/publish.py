"""Publishing: a release is made in a hidden folder, verified, put in its place, and only then becomes the latest."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from flows import releases, runs
from flows._disk import disk_errors
from flows._layout import LOCK, clean, releases_of
from flows._words import command
from flows.draft import Draft
from flows.errors import DossierError, UsageError
from flows.lock import hold, tell
from flows.releases import ReleaseInfo
from flows.verify import verify_files

__all__ = ["Draft", "ReleaseInfo", "Warehouse", "warehouse_at"]


def warehouse_at(name: Path | str) -> "Warehouse":
    """The warehouse in a folder, or at an address of object storage.

    Raises:
        UsageError: There can be none.
        DossierError: There are no credentials for it.
    """
    if "://" not in str(name):
        return Warehouse(name)
    # Neither is needed for a folder.
    from flows.remote.house import RemoteWarehouse

    return RemoteWarehouse(str(name))


class Warehouse:
    """A folder of immutable releases, and `latest`, a link to the one that is served.

    Attributes:
        path: The folder; made when it is first locked.
        name: What it is called.
        is_here: Whether releases lie there as a whole, so that there is nothing to wait for before they are read.
    """

    is_here = True

    def __init__(self, path: Path | str) -> None:
        # As a path, an address would become a folder of that name.
        if re.match(r"[a-z][a-z0-9+]*:/", str(path)):
            raise UsageError(f"--warehouse {path}: must be a folder on a disk, or an address: s3://bucket/folder")
        if "?" in str(path):
            raise UsageError(
                f"{path}: a warehouse needs a path without ?, which DuckDB takes for the end of a file's name"
            )
        if str(path).startswith("~"):
            raise UsageError(
                f"--warehouse {path}: the shell has not put your home folder there, and DuckDB would; write the "
                "whole path"
            )
        if re.search(r"[\ud800-\udfff]", str(path)):
            raise UsageError(f"--warehouse {path}: must be a path in UTF-8")
        if os.path.isfile(path):  # noqa: PTH113 (Path's raises where one may not look)
            raise DossierError(f"{path}: is a file; a warehouse is a folder, choose another --warehouse")
        self.path = Path(path)
        self.name = str(path)
        self._locked = False

    def latest(self) -> Path | None:
        """Folder of the latest release itself, so that another published meanwhile changes nothing; None if none."""
        if (release := releases.latest(self.path)) is None:
            releases.require_new(self.path)
        return release

    def release(self, release_id: str | None = None) -> Path:
        """Folder of a release, the latest if not given.

        Raises:
            DossierError: There is none; names those there are.
        """
        return releases.find(self.path, release_id)

    def need(self, release: Path, *names: str) -> Path:
        """Sees to it that files of a release can be read: in a folder they can.

        Args:
            release: Its folder.
            names: Names of its files, or of folders in it; if none is given, all that is no state for runs.
        """
        return release

    def need_whole(self, release: Path) -> None:
        """Makes sure that all files of a release are what was published.

        Raises:
            DossierError: A file is damaged.
        """
        if problems := verify_files(release):
            raise DossierError(
                f"{release}: damaged ({problems[0]}); go back to a whole release with "
                f"{command('rollback', self.path)}, or "
                f"make it anew in another --warehouse"
            )

    @contextmanager
    def as_it_lies(self, release_id: str | None = None) -> Iterator[Path]:
        """A release's folder, the latest if not given, to look whether it is what was published."""
        yield self.release(release_id)

    def holds(self, source: str) -> bool:
        """Whether a file or object is part of the warehouse."""
        # A link that leads to itself is none; Path's own way raises there.
        return "://" not in source and Path(os.path.realpath(source)).is_relative_to(self._real_path)

    @cached_property
    def _real_path(self) -> Path:
        return Path(os.path.realpath(self.path))

    def where(self, release: Path) -> str:
        """Where a release lies, for people."""
        return str(release)

    def releases(self) -> list[ReleaseInfo]:
        """All releases, the newest first."""
        return releases.listed(self.path)

    def ids(self) -> list[str]:
        """Ids of all releases, and of runs whether they published or not."""
        return [*releases.ids(self.path), *runs.ids(self.path)]

    def runs(self, most: int = 10) -> list[dict[str, Any]]:
        """The last runs, the newest first; one that ended without a word has the outcome `killed`."""
        return runs.latest(self.path, most)

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
        self._require_locked()
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
        if not self.ids():
            return []
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
        if not self.ids():
            # Says so, and makes nothing for a lock.
            releases.find(self.path, release_id)
        with self.lock(wait_seconds):
            return releases.roll_back(self.path, release_id)

    def _require_locked(self) -> None:
        if not self._locked:
            raise RuntimeError("a draft needs the warehouse's lock")
