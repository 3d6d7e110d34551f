from collections.abc import Callable
from datetime import date

import polars as pl
import pytest

from flows.rules import Problem, verify_tables
from transforms.schema import TABLES

Frames = dict[str, pl.DataFrame]
Change = Callable[[pl.DataFrame], pl.DataFrame]


def verify(tables: Frames) -> list[Problem]:
    return verify_tables({name: frame.lazy() for name, frame in tables.items()})


def put(where: pl.Expr, **values: object) -> Change:
    """Other values in some rows."""
    return lambda frame: frame.with_columns(
        pl.when(where).then(value if isinstance(value, pl.Expr) else pl.lit(value)).otherwise(name).alias(name)
        for name, value in values.items()
    ).cast(dict(frame.schema))


def without(where: pl.Expr) -> Change:
    return lambda frame: frame.filter(~where)


def twice(where: pl.Expr) -> Change:
    return lambda frame: pl.concat([frame, frame.filter(where)])


def first() -> pl.Expr:
    return pl.int_range(pl.len()) == 0


ARTICLE = pl.col("article_id") == "a1"
RECORD = pl.col("record_id") == "r-a1"
BAD = pl.col("record_id") == "r-bad"

BREAKS: list[tuple[str, str, Change, str]] = [
    # Every record is there once, and what became of it is said.
    ("records", "key", twice(RECORD), "record_id=r-a1"),
    ("records", "allowed:outcome", put(BAD, outcome="lost"), "record_id=r-bad, outcome=lost"),
    ("records", "required:outcome", put(BAD, outcome=None), "record_id=r-bad"),
    ("records", "articles_are_named", put(RECORD, article_id=None), "record_id=r-a1"),
    ("records", "rejected_has_reason", put(BAD, reason=None), "record_id=r-bad"),
    ("records", "not_article_has_page_kind", put(pl.col("outcome") == "not_article", page_kind=None), "r-menu"),
    ("records", "rejected_in_quarantine", put(pl.col("record_id") == "r-menu", outcome="rejected"), "r-menu"),
    ("quarantine", "rejected_in_quarantine", without(BAD), "record_id=r-bad"),
    ("quarantine", "quarantined_is_rejected", put(BAD, record_id="r-menu"), "record_id=r-menu"),
    # Every article has the one record that is its current text.
    ("records", "one_article_record", put(RECORD, outcome="duplicate"), "article_id=a1"),
    ("records", "one_article_record", put(pl.col("record_id") == "r-same", outcome="article"), "article_id=a1"),
    ("articles", "current_record", put(ARTICLE, record_id="r-old"), "article_id=a1"),
    ("records", "reference:article_id", put(pl.col("record_id") == "r-same", article_id="a9"), "article_id=a9"),
    # Keys, references and required columns.
    ("articles", "key", twice(ARTICLE), "article_id=a1"),
    ("sections", "key", twice(ARTICLE & (pl.col("position") == 1)), "article_id=a1, position=1"),
    ("authors", "required:name", put(first(), name=None), "author_id=u1, name=None"),
    ("sections", "required:text", put(ARTICLE, text=None), "article_id=a1, position=1"),
    ("sections", "allowed:kind", put(first(), kind="poem"), "kind=poem"),
    ("sections", "least:position", put(first(), position=0), "position=0"),
    ("sections", "lines_in_order", put(first(), last_line=1), "article_id=a1, position=1"),
    ("sections", "reference:record_id", put(first(), record_id="r-none"), "record_id=r-none"),
    ("categories", "regions_are_harmonised", put(pl.col("kind") == "region", region=None), "category_id=c2"),
    ("article_categories", "reference:category_id", put(first(), category_id="c9"), "category_id=c9"),
    ("article_authors", "reference:author_id", put(first(), author_id="u9"), "author_id=u9"),
    ("article_aliases", "reference:article_id", put(first(), article_id="a9"), "alias_id=a0, article_id=a9"),
    ("articles", "date_has_precision", put(ARTICLE, published_precision=None), "article_id=a1"),
    ("articles", "year_is_of_date", put(ARTICLE, published_on=date(1999, 1, 1)), "article_id=a1"),
    # What an article says of its rows elsewhere.
    ("articles", "section_count", put(ARTICLE, section_count=2), "section_count=2, section_count_found=3"),
    ("articles", "word_count", put(ARTICLE, word_count=16), "word_count=16, word_count_found=7"),
    ("articles", "author_count", put(ARTICLE, author_count=0), "author_count=0, author_count_found=1"),
    ("articles", "topic_count", put(ARTICLE, topic_count=2), "topic_count=2, topic_count_found=1"),
    ("articles", "region_count", put(ARTICLE, region_count=0), "region_count=0, region_count_found=1"),
    ("articles", "dump_count", put(ARTICLE, dump_count=2), "dump_count=2, dump_count_found=3"),
    ("articles", "revision_count", put(ARTICLE, revision_count=1), "revision_count=1, revision_count_found=2"),
    ("revisions", "one_current_revision", put(ARTICLE, is_current=True), "one_current_revision_found=2"),
    ("revisions", "one_current_revision", put(ARTICLE, is_current=False), "one_current_revision_found=0"),
    ("sections", "numbered:position", put(ARTICLE & (pl.col("position") == 3), position=4), "last=4, rows=3"),
    ("revisions", "numbered:revision", put(ARTICLE, revision=pl.col("revision") + 1), "first=2, last=3"),
    ("sections", "year_is_article's", put(first(), published_year=1999), "published_year=1999"),
    ("sections", "year_is_article's", put(pl.col("article_id") == "a3", published_year=2020), "article_id=a3"),
]


