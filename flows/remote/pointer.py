"""The pointer: one object that says which release of a warehouse is served, and which there are.

What it does not name is not published: half a release of a run that was killed, or that lost against another. It is
written last, and only if nobody else has written it since it was read; so of two runs one wins.
"""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from secrets import token_hex

from flows._layout import RELEASE_ID
from flows.errors import DossierError, StorageError
from flows.remote.store import LostError, Store, Version

NAME = "latest.json"
_FORMAT = 1
_PROBE = ".can-write-on-condition"


@dataclass(frozen=True)
class Pointer:
    """What the object says.

    Attributes:
        release_id: The release that is served; None where nothing was published yet.
        releases: Id of every release -> SHA-256 of its datapackage.json, which has those of its other files.
        revision: How often it was written. No content comes twice, so that no tag does.
        version: Which version of the object this is; None where there is none yet.
    """

    release_id: str | None = None
    releases: dict[str, str] = field(default_factory=dict)
    revision: int = 0
    version: Version | None = None

    @property
    def ids(self) -> list[str]:
        """Ids of all releases, the newest first."""
        return sorted(self.releases, reverse=True)


def read(store: Store) -> Pointer:
    """Reads the pointer of a warehouse.

    Raises:
        DossierError: It is damaged, or another version of this program wrote it.
    """
    if (found := store.read(NAME)) is None:
        return Pointer()
    content, version = found
    try:
        told = json.loads(content)
        kind, releases = told["format"], dict(told["releases"])
        pointer = Pointer(told["release_id"], releases, int(told["revision"]), version)
        sound = pointer.release_id in releases and all(map(RELEASE_ID.fullmatch, releases))
    except (ValueError, KeyError, TypeError):
        kind, sound = _FORMAT, False
    if kind != _FORMAT:
        raise DossierError(f"{store.at(NAME)}: written by another version (format {kind}); update dossier")
    if not sound:
        raise DossierError(f"{store.at(NAME)}: is damaged; restore what it was, or choose another --warehouse")
    return pointer


def write(store: Store, before: Pointer, release_id: str, releases: dict[str, str]) -> Pointer:
    """Writes the pointer anew: the step that publishes, goes back or removes.

    Args:
        store: The warehouse.
        before: What it was when this began.
        release_id: The release that is served from now on.
        releases: All that there are from now on.

    Raises:
        LostError: Somebody else has written it meanwhile; nothing was done.
    """
    told = {
        "format": _FORMAT,
        "release_id": release_id,
        "path": f"releases/{release_id}/",
        "releases": dict(sorted(releases.items())),
        "revision": before.revision + 1,
        "written_at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "mark": token_hex(8),
    }
    content = json.dumps(told, indent=1).encode()
    try:
        version = store.swap(NAME, content, before.version)
    except (LostError, StorageError):
        # An answer may get lost, and a request then come twice: what stands there tells.
        if (found := store.read(NAME)) is None or found[0] != content:
            raise
        version = found[1]
    return Pointer(release_id, releases, before.revision + 1, version)


def require_conditions(store: Store) -> None:
    """Makes sure that the storage heeds the conditions of a write: where it does not, two runs could both win.

    Raises:
        DossierError: It does not.
    """
    name = f"{_PROBE}-{token_hex(4)}"
    store.swap(name, b"1", None)
    try:
        found = store.read(name)
        heeded = found is not None and _refuses(store, name, None)
        if heeded and found is not None:
            store.swap(name, b"2", found[1])
            heeded = _refuses(store, name, found[1])
    finally:
        store.delete([name])
    if not heeded:
        raise DossierError(
            f"{store.url}: this storage writes whatever If-None-Match and If-Match say, so that two runs could both "
            f"publish; use one that does, or a folder as --warehouse"
        )


def _refuses(store: Store, name: str, version: Version | None) -> bool:
    try:
        store.swap(name, b"3", version)
    except LostError:
        return True
    return False
