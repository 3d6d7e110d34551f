"""The frame that readers hand over: one row a record, as read."""

import polars as pl

INCOMING: dict[str, pl.DataType] = {
    "file": pl.String(),  # path or address as found, archive.zip!member.txt inside archives
    "position": pl.Int32(),  # place in the file, from 1
    "url": pl.String(),  # as dumped, null where missing
    "dumped_at": pl.Datetime("us"),  # UTC, null where missing
    "format": pl.String(),  # form of the file: text, html, jsonl, parquet, warc, wet
    "markup": pl.Boolean(),  # whether text is HTML
    "text": pl.String(),  # decoded; null where the record could not be read
    "reason": pl.String(),  # why it could not be read, null where it could
    "detail": pl.String(),  # what was found, for people
    "payload": pl.Binary(),  # the bytes as read, only where reason is set
    "flags": pl.String(),  # doubts from reading, "flag:detail" joined by ";", null where none
}
"""Columns of a batch of records as a reader yields it."""