def test_consistent_tables_have_no_problems(tables: Frames) -> None:
    assert verify(tables) == []


def test_tables_without_rows_have_no_problems() -> None:
    assert verify({name: table.empty() for name, table in TABLES.items()}) == []


@pytest.mark.parametrize(("table", "check", "change", "example"), BREAKS, ids=[f"{b[0]}-{b[1]}" for b in BREAKS])
def test_what_breaks_a_rule_is_named(tables: Frames, table: str, check: str, change: Change, example: str) -> None:
    broken = tables | {table: change(tables[table])}

    found = {problem.check: problem for problem in verify(broken)}

    assert check in found
    assert example in found[check].example
    assert found[check].count >= 1


def test_every_rule_of_the_schema_is_broken_once(tables: Frames) -> None:
    own = {rule for table in TABLES.values() for rule in table.schema._schema_validation_rules()}

    assert own <= {check for _, check, _, _ in BREAKS}


@pytest.mark.parametrize("table", TABLES)
def test_columns_are_the_schema_s(tables: Frames, table: str) -> None:
    frame = tables[table]
    column = frame.columns[0]
    broken = {
        "a column too few": frame.drop(column),
        "a column too many": frame.with_columns(more=1),
        "another type": frame.with_columns(pl.lit(1).alias(column)),
        "another order": frame.select(reversed(frame.columns)),
    }

    for what, one in broken.items():
        assert [(p.check, p.table) for p in verify(tables | {table: one})] == [("columns", table)], what


def test_a_missing_table_is_named(tables: Frames) -> None:
    del (frames := dict(tables))["revisions"]

    assert [problem.check for problem in verify(frames)] == ["table_missing"]


def test_a_problem_reads_as_one_line() -> None:
    assert str(Problem("key", "articles", 1200, "article_id=a1")) == "articles: key (1,200), such as article_id=a1"


def test_the_example_does_not_depend_on_the_order_of_rows(tables: Frames) -> None:
    sections = put(pl.lit(True), last_line=1)(tables["sections"])

    found = [verify(tables | {"sections": rows}) for rows in (sections, sections.reverse())]

    assert found[0] == found[1] != []


def test_rows_that_are_read_a_few_at_a_time_are_checked_together(tables: Frames) -> None:
    pieces = [rows.lazy() for rows in tables["records"].iter_slices(1)]
    again = [*pieces, tables["records"][:1].lazy(), tables["records"].filter(BAD).with_columns(outcome=None).lazy()]
    lazy = {name: frame.lazy() for name, frame in tables.items()}

    assert verify_tables(lazy | {"records": pl.concat(pieces)}) == []
    found = {problem.check: problem.count for problem in verify_tables(lazy | {"records": pl.concat(again)})}

    assert (found["key"], found["required:outcome"]) == (4, 1)
