"""The way to a bucket that releases are published to, and the credentials for it.

Arrow's filesystems, which read the dumps, cannot write on a condition; the library used here can, in S3, Google's and
Azure's storage. It looks for credentials in the environment and asks the machine's own service for them. What AWS's
tools keep in files is added here.
"""

import configparser
import os
from collections.abc import Callable
from datetime import timedelta
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from flows.errors import DossierError
from flows.readers.address import Address, without_account
from flows.readers.storage import ATTEMPTS, CONNECT_SECONDS, CREDENTIALS, endpoint

_REQUEST_SECONDS = 120
"""So long one request may take: a part of a file at the slowest network that is of use."""
_AGAIN_SECONDS = 60
# Where the library itself finds credentials: keys, and what containers and Kubernetes hand to their processes.
_IN_ENVIRONMENT = (
    "AWS_ACCESS_KEY_ID",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
)


@lru_cache(maxsize=16)
def connect(address: Address) -> Any:
    """The bucket of an address, one a process.

    Raises:
        UsageError: What the environment says of it cannot be used.
        DossierError: There are no credentials for it.
    """
    from obstore.exceptions import BaseError

    try:
        return {"s3": _s3, "gs": _gs, "az": _az}[address.scheme](address)
    except (BaseError, ValueError, OSError):
        raise DossierError(
            f"{address.start}: the settings for it cannot be used; check {CREDENTIALS[address.scheme]}"
        ) from None


def _s3(address: Address) -> Any:
    from obstore.store import S3Store

    env = os.environ.get
    given: dict[str, Any] = {"region": env("AWS_REGION") or env("AWS_DEFAULT_REGION")}
    if url := env("AWS_ENDPOINT_URL_S3") or env("AWS_ENDPOINT_URL"):
        scheme, host = endpoint(url)
        given["endpoint"] = f"{scheme}://{host}"
    if not any(map(env, _IN_ENVIRONMENT)):
        given |= _aws_files(address, given)
    given["region"] = given["region"] or _region(address.bucket, given)
    return S3Store(address.bucket, **_common(), **{name: value for name, value in given.items() if value is not None})


def _gs(address: Address) -> Any:
    from obstore.store import GCSStore

    return GCSStore(address.bucket, **_common())


def _az(address: Address) -> Any:
    from obstore.store import AzureStore

    env = os.environ.get
    if address.owner is None:
        raise without_account(address.bucket)
    key, token = env("AZURE_STORAGE_KEY"), env("AZURE_STORAGE_SAS_TOKEN")
    given: dict[str, Any] = {"account_name": address.owner}
    if key or token:
        given |= {"account_key": key} if key else {"sas_key": token}
    elif not env("AZURE_CLIENT_ID"):
        given["use_azure_cli"] = True
    return AzureStore(address.bucket, **_common(), **given)


def _common() -> dict[str, Any]:
    options: dict[str, Any] = {
        "allow_http": True,  # of a server that was named so
        "connect_timeout": f"{CONNECT_SECONDS}s",
        "timeout": f"{_REQUEST_SECONDS}s",
    }
    if bundle := os.environ.get("AWS_CA_BUNDLE"):
        options["root_certificate"] = Path(bundle).read_bytes()
    again = {"max_retries": ATTEMPTS - 1, "retry_timeout": timedelta(seconds=_AGAIN_SECONDS)}
    return {"client_options": options, "retry_config": again}


def _aws_files(address: Address, given: dict[str, Any]) -> dict[str, Any]:
    """What AWS's own library finds, where it is installed; else the keys in ~/.aws/credentials."""
    if find_spec("boto3"):
        import boto3
        from botocore.exceptions import BotoCoreError

        try:
            session = boto3.Session()
            found = session.get_credentials()
        except BotoCoreError:
            found = None
        if found is not None:
            return {
                "credential_provider": _refreshed(found.get_frozen_credentials),
                "region": given["region"] or session.region_name,
            }
    elif keys := _keys():
        return keys
    if os.environ.get("AWS_EC2_METADATA_DISABLED", "").lower() == "true":
        raise DossierError(f"{address.start}: no credentials found; set {CREDENTIALS['s3']}")
    return {}


def _refreshed(frozen: Callable[[], Any]) -> Callable[[], Any]:
    """Asks AWS's library again every few minutes: what it hands out may expire, and it sees to that itself."""
    from datetime import UTC, datetime

    def provide() -> dict[str, Any]:
        keys = frozen()
        return {
            "access_key_id": keys.access_key,
            "secret_access_key": keys.secret_key,
            "token": keys.token,
            "expires_at": datetime.now(UTC) + timedelta(minutes=10),
        }

    return provide


def _keys() -> dict[str, str]:
    """The profile's keys in ~/.aws/credentials; empty where it has none."""
    env = os.environ.get
    kept = configparser.RawConfigParser()
    try:
        kept.read(env("AWS_SHARED_CREDENTIALS_FILE") or Path.home() / ".aws" / "credentials", "utf-8")
        profile = kept[env("AWS_PROFILE") or "default"]
    except (OSError, KeyError, ValueError, configparser.Error):
        return {}
    names = {
        "aws_access_key_id": "access_key_id",
        "aws_secret_access_key": "secret_access_key",
        "aws_session_token": "session_token",
    }
    found = {ours: profile[theirs] for theirs, ours in names.items() if theirs in profile}
    return found if len(found) > 1 else {}


def _region(bucket: str, given: dict[str, Any]) -> str | None:
    """The region that a bucket of AWS lies in."""
    if "endpoint" in given:
        return "us-east-1"
    from pyarrow import ArrowException, fs

    try:
        return str(fs.resolve_s3_region(bucket))
    except (OSError, ArrowException):
        return None  # what is wrong with the bucket, the first look into it tells
