"""Merges the records, and puts what comes of it together with what the last release has of all others."""

from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import polars as pl

from flows.piles import PILE, Piles
from flows.staging import Facts
from flows.state import NAMES, Earlier
from transforms.carry import OF_ARTICLES, former_ids, stays
from transforms.fill import distinct, people
from transforms.merge import Merged, merge
from transforms.schema import TABLES

_LARGE = (*OF_ARTICLES, "records")

_UNDATED = 10_000
"""First pile of what has no year: after all years."""


@dataclass
class Outcome:
    """What came of merging: the tables of a release but for its sections, on disk where they are too large to hold.

    Attributes:
        large: Tables by name.
        small: The other ones.
        articles: Of those that were merged article_id, record_id, published_on, published_year, section_count and a
            digest of the whole row.
        records: Of those that were merged record_id, article_id, outcome and reason.
        names: As `Merged` has them.
        section_plan: As `Merged` has it.
        published: article_id and published_on of all articles.
        rejected: record_id of all records that are rejected.
        touched: article_id of all articles, also of those gone, that may differ from the last release's; None where
            there is none.
    """

    large: dict[str, Piles]
    small: dict[str, pl.DataFrame]
    articles: pl.DataFrame
    records: pl.DataFrame
    names: pl.DataFrame
    section_plan: pl.DataFrame
    published: pl.DataFrame
    rejected: pl.Series
    touched: pl.Series | None = field(default=None, init=False)


def merge_all(facts: Facts, scratch: Path) -> Outcome:
    """Merges the records, as many at a time as memory is for.

    Args:
        facts: The records.
        scratch: Folder for what is too large to hold.
    """
    large = {name: Piles(scratch / "tables" / name) for name in _LARGE}
    parts: list[dict[str, pl.DataFrame]] = []
    for frames in facts.parts(scratch / "parts"):
        parts.append(_kept(merge(frames, facts.sections_of), large))
        if len(parts) > 1:
            # There are several parts, and it is not known how many.
            for piles in large.values():
                piles.spill()
    whole = {name: pl.concat([part[name] for part in parts]) for name in parts[0]}
    small = {
        "categories": distinct(whole.pop("categories")),
        "authors": people(whole["names"]),
        "article_aliases": TABLES["article_aliases"].empty(),
    }
    published = whole["articles"].select("article_id", "published_on")
    return Outcome(large, small, **whole, published=published, rejected=_rejected(whole["records"]))


def _kept(made: Merged, large: dict[str, Piles]) -> dict[str, pl.DataFrame]:
    """Puts the large tables on their piles and keeps what is small, or asked of all articles."""
    articles = made.tables["articles"]
    years = articles.select("article_id", "published_year")
    for name, piles in large.items():
        piles.add(made.tables[name], partial(_piled, years=years))
    return {
        "articles": articles.select(
            "article_id", "record_id", "published_on", "published_year", "section_count", digest=digest()
        ),
        "records": made.tables["records"].select("record_id", "article_id", "outcome", "reason"),
        "categories": made.tables["categories"],
        "names": made.names,
        "section_plan": made.section_plan,
    }


def _piled(rows: pl.DataFrame, years: pl.DataFrame) -> pl.DataFrame:
    """Rows with their pile: the year; where there is none the first digit of the id that they are sorted by."""
    by = "record_id" if "outcome" in rows.columns else "article_id"
    digit = pl.col(by).str.head(1).str.to_integer(base=16, strict=False).fill_null(0)
    pile = pl.coalesce("published_year", _UNDATED + digit).cast(pl.Int32).alias(PILE)
    if "published_year" in rows.columns:
        return rows.with_columns(pile)
    dated = rows.join(years, on="article_id", how="left", maintain_order="left")
    return dated.with_columns(pile).drop("published_year")


def digest() -> pl.Expr:
    """A number that stands for a whole row of articles: rows that differ have different ones."""
    return pl.struct(list(TABLES["articles"].dtypes)).hash(seed=0)


def carry_over(made: Outcome, facts: Facts, earlier: Earlier) -> None:
    """Adds the rows of the last release's records and articles that were not merged again.

    Args:
        made: What was merged; becomes the tables of a whole release. The section plan stays that of what was merged.
        facts: The records that were merged.
        earlier: The last release.
    """
    records = earlier.table("records").select("record_id", "article_id", "outcome")
    is_again = pl.col("record_id").is_in(facts.again.implode())
    before = records.filter(is_again).select("record_id", "article_id").collect().drop_nulls()
    gone = before["article_id"].unique()
    made.touched = pl.concat([gone, made.articles["article_id"]]).unique()
    dates = earlier.table("articles").select("article_id", "published_on", "published_year").collect()
    used = [made.small["categories"]["category_id"]]
    placing = partial(_piled, years=dates.select("article_id", "published_year"))
    for name, piles in made.large.items():
        for batch in earlier.table(name).collect_batches():
            rows = stays(name, batch, gone, facts.again)
            piles.add(rows, placing)
            if name == "article_categories":
                used.append(rows["category_id"].unique())
    categories = distinct(pl.concat([earlier.table("categories").collect(), made.small["categories"]]))
    names = earlier.state(NAMES).collect()
    made.names = pl.concat([stays(NAMES, names, gone, facts.again), made.names])
    made.published = pl.concat([stays("articles", dates.drop("published_year"), gone, facts.again), made.published])
    made.rejected = pl.concat([_rejected(records.filter(~is_again).collect()), made.rejected])
    made.small = {
        "categories": categories.filter(pl.col("category_id").is_in(pl.concat(used).unique().implode())),
        "authors": people(made.names),
        "article_aliases": former_ids(
            before,
            made.records.select("record_id", "article_id").drop_nulls(),
            earlier.table("article_aliases").collect(),
            made.published["article_id"],
        ),
    }


def _rejected(records: pl.DataFrame) -> pl.Series:
    return records.filter(pl.col("outcome") == "rejected")["record_id"]
