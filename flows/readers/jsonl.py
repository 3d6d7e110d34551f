"""JSON lines: one line, one record."""

from collections.abc import Iterator
from math import ceil
from typing import Any, NamedTuple

import msgspec
import polars as pl

from flows.readers.compression import Damaged, Readable, pieces
from flows.readers.encoding import as_utf8
from flows.readers.frames import MAX_ROWS, Record, damage, frame, from_records, text_array
from flows.readers.lenient import first_given, read_line
from flows.readers.lines import Block, blocks
from flows.readers.options import Options
from flows.readers.text import too_large
from flows.readers.times import parse_time

_FORM = "jsonl"


class _Page(msgspec.Struct, gc=False):
    """The keys of a line; msgspec takes the last of duplicates and passes over all others."""

    url: str | None = None
    text: str | None = None
    html: str | None = None
    timestamp: str | int | float | None = None
    date: str | int | float | None = None
    crawl_date: str | int | float | None = None


_decode = msgspec.json.Decoder(_Page).decode


class _Lines(NamedTuple):
    """What the lines of a block became: one list a column, since an object a row would cost more than reading it."""

    position: list[int]
    url: list[str | None]
    dumped_at: list[Any]
    markup: list[bool]
    text: list[str | None]
    odd: dict[int, Record]  # row -> record, for those that have more to say than the columns above
    end: int  # number of the line after the block
    cut: bytes  # the cut-off line that a damaged stream ends with


def read_jsonl(file: str, stream: Readable, compression: str | None, options: Options) -> Iterator[pl.DataFrame]:
    """Reads a file of JSON lines, or one part of it.

    Every part reads the whole stream and takes every so manieth block of lines: so the parts need to know nothing of
    one another.

    Args:
        file: The file's name as records give it.
        stream: Its bytes.
        compression: How they are compressed.
        options: The part to read, and limits.
    """
    for block in blocks(as_utf8(pieces(stream, compression)), options.max_record_bytes, takes=options.takes):
        if block.overlong:
            yield from_records([too_large(Record(file, block.line, _FORM), block.data, options)])
            continue
        lines = _read(file, block, options)
        yield from _frames(file, lines)
        if block.damaged:
            damaged = Damaged(block.damaged.detail, lines.cut + block.damaged.rest)
            yield from_records([damage(file, lines.end, _FORM, damaged)])


def _read(file: str, block: Block, options: Options) -> _Lines:
    lines = _Lines([], [], [], [], [], {}, 0, b"")
    position, url, dumped_at = lines.position.append, lines.url.append, lines.dumped_at.append
    markup, text = lines.markup.append, lines.text.append
    data, limit = block.data, options.max_record_bytes
    view, size = memoryview(data), len(data)
    line, start, cut = block.line - 1, 0, b""
    while start < size:
        end = data.find(b"\n", start)
        raw = view[start : end if end >= 0 else size]
        start = end + 1 if end >= 0 else size
        line += 1
        try:
            page = _decode(raw)
            words, is_html = page.text, False
            if words is None:
                words, is_html = page.html, True
            time = parse_time(first_given(page.timestamp, page.date, page.crawl_date))
            if words and not words.isspace() and len(raw) <= limit:
                position(line)
                url(page.url or None)
                dumped_at(time)
                markup(is_html)
                text(words)
                continue
        except (msgspec.MsgspecError, ValueError, RecursionError):
            pass
        record: Record | None
        if len(raw) > limit:
            record = too_large(Record(file, line, _FORM), raw, options)
        else:
            record = read_line(file, line, _FORM, bytes(raw))
        if record is None:
            continue
        if block.damaged and end < 0 and record.reason in ("invalid_json", "encoding"):
            cut = bytes(raw)
            line -= 1
            continue
        lines.odd[len(lines.text)] = record
        position(line)
        url(record.url)
        dumped_at(record.dumped_at)
        markup(record.markup)
        text(record.text)
    return lines._replace(end=line + 1, cut=cut)


def _frames(file: str, lines: _Lines) -> Iterator[pl.DataFrame]:
    rows = len(lines.text)
    columns: dict[str, list[Any]] = {name: getattr(lines, name) for name in ("position", "url", "dumped_at", "markup")}
    if lines.odd:
        for name in ("reason", "detail", "payload", "flags"):
            columns[name] = [None] * rows
            for row, record in lines.odd.items():
                columns[name][row] = getattr(record, name)
    step = ceil(rows / ceil(rows / MAX_ROWS)) if rows else 1  # even frames, rather than a last one of a few rows
    for start in range(0, rows, step):
        part = slice(start, start + step)
        text = text_array(lines.text[part])
        yield frame({"file": file, "format": _FORM} | {name: each[part] for name, each in columns.items()}, text)
