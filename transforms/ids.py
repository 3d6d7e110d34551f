"""Ids are content: hashes of what identifies a thing, never counters."""

import hashlib

ID_BYTES = 12
"""An id is this many bytes in hexadecimal digits."""


def content_id(*parts: str | None) -> str:
    """Hash of parts, as 24 hexadecimal digits."""
    joined = "\x1f".join("" if part is None else part for part in parts)
    return hashlib.blake2b(joined.encode("utf-8", "surrogatepass"), digest_size=ID_BYTES).hexdigest()


def content_hash(data: bytes) -> str:
    """SHA-256 of a record's bytes, its first 32 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()[:32]
