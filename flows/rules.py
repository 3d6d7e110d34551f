"""The rules that the tables of every release keep (section 4 of the contract), and what breaks them."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from transforms.schema import TABLES, Table

_OF_ARTICLE = ("article", "revision", "duplicate")
_NOT_COUNTED = ("about_author", "references")
_RULES = {"nullability": "required", "check": "allowed", "min": "least"}


@dataclass(frozen=True)
class Problem:
    """Something about a release that is not as it has to be.

    Attributes:
        check: Name of the check that found it.
        table: Table or file concerned.
        count: Rows, or files, concerned.
        example: One of them.
    """

    check: str
    table: str
    count: int
    example: str

    def __str__(self) -> str:
        return f"{self.table}: {self.check} ({self.count:,}), such as {self.example}"


def verify_tables(tables: Mapping[str, pl.DataFrame]) -> list[Problem]:
    """Checks the tables of a release.

    Args:
        tables: Every table of the schema by name; rows in any order.

    Returns:
        What is wrong; nothing where all is well. Where columns are wrong, only that is found.
    """
    problems = [problem for table in TABLES.values() for problem in _columns(table, tables.get(table.name))]
    if problems:
        return problems
    for table in TABLES.values():
        problems += _schema_rules(table, tables[table.name])
        problems += _references(table, tables)
    problems += _records(tables)
    problems += _articles(tables)
    problems += _numbered("sections", "position", tables)
    problems += _numbered("revisions", "revision", tables)
    return problems


def _columns(table: Table, frame: pl.DataFrame | None) -> list[Problem]:
    if frame is None:
        return [Problem("table_missing", table.name, 1, table.name)]
    has, needs = list(frame.schema.items()), list(table.dtypes.items())
    wrong = [f"{name} {dtype}" for name, dtype in needs if frame.schema.get(name) != dtype]
    wrong += [f"{name}, which the schema has not" for name in frame.columns if name not in table.dtypes]
    if not wrong and has != needs:
        wrong = ["the order of columns"]
    return [Problem("columns", table.name, len(wrong), wrong[0])] if wrong else []


def _schema_rules(table: Table, frame: pl.DataFrame) -> list[Problem]:
    """The schema's own rules. One that gives null counts as kept, so nulls are for the rules on required columns."""
    failure = table.schema.filter(frame.lazy()).failure
    counts = failure.counts()
    if not counts:
        return []
    details = failure.details()
    problems = []
    for rule in counts:
        column, _, kind = rule.rpartition("|")
        check = f"{_RULES.get(kind, kind)}:{column}" if column else {"primary_key": "key"}.get(rule, rule)
        problems.append(_problem(check, table.name, details.filter(pl.col(rule) == "invalid"), *column.split()))
    return problems


def _references(table: Table, tables: Mapping[str, pl.DataFrame]) -> list[Problem]:
    problems = []
    for column, target in table.references.items():
        keys = tables[target].select(pl.col(TABLES[target].key[0]).alias(column))
        lost = tables[table.name].filter(pl.col(column).is_not_null()).join(keys, on=column, how="anti")
        problems += _found(f"reference:{column}", table.name, lost, column)
    return problems


def _records(tables: Mapping[str, pl.DataFrame]) -> list[Problem]:
    """Rejected records, and only they, are in quarantine; every article has the one record that is its current text."""
    records, quarantine, articles = (tables[name] for name in ("records", "quarantine", "articles"))
    rejected = records.filter(pl.col("outcome") == "rejected")
    current = (
        records.filter(pl.col("outcome") == "article")
        .group_by("article_id")
        .agg(pl.len().alias("_records"), pl.col("record_id").min().alias("_current"))
    )
    having = articles.select("article_id", "record_id").join(current, on="article_id", how="left")
    one = pl.col("_records").fill_null(0) == 1
    return [
        *_found("rejected_in_quarantine", "records", rejected.join(quarantine, on="record_id", how="anti")),
        *_found("quarantined_is_rejected", "quarantine", quarantine.join(rejected, on="record_id", how="anti")),
        *_found("one_article_record", "articles", having.filter(~one)),
        *_found("current_record", "articles", having.filter(one & (pl.col("_current") != pl.col("record_id")))),
    ]


def _articles(tables: Mapping[str, pl.DataFrame]) -> list[Problem]:
    """What an article says of its rows in other tables is so."""
    body = ~pl.col("kind").is_in(_NOT_COUNTED)
    categories = tables["article_categories"].join(tables["categories"].select("category_id", "kind"), on="category_id")
    dumps = tables["records"].filter(pl.col("outcome").is_in(_OF_ARTICLE))
    counted = [
        _per_article(tables["sections"], section_count=pl.len(), word_count=pl.col("word_count").filter(body).sum()),
        _per_article(tables["article_authors"], author_count=pl.len()),
        _per_article(
            categories,
            topic_count=(pl.col("kind") == "topic").sum(),
            region_count=(pl.col("kind") == "region").sum(),
        ),
        _per_article(dumps, dump_count=pl.len()),
        _per_article(tables["revisions"], revision_count=pl.len(), one_current_revision=pl.col("is_current").sum()),
    ]
    # Every article has one current text, whatever it says.
    articles = tables["articles"].with_columns(one_current_revision=pl.lit(1))
    problems = []
    for counts in counted:
        names = counts.columns[1:]
        both = articles.select("article_id", *names).join(counts, on="article_id", how="left", suffix="_found")
        for name in names:
            found = pl.col(f"{name}_found").fill_null(0)
            wrong = both.filter(pl.col(name).cast(pl.Int64) != found.cast(pl.Int64))
            problems += _found(name, "articles", wrong, name, f"{name}_found")
    years = tables["articles"].select("article_id", pl.col("published_year").alias("_year"))
    sections = tables["sections"].join(years, on="article_id")
    moved = sections.filter(pl.col("published_year").ne_missing(pl.col("_year")))
    return [*problems, *_found("year_is_article's", "sections", moved, "published_year")]


def _per_article(frame: pl.DataFrame, **counts: pl.Expr) -> pl.DataFrame:
    return frame.group_by("article_id").agg(**counts)


def _numbered(name: str, column: str, tables: Mapping[str, pl.DataFrame]) -> list[Problem]:
    """Rows of an article are numbered 1, 2, ... n; that no number comes twice the key says."""
    number = pl.col(column)
    ends = _per_article(tables[name], first=number.min(), last=number.max(), rows=pl.len())
    wrong = ends.filter((pl.col("first") != 1) | (pl.col("last") != pl.col("rows")))
    return _found(f"numbered:{column}", name, wrong, "first", "last", "rows")


def _found(check: str, table: str, rows: pl.DataFrame, *shown: str) -> list[Problem]:
    return [_problem(check, table, rows, *shown)] if rows.height else []


def _problem(check: str, table: str, rows: pl.DataFrame, *shown: str) -> Problem:
    """A problem with these rows, of which the first by key is the example."""
    names = [name for name in (*TABLES[table].key, *shown) if name in rows.columns]
    names = list(dict.fromkeys(names))
    first = rows.select(names).sort(names, nulls_last=True).row(0, named=True)
    return Problem(check, table, rows.height, ", ".join(f"{name}={value}" for name, value in first.items()))
