"""What this machine has of a warehouse in object storage: a folder in the form of a warehouse.

It holds the releases that were asked for, as far as they were. What lies in it may be deleted at any time.
"""

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256 as sha256_of
from pathlib import Path, PurePosixPath
from typing import Any

from flows import datapackage, runs
from flows._disk import disk_errors, each, sha256
from flows._layout import LATEST, releases_of
from flows._words import command
from flows.errors import DossierError
from flows.remote import pointer as pointers
from flows.remote.pointer import Pointer
from flows.remote.store import AT_ONCE, MissingError, Store

_HERE = 2
"""So many releases keep their files: who reads the last but one has time to end."""


def folder_of(store: Store) -> Path:
    """The folder for a warehouse: in DOSSIER_CACHE, else where programs keep what they can do without."""
    env = os.environ.get
    root = Path(env("DOSSIER_CACHE") or Path(env("XDG_CACHE_HOME") or Path.home() / ".cache") / "dossier")
    # Another server, or another account of Azure's, is another warehouse.
    server = store.account or env("AWS_ENDPOINT_URL_S3") or env("AWS_ENDPOINT_URL") or ""
    name = store.url.replace("://", "-").replace("/", "-")[-60:]
    return root.absolute() / f"{name}-{sha256_of(f'{server} {store.url}'.encode()).hexdigest()[:12]}"


