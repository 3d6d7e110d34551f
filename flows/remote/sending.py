"""A release on its way to object storage: its files, then the pointer, which alone publishes it."""

import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from flows import datapackage
from flows._disk import each, files_below, sha256
from flows.draft import Draft
from flows.errors import DossierError
from flows.remote import pointer as pointers
from flows.remote.mirror import Mirror
from flows.remote.store import AT_ONCE, LostError, Store

_TAGS = "tags"


class RemoteDraft(Draft):
    """A release that is made in the mirror, and published where the warehouse is."""

    def __init__(self, mirror: Mirror, release_id: str) -> None:
        super().__init__(mirror.folder, release_id)
        self._mirror = mirror

    def _announce(self) -> None:
        # What was published is put in its place here after that; if it does not come to that, it is fetched again.
        send(self._mirror, self.folder, self.release_id)
        super()._announce()


def send(mirror: Mirror, folder: Path, release_id: str) -> None:
    """Publishes a release that is complete on this machine.

    Args:
        mirror: The warehouse; its pointer is what it was when the run began.
        folder: The release's files.
        release_id: Its id.

    Raises:
        LostError: Another has published meanwhile; this was not.
        DossierError: The storage refuses; nothing was published.
    """
    store, before = mirror.store, mirror.pointer
    try:
        if before.version is None:
            pointers.require_conditions(store)
        _send_files(mirror, folder, release_id)
        left = left_over(mirror, but=release_id)
    except BaseException:
        _discard(store, release_id)
        raise
    releases = before.releases | {release_id: sha256(folder / datapackage.NAME)}
    try:
        mirror.pointer = pointers.write(store, before, release_id, releases)
    except LostError:
        _discard(store, release_id)
        raise LostError(
            f"{store.url}: another run, or a rollback or prune, came first; nothing was published, that stays served; "
            f"run again"
        ) from None
    # Whoever was at these began before the pointer was written, so that they cannot win any more.
    for one in left:
        _discard(store, one)


def left_over(mirror: Mirror, but: str = "") -> list[str]:
    """Ids of releases that were begun and never published: of runs that were killed, or are at work."""
    known = {*mirror.pointer.releases, but}
    begun = {*mirror.store.folders("releases"), *(name.removesuffix(".json") for name in mirror.store.listed(_TAGS))}
    return sorted(begun - known)


def remove(store: Store, release_id: str) -> None:
    """Removes all objects of a release, which the pointer must not name."""
    names = [f"releases/{release_id}/{name}" for name in store.listed(f"releases/{release_id}")]
    store.delete([*names, f"{_TAGS}/{release_id}.json"])


def _discard(store: Store, release_id: str) -> None:
    """Removes what nobody reads; where that fails the next run does it."""
    with suppress(DossierError):
        remove(store, release_id)


def _send_files(mirror: Mirror, folder: Path, release_id: str) -> None:
    store, start = mirror.store, f"releases/{release_id}"
    listed = {one["path"]: one["sha256"] for one in datapackage.read(folder)["dossier"]["files"]}
    there = _there(mirror)

    def put(name: str) -> None:
        source = there.get(listed[name])
        if source is not None:
            # Stores copy no object of many gigabytes in one request.
            with suppress(DossierError):
                store.copy(source, f"{start}/{name}")
                return
        store.upload(f"{start}/{name}", folder / name)

    each(put, listed, AT_ONCE)
    store.upload(f"{start}/{datapackage.NAME}", folder / datapackage.NAME)
    arrived = store.listed(start)
    if wrong := _differing(folder, {name: size for name, (size, _) in arrived.items()}):
        raise DossierError(f"{store.at(f'{start}/{wrong[0]}')}: did not arrive as it was sent; run again")
    tags = {name: tag for name, (_, tag) in arrived.items()}
    store.write(f"{_TAGS}/{release_id}.json", json.dumps(tags).encode())


def _there(mirror: Mirror) -> dict[str, str]:
    """SHA-256 -> an object of the release served that has it, and is still the one that was published."""
    served, store = mirror.pointer.release_id, mirror.store
    if served is None:
        return {}
    content, _ = store.read(f"{_TAGS}/{served}.json") or (b"{}", None)
    try:
        tags = dict(json.loads(content))
    except (ValueError, TypeError):
        tags = {}
    now = {name: tag for name, (_, tag) in store.listed(f"releases/{served}").items()}
    files = datapackage.read(mirror.package(served))["dossier"]["files"]
    same: Iterable[dict[str, str]] = (one for one in files if now.get(one["path"], "") == tags.get(one["path"]))
    return {one["sha256"]: f"releases/{served}/{one['path']}" for one in same}


def _differing(folder: Path, arrived: dict[str, int]) -> list[str]:
    sent = {name: (folder / name).stat().st_size for name in files_below(folder)}
    return sorted(name for name in {*sent, *arrived} if sent.get(name) != arrived.get(name))
