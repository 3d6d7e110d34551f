"""Gives records their ids, from url, time of dump and bytes alone."""

import polars as pl

from transforms.ids import content_hash, content_id

OF_CONTAINER = frozenset(("damaged_container", "unreadable_file", "too_large"))
"""Reasons that are about a container: there is no page, only the beginning or the rest of something.

It has no bytes of its own, so that where it was found is part of what it is.
"""


def identify(records: pl.DataFrame) -> pl.DataFrame:
    """Adds record_id, content_hash and bytes to records as read, and keeps each record once.

    Args:
        records: Columns of `records.INCOMING`.
    """
    if records.is_empty():
        return records.with_columns(
            bytes=pl.lit(0, pl.Int64), content_hash=pl.lit("", pl.String), record_id=pl.lit("", pl.String)
        )
    contents = records.select(data=pl.coalesce(pl.col("text").cast(pl.Binary), pl.col("payload"), pl.lit(b"")))["data"]
    hashes = [content_hash(data) for data in contents]
    columns = (records[name].to_list() for name in ("url", "reason", "file", "position"))
    times = records["dumped_at"].dt.to_string("%Y-%m-%dT%H:%M:%S%.6f").to_list()
    ids = [
        content_id("record", url, time, hashed, *((reason, file, str(position)) if reason in OF_CONTAINER else ()))
        for hashed, time, url, reason, file, position in zip(hashes, times, *columns, strict=True)
    ]
    return records.with_columns(
        bytes=contents.bin.size().cast(pl.Int64),
        content_hash=pl.Series(hashes, dtype=pl.String),
        record_id=pl.Series(ids, dtype=pl.String),
    ).unique("record_id", keep="first", maintain_order=True)
