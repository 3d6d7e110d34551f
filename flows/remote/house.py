"""A warehouse in object storage, as commands and runs use it: like a folder of which only what is needed is here."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from secrets import token_hex
from typing import Any

from flows import datapackage, releases, runs
from flows._disk import disk_errors, each
from flows._layout import LOCK, RELEASE_ID, STATE, releases_of
from flows._words import command
from flows.errors import BusyError, DossierError
from flows.lock import hold, tell
from flows.publish import Warehouse
from flows.releases import ReleaseInfo
from flows.remote import pointer as pointers
from flows.remote import sending
from flows.remote.mirror import Mirror
from flows.remote.store import AT_ONCE, Store
from flows.verify import verify_files


class RemoteWarehouse(Warehouse):
    """Immutable releases below an address, and one object that says which is served.

    Attributes:
        path: Folder on this machine for what was read of it, in the form of a warehouse.
        name: The address.
    """

    is_here = False

    def __init__(self, url: str) -> None:
        self._store = Store(url)
        self._mirror = Mirror(self._store)
        self._looked = self._drafted = False
        super().__init__(self._mirror.folder)
        self.name = self._store.url

    def latest(self) -> Path | None:
        """Folder on this machine for the release that is served, as far as it is here; None if there is none yet."""
        self._look()
        return self._mirror.serve()

    def release(self, release_id: str | None = None) -> Path:
        """Folder on this machine for a release, the latest if not given, as far as it is here.

        Raises:
            DossierError: There is none; names those there are.
        """
        self._look()
        if release_id is None:
            if (served := self._mirror.serve()) is None:
                raise DossierError(
                    f"{self.name}: no release there yet; publish one with {command('run INPUT', self.name)}"
                )
            return served
        self._require(release_id)
        return self._mirror.package(release_id)

    def need(self, release: Path, *names: str) -> Path:
        """Sees to it that files of a release are here.

        Args:
            release: Its folder.
            names: Names of its files, or of folders in it; if none is given, all that is no state for runs.

        Raises:
            DossierError: One is damaged or gone in the storage.
        """
        state = f"{STATE}/"
        self._mirror.fetch(release.name, lambda name: name.startswith(names) if names else not name.startswith(state))
        self._tidy()
        return release

    def need_whole(self, release: Path) -> None:
        """Sees to it that a release is here as a whole, each file as it was published.

        Raises:
            DossierError: One is damaged or gone in the storage.
        """
        self._mirror.fetch(release.name, lambda name: True, check=True)

    @contextmanager
    def as_it_lies(self, release_id: str | None = None) -> Iterator[Path]:
        """All objects of a release as they are now, so that they can be looked at; gone after that."""
        release = self.release(release_id).name
        start, aside = f"releases/{release}", self.path / f"verify-{token_hex(4)}" / release
        there = self._store.listed(start)
        try:
            each(lambda name: self._store.download(f"{start}/{name}", aside / name, there[name][0]), there, AT_ONCE)
            with disk_errors(aside):
                aside.mkdir(parents=True, exist_ok=True)
            yield aside
        finally:
            shutil.rmtree(aside.parent, ignore_errors=True)

    def holds(self, source: str) -> bool:
        """Whether a file or object is part of the warehouse."""
        return super().holds(source) or self._store.holds(source)

    def where(self, release: Path) -> str:
        """A release's address."""
        return f"{self.name}/releases/{release.name}"

    def releases(self) -> list[ReleaseInfo]:
        """All releases, the newest first."""
        sizes = self._sizes()
        found = [one for one in releases.listed(self.path) if one.release_id in sizes]
        return [
            replace(one, bytes=sizes[one.release_id], is_latest=one.release_id == self._mirror.pointer.release_id)
            for one in found
        ]

    def ids(self) -> list[str]:
        """Ids of all releases, and of runs whether they published or not."""
        self._look()
        names = [name.removesuffix(".json") for name in self._store.listed(runs.FOLDER)]
        return [*self._mirror.pointer.releases, *filter(RELEASE_ID.fullmatch, names), *super().ids()]

    def runs(self, most: int = 10) -> list[dict[str, Any]]:
        """The last runs, the newest first."""
        self._mirror.fetch_runs(most)
        return super().runs(most)

    def status(self) -> dict[str, Any]:
        """What is served, how much it holds and takes, and whether a run of this machine is at work."""
        sizes = self._sizes()
        told = super().status()
        return told | {"warehouse": self.name, "releases": len(sizes), "bytes": sum(sizes.values())}

    @contextmanager
    def lock(self, wait_seconds: float = 60, say: Callable[[str], None] = tell) -> Iterator[None]:
        """Keeps other runs of this machine out, and looks at what is served now; of other machines' runs one wins."""
        with super().lock(wait_seconds, say):
            self._looked = False
            self._look()
            self._mirror.tidy()
            try:
                yield
            finally:
                if self._drafted:
                    # No reason to fail.
                    with suppress(DossierError, OSError):
                        self._mirror.send_runs()

    def draft(self, release_id: str) -> sending.RemoteDraft:
        """Begins a release; only with the lock held."""
        self._require_locked()
        self._drafted = True
        return sending.RemoteDraft(self._mirror, release_id)

    def prune(self, keep: int, wait_seconds: float = 10) -> list[str]:
        """Removes old releases, and what runs that were killed have left; a run at work elsewhere then fails.

        Returns:
            Ids of the releases removed.

        Raises:
            DossierError: Another came first, or the storage refuses.
        """
        with self.lock(wait_seconds):
            before = self._mirror.pointer
            gone = [one for one in before.ids[keep:] if one != before.release_id]
            left = sending.left_over(self._mirror)
            if before.release_id is not None and (gone or left):
                stay = {one: digest for one, digest in before.releases.items() if one not in gone}
                self._mirror.pointer = pointers.write(self._store, before, before.release_id, stay)
                for one in (*gone, *left):
                    sending.remove(self._store, one)
                self._mirror.tidy()
            return gone

    def rollback(self, release_id: str | None = None, wait_seconds: float = 10) -> Path:
        """Makes an earlier release the latest, if it is whole.

        Returns:
            Folder for it on this machine.

        Raises:
            DossierError: There is no such release, it is damaged, or another came first.
        """
        with self.lock(wait_seconds):
            before = self._mirror.pointer
            if release_id is None:
                served = self.release().name
                if not (earlier := [one for one in before.ids if one < served]):
                    raise DossierError(
                        f"{self.name}: no release before {served}; {command('releases', self.name)} lists all"
                    )
                release_id = earlier[0]
            self._require(release_id)
            with self.as_it_lies(release_id) as release:
                if problems := verify_files(release):
                    raise DossierError(
                        f"{self.where(release)}: damaged, not gone back to: {problems[0]}; choose another release"
                    )
            self._mirror.pointer = pointers.write(self._store, before, release_id, before.releases)
            return self.release()

    def _look(self) -> None:
        if not self._looked:
            self._mirror.look()
            self._looked = True

    def _require(self, release_id: str) -> None:
        if release_id not in (known := self._mirror.pointer.ids):
            there = f"there are {', '.join(known)}" if known else "there is none yet"
            raise DossierError(f"{self.name}: no release {release_id}; {there}")

    def _sizes(self) -> dict[str, int]:
        """Release -> bytes of its objects. All are begun here, so that they can be listed."""
        self._look()
        self._mirror.serve()
        found = {}
        for folder in each(self._mirror.package, self._mirror.pointer.ids, AT_ONCE):
            about = datapackage.read(folder)["dossier"]
            found[folder.name] = sum(one["bytes"] for one in about["files"])
        return found

    def _tidy(self) -> None:
        """Removes files of old releases here, unless a run is at work, which does so itself."""
        if len(self._whole()) > 2:
            with suppress(BusyError), hold(self.path / LOCK):
                self._mirror.tidy()

    def _whole(self) -> list[Path]:
        return [one for one in releases_of(self.path).iterdir() if sum(1 for _ in one.iterdir()) > 1]
