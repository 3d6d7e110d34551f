"""What a file system does: hashes, syncing to the disk, and errors of one line that say what to do."""

import errno
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import polars as pl

from flows.errors import DossierError

S = TypeVar("S")
T = TypeVar("T")

# Hashing, syncing and Polars' writing all let go of the GIL, and wait for the disk much of their time.
WORKERS = min(4, os.cpu_count() or 1)

_ADVICE = {
    errno.ENOSPC: "free some space or choose another --warehouse",
    errno.EDQUOT: "free some space or choose another --warehouse",
    errno.EACCES: "choose a --warehouse that you may write to",
    errno.EPERM: "choose a --warehouse that you may write to",
    errno.EROFS: "choose a --warehouse that you may write to",
    errno.ENOTDIR: "a file is in the way of a folder; move it or choose another --warehouse",
    errno.ENOTEMPTY: "a folder is in the way; move it away",
    errno.EEXIST: "something is in the way; move it away",
}


@contextmanager
def disk_errors(path: Path, doing: str = "cannot be written") -> Iterator[None]:
    """Turns what a disk does not do into an error of one line.

    Args:
        path: What is worked on; named where the error itself names nothing.
        doing: What then failed.

    Raises:
        DossierError: Instead of an OSError, or of a failure of Polars to read or write.
    """
    try:
        yield
    except OSError as error:
        # With two paths the second is the one being made.
        named = error.filename2 or error.filename or path
        advice = _ADVICE.get(error.errno or 0, "see whether the disk is in order")
        raise DossierError(f"{named}: {doing} ({error.strerror or _one_line(error)}); {advice}") from error
    except pl.exceptions.ComputeError as error:
        raise DossierError(f"{path}: {doing} ({_one_line(error)}); see whether the disk is full or damaged") from error


def sha256(path: Path) -> str:
    """A file's SHA-256 in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync(path: Path) -> None:
    """Waits until a file's content, or a folder's names, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def each(work: Callable[[S], T], items: Iterable[S]) -> list[T]:
    """Does the same with every file, a few at a time.

    Returns:
        The results, in the files' order.
    """
    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(work, items))


def files_below(folder: Path) -> list[str]:
    """Names of all files below a folder, relative to it, in order."""
    found = []
    for root, _, names in os.walk(folder):
        found += [(Path(root) / name).relative_to(folder).as_posix() for name in names]
    return sorted(found)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
