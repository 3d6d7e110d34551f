"""One run at a time in a warehouse: a lock that the operating system lets go of when its process dies."""

import errno
import fcntl
import json
import os
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flows._disk import disk_errors
from flows.errors import BusyError, DossierError

_PAUSE = 0.1
# A look at whether the lock is held takes it for a moment; who comes in that moment shall not turn away.
_LEAST_TRIES = 3
_held: set[int] = set()


def _let_go_in_child() -> None:
    # A forked worker would hold the lock for as long as it outlives a killed run.
    for handle in _held:
        os.close(handle)
    _held.clear()


os.register_at_fork(after_in_child=_let_go_in_child)


def tell(message: str) -> None:
    """Says something to who sits at the terminal."""
    print(message, file=sys.stderr)


@contextmanager
def hold(path: Path, wait_seconds: float = 0, say: Callable[[str], None] = tell) -> Iterator[None]:
    """Holds a lock; no other process, and no other part of this one, holds it meanwhile.

    Args:
        path: The lock's file; it stays.
        wait_seconds: How long to wait for another to let go.
        say: Is told once that there is waiting.

    Raises:
        BusyError: Another still holds it.
    """
    with disk_errors(path):
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    _held.add(handle)
    try:
        _take(handle, path, wait_seconds, say)
        note = json.dumps({"process": os.getpid(), "host": socket.gethostname()}).encode()
        with disk_errors(path):
            os.ftruncate(handle, 0)
            os.pwrite(handle, note, 0)
        yield
    finally:
        # In a child that was forked meanwhile it is closed already.
        if handle in _held:
            _held.remove(handle)
            os.close(handle)


def holder(path: Path) -> dict[str, Any] | None:
    """Who holds the lock: `process` and `host` where they are known; None if nobody does."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return None
    try:
        if _try(handle, fcntl.LOCK_SH, path):
            return None
        return _note(handle)
    finally:
        os.close(handle)


def _take(handle: int, path: Path, wait_seconds: float, say: Callable[[str], None]) -> None:
    start = time.monotonic()
    tries = 0
    while not _try(handle, fcntl.LOCK_EX, path):
        tries += 1
        if tries == _LEAST_TRIES and wait_seconds > 0:
            say(f"{path.parent}: {_who(handle)} is at work; waiting up to {wait_seconds:g} s for it to end")
        if tries >= _LEAST_TRIES and time.monotonic() - start >= wait_seconds:
            after = f" after {wait_seconds:g} s" if wait_seconds > 0 else ""
            raise BusyError(f"{path.parent}: {_who(handle)} is still at work{after}; try again when it has ended")
        time.sleep(_PAUSE)


def _try(handle: int, kind: int, path: Path) -> bool:
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES):
            return False
        raise DossierError(
            f"{path}: cannot be locked ({error.strerror}); choose a --warehouse on a local disk"
        ) from error
    return True


def _note(handle: int) -> dict[str, Any]:
    try:
        note = json.loads(os.pread(handle, 4096, 0))
    except (OSError, ValueError):
        return {}
    return note if isinstance(note, dict) else {}


def _who(handle: int) -> str:
    note = _note(handle)
    if "process" not in note:
        return "another run"
    host = f" on {note['host']}" if note.get("host") != socket.gethostname() else ""
    return f"another run (process {note['process']}{host})"
