"""Quarantined records of a release, read once more: as if they were read where they were found."""

from collections.abc import Iterator
from typing import Any, BinaryIO

import pyarrow.parquet as pq

from flows.readers.encoding import declared_in
from flows.readers.frames import Record
from flows.readers.lenient import read_line
from flows.readers.text import decoded

FORM = "quarantine"
"""Form of a source that holds such records; no file's name stands for it."""


def read_again(stream: BinaryIO) -> Iterator[Record]:
    """Reads a Parquet file of quarantined records.

    Args:
        stream: The file. Columns: file, position, format, url, dumped_at, as the ledger has them; reason, detail,
            payload, is_html, is_text, read_flags, as the quarantine has them.
    """
    for row in pq.read_table(stream, use_threads=False).to_pylist():
        yield _record(row)


def _record(row: dict[str, Any]) -> Record:
    where = Record(row["file"], row["position"], row["format"])
    whence = where._replace(url=row["url"], dumped_at=row["dumped_at"], markup=row["is_html"], flags=row["read_flags"])
    if row["is_text"]:
        return whence._replace(text=row["payload"].decode())
    if row["format"] == "jsonl":
        found = read_line(*where[:3], row["payload"])
    else:
        found = decoded(whence, row["payload"], declared_in(row["payload"]) if row["is_html"] else None)
    if found is None or found.reason:
        # No better than before: so it stays as it was.
        return whence._replace(reason=row["reason"], detail=row["detail"], payload=row["payload"])
    return found
