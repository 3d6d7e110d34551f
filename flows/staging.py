"""What a run has read, together with what the last release knows of the records it has an influence on."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from flows.shards import staged_year
from flows.state import FACTS, MOST_FILES, NAMES, STATE, Earlier, add
from flows.tables import UNKNOWN
from flows.texts import COLUMNS, Texts, text_key
from transforms.flatten import Flattened
from transforms.identity import evidence, related
from transforms.merge import Merged

_ARTICLES_AT_ONCE = 4_000
"""Sections of about this many articles are in memory while they are written."""

_FRAMES = (*FACTS, "sections", "quarantine")
_PUBLICATION = pl.col("outcome") == "publication"
_BIOGRAPHY = pl.col("kind") == "about_author"


@dataclass
class Facts:
    """The records that are to be merged again, each once: those this run has added, and all related to them.

    Attributes:
        frames: Their frames, without sections and quarantine.
        texts: Their sections.
        quarantine: Those that could not be used, or only because another record is of the same article.
        new: record_id of the records that this run has added.
        replaced: record_id of those of them that were known, as another parser has read them.
        again: record_id of all.
        staged: Frames of the new records alone.
    """

    frames: Flattened
    texts: Texts
    quarantine: pl.LazyFrame
    new: pl.Series
    replaced: pl.Series
    again: pl.Series
    staged: dict[str, pl.LazyFrame]

    def sections_of(self, records: list[str]) -> pl.DataFrame:
        """The sections of these records."""
        return self.texts.of(pl.DataFrame({"record_id": records}, schema={"record_id": pl.String}))


def any_new(staging: Path) -> bool:
    """Whether a run has read anything that was not known."""
    return (staging / "pages").is_dir() and bool(_staged(staging, "pages").select(pl.len()).collect().item())


def gather(staging: Path, earlier: Earlier | None) -> Facts:
    """Puts this run's staged frames together with the last release's state.

    A record that was read twice counts where its file and position come first; one that was read again, with another
    parser, replaces what was known of it.

    Args:
        staging: Folder with a folder of Arrow files for each frame.
        earlier: The last release; None where there is none.
    """
    pages = _staged(staging, "pages").collect().sort("file", "position", "batch").unique("record_id", keep="first")
    kept = pages.select("record_id", "batch").lazy()
    new = pages["record_id"]
    staged = {"pages": pages.drop("batch").lazy()}
    for name in (*FACTS[1:], "quarantine"):
        staged[name] = _staged(staging, name).join(kept, on=["record_id", "batch"], how="semi").drop("batch")
    frames = {name: staged[name] for name in FACTS}
    quarantine = staged["quarantine"]
    again, replaced, old = new, new.clear(), pages.drop("batch").clear()
    if earlier is not None:
        again, replaced = _related(earlier, pages)
        asked = pl.col("record_id").is_in(again.implode())
        read = pl.col("record_id").is_in(new.implode())
        old = earlier.state("pages").filter(asked).collect()
        for name in FACTS:
            known = old.lazy() if name == "pages" else earlier.state(name).filter(asked)
            frames[name] = pl.concat([known.filter(~read), frames[name]])
        quarantine = pl.concat([earlier.state("quarantine").filter(asked & ~read), quarantine])
    empty = pl.DataFrame()
    collected = dict(zip(frames, pl.collect_all(list(frames.values())), strict=True))
    facts = Flattened(sections=empty, quarantine=empty, **collected)  # type: ignore[arg-type]
    texts = Texts(staging, pages.select("record_id", "batch", year=staged_year()), earlier, old)
    return Facts(facts, texts, quarantine, new, replaced, again, staged)


def _related(earlier: Earlier, pages: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """record_id of the new records and of all that these may have an influence on; and of those known before."""
    state = earlier.state("pages")
    new = pages["record_id"]
    known = state.select("record_id", known=pl.col("record_id").is_in(new.implode())).collect()
    replaced = known["record_id"].filter(known["known"])
    if not earlier.same_parser:
        return pl.concat([known["record_id"], new]).unique(), replaced
    before = evidence(state.filter(_PUBLICATION)).collect()
    found = related(pl.concat([before, evidence(pages.filter(_PUBLICATION).lazy()).collect()]), new)
    return pl.concat([found, new]).unique(), replaced


def _staged(staging: Path, name: str) -> pl.LazyFrame:
    # A list, not a pattern: the folder's own name may hold a pattern's signs.
    return pl.scan_ipc(sorted((staging / name).glob("*.arrow")), glob=False)


@dataclass
class Moved:
    """Which sections differ from the last release's.

    Attributes:
        plan: Where those come from that are to be written (`Merged.section_plan`).
        gone: article_id of articles whose sections in the last release do not count any more.
        years: Years of publication that are concerned.
        stay: Names of the last release's files of all other years.
    """

    plan: pl.DataFrame
    gone: pl.Series
    years: list[int | None]
    stay: list[str]


def moved_sections(merged: Merged, facts: Facts, earlier: Earlier | None) -> Moved:
    """Finds the articles whose sections have to be written anew."""
    plan = merged.section_plan
    left = pl.DataFrame(schema={"article_id": pl.String, "published_year": pl.Int32})
    if earlier is not None:
        gone = earlier.articles_of(facts.again)
        before = earlier.table("articles").filter(pl.col("article_id").is_in(gone.implode())).collect()
        same = (
            merged.tables["articles"]
            .filter(~pl.col("record_id").is_in(facts.new.implode()))
            .join(before, on=["article_id", "record_id", "published_on", "section_count"], how="semi", nulls_equal=True)
            .join(plan.filter("only_biography"), on="article_id", how="anti")
        )
        plan = plan.join(same, on="article_id", how="anti")
        left = before.join(same, on="article_id", how="anti").select("article_id", "published_year")
    years = pl.concat([plan["published_year"], left["published_year"]]).unique().sort(nulls_last=True).to_list()
    stay = []
    if earlier is not None:
        written = {_file(year) for year in years}
        stay = [name for name in earlier.files("sections") if name not in written and earlier.rows[name]]
    return Moved(plan, left["article_id"], years, stay)


def sections_by_year(facts: Facts, moved: Moved, earlier: Earlier | None) -> Iterator[tuple[int | None, pl.DataFrame]]:
    """The sections of the articles' current texts, a year at a time, for the years in which any differ."""
    counts = dict(moved.plan.group_by("published_year").len().iter_rows())
    for group in _groups((year, counts.get(year, 0)) for year in moved.years):
        some = moved.plan.filter(pl.col("published_year").is_in(group, nulls_equal=True))
        sections = _sections(facts, some).partition_by("published_year", as_dict=True)
        for year in group:
            rows = sections.pop((year,), None)
            if earlier is not None and _file(year) in earlier.files("sections"):
                old = earlier.sections_of_years([_name(year)]).filter(~pl.col("article_id").is_in(moved.gone.implode()))
                stays = old.collect()
                rows = stays if rows is None else pl.concat([stays, rows.select(stays.columns)])
            if rows is not None:
                yield year, rows


