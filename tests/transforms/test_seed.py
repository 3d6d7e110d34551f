import json
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from flows.pipeline import run

DUMPS = Path(__file__).parents[3] / "shared" / "dumps"
NAME = "000_d2c3930334514e6e"

pytestmark = pytest.mark.skipif(not (DUMPS / f"{NAME}.txt").exists(), reason="the real dump is not here")


@pytest.fixture(scope="module")
def expected():
    return json.loads((DUMPS / f"{NAME}.expected.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    warehouse = tmp_path_factory.mktemp("seed") / "warehouse"
    run([str(DUMPS / f"{NAME}.txt")], warehouse, workers=1)
    return lambda name: pl.read_parquet(warehouse / "latest" / name / "**" / "*.parquet")


def test_record(table, expected):
    (record,) = table("records").to_dicts()

    assert record["file"].endswith(expected["file"])
    assert (record["outcome"], record["format"]) == (expected["record"]["outcome"], expected["record"]["format"])
    assert record["rendering"]
    assert record["reason"] is None


def test_article(table, expected):
    (article,) = table("articles").to_dicts()

    said = {name: str(article[name]) if name == "published_on" else article[name] for name in expected["article"]}
    assert said == expected["article"]


def test_authors(table, expected):
    authors = table("article_authors").join(table("authors"), on="author_id").sort("position")

    assert authors.select("name", "affiliation").to_dicts() == expected["authors"]


def test_categories_in_order(table, expected):
    named = table("article_categories").join(table("categories"), on="category_id").sort("position")

    assert [list(row) for row in named.select("name", "kind").rows()] == expected["categories_in_order"]
    assert named["known"].all()


def test_sections(table, expected):
    sections = table("sections").sort("position").to_dicts()
    shapes = []
    for one in sections:
        paragraphs = one["text"].split("\n\n")
        items = Counter(line.startswith("• ") for line in one["text"].split("\n") if line)
        lists = sum(paragraph.startswith("• ") for paragraph in paragraphs)
        shapes.append(
            {name: one[name] for name in ("position", "heading", "kind", "first_line", "last_line", "word_count")}
            | {"paragraphs": len(paragraphs) - lists + items[True], "bullets": items[True]}
        )

    assert shapes == expected["sections"]


def test_every_paragraph_stands_where_the_lines_say(table):
    lines = (DUMPS / f"{NAME}.txt").read_text("utf-8").split("\n")

    for one in table("sections").to_dicts():
        printed = [line.strip() for line in lines[one["first_line"] - 1 : one["last_line"]] if line.strip()]
        assert printed == [one["heading"], *(line for line in one["text"].split("\n") if line)]


def test_nothing_is_doubted(table):
    assert table("article_flags").is_empty()
    assert table("quarantine").is_empty()
