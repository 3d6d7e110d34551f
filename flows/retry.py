"""The quarantine of the last release as one more source."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from flows._disk import disk_errors
from flows.readers import Source
from flows.readers.again import FORM
from flows.readers.compression import PAYLOAD_BYTES
from flows.state import Earlier
from transforms.identify import OF_CONTAINER

_FILE_BYTES = 8 * 2**20
"""Bytes of payload in a file, about: a file is read as a whole."""


@dataclass
class Retry:
    """What of a quarantine is read again.

    Attributes:
        sources: Files that hold it.
        records: record_id of what they hold.
        skipped: Reason -> records of which the quarantine does not have all, so that only their files can be read
            again; `cut` those of other reasons whose payload was too long to keep.
    """

    sources: list[Source]
    records: pl.Series
    skipped: dict[str, int]


def prepare(earlier: Earlier, folder: Path) -> Retry:
    """Writes the quarantine of a release, with what the ledger says of its records, into files to read.

    Args:
        earlier: The release.
        folder: Takes the files.

    Raises:
        DossierError: The disk does not take them.
    """
    incomplete = pl.col("reason").is_in(list(OF_CONTAINER))
    cut = ~pl.col("is_text") & (pl.col("payload").bin.size() >= PAYLOAD_BYTES)
    kept = earlier.table("quarantine").with_columns(
        skipped=pl.when(incomplete).then("reason").when(cut).then(pl.lit("cut"))
    )
    skipped = kept.select(pl.col("skipped").drop_nulls().value_counts(name="records")).unnest("skipped").collect()
    rejected = earlier.table("records").filter(pl.col("outcome") == "rejected")
    where = rejected.select("record_id", "file", "position", "format", "url", "dumped_at").collect()
    sources: list[Source] = []
    records: list[pl.Series] = [where["record_id"].clear()]
    for batch in kept.filter(pl.col("skipped").is_null()).collect_batches():
        size = pl.col("payload").bin.size().cast(pl.Int64)
        rows = batch.join(where, on="record_id", maintain_order="left")
        records.append(rows["record_id"])
        for some in rows.with_columns(number=size.cum_sum() // _FILE_BYTES).partition_by("number", include_key=False):
            path = folder / f"{len(sources):06d}.parquet"
            with disk_errors(path):
                path.parent.mkdir(parents=True, exist_ok=True)
                some.drop("skipped").write_parquet(path, compression="uncompressed", statistics=False)
            sources.append(Source(str(path), FORM, None, path.stat().st_size))
    return Retry(sources, pl.concat(records), dict(sorted(skipped.iter_rows())))