def _sections(facts: Facts, plan: pl.DataFrame) -> pl.DataFrame:
    """The current texts' sections; a biography that another record lends comes after them."""
    place = pl.col("position").rank("ordinal").over("article_id", "only_biography").cast(pl.Int32)
    return (
        facts.texts.of(plan.select("record_id", "article_id", "published_year", "only_biography", "offset"))
        .filter(~pl.col("only_biography") | _BIOGRAPHY)
        .with_columns(position=pl.when("only_biography").then(place + pl.col("offset")).otherwise("position"))
        .drop("only_biography", "offset")
    )


def _name(year: int | None) -> str:
    return UNKNOWN if year is None else str(year)


def _file(year: int | None) -> str:
    return f"sections/{_name(year)}.parquet"


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


def quarantine(facts: Facts, whole: Merged, earlier: Earlier | None) -> pl.DataFrame:
    """The table quarantine: what is rejected, from this run or kept by an earlier one."""
    rejected = whole.tables["records"].filter(pl.col("outcome") == "rejected").select("record_id").lazy()
    rows = facts.quarantine
    if earlier is not None:
        stays = earlier.table("quarantine").filter(~pl.col("record_id").is_in(facts.new.implode()))
        rows = pl.concat([stays, rows.join(stays.select("record_id"), on="record_id", how="anti")])
    return rows.join(rejected, on="record_id", how="semi").collect()


def write_state(folder: Path, run_id: str, facts: Facts, merged: Merged, earlier: Earlier | None) -> list[str]:
    """Keeps every record's facts for the next run; of sections and quarantine what the tables do not have.

    Args:
        folder: The draft.
        run_id: Run that adds to the state.
        facts: What was read and merged again.
        merged: What came of it.
        earlier: The last release.

    Returns:
        Names of the last release's files that stay part of the state.
    """
    anew = earlier is None or facts.replaced.len() > 0 or len(earlier.files(f"{STATE}/pages")) >= MOST_FILES
    added = facts.staged | {"sections": _needed(facts, merged, anew), "quarantine": _weak(facts)}
    read = pl.col("record_id").is_in(facts.new.implode())
    again = pl.col("record_id").is_in(facts.again.implode())
    for name in _FRAMES:
        rows = added[name]
        if anew and earlier is not None:
            rows = pl.concat([earlier.state(name).filter(~(again if name == "sections" else read)), rows])
        add(folder, run_id, name, rows)
    add(folder, run_id, NAMES, merged.names.lazy())
    if anew or earlier is None:
        return []
    return earlier.files(*(f"{STATE}/{name}" for name in _FRAMES))


def _needed(facts: Facts, merged: Merged, anew: bool) -> pl.LazyFrame:
    """Sections of records that are not an article's current text: any may become it, or lend its biography."""
    keyed = facts.frames.pages.filter(_PUBLICATION, pl.col("section_count") > 0).select("record_id", text_key())
    current = merged.tables["articles"].select("record_id")
    there = keyed.join(current, on="record_id", how="semi").select("key")
    if not anew:
        there = pl.concat([there, facts.texts.held.select("key")])
    needed = keyed.join(there, on="key", how="anti").sort("record_id").unique("key", keep="first")
    return facts.texts.of(needed.select("record_id")).sort("record_id", "position").select("record_id", *COLUMNS).lazy()


def _weak(facts: Facts) -> pl.LazyFrame:
    """What is used only because another record is of the same article: it would be rejected without it."""
    weak = facts.staged["pages"].filter(_PUBLICATION, pl.col("reason").is_not_null(), pl.col("url").is_null())
    return facts.staged["quarantine"].join(weak, on="record_id", how="semi")
