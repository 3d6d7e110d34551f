"""Addresses, reduced to what identifies a page."""

from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote, urlsplit


class Address(NamedTuple):
    """An address without scheme, "www.", port, trailing dot or slash, query and fragment.

    Attributes:
        host: Host in lower case.
        path: Path without slashes around, percent-decoded.
        slug: Last segment of the path, in lower case.
    """

    host: str
    path: str
    slug: str


@lru_cache(maxsize=4096)
def read_address(url: str) -> Address | None:
    """Reads an address; None where it is none."""
    try:
        parts = urlsplit(url.strip() if "://" in url else f"//{url.strip()}")
        host = (parts.hostname or "").lower().rstrip(".")
    except ValueError:
        return None
    if "." not in host or " " in host:
        return None
    path = "/".join(segment for segment in unquote(parts.path).split("/") if segment)
    return Address(host.removeprefix("www."), path, path.rpartition("/")[2].lower())
