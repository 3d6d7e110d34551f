import time

import polars as pl
import pytest

from flows import shards
from flows.readers import Source
from flows.shards import LEAST_SPLIT, plan
from flows.timelimit import TooSlowError, time_limit
from transforms.identify import identify
from transforms.records import INCOMING


def _records(*texts):
    rows = [{"file": "a.jsonl", "position": at, "format": "jsonl", "markup": False, "text": text} for at, text in
            enumerate(texts, 1)]  # fmt: skip
    return identify(pl.DataFrame(rows, schema=INCOMING))


def test_time_limit_breaks_off_a_regular_expression():
    import re

    with pytest.raises(TooSlowError), time_limit(0.2):
        re.match(r"(a+)+$", "a" * 40 + "b")


def test_time_limit_leaves_no_alarm_behind():
    with time_limit(0.05):
        pass

    time.sleep(0.1)


def test_a_page_that_takes_too_long_is_rejected_and_the_rest_goes_on(monkeypatch):
    flatten = shards.flatten

    def slow(records, run_id):
        if records.filter(pl.col("text").str.contains("endless") & pl.col("reason").is_null()).height:
            time.sleep(30)
        return flatten(records, run_id)

    monkeypatch.setattr(shards, "flatten", slow)
    monkeypatch.setattr(shards, "BATCH_SECONDS", 0.2)
    monkeypatch.setattr(shards, "PAGE_SECONDS", 4)  # a page that is not endless takes milliseconds

    flattened = shards._flatten(_records("a page", "an endless page"), "run")

    reasons = dict(flattened.pages.select("position", "reason").iter_rows())
    assert reasons == {1: "unrecognised", 2: "too_slow"}
    assert flattened.quarantine.filter(pl.col("reason") == "too_slow")["payload"].to_list() == [b"an endless page"]


def test_plan_covers_every_source_once_and_splits_large_ones():
    sources = [Source(f"{n}.txt", "text", None, 1000) for n in range(10)]
    sources.append(Source("big.jsonl", "jsonl", None, 10 * LEAST_SPLIT))
    sources.append(Source("big.txt", "text", None, 10 * LEAST_SPLIT))

    shards = plan(sources, 2)

    parts = [(one.path, part) for files, part in shards for one in files]
    assert sorted(parts) == sorted(
        [*((f"{n}.txt", (0, 1)) for n in range(10)), ("big.jsonl", (0, 2)), ("big.jsonl", (1, 2)), ("big.txt", (0, 1))]
    )
