"""The words of an article, by which two records are known to hold the same text."""

import hashlib
from collections.abc import Iterable

_NOT_BODY = frozenset(("about_author", "references"))
_NOT_WORDS = b" \n'\"-*"


def body_key(sections: Iterable[tuple[str | None, str, str]]) -> bytes:
    """What a body's words are compared by: white space, quotation marks and dashes differ between copies of one text.

    Labels such as "Synopsis" are left out, since copies drop them; sub-headings stay in, so that a text is the same
    wherever a rendering lets a sub-heading pass for a paragraph.

    Args:
        sections: Heading, kind and text of each section, in order.
    """
    parts = []
    for heading, kind, text in sections:
        if kind in _NOT_BODY:
            continue
        if heading and kind in ("subsection", "other"):
            parts.append(heading)
        parts.append(text)
    joined = "".join(parts)
    key = joined.encode("ascii", "ignore")
    if 2 * len(key) < len(joined):  # another script
        key = joined.encode("utf-8", "surrogatepass")
    return key.translate(None, _NOT_WORDS)


def body_hash(key: bytes) -> str | None:
    """Hash of a body's key, None where it has no words."""
    return hashlib.blake2b(key, digest_size=12).hexdigest() if key else None
