"""From what the user named to the files to read."""

import glob
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from flows.errors import UsageError
from flows.readers.address import is_address
from flows.readers.forms import KNOWN, ONE_RECORD, form_of
from flows.readers.listing import find


class Source(NamedTuple):
    """One file to read.

    Attributes:
        path: As found: relative stays relative, with forward slashes; or the address of an object.
        form: text, html, jsonl, parquet, warc, wet, zip or tar.
        compression: gz, zst, bz2, xz, or None.
        size: Bytes as stored.
    """

    path: str
    form: str
    compression: str | None
    size: int


def discover(inputs: Iterable[str]) -> tuple[list[Source], list[str]]:
    """Finds the files to read.

    Args:
        inputs: Files, folders (searched recursively), glob patterns, and addresses of object storage with any of these.

    Returns:
        The sources, sorted by path, each file once however often and by whatever path it was named; and the files
        passed over, sorted: those of no known form, hidden ones in folders, and containers of 0 bytes.

    Raises:
        UsageError: An input does not exist, matches nothing, or is itself a file of no known form.
        DossierError: Object storage denies access or does not answer.
    """
    found: dict[str, str] = {}
    sizes: dict[str, int] = {}
    ignored: set[str] = set()
    for name in inputs:
        if is_address(name):
            objects = find(name)
            sizes |= {one.url: one.size for one in objects if one.usable}
            ignored |= {one.url for one in objects if not one.usable}
            continue
        for path, usable in _files(name):
            if usable:
                real = os.path.realpath(path)
                found[real] = min(path, found.get(real, path))
            else:
                ignored.add(path)
    sizes |= {path: _size(path) for path in found.values()}
    sources = []
    for path, size in sizes.items():
        source = Source(path, *(form_of(path) or ("", None)), size)
        if source.size == 0 and source.form not in ONE_RECORD:
            ignored.add(path)
        else:
            sources.append(source)
    return sorted(sources), sorted(ignored)


def _size(path: str) -> int:
    try:
        return Path(path).stat().st_size
    except OSError:
        return -1  # vanished meanwhile: reading it says so


def _files(name: str) -> Iterator[tuple[str, bool]]:
    """Every file that an input stands for, and whether it is one to read."""
    if not name:  # as a variable that is not set gives it: it would stand for the folder one is in
        raise UsageError("an INPUT is empty; give a file, a folder or a pattern in quotes")
    try:
        path = Path(name)
        if path.is_dir():
            yield from _walk(path)
            return
        if path.is_file():
            if form_of(path.name) is None:
                raise UsageError(f"{name}: no known form of dump; give {KNOWN}")
            yield path.as_posix(), True
            return
        if path.exists():
            raise UsageError(f"{name}: neither a file nor a folder; give {KNOWN}")
        pattern = glob.has_magic(name)
        matches = sorted(glob.glob(name, recursive=True)) if pattern else []  # noqa: PTH207 (takes absolute ones too)
    except (OSError, ValueError) as error:  # no permission, a name with a NUL or longer than the system takes
        said = getattr(error, "strerror", None) or error
        raise UsageError(f"{name}: cannot be looked up ({said}); check the name and its permissions") from error
    if not matches:
        what = "matches nothing" if pattern else "does not exist"
        raise UsageError(f"{name}: {what}; give a file, a folder or a pattern in quotes")
    for match in map(Path, matches):
        if os.path.isdir(match):  # noqa: PTH112 (see _is_file)
            yield from _walk(match)
        else:
            yield match.as_posix(), _is_file(match) and form_of(match.name) is not None


def _walk(folder: Path) -> Iterator[tuple[str, bool]]:
    os.scandir(folder).close()  # the folder that was named must be readable; of those below it the rest is read
    seen = {os.path.realpath(folder)}
    for parent, folders, files in os.walk(folder, followlinks=True):
        entered = []
        for child in sorted(folders):
            real = os.path.realpath(f"{parent}/{child}")
            # Tools keep their own things in dot folders; a link back up would lead round in circles.
            if child.startswith(".") or real in seen:
                continue
            if os.access(real, os.R_OK | os.X_OK):
                seen.add(real)
                entered.append(child)
            else:
                yield Path(parent, child).as_posix() + "/", False
        folders[:] = entered
        for child in files:
            path = Path(parent, child)
            # A hidden file is nobody's dump (an editor's, half a download); a pipe would be waited for forever.
            yield path.as_posix(), not child.startswith(".") and form_of(child) is not None and _is_file(path)


def _is_file(path: Path) -> bool:
    # Path's own way raises where a link leads to what may not be looked at, or to a name that no file can have.
    return os.path.isfile(path)  # noqa: PTH113
