"""Where the sections of every record are: staged by this run, in the last release's table, or in its state."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from flows._layout import UNKNOWN
from flows.state import Earlier
from transforms.schema import TABLES

_SCHEMA = {name: TABLES["sections"].dtypes[name] for name in (
    "record_id", "position", "heading", "kind", "text", "first_line", "last_line", "word_count"
)}  # fmt: skip
COLUMNS = tuple(_SCHEMA)[1:]

# Records of the same bytes under the same address have the same sections: a page dumped every month is kept once.
_SAME = ("content_hash", "url", "rendering", "body_hash", "section_count", "parser_version")


def text_key() -> pl.Expr:
    """What records have in common that were read into the very same sections."""
    return pl.concat_str([pl.col(name).cast(pl.String).fill_null("") for name in _SAME], separator="\x1f").alias("key")


class Texts:
    """The sections of records.

    Args:
        staging: Folder with the frames that this run has read.
        read: record_id and batch of the records in it, and the year under which their sections are staged.
        earlier: The last release, None where there is none.
        pages: record_id and `text_key` of those of its records that may be asked for; of one that was read again, that
            counts.

    Attributes:
        held: record_id and key of the records whose sections the state has, of those that may be asked for.
    """

    def __init__(self, staging: Path, read: pl.DataFrame, earlier: Earlier | None, pages: pl.DataFrame) -> None:
        self._staging = staging
        self._read = read
        self._earlier = earlier
        self.held = pl.DataFrame(schema={"record_id": pl.String, "key": pl.String})
        self._where = self.held.with_columns(holder=pl.lit(None, pl.String), year=pl.lit(None, pl.String))
        if earlier is not None and pages.height:
            self._locate(earlier, pages)

    def _locate(self, earlier: Earlier, pages: pl.DataFrame) -> None:
        current = earlier.table("articles").select("record_id", year=pl.col("published_year").cast(pl.String))
        current = current.with_columns(pl.col("year").fill_null(UNKNOWN))
        held = earlier.state("sections").select("record_id").unique()
        found = pl.concat([current, held.with_columns(year=pl.lit(None, pl.String))]).collect()
        holders = pages.join(found, on="record_id")
        self.held = holders.filter(pl.col("year").is_null()).select("record_id", "key")
        holders = holders.sort("key", "year", "record_id", nulls_last=True).unique(
            "key", keep="first", maintain_order=True
        )
        pages = pages.join(self._read, on="record_id", how="anti")
        self._where = pages.join(holders.rename({"record_id": "holder"}), on="key")

    def of(self, wanted: pl.DataFrame) -> pl.DataFrame:
        """Sections of records.

        Args:
            wanted: record_id, and columns that are to stand beside each of its sections.
        """
        parts = [pl.LazyFrame(schema=_SCHEMA | dict(wanted.schema))]
        now = wanted.join(self._read, on="record_id")
        for (year,), rows in now.partition_by("year", as_dict=True, include_key=False, maintain_order=True).items():
            if files := self._files(str(year)):
                parts.append(pl.scan_ipc(files, glob=False).join(rows.lazy(), on=["record_id", "batch"]))
        parts += [_stored(source, asked) for source, asked in self._earlier_parts(wanted)]
        return pl.concat([part.select("record_id", *COLUMNS, *wanted.columns[1:]).collect() for part in parts])

    def batches(self, wanted: pl.DataFrame) -> Iterator[pl.DataFrame]:
        """The same, a few at a time."""
        columns = ("record_id", *COLUMNS, *wanted.columns[1:])
        now = wanted.join(self._read, on="record_id")
        for (year,), rows in now.partition_by("year", as_dict=True, include_key=False).items():
            for file in self._files(str(year)):
                yield pl.read_ipc(file).join(rows, on=["record_id", "batch"]).select(columns)
        for source, asked in self._earlier_parts(wanted):
            yield from _stored(source, asked).select(columns).collect_batches()

    def _earlier_parts(self, wanted: pl.DataFrame) -> Iterator[tuple[pl.LazyFrame, pl.DataFrame]]:
        """Where the last release has sections of records, and which."""
        if self._earlier is None or not self._where.height:
            return
        asked = wanted.join(self._where.drop("key"), on="record_id")
        if years := asked["year"].unique().drop_nulls().sort().to_list():
            yield self._earlier.sections_of_years(years), asked.filter(pl.col("year").is_not_null())
        if asked["year"].null_count():
            yield self._earlier.state("sections"), asked.filter(pl.col("year").is_null())

    def near_by(self, wanted: pl.DataFrame) -> pl.DataFrame:
        """Sorts records so that those whose sections are in the same files are neighbours."""
        staged = self._read.select("record_id", pl.lit("staged").alias("place"), "year")
        other = self._where.select("record_id", pl.lit("kept").alias("place"), "year")
        order = pl.concat([staged, other]).unique("record_id", keep="first", maintain_order=True)
        return wanted.join(order, on="record_id", how="left").sort("place", "year", "record_id").select(wanted.columns)

    def _files(self, year: str) -> list[Path]:
        return sorted((self._staging / "sections" / year).glob("*.arrow"))


def _stored(source: pl.LazyFrame, asked: pl.DataFrame) -> pl.LazyFrame:
    stored = source.select(pl.col("record_id").alias("holder"), *COLUMNS)
    few = stored.filter(pl.col("holder").is_in(asked["holder"].unique().implode()))
    return few.join(asked.drop("year").lazy(), on="holder")
