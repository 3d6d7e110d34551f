"""Parquet: one row, one record."""

from collections.abc import Iterator
from typing import BinaryIO

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from flows.readers._columns import KEYS, frames_of
from flows.readers.compression import PAYLOAD_BYTES, Damaged
from flows.readers.frames import MAX_BYTES, MAX_ROWS, damage, from_records
from flows.readers.options import Options

_FORM = "parquet"
_ERRORS = (pa.ArrowException, OSError, ValueError, KeyError, IndexError, MemoryError)

# A column whose values are written once each and then numbered looks small, and grows when it is read.
_NUMBERED_BYTES = 2_000
_NUMBERED_ROWS = 250


def read_parquet(file: str, stream: BinaryIO, options: Options) -> Iterator[pl.DataFrame]:
    """Reads a Parquet file, or one part of it.

    The parts share the row groups where there are enough of them, else the batches of rows.

    Args:
        file: The file's name as records give it.
        stream: Its bytes; can be sought in.
        options: The part to read, and limits.
    """
    try:
        # Buffered and not memory-mapped: a large row group passes by page by page, and a file that shrinks meanwhile
        # is an error, not the process's end.
        parquet = pq.ParquetFile(stream, buffer_size=1 << 20, pre_buffer=False, page_checksum_verification=True)
        names = parquet.schema_arrow.names
    except _ERRORS as error:
        if options.takes(0):
            lost = Damaged(f"no readable Parquet: {error}", _beginning(stream))
            yield from_records([damage(file, 1, _FORM, lost)])
        return
    keys = [key for key in KEYS if names.count(key) == 1]
    by_group = parquet.num_row_groups >= options.parts
    position, blocks = 1, 0
    for group in range(parquet.num_row_groups):
        end = position + parquet.metadata.row_group(group).num_rows
        if by_group and not options.takes(group):
            position = end
            continue
        try:
            for batch in _batches(parquet, group, keys):
                if by_group or options.takes(blocks):
                    yield from frames_of(file, position, _FORM, batch, options)
                blocks += 1
                position += batch.num_rows
            if position != end:
                raise ValueError("they are missing")
        except _ERRORS as error:
            if by_group or options.takes(blocks):
                detail = f"rows {position} to {end - 1} cannot be read: {error}"
                lost = Damaged(detail, _beginning(stream))
                yield from_records([damage(file, position, _FORM, lost)])
            blocks += 1
        position = end


def _batches(parquet: pq.ParquetFile, group: int, keys: list[str]) -> Iterator[pa.RecordBatch]:
    meta = parquet.metadata.row_group(group)
    # The sizes of single columns would tell more; but asked for one of a damaged file, Arrow aborts the process.
    mean = max(meta.total_byte_size / max(meta.num_rows, 1), 1)
    rows = MAX_ROWS if mean >= _NUMBERED_BYTES else _NUMBERED_ROWS
    rows = max(1, min(rows, int(MAX_BYTES / mean)))
    columns = keys or parquet.schema_arrow.names[:1]
    for batch in parquet.iter_batches(rows, row_groups=[group], columns=columns, use_threads=False):
        # Rows that have none of the columns are records all the same: such as lack a text.
        yield batch if keys else pa.record_batch({"text": pa.nulls(batch.num_rows)})


def _beginning(stream: BinaryIO) -> bytes:
    try:
        stream.seek(0)
        return stream.read(PAYLOAD_BYTES)
    except (OSError, ValueError):
        return b""
