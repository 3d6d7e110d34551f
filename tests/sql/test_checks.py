import pytest

from flows.checks import run_checks
from flows.models import read_checks
from transforms.schema import TABLES

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
    "articles_fall_by_a_fifth": "update release_info set previous_release_id = 'before', previous_articles = 7",
    "changes_do_not_add_up": "update release_info set previous_release_id = 'before', previous_articles = 6",
    "term_counted_more_than_its_articles": "insert into reports.distinctive_terms by name"
    " select 'East Asia' as region, 2020 as published_year, 2 as rank, 'tides' as term, 2 as articles",
    "key_is_repeated": "insert into articles from articles where article_id = 'a1'",
    "reference_is_lost": "delete from authors where author_id = 'ann'",
    "quality_differs_from_doubts": "delete from article_doubts where check_name = 'truncated'",
    "trend_differs_from_counts": "update reports.trending_topics set articles = 9 where topic = 'Maritime'",
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
    assert failures[check].rows >= len(failures[check].first) >= 1
    assert str(failures[check]).startswith(f"check {check} fails: {failures[check].forbids} ")


@pytest.mark.parametrize(
    "spoil",
    [
        "update reports.data_quality set concerned = concerned + 1 where \"check\" = 'no_date'",
        "delete from reports.data_quality where \"check\" = 'no_date'",
        "update article_doubts set check_name = 'truncated' where check_name = 'no_code'",
        "update article_doubts set publisher = null; update articles set publisher = null where article_id = 'a4'",
    ],
)
def test_quality_is_compared_with_every_doubt_but_in_older_releases(con, spoil):
    con.execute(spoil)

    def fails():
        return "quality_differs_from_doubts" in {failure.check for failure in run_checks(con)}

    assert fails()
    for version, is_looked_at in {"7+0a1b": True, "10": True, "6": False, "6+0a1b": False, "1": False}.items():
        con.execute(f"update release_info set parser_version = '{version}'")
        assert fails() is is_looked_at


def test_failure_shows_some_of_the_rows(con):
    con.execute("update reports.articles_by_region_year set articles = 9, fractional_articles = 0")

    said = {failure.check: str(failure) for failure in run_checks(con)}

    rows = said["region_counted_more_than_its_articles"].split("; ")
    assert rows[0].endswith(
        " 20 rows: dimension = region, member = (unknown), published_year = 2020, articles = 9,"
        " fractional_articles = 0.0, articles_of_year = 2"
    )
    assert rows[3:] == ["…"]


def test_names_with_signs_between_are_no_repetition(con):
    con.execute("""
        insert into reports.topics_by_region by name
        select unnest(['Sea | Air', 'Sea']) as topic, unnest(['Asia', 'Air | Asia']) as region, 1 as articles
    """)

    assert "grain_is_repeated" not in {failure.check for failure in run_checks(con)}


def test_few_articles_less_are_no_fall(con):
    con.execute("update release_info set previous_release_id = 'before', previous_articles = 6")

    assert "articles_fall_by_a_fifth" not in {failure.check for failure in run_checks(con)}


def test_a_fall_may_be_accepted(con):
    con.execute("update release_info set previous_articles = 500, shrink_accepted = true")

    assert run_checks(con) == []


def test_keys_and_references_of_every_table_are_looked_at(con):
    checks = {check.name: check.sql for check in read_checks()}
    for name in TABLES:
        columns = con.execute(
            "select column_name, data_type from duckdb_columns() where database_name = 'spoilt' and table_name = ?",
            [name],
        ).fetchall()
        # Text that is in no other table.
        values = {column: f"'of {name}'" if kind == "VARCHAR" else "null" for column, kind in columns}
        for _ in range(2):
            con.execute(f"insert into {name} ({', '.join(values)}) values ({', '.join(values.values())})")

    keys = con.execute(f"select distinct table_name from ({checks['key_is_repeated']})").fetchall()
    lost = con.execute(f"select distinct table_name, column_name from ({checks['reference_is_lost']})").fetchall()

    assert {name for (name,) in keys} == set(TABLES)
    assert set(lost) == {(name, column) for name, table in TABLES.items() for column in table.references}
