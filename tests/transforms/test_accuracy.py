import json
from collections import defaultdict

import polars as pl
import pytest

from flows import sample
from flows.pipeline import run

ARTICLES, SEED = 400, 97
LEAST = 0.99


@pytest.fixture(scope="module")
def truth(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample")
    sample.write(folder, ARTICLES, SEED, "jsonl", folder / "truth", near=True)
    lines = [json.loads(line) for line in (folder / "truth").read_text("utf-8").splitlines()]
    (folder / "truth").unlink()
    records = [line for line in lines if line["type"] == "record"]
    return folder, records, {line["article_key"]: line for line in lines if line["type"] == "article"}


@pytest.fixture(scope="module")
def table(truth, tmp_path_factory):
    warehouse = tmp_path_factory.mktemp("release") / "warehouse"
    run([str(truth[0])], warehouse, workers=1)
    return lambda name: pl.read_parquet(warehouse / "latest" / name / "**" / "*.parquet")


@pytest.fixture(scope="module")
def found(truth, table):
    """Article key -> ids of the articles that its records became."""
    ledger = {(row["file"].rpartition("/")[2], row["position"]): row for row in table("records").to_dicts()}
    ids = defaultdict(set)
    for record in truth[1]:
        row = ledger.get((record["file"], record["line"]))
        if row and record["article_key"] and row["article_id"]:
            ids[record["article_key"]].add(row["article_id"])
    return ids


@pytest.fixture(scope="module")
def said(table):
    """Article id -> what the release says of it."""
    articles = {row["article_id"]: row | {"topics": [], "regions": [], "authors": [], "sections": []}
                for row in table("articles").to_dicts()}  # fmt: skip
    named = table("article_categories").join(table("categories"), on="category_id").sort("article_id", "position")
    for row in named.to_dicts():
        if row["kind"] in ("topic", "region"):
            articles[row["article_id"]][row["kind"] + "s"].append(row["name"])
    for row in (
        table("article_authors").join(table("authors"), on="author_id").sort("article_id", "position").to_dicts()
    ):
        articles[row["article_id"]]["authors"].append(row["name"])
    for row in table("sections").sort("article_id", "position").to_dicts():
        articles[row["article_id"]]["sections"].append((row["heading"], row["text"]))
    return articles


def test_no_record_is_lost(truth, table):
    ledger = table("records")

    assert ledger["record_id"].n_unique() == ledger.height
    kept = {(row["file"].rpartition("/")[2], row["position"]) for row in ledger.select("file", "position").to_dicts()}
    missing = [one for one in truth[1] if (one["file"], one["line"]) not in kept]
    assert len(truth[1]) - ledger.height == len(missing)  # the same dump twice is one record
    assert all(one["outcome"] in ("publication", "rejected") for one in missing)


def test_outcomes(truth, table):
    ledger = {(row["file"].rpartition("/")[2], row["position"]): row for row in table("records").to_dicts()}
    used = ("article", "revision", "duplicate")

    for record in truth[1]:
        if row := ledger.get((record["file"], record["line"])):
            outcome = "publication" if row["outcome"] in used else row["outcome"]
            assert (outcome, row["page_kind"] or record["page_kind"]) == (record["outcome"], record["page_kind"]), (
                record["url"]
            )


def test_no_article_is_split_or_merged(truth, table, found):
    assert set(found) == set(truth[2])
    assert [ids for ids in found.values() if len(ids) != 1] == []
    assert len({one for ids in found.values() for one in ids}) == len(truth[2]) == table("articles").height


def values(article, fact):
    date = article["published_on"] and str(article["published_on"])
    return {
        "code": (article["code"], fact["code"]),
        "title": (article["title"], fact["title"]),
        "date": ((date, article["published_precision"]), (fact["published_on"], fact["precision"])),
        "authors": (article["authors"], fact["authors"]),
        "series": (article["series"], fact["series"]),
        "topics": (article["topics"], [name for name, kind in fact["categories"] if kind == "topic"]),
        "regions": (article["regions"], fact["regions"]),
        "headings": ([one for one, _ in article["sections"]], [one["heading"] for one in fact["sections"]]),
        "texts": ([text for _, text in article["sections"]], [one["text"] for one in fact["sections"]]),
        "word_count": (article["word_count"], fact["word_count"]),
    }


@pytest.mark.parametrize(
    "field", ["code", "title", "date", "authors", "series", "topics", "regions", "headings", "texts", "word_count"]
)
def test_fields(truth, found, said, field):
    wrong = {}
    for key, fact in truth[2].items():
        got, wanted = values(said[min(found[key])], fact)[field]
        if got != wanted:
            wrong[key] = (got, wanted)

    assert 1 - len(wrong) / len(truth[2]) >= LEAST, wrong
