"""The rules that the tables of every release keep (section 4 of the contract), and what breaks them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from transforms.body import NOT_BODY
from transforms.schema import TABLES, Table

_OF_ARTICLE = ("article", "revision", "duplicate")
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


def verify_tables(tables: Mapping[str, pl.LazyFrame]) -> list[Problem]:
    """Checks the tables of a release.

    Args:
        tables: Every table of the schema by name; rows in any order. They are read once for each thing looked at, and
            only that is in memory.

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


def _columns(table: Table, rows: pl.LazyFrame | None) -> list[Problem]:
    if rows is None:
        return [Problem("table_missing", table.name, 1, table.name)]
    schema = rows.collect_schema()
    has, needs = list(schema.items()), list(table.dtypes.items())
    wrong = [f"{name} {dtype}" for name, dtype in needs if schema.get(name) != dtype]
    wrong += [f"{name}, which the schema has not" for name in schema if name not in table.dtypes]
    if not wrong and has != needs:
        wrong = ["the order of columns"]
    return [Problem("columns", table.name, len(wrong), wrong[0])] if wrong else []


def _schema_rules(table: Table, rows: pl.LazyFrame) -> list[Problem]:
    """The schema's own rules. One that gives null counts as kept, so nulls are for the rules on required columns."""
    counts: dict[str, int] = {}
    first: dict[str, pl.DataFrame] = {}
    for batch in rows.collect_batches():
        failure = table.schema.filter(batch.lazy()).failure
        if not (found := {rule: count for rule, count in failure.counts().items() if rule != "primary_key"}):
            continue
        details = failure.details()
        for rule, count in found.items():
            counts[rule] = counts.get(rule, 0) + count
            there = _sorted(table.name, details.filter(pl.col(rule) == "invalid"), _column_of(rule))[:1]
            first[rule] = _sorted(table.name, pl.concat([first[rule], there]))[:1] if rule in first else there
    problems = _found("key", table.name, _repeated(table, rows))
    for rule, count in counts.items():
        kind = rule.rpartition("|")[2]
        check = ":".join((_RULES.get(kind, kind), *_column_of(rule)))
        problems.append(_problem(check, table.name, first[rule], *_column_of(rule), count=count))
    return problems


def _column_of(rule: str) -> list[str]:
    return [column] if (column := rule.rpartition("|")[0]) else []


def _repeated(table: Table, rows: pl.LazyFrame) -> pl.DataFrame:
    """Rows whose key another row has. Hashes of all keys are in memory, and whole rows only of those that are alike."""
    number = pl.struct(table.key).hash()
    alike = rows.select(number.alias("number")).group_by("number").len().filter(pl.col("len") > 1).collect()
    if alike.is_empty():
        return pl.DataFrame()
    some = rows.filter(number.is_in(alike["number"].implode())).collect()
    return some.filter(pl.struct(table.key).is_duplicated())


def _references(table: Table, tables: Mapping[str, pl.LazyFrame]) -> list[Problem]:
    problems = []
    for column, target in table.references.items():
        keys = tables[target].select(pl.col(TABLES[target].key[0]).alias(column))
        lost = tables[table.name].filter(pl.col(column).is_not_null()).join(keys, on=column, how="anti")
        problems += _found(f"reference:{column}", table.name, lost.collect(), column)
    return problems


def _records(tables: Mapping[str, pl.LazyFrame]) -> list[Problem]:
    """Rejected records, and only they, are in quarantine; every article has the one record that is its current text."""
    records = tables["records"].select("record_id", "article_id", "outcome").collect()
    quarantine = tables["quarantine"].select("record_id").collect()
    articles = tables["articles"].select("article_id", "record_id").collect()
    rejected = records.filter(pl.col("outcome") == "rejected")
    current = (
        records.filter(pl.col("outcome") == "article")
        .group_by("article_id")
        .agg(pl.len().alias("_records"), pl.col("record_id").min().alias("_current"))
    )
    having = articles.join(current, on="article_id", how="left")
    one = pl.col("_records").fill_null(0) == 1
    return [
        *_found("rejected_in_quarantine", "records", rejected.join(quarantine, on="record_id", how="anti")),
        *_found("quarantined_is_rejected", "quarantine", quarantine.join(rejected, on="record_id", how="anti")),
        *_found("one_article_record", "articles", having.filter(~one)),
        *_found("current_record", "articles", having.filter(one & (pl.col("_current") != pl.col("record_id")))),
    ]


def _articles(tables: Mapping[str, pl.LazyFrame]) -> list[Problem]:
    """What an article says of its rows in other tables is so."""
    body = ~pl.col("kind").is_in(NOT_BODY)
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
        names = counts.collect_schema().names()[1:]
        both = (
            articles.select("article_id", *names).join(counts, on="article_id", how="left", suffix="_found").collect()
        )
        for name in names:
            found = pl.col(f"{name}_found").fill_null(0)
            wrong = both.filter(pl.col(name).cast(pl.Int64) != found.cast(pl.Int64))
            problems += _found(name, "articles", wrong, name, f"{name}_found")
    years = tables["articles"].select("article_id", pl.col("published_year").alias("_year"))
    sections = tables["sections"].join(years, on="article_id")
    moved = sections.filter(pl.col("published_year").ne_missing(pl.col("_year")))
    return [*problems, *_found("year_is_article's", "sections", moved.collect(), "published_year")]


def _per_article(table: pl.LazyFrame, **counts: pl.Expr) -> pl.LazyFrame:
    return table.group_by("article_id").agg(**counts)


def _numbered(name: str, column: str, tables: Mapping[str, pl.LazyFrame]) -> list[Problem]:
    """Rows of an article are numbered 1, 2, ... n; that no number comes twice the key says."""
    number = pl.col(column)
    ends = _per_article(tables[name], first=number.min(), last=number.max(), rows=pl.len())
    wrong = ends.filter((pl.col("first") != 1) | (pl.col("last") != pl.col("rows")))
    return _found(f"numbered:{column}", name, wrong.collect(), "first", "last", "rows")


def _found(check: str, table: str, rows: pl.DataFrame, *shown: str) -> list[Problem]:
    return [_problem(check, table, rows, *shown)] if rows.height else []


def _problem(check: str, table: str, rows: pl.DataFrame, *shown: str, count: int | None = None) -> Problem:
    """A problem with these rows, of which the first by key is the example."""
    first = _sorted(table, rows, shown).row(0, named=True)
    example = ", ".join(f"{name}={value}" for name, value in first.items())
    return Problem(check, table, rows.height if count is None else count, example)


def _sorted(table: str, rows: pl.DataFrame, shown: Iterable[str] | None = None) -> pl.DataFrame:
    """What tells the rows apart, in order; and some columns more, or all."""
    shown = rows.columns if shown is None else shown
    names = list(dict.fromkeys(name for name in (*TABLES[table].key, *shown) if name in rows.columns))
    return rows.select(names).sort(names, nulls_last=True)
