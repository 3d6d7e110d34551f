import multiprocessing
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest

from flows.publish import Warehouse
from flows.tables import write_tables
from transforms.schema import TABLES

FIRST, SECOND, THIRD = (f"20260101T00000{second}Z-0000000{second}" for second in range(3))


@pytest.fixture(scope="session")
def tables() -> dict[str, pl.DataFrame]:
    """Three articles: a1 of 2020 dumped three times, a2 of 2021, a3 without a date; and two records of none."""
    noon, later = datetime(2026, 1, 1, 12), datetime(2026, 1, 2, 12)

    def article(name: str, day: date | None, words: int, sections: int, dumps: int, revisions: int) -> dict:
        return {
            "article_id": name,
            "publisher": "p",
            "title": f"Title of {name}",
            "published_on": day,
            "published_precision": day and "day",
            "published_year": day and day.year,
            "word_count": words,
            "section_count": sections,
            "author_count": 1,
            "topic_count": 1,
            "region_count": int(name == "a1"),
            "dump_count": dumps,
            "revision_count": revisions,
            "record_id": f"r-{name}",
        }

    def section(name: str, position: int, kind: str, words: int, year: int | None) -> dict:
        return {
            "article_id": name,
            "position": position,
            "kind": kind,
            "text": "word " * words,
            "word_count": words,
            "record_id": f"r-{name}",
            "first_line": position * 10,
            "last_line": position * 10 + 5,
            "published_year": year,
        }

    def record(name: str, outcome: str, article_id: str | None = None, dumped_at: datetime | None = noon) -> dict:
        return {
            "record_id": name,
            "file": "dump.jsonl",
            "position": 1,
            "dumped_at": dumped_at,
            "format": "jsonl",
            "bytes": 10,
            "content_hash": f"hash of {name}",
            "page_kind": None if outcome == "rejected" else "publication" if article_id else "menu",
            "outcome": outcome,
            "reason": "empty" if outcome == "rejected" else None,
            "article_id": article_id,
            "parser_version": "1",
            "run_id": "run",
        }

    def revision(name: str, number: int, record_id: str, current: bool) -> dict:
        return {
            "article_id": name,
            "revision": number,
            "record_id": record_id,
            "dumped_at": noon,
            "content_hash": f"hash of {record_id}",
            "word_count": 5,
            "is_current": current,
        }

    rows: dict[str, list[dict]] = {
        "articles": [
            article("a1", date(2020, 5, 1), 7, 3, 3, 2),
            article("a2", date(2021, 1, 1), 4, 1, 1, 1),
            article("a3", None, 2, 1, 1, 1),
        ],
        "sections": [
            section("a1", 1, "synopsis", 3, 2020),
            section("a1", 2, "commentary", 4, 2020),
            section("a1", 3, "about_author", 9, 2020),
            section("a2", 1, "commentary", 4, 2021),
            section("a3", 1, "commentary", 2, None),
        ],
        "categories": [
            {"category_id": "c1", "publisher": "p", "name": "Trade", "kind": "topic", "known": True},
            {"category_id": "c2", "publisher": "p", "name": "Asia", "kind": "region", "region": "Asia", "known": True},
        ],
        "article_categories": [
            {"article_id": name, "category_id": category, "position": position}
            for name, category, position in [("a1", "c2", 1), ("a1", "c1", 2), ("a2", "c1", 1), ("a3", "c1", 1)]
        ],
        "authors": [{"author_id": "u1", "name": "Ann Other"}],
        "article_authors": [
            {"article_id": name, "author_id": "u1", "position": 1, "name_as_printed": "Ann Other"}
            for name in ("a1", "a2", "a3")
        ],
        "article_places": [
            {
                "article_id": "a1",
                "country_code": "SGP",
                "country": "Singapore",
                "un_region": "South-eastern Asia",
                "mentions": 2,
                "in_title": False,
            }
        ],
        "revisions": [
            revision("a1", 1, "r-old", False),
            revision("a1", 2, "r-a1", True),
            revision("a2", 1, "r-a2", True),
            revision("a3", 1, "r-a3", True),
        ],
        "article_flags": [{"article_id": "a3", "flag": "no_date", "detail": "none printed"}],
        "article_aliases": [{"alias_id": "a0", "article_id": "a1"}],
        "article_sources": [{"article_id": "a1", "field": "title", "record_id": "r-a1", "rule": "heading"}],
        "records": [
            record("r-a1", "article", "a1", later),
            record("r-old", "revision", "a1"),
            record("r-same", "duplicate", "a1", None),
            record("r-a2", "article", "a2"),
            record("r-a3", "article", "a3"),
            record("r-menu", "not_article"),
            record("r-bad", "rejected"),
        ],
        "quarantine": [
            {"record_id": "r-bad", "reason": "empty", "payload": b"\xff", "is_html": False, "is_text": False}
        ],
    }
    return {name: pl.DataFrame(rows[name], schema=table.dtypes) for name, table in TABLES.items()}


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path / "ware [1]*'house")


@pytest.fixture
def publish(warehouse: Warehouse, tables: dict[str, pl.DataFrame]) -> Callable[..., Path]:
    """Publishes a release of the tables, some of them others."""

    def published(release_id: str = FIRST, **others: pl.DataFrame) -> Path:
        with warehouse.lock(), warehouse.draft(release_id) as draft:
            write_tables(draft.folder, tables | others)
            return draft.finish()

    return published


@pytest.fixture(scope="session")
def make_database() -> Callable[..., None]:
    """Makes a dossier.duckdb with a release's tables."""

    def make(folder: Path, storage: str = "v1.0.0", sql: str = "") -> None:
        path = str(folder / "dossier.duckdb").replace("'", "''")
        with duckdb.connect() as con:
            con.execute(f"attach '{path}' as d (storage_version '{storage}')")
            con.execute("use d")
            for name in TABLES:
                rows = pl.concat(pl.read_parquet(file, glob=False) for file in (folder / name).iterdir())
                con.execute(f"create table {name} as from rows")
                assert rows.width
            if sql:
                con.execute(sql)
            con.execute("use memory")
            con.execute("detach d")

    return make


@pytest.fixture(scope="session")
def processes() -> multiprocessing.context.BaseContext:
    """Processes that can be killed; a server that knows the modules forks them, so that each starts quickly."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["flows.publish", "flows.tables"])
    return context
