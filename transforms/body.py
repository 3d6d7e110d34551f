"""The words of an article, by which two records are known to hold the same text."""

import hashlib
from collections.abc import Iterable

_NOT_BODY = frozenset(("about_author", "references"))
_TYPOGRAPHIC = (("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"'), ("–", "-"), ("—", "-"))


def body_text(sections: Iterable[tuple[str | None, str, str]]) -> str:
    """The words of a body apart by single spaces.

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
    joined = "\n".join(parts).replace("\n• ", "\n").removeprefix("• ").replace("\n", " ").replace("  ", " ")
    for sign, plain in _TYPOGRAPHIC:  # an order of magnitude quicker than str.translate
        joined = joined.replace(sign, plain)
    return joined.strip()


def body_hash(text: str) -> str | None:
    """Hash of a body's words, None where there are none."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest() if text else None
