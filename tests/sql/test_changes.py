from datetime import date

import duckdb
import pytest

from flows.errors import DossierError
from flows.model import build

INFO = {"release_id": "r", "parser_version": "1"}


def _article(name, **more):
    return {
        "article_id": name,
        "title": name.upper(),
        "published_on": date(2020, 1, 5),
        "published_precision": "day",
    } | ({"published_year": 2020, "url": f"https://here/{name}"} | more)


def _release(make_release, folder, articles, **more):
    records = [
        {"record_id": row["article_id"], "article_id": row["article_id"], "outcome": "article"} for row in articles
    ]
    return make_release(folder, articles=articles, records=records, **more)


@pytest.fixture
def before(make_release, tmp_path):
    """Tables of a release that others come after."""
    return _release(
        make_release,
        tmp_path / "before",
        [_article(name) for name in ("same", "redumped", "retitled", "moved", "merged", "gone")],
        categories=[{"category_id": name, "name": name, "kind": "topic"} for name in ("t1", "t2")],
        article_categories=[{"article_id": name, "category_id": "t1"} for name in ("same", "moved")],
        authors=[{"author_id": "p1", "name": "P"}],
        article_authors=[{"article_id": "same", "author_id": "p1"}, {"article_id": "moved", "author_id": "p1"}],
    )


def _changes(release):
    with duckdb.connect(release / "dossier.duckdb", read_only=True) as con:
        return con.execute(
            "select article_id, change, changed_fields, now_article_id, title from reports.release_changes order by all"
        ).fetchall()


def test_a_first_release_has_no_changes(before):
    build(before, INFO)

    assert _changes(before) == []
    with duckdb.connect(before / "dossier.duckdb", read_only=True) as con:
        assert con.execute(
            "select previous_release_id, previous_articles, shrink_accepted from release_info"
        ).fetchall() == [(None, None, False)]


def test_changes_since_the_release_before(make_release, before, tmp_path):
    now = _release(
        make_release,
        tmp_path / "now",
        [
            _article("same"),
            _article("redumped", dump_count=2, record_id="new"),
            _article("retitled", title="Other", code="CO1"),
            _article("moved", published_on=date(2020, 1, 6)),
            _article("new"),
        ],
        categories=[{"category_id": name, "name": name, "kind": "topic"} for name in ("t1", "t2")],
        article_categories=[{"article_id": "same", "category_id": "t1"}, {"article_id": "moved", "category_id": "t2"}],
        authors=[{"author_id": "p1", "name": "P"}],
        article_authors=[{"article_id": "same", "author_id": "p1"}],
        article_aliases=[{"alias_id": "merged", "article_id": "same"}],
    )

    build(now, INFO, previous=before)

    assert _changes(now) == [
        ("gone", "removed", None, None, "GONE"),
        ("merged", "removed", None, "same", "MERGED"),
        ("moved", "changed", "published_on, categories, authors", None, "MOVED"),
        ("new", "new", None, None, "NEW"),
        ("retitled", "changed", "code, title", None, "Other"),
    ]
    with duckdb.connect(now / "dossier.duckdb", read_only=True) as con:
        assert con.execute("select previous_release_id, previous_articles from release_info").fetchall() == [
            ("before", 6)
        ]


def test_an_article_of_another_id_is_the_same_one(make_release, before, tmp_path):
    now = _release(
        make_release,
        tmp_path / "now",
        [_article("same"), _article("named", title="MOVED", code="CO1"), _article("both", title="X"), _article("new")],
        categories=[{"category_id": "t1", "name": "t1", "kind": "topic"}],
        article_categories=[{"article_id": name, "category_id": "t1"} for name in ("same", "named")],
        authors=[{"author_id": "p1", "name": "P"}, {"author_id": "p2", "name": "Q"}],
        article_authors=[{"article_id": "same", "author_id": "p1"}, {"article_id": "named", "author_id": "p2"}],
        article_aliases=[
            {"alias_id": "moved", "article_id": "named"},
            {"alias_id": "gone", "article_id": "both"},
            {"alias_id": "merged", "article_id": "both"},
            {"alias_id": "older still", "article_id": "new"},
            {"alias_id": "redumped", "article_id": "same"},
        ],
    )

    build(now, INFO, previous=before, accept_shrink=True)

    assert _changes(now) == [
        ("both", "changed", "article_id, title, url", None, "X"),
        ("merged", "removed", None, "both", "MERGED"),
        ("named", "changed", "article_id, code, url, authors", None, "MOVED"),
        ("new", "new", None, None, "NEW"),
        ("redumped", "removed", None, "same", "REDUMPED"),
        ("retitled", "removed", None, None, "RETITLED"),
    ]
    with duckdb.connect(now / "dossier.duckdb", read_only=True) as con:
        former = con.execute(
            "select article_id, former_article_id from reports.release_changes where former_article_id is not null"
        ).fetchall()
    assert sorted(former) == [("both", "gone"), ("named", "moved")]


def test_far_fewer_articles_stop_the_release_unless_accepted(make_release, before, tmp_path):
    now = _release(make_release, tmp_path / "now", [_article(name) for name in ("same", "gone", "moved", "merged")])

    with pytest.raises(
        DossierError, match=r"look at the inputs, or allow it with --accept-shrink\. 1 row: previous_rel"
    ):
        build(now, INFO, previous=before)

    assert not (now / "dossier.duckdb").exists()
    build(now, INFO, previous=before, accept_shrink=True)
    assert [row[0] for row in _changes(now) if row[1] == "removed"] == ["redumped", "retitled"]


def test_articles_that_became_one_are_no_fall(make_release, before, tmp_path):
    merged = [{"alias_id": name, "article_id": "same"} for name in ("redumped", "retitled", "moved", "merged", "gone")]
    now = _release(make_release, tmp_path / "now", [_article("same")], article_aliases=merged)

    assert build(now, INFO, previous=before)["release_changes"] == 6
