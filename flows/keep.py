"""What a run keeps beside the tables: every record's facts for the next run, and the bytes of what it could not use."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from flows._disk import disk_errors
from flows._layout import STATE
from flows.merging import Outcome
from flows.piles import PILE, Piles
from flows.staging import PUBLICATION, Facts
from flows.state import FACTS, MOST_FILES, NAMES, Earlier, add
from flows.texts import COLUMNS, text_key

_FRAMES = (*FACTS, "sections", "quarantine")

_PAYLOADS_AT_ONCE = 32 * 2**20
"""Bytes of payload that are in memory at once, about."""

_TEXTS_AT_ONCE = 4_000
"""Records whose sections are in memory at once."""


def quarantine(facts: Facts, made: Outcome, earlier: Earlier | None, scratch: Path) -> Iterator[pl.DataFrame]:
    """The table quarantine, in pieces: what is rejected, from this run or kept by an earlier one.

    Args:
        facts: What was read.
        made: A whole release's.
        earlier: The last release.
        scratch: Folder for what is too large to hold.
    """
    rows = facts.quarantine
    if earlier is not None:
        read = pl.col("record_id").is_in(pl.concat([facts.new, facts.replaced]).implode())
        stays = earlier.table("quarantine").filter(~read)
        rows = pl.concat([stays, rows.join(stays.select("record_id"), on="record_id", how="anti")])
    # Payloads may have many megabytes each, so that few make a piece.
    sizes = rows.select("record_id", size=pl.col("payload").bin.size().cast(pl.Int64)).collect()
    placed = (
        sizes.join(made.rejected.to_frame("record_id"), on="record_id", how="semi")
        .sort("record_id")
        .select("record_id", (pl.col("size").cum_sum() // _PAYLOADS_AT_ONCE).cast(pl.Int32).alias(PILE))
    )
    piles = Piles(scratch / "quarantine")
    piles.add_all(batch.join(placed, on="record_id") for batch in rows.collect_batches())
    yield from piles.take()


def write_state(
    folder: Path, run_id: str, facts: Facts, made: Outcome, earlier: Earlier | None, scratch: Path
) -> list[str]:
    """Keeps every record's facts for the next run; of sections and quarantine what the tables do not have.

    Args:
        folder: The draft.
        run_id: Run that adds to the state.
        facts: What was read and merged again.
        made: What came of it.
        earlier: The last release.
        scratch: Folder for what is too large to hold.

    Returns:
        Names of the last release's files that stay part of the state.
    """
    anew = earlier is None or facts.replaced.len() > 0 or len(earlier.files(f"{STATE}/pages")) >= MOST_FILES
    added = facts.staged | {"sections": _needed(facts, made, anew, scratch), "quarantine": _weak(facts)}
    read = pl.col("record_id").is_in(pl.concat([facts.new, facts.replaced]).implode())
    again = pl.col("record_id").is_in(facts.again.implode())
    for name in _FRAMES:
        rows = added[name]
        if anew and earlier is not None:
            rows = pl.concat([earlier.state(name).filter(~(again if name == "sections" else read)), rows])
        add(folder, run_id, name, rows)
    add(folder, run_id, NAMES, made.names.lazy())
    if anew or earlier is None:
        return []
    return earlier.files(*(f"{STATE}/{name}" for name in _FRAMES))


def _needed(facts: Facts, made: Outcome, anew: bool, scratch: Path) -> pl.LazyFrame:
    """Sections of records that are not an article's current text: any may become it, or lend its biography."""
    keyed = facts.frames["pages"].filter(PUBLICATION, pl.col("section_count") > 0).select("record_id", text_key())
    current = made.articles.select("record_id").lazy()
    there = keyed.join(current, on="record_id", how="semi").select("key")
    if not anew:
        there = pl.concat([there, facts.texts.held.select("key").lazy()])
    needed = keyed.join(there, on="key", how="anti").sort("record_id").unique("key", keep="first").collect()
    columns = ("record_id", *COLUMNS)
    if needed.height <= _TEXTS_AT_ONCE:
        return facts.texts.of(needed.select("record_id")).select(columns).sort("record_id", "position").lazy()
    files = []
    for number, some in enumerate(facts.texts.near_by(needed.select("record_id")).iter_slices(_TEXTS_AT_ONCE)):
        files.append(scratch / "needed" / f"{number:06d}.arrow")
        with disk_errors(files[-1]):
            files[-1].parent.mkdir(parents=True, exist_ok=True)
            facts.texts.of(some).select(columns).write_ipc(files[-1], compression="uncompressed")
    return pl.scan_ipc(files, glob=False)


def _weak(facts: Facts) -> pl.LazyFrame:
    """What is used only because another record is of the same article: it would be rejected without it."""
    weak = facts.staged["pages"].filter(PUBLICATION, pl.col("reason").is_not_null(), pl.col("url").is_null())
    return facts.staged["quarantine"].join(weak, on="record_id", how="semi")
