from datetime import date, timedelta
from itertools import permutations

import polars as pl
import pytest

from tests.transforms.merging import LONG, Record, frames, merged, rows, together
from transforms.identity import COPY_AFTER, COPY_BEFORE, components, evidence, related

CODE, OTHER = "CO21020", "CO21021"
TITLE = "Tides and Harbours"
DAY, NEXT_YEAR = date(2021, 2, 5), date(2022, 2, 5)
TEXTS = [f"{LONG} number{number}" for number in range(9)]


def groups(*records):
    return {"+".join(sorted(group)) for group in together(merged(*records))}


def test_one_code_is_one_article():
    assert groups(Record("a", TEXTS[0], code=CODE), Record("b", TEXTS[1], code=CODE)) == {"a+b"}


def test_one_address_is_one_article():
    assert groups(Record("a", TEXTS[0], slug="tides"), Record("b", TEXTS[1], slug="tides")) == {"a+b"}


def test_one_text_is_one_article():
    assert groups(Record("a", title="One Title of Two"), Record("b", title="Another Title")) == {"a+b"}


def test_a_short_text_is_no_evidence():
    short = " ".join(TEXTS[0].split()[:20])

    assert groups(Record("a", short, title="One Title of Two"), Record("b", short, title="Another Title")) == {"a", "b"}


def test_one_title_on_one_day_is_one_article():
    assert groups(Record("a", TEXTS[0], title=TITLE, day=DAY), Record("b", TEXTS[1], title=TITLE, day=DAY)) == {"a+b"}


def test_one_title_in_another_year_is_another_article():
    records = Record("a", TEXTS[0], title=TITLE, day=DAY), Record("b", TEXTS[1], title=TITLE, day=NEXT_YEAR)

    assert groups(*records) == {"a", "b"}


def test_two_codes_are_never_one_article():
    same = {"title": TITLE, "slug": "tides", "day": DAY}

    assert groups(Record("a", code=CODE, **same), Record("b", code=OTHER, **same)) == {"a", "b"}


def test_what_fits_two_codes_is_neither():
    same = {"title": TITLE, "slug": "tides", "day": DAY}

    found = groups(Record("a", code=CODE, **same), Record("b", code=OTHER, **same), Record("c", **same))

    assert found == {"a", "b", "c"}


def test_one_code_on_two_unrelated_pages_is_two_articles():
    made = merged(
        Record("a", TEXTS[0], code=CODE, title=TITLE, day=DAY),
        Record("b", TEXTS[1], code=CODE, title="Something Else", day=NEXT_YEAR),
    )

    assert together(made) == {frozenset("a"), frozenset("b")}
    assert rows(made, "article_flags", "flag").count("code_of_several_articles") == 2


def test_one_code_under_a_changed_title_is_one_article():
    records = (
        Record("a", TEXTS[0], code=CODE, title=TITLE, day=DAY),
        Record("b", TEXTS[1], code=CODE, title="Tides, Harbours and Lamps", day=DAY),
    )

    assert groups(*records) == {"a+b"}


@pytest.mark.parametrize(
    ("copied", "found"),
    [
        (DAY, {"a+copy"}),
        (DAY - COPY_BEFORE, {"a+copy"}),
        (DAY - COPY_BEFORE - (COPY_BEFORE / 3), {"a", "copy"}),
        (DAY + COPY_AFTER, {"a+copy"}),
        (DAY + COPY_AFTER + (COPY_BEFORE / 3), {"a", "copy"}),
        (None, {"a+copy"}),
    ],
)
def test_a_copy_belongs_to_the_article_of_its_title_and_time(copied, found):
    copy = Record("copy", TEXTS[1], title=TITLE, copy=True, copied=copied)

    assert groups(Record("a", TEXTS[0], title=TITLE, day=DAY), copy) == found


def test_of_articles_with_one_title_the_copy_belongs_to_the_nearest():
    copy = Record("copy", TEXTS[2], title=TITLE, copy=True, copied=date(2021, 3, 1))
    articles = [Record("a", TEXTS[0], title=TITLE, day=DAY), Record("b", TEXTS[1], title=TITLE, day=date(2021, 2, 25))]

    assert groups(*articles, copy) == {"a", "b+copy"}


