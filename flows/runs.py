"""What every run of a warehouse did, published or not: `runs/<run_id>.json`, and `run.json` in its release."""

import json
import os
import platform
import socket
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from flows._disk import disk_errors
from flows._layout import LOCK, RELEASE_ID
from flows._memory import peak_bytes
from flows.errors import is_stop
from flows.lock import holder
from flows.summary import Summary
from flows.tables import rows_of
from transforms.profiles import parser_version
from transforms.schema import SCHEMA_VERSION, TABLES

NAME = "run.json"
FOLDER = "runs"
KEPT = 1_000
"""So many runs are kept; the oldest go first."""

_PACKAGES = ("dossier", "polars", "pyarrow", "duckdb", "prefect")


class Run:
    """A run's record, written when it begins, so that one that was killed leaves one too, and when it ends.

    A record that cannot be written is no reason to fail.

    Args:
        warehouse: Folder of the releases, locked.
        summary: The run's account, with its id; filled in while it works.
        inputs: What it reads, as named.
    """

    def __init__(self, warehouse: Path, summary: Summary, inputs: list[str]) -> None:
        self._path = warehouse / FOLDER / f"{summary.run_id}.json"
        self._summary = summary
        self._told: dict[str, Any] = {
            "run_id": summary.run_id,
            "outcome": "running",
            "error": None,
            "begun_at": _now(),
            "ended_at": None,
            "inputs": inputs,
            "host": socket.gethostname(),
            "process": os.getpid(),
            "versions": _versions(),
        }
        with suppress(OSError):
            self._path.parent.mkdir(exist_ok=True)
        self._write()
        self._prune()

    def into(self, release: Path) -> None:
        """Writes it into a release that is about to be published, with the rows of its tables.

        Raises:
            DossierError: The disk refuses.
        """
        self._told["rows"] = _rows(release)
        about = {"published": True, "release_id": self._summary.run_id}
        told = self._told | {"outcome": "published", "ended_at": _now(), "summary": self._account() | about}
        path = release / NAME
        with disk_errors(path):
            path.write_text(json.dumps(told, ensure_ascii=False, indent=1), "utf-8")

    def failed(self, error: BaseException) -> None:
        """Notes what broke it off."""
        self._told["error"] = " ".join(str(error).split()) or type(error).__name__
        self._told["outcome"] = "stopped" if is_stop(error) else "failed"

    def end(self) -> None:
        """Notes how it ended."""
        if self._summary.published:
            self._told["outcome"] = "published"
        elif self._told["error"] is None:
            self._told["outcome"] = "nothing_new"
        self._told |= {"ended_at": _now(), "summary": self._account()}
        self._write()

    def _account(self) -> dict[str, Any]:
        self._summary.peak_bytes = max(self._summary.peak_bytes, peak_bytes())
        return self._summary.as_dict()

    def _write(self) -> None:
        aside = self._path.with_name(f".{self._path.name}")
        with suppress(OSError):
            aside.write_text(json.dumps(self._told, ensure_ascii=False, indent=1), "utf-8")
            aside.replace(self._path)

    def _prune(self) -> None:
        for path in _paths(self._path.parent.parent)[KEPT:]:
            with suppress(OSError):
                path.unlink()


def latest(warehouse: Path, most: int = 10) -> list[dict[str, Any]]:
    """The last runs, the newest first; one that ended without a word, as it was killed, has the outcome `killed`."""
    found = []
    at_work = holder(warehouse / LOCK) is not None
    for number, path in enumerate(_paths(warehouse)[:most]):
        try:
            told = json.loads(path.read_bytes())
            # Only the newest can be the one that holds the lock.
            if told["outcome"] == "running" and not (number == 0 and at_work):
                told["outcome"] = "killed"
        except (OSError, ValueError, KeyError, TypeError):
            continue
        found.append(told)
    return found


def ids(warehouse: Path) -> list[str]:
    """Ids of the runs that are kept, the newest first."""
    return [path.stem for path in _paths(warehouse)]


def _paths(warehouse: Path) -> list[Path]:
    folder = warehouse / FOLDER
    if not folder.is_dir():
        return []
    return sorted((path for path in folder.glob("*.json") if RELEASE_ID.fullmatch(path.stem)), reverse=True)


def _rows(release: Path) -> dict[str, int]:
    return {name: rows_of(release, name) for name in TABLES}


def _versions() -> dict[str, str | None]:
    found: dict[str, str | None] = {"python": platform.python_version(), "parser": parser_version()}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = None
    return found | {"schema": str(SCHEMA_VERSION)}


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
