from datetime import date
from math import isclose

import duckdb
import pytest

from flows.model import build
from transforms.schema import SCHEMA_VERSION


def _counts(rows):
    return {(member, year): numbers for member, year, *numbers in rows if numbers[0]}


def test_years_are_dense_and_partial_ones_marked(ask):
    assert ask("from years") == [
        # Nothing is dated in its January, so it may have begun earlier.
        (2020, date(2020, 1, 1), True, 2),
        (2021, date(2021, 1, 1), False, 0),
        # The newest dump is of June.
        (2022, date(2022, 1, 1), True, 2),
        (None, None, False, 1),
    ]


def test_regions_are_counted_whole_and_in_fractions(ask):
    rows = ask(
        "select region, published_year, articles, fractional_articles, share_of_year"
        " from reports.articles_by_region_year"
    )

    assert len(rows) == 5 * 4
    third = 1 / 3
    assert _counts(rows) == {
        # Two printed names of one region are one region.
        ("Southeast Asia", 2020): [2, 1.5, 0.75],
        ("East Asia", 2020): [1, 0.5, 0.25],
        ("Southeast Asia", 2022): [1, third, third / 2],
        ("East Asia", 2022): [1, third, third / 2],
        ("South Asia", 2022): [1, third, third / 2],
        ("(unknown)", 2022): [1, 1.0, 0.5],
        ("East Asia", None): [1, 1.0, 1.0],
    }


def test_rows_without_articles_are_there_too(ask):
    rows = ask(
        "select published_year, articles, fractional_articles, share_of_year, year_start, is_partial_year"
        " from reports.articles_by_region_year where region = 'Oceania'"
    )

    assert rows == [
        (2020, 0, 0.0, 0.0, date(2020, 1, 1), True),
        (2021, 0, 0.0, None, date(2021, 1, 1), False),
        (2022, 0, 0.0, 0.0, date(2022, 1, 1), True),
        (None, 0, 0.0, 0.0, None, False),
    ]


def test_topics_are_counted_the_same(ask):
    rows = ask(
        "select topic, published_year, articles, fractional_articles, share_of_year from reports.articles_by_topic_year"
    )

    assert len(rows) == 3 * 4
    assert _counts(rows) == {
        ("Maritime", 2020): [2, 1.5, 0.75],
        ("Cyber", 2020): [1, 0.5, 0.25],
        ("Cyber", 2022): [1, 1.0, 0.5],
        ("Maritime", 2022): [1, 1.0, 0.5],
        ("(unknown)", None): [1, 1.0, 1.0],
    }


def test_series_by_month(ask):
    assert ask("from reports.articles_by_series_month") == [
        ("(unknown)", date(2022, 1, 1), 1, 300),
        ("Notes", date(2020, 3, 1), 1, 100),
        ("Notes", date(2020, 7, 1), 1, 200),
        # One undated, one of 2022 without a month.
        ("Notes", None, 2, 60),
    ]


def test_author_output(ask):
    rows = ask(
        "select author, articles, fractional_articles, first_published_on, last_published_on, main_region, main_topic"
        " from reports.author_output"
    )

    assert rows == [
        ("Ann", 3, 2.5, date(2020, 3, 5), date(2022, 1, 1), "Southeast Asia", "Maritime"),
        # Equal numbers of articles and equal weights: by name. A known region comes before an unknown.
        ("Bo", 2, 1.5, date(2020, 7, 1), date(2022, 1, 10), "East Asia", "Cyber"),
        ("Cy", 0, 0.0, None, None, "(unknown)", "(unknown)"),
    ]


def test_section_profile(ask):
    assert ask("from reports.section_profile") == [
        ("commentary", 2020, 2, 2, 291, 145.5),
        ("commentary", None, 1, 1, 50, 50.0),
        ("synopsis", 2020, 1, 1, 10, 10.0),
    ]


def test_places_by_year(ask):
    rows = ask(
        "select country, published_year, articles, articles_in_title, mentions from reports.articles_by_place_year"
    )

    assert rows == [("Japan", None, 1, 0, 2), ("Singapore", 2020, 2, 1, 4)]


def test_topics_by_region(ask):
    rows = {
        (topic, region): numbers
        for topic, region, *numbers in ask(
            "select topic, region, articles, share_of_region, lift from reports.topics_by_region"
        )
    }

    assert len(rows) == 3 * 4
    # a1, a2 and a5 have both a topic and a region.
    assert rows["Maritime", "Southeast Asia"] == [3, 1.0, 1.0]
    assert rows["Cyber", "Southeast Asia"] == [1, 1 / 3, 1.0]
    assert rows["Cyber", "East Asia"] == [1, 1 / 3, 1.5]
    assert rows["Cyber", "South Asia"] == [0, 0.0, 0.0]
    assert rows["Cyber", "(unknown)"] == [1, 1.0, None]
    assert rows["(unknown)", "East Asia"] == [1, 1 / 3, None]


def test_region_pairs(ask):
    rows = ask("from reports.region_pairs")

    assert [row[:3] for row in rows] == [
        ("East Asia", "South Asia", 1),
        ("East Asia", "Southeast Asia", 2),
        ("South Asia", "Southeast Asia", 1),
    ]
    assert all(isclose(row[3], share) for row, share in zip(rows, (1 / 3, 2 / 4, 1 / 3), strict=True))


