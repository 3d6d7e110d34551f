"""Web archives: WARC, a crawler's responses, and WET, the texts that were drawn from them.

The records are told apart here rather than by fastwarc, which is a third faster at it: but it ends silently where a
file is cut off, does not go on after a damaged record, and panics on a stream that cannot be sought in.
"""

import io
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from flows.readers.compression import CHUNK, PAYLOAD_BYTES, Damaged, PieceReader, Readable, pieces
from flows.readers.encoding import declared_in
from flows.readers.frames import Record, damage, flag, flags_of
from flows.readers.http import Undecodable, body_of, parse
from flows.readers.lenient import time_of
from flows.readers.options import Options
from flows.readers.text import decoded, too_large

_BUFFER = 1 << 20
_LINE = 1 << 16
_HEADERS = 1 << 20
_READ_FROM = {"warc": "response", "wet": "conversion"}
_HTTP_OVERHEAD = 1 << 16  # what a response may have over the limit of its body


class _Head(NamedTuple):
    """A record's headers, names in lower case, and how many bytes come after them."""

    headers: dict[str, str]
    length: int


class _Broken(Exception):
    """What is here is no record; what was taken from the stream to find that out."""

    def __init__(self, detail: str, taken: bytes):
        super().__init__(detail)
        self.detail = detail
        self.taken = taken


def read_warc(file: str, form: str, stream: Readable, compression: str | None, options: Options) -> Iterator[Record]:
    """Reads a WARC file's responses that are HTML or text, or a WET file's conversions.

    Args:
        file: The file's name as records give it.
        form: warc or wet.
        stream: Its bytes.
        compression: How they are compressed.
        options: Limits.
    """
    raw = PieceReader(pieces(stream, compression))
    buffered = io.BufferedReader(raw, _BUFFER)
    position = 0
    first, partial = b"\n", b""
    while True:
        position += 1
        try:
            head, first = _head(buffered, first), b"\n"
            if head is None:
                break
            if head.headers.get("warc-type", "").lower() != _READ_FROM[form]:
                _skip(buffered, head.length)
                continue
            content = _content(buffered, head.length, options)
        except EOFError as error:
            partial = error.args[0] if error.args else b""
            raw.damage = raw.damage or Damaged("ends inside a record")
            break
        except _Broken as broken:
            passed, first = _to_next_record(buffered, broken.taken)
            yield damage(file, position, form, Damaged(broken.detail, passed))
            continue
        record = _record(Record(file, position, form), head, content, options)
        if record is not None:
            yield record
    if raw.damage:
        yield damage(file, position, form, Damaged(raw.damage.detail, partial + raw.damage.rest))


def _record(record: Record, head: _Head, content: bytes, options: Options) -> Record | None:
    """What a WARC record is as a record, None where it is no page."""
    headers = head.headers
    dumped_at, doubt = time_of(headers.get("warc-date"))
    cut = headers.get("warc-truncated")
    doubt_cut = flag("warc_truncated", cut) if cut else None
    url = headers.get("warc-target-uri", "").removeprefix("<").removesuffix(">") or None
    record = record._replace(url=url, dumped_at=dumped_at, flags=flags_of(doubt, doubt_cut))
    if record.format == "wet":
        over = head.length > options.max_record_bytes
        return too_large(record, content, options) if over else decoded(record, content, cut=bool(cut))
    response = parse(content)
    if response is None or not response.is_page or not response.body:
        return None
    record = record._replace(markup=response.is_html)
    if head.length > options.max_record_bytes + _HTTP_OVERHEAD:
        return too_large(record, response.body, options)
    try:
        body, doubt = body_of(response, options.max_record_bytes)
    except Undecodable as error:
        payload = response.body[:PAYLOAD_BYTES]
        return record._replace(reason="encoding", detail=str(error), payload=payload)
    if len(body) > options.max_record_bytes:
        return too_large(record, body, options)
    declared = response.charset or (declared_in(body) if response.is_html else None)
    return decoded(record._replace(flags=flags_of(record.flags, doubt)), body, declared, bool(cut or doubt))


def _head(stream: BinaryIO, line: bytes) -> _Head | None:
    """Reads a record's headers, of which a line may have been read already; None at the stream's end.

    Raises:
        EOFError: The stream ends within them.
        _Broken: They are none.
    """
    while line in (b"\r\n", b"\n"):
        line = stream.readline(_LINE)
    if not line:
        return None
    if not line.startswith(b"WARC/"):
        if b"WARC/".startswith(line):
            raise EOFError(line)
        raise _Broken("no record begins where one should", line)
    taken, held = [line], len(line)
    headers: dict[str, str] = {}
    name = ""
    while True:
        line = stream.readline(_LINE)
        taken.append(line)
        held += len(line)
        if not line.endswith(b"\n") and len(line) < _LINE:
            raise EOFError(b"".join(taken))
        if held > _HEADERS:
            raise _Broken("headers without an end", b"".join(taken))
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        if not text:
            break
        if text[0] in " \t":  # a value that goes on
            headers[name] = headers.get(name, "") + " " + text.strip()
        else:
            name, _, value = text.partition(":")
            name = name.strip().lower()
            headers[name] = value.strip()
    length = headers.get("content-length", "")
    if not (length.isascii() and length.isdigit() and len(length) < 16):
        raise _Broken(f"a record of no known length ({length[:40] or 'none given'})", b"".join(taken))
    return _Head(headers, int(length))


def _content(stream: BinaryIO, length: int, options: Options) -> bytes:
    """A record's content; of one that is far over the limit only the beginning."""
    wanted = length
    if length > options.max_record_bytes + _HTTP_OVERHEAD:
        wanted = min(length, PAYLOAD_BYTES)
    content = stream.read(wanted)
    if len(content) < wanted:
        raise EOFError(content)
    _skip(stream, length - wanted)
    return content


def _skip(stream: BinaryIO, count: int) -> None:
    while count > 0:
        data = stream.read(min(count, CHUNK))
        if not data:
            raise EOFError
        count -= len(data)


def _to_next_record(stream: BinaryIO, taken: bytes) -> tuple[bytes, bytes]:
    """Passes over everything up to where a record seems to begin again; returns that, and the line it begins with."""
    passed, held = [taken], len(taken)
    while (line := stream.readline(_LINE)) and not line.startswith((b"WARC/1.", b"WARC/0.")):
        if held < PAYLOAD_BYTES:
            passed.append(line)
            held += len(line)
    return b"".join(passed)[:PAYLOAD_BYTES], line
