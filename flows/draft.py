"""A release while it is made: its hidden folder, and the steps that publish it."""

import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from flows import croissant, datapackage, releases
from flows._disk import disk_errors, each, files_below, sha256, sync
from flows._layout import draft_of, link_to, published_at, publishing_of, releases_of, switch
from flows.errors import CheckError, DossierError
from flows.tables import table_files
from flows.verify import Problem, verify_contents, verify_release
from transforms.profiles import parser_version
from transforms.schema import TABLES


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
        self._verified: tuple[dict[str, str], list[Problem]] | None = None
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

    def take_over(self, previous: Path, names: Iterable[str]) -> None:
        """Puts files of an earlier release into this one, as hard links where the file system has them.

        Args:
            previous: The earlier release; whole, as `verify_files` finds it.
            names: Names of its files.

        Raises:
            DossierError: The disk refuses.
        """
        hashes = _hashes_of(previous)
        for name in names:
            path = self.folder / name
            with disk_errors(path):
                path.parent.mkdir(parents=True, exist_ok=True)
                try:
                    os.link(previous / name, path)
                except OSError:
                    shutil.copyfile(previous / name, path)
                else:
                    # The very file that was found whole, and nobody may write to it.
                    self._hashes[name] = (_mark(path), hashes[name])

    def note(self, names: Iterable[str]) -> None:
        """Notes the hashes of files that are complete; what does not change after is not read again.

        Args:
            names: Names in the release.
        """
        marks = {name: _mark(self.folder / name) for name in names}
        new = [name for name, mark in marks.items() if self._hashes.get(name, (None, ""))[0] != mark]
        for name, digest in zip(new, each(sha256, (self.folder / name for name in new)), strict=True):
            self._hashes[name] = (marks[name], digest)

    def verify_tables(self) -> None:
        """Looks at the tables while the rest of the release is still made; where they stay as they are, for once."""
        self._verified = self._table_hashes(), verify_contents(self.folder)

    def link_unchanged(self, previous: Path) -> list[str]:
        """Replaces files that are the same in an earlier release by hard links, which take no space.

        Args:
            previous: The earlier release.

        Returns:
            Names of the files that are shared now.
        """
        before = _hashes_of(previous)
        with disk_errors(self.folder):
            same = [name for name, digest in self._hash().items() if before.get(name) == digest]
            shared = each(lambda name: self._share(name, previous / name), same)
            return [name for name, done in zip(same, shared, strict=True) if done]

    def finish(self, previous: Path | None = None, about: Mapping[str, Any] | None = None) -> Path:
        """Publishes the release: describes, verifies and seals it, puts it in its place, makes it the latest.

        Whenever this is interrupted, the release served before still is, or this one is, complete and verified.

        Args:
            previous: Release to share unchanged files with; the latest if not given.
            about: What datapackage.json is to say beyond what it says anyway; ready for JSON.

        Returns:
            The release's folder.

        Raises:
            CheckError: It does not keep the rules; nothing was published.
            DossierError: The disk refuses; nothing was published.
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
        about = {"parser_version": parser_version(), **about}
        hashes = {name: digest for name, digest in self._hash().items() if name != croissant.NAME}
        package = datapackage.describe(self.folder, self.release_id, hashes, about)
        croissant.write(self.folder, package)
        datapackage.add_file(package, self.folder, croissant.NAME, self._hash()[croissant.NAME])
        datapackage.write(self.folder, package)

    def _verify(self) -> None:
        hashes = self._hash()
        looked_at, found = self._verified or ({}, None)
        contents = found if looked_at == self._table_hashes() else None
        if problems := verify_release(self.folder, hashes, contents):
            more = f" (and {len(problems) - 1} other problems)" if problems[1:] else ""
            message = f"release {self.release_id} is not published, it breaks a rule: {problems[0]}{more}"
            raise CheckError(message, map(asdict, problems))

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
        """Name of every file but datapackage.json -> SHA-256."""
        names = [name for name in files_below(self.folder) if name != datapackage.NAME]
        self.note(names)
        return {name: self._hashes[name][1] for name in names}

    def _table_hashes(self) -> dict[str, str]:
        """Name of every file of a table -> SHA-256."""
        paths = [path for table in TABLES for path in table_files(self.folder, table)]
        names = [path.relative_to(self.folder).as_posix() for path in paths]
        self.note(names)
        return {name: self._hashes[name][1] for name in names}

    def _share(self, name: str, earlier: Path) -> bool:
        path = self.folder / name
        aside = path.with_name(f".{path.name}.link")
        digest = self._hashes[name][1]
        try:
            if path.samefile(earlier):
                return True
            # What datapackage.json says of it may no longer be so, and a damaged file must not come into this release.
            if sha256(earlier) != digest:
                return False
            os.link(earlier, aside)
        except OSError:
            # Not every file system has hard links, and a file has so many at most: a copy is as good.
            return False
        aside.replace(path)
        self._hashes[name] = (_mark(path), digest)
        return True


def _hashes_of(release: Path) -> dict[str, str]:
    return {file["path"]: file["sha256"] for file in datapackage.read(release)["dossier"]["files"]}


def _mark(path: Path) -> tuple[int, int, int]:
    stat = path.stat()
    return stat.st_ino, stat.st_size, stat.st_mtime_ns
