"""Fixtures that several folders of tests use."""

import os
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import HealthCheck, settings

from transforms.schema import TABLES

RECORD = "4f0c8a1e5d2b"
OLDER = "1b9d77c0aa34"
EVIL = "c0ffee00bad1"
ARTICLE = "a1b2c3d4e5f60718"

# How many examples hypothesis tries; a test whose examples cost more takes a part of that. `make test` tries the same
# few each time, `--hypothesis-profile deep` many, and others each time. How long one takes is the machine's matter.
_PATIENT: dict[str, Any] = {"deadline": None, "suppress_health_check": list(HealthCheck), "database": None}
settings.register_profile("quick", max_examples=50, derandomize=True, **_PATIENT)
settings.register_profile("deep", max_examples=2_000, print_blob=True, **_PATIENT)
settings.load_profile("quick")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One process more than there are cores: tests wait for servers, browsers and programs that they have killed."""
    return (os.cpu_count() or 1) + 1


_MADE: dict[str, list[dict[str, Any]]] = {
    "articles": [
        {
            "article_id": ARTICLE,
            "publisher": "rsis",
            "series": "RSIS Commentaries",
            "code": "CO21020",
            "title": "Tides of the Strait: A Made-up Commentary",
            "published_on": date(2021, 2, 5),
            "published_precision": "day",
            "published_year": 2021,
            "url": "https://www.rsis.edu.sg/rsis-publication/idss/co21020-tides-of-the-strait/",
            "byline": "Ann Tan and Budi Santoso",
            "word_count": 812,
            "section_count": 1,
            "author_count": 1,
            "topic_count": 1,
            "region_count": 0,
            "dump_count": 2,
            "revision_count": 2,
            "first_dumped_at": datetime(2021, 2, 6),
            "last_dumped_at": datetime(2021, 3, 1),
            "record_id": RECORD,
        },
        {
            "article_id": "b" * 16,
            "publisher": "rsis",
            "code": "CO19001",
            "title": "=2+5 and Other Titles",
            "word_count": 10,
            "section_count": 0,
            "author_count": 0,
            "topic_count": 0,
            "region_count": 0,
            "dump_count": 1,
            "revision_count": 1,
            "record_id": "0" * 12,
        },
        {
            "article_id": "c" * 16,
            "publisher": "elsewhere",
            "code": "CO19001",
            "title": "Another of That Code",
            "word_count": 10,
            "section_count": 0,
            "author_count": 0,
            "topic_count": 0,
            "region_count": 0,
            "dump_count": 1,
            "revision_count": 1,
            "record_id": "0" * 12,
        },
    ],
    "sections": [
        {
            "article_id": ARTICLE,
            "position": 1,
            "heading": "COMMENTARY",
            "kind": "commentary",
            "text": "The tide turns.\n\n• twice a day",
            "word_count": 6,
            "record_id": RECORD,
            "first_line": 31,
            "last_line": 44,
            "published_year": 2021,
        }
    ],
    "categories": [{"category_id": "t1", "publisher": "rsis", "name": "Maritime", "kind": "topic", "known": True}],
    "article_categories": [{"article_id": ARTICLE, "category_id": "t1", "position": 1}],
    "authors": [{"author_id": "p1", "name": "Ann Tan"}],
    "article_authors": [{"article_id": ARTICLE, "author_id": "p1", "position": 1, "name_as_printed": "Dr Ann Tan"}],
    "revisions": [
        {
            "article_id": ARTICLE,
            "revision": number,
            "record_id": record,
            "dumped_at": datetime(2021, 2 + number // 2, 6 - number),
            "content_hash": "h",
            "word_count": 800 + number,
            "is_current": number == 2,
        }
        for number, record in ((1, OLDER), (2, RECORD))
    ],
    "article_flags": [{"article_id": ARTICLE, "flag": "code_from_url", "detail": "CO21020"}],
    "article_aliases": [{"alias_id": "f" * 16, "article_id": ARTICLE}],
    "article_sources": [
        {
            "article_id": ARTICLE,
            "field": "title",
            "record_id": RECORD,
            "rule": "heading",
            "first_line": 12,
            "last_line": 12,
        },
        {"article_id": ARTICLE, "field": "code", "record_id": OLDER, "rule": "address"},
        {
            "article_id": ARTICLE,
            "field": "authors",
            "record_id": RECORD,
            "rule": "byline",
            "first_line": 14,
            "last_line": 15,
        },
    ],
    "records": [
        {
            "record_id": record,
            "file": file,
            "position": position,
            "url": url,
            "dumped_at": None,
            "format": form,
            "bytes": 5,
            "content_hash": "h",
            "outcome": outcome,
            "reason": reason,
            "article_id": article,
            "parser_version": "1",
            "run_id": "r1",
        }
        for record, file, position, url, form, outcome, reason, article in (
            (RECORD, "data/raw/a.txt", 1, None, "text", "article", None, ARTICLE),
            (OLDER, "data/raw/b.jsonl", 7, "http://rsis.edu.sg/old/tides/?utm=1", "jsonl", "revision", None, ARTICLE),
            ("0" * 12, "data/raw/c.txt", 1, None, "text", "article", None, "b" * 16),
            ("../../evil", "data/raw/x.zip!../../evil.txt", 1, None, "text", "rejected", "undecodable", None),
            (EVIL, "data/raw/d.warc", 3, None, "warc", "rejected", "truncated", None),
        )
    ],
    "quarantine": [
        {"record_id": name, "reason": reason, "detail": detail, "payload": payload, "is_html": False, "is_text": text}
        for name, reason, detail, payload, text in (
            ("../../evil", "undecodable", "=cmd()", b"\xff\xfe\x00evil", False),
            (EVIL, "truncated", "ends in the menus", b"WARC/1.0", True),
        )
    ],
}


@pytest.fixture(scope="session")
def made_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse with one release written by hand, so that tests of reading one need no pipeline."""
    warehouse = tmp_path_factory.mktemp("made") / "ware house's [1]"
    release = warehouse / "releases" / "20210301T000000Z-00000000"
    frames = {name: pl.DataFrame(_MADE.get(name, []), schema=table.dtypes) for name, table in TABLES.items()}
    for name, frame in frames.items():
        (release / name).mkdir(parents=True)
        frame.write_parquet(release / name / "part.parquet")
    with duckdb.connect(release / "dossier.duckdb") as con:
        for name, frame in frames.items():
            con.register("frame", frame.drop("text", "payload", strict=False).to_arrow())
            con.execute(f"create table {name} as from frame")
            con.unregister("frame")
        con.execute("create schema reports; create table reports.totals as select 3 as articles, 2 as records")
    (warehouse / "latest").symlink_to(Path("releases") / release.name)
    return warehouse


@pytest.fixture
def made_release(made_warehouse: Path) -> Iterator[Path]:
    """Its release."""
    yield made_warehouse / "latest"