class Mirror:
    """The folder, and what fills it.

    Attributes:
        store: The warehouse.
        folder: The folder.
        pointer: What the warehouse's pointer said when it was last looked at.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.folder = folder_of(store)
        self.pointer = Pointer()

    def look(self) -> Pointer:
        """Reads the pointer."""
        self.pointer = pointers.read(self.store)
        return self.pointer

    def package(self, release_id: str) -> Path:
        """Folder of a release with its datapackage.json, which is the one that was published.

        Raises:
            DossierError: It is damaged or gone in the storage.
        """
        folder = releases_of(self.folder) / release_id
        path = folder / datapackage.NAME
        published = self.pointer.releases[release_id]
        if path.is_file() and sha256(path) != published:
            shutil.rmtree(folder, ignore_errors=True)
        # Not where it is only missing: another command may be at it.
        if not path.is_file():
            self._get(f"releases/{release_id}/{datapackage.NAME}", path, published, 0)
        return folder

    def fetch(self, release_id: str, wanted: Callable[[str], bool], *, check: bool = False) -> Path:
        """Sees to it that files of a release are here, each as it was published.

        Args:
            release_id: The release.
            wanted: Whether a file, by its name, is one of them.
            check: Hash also what is here already.

        Raises:
            DossierError: A file is damaged or gone in the storage.
        """
        folder = self.package(release_id)
        listed = [one for one in _files(folder) if wanted(one["path"])]
        missing = [one for one in listed if not _is_here(folder, one)]
        if check:
            here = [one for one in listed if one not in missing]
            digests = each(sha256, (folder / one["path"] for one in here))
            missing += [one for one, digest in zip(here, digests, strict=True) if digest != one["sha256"]]
        alike = self._alike(release_id) if missing else {}
        rest = [one for one in missing if not _linked(alike.get(one["sha256"]), folder, one)]

        def get(one: dict[str, Any]) -> None:
            name = one["path"]
            self._get(f"releases/{release_id}/{name}", folder / name, one["sha256"], one["bytes"])

        each(get, rest, AT_ONCE)
        return folder

    def serve(self) -> Path | None:
        """Folder of the release that is served; the link to it is set here too."""
        if self.pointer.release_id is None:
            return None
        folder = self.package(self.pointer.release_id)
        link = self.folder / LATEST
        target = Path(releases_of(self.folder).name) / folder.name
        if not (link.is_symlink() and link.readlink() == target):
            aside = link.with_name(f".{LATEST}-{os.getpid()}")
            with disk_errors(link):
                aside.unlink(missing_ok=True)
                aside.symlink_to(target)
                aside.replace(link)
        return folder

    def tidy(self) -> None:
        """Removes what is no release any more, and the files of old ones; only with the lock held."""
        stay = {self.pointer.release_id, *self.pointer.ids[:_HERE]}
        newest = max(self.pointer.releases, default="")
        with disk_errors(self.folder, "cannot be cleaned up"):
            for folder in sorted(releases_of(self.folder).iterdir()):
                if folder.name > newest:
                    continue  # published since the pointer was read
                if folder.name not in self.pointer.releases:
                    shutil.rmtree(folder, ignore_errors=True)
                elif folder.name not in stay:
                    for path in folder.iterdir():
                        if path.is_dir():
                            shutil.rmtree(path)
                        elif path.name != datapackage.NAME:
                            path.unlink()

    def fetch_runs(self, most: int) -> None:
        """Gets the records of the last runs."""
        there = self.store.listed(runs.FOLDER)
        folder = self.folder / runs.FOLDER

        def get(name: str) -> None:
            with suppress(MissingError):
                self.store.download(f"{runs.FOLDER}/{name}", folder / name, there[name][0])

        last = sorted((name for name in there if name.endswith(".json")), reverse=True)[:most]
        each(get, [name for name in last if not _has(folder / name, there[name][0])], AT_ONCE)

    def send_runs(self) -> None:
        """Writes records of runs on this machine that the storage does not have, and removes the oldest of many."""
        there = self.store.listed(runs.FOLDER)
        for path in sorted((self.folder / runs.FOLDER).glob("[!.]*.json"))[-runs.KEPT :]:
            if there.get(path.name, (None,))[0] != path.stat().st_size:
                self.store.upload(f"{runs.FOLDER}/{path.name}", path)
                there[path.name] = (0, "")
        if old := sorted(there)[: -runs.KEPT]:
            self.store.delete(f"{runs.FOLDER}/{name}" for name in old)

    def _get(self, name: str, path: Path, published: str, size: int) -> None:
        try:
            digest = self.store.download(name, path, size)
        except MissingError:
            raise DossierError(f"{self.store.at(name)}: is gone; {self._advice()}") from None
        if digest != published:
            path.unlink()
            raise DossierError(f"{self.store.at(name)}: damaged, these are not the bytes published; {self._advice()}")

    def _advice(self) -> str:
        return f"go back to another release with {command('rollback', self.store.url)}"

    def _alike(self, release_id: str) -> dict[str, Path]:
        """SHA-256 -> a file that is said to have it, in the other releases here."""
        found: dict[str, Path] = {}
        for other in self.pointer.releases:
            folder = releases_of(self.folder) / other
            if other != release_id and (folder / datapackage.NAME).is_file():
                with suppress(DossierError):
                    found |= {one["sha256"]: folder / one["path"] for one in _files(folder) if _is_here(folder, one)}
        return found


def _files(folder: Path) -> list[dict[str, Any]]:
    """The files that a release lists, none of which lies outside of it."""
    files = datapackage.read(folder)["dossier"]["files"]
    for one in files:
        path = PurePosixPath(one["path"])
        if path.is_absolute() or ".." in path.parts:
            raise DossierError(f"{folder / datapackage.NAME}: lists a file outside of the release; go back to another")
    return list(files)


def _is_here(folder: Path, one: dict[str, Any]) -> bool:
    return _has(folder / one["path"], one["bytes"])


def _has(path: Path, size: int) -> bool:
    return path.is_file() and path.stat().st_size == size


def _linked(source: Path | None, folder: Path, one: dict[str, Any]) -> bool:
    """Puts a file of another release here, if it has the bytes it should have."""
    path = folder / one["path"]
    try:
        if source is None or sha256(source) != one["sha256"]:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        os.link(source, path)
    except OSError:
        return False
    return True
