"""Names inside a warehouse, and the one atomic step that makes another release the latest."""

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

from flows._disk import disk_errors, sync

RELEASE_ID = re.compile(r"(\d{8}T\d{6})Z-[0-9a-f]{8}")
LATEST = "latest"
LOCK = ".lock"
# Inside a release; state has every record's facts, from which a later run merges again.
DATABASE, REPORTS, STATE = "dossier.duckdb", "reports", "state"
UNKNOWN = "unknown"
"""Name of the file for sections of articles without a year."""

_DRAFT = re.compile(rf"\.({RELEASE_ID.pattern})\.partial")
# A release that was moved to its place but never became the latest is not published. Its link, made before
# and renamed to `latest` after, tells it from those that a rollback left behind.
_PUBLISHING = re.compile(rf"\.publish-({RELEASE_ID.pattern})")
_ROLLING_BACK = re.compile(rf"\.rollback-({RELEASE_ID.pattern})")


def sections_file(release: Path, year: int | None) -> Path:
    """The file with the sections of a year's articles; there is none where they have none."""
    return release / "sections" / f"{UNKNOWN if year is None else year}.parquet"


def releases_of(warehouse: Path) -> Path:
    """Folder of a warehouse's releases."""
    return warehouse / "releases"


def draft_of(warehouse: Path, release_id: str) -> Path:
    """Hidden folder a release is made in."""
    return releases_of(warehouse) / f".{release_id}.partial"


def publishing_of(warehouse: Path, release_id: str) -> Path:
    """Link that becomes `latest` when the release is published."""
    return warehouse / f".publish-{release_id}"


def rolling_back_of(warehouse: Path, release_id: str) -> Path:
    """Link that becomes `latest` when the release is gone back to."""
    return warehouse / f".rollback-{release_id}"


def published_at(release_id: str) -> datetime:
    """The time in a release's id (UTC).

    Raises:
        ValueError: It is no release's id.
    """
    if not (match := RELEASE_ID.fullmatch(release_id)):
        raise ValueError(f"{release_id}: a release's id looks like 20260131T235959Z-0123abcd")
    return datetime.strptime(match[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)


def link_to(link: Path, release_id: str) -> None:
    """Makes a link to a release, relative, so that a warehouse can be moved."""
    link.unlink(missing_ok=True)
    link.symlink_to(Path(releases_of(link.parent).name) / release_id)
    sync(link.parent)


def switch(link: Path) -> None:
    """Makes the release that a link points to the latest: before it the old one is served, after it the new one."""
    link.replace(link.with_name(LATEST))
    sync(link.parent)


def clean(warehouse: Path) -> None:
    """Removes what killed runs left behind; only for who holds the lock.

    Raises:
        DossierError: Something cannot be removed.
    """
    with disk_errors(warehouse, "cannot be cleaned up"):
        releases = releases_of(warehouse)
        for link in sorted(warehouse.iterdir()):
            if match := _PUBLISHING.fullmatch(link.name):
                # Hidden first: removing takes a while, and half a release must not be seen as one.
                if (orphan := releases / match[1]).exists() and not _is_latest(orphan):
                    orphan.rename(draft_of(warehouse, match[1]))
                link.unlink()
            elif _ROLLING_BACK.fullmatch(link.name):
                link.unlink()
        if releases.is_dir():
            for left_over in sorted(releases.iterdir()):
                if _DRAFT.fullmatch(left_over.name):
                    shutil.rmtree(left_over)


def _is_latest(release: Path) -> bool:
    latest = release.parent.parent / LATEST
    return latest.exists() and latest.samefile(release)
