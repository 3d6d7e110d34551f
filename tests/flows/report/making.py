"""Releases of made-up articles, also absurd ones, for tests and benchmarks of the report."""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from flows.model import build as build_model
from flows.tables import write_tables
from transforms.schema import TABLES

Rows = list[dict[str, Any]]

_FILLED = {pl.String: "x", pl.Int32: 1, pl.Int64: 1, pl.Boolean: True, pl.Binary: b""}
_TEXT = """
tides straits harbour cyber climate treaty border energy food security maritime port trade summit reform election water
power army grid satellite pandemic migration coast island digital currency
"""
_WORDS = _TEXT.split()

HOSTILE = (
    "</script><script>window.broken = 1</script>",
    '"><img src=x onerror="window.broken = 2">',
    "'; window.broken = 3; //",
    "<!-- --> \u2028 \u2029 ]]> &lt;b&gt; {{script}} \\u003cscript\\u003e",
    '=HYPERLINK("http://evil.invalid","x")',
    "مستقبل الأمن البحري في جنوب شرق آسيا",
    "南海:不確定的前景與區域秩序",
    "A" * 300,
    "Long " * 120,
    "＝1+1",
)
ADDRESSES = (
    "javascript:window.broken=4",
    "data:text/html,<script>window.broken=5</script>",
    'http://ok.invalid/"x',
    "https://evil.invalid/ a",
)


def release(folder: Path, articles: Rows, **tables: Rows) -> Path:
    """Writes a release's tables and models; columns not named are null, or filled where required."""
    frames = {}
    for name, table in TABLES.items():
        filled = {
            column: None if definition.nullable else _FILLED[definition.dtype.base_type()]
            for column, definition in table.columns.items()
        }
        rows = articles if name == "articles" else tables.get(name, [])
        frames[name] = pl.DataFrame([filled | row for row in rows], schema=table.dtypes)
    write_tables(folder, frames)
    build_model(folder, {"release_id": "20260101T000000Z-00000000", "parser_version": "1"})
    return folder


def corpus(count: int, seed: int = 7, *, regions: int = 9, hostile: bool = True) -> dict[str, Rows]:
    """Rows of made-up articles with everything that a report shows, some of it hostile."""
    dice = random.Random(seed)
    areas = [f"Region {number}" for number in range(regions)] + ([HOSTILE[0], "R" * 300] if hostile else [])
    topics = [f"Topic {number}" for number in range(14)] + ([HOSTILE[1]] if hostile else [])
    people = [
        f"{dice.choice(_WORDS).title()} {chr(65 + number % 26)}. {number}" for number in range(max(8, count // 12))
    ]
    people += [people[0], HOSTILE[0], "N" * 300] if hostile else []
    places = [
        ("SGP", "Singapore", "South-eastern Asia"),
        ("JPN", "Japan", "Eastern Asia"),
        ("IND", "India", "Southern Asia"),
        ("FJI", "Fiji", "Melanesia"),
        ("FRA", "France", "Western Europe"),
    ]
    rows: dict[str, Rows] = {
        name: []
        for name in (
            "articles",
            "sections",
            "article_categories",
            "article_authors",
            "article_places",
            "article_flags",
            "records",
        )
    }
    rows["categories"] = [
        {
            "category_id": f"{kind[0]}{number}",
            "publisher": "here",
            "kind": kind,
            "name": name,
            "region": name if kind == "region" else None,
            "known": True,
        }
        for kind, names in (("region", areas), ("topic", topics))
        for number, name in enumerate(names)
    ]
    rows["authors"] = [{"author_id": f"p{number}", "name": name} for number, name in enumerate(people)]
    for number in range(count):
        key = f"a{number:06}"
        of = {
            kind: _some(dice, len(names)) for kind, names in (("region", areas), ("topic", topics), ("author", people))
        }
        rows["articles"].append(_article(dice, number, key, of, hostile))
        rows["article_categories"] += [
            {"article_id": key, "category_id": f"{kind[0]}{one}", "position": position}
            for kind in ("region", "topic")
            for position, one in enumerate(of[kind], 1)
        ]
        rows["article_authors"] += [
            {"article_id": key, "author_id": f"p{one}", "position": place} for place, one in enumerate(of["author"], 1)
        ]
        rows["article_places"] += [
            {
                "article_id": key,
                "country_code": code,
                "country": name,
                "un_region": area,
                "mentions": dice.randint(1, 9),
                "in_title": dice.random() < 0.1,
            }
            for code, name, area in dice.sample(places, dice.randint(0, 5))
        ]
        rows["sections"] += [
            {"article_id": key, "position": place, "heading": heading, "kind": "subsection", "published_year": None}
            for place, heading in enumerate(("SYNOPSIS", None, " ".join(dice.sample(_WORDS, 5)).title()), 1)
        ]
        if dice.random() < 0.2:
            rows["article_flags"].append(
                {"article_id": key, "flag": dice.choice(("truncated", "copy_only")), "detail": "x"}
            )
        rows["records"].append({"record_id": f"r{number}", "outcome": "article", "article_id": key})
    rows["records"] += [
        {"record_id": "q1", "outcome": "rejected", "reason": HOSTILE[0]},
        {"record_id": "q2", "outcome": "not_article", "page_kind": "event"},
    ]
    return rows


def _some(dice: random.Random, among: int) -> Sequence[int]:
    return dice.sample(range(among), dice.choice((0, 1, 1, 1, 2, 2, 3)))


def _article(dice: random.Random, number: int, key: str, of: dict[str, Sequence[int]], hostile: bool) -> dict[str, Any]:
    title = " ".join(dice.choices(_WORDS, k=6)).title()
    slug = title.lower().replace(" ", "-")
    url = f"https://here.invalid/{slug}/"
    if hostile and number < len(HOSTILE):
        title = HOSTILE[number]
    if hostile and number < len(ADDRESSES):
        url = ADDRESSES[number]
    precision = dice.choice(("day", "day", "day", "month", "year", None))
    day = date(2014, 3, 1) + timedelta(days=dice.randint(0, 4300))
    day = day.replace(day=1) if precision == "month" else day.replace(month=1, day=1) if precision == "year" else day
    return {
        "article_id": key,
        "publisher": "here",
        "series": dice.choice(("Notes", "Papers", "Books", None)),
        "code": f"CO{number:05}" if dice.random() < 0.8 else None,
        "title": title,
        "published_on": day if precision else None,
        "published_precision": precision,
        "published_year": day.year if precision else None,
        "language": "en",
        "url": url,
        "synopsis": " ".join(dice.choices(_WORDS, k=40)) + (HOSTILE[0] if hostile else ""),
        "word_count": dice.randint(200, 2500),
        "section_count": 3,
        "author_count": len(of["author"]),
        "topic_count": len(of["topic"]),
        "region_count": len(of["region"]),
        "record_id": f"r{number}",
    }
