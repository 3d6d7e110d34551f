"""What a run has read, together with what the last release knows of the records it has an influence on."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import polars.selectors as cs

from flows.piles import PILE, Piles
from flows.shards import staged_year
from flows.state import FACTS, Earlier
from flows.texts import Texts, text_key
from transforms.flatten import PAGES, Flattened
from transforms.identity import components, evidence, related

PUBLICATION = pl.col("outcome") == "publication"

_OF_THE_WAY = ("file", "position", "format", "run_id")

_RECORDS_AT_ONCE = 50_000
"""About this many records are merged at once."""


@dataclass
class Facts:
    """The records that are to be merged again, each once: those this run has added, and all related to them.

    Attributes:
        records: record_id of all, and year: that they print, None where they print none.
        frames: Their frames, without sections and quarantine.
        texts: Their sections.
        quarantine: Those that could not be used, or only because another record is of the same article.
        new: record_id of the records that this run has added.
        replaced: record_id of those that were known and are read anew, or in whose place other records have come.
        again: record_id of all.
        staged: Frames of the new records alone.
    """

    records: pl.DataFrame
    frames: dict[str, pl.LazyFrame]
    texts: Texts
    quarantine: pl.LazyFrame
    new: pl.Series
    replaced: pl.Series
    again: pl.Series
    staged: dict[str, pl.LazyFrame]

    def sections_of(self, records: list[str]) -> pl.DataFrame:
        """The sections of these records."""
        return self.texts.of(pl.DataFrame({"record_id": records}, schema={"record_id": pl.String}))

    def parts(self, scratch: Path) -> Iterator[Flattened]:
        """The frames, of so many records at a time as memory is for; records that are related come together.

        Args:
            scratch: Folder for what waits.
        """
        if self.records.height <= _RECORDS_AT_ONCE:
            yield _flattened(dict(zip(self.frames, pl.collect_all(list(self.frames.values())), strict=True)))
            return
        places = self._places()
        piles = {name: Piles(scratch / name) for name in self.frames}
        for name, frame in self.frames.items():
            piles[name].add_all(rows.join(places, on="record_id") for rows in frame.collect_batches())
            piles[name].spill()
        numbers = places[PILE].unique().sort()
        del places
        for number in numbers:
            yield _flattened({name: _whole(piles[name].pile(number), frame) for name, frame in self.frames.items()})

    def _places(self) -> pl.DataFrame:
        """record_id and the part that each record is merged in."""
        keys = self.frames["pages"].filter(PUBLICATION).pipe(evidence)
        # Hashes take little memory, and two that happen to be equal only bring two records into one part.
        text = cs.string().exclude("record_id")
        found = components(keys.with_columns(pl.when(text.is_not_null()).then(text.hash())).collect())
        placed = self.records.join(found, on="record_id", how="left")
        # Of one year as far as possible: their sections are staged by year, and only those files need to be read.
        alone = pl.int_range(pl.len(), dtype=pl.UInt32) + found.height
        return (
            placed.with_columns(component=pl.coalesce("component", alone))
            .with_columns(year=pl.col("year").min().over("component"))
            .sort("year", "component", nulls_last=True)
            .with_row_index("place")
            # What is related stays together: the part that it begins in has all of it.
            .select("record_id", pile=pl.col("place").min().over("component") // _RECORDS_AT_ONCE)
        )


def _whole(rows: list[pl.DataFrame], frame: pl.LazyFrame) -> pl.DataFrame:
    return rows[0] if rows else pl.DataFrame(schema=frame.collect_schema())


def _flattened(frames: dict[str, pl.DataFrame]) -> Flattened:
    empty = pl.DataFrame()
    return Flattened(sections=empty, quarantine=empty, **frames)  # type: ignore[arg-type]


def any_new(staging: Path) -> bool:
    """Whether a run has read anything that was not known."""
    return (staging / "pages").is_dir() and bool(_staged(staging, "pages").select(pl.len()).collect().item())


def gather(staging: Path, earlier: Earlier | None, retried: pl.Series | None = None) -> Facts | None:
    """Puts this run's staged frames together with the last release's state.

    A record that was read twice counts where its file and position come first; one that was read again, with another
    parser or from the quarantine, replaces what was known of it.

    Args:
        staging: Folder with a folder of Arrow files for each frame.
        earlier: The last release; None where there is none.
        retried: record_id of the records that were read from its quarantine.

    Returns:
        None where all that was read is known.
    """
    read = _staged(staging, "pages").select("record_id", "batch", "file", "position", year=staged_year()).collect()
    pages = read.sort("file", "position", "batch").unique("record_id", keep="first").drop("file", "position")
    lost = pages["record_id"].clear()
    if earlier is not None:
        lost = _outgrown(earlier, read)
        if retried is not None:
            gone = retried.filter(~retried.is_in(pages["record_id"].implode()))
            lost = pl.concat([lost, gone]).unique()
            before = _as_before(staging, earlier, retried)
            pages = pages.join(before, on="record_id", how="anti", maintain_order="left")
        if pages.is_empty() and lost.is_empty():
            return None
    new = pages["record_id"]
    staged = {name: _staged(staging, name) for name in (*FACTS, "quarantine")}
    if pages.height < read.height:
        kept = pages.select("record_id", "batch").lazy()
        staged = {name: rows.join(kept, on=["record_id", "batch"], how="semi") for name, rows in staged.items()}
    staged = {name: rows.drop("batch") for name, rows in staged.items()}
    frames = {name: staged[name] for name in FACTS}
    quarantine = staged["quarantine"]
    records = pages.select("record_id", "year")
    again, replaced = new, new.clear()
    old = pl.DataFrame(schema={"record_id": pl.String, "key": pl.String})
    if earlier is not None:
        again, replaced = _related(earlier, new, staged["pages"])
        again, replaced = pl.concat([again, lost]).unique(), pl.concat([replaced, lost]).unique()
        asked = pl.col("record_id").is_in(again.implode())
        is_new = pl.col("record_id").is_in(pl.concat([new, replaced]).implode())
        state = earlier.state("pages").filter(asked).select("record_id", text_key(), year=staged_year()).collect()
        old = state.select("record_id", "key")
        records = pl.concat([state.filter(~is_new).select("record_id", "year"), records])
        for name in FACTS:
            frames[name] = pl.concat([earlier.state(name).filter(asked & ~is_new), frames[name]])
        quarantine = pl.concat([earlier.state("quarantine").filter(asked & ~is_new), quarantine])
    return Facts(records, frames, Texts(staging, pages, earlier, old), quarantine, new, replaced, again, staged)


def _outgrown(earlier: Earlier, read: pl.DataFrame) -> pl.Series:
    """record_id of records that were over the limit of size, in whose place others have now been read.

    Their ids are of as much as the limit let be read, so that they are none of the records that came.
    """
    place = ["file", "position"]
    over = earlier.table("records").filter(pl.col("reason") == "too_large").select("record_id", *place).collect()
    outgrown = over.join(read.select(place), on=place, how="semi")["record_id"]
    return outgrown.filter(~outgrown.is_in(read["record_id"].implode()))


def _as_before(staging: Path, earlier: Earlier, retried: pl.Series) -> pl.DataFrame:
    """record_id of the records from the quarantine that were read as they had been."""
    tried = pl.col("record_id").is_in(retried.implode())
    staged = _staged(staging, "pages").filter(tried)
    same = [name for name in PAGES if name not in _OF_THE_WAY]
    before = earlier.state("pages").filter(tried).select(same)
    return staged.join(before, on=same, how="semi", nulls_equal=True).select("record_id").collect()


def _related(earlier: Earlier, new: pl.Series, pages: pl.LazyFrame) -> tuple[pl.Series, pl.Series]:
    """record_id of the new records and of all that these may have an influence on; and of those known before."""
    state = earlier.state("pages")
    known = state.select("record_id", known=pl.col("record_id").is_in(new.implode())).collect()
    replaced = known["record_id"].filter(known["known"])
    if not earlier.same_parser:
        return pl.concat([known["record_id"], new]).unique(), replaced
    before = evidence(state.filter(PUBLICATION)).collect()
    found = related(pl.concat([before, evidence(pages.filter(PUBLICATION)).collect()]), new)
    return pl.concat([found, new]).unique(), replaced


def _staged(staging: Path, name: str) -> pl.LazyFrame:
    # A list, not a pattern: the folder's own name may hold a pattern's signs.
    return pl.scan_ipc(sorted((staging / name).glob("*.arrow")), glob=False)
