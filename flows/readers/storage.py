"""Object storage: filesystems, streams of objects, and what to say where they fail.

pyarrow's filesystems do the talking, and find credentials in their usual places. What they say of an error may hold
an address with a signature, so none of it is passed on but its codes.
"""

import errno
import io
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pyarrow as pa

from flows.errors import StorageError, UsageError
from flows.readers.address import Address, parse, without_account
from flows.readers.forms import SOUGHT_IN

if TYPE_CHECKING:
    from pyarrow import fs

CONNECT_SECONDS = 5
SILENT_SECONDS = 20
"""So long a storage may say nothing; then it is asked again, `ATTEMPTS` times in all."""
ATTEMPTS = 3

# Each is one request. One that is sought in is read here and there.
_BUFFER = 8 << 20
_BUFFER_SOUGHT_IN = 1 << 20

_ERRORS = (OSError, pa.ArrowException)
_DENIED = re.compile(
    r"ACCESS_DENIED|INVALID_ACCESS_KEY|INVALID_CLIENT_TOKEN|INVALID_SIGNATURE|SIGNATURE_DOES_NOT_MATCH|EXPIRED"
    r"|HTTP status 40[13]"
    r"|PERMISSION_DENIED|UNAUTHENTICATED|AuthorizationFailure|AuthenticationFailed|AuthenticationException"
    r"|AuthorizationPermissionMismatch"
)
_MISSING = re.compile(r"NO_SUCH_BUCKET|NO_SUCH_KEY|NoSuchBucket|ContainerNotFound|NOT_FOUND|HTTP status 404")
_CODES = re.compile(r"curlCode: \d+, ([A-Za-z' ]+)|HTTP status (\d{3})|AWS Error ([A-Z_]+)")
CREDENTIALS = {
    "s3": "AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and what they are allowed",
    "gs": "GOOGLE_APPLICATION_CREDENTIALS and what it is allowed",
    "az": "AZURE_STORAGE_ACCOUNT, AZURE_STORAGE_KEY or `az login`, and what they are allowed",
}
"""Where to look when access is denied."""


class UnreachableError(StorageError, ConnectionError):
    """The storage does not answer, or not as it should; another time it may."""


class ObjectStream(io.BufferedReader):
    """An object's bytes, asked for as they are read; can be sought in."""

    raw: "_Object"

    @property
    def failure(self) -> UnreachableError | None:
        """What became of the storage while the object was read.

        Readers take any error for damage of the file; this is none of the file's.
        """
        return self.raw.failure


def open_object(url: str, form: str) -> ObjectStream:
    """Opens an object for reading.

    Args:
        url: Its address.
        form: Its form: how it will be read.

    Raises:
        OSError: This object cannot be read.
        UnreachableError: The storage cannot.
    """
    address = parse(url)
    file = _Object(address, url)
    size = _BUFFER_SOUGHT_IN if form in SOUGHT_IN else _BUFFER
    return ObjectStream(file, max(1, min(size, file.size)))


@contextmanager
def errors_of(address: Address, url: str) -> Iterator[None]:
    """Turns the library's errors into `FileNotFoundError`, `PermissionError` and `UnreachableError`."""
    try:
        yield
    except pa.ArrowInvalid:
        raise OSError(errno.EINVAL, "its key has an empty part") from None
    except _ERRORS as error:
        said = str(error).replace(address.key or "/", "…")  # a name may look like a code
        if isinstance(error, FileNotFoundError) or _MISSING.search(said):
            raise FileNotFoundError(errno.ENOENT, "no such object") from None
        if isinstance(error, PermissionError) or _DENIED.search(said):
            raise PermissionError(errno.EACCES, "access denied") from None
        raise unreachable(address, url, said) from None


def unreachable(address: Address, url: str, said: str) -> UnreachableError:
    """The error where the storage does not answer; of what the library said only the codes."""
    codes = [next(filter(None, found)).replace("_", " ").strip() for found in _CODES.findall(said)]
    reason = f" ({codes[-1]})" if codes else ""
    where = " and AWS_ENDPOINT_URL" if address.scheme == "s3" else ""
    return UnreachableError(f"{url}: the storage cannot be read{reason}; check the network{where}, and run again")


