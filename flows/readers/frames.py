"""From records to frames of them."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np
import polars as pl
import pyarrow as pa

from flows.readers.cleaning import MISREAD_MARKS, SUSPECT, clean
from flows.readers.compression import PAYLOAD_BYTES, Damaged
from transforms.records import INCOMING

MAX_ROWS = 1_000
"""Records of a frame at most."""

MAX_BYTES = 12 << 20
"""Bytes of text of a frame, about: the record that goes over it is the frame's last."""

_PIECE = 1 << 17
"""Bytes looked at together: what is made of them stays in the processor's cache, and costs no fresh memory."""

_MARKS = [mark.encode() for mark in MISREAD_MARKS]
"""All with the same first byte."""

_HIGH_CONTROL, _FIRST_NO_CONTROL, _NEL = 0xC2, 0xA0, 0x85
"""First byte of the controls above ASCII; the second from which they are none; the second of one that ends lines."""


class Record(NamedTuple):
    """One record as a reader hands it over, one field a column of `INCOMING`."""

    file: str
    position: int
    format: str
    url: str | None = None
    dumped_at: datetime | None = None
    markup: bool = False
    text: str | None = None
    reason: str | None = None
    detail: str | None = None
    payload: bytes | None = None
    flags: str | None = None


def damage(file: str, position: int, form: str, damaged: Damaged) -> Record:
    """The record that stands for what could not be read of a container."""
    position = max(1, min(position, 2**31 - 1))  # a damaged file may count its rows in any number
    payload = damaged.rest[:PAYLOAD_BYTES]
    return Record(file, position, form, reason="damaged_container", detail=damaged.detail, payload=payload)


def flags_of(*flags: str | None) -> str | None:
    """Flags as the column holds them."""
    return ";".join(flag for flag in flags if flag) or None


def flag(name: str, detail: object) -> str:
    """A flag with what was found, short and safe to join with others."""
    shown = " ".join(str(detail).split()).replace(";", ",")
    return f"{name}:{shown[:80]}"


