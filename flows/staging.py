"""What a run has read, together with what the last release kept of earlier runs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from transforms.flatten import Flattened
from transforms.merge import Merged

STATE = "state"
"""Folder of a release with every record's facts, from which a later run merges again."""

_FACTS = ("pages", "categories", "authors", "places", "flags", "sources")
_LATE = ("sections", "quarantine")
_ARTICLES_AT_ONCE = 40_000
"""Sections of about this many articles are in memory while they are written."""


@dataclass
class Facts:
    """All records ever read, each once.

    Attributes:
        frames: Their frames, without sections and quarantine.
        sections: Their sections, as far as they are kept.
        quarantine: Records that could not be used, or only because another record is of the same article.
        new: record_id of the records that this run has added.
    """

    frames: Flattened
    sections: pl.LazyFrame
    quarantine: pl.LazyFrame
    new: pl.Series

    def sections_of(self, records: list[str]) -> pl.DataFrame:
        """The sections of these records."""
        wanted = pl.DataFrame({"record_id": records}, schema={"record_id": pl.String})
        return self.sections.join(wanted.lazy(), on="record_id", how="semi").collect()


def gather(staging: Path, previous: Path | None) -> Facts:
    """Puts this run's staged frames together with the last release's state.

    A record that was read twice counts where its file and position come first; one that was read again, with another
    parser, replaces what was known of it.

    Args:
        staging: Folder with a folder of Arrow files for each frame.
        previous: The last release; None where there is none.
    """
    staged = {name: _staged(staging, name) for name in (*_FACTS, *_LATE)}
    pages = staged["pages"].collect().sort("file", "position", "batch").unique("record_id", keep="first")
    kept = pages.select("record_id", "batch")
    new = pages["record_id"]
    frames = {"pages": pages.drop("batch")}
    for name in _FACTS[1:]:
        frames[name] = staged[name].join(kept.lazy(), on=["record_id", "batch"], how="semi").drop("batch").collect()
    late = {name: staged[name].join(kept.lazy(), on=["record_id", "batch"], how="semi").drop("batch") for name in _LATE}
    if previous is not None:
        again = kept.select("record_id")
        for name in _FACTS:
            old = pl.read_parquet(previous / STATE / f"{name}.parquet").join(again, on="record_id", how="anti")
            frames[name] = pl.concat([old, frames[name]])
        for name in _LATE:
            old_rows = pl.scan_parquet(previous / STATE / f"{name}.parquet").join(
                again.lazy(), on="record_id", how="anti"
            )
            late[name] = pl.concat([old_rows, late[name]])
    empty = pl.DataFrame()
    facts = Flattened(**frames, sections=empty, quarantine=empty)
    return Facts(facts, late["sections"], late["quarantine"], new)


def _staged(staging: Path, name: str) -> pl.LazyFrame:
    return pl.scan_ipc(staging / name / "*.arrow")


def sections_by_year(facts: Facts, merged: Merged) -> Iterator[tuple[int | None, pl.DataFrame]]:
    """The sections of the articles' current texts, a year at a time."""
    years = merged.section_plan.group_by("published_year").len().sort("published_year", nulls_last=True)
    for group in _groups(years.iter_rows()):
        plan = merged.section_plan.filter(pl.col("published_year").is_in(group, nulls_equal=True))
        sections = (
            facts.sections.join(plan.lazy(), on="record_id", how="inner")
            .filter(~pl.col("only_biography") | (pl.col("kind") == "about_author"))
            .with_columns(
                position=pl.when("only_biography")
                .then(
                    pl.col("position").rank("ordinal").over("article_id", "only_biography").cast(pl.Int32)
                    + pl.col("offset")
                )
                .otherwise("position")
            )
            .drop("only_biography", "offset", "published_on")
            .collect()
        )
        for (year,), rows in sections.partition_by("published_year", as_dict=True).items():
            yield year, rows  # type: ignore[misc]


def _groups(years: Iterable[tuple[int | None, int]]) -> Iterator[list[int | None]]:
    group: list[int | None] = []
    size = 0
    for year, articles in years:
        if group and size + articles > _ARTICLES_AT_ONCE:
            yield group
            group, size = [], 0
        group.append(year)
        size += articles
    if group:
        yield group


def write_state(folder: Path, facts: Facts, merged: Merged) -> None:
    """Keeps every record's facts for the next run; of sections those that may be needed again."""
    state = folder / STATE
    state.mkdir()
    for name in _FACTS:
        frame: pl.DataFrame = getattr(facts.frames, name)
        frame.sort(frame.columns).write_parquet(state / f"{name}.parquet", compression_level=1)
    facts.quarantine.sort("record_id").sink_parquet(state / "quarantine.parquet", compression_level=1)
    kept = facts.sections.join(merged.kept.lazy(), on="record_id").filter(
        ~pl.col("only_biography") | (pl.col("kind") == "about_author")
    )
    kept.drop("only_biography").sort("record_id", "position").sink_parquet(
        state / "sections.parquet", compression_level=1
    )
