"""Releases from rows that name only what matters."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from flows.model import build
from transforms.schema import TABLES

_FILLED = {pl.String: "x", pl.Int32: 1, pl.Int64: 1, pl.Boolean: True, pl.Binary: b""}


@pytest.fixture(scope="session")
def make_release():
    """Writes tables: `make_release(folder, articles=[{...}])`; columns not named are null, or filled if required."""

    def make(release: Path, **tables: list[dict[str, Any]]) -> Path:
        sections = Counter(row["article_id"] for row in tables.get("sections", []))
        for row in tables.get("articles", []):
            row.setdefault("section_count", sections[row["article_id"]])
        some_record = next((row["record_id"] for row in tables.get("records", [])), "x")
        for name, table in TABLES.items():
            filled = {
                column: None if definition.nullable else _FILLED[definition.dtype.base_type()]
                for column, definition in table.columns.items()
            }
            if "record_id" in table.references:
                filled["record_id"] = some_record
            rows = [filled | row for row in tables.get(name, [])]
            folder = release / name
            folder.mkdir(parents=True)
            pl.DataFrame(rows, schema=table.dtypes).write_parquet(folder / f"{name}.parquet")
        return release

    return make


def _article(name, published_on=None, precision=None, **more):
    return {
        "article_id": name,
        "publisher": "here",
        "published_on": published_on,
        "published_precision": precision,
        "published_year": published_on.year if published_on else None,
        "author_count": 0,
        **more,
    }


@pytest.fixture(scope="session")
def known(make_release, tmp_path_factory) -> Path:
    """Five articles whose reports were worked out by hand, as a built release."""
    regions = {
        "aseans": ("Southeast Asia and ASEAN", "Southeast Asia"),
        "sea": ("Southeast Asia", "Southeast Asia"),
        "ea": ("East Asia", "East Asia"),
        "sa": ("South Asia", "South Asia"),
        "oc": ("Oceania", "Oceania"),
    }
    categories = [
        {"category_id": key, "publisher": "here", "kind": "region", "name": name, "region": region, "known": True}
        for key, (name, region) in regions.items()
    ] + [
        {"category_id": key, "publisher": "here", "kind": "topic", "name": name, "known": known}
        for key, name, known in (("mar", "Maritime", True), ("cyb", "Cyber", False))
    ]
    of_article = {
        "a1": ["aseans", "sea", "mar"],
        "a2": ["sea", "ea", "mar", "cyb"],
        "a3": ["cyb"],
        "a4": ["ea"],
        "a5": ["sea", "ea", "sa", "mar"],
    }
    by = {"a1": ["ann"], "a2": ["ann", "bo"], "a3": ["bo"], "a5": ["ann"]}
    sections = [
        ("a1", 1, "synopsis", 10, 2020),
        ("a1", 2, "commentary", 90, 2020),
        ("a2", 1, "commentary", 201, 2020),
        ("a4", 1, "commentary", 50, None),
    ]
    records = [
        {"record_id": "r1", "outcome": "article", "article_id": "a1", "dumped_at": datetime(2022, 6, 30, 23, 59)},
        *(
            {"record_id": f"r{number}", "outcome": "article", "article_id": f"a{number}", "url": "http://here/"}
            for number in (2, 3, 4, 5)
        ),
        {"record_id": "r6", "outcome": "duplicate", "article_id": "a1"},
        {"record_id": "r7", "outcome": "not_article", "page_kind": "event"},
        {"record_id": "r8", "outcome": "rejected", "reason": "empty", "publisher": None},
    ]
    release = make_release(
        tmp_path_factory.mktemp("known"),
        articles=[
            _article("a1", date(2020, 3, 5), "day", series="Notes", word_count=100, author_count=1, synopsis="s"),
            _article("a2", date(2020, 7, 1), "month", series="Notes", word_count=200, author_count=2, code="N2"),
            _article("a3", date(2022, 1, 10), "day", word_count=300, author_count=1),
            _article("a4", series="Notes", word_count=50),
            _article("a5", date(2022, 1, 1), "year", series="Notes", word_count=10, author_count=1),
        ],
        sections=[
            dict(zip(("article_id", "position", "kind", "word_count", "published_year"), row, strict=True))
            for row in sections
        ],
        categories=categories,
        article_categories=[
            {"article_id": article, "category_id": category, "position": position}
            for article, named in of_article.items()
            for position, category in enumerate(named, 1)
        ],
        authors=[{"author_id": name, "name": name.title()} for name in ("ann", "bo", "cy")],
        article_authors=[
            {"article_id": article, "author_id": author, "position": position}
            for article, named in by.items()
            for position, author in enumerate(named, 1)
        ],
        article_places=[
            {"article_id": "a1", "country_code": "SGP", "country": "Singapore", "mentions": 3, "in_title": True},
            {"article_id": "a2", "country_code": "SGP", "country": "Singapore", "mentions": 1, "in_title": False},
            {"article_id": "a4", "country_code": "JPN", "country": "Japan", "mentions": 2, "in_title": False},
        ],
        article_flags=[
            {"article_id": "a1", "flag": "truncated", "detail": "here"},
            {"article_id": "a1", "flag": "truncated", "detail": "and there"},
            {"article_id": "a4", "flag": "no_date", "detail": "no line with a date"},
        ],
        records=[{"publisher": "here"} | row for row in records],
    )
    build(release, {"release_id": "known", "parser_version": "7", "inputs": 3})
    return release


@pytest.fixture
def ask(known):
    """Runs SQL on the known release."""
    with duckdb.connect(known / "dossier.duckdb", read_only=True) as con:
        yield lambda sql: con.execute(sql).fetchall()


@pytest.fixture
def con(known) -> Iterator[duckdb.DuckDBPyConnection]:
    """A copy in memory of the known release's database, to spoil."""
    with duckdb.connect() as con:
        con.execute(f"attach '{known / 'dossier.duckdb'}' as known (read_only)")
        con.execute("attach ':memory:' as spoilt; copy from database known to spoilt; use spoilt")
        yield con
