"""The sections of a release, a year at a time: those that differ from the last release's."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from flows._layout import UNKNOWN
from flows.merging import Outcome
from flows.piles import PILE, Piles
from flows.staging import Facts
from flows.state import Earlier
from flows.tables import Pieces
from transforms.schema import TABLES

_ARTICLES_AT_ONCE = 4_000
"""Sections of about this many articles are in memory while they are written."""

_BIOGRAPHY = pl.col("kind") == "about_author"


@dataclass
class Moved:
    """Which sections differ from the last release's.

    Attributes:
        plan: Where those come from that are to be written (`Merged.section_plan`), in the order of the table.
        gone: article_id of articles whose sections in the last release do not count any more.
        years: Years of publication that are concerned.
        stay: Names of the last release's files of all other years.
    """

    plan: pl.DataFrame
    gone: pl.Series
    years: list[int | None]
    stay: list[str]


def moved_sections(made: Outcome, facts: Facts, earlier: Earlier | None) -> Moved:
    """Finds the articles whose sections have to be written anew."""
    plan = made.section_plan.sort("published_on", "article_id", nulls_last=True)
    left = pl.DataFrame(schema={"article_id": pl.String, "published_year": pl.Int32})
    if earlier is not None:
        gone = earlier.articles_of(facts.again)
        alike = ["article_id", "record_id", "published_on", "section_count"]
        articles = earlier.table("articles").filter(pl.col("article_id").is_in(gone.implode()))
        before = articles.select(*alike, "published_year").collect()
        same = (
            made.articles.filter(~pl.col("record_id").is_in(facts.new.implode()))
            .join(before, on=alike, how="semi", nulls_equal=True)
            .join(plan.filter("only_biography"), on="article_id", how="anti")
        )
        plan = plan.join(same, on="article_id", how="anti", maintain_order="left")
        left = before.join(same, on="article_id", how="anti").select("article_id", "published_year")
    years = pl.concat([plan["published_year"], left["published_year"]]).unique().sort(nulls_last=True).to_list()
    stay = []
    if earlier is not None:
        written = {_file(year) for year in years}
        stay = [name for name in earlier.files("sections") if name not in written and earlier.rows[name]]
    return Moved(plan, left["article_id"], years, stay)


def sections_by_year(
    facts: Facts, made: Outcome, moved: Moved, earlier: Earlier | None, scratch: Path
) -> Iterator[tuple[int | None, pl.DataFrame | Pieces]]:
    """The sections of the articles' current texts, a year at a time, for the years in which any differ.

    Args:
        facts: The records.
        made: What came of them.
        moved: Which sections differ.
        earlier: The last release.
        scratch: Folder for what is too large to hold.
    """
    counts = dict(moved.plan.group_by("published_year").len().iter_rows())
    for group in _groups((year, counts.get(year, 0)) for year in moved.years):
        plan = moved.plan.filter(pl.col("published_year").is_in(group, nulls_equal=True))
        if plan.height > _ARTICLES_AT_ONCE:
            yield group[0], _in_pieces(facts, made, moved, plan, group[0], earlier, scratch)
            continue
        rows_of = _sections(facts.texts.of(_wanted(plan))).partition_by("published_year", as_dict=True)
        for year in group:
            rows = rows_of.pop((year,), None)
            if (before := _before(moved, year, earlier)) is not None:
                stays = before.collect()
                rows = stays if rows is None else pl.concat([stays, rows.select(stays.columns)])
            if rows is not None:
                yield year, rows


def _in_pieces(
    facts: Facts,
    made: Outcome,
    moved: Moved,
    plan: pl.DataFrame,
    year: int | None,
    earlier: Earlier | None,
    scratch: Path,
) -> Pieces:
    """The sections of a year that has too many to hold, in the table's order."""
    of_year = made.published.filter(pl.col("published_on").dt.year().eq_missing(year))
    piled = (
        of_year.sort("published_on", "article_id", nulls_last=True)
        .with_row_index("place")
        .select("article_id", (pl.col("place") // _ARTICLES_AT_ONCE).cast(pl.Int32).alias(PILE))
    )
    piles = Piles(scratch / "sections" / _name(year))
    piles.add_all(facts.texts.batches(_wanted(plan.join(piled, on="article_id"), PILE)))
    stay = Piles(scratch / "sections" / f"{_name(year)}-before")
    if (before := _before(moved, year, earlier)) is not None:
        stay.add_all(rows.join(piled, on="article_id") for rows in before.collect_batches())
    columns = list(TABLES["sections"].dtypes)
    # Both by pile, also where they are few.
    piles.spill()
    stay.spill()
    for number in piled[PILE].unique().sort():
        parts = [*map(_sections, piles.pile(number)), *stay.pile(number)]
        if parts:
            yield pl.concat([rows.select(columns) for rows in parts])


def _before(moved: Moved, year: int | None, earlier: Earlier | None) -> pl.LazyFrame | None:
    """What the last release has of a year that still counts."""
    if earlier is None or _file(year) not in earlier.files("sections"):
        return None
    return earlier.sections_of_years([_name(year)]).filter(~pl.col("article_id").is_in(moved.gone.implode()))


def _wanted(plan: pl.DataFrame, *more: str) -> pl.DataFrame:
    return plan.select("record_id", "article_id", "published_year", "only_biography", "offset", *more)


def _sections(rows: pl.DataFrame) -> pl.DataFrame:
    """The current texts' sections; a biography that another record lends comes after them."""
    place = pl.col("position").rank("ordinal").over("article_id", "only_biography").cast(pl.Int32)
    return (
        rows.filter(~pl.col("only_biography") | _BIOGRAPHY)
        .with_columns(position=pl.when("only_biography").then(place + pl.col("offset")).otherwise("position"))
        .drop("only_biography", "offset")
    )


def _name(year: int | None) -> str:
    return UNKNOWN if year is None else str(year)


def _file(year: int | None) -> str:
    return f"sections/{_name(year)}.parquet"


def _groups(years: Iterable[tuple[int | None, int]]) -> Iterator[list[int | None]]:
    """Years that are worked on together; one of too many articles is by itself."""
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
