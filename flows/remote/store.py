"""A folder in object storage: its objects written, read, copied and listed, and what to say where that fails."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import Any

import obstore
from obstore.exceptions import (
    AlreadyExistsError,
    BaseError,
    PermissionDeniedError,
    PreconditionError,
    UnauthenticatedError,
)

from flows._disk import disk_errors
from flows.errors import DossierError, UsageError
from flows.readers.address import is_address, parse
from flows.readers.storage import CREDENTIALS, UnreachableError
from flows.remote.connection import connect

AT_ONCE = 8
"""Objects that are read or written at a time."""
_PART_READ = 8 << 20
"""Bytes of one request; several files are read at a time."""
_PARTS_AT_ONCE = 2
"""Parts of a file that are written at a time."""

_NO_BUCKET = re.compile(r"NoSuchBucket|ContainerNotFound|bucket does not exist", re.I)
_DENIED = re.compile(r"status code: 40[13]|169\.254\.169\.254|metadata\.google|computeMetadata|azure ?cli", re.I)
_CODE = re.compile(r"status code: (\d{3})")

Version = Mapping[str, str]
"""Which of an object's contents, over time, one is: what a condition of a write is about."""


class LostError(DossierError):
    """Somebody else wrote an object meanwhile."""


class MissingError(DossierError):
    """There is no such object."""


