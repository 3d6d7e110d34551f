"""Addresses, reduced to what identifies a page."""

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

_ARCHIVED = re.compile(
    r"^(?:https?:)?//(?:web|wayback|webarchive)\.[a-z.-]+/(?:[a-z]+/)?\d{4,14}[a-z_]{0,4}/(?=https?://)"
)
"""What archives of the web put before the address of a page."""
_OF_FORM = frozenset(
    ["amp", "default.asp", "default.aspx", "default.htm", "default.html", "embed", "feed", "index.htm", "index.html",
     "index.php", "print"]
)  # fmt: skip
"""Last segments that say in what form a page is had, as it is one for all pages of a site."""


class Address(NamedTuple):
    """An address without scheme, "www.", port, trailing dot or slash, query and fragment.

    Attributes:
        host: Host in lower case.
        path: Path without slashes around, percent-decoded, without last segments that stand for a form of the page.
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
    path = _without_form(path.strip("/"))
    return Address(host.removeprefix("www."), path, path.rpartition("/")[2].lower())


def _without_form(path: str) -> str:
    """A path without what asks for another form of its page, or for a further part of it."""
    while path:
        before, _, last = path.rpartition("/")
        is_part = last.isdecimal() and len(last) <= 2 and "-" in before.rpartition("/")[2]
        if not is_part and last.lower() not in _OF_FORM:
            break
        path = before
    return path
