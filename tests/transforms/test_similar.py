from datetime import date

import pytest

from transforms.similar import Candidate, find_similar

WORDS = [f"word{n * 7919 % 1000}" for n in range(400)]
TEXT = " ".join(WORDS)
ARTICLE = Candidate(1, "own", "Quiet Rules for Loud Seas", (date(2020, 3, 2),))


def _changed(every):
    return " ".join("other" if at % every == 0 else word for at, word in enumerate(WORDS))


def _pairs(lone, text, articles=(ARTICLE,), texts=None):
    known = {"own": TEXT, "copy": text} | (texts or {})
    return find_similar([lone], list(articles), lambda records: {one: known[one] for one in records})


@pytest.mark.parametrize(
    "title", ["Quiet Rules for Loud Seas", "Quiet Rules For Loud Seas: A View", "Rules for Loud Seas"]
)
def test_a_copy_with_small_changes_is_found(title):
    assert _pairs(Candidate(2, "copy", title, (date(2020, 3, 6),)), _changed(50)) == [(2, 1)]


@pytest.mark.parametrize(
    ("title", "day", "text"),
    [
        ("Quiet Rules for Loud Seas", date(2022, 3, 6), _changed(50)),
        ("Something Else Entirely", date(2020, 3, 6), _changed(50)),
        ("Quiet Rules for Loud Seas", date(2020, 3, 6), " ".join(reversed(WORDS))),
        ("Quiet Rules for Loud Seas", date(2020, 3, 6), "too short a text to tell"),
    ],
    ids=["another time", "another title", "another text", "a short text"],
)
def test_what_is_not_near_in_title_time_and_text_is_no_copy(title, day, text):
    assert _pairs(Candidate(2, "copy", title, (day,)), text) == []


def test_a_copy_without_a_date_is_found_by_title_and_text():
    assert _pairs(Candidate(2, "copy", ARTICLE.title, ()), _changed(50)) == [(2, 1)]


def test_the_nearest_text_wins_and_a_tie_decides_nothing():
    other = Candidate(3, "other", ARTICLE.title, ARTICLE.days)
    lone = Candidate(2, "copy", ARTICLE.title, ())

    nearest = _pairs(lone, _changed(50), (ARTICLE, other), {"other": _changed(8)})
    tie = _pairs(lone, _changed(50), (ARTICLE, other), {"other": TEXT})

    assert nearest == [(2, 1)]
    assert tie == []
