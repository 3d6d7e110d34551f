"""Gives records their ids, from url, time of dump, bytes and doubts in reading, and says which are read as HTML."""

import polars as pl

from transforms.ids import content_hash, content_id

OF_CONTAINER = frozenset(("damaged_container", "unreadable_file", "too_large"))
"""Reasons that are about a container: there is no page, only the beginning or the rest of something.

It has no bytes of its own, so that where it was found is part of what it is.
"""

_DOCUMENT = r"(?is)^\s*(?:(?:<\?xml\b[^>]*>|<!--.*?-->)\s*)*<(?:!doctype\s+html|html)[\s>]"
_MARKS = r"<[A-Za-z/!?]|&#?[0-9A-Za-z]+;"
"""A tag or a character reference."""


def identify(records: pl.DataFrame) -> pl.DataFrame:
    """Adds record_id, content_hash and bytes to records as read, and keeps each record once.

    The same bytes are one record in whatever they lay, so that they must be read alike: as HTML where they begin as an
    HTML document does, as text where there is no tag in them. Where bytes do not tell, as those of a text that has a
    tag in it, they count as they were given, and a text is another record than HTML is. So is what had to be guessed or
    mended in reading, such as an encoding or a time, as an article's flags tell of it.

    Args:
        records: Columns of `records.INCOMING`.

    Returns:
        The records, `markup` among their columns set by what the bytes tell.
    """
    if records.is_empty():
        return records.with_columns(
            bytes=pl.lit(0, pl.Int64), content_hash=pl.lit("", pl.String), record_id=pl.lit("", pl.String)
        )
    marked, document = records.select(_has_marks(), pl.col("text").str.contains(_DOCUMENT).fill_null(False))
    records = records.with_columns(markup=document | (records["markup"] & marked))
    contents = records.select(data=pl.coalesce(pl.col("text").cast(pl.Binary), pl.col("payload"), pl.lit(b"")))["data"]
    hashes = [content_hash(data) for data in contents]
    columns = (records[name].to_list() for name in ("url", "reason", "file", "position", "flags"))
    times = records["dumped_at"].dt.to_string("%Y-%m-%dT%H:%M:%S%.6f").to_list()
    as_text = marked & ~records["markup"]
    ids = [
        content_id(
            "record",
            url,
            time,
            hashed,
            *((reason, file, str(position)) if reason in OF_CONTAINER else ("as text",) if apart else ()),
            *((doubts,) if doubts else ()),
        )
        for hashed, time, apart, url, reason, file, position, doubts in zip(
            hashes, times, as_text, *columns, strict=True
        )
    ]
    return records.with_columns(
        bytes=contents.bin.size().cast(pl.Int64),
        content_hash=pl.Series(hashes, dtype=pl.String),
        record_id=pl.Series(ids, dtype=pl.String),
    ).unique("record_id", keep="first", maintain_order=True)


def _has_marks() -> pl.Expr:
    """Whether there is anything in it that text and HTML say differently; of what has no bytes whether it is HTML."""
    raw = pl.col("payload").bin
    return (
        pl.when(pl.col("text").is_not_null())
        .then(pl.col("text").str.contains(_MARKS))
        .when(pl.col("reason") == "encoding")
        .then(raw.contains(b"<") | raw.contains(b"&"))
        .when(pl.col("reason") == "empty")
        .then(pl.lit(False))
        .otherwise("markup")
        .fill_null(False)
        .alias("marked")
    )
