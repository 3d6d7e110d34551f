import math
from collections import Counter
from datetime import date

import polars as pl

from flows.model import build

# Region, year, clauses of the title, clauses of the synopsis.
ARTICLES = [
    ("East Asia", 2020, ["Tides of the Strait"], ["The strait", "harbour pilots and tides again"]),
    ("East Asia", 2020, ["Harbour Pilots", "Tides of the North"], []),
    ("East Asia", 2020, ["Harbour lights"], ["Ferries of the north"]),
    ("East Asia", 2021, ["Quiet Ferries"], ["Old ferries", "new ferries"]),
    ("East Asia", 2021, ["Ferries in the Strait"], ["5 ferries", "17 fees"]),
    ("Oceania", 2020, ["Coral Reefs"], ["coral reefs and tides"]),
    ("Oceania", 2020, ["CORAL REEFS", "Ferries"], []),
    ("Oceania", 2020, ["Coral fees"], ["Old", "coral", "reefs"]),
]
STOP = {"of", "the", "and", "again", "in", "5", "17"}


def _built(make_release, folder, articles):
    """Reports over articles of (region, year, title, synopsis)."""
    regions = sorted({region for region, *_ in articles if region})
    build(
        make_release(
            folder,
            articles=[
                {
                    "article_id": f"a{number}",
                    "title": title,
                    "synopsis": synopsis,
                    "published_on": date(year, 1, 1) if year else None,
                    "published_precision": "day" if year else None,
                    "published_year": year,
                }
                for number, (_, year, title, synopsis) in enumerate(articles)
            ],
            categories=[
                {"category_id": region, "publisher": "x", "name": region, "kind": "region", "region": region}
                for region in regions
            ],
            article_categories=[
                {"article_id": f"a{number}", "category_id": region}
                for number, (region, *_) in enumerate(articles)
                if region
            ],
            records=[
                {"record_id": f"r{number}", "article_id": f"a{number}", "outcome": "article"}
                for number in range(len(articles))
            ],
        ),
        {"release_id": "r", "parser_version": "1"},
    )
    return pl.read_parquet(folder / "reports" / "distinctive_terms.parquet")


def _terms(clauses):
    """The terms of an article, found the plain way."""
    found = set()
    for clause in clauses:
        words = clause.lower().split()
        for size in (1, 2, 3):
            for start in range(len(words) - size + 1):
                term = words[start : start + size]
                if not {term[0], term[-1]} & STOP:
                    found.add(" ".join(term))
    return found


def _expected():
    """What Monroe, Colaresi and Quinn's formulas give, written out once more."""
    terms = [(region, year, _terms([*title, *synopsis])) for region, year, title, synopsis in ARTICLES]
    overall = Counter(term for *_, found in terms for term in found)
    kept = {term: count for term, count in overall.items() if count >= 2}
    total = sum(kept.values())
    groups = {(region, year) for region, year, _ in terms}
    sizes = {
        group: sum(len(found & set(kept)) for region, year, found in terms if (region, year) == group)
        for group in groups
    }
    strength = sum(sizes.values()) / len(sizes)
    scores = {}
    for group in groups:
        here = Counter(term for region, year, found in terms if (region, year) == group for term in found)
        for term, count in here.items():
            if count < 2:
                continue
            prior = strength * kept[term] / total
            elsewhere = kept[term] - count
            n, m = sizes[group], total - sizes[group]
            delta = math.log((count + prior) / (n + strength - count - prior)) - math.log(
                (elsewhere + prior) / (m + strength - elsewhere - prior)
            )
            scores[*group, term] = (count, elsewhere, delta / math.sqrt(1 / (count + prior) + 1 / (elsewhere + prior)))
    return {key: values for key, values in scores.items() if values[2] > 0}


def test_scores_are_those_of_the_formula(make_release, tmp_path):
    texts = [(region, year, "; ".join(title), ". ".join(rest) or None) for region, year, title, rest in ARTICLES]

    found = _built(make_release, tmp_path, texts)

    expected = _expected()
    # As many have the harbour pilots; but more have harbours, and reefs.
    part = ("East Asia", 2020, "pilots")
    assert expected.pop(part)[0] == expected["East Asia", 2020, "harbour pilots"][0] == 2
    columns = ["region", "published_year", "term", "articles", "articles_elsewhere", "score"]
    rows = {row[:3]: row[3:] for row in found[columns].rows()}
    assert set(rows) == set(expected)
    for key, (articles, elsewhere, score) in rows.items():
        assert (articles, elsewhere) == expected[key][:2], key
        assert math.isclose(score, expected[key][2], rel_tol=1e-12), key
    for _, group in found.group_by("region", "published_year"):
        assert group.sort("rank")["rank"].to_list() == list(range(1, group.height + 1))
        assert group.sort("rank")["score"].is_sorted(descending=True)


def test_the_only_term_there_is_sets_nothing_apart(make_release, tmp_path):
    # Of four articles in three years, what is under its fraction would be rounded to less than zero.
    found = _built(make_release, tmp_path, [("Oceania", year, "Reefs", None) for year in (2015, 2016, 2016, 2017)])

    assert found.is_empty()


def _terms_of(frame):
    return frame.sort("rank")["term"].to_list()


def test_words_are_those_of_people(make_release, tmp_path):
    texts = ["Çin’s rise: COVID-19 – U.S. “côte d'ivoire” 2020 3rd", "Çin's rise, covid-19 & (the) Côte d’Ivoire"]
    others = [("Oceania", 2021, "Reefs", None)] * 3

    found = _built(make_release, tmp_path, [("East Asia", 2020, text, None) for text in texts] + others)

    here = found.filter(region="East Asia")
    assert sorted(_terms_of(here)) == ["covid-19", "côte d ivoire", "çin's rise"]
    assert _terms_of(found.filter(region="Oceania")) == ["reefs"]


def test_undated_and_without_region_are_there_too(make_release, tmp_path):
    articles = [(None, 2020, "Tides", None)] * 2 + [("Oceania", None, "Reefs", None)] * 2

    found = _built(make_release, tmp_path, articles)

    assert found["region", "published_year", "term"].rows() == [
        ("(unknown)", 2020, "tides"),
        ("Oceania", None, "reefs"),
    ]


def test_what_there_is_nothing_to_compare_with_has_no_terms(make_release, tmp_path):
    assert _built(make_release, tmp_path, [("Oceania", 2020, "Reefs", "Tides")] * 3).is_empty()


def test_the_end_of_a_long_text_is_not_looked_at(make_release, tmp_path):
    text = ". ".join(["Tides", *["of"] * 28, "reefs", "ferries"])
    assert text.replace(".", " |").split().index("reefs") == 58

    found = _built(
        make_release, tmp_path, [("Oceania", 2020, text, None)] * 2 + [("East Asia", 2020, "Ships", None)] * 2
    )

    assert sorted(found.filter(region="Oceania")["term"]) == ["reefs", "tides"]


def test_no_more_than_twenty(make_release, tmp_path):
    articles = [("Oceania", 2020, "; ".join(f"word{chr(97 + n)}" for n in range(26)), None)] * 2

    found = _built(make_release, tmp_path, [*articles, *[("East Asia", 2020, "Tides", None)] * 2])

    here = found.filter(region="Oceania")
    assert here.height == 20
    assert here["articles"].unique().to_list() == [2]
    # Of equal ones the first by name.
    assert _terms_of(here)[0] == "worda"
