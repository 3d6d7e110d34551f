from datetime import date, datetime

import pytest

from tests.transforms.merging import Record, merged, rows

CODE = "CO21020"
TITLE = "Tides and Harbours"
DAY = date(2021, 2, 5)
EARLY, LATE = datetime(2021, 3, 1), datetime(2022, 3, 1)
ADDRESS = "https://rsis.example/tides"


def article(*records):
    made = merged(*records)
    (found,) = made.tables["articles"].to_dicts()
    return made, found


@pytest.mark.parametrize(
    ("shown", "field", "value"),
    [
        ({"code": CODE}, "code", CODE),
        ({"title": TITLE}, "title", TITLE),
        ({"day": DAY}, "published_on", DAY),
        ({"series": "RSIS Commentaries"}, "series", "RSIS Commentaries"),
        ({"byline": "Li Na", "authors": ("Li Na",)}, "byline", "Li Na"),
        ({"byline": "Li Na", "authors": ("Li Na",)}, "author_count", 1),
        ({"topics": ("Trade", "Energy")}, "topic_count", 2),
        ({"regions": ("Global",)}, "region_count", 1),
        ({"biography": "Li Na writes."}, "section_count", 2),
        ({"url": ADDRESS}, "url", ADDRESS),
    ],
)
def test_what_the_current_text_lacks_another_record_fills_in(shown, field, value):
    made, found = article(
        # A text that shows less and was dumped last.
        Record("current", "a newer text", slug="tides", dumped=LATE),
        Record("other", slug="tides", dumped=EARLY, **shown),
    )

    assert found["record_id"] == "current"
    assert found[field] == value
    sources = dict(zip(rows(made, "article_sources", "field"), rows(made, "article_sources", "record_id"), strict=True))
    if field in sources:
        assert sources[field] == "other"


def test_what_the_current_text_shows_is_kept():
    _, found = article(
        Record("current", "a newer text", slug="tides", title="New Tides", dumped=LATE),
        Record("other", slug="tides", title="Old Tides", dumped=EARLY),
    )

    assert found["title"] == "New Tides"


def test_the_publishers_own_word_comes_before_a_copys():
    _, found = article(
        Record("own", code=CODE, title=TITLE, dumped=EARLY),
        Record("copy", code=CODE, title="Tides And Harbours - Analysis", copy=True, topics=("Trade",), dumped=LATE),
    )

    assert found["title"] == TITLE


def test_what_is_printed_comes_before_what_is_inferred():
    _, found = article(
        Record("current", "a newer text", slug="tides", code="CO21099", rules={"code": "url slug"}, dumped=LATE),
        Record("other", "an older text", slug="tides", dumped=EARLY),
    )
    made, told = article(
        Record("current", "a newer text", title=TITLE, series="Guessed", rules={"series": "url path"}, dumped=LATE),
        Record("other", "an older text", title=TITLE, series="Printed", dumped=EARLY),
    )

    assert found["code"] == "CO21099"
    assert told["series"] == "Printed"
    assert made.tables["article_flags"]["flag"].to_list().count("code_from_url") == 0


def test_an_inferred_code_is_flagged():
    made, _ = article(Record("a", code=CODE, rules={"code": "url slug"}))

    assert "code_from_url" in rows(made, "article_flags", "flag")


def test_a_whole_date_comes_before_a_month():
    _, found = article(
        Record("current", "a newer text", slug="tides", day=date(2021, 2, 1), precision="month", dumped=LATE),
        Record("other", slug="tides", day=DAY, dumped=EARLY),
    )

    assert (found["published_on"], found["published_precision"], found["published_year"]) == (DAY, "day", 2021)


def test_a_kind_of_categories_that_is_lacking_comes_after_those_that_are_there():
    made, _ = article(
        Record("current", "a newer text", slug="tides", topics=("Trade", "Energy"), dumped=LATE),
        Record("other", slug="tides", topics=("Health",), regions=("Global",), dumped=EARLY),
    )

    names = dict(made.tables["categories"].select("category_id", "name").iter_rows())
    listed = made.tables["article_categories"].sort("position")
    assert [names[one] for one in listed["category_id"]] == ["Trade", "Energy", "Global"]
    assert listed["position"].to_list() == [1, 2, 3]


def test_an_affiliation_is_lent():
    made, _ = article(
        Record("current", "a newer text", slug="tides", byline="Li Na", authors=("Li Na", "Ann Tan"), dumped=LATE),
        Record("other", slug="tides", byline="Ann Tan", authors=("Ann Tan",), affiliation="A School", dumped=EARLY),
    )

    authors = made.tables["article_authors"].sort("position").select("name_as_printed", "affiliation")
    assert authors.rows() == [("Li Na", None), ("Ann Tan", "A School")]


def test_places_are_those_of_the_current_text():
    made, _ = article(
        Record("current", "a newer text", slug="tides", places=("SGP",), dumped=LATE),
        Record("other", slug="tides", places=("MYS",), dumped=EARLY),
    )

    assert rows(made, "article_places", "country_code") == ["SGP"]


def test_what_no_record_shows_is_flagged():
    made, _ = article(Record("a"))

    flags = set(rows(made, "article_flags", "flag"))
    assert flags >= {"no_title", "no_date", "no_code", "no_series", "no_author", "no_region", "no_topic"}
