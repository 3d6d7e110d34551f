"""Where the index of a release's text is, and opening it: SQLite's FTS5 without the text, which stays in Parquet.

Nothing heavy is imported here: a search is to take well under a second.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

NAME = "search.sqlite"
"""Name of the index inside a release."""

CACHE = "search"
"""Folder of a warehouse for indexes made at the first search."""

WORDS = "unicode61 remove_diacritics 2"
"""FTS5's tokenizer: letters and digits, case and accents folded."""

VERSION = 3
"""Rises whenever what is in an index changes."""

_PATIENCE = 600


def ensure_index(release: Path, say: Callable[[str], None] = lambda message: None) -> Path:
    """The index of a release: the one inside it, or one in the warehouse's folder `search`, made where it is missing.

    Args:
        release: The release's own folder.
        say: Is told before an index is made.

    Raises:
        DossierError: It cannot be made.
    """
    release = release.resolve()
    if is_usable(release / NAME):
        return release / NAME
    cache = release.parent.parent / CACHE
    path = cache / f"{release.name}.sqlite"
    if is_usable(path):
        return path
    from flows._disk import disk_errors
    from flows._words import counted
    from flows.lock import hold
    from flows.search.build import build
    from flows.tables import rows_of

    with disk_errors(cache, "cannot be made for the index; who may write there can search first, or `run --index`"):
        cache.mkdir(exist_ok=True)
    with hold(cache / ".lock", _PATIENCE):
        if is_usable(path):
            return path
        # Only the latest release is searched; an index is quickly made again.
        for old in cache.glob("*.sqlite*"):
            old.unlink()
        say(f"first search in this release: indexing {counted(rows_of(release, 'sections'), 'section')}")
        build(release, path)
    return path


def is_usable(path: Path) -> bool:
    """Whether there is an index that this version can search."""
    if not path.is_file():
        return False
    try:
        with closing(connect(path)) as con:
            return bool(con.execute("pragma user_version").fetchone()[0] == VERSION)
    except sqlite3.Error:
        return False


def connect(path: Path) -> sqlite3.Connection:
    """Opens an index to read it; SQLite makes no file beside it."""
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
