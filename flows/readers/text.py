"""Plain text and HTML files: one file, one record."""

import html
import re
from collections.abc import Iterator

from flows.readers.compression import PAYLOAD_BYTES, Damaged, Readable, pieces
from flows.readers.encoding import declared_in, decode
from flows.readers.frames import Record, damage, flags_of
from flows.readers.options import Options

_HEAD = 1 << 18  # characters in which a page's own address is looked for
# No tag goes on over the next one's beginning: without that, tags that never end would take forever.
_LINK = re.compile(r"<link\b[^<>]*+>", re.IGNORECASE)
_CANONICAL = re.compile(r"\brel\s*=\s*[\"']?canonical\b", re.IGNORECASE)
_HREF = re.compile(r"\bhref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)
_META = re.compile(r"<meta\b[^<>]*+>", re.IGNORECASE)
_OG = re.compile(r"\b(?:property|name)\s*=\s*[\"']?og:url\b", re.IGNORECASE)
_CONTENT = re.compile(r"\bcontent\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)


def read_text(file: str, form: str, stream: Readable, compression: str | None, options: Options) -> Iterator[Record]:
    """Reads a plain text or HTML file.

    Args:
        file: The file's name as records give it.
        form: text or html.
        stream: Its bytes.
        compression: How they are compressed.
        options: Limits.
    """
    limit = options.max_record_bytes
    parts, held, damaged = [], 0, None
    try:
        for piece in pieces(stream, compression):
            parts.append(piece)
            held += len(piece)
            if held > limit:
                break
    except Damaged as error:
        damaged = error
    data = b"".join(parts)
    if held > limit:
        yield too_large(Record(file, 1, form, markup=form == "html"), data, options)
        return
    if data or not damaged:
        declared = declared_in(data) if form == "html" else None
        record = decoded(Record(file, 1, form, markup=form == "html"), data, declared, damaged is not None)
        if form == "html" and record.text:
            record = record._replace(url=own_address(record.text))
        yield record
    if damaged:
        yield damage(file, 2 if data else 1, form, damaged)


def decoded(record: Record, data: bytes, declared: str | None = None, cut: bool = False) -> Record:
    """A record with the text that its bytes stand for, or with the reason why there is none."""
    if not data or data.isspace():
        return record._replace(reason="empty", payload=data[:PAYLOAD_BYTES])
    text, doubt = decode(data, declared, cut)
    if text is None:
        return record._replace(
            reason="encoding", detail="in no encoding that could be told", payload=data[:PAYLOAD_BYTES]
        )
    return record._replace(text=text, flags=flags_of(record.flags, doubt))


def too_large(record: Record, data: bytes | memoryview, options: Options) -> Record:
    """A record that is over the limit."""
    detail = f"over the limit of {options.max_record_mb} MB a record"
    return record._replace(reason="too_large", detail=detail, payload=bytes(data[:PAYLOAD_BYTES]))


def own_address(page: str) -> str | None:
    """The address that an HTML page gives for itself: `<link rel=canonical>`, else `og:url`; None where it gives none.

    A relative address is none: what it is relative to is not known.
    """
    head = page[:_HEAD]
    for tag, mark, attribute in ((_LINK, _CANONICAL, _HREF), (_META, _OG, _CONTENT)):
        for found in tag.finditer(head):
            if not mark.search(found[0]):
                continue
            value = attribute.search(found[0])
            address = html.unescape(next(filter(None, value.groups()), "")).strip() if value else ""
            if address.lower().startswith(("http://", "https://")):
                return address
    return None
