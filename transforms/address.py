"""Addresses, reduced to what identifies a page."""

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

_ARCHIVED = re.compile(
    r"^(?:https?:)?//(?:web|wayback|webarchive)\.[a-z.-]+/(?:[a-z]+/)?\d{4,14}[a-z_]{0,4}/(?=https?://)"
)
"""What archives of the web put before the address of a page."""


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
    rest = _ARCHIVED.sub("", url.strip())
    scheme, found, after = rest.partition("://")
    if found and scheme.isalpha():
        rest = after
    rest = rest.removeprefix("//").partition("#")[0].partition("?")[0]
    host, _, path = rest.partition("/")
    host = host.rpartition("@")[2].partition(":")[0].lower().rstrip(".")
    if "." not in host or " " in host:
        return None
    if "%" in path:
        path = unquote(path)
    if "//" in path:
        path = "/".join(segment for segment in path.split("/") if segment)
    path = path.strip("/")
    return Address(host.removeprefix("www."), path, path.rpartition("/")[2].lower())