def gather(items: Iterable[Record | pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """Makes frames of records that come one by one; frames among them pass as they are, in their place."""
    records: list[Record] = []
    held = 0
    for item in items:
        if isinstance(item, Record):
            records.append(item)
            held += len(item.text or "") + len(item.payload or b"")
        if records and (not isinstance(item, Record) or len(records) >= MAX_ROWS or held >= MAX_BYTES):
            yield from_records(records)
            records, held = [], 0
        if not isinstance(item, Record):
            yield item
    if records:
        yield from_records(records)


def from_records(records: list[Record]) -> pl.DataFrame:
    """One frame of records."""
    columns = dict(zip(Record._fields, map(list, zip(*records, strict=True)), strict=True))
    text = text_array(columns.pop("text"))
    return frame(columns, text)


def text_array(texts: list[str | None]) -> pa.Array:
    """The texts as one array (large_string)."""
    encoded = [text.encode() for text in texts if text is not None]
    if len(encoded) < len(texts):
        return pa.array(texts, pa.large_string())
    # Half the time that pyarrow takes, which keeps a copy of what it makes with every string.
    ends = np.cumsum([0, *map(len, encoded)], dtype=np.int64)
    buffers = [None, pa.py_buffer(ends), pa.py_buffer(b"".join(encoded))]
    return pa.Array.from_buffers(pa.large_string(), len(texts), buffers)


def frame(columns: Mapping[str, Any], text: pa.Array) -> pl.DataFrame:
    """Makes a frame of columns, and cleans its text.

    Args:
        columns: The columns of `INCOMING` but text: lists, or one value that holds for all rows; those missing are
            null throughout.
        text: The decoded texts (large_string).

    Returns:
        Columns and types of `INCOMING`; a text of which nothing is left is a record with reason `empty`.
    """
    series = {}
    for name, dtype in INCOMING.items():
        if name == "text":
            series[name] = pl.Series(name, pl.from_arrow(text), dtype)
            continue
        values = columns.get(name)
        if isinstance(values, list):
            if name == "file":
                values = [in_utf8(value) for value in values]
            series[name] = pl.Series(name, values, dtype)
        else:
            value = in_utf8(str(values)) if name == "file" else values
            series[name] = pl.repeat(value, len(text), dtype=dtype, eager=True).alias(name)
    result = pl.DataFrame(series)
    if _is_suspect(text, result["text"]):
        result = _cleaned(result)
    return _without_blank(result)


def in_utf8(path: str) -> str:
    """A path with the bytes that are not UTF-8 replaced: a file's name may have some, a column may not."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _is_suspect(text: pa.Array, series: pl.Series) -> bool:
    """Whether any text may need cleaning: looked for in all bytes at once, which costs next to nothing."""
    start, end = text.offset, text.offset + len(text)
    offsets = np.frombuffer(text.buffers()[1], np.int64)[start : end + 1] if len(text) else [0, 0]
    data = text.buffers()[2]
    octets = np.frombuffer(data, np.uint8)[offsets[0] : offsets[-1]] if data else np.empty(0, np.uint8)
    return series.str.starts_with("\ufeff").any() or any(
        _has_controls(octets[begin : begin + _PIECE]) or _has_marks(octets, begin, begin + _PIECE)
        for begin in range(0, len(octets), _PIECE)
    )


def _has_controls(octets: np.ndarray) -> bool:
    controls = np.count_nonzero(octets < 32) - np.count_nonzero(octets == 10)
    if controls:
        controls -= np.count_nonzero(octets == 13) + np.count_nonzero(octets == 9)
    return bool(controls or np.count_nonzero(octets == 127))


def _has_marks(octets: np.ndarray, begin: int, end: int) -> bool:
    """Whether a mark of misread text, or a control above ASCII, begins between two places."""
    pairs = np.flatnonzero((octets[begin:end] | 1) == _MARKS[0][0]) + begin  # of both kinds
    first, second = octets[pairs], octets[np.minimum(pairs + 1, len(octets) - 1)]
    if np.any((first == _HIGH_CONTROL) & (second < _FIRST_NO_CONTROL) & (second != _NEL)):
        return True
    leads = pairs[first == _MARKS[0][0]]
    for mark in _MARKS if len(leads) else ():
        found = leads
        for step, octet in enumerate(mark[1:], 1):
            found = found[octets[np.minimum(found + step, len(octets) - 1)] == octet]
        if len(found):
            return True
    return False


def _cleaned(result: pl.DataFrame) -> pl.DataFrame:
    rows = result["text"].str.contains(SUSPECT).fill_null(False).arg_true()
    cleaned = [clean(text) for text in result["text"].gather(rows)]
    flags = [
        flags_of(before, *after.flags) for before, after in zip(result["flags"].gather(rows), cleaned, strict=True)
    ]
    index = pl.Series("row", rows, pl.UInt32)
    changed = pl.DataFrame(
        {"row": index, "text": [each.text for each in cleaned], "flags": flags},
        schema={"row": pl.UInt32, "text": pl.String, "flags": pl.String},
    )
    return result.with_row_index("row").update(changed, on="row", include_nulls=True).drop("row")


def _without_blank(result: pl.DataFrame) -> pl.DataFrame:
    text = result["text"]
    maybe = (text.str.head(64).str.strip_chars() == "").fill_null(False).arg_true()
    blank = [row for row, value in zip(maybe, text.gather(maybe), strict=True) if not value or value.isspace()]
    if not blank:
        return result
    is_blank = pl.int_range(pl.len()).is_in(blank)
    return result.with_columns(
        text=pl.when(~is_blank).then("text"),
        reason=pl.when(is_blank).then(pl.lit("empty")).otherwise("reason"),
        payload=pl.when(is_blank).then(pl.col("text").cast(pl.Binary)).otherwise("payload"),
    )