class Store:
    """The objects below an address.

    Attributes:
        url: The address, without a slash at its end.
        account: Azure's storage account, None elsewhere.
    """

    def __init__(self, url: str) -> None:
        self._address = parse(url)
        self._root = self._address.key.strip("/")
        if "//" in self._root or not re.fullmatch(r"[^\x00-\x1f\x7f?#\\]*", self._root):
            raise UsageError(f"{url}: holds signs that make trouble in addresses; choose another --warehouse")
        self.url = (self._address.start + self._root).rstrip("/")
        self.account = self._address.owner
        self._bucket = connect(self._address)

    def at(self, name: str) -> str:
        """An object's address."""
        return f"{self.url}/{name}"

    def holds(self, url: str) -> bool:
        """Whether an address is one of an object here."""
        if not is_address(url):
            return False
        other = parse(url)
        here, there = ((one.scheme, one.owner, one.bucket) for one in (self._address, other))
        return here == there and other.key.startswith(self._key(""))

    def read(self, name: str) -> tuple[bytes, Version] | None:
        """An object's content and its version; None where there is no such object."""
        try:
            with self._errors(name):
                found = obstore.get(self._bucket, self._key(name))
                return bytes(found.bytes()), _version(found.meta)
        except MissingError:
            return None

    def swap(self, name: str, content: bytes, version: Version | None) -> Version:
        """Writes an object if it still has this version, or, with none, if there still is none.

        Returns:
            The version that it has now.

        Raises:
            LostError: It has another.
        """
        mode: Any = "create" if version is None else dict(version)
        with self._errors(name):
            return _version(obstore.put(self._bucket, self._key(name), content, mode=mode))

    def write(self, name: str, content: bytes) -> None:
        """Writes an object, whatever was there."""
        with self._errors(name):
            obstore.put(self._bucket, self._key(name), content)

    def upload(self, name: str, path: Path) -> None:
        """Writes a file's bytes into an object."""
        with self._errors(name):
            obstore.put(self._bucket, self._key(name), path, max_concurrency=_PARTS_AT_ONCE)

    def copy(self, source: str, name: str) -> None:
        """Copies an object where it is, without its bytes coming here."""
        with self._errors(source):
            obstore.copy(self._bucket, self._key(source), self._key(name))

    def download(self, name: str, path: Path, size: int) -> str:
        """Writes an object's bytes into a file, which is there as a whole or not at all.

        Args:
            name: The object.
            path: The file.
            size: How many bytes it is said to have; all it has are read.

        Returns:
            SHA-256 of the bytes.

        Raises:
            MissingError: There is no such object.
        """
        aside = path.with_name(f".{path.name}.{token_hex(4)}")
        digest = hashlib.sha256()
        try:
            with disk_errors(path):
                path.parent.mkdir(parents=True, exist_ok=True)
                with aside.open("wb") as file:
                    for part in self._parts(name, size):
                        file.write(part)
                        digest.update(part)
                aside.chmod(0o444)
                aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)
        return digest.hexdigest()

    def _parts(self, name: str, size: int) -> Iterator[bytes]:
        """An object's bytes: of a large one a part a request, so that none takes long, all of the same version."""
        options: Any = {"range": (0, _PART_READ)} if size > _PART_READ else None
        start = 0
        while True:
            with self._errors(name):
                found = obstore.get(self._bucket, self._key(name), options=options)
                part = bytes(found.bytes())
            start += len(part)
            yield part
            if start >= found.meta["size"] or not part:
                return
            options = {"range": (start, start + _PART_READ), "if_match": found.meta["e_tag"]}

    def listed(self, folder: str) -> dict[str, tuple[int, str]]:
        """Name of every object below a folder, relative to it -> bytes and tag.

        Raises:
            DossierError: A name would leave the folder if it were a file's.
        """
        key = self._key(folder)
        with self._errors(folder):
            found = obstore.list(self._bucket, key).collect()
        names = {str(one["path"])[len(key) + 1 :]: (int(one["size"]), _tag(one["e_tag"])) for one in found}
        if outside := next((name for name in names if ".." in name.split("/")), None):
            raise DossierError(f"{self.at(folder)}: holds an object named {outside}; remove it")
        return names

    def folders(self, folder: str) -> list[str]:
        """Names of the folders in a folder."""
        with self._errors(folder):
            found = obstore.list_with_delimiter(self._bucket, self._key(folder))
        return [str(prefix).rstrip("/").rpartition("/")[2] for prefix in found["common_prefixes"]]

    def delete(self, names: Iterable[str]) -> None:
        """Removes objects; those that are not there are none."""
        with suppress(MissingError), self._errors(""):
            obstore.delete(self._bucket, [self._key(name) for name in names])

    def _key(self, name: str) -> str:
        return f"{self._root}/{name}" if self._root else name

    @contextmanager
    def _errors(self, name: str) -> Iterator[None]:
        """Turns the library's errors into lines of our own: what it says may hold more than should be shown."""
        try:
            yield
        except (AlreadyExistsError, PreconditionError):
            raise LostError(f"{self.at(name)}: was written by another meanwhile; run again") from None
        except (PermissionDeniedError, UnauthenticatedError):
            raise self._denied() from None
        except (FileNotFoundError, BaseError) as error:
            said = str(error).replace(self._root or "/", "…").replace(name or "/", "…")  # a name may look like a code
            if _NO_BUCKET.search(said):
                start, bucket = self._address.start, self._address.bucket
                raise DossierError(f"{start}: there is no bucket {bucket}; make it, or check --warehouse") from None
            if isinstance(error, FileNotFoundError) or "status code: 404" in said:
                raise MissingError(f"{self.at(name)}: is not there") from None
            if _DENIED.search(said):
                raise self._denied() from None
            code = _CODE.search(said)
            reason = f" (HTTP status {code[1]})" if code else ""
            where = " and AWS_ENDPOINT_URL" if self._address.scheme == "s3" else ""
            raise UnreachableError(
                f"{self.url}: the storage does not answer as it should{reason}; check the network{where}, and run again"
            ) from None

    def _denied(self) -> DossierError:
        return DossierError(f"{self.url}: access denied; check {CREDENTIALS[self._address.scheme]}")


def _tag(e_tag: str | None) -> str:
    """An object's tag; some stores put quotes around it at times."""
    return (e_tag or "").strip('"')


def _version(meta: Mapping[str, Any]) -> Version:
    return {name: meta[name] for name in ("e_tag", "version") if meta[name] is not None}
