"""Where the sections of every record are: staged by this run, in the last release's table, or in its state."""

import polars as pl

from flows.state import Earlier
from flows.tables import UNKNOWN

COLUMNS = ("position", "heading", "kind", "text", "first_line", "last_line", "word_count")

# Records of the same bytes under the same address have the same sections: a page dumped every month is kept once.
_SAME = ("content_hash", "url", "rendering", "body_hash", "section_count", "parser_version")


def text_key() -> pl.Expr:
    """What records have in common that were read into the very same sections."""
    return pl.concat_str([pl.col(name).cast(pl.String).fill_null("") for name in _SAME], separator="\x1f").alias("key")


class Texts:
    """The sections of records.

    Args:
        staged: Sections that this run has read.
        earlier: The last release, None where there is none.
        pages: Those of its records that may be asked for (`flatten.PAGES`).
        new: record_id of the records that this run has read; of one that was read before, too, this reading counts.

    Attributes:
        held: record_id and key of the records whose sections the state has, of those that may be asked for.
    """

    def __init__(self, staged: pl.LazyFrame, earlier: Earlier | None, pages: pl.DataFrame, new: pl.Series) -> None:
        self._staged = staged.select("record_id", *COLUMNS)
        self._earlier = earlier
        self.held = pl.DataFrame(schema={"record_id": pl.String, "key": pl.String})
        self._where = self.held.with_columns(holder=pl.lit(None, pl.String), year=pl.lit(None, pl.String))
        if earlier is not None and pages.height:
            self._locate(earlier, pages.select("record_id", text_key()), new)

    def _locate(self, earlier: Earlier, pages: pl.DataFrame, new: pl.Series) -> None:
        current = earlier.table("articles").select("record_id", year=pl.col("published_year").cast(pl.String))
        current = current.with_columns(pl.col("year").fill_null(UNKNOWN))
        held = earlier.state("sections").select("record_id").unique()
        found = pl.concat([current, held.with_columns(year=pl.lit(None, pl.String))]).collect()
        holders = pages.join(found, on="record_id")
        self.held = holders.filter(pl.col("year").is_null()).select("record_id", "key")
        holders = holders.sort("key", "year", "record_id", nulls_last=True).unique(
            "key", keep="first", maintain_order=True
        )
        pages = pages.filter(~pl.col("record_id").is_in(new.implode()))
        self._where = pages.join(holders.rename({"record_id": "holder"}), on="key")

    def of(self, wanted: pl.DataFrame) -> pl.DataFrame:
        """Sections of records.

        Args:
            wanted: record_id, and columns that are to stand beside each of its sections.
        """
        parts = [self._staged.join(wanted.lazy(), on="record_id")]
        if self._earlier is not None and self._where.height:
            asked = wanted.join(self._where.drop("key"), on="record_id")
            years = asked["year"].unique().drop_nulls().sort().to_list()
            if years:
                released = self._earlier.sections_of_years(years)
                parts.append(_stored(released, asked.filter(pl.col("year").is_not_null())))
            if asked["year"].null_count():
                parts.append(_stored(self._earlier.state("sections"), asked.filter(pl.col("year").is_null())))
        return pl.concat([part.select("record_id", *COLUMNS, *wanted.columns[1:]).collect() for part in parts])


def _stored(source: pl.LazyFrame, asked: pl.DataFrame) -> pl.LazyFrame:
    stored = source.select(pl.col("record_id").alias("holder"), *COLUMNS)
    few = stored.filter(pl.col("holder").is_in(asked["holder"].unique().implode()))
    return few.join(asked.drop("year").lazy(), on="holder")
