import pytest

from flows.model import run_checks
from flows.models import read_checks

# What spoils a sound release so that the check must speak up.
SPOILS = {
    "fractional_articles_do_not_add_up": "update reports.articles_by_region_year set fractional_articles = 9"
    " where region = 'East Asia' and published_year is null",
    "shares_of_year_do_not_add_up": "update reports.articles_by_topic_year set share_of_year = 0.1"
    " where topic = 'Maritime'",
    "grid_has_holes": "delete from reports.articles_by_region_year where region = 'Oceania' and published_year = 2021",
    "grain_is_repeated": "insert into reports.section_profile from reports.section_profile",
    "totals_differ_from_tables": "update reports.totals set sections = 5",
    "articles_get_lost": "delete from reports.articles_by_series_month where month is null",
    "region_counted_more_than_its_articles": "update reports.articles_by_topic_year set articles = 9",
    "regions_cover_less_than_the_year": "update reports.articles_by_region_year set articles = 0",
    "author_without_output": "delete from reports.author_output where articles = 0",
    "share_is_no_share": "update reports.data_quality set share = 1.2",
    "records_get_lost": "delete from reports.data_quality where \"check\" = 'record_rejected'",
    "region_year_differs_from_tables": "update reports.articles_by_region_year set articles = 7"
    " where region = 'South Asia' and published_year = 2022",
}


def test_a_sound_release_passes(con):
    assert run_checks(con) == []


def test_every_check_was_seen_to_fail():
    assert sorted(SPOILS) == [check.name for check in read_checks()]


@pytest.mark.parametrize("check", SPOILS)
def test_check_speaks_up(con, check):
    con.execute(SPOILS[check])

    failures = {failure.check: failure for failure in run_checks(con)}

    assert check in failures
    assert failures[check].rows >= 1
    assert str(failures[check]).startswith(f"check {check} fails ({failures[check].rows} rows): ")
