"""Writes every table and report model of a release into a folder, whole or not at all."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from flows._disk import disk_errors, files_below
from flows._words import program
from flows.errors import DossierError, UsageError
from flows.release_tables import Given, open_tables

MARK = "dossier-export.json"
"""File that tells an export from other folders, and what is in it."""

Tell = Callable[[str], None]


@dataclass
class Exported:
    """What was written.

    Attributes:
        files: Names of the files.
        rows: Rows of all tables together.
        notes: What is not as in the release, in sentences.
    """

    files: list[str] = field(default_factory=list)
    rows: int = 0
    notes: list[str] = field(default_factory=list)


Writer = Callable[[duckdb.DuckDBPyConnection, list[Given], Path, str, Tell], list[str]]


def _csv() -> Writer:
    from flows.export import as_csv

    return as_csv.write


def _xlsx() -> Writer:
    from flows.export import as_xlsx

    return as_xlsx.write


def _hyper() -> Writer:
    from flows.export import as_hyper

    return as_hyper.write


_WRITERS = {"csv": _csv, "xlsx": _xlsx, "hyper": _hyper}
FORMATS = tuple(_WRITERS)


def export(release: Path, folder: Path, form: str, tell: Tell = lambda name: None) -> Exported:
    """Writes a release into a folder: aside at first, then moved in.

    Args:
        release: The release's own folder.
        folder: Where to write: a new or empty folder, or an earlier export, which is replaced.
        form: `csv`, `xlsx` or `hyper`.
        tell: Is told the name of each table before it is written.

    Raises:
        UsageError: There is no such form, or the folder holds something else.
        DossierError: The release cannot be read, or the folder not be written; it is as it was.
    """
    if form not in _WRITERS:
        raise UsageError(f"--format {form}: choose among {', '.join(FORMATS)}")
    # A link to a folder is to stay one.
    folder = folder.resolve()
    with disk_errors(folder, place="folder"):
        _require_own(folder)
    if release.resolve().is_relative_to(folder) or folder.is_relative_to(release.resolve().parent):
        raise UsageError(f"{folder}: is part of the warehouse, whose releases never change; choose another folder")
    if folder.exists() and Path.cwd().is_relative_to(folder):
        # Another folder takes its place, and whoever stands in it would be left in one that is gone.
        raise UsageError(f"{folder}: is where you are; give a folder in it, such as export")
    write = _WRITERS[form]()
    aside, old = (folder.with_name(f".{folder.name}.{word}") for word in ("exporting", "replaced"))
    try:
        with disk_errors(folder, place="folder"):
            _remove(aside)
            aside.mkdir(parents=True)
            with open_tables(release) as (con, tables):
                notes = write(con, tables, aside, release.resolve().name, tell)
            done = Exported(files_below(aside), sum(table.rows for table in tables), notes)
            _sign(aside, release.resolve().name, form, done)
            # Something may have been put there meanwhile.
            _require_own(folder)
            _remove(old)
            if folder.exists():
                folder.rename(old)
            aside.rename(folder)
            _remove(old)
    except duckdb.Error as error:
        raise DossierError(
            f"{folder}: not written, the release cannot be read ({error}); try `{program()} verify`"
        ) from error
    finally:
        _remove(aside)
    return done


def _sign(aside: Path, release_id: str, form: str, done: Exported) -> None:
    about = {"release_id": release_id, "format": form, "files": done.files, "rows": done.rows, "notes": done.notes}
    (aside / MARK).write_text(json.dumps(about, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _require_own(folder: Path) -> None:
    """Raises where a folder holds anything but an export, or something besides it."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise UsageError(f"{folder}: is a file; give a folder")
    if not (there := files_below(folder)) and not any(folder.iterdir()):
        return
    try:
        own = {*json.loads((folder / MARK).read_bytes())["files"], MARK}
    except (OSError, ValueError, KeyError, TypeError):
        raise UsageError(f"{folder}: is not empty and no earlier export; choose another folder") from None
    if more := [name for name in there if name not in own]:
        raise UsageError(f"{folder}: holds {more[0]}, which no export wrote; move it away or choose another folder")


def _remove(path: Path) -> None:
    shutil.rmtree(path, ignore_errors=True)
