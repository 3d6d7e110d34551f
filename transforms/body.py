"""The words of an article, by which two records are known to hold the same text."""

import hashlib
from collections.abc import Iterable

NOT_BODY = ("about_author", "references")
"""Kinds of sections that are not the article's own words."""

_NOT_WORDS = b" \n'\"-*"
_BEYOND_ASCII = bytes(range(0x80, 0x100))
_NOT_PLAIN = _NOT_WORDS + _BEYOND_ASCII


def body_key(sections: Iterable[tuple[str | None, str, str]]) -> bytes:
    """What a body's words are compared by: white space, quotation marks and dashes differ between copies of one text.

    Labels such as "Synopsis" are left out, since copies drop them; sub-headings stay in, so that a text is the same
    wherever a rendering lets a sub-heading pass for a paragraph.

    Args:
        sections: Heading, kind and text of each section, in order.
    """
    return raw_body_key(
        (heading, kind, text.encode("utf-8", "surrogatepass"), 0, 0) for heading, kind, text in sections
    )


def raw_body_key(sections: Iterable[tuple[str | None, str, bytes, int, int]]) -> bytes:
    """The same of texts in UTF-8, and with their lines."""
    parts = []
    for heading, kind, text, _, _ in sections:
        if kind in NOT_BODY:
            continue
        if heading and kind in ("subsection", "other"):
            parts.append(heading.encode())
        parts.append(text)
    joined = b"".join(parts)
    key = joined.translate(None, _NOT_PLAIN)
    if 2 * len(key) < len(joined) and _is_of_another_script(joined):
        key = joined.translate(None, _NOT_WORDS)
    return key


def _is_of_another_script(text: bytes) -> bool:
    return 2 * len(text.translate(None, _BEYOND_ASCII)) < len(text.decode("utf-8", "surrogatepass"))


def body_hash(key: bytes) -> str | None:
    """Hash of a body's key, None where it has no words."""
    return hashlib.sha256(key).hexdigest()[:24] if key else None
