"""Addresses of object storage: what they name, and what they must not hold."""

import glob
import os
import re
from typing import NamedTuple

from flows.errors import UsageError

_ADDRESS = re.compile(r"([a-z][a-z0-9+.-]+)://(.*)", re.IGNORECASE | re.DOTALL)
_QUERY = re.compile(r"\?[A-Za-z][\w.-]*=")  # any other `?` is a pattern's
_AZURE = ("az", "abfs", "abfss")
_SCHEMES = ("s3", "gs", *_AZURE)
_AZURE_HOST = re.compile(r"([a-z0-9]+)\.(?:dfs|blob)\.core\.windows\.net")
_LIBRARY = {
    "s3": "the AWS command line (environment, ~/.aws)",
    "gs": "Google's libraries (GOOGLE_APPLICATION_CREDENTIALS, gcloud)",
} | dict.fromkeys(_AZURE, "the Azure command line (AZURE_STORAGE_ACCOUNT, AZURE_STORAGE_KEY, az login)")


class Address(NamedTuple):
    """What an address names.

    Attributes:
        scheme: s3, gs or az.
        account: Azure's storage account, where the address names it.
        bucket: Bucket or container.
        key: What comes after it: an object, a folder, or a pattern. Taken as it is: nothing in it is an escape.
        start: The address up to the key.
    """

    scheme: str
    account: str | None
    bucket: str
    key: str
    start: str

    @property
    def path(self) -> str:
        """Bucket and key, as pyarrow's filesystems take them."""
        return f"{self.bucket}/{self.key}"

    @property
    def owner(self) -> str | None:
        """Azure's storage account, be it named by the environment only: another one's bucket may have the same name."""
        return (self.account or os.environ.get("AZURE_STORAGE_ACCOUNT") or None) if self.scheme == "az" else None


def is_address(name: str) -> bool:
    """Whether a name is an address, of whatever kind, and no path."""
    return _ADDRESS.match(name) is not None


def parse(name: str) -> Address:
    """Takes an address apart.

    Raises:
        UsageError: It is of no known kind, names no bucket, or holds credentials, which the message does not repeat.
    """
    found = _ADDRESS.fullmatch(name)
    if found is None:
        raise UsageError(f"{name}: no address; give one such as s3://bucket/folder/")
    scheme, rest = found[1].lower(), found[2]
    bucket, _, key = rest.partition("/")
    if scheme not in _SCHEMES:
        shown = f"{scheme}://…" if any(mark in rest for mark in "@?") else name
        raise UsageError(f"{shown}: no known kind of address; give a path, or s3://…, gs://…, az://… or abfs://…")
    account = None
    if scheme in _AZURE and "@" in bucket:
        bucket, _, host = bucket.partition("@")
        named = _AZURE_HOST.fullmatch(host)
        if named is None:
            raise UsageError(f"{scheme}://…: write it as {scheme}://container@account.dfs.core.windows.net/folder/")
        account = named[1]
    if ":" in bucket or "@" in bucket:
        raise UsageError(
            f"{scheme}://…: an address takes no credentials; set them where {_LIBRARY[scheme]} looks for them, and "
            f"give {scheme}://bucket/folder/"
        )
    if query := _QUERY.search(rest):
        raise UsageError(
            f"{scheme}://{rest[: query.start()]}: an address takes no query; leave out what follows it from the ? on, "
            f"settings and credentials are read where {_LIBRARY[scheme]} looks for them"
        )
    if not bucket or glob.has_magic(bucket):
        raise UsageError(f"{name}: names no bucket; give {scheme}://bucket/folder/")
    start = f"{scheme}://{rest.partition('/')[0]}/"
    return Address("az" if scheme in _AZURE else scheme, account, bucket, key, start)


def without_account(container: str) -> UsageError:
    """The error where neither an address nor the environment names Azure's storage account."""
    return UsageError(
        f"az://{container}/: names no account; set AZURE_STORAGE_ACCOUNT, or give "
        f"abfs://{container}@ACCOUNT.dfs.core.windows.net/"
    )
