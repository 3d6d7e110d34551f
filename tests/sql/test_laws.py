import tempfile
from datetime import date
from itertools import pairwise
from math import isclose
from pathlib import Path

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.model import build

_CATEGORIES = [
    {"category_id": key, "publisher": "here", "kind": kind, "name": name, "region": region, "known": True}
    for key, kind, name, region in (
        ("r1", "region", "ASEAN", "Southeast Asia"),
        ("r2", "region", "Southeast Asia", "Southeast Asia"),
        ("r3", "region", "East Asia", "East Asia"),
        ("r4", "region", "Europe", "Europe"),
        ("t1", "topic", "Cyber", None),
        ("t2", "topic", "Maritime", None),
        ("t3", "topic", "Nuclear", None),
    )
]
_AUTHORS = [{"author_id": name, "name": name.upper()} for name in ("a", "b", "c")]
_DATES = st.none() | st.dates(date(2001, 1, 1), date(2006, 12, 31))
_ARTICLES = st.lists(
    st.tuples(
        _DATES,
        st.sampled_from(("day", "month", "year")),
        st.sets(st.sampled_from([row["category_id"] for row in _CATEGORIES])),
        st.sets(st.sampled_from([row["author_id"] for row in _AUTHORS])),
        st.lists(st.integers(0, 9), max_size=3),
    ),
    max_size=12,
)


def _tables(articles):
    tables = {"articles": [], "sections": [], "article_categories": [], "article_authors": [], "records": []}
    for number, (day, precision, categories, authors, sections) in enumerate(articles):
        name = f"n{number}"
        year = day.year if day else None
        tables["articles"].append(
            {
                "article_id": name,
                "published_on": day,
                "published_precision": precision if day else None,
                "published_year": year,
                "author_count": len(authors),
            }
        )
        tables["records"].append({"record_id": name, "article_id": name, "outcome": "article"})
        tables["article_categories"] += [{"article_id": name, "category_id": key} for key in sorted(categories)]
        tables["article_authors"] += [{"article_id": name, "author_id": key} for key in sorted(authors)]
        tables["sections"] += [
            {"article_id": name, "position": position, "kind": "other", "word_count": words, "published_year": year}
            for position, words in enumerate(sections, 1)
        ]
    return tables | {"categories": _CATEGORIES, "authors": _AUTHORS}


def _build(make_release, folder, tables):
    build(make_release(folder, **tables), {"release_id": "r", "parser_version": "1"})
    return {path.name: path.read_bytes() for path in sorted((folder / "reports").iterdir())}


@settings(max_examples=settings.default.max_examples // 10)
@given(articles=_ARTICLES, data=st.data())
def test_laws_of_counting(make_release, articles, data):
    tables = _tables(articles)
    shuffled = {name: data.draw(st.permutations(rows), label=name) for name, rows in tables.items()}
    with tempfile.TemporaryDirectory() as scratch:
        first, second = Path(scratch) / "first", Path(scratch) / "second"

        # The order of the rows makes no difference, to the last byte.
        assert _build(make_release, first, tables) == _build(make_release, second, shuffled)

        with duckdb.connect(first / "dossier.duckdb", read_only=True) as con:
            _fractions_add_up_over_a_dense_grid(con, tables["articles"], "region")
            _fractions_add_up_over_a_dense_grid(con, tables["articles"], "topic")


def _fractions_add_up_over_a_dense_grid(con, articles, dimension):
    rows = con.execute(
        f"select {dimension}, published_year, articles, fractional_articles, share_of_year"
        f" from reports.articles_by_{dimension}_year"
    ).fetchall()
    years = {row[1] for row in rows}
    in_year = {year: [article for article in articles if article["published_year"] == year] for year in years}

    assert years >= {article["published_year"] for article in articles}
    assert all(after - before == 1 for before, after in pairwise(sorted(years - {None})))
    assert len(rows) == len({row[0] for row in rows}) * len(years)
    for year, those in in_year.items():
        of_year = [row for row in rows if row[1] == year]
        assert isclose(sum(row[3] for row in of_year), len(those), abs_tol=1e-9)
        assert all(row[2] <= len(those) and row[3] <= row[2] for row in of_year)
        shares = [row[4] for row in of_year]
        assert isclose(sum(shares), 1, abs_tol=1e-9) if those else set(shares) == {None}


def test_a_release_without_articles_has_every_report(make_release, tmp_path):
    reports = _build(make_release, tmp_path / "empty", {})

    with duckdb.connect(tmp_path / "empty" / "dossier.duckdb", read_only=True) as con:
        rows = {name: con.execute(f"from reports.{Path(name).stem}").fetchall() for name in reports}
    assert rows.pop("totals.parquet") == [(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, None, None, None)]
    assert set(map(len, rows.values())) == {0}
