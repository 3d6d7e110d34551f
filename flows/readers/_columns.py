"""From a batch of columns to frames of records."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa

from flows.readers.compression import PAYLOAD_BYTES
from flows.readers.encoding import decode
from flows.readers.frames import MAX_BYTES, Record, flags_of, frame, from_records
from flows.readers.lenient import TIME_KEYS, address_of, read_page, time_of
from flows.readers.options import Options
from flows.readers.text import too_large

TEXT_KEYS = ("text", "html")
KEYS = ("url", *TEXT_KEYS, *TIME_KEYS)
_TEXTUAL = (
    pa.types.is_string,
    pa.types.is_large_string,
    pa.types.is_string_view,
    pa.types.is_binary,
    pa.types.is_large_binary,
    pa.types.is_binary_view,
)


def frames_of(file: str, position: int, form: str, batch: pa.RecordBatch, options: Options) -> Iterator[pl.DataFrame]:
    """Frames of the rows of one batch: one, or several where the texts are large.

    Args:
        file: The file's name as records give it.
        position: The first row's.
        form: Form of the file.
        batch: Columns url, text, html, timestamp, date, crawl_date, those that the file has.
        options: Limits.
    """
    if batch.num_rows > 1 and _text_bytes(batch) > 2 * MAX_BYTES:
        half = batch.num_rows // 2
        yield from frames_of(file, position, form, batch.slice(0, half), options)
        yield from frames_of(file, position + half, form, batch.slice(half), options)
    elif batch.num_rows:
        found = _plain_text(batch, options)
        if found:
            columns = _other_columns(batch, position) | {"file": file, "format": form, "markup": found[0] == "html"}
            yield frame(columns, found[1])
        else:
            yield from_records(list(_row_by_row(file, position, form, batch, options)))


def _text_bytes(batch: pa.RecordBatch) -> int:
    """Bytes of text that the rows have, also where a value is stored once for many rows."""
    total = 0
    for column in (batch.column(key) for key in TEXT_KEYS if key in batch.schema.names):
        if pa.types.is_dictionary(column.type) and _is_textual(column.type):
            import pyarrow.compute as pc  # loads long, and dictionaries are rare

            total += pc.sum(pc.take(pc.binary_length(column.dictionary), column.indices)).as_py() or 0
        else:
            total += column.nbytes
    return total


def _plain_text(batch: pa.RecordBatch, options: Options) -> tuple[str, pa.Array] | None:
    """The one column that has the text of every row, where there is one and nothing is the matter with it."""
    given = [key for key in TEXT_KEYS if key in batch.schema.names and batch.column(key).null_count < batch.num_rows]
    if len(given) != 1 or batch.column(given[0]).null_count or not _is_textual(batch.column(given[0]).type):
        return None
    try:
        text = _dense(batch.column(given[0])).cast(pa.large_string())
        text.validate(full=True)  # Parquet's strings are UTF-8 by promise only
    except pa.ArrowException:
        return None
    longest = np.diff(np.frombuffer(text.buffers()[1], np.int64)[text.offset : text.offset + len(text) + 1]).max()
    return (given[0], text) if longest <= options.max_record_bytes else None


def _other_columns(batch: pa.RecordBatch, position: int) -> dict[str, Any]:
    nothing = [None] * batch.num_rows
    given = {name: _values(batch.column(name)) for name in batch.schema.names if name not in TEXT_KEYS}
    urls = [address_of(value) for value in given.get("url", nothing)]
    times = [time_of(*row) for row in zip(*(given.get(name, nothing) for name in TIME_KEYS), strict=True)]
    return {
        "position": list(range(position, position + batch.num_rows)),
        "url": [url for url, _ in urls],
        "dumped_at": [time for time, _ in times],
        "flags": [flags_of(url[1], time[1]) for url, time in zip(urls, times, strict=True)],
    }


def _row_by_row(file: str, position: int, form: str, batch: pa.RecordBatch, options: Options) -> Iterator[Record]:
    names = batch.schema.names
    columns = [_values(batch.column(name)) for name in names]
    for row, values in enumerate(zip(*columns, strict=True)):
        page = dict(zip(names, values, strict=True))
        record = Record(file, position + row, form)
        raw = next((page[key] for key in TEXT_KEYS if isinstance(page.get(key), bytes)), b"")
        if any(isinstance(page.get(key), bytes) and len(page[key]) > options.max_record_bytes for key in TEXT_KEYS):
            yield too_large(read_page(record, page | dict.fromkeys(TEXT_KEYS)), raw, options)
            continue
        doubts, unreadable = [], False
        for key in TEXT_KEYS:
            if isinstance(page.get(key), bytes):
                page[key], doubt = decode(page[key])
                doubts.append(doubt)
                unreadable |= page[key] is None
        record = read_page(record._replace(payload=raw[:PAYLOAD_BYTES], flags=flags_of(*doubts)), page)
        if unreadable and record.reason:
            record = record._replace(reason="encoding", detail="in no encoding that could be told")
        yield record


def _is_textual(kind: pa.DataType) -> bool:
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    return any(test(kind) for test in _TEXTUAL)


def _dense(column: pa.Array) -> pa.Array:
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column


def _values(column: pa.Array) -> list[Any]:
    """A column as Python values: strings as bytes, times in UTC."""
    column = _dense(column)
    kind = column.type
    try:
        if _is_textual(kind):
            return column.cast(pa.large_binary()).to_pylist()
        if pa.types.is_timestamp(kind):
            # Stored in UTC, whatever its zone; nanoseconds are more than the records keep.
            return column.cast(pa.timestamp("us"), safe=kind.unit != "ns").to_pylist()
        return column.to_pylist()
    except (pa.ArrowException, ValueError, OverflowError):
        return column.cast(pa.int64()).to_pylist() if pa.types.is_temporal(kind) else [str(each) for each in column]