def test_a_copy_without_time_belongs_to_none_of_several():
    copy = Record("copy", TEXTS[2], title=TITLE, copy=True)
    articles = [Record("a", TEXTS[0], title=TITLE, day=DAY), Record("b", TEXTS[1], title=TITLE, day=NEXT_YEAR)]

    assert groups(*articles, copy) == {"a", "b", "copy"}


def test_other_authors_are_another_article():
    copy = Record("copy", TEXTS[1], title=TITLE, copy=True, copied=DAY, authors=("Ann Tan",))

    assert groups(Record("a", TEXTS[0], title=TITLE, day=DAY, authors=("Li Na",)), copy) == {"a", "copy"}


COPY = {"title": TITLE, "copy": True}
WEEK, MONTHS = timedelta(days=7), timedelta(days=100)


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ({}, {}, {"a+b"}),
        ({"copied": DAY}, {"copied": DAY + WEEK}, {"a+b"}),
        ({"copied": DAY}, {"copied": DAY + MONTHS}, {"a", "b"}),
        ({"authors": ("Ann Tan", "Bo Lee")}, {"authors": ("Bo Lee",)}, {"a+b"}),
        ({"authors": ("Ann Tan",)}, {"authors": ("Bo Lee",)}, {"a", "b"}),
        ({"authors": ("Ann Tan",), "copied": DAY}, {"authors": ("Ann Tan",), "copied": DAY + MONTHS}, {"a", "b"}),
    ],
)
def test_copies_of_one_title_are_one_article_where_nothing_speaks_against_it(one, other, found):
    assert groups(Record("a", TEXTS[0], **COPY, **one), Record("b", TEXTS[1], **COPY, **other)) == found


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_copy_that_fits_two_others_is_neither(order):
    records = [
        Record("a", TEXTS[0], **COPY, authors=("Ann Tan",)),
        Record("b", TEXTS[1], **COPY, authors=("Bo Lee",)),
        Record("c", TEXTS[2], **COPY),
    ]

    assert groups(*(records[at] for at in order)) == {"a", "b", "c"}


def test_what_many_different_texts_have_for_a_title_is_a_sites_name():
    records = [Record(f"{at:02}", f"{LONG} number{at}" * 2, **COPY) for at in range(51)]

    assert len(groups(*records[:50])) == 1
    assert len(groups(*records)) == 51


def test_ids_are_of_what_identifies():
    def article_id(*records):
        (found,) = rows(merged(*records), "articles", "article_id")
        return found

    coded = article_id(Record("a", code=CODE, title=TITLE))
    assert coded == article_id(Record("b", TEXTS[1], code=CODE, slug="tides", day=DAY))
    assert coded != article_id(Record("a", code=CODE, title=TITLE, publisher="another"))
    assert article_id(Record("a", slug="tides")) == article_id(Record("b", TEXTS[1], slug="tides", title=TITLE))
    assert article_id(Record("a", title=TITLE, day=DAY)) == article_id(Record("b", TEXTS[1], title=TITLE, day=DAY))


def test_a_weak_page_takes_no_articles_id_away():
    article = Record("a", TEXTS[0], code=CODE, title=TITLE)
    weak = Record("weak", TEXTS[1], code=CODE, title="Something Else", reason="unrecognised", copy=True)

    assert rows(merged(article, weak), "articles", "article_id") == rows(merged(article), "articles", "article_id")


def test_related_are_all_that_a_chain_connects():
    chain = [
        Record("a", TEXTS[0], code=CODE),
        Record("b", TEXTS[1], code=CODE, slug="tides"),
        Record("c", TEXTS[2], slug="tides", title=TITLE),
        Record("d", TEXTS[3], title=TITLE, copy=True),
        Record("e", TEXTS[4], code=OTHER),
    ]

    found = related(evidence(frames(chain).pages), pl.Series(["d"]))

    assert sorted(found) == ["a", "b", "c", "d"]


def test_components_are_numbered_by_what_connects_them():
    records = [
        Record("a", TEXTS[0], code=CODE),
        Record("x", TEXTS[4]),
        Record("b", TEXTS[1], code=CODE, slug="tides"),
        Record("c", TEXTS[2], slug="tides", title=TITLE),
        Record("d", TEXTS[3], title=TITLE, copy=True),
        Record("y", TEXTS[5], code=OTHER),
    ]

    found = dict(components(evidence(frames(records).pages)).rows())

    assert {found[name] for name in "bcd"} == {found["a"]}
    assert len({found[name] for name in "axy"}) == 3
