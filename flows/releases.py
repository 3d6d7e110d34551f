"""The releases of a warehouse: which there are, which is served, and going back to an earlier one."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from flows import datapackage
from flows._disk import disk_errors
from flows._layout import (
    LATEST,
    LOCK,
    RELEASE_ID,
    draft_of,
    link_to,
    published_at,
    publishing_of,
    releases_of,
    rolling_back_of,
    switch,
)
from flows._words import command
from flows.errors import DossierError
from flows.lock import holder
from flows.verify import verify_files


@dataclass(frozen=True)
class ReleaseInfo:
    """A release in a list.

    Attributes:
        release_id: Its id.
        published_at: When the run that made it began (UTC).
        counts: Table -> rows; empty where it is damaged.
        bytes: Size of its files, those included that it shares with others.
        is_latest: Whether it is the one served.
        problem: Why it cannot be read; None where it can.
    """

    release_id: str
    published_at: datetime
    counts: dict[str, int]
    bytes: int
    is_latest: bool
    problem: str | None = None


def latest(warehouse: Path) -> Path | None:
    """Folder of the release that is served; None where there is none yet.

    Raises:
        DossierError: `latest` does not lead to a release.
    """
    link = warehouse / LATEST
    if not link.is_symlink():
        if not link.exists():
            return None
        raise DossierError(
            f"{link}: is no link; remove it and choose a release with {command('rollback RELEASE', warehouse)}"
        )
    release = releases_of(warehouse) / link.readlink().name
    if not release.is_dir():
        raise DossierError(
            f"{link}: leads to a release that is not there; choose one with {command('rollback RELEASE', warehouse)}"
        )
    return release


def require_new(warehouse: Path) -> None:
    """Makes sure that where no release is served none ever was: the next run would begin from nothing.

    Raises:
        DossierError: `latest` is lost.
    """
    # A run that was killed leaves a release that was never served, and a link beside it.
    if any(not publishing_of(warehouse, release_id).is_symlink() for release_id in ids(warehouse)):
        raise DossierError(
            f"{warehouse / LATEST}: not there, though there are releases, as in a copy made without its links; "
            f"choose one with {command('rollback RELEASE', warehouse)}"
        )


def find(warehouse: Path, release_id: str | None = None) -> Path:
    """Folder of a release, the latest if not given.

    Raises:
        DossierError: There is none; names those there are.
    """
    if release_id is None:
        if (release := latest(warehouse)) is None:
            require_new(warehouse)
            raise DossierError(f"{warehouse}: no release there yet; publish one with {command('run INPUT', warehouse)}")
        return release
    if release_id not in (known := ids(warehouse)):
        there = f"there are {', '.join(known)}" if known else "there is none yet"
        raise DossierError(f"{warehouse}: no release {release_id}; {there}")
    return releases_of(warehouse) / release_id


def listed(warehouse: Path) -> list[ReleaseInfo]:
    """All releases, the newest first."""
    served = _served(warehouse)
    return [_info(releases_of(warehouse) / release_id, release_id == served) for release_id in ids(warehouse)]


def roll_back(warehouse: Path, release_id: str | None = None) -> Path:
    """Makes an earlier release the latest; only for who holds the lock.

    Args:
        warehouse: The warehouse.
        release_id: The release; the one before the latest if not given.

    Returns:
        The release's folder.

    Raises:
        DossierError: There is no such release, or its files are not those that were published.
    """
    if release_id is None:
        current = find(warehouse).name
        if not (earlier := [other for other in ids(warehouse) if other < current]):
            raise DossierError(
                f"{warehouse}: no release before {current}; {command('releases', warehouse)} lists those there are"
            )
        release_id = earlier[0]
    release = find(warehouse, release_id)
    if problems := verify_files(release):
        raise DossierError(f"{release}: damaged, not gone back to: {problems[0]}; choose another release")
    with disk_errors(warehouse):
        link = rolling_back_of(warehouse, release_id)
        link_to(link, release_id)
        switch(link)
    return release


def prune(warehouse: Path, keep: int) -> list[str]:
    """Removes old releases; only for who holds the lock.

    Who still reads one of them keeps what it has opened. Files that newer releases share stay.

    Args:
        warehouse: The warehouse.
        keep: How many of the newest stay; the one that is served stays whether it is among them or not.

    Returns:
        Ids of those removed.

    Raises:
        DossierError: Something cannot be removed.
    """
    served = _served(warehouse)
    gone = [release_id for release_id in ids(warehouse)[keep:] if release_id != served]
    with disk_errors(releases_of(warehouse), "cannot be cleaned up"):
        for release_id in gone:
            # Hidden first: removing takes a while, and half a release must not be seen as one.
            hidden = draft_of(warehouse, release_id)
            (releases_of(warehouse) / release_id).rename(hidden)
            shutil.rmtree(hidden)
    return gone


def status(warehouse: Path) -> dict[str, Any]:
    """What is served, how much it holds and takes, and whether a run is at work; ready for JSON.

    Returns:
        `warehouse`, `release_id`, `published_at`, `as_of`, `articles`, `sections`, `records`, `records_by_outcome` (all
        None where nothing was published yet), `releases` (count), `bytes` (of all releases, shared files once),
        `locked` and `locked_by` (`process` and `host`).
    """
    release = latest(warehouse)
    about = datapackage.read(release)["dossier"] if release else {}
    counts = about.get("counts", {})
    by = holder(warehouse / LOCK)
    return {
        "warehouse": str(warehouse),
        "release_id": release.name if release else None,
        "published_at": published_at(release.name).isoformat() if release else None,
        "as_of": about.get("as_of"),
        **{name: counts.get(name) for name in ("articles", "sections", "records")},
        "records_by_outcome": about.get("records_by_outcome"),
        "releases": len(ids(warehouse)),
        "bytes": _bytes(releases_of(warehouse)),
        "locked": by is not None,
        "locked_by": by or None,
    }


def ids(warehouse: Path) -> list[str]:
    """Ids of all releases, the newest first."""
    folder = releases_of(warehouse)
    if not folder.is_dir():
        return []
    return sorted(
        (path.name for path in folder.iterdir() if RELEASE_ID.fullmatch(path.name) and path.is_dir()), reverse=True
    )


def _served(warehouse: Path) -> str | None:
    link = warehouse / LATEST
    return link.readlink().name if link.is_symlink() else None


def _info(release: Path, is_latest: bool) -> ReleaseInfo:
    problem, counts = None, {}
    try:
        counts = dict(datapackage.read(release)["dossier"]["counts"])
    except (DossierError, KeyError, TypeError, ValueError) as error:
        problem = str(error)
    return ReleaseInfo(release.name, published_at(release.name), counts, _bytes(release), is_latest, problem)


def _bytes(folder: Path) -> int:
    """Size of all files below a folder, one of several names once."""
    return sum({(stat.st_dev, stat.st_ino): stat.st_size for stat in _stats(folder)}.values())


def _stats(folder: Path) -> Iterator[os.stat_result]:
    for root, _, names in os.walk(folder):
        for name in names:
            try:
                yield (Path(root) / name).lstat()
            except FileNotFoundError:
                # A run at work removes its own files meanwhile.
                continue
