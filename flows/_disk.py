"""What a file system does: hashes, syncing to the disk, and errors of one line that say what to do."""

import errno
import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import polars as pl

from flows.errors import DossierError, StorageError

S = TypeVar("S")
T = TypeVar("T")

# Hashing, syncing and Polars' writing all let go of the GIL, and wait for the disk much of their time.
WORKERS = min(4, os.cpu_count() or 1)

_ADVICE = {
    errno.ENOSPC: "free some space or choose another {place}",
    errno.EDQUOT: "free some space or choose another {place}",
    errno.EACCES: "choose a {place} that you may write to",
    errno.EPERM: "choose a {place} that you may write to",
    errno.EROFS: "choose a {place} that you may write to",
    errno.ENOTDIR: "a file is in the way of a folder; move it or choose another {place}",
    errno.EFBIG: "the system limits the size of files; see `ulimit -f`",
    errno.ENOTEMPTY: "a folder is in the way; move it away",
    errno.EEXIST: "something is in the way; move it away",
}
# What network file systems and failing devices do, and may not do again.
_PASSING = (errno.EIO, errno.ESTALE, errno.ETIMEDOUT, errno.EAGAIN, errno.EREMOTEIO)
_OS_ERROR = re.compile(r"\(os error (\d+)\)")


@contextmanager
def disk_errors(path: Path, doing: str = "cannot be written", place: str = "--warehouse") -> Iterator[None]:
    """Turns what a disk does not do into an error of one line.

    Args:
        path: What is worked on; named where the error itself names nothing.
        doing: What then failed.
        place: What the user can choose another of.

    Raises:
        StorageError: Instead of an OSError, or of a failure of Polars to read or write, that may be over in a moment.
        DossierError: Instead of any other of these.
    """
    try:
        yield
    except (OSError, pl.exceptions.ComputeError) as error:
        # With two paths the second is the one being made. Polars wraps the system's error in words of its own.
        named = getattr(error, "filename2", None) or getattr(error, "filename", None) or path
        in_words = _OS_ERROR.search(str(error))
        number = getattr(error, "errno", None) or (int(in_words[1]) if in_words else 0)
        reason = os.strerror(number) if number else " ".join(str(error).split())
        advice = _ADVICE.get(number, "see whether the disk is in order").format(place=place)
        kind = StorageError if number in _PASSING else DossierError
        raise kind(f"{named}: {doing} ({reason}); {advice}") from error


def passing(error: object) -> bool:
    """Whether an error may be over in a moment: a network's or a failing device's."""
    return isinstance(error, StorageError | ConnectionError) or getattr(error, "errno", None) in _PASSING


def sha256(path: Path) -> str:
    """A file's SHA-256 in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def copy(path: Path, target: Path) -> None:
    """Copies a file; file systems that can, such as XFS and Btrfs, let both share what stays the same."""
    try:
        with path.open("rb") as source, target.open("wb") as file:
            while os.copy_file_range(source.fileno(), file.fileno(), 2**30):
                pass
            if os.fstat(file.fileno()).st_size != path.stat().st_size:
                raise OSError("copied in part")
    except (AttributeError, OSError):
        # Not every system has it, and not between any two file systems.
        shutil.copyfile(path, target)


def sync(path: Path) -> None:
    """Waits until a file's content, or a folder's names, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def each(work: Callable[[S], T], items: Iterable[S], at_once: int = WORKERS) -> list[T]:
    """Does the same with every file, a few at a time.

    Args:
        work: What is done.
        items: The files.
        at_once: How many of them at a time; more where a network is waited for.

    Returns:
        The results, in the files' order.
    """
    with ThreadPoolExecutor(at_once) as pool:
        return list(pool.map(work, items))


def files_below(folder: Path) -> list[str]:
    """Names of all files below a folder, relative to it, in order."""
    found = []
    for root, _, names in os.walk(folder):
        found += [(Path(root) / name).relative_to(folder).as_posix() for name in names]
    return sorted(found)
