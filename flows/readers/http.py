"""HTTP responses as crawlers keep them: their headers, and their body without its encodings."""

import io
import zlib
from typing import NamedTuple

import brotli

from flows.readers.compression import Damaged, pieces

_PAGES = {"text/html": True, "application/xhtml+xml": True, "text/plain": False}  # type -> whether it is HTML
_PIECE = 1 << 18


class Undecodable(Exception):
    """The body cannot be had from what the server sent."""


class Response(NamedTuple):
    """A response.

    Attributes:
        headers: Names in lower case; of several of one name the last.
        body: As sent.
        is_page: Whether it is HTML or plain text.
        is_html: Whether it is HTML.
        charset: As the server declares it.
    """

    headers: dict[str, str]
    body: bytes
    is_page: bool
    is_html: bool
    charset: str | None


def parse(content: bytes) -> Response | None:
    """Reads a response; None where the content is none."""
    if not content.startswith(b"HTTP/"):
        return None
    end, gap = content.find(b"\r\n\r\n"), 4
    bare = content.find(b"\n\n")
    if end < 0 or 0 <= bare < end:
        end, gap = bare, 2
    if end < 0:
        return None
    headers: dict[str, str] = {}
    for line in content[:end].decode("latin-1").splitlines()[1:]:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    kind, _, parameters = headers.get("content-type", "").partition(";")
    kind = kind.strip().lower()
    body = content[end + gap :]
    if not kind and b"<html" in body[:2048].lower():
        kind = "text/html"
    charset = None
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            charset = value.strip(" \t\"'") or None
    return Response(headers, body, kind in _PAGES, _PAGES.get(kind, False), charset)


def body_of(response: Response, limit: int) -> tuple[bytes, str | None]:
    """A response's body with its transfer and content encodings undone.

    Crawlers differ in what they keep: a body that is not encoded as its headers say is taken as it is.

    Args:
        response: The response.
        limit: Bytes after which no more is decoded: the body is then longer than that.

    Returns:
        The body, and a flag where it was cut off.

    Raises:
        Undecodable: Nothing of it can be decoded.
    """
    body, flag = response.body, None
    if "chunked" in response.headers.get("transfer-encoding", "").lower():
        encoded = response.headers.get("content-encoding", "").strip().lower() not in ("", "identity")
        body, whole = _unchunked(body, may_be_text=not response.is_html and not encoded)
        flag = None if whole else "body_cut"
    for encoding in reversed(response.headers.get("content-encoding", "").lower().split(",")):
        body, whole = _decoded(body, encoding.strip(), limit)
        flag = flag if whole else "body_cut"
    return body, flag


def _unchunked(body: bytes, *, may_be_text: bool) -> tuple[bytes, bool]:
    """The chunks put together, and whether the last one is there; a body that is not in chunks is left alone.

    A text's first line may be a number, such as a year, and look like a chunk's: it takes more to make it one.
    """
    chunks: list[bytes] = []
    place = 0
    while True:
        end = body.find(b"\n", place, place + 1024)
        size = body[place:end].split(b";")[0].strip() if end >= 0 else b""
        try:
            count = int(size, 16) if size.isalnum() else -1
        except ValueError:
            count = -1
        in_doubt = may_be_text and len(chunks) <= 1
        if count < 0:
            if not chunks or (in_doubt and place < len(body)):
                return body, True
            return b"".join(chunks), False
        if count == 0:
            return (body, True) if in_doubt and not chunks and body[end + 1 :].strip() else (b"".join(chunks), True)
        chunk = body[end + 1 : end + 1 + count]
        if len(chunk) < count:
            # Of the first chunk, if it is cut off, only its line's end tells that it is one, where the text has others.
            if in_doubt and not chunks and not (body[end - 1 : end] == b"\r" and _has_bare_ends(chunk)):
                return body, False
            return b"".join((*chunks, chunk)), False
        chunks.append(chunk)
        place = end + 1 + count
        place += 2 if body.startswith(b"\r\n", place) else 1 if body.startswith(b"\n", place) else 0


def _has_bare_ends(text: bytes) -> bool:
    return text.count(b"\n") > text.count(b"\r\n")


def _decoded(body: bytes, encoding: str, limit: int) -> tuple[bytes, bool]:
    """The body without one content encoding, and whether it was whole."""
    match encoding:
        case "gzip" | "x-gzip" if body.startswith(b"\x1f\x8b"):
            return _pieces(body, "gz", limit)
        case "zstd" if body.startswith(b"\x28\xb5\x2f\xfd"):
            return _pieces(body, "zst", limit)
        case "deflate":
            return _inflated(body, limit)
        case "br":
            return _unbrotlied(body, limit)
        case "" | "identity" | "none" | "gzip" | "x-gzip" | "zstd" | "utf-8":
            return body, True
        case _:
            raise Undecodable(f"content encoding {encoding[:40]} is not known")


def _pieces(body: bytes, compression: str, limit: int) -> tuple[bytes, bool]:
    parts: list[bytes] = []
    held = 0
    try:
        for piece in pieces(io.BytesIO(body), compression):
            parts.append(piece)
            held += len(piece)
            if held > limit:
                break
    except Damaged as damaged:
        if not parts:
            raise Undecodable(damaged.detail) from damaged
        return b"".join(parts), False
    return b"".join(parts), True


def _inflated(body: bytes, limit: int) -> tuple[bytes, bool]:
    # Servers send deflate with zlib's wrapping, as the standard says, and without.
    for bits in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        decoder = zlib.decompressobj(bits)
        try:
            data = decoder.decompress(body, limit + 1)
        except zlib.error:
            continue
        return data, decoder.eof or len(data) > limit
    return _as_it_is(body, "deflate")


def _unbrotlied(body: bytes, limit: int) -> tuple[bytes, bool]:
    decoder = brotli.Decompressor()
    parts, held, data = [], 0, body
    try:
        while not decoder.is_finished() and held <= limit:
            part = decoder.process(data, output_buffer_limit=_PIECE)
            data = b""
            parts.append(part)
            held += len(part)
            if not part and decoder.can_accept_more_data():
                break
    except brotli.error:
        return (b"".join(parts), False) if held else _as_it_is(body, "br")
    return b"".join(parts), decoder.is_finished() or held > limit


def _as_it_is(body: bytes, encoding: str) -> tuple[bytes, bool]:
    if body.lstrip().startswith(b"<"):
        return body, True
    raise Undecodable(f"content encoding {encoding} cannot be undone")