@lru_cache(maxsize=64)
def filesystem(scheme: str, account: str | None, bucket: str) -> "fs.FileSystem":
    """The filesystem that a bucket lies in, one a process.

    Raises:
        UsageError: What the environment says of it cannot be used.
    """
    try:
        return _connected(scheme, account, bucket)
    except (*_ERRORS, ValueError):
        raise UsageError(
            f"{scheme}://{bucket}/: the settings for it cannot be used; check {CREDENTIALS[scheme]}"
        ) from None


def _connected(scheme: str, account: str | None, bucket: str) -> "fs.FileSystem":
    from pyarrow import fs

    env = os.environ.get
    if scheme == "gs":
        return fs.GcsFileSystem(retry_time_limit=timedelta(seconds=ATTEMPTS * SILENT_SECONDS))
    if scheme == "az":
        if not account:
            raise without_account(bucket)
        key, token = env("AZURE_STORAGE_KEY"), env("AZURE_STORAGE_SAS_TOKEN")
        return fs.AzureFileSystem(account, account_key=key or None, sas_token=None if key else token or None)
    given: dict[str, Any] = {
        "connect_timeout": CONNECT_SECONDS,
        "request_timeout": SILENT_SECONDS,
        "retry_strategy": fs.AwsStandardS3RetryStrategy(max_attempts=ATTEMPTS),
        "tls_ca_file_path": env("AWS_CA_BUNDLE"),
        "region": env("AWS_REGION") or env("AWS_DEFAULT_REGION"),
    }
    if url := env("AWS_ENDPOINT_URL_S3") or env("AWS_ENDPOINT_URL"):
        given["scheme"], given["endpoint_override"] = endpoint(url)
    else:
        with suppress(*_ERRORS):  # what is wrong with the bucket, the first look into it tells
            given["region"] = fs.resolve_s3_region(bucket)  # AWS answers only where the bucket is
    return fs.S3FileSystem(**given)


def endpoint(url: str) -> tuple[str, str]:
    """Scheme, and host with what follows it, of the S3 server that the environment names.

    Raises:
        UsageError: It is no address, or holds credentials.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in url or "?" in url:
        raise UsageError("AWS_ENDPOINT_URL: no address of a server; set it to one such as https://host:9000")
    return parts.scheme, parts.netloc + parts.path.rstrip("/")


class _Object(io.RawIOBase):
    """An object as a raw stream: what is asked for is one request."""

    def __init__(self, address: Address, url: str):
        self._address, self._url = address, url
        self.failure: UnreachableError | None = None
        with errors_of(address, url):
            self._system = filesystem(address.scheme, address.owner, address.bucket)
            self._file = self._system.open_input_file(address.path)
            self.size: int = self._file.size()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        return int(self._file.seek(offset, whence))

    def tell(self) -> int:
        return int(self._file.tell())

    def readinto(self, buffer: Any, /) -> int:
        try:
            return int(self._file.readinto(buffer))
        except _ERRORS as error:
            said = str(error)
        raise self._reason(said)

    def _reason(self, said: str) -> OSError:
        """Why reading failed. The error of a read does not tell; a look at the object does."""
        try:
            with errors_of(self._address, self._url):
                info = self._system.get_file_info(self._address.path)
        except UnreachableError as error:
            self.failure = error
            return OSError("the storage cannot be reached")
        except OSError as error:
            return error
        if not info.is_file:
            return FileNotFoundError(errno.ENOENT, "it vanished while it was read")
        if info.size != self.size:
            return OSError("it changed while it was read")
        self.failure = unreachable(self._address, self._url, said)
        return OSError("the storage cannot be reached")

    def close(self) -> None:
        if not self.closed and hasattr(self, "_file"):
            self._file.close()
        super().close()
