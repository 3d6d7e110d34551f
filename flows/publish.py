"""Publishing: a release is made in a hidden folder, verified, put in its place, and only then becomes the latest."""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flows import datapackage, releases
from flows._disk import disk_errors, each, files_below, sha256, sync
from flows._layout import LOCK, clean, draft_of, link_to, published_at, publishing_of, releases_of, switch
from flows.errors import DossierError
from flows.lock import hold, tell
from flows.releases import ReleaseInfo
from flows.verify import verify_release
from transforms import PARSER_VERSION


class Warehouse:
    """A folder of immutable releases, and `latest`, a link to the one that is served.

    Attributes:
        path: The folder; made when it is first locked.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self._locked = False

    def latest(self) -> Path | None:
        """Folder of the latest release itself, so that another published meanwhile changes nothing; None if none."""
        return releases.latest(self.path)

    def release(self, release_id: str | None = None) -> Path:
        """Folder of a release, the latest if not given.

        Raises:
            DossierError: There is none; names those there are.
        """
        return releases.find(self.path, release_id)

    def releases(self) -> list[ReleaseInfo]:
        """All releases, the newest first."""
        return releases.listed(self.path)

    def status(self) -> dict[str, Any]:
        """What is served, how much it holds and takes, and whether a run is at work; ready for JSON."""
        return releases.status(self.path)

    @contextmanager
    def lock(self, wait_seconds: float = 60, say: Callable[[str], None] = tell) -> Iterator[None]:
        """Keeps every other run out, and removes what killed ones left behind.

        Args:
            wait_seconds: How long to wait for another run.
            say: Is told once that there is waiting; by default it is printed on standard error.

        Raises:
            DossierError: Another run is still at work, or the disk refuses.
        """
        with disk_errors(self.path):
            releases_of(self.path).mkdir(parents=True, exist_ok=True)
        with hold(self.path / LOCK, wait_seconds, say):
            self._locked = True
            try:
                clean(self.path)
                yield
            finally:
                self._locked = False

    def draft(self, release_id: str) -> "Draft":
        """Begins a release; only with the lock held.

        Args:
            release_id: Time and chance, `20260131T235959Z-0123abcd`.
        """
        if not self._locked:
            raise RuntimeError("a draft needs the warehouse's lock")
        return Draft(self.path, release_id)

    def rollback(self, release_id: str | None = None, wait_seconds: float = 10) -> Path:
        """Makes an earlier release the latest, if it is whole.

        Args:
            release_id: The release; the one before the latest if not given.
            wait_seconds: How long to wait for a run at work.

        Returns:
            The release's folder.

        Raises:
            DossierError: There is no such release, or it is damaged.
        """
        with self.lock(wait_seconds):
            return releases.roll_back(self.path, release_id)


class Draft:
    """A release being made. As a context manager it is discarded at the end unless it was finished.

    Attributes:
        release_id: Its id.
        folder: The hidden folder to write into.
    """

    def __init__(self, warehouse: Path, release_id: str) -> None:
        published_at(release_id)
        self.release_id = release_id
        self.folder = draft_of(warehouse, release_id)
        self._warehouse = warehouse
        self._target = releases_of(warehouse) / release_id
        self._hashes: dict[str, tuple[tuple[int, int, int], str]] = {}
        if self._target.exists():
            raise DossierError(f"{self._target}: is published already; run again")
        with disk_errors(self.folder):
            self.folder.mkdir(parents=True)

    def __enter__(self) -> "Draft":
        return self

    def __exit__(self, *_: object) -> None:
        self.discard()

    def discard(self) -> None:
        """Removes the draft; nothing happens to one that was finished."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def link_unchanged(self, previous: Path) -> list[str]:
        """Replaces files that are the same in an earlier release by hard links, which take no space.

        Args:
            previous: The earlier release.

        Returns:
            Names of the files that are shared now.
        """
        before = {file["path"]: file["sha256"] for file in datapackage.read(previous)["dossier"]["files"]}
        with disk_errors(self.folder):
            hashes = self._hash()
            return [
                name
                for name, digest in hashes.items()
                if before.get(name) == digest and self._share(name, previous / name)
            ]

    def finish(self, previous: Path | None = None, about: Mapping[str, Any] | None = None) -> Path:
        """Publishes the release: describes, verifies and seals it, puts it in its place, makes it the latest.

        Whenever this is interrupted, the release served before still is, or this one is, complete and verified.

        Args:
            previous: Release to share unchanged files with; the latest if not given.
            about: What datapackage.json is to say beyond what it says anyway; ready for JSON.

        Returns:
            The release's folder.

        Raises:
            DossierError: It does not keep the rules, or the disk refuses; nothing was published.
        """
        if (previous := previous or releases.latest(self._warehouse)) is not None:
            self.link_unchanged(previous)
        with disk_errors(self.folder):
            self._describe(about or {})
            self._verify()
            self._seal()
            self._announce()
            self._place()
            self._switch()
        return self._target

    def _describe(self, about: Mapping[str, Any]) -> None:
        about = {"parser_version": PARSER_VERSION, **about}
        package = datapackage.describe(self.folder, self.release_id, self._hash(), about)
        datapackage.write(self.folder, package)

    def _verify(self) -> None:
        if problems := verify_release(self.folder, self._hash()):
            more = f" (and {len(problems) - 1} other problems)" if problems[1:] else ""
            raise DossierError(f"release {self.release_id} is not published, it breaks a rule: {problems[0]}{more}")

    def _seal(self) -> None:
        files = [self.folder / name for name in files_below(self.folder)]
        for path in files:
            path.chmod(0o444)
        each(sync, files)
        # Names after contents, the innermost first.
        for root, _, _ in os.walk(self.folder, topdown=False):
            sync(Path(root))

    def _announce(self) -> None:
        link_to(publishing_of(self._warehouse, self.release_id), self.release_id)

    def _place(self) -> None:
        self.folder.rename(self._target)
        sync(self._target.parent)

    def _switch(self) -> None:
        switch(publishing_of(self._warehouse, self.release_id))

    def _hash(self) -> dict[str, str]:
        """Name of every file but datapackage.json -> SHA-256; what did not change since is not read again."""
        names = [name for name in files_below(self.folder) if name != datapackage.NAME]
        marks = {name: _mark(self.folder / name) for name in names}
        new = [name for name in names if self._hashes.get(name, (None, ""))[0] != marks[name]]
        for name, digest in zip(new, each(sha256, (self.folder / name for name in new)), strict=True):
            self._hashes[name] = (marks[name], digest)
        return {name: self._hashes[name][1] for name in names}

    def _share(self, name: str, earlier: Path) -> bool:
        path = self.folder / name
        aside = path.with_name(f".{path.name}.link")
        try:
            os.link(earlier, aside)
        except OSError:
            # Not every file system has hard links, and a file has so many at most: a copy is as good.
            return False
        aside.replace(path)
        self._hashes[name] = (_mark(path), self._hashes[name][1])
        return True


def _mark(path: Path) -> tuple[int, int, int]:
    stat = path.stat()
    return stat.st_ino, stat.st_size, stat.st_mtime_ns