def test_coauthors(ask):
    assert ask("from reports.coauthors") == [("Ann", "Bo", "ann", "bo", 1, date(2020, 7, 1), date(2020, 7, 1))]


def test_publishing_calendar(ask):
    assert ask("from reports.publishing_calendar") == [
        ("here", date(2020, 3, 5), 1),
        ("here", date(2022, 1, 10), 1),
        ("here", None, 3),
    ]


@pytest.mark.parametrize(
    ("check", "concerned", "share"),
    [
        # A flag of the same name is not counted on top.
        ("no_date", 1, 0.2),
        ("month_only_date", 1, 0.2),
        ("year_only_date", 1, 0.2),
        ("no_code", 4, 0.8),
        ("no_series", 1, 0.2),
        ("no_url", 5, 1.0),
        ("language_unknown", 5, 1.0),
        ("no_author", 1, 0.2),
        ("no_region", 1, 0.2),
        ("no_topic", 1, 0.2),
        ("category_unknown", 2, 0.4),
        ("no_synopsis", 4, 0.8),
        ("no_text", 0, 0.0),
        ("text_revised", 0, 0.0),
        ("truncated", 1, 0.2),
        ("record_article", 5, 5 / 7),
        ("record_duplicate", 1, 1 / 7),
        ("record_not_article", 1, 1 / 7),
        ("record_not_article_event", 1, 1 / 7),
        ("record_rejected", 0, 0.0),
        ("record_rejected_empty", 0, 0.0),
        ("record_without_date", 6, 6 / 7),
        ("record_without_publisher", 0, 0.0),
        ("record_without_url", 3, 3 / 7),
    ],
)
def test_data_quality(ask, check, concerned, share):
    rows = ask(f"select concerned, share from reports.data_quality where publisher = 'here' and \"check\" = '{check}'")

    assert rows == [(concerned, share)]


def test_data_quality_of_records_without_publisher(ask):
    rows = ask(
        "select \"check\" from reports.data_quality where publisher = '(unknown)' and concerned > 0 and total = 1"
    )

    assert [check for (check,) in rows] == [
        "record_rejected",
        "record_rejected_empty",
        "record_without_date",
        "record_without_publisher",
        "record_without_url",
    ]


def test_data_quality_of_articles_without_publisher(make_release, tmp_path):
    of_whom = {"named": "here", "unnamed": None}
    make_release(
        tmp_path / "r",
        articles=[{"article_id": name, "publisher": publisher} for name, publisher in of_whom.items()],
        records=[{"record_id": name, "article_id": name, "outcome": "article"} for name in of_whom],
        article_flags=[{"article_id": "unnamed", "flag": "copy_only", "detail": "http://there/"}],
    )
    build(tmp_path / "r", {"release_id": "r", "parser_version": "1"})

    with duckdb.connect(tmp_path / "r" / "dossier.duckdb", read_only=True) as con:
        rows = con.execute(
            'select publisher, "check", concerned, total from reports.data_quality'
            " where subject = 'articles' and \"check\" in ('copy_only', 'no_date')"
        ).fetchall()
    assert rows == [
        ("(unknown)", "copy_only", 1, 1),
        ("(unknown)", "no_date", 1, 1),
        ("here", "copy_only", 0, 1),
        ("here", "no_date", 1, 1),
    ]


def test_data_quality_has_no_other_checks(ask):
    assert ask("select count(distinct \"check\") from reports.data_quality where subject = 'articles'") == [(15,)]
    assert ask("select count(distinct \"check\") from reports.data_quality where subject = 'records'") == [(9,)]


def test_totals(ask):
    assert ask(
        "select articles, undated_articles, words, sections, authors, publishers, series, topics, regions, records,"
        " rejected_records, first_published_on, last_published_on, as_of_date from reports.totals"
    ) == [(5, 1, 660, 4, 3, 1, 1, 2, 3, 8, 1, date(2020, 3, 5), date(2022, 1, 10), date(2022, 6, 30))]


def test_members_of_an_archive_are_of_one_file_and_others_of_their_own(make_release, tmp_path):
    files = ["a.zip!b.txt", "a.zip!c/d!e.zip!f.txt", "A.TAR.GZ!b.txt", "A.TAR.GZ!c.txt", "t.tgz!b.txt", "t.tgz!c.txt"]
    files += ["news!/a.txt", "news!/b.txt", "zip!a.txt", "zip!b.txt"]
    records = [{"record_id": name, "file": name, "outcome": "not_article", "page_kind": "menu"} for name in files]
    build(make_release(tmp_path / "r", records=records), {"release_id": "r", "parser_version": "1"})

    with duckdb.connect(tmp_path / "r" / "dossier.duckdb", read_only=True) as con:
        assert con.execute("select source_files from release_info").fetchall() == [(3 + 4,)]


def test_release_info(ask):
    assert ask(
        "select release_id, parser_version, schema_version, inputs, as_of_date, articles, records, article_records,"
        " revision_records, duplicate_records, not_article_records, rejected_records from release_info"
    ) == [("known", "7", SCHEMA_VERSION, 3, date(2022, 6, 30), 5, 8, 5, 0, 1, 1, 1)]
