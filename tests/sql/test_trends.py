import math
from datetime import date

import polars as pl
import pytest

from flows.model import build


@pytest.fixture(scope="module")
def trends(make_release, tmp_path_factory):
    """trending_topics over years of known numbers, by topic and year."""
    folder = tmp_path_factory.mktemp("trends")
    # Articles on Rising, on Falling, on neither and without a topic.
    numbers = {2010: (4, 8, 8, 0), 2011: (4, 8, 8, 0), 2013: (2, 9, 9, 0), 2014: (20, 3, 17, 10), 2015: (5, 0, 2, 0)}
    on = [
        (year, topic)
        for year, counts in numbers.items()
        for topic, count in zip(("Rising", "Falling", "Rare", None), counts, strict=True)
        for _ in range(count)
    ]
    build(
        make_release(
            folder,
            articles=[
                {
                    "article_id": f"a{number}",
                    "published_on": date(year, 1, 1),
                    "published_precision": "day",
                    "published_year": year,
                }
                for number, (year, _) in enumerate([*on])
            ]
            + [{"article_id": "undated"}],
            categories=[
                {"category_id": topic, "name": topic, "kind": "topic"}
                for topic in ("Rising", "Falling", "Rare", "Never")
            ],
            article_categories=[
                {"article_id": f"a{number}", "category_id": topic} for number, (_, topic) in enumerate(on) if topic
            ],
            records=[
                {"record_id": f"r{number}", "article_id": f"a{number}", "outcome": "article"}
                for number in range(len(on))
            ]
            + [{"record_id": "u", "article_id": "undated", "outcome": "article"}],
        ),
        {"release_id": "r", "parser_version": "1"},
    )
    frame = pl.read_parquet(folder / "reports" / "trending_topics.parquet")
    return {(row["topic"], row["published_year"]): row for row in frame.iter_rows(named=True)}


def test_the_grid_is_that_of_the_counts(trends):
    assert len(trends) == 5 * 7
    assert trends["Never", 2012]["articles"] == 0
    assert trends["(unknown)", None]["articles"] == 1


def test_shares_are_compared_with_the_three_years_before(trends):
    row = trends["Rising", 2014]

    # 2012 is one of them, with nothing in it.
    assert (row["articles"], row["articles_before"]) == (20, 6)
    assert (row["share"], row["share_before"]) == (20 / 50, 6 / 40)
    assert math.isclose(row["change"], 0.25)
    both = 26 / 90
    assert math.isclose(row["score"], 0.25 / math.sqrt(both * (1 - both) * (1 / 50 + 1 / 40)))
    assert row["rank"] == 1
    assert trends["Falling", 2014]["rank"] == 3
    assert trends["Falling", 2014]["change"] < 0


def test_too_few_are_not_compared(trends):
    nothing = {"change": None, "score": None, "rank": None}

    # No year before; no article in the year; seven in the year; none on the topic; no date.
    for topic, year in (("Rising", 2010), ("Rising", 2012), ("Rising", 2015), ("Never", 2014), ("Rising", None)):
        assert nothing.items() <= trends[topic, year].items(), (topic, year)
    assert trends["Rising", 2015]["share"] == 5 / 7


def test_the_unknown_topic_has_a_change_and_no_rank(trends):
    row = trends["(unknown)", 2014]

    assert math.isclose(row["change"], 10 / 50)
    assert row["rank"] is None
