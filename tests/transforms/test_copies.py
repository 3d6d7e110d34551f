from datetime import date, timedelta

import pytest

from tests.transforms.merging import Record, merged, outcomes, rows, together
from tests.transforms.planted import CHANGES, articles, copies, lookalikes
from transforms.alike import AFTER, BEFORE, REPOST, near_titles
from transforms.near import near_keys

CODE, OTHER = "CO21020", "CO21021"
TITLE, NEAR_TITLE = "Quiet Rules for Loud Seas", "Quiet Rules for Loud Seas: A View"
DAY = date(2021, 2, 5)
SAID = [
    f"Sentence {number} says {number * 7} things, and of {number * 13} harbours it says more" for number in range(60)
]
TEXT = ". ".join(SAID)
CHANGED = ". ".join([*SAID[:20], "Here the copy says something of its own", *SAID[22:]])
QUOTED = ". ".join(
    [*SAID[:20], *(f"An answer has {number * 3} words for it, none of them kind" for number in range(40))]
)
ARTICLE = Record("a", TEXT, code=CODE, title=TITLE, slug="quiet-rules", day=DAY)


def copy(text=CHANGED, title=NEAR_TITLE, copied=DAY, **more):
    return Record("copy", text, title=title, copy=True, copied=copied, **more)


def groups(*records):
    return {"+".join(sorted(group)) for group in together(merged(*records))}


@pytest.fixture(scope="module")
def made():
    return articles(60, 4)


@pytest.mark.parametrize("kind", CHANGES)
def test_copies_with_small_changes_are_found(made, kind):
    found = copies(made, 5)[kind]

    grouped = together(merged(*made, *found))

    of = {record: group for group in grouped for record in group}
    assert sum(one.name[:5] in of[one.name] for one in found) >= 0.98 * len(found)
    assert [group for group in grouped if len({name[:5] for name in group}) > 1] == []


def test_what_only_looks_like_a_copy_is_none(made):
    others = lookalikes(made, 6)

    grouped = together(merged(*made, *others, *copies(made, 7)["a note before"]))

    assert [group for group in grouped if len({name[:5] for name in group}) > 1] == []
    assert [group for group in grouped if any("!" in name for name in group) and len(group) > 1] == []


@pytest.mark.parametrize("copied", [DAY - BEFORE, DAY + AFTER, None])
@pytest.mark.parametrize("title", [NEAR_TITLE, "Another Site’s Own Words", None])
def test_a_copy_near_in_time_and_text_is_the_article(title, copied):
    assert groups(ARTICLE, copy(title=title, copied=copied)) == {"a+copy"}


@pytest.mark.parametrize("copied", [DAY - BEFORE - timedelta(1), DAY + AFTER + timedelta(1)])
def test_at_another_time_it_is_another_article(copied):
    assert groups(ARTICLE, copy(copied=copied)) == {"a", "copy"}


def test_the_day_of_a_copy_stands_in_revisions():
    made = merged(ARTICLE, copy(copied=DAY + timedelta(4)))

    assert rows(made, "articles", "published_on", "record_id", "title") == [(DAY, "a", TITLE)]
    assert sorted(rows(made, "revisions", "copied_on"), key=str) == [DAY + timedelta(4), None]
    assert outcomes(made) == {"a": "article", "copy": "revision"}


def test_an_answer_that_quotes_is_another_article():
    assert groups(ARTICLE, copy(QUOTED, title=f"{TITLE}: An Answer")) == {"a", "copy"}


def test_the_beginning_of_a_text_is_a_copy_of_it_and_a_short_quotation_is_not():
    third, tenth = ". ".join(SAID[:20]), ". ".join(SAID[:6])

    assert groups(ARTICLE, copy(third)) == {"a+copy"}
    assert groups(ARTICLE, copy(tenth)) == {"a", "copy"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ports and Peoples, Part I", "Ports and Peoples, Part II"),
        ("Ports and Peoples (Part A)", "Ports and Peoples (Part B)"),
        ("Outlook 2020: Ports and Peoples", "Outlook 2021: Ports and Peoples"),
        ("Ports Bulletin January", "Ports Bulletin February"),
    ],
)
def test_parts_and_years_of_a_series_are_articles_of_their_own(one, other):
    first = Record("a", TEXT, title=one, slug="one", day=DAY)

    assert groups(first, copy(title=other)) == {"a", "copy"}
    assert groups(first, copy(title=one)) == {"a+copy"}


def test_two_codes_are_never_one_article():
    other = Record("b", CHANGED, code=OTHER, title=TITLE, day=DAY)

    assert groups(ARTICLE, other) == {"a", "b"}


def test_what_is_as_near_to_two_codes_is_neither():
    same = {"title": "Some Title", "day": DAY}
    codes = [Record(name, TEXT, code=code, **same) for name, code in (("a", CODE), ("b", OTHER))]

    assert groups(*codes, copy(title="Another Site’s Own Words", copied=None)) == {"a", "b", "copy"}


def test_of_two_articles_the_nearer_text_has_the_copy():
    nearer = Record("b", CHANGED + ". Nothing else was said", code=OTHER, title=TITLE, day=DAY)

    assert groups(ARTICLE, nearer, copy()) == {"a", "b+copy"}


def test_copies_of_copies_come_together():
    again = Record("again", ". ".join([*SAID[:40], "The end is lost here"]), title=None, copy=True, copied=DAY)

    assert groups(copy(), again) == {"again+copy"}
    assert groups(ARTICLE, copy(), again) == {"a+again+copy"}


def test_a_page_that_only_a_copied_article_makes_one_is_used():
    weak = copy(reason="unrecognised", url="https://blog.example/1")

    assert outcomes(merged(weak)) == {"copy": "not_article"}
    assert outcomes(merged(ARTICLE, weak)) == {"a": "article", "copy": "revision"}


def repost(day, title=NEAR_TITLE, **more):
    return Record("again", CHANGED, title=title, slug="a-rules-again", day=day, **more)


@pytest.mark.parametrize("first", [ARTICLE, Record("a", TEXT, title=TITLE, slug="quiet-rules", day=DAY)])
def test_a_repost_on_the_own_site_keeps_its_day_to_itself(first):
    made = merged(first, repost(DAY + REPOST))

    assert together(made) == {frozenset(("a", "again"))}
    assert rows(made, "articles", "published_on", "record_id") == [(DAY, "a")]
    assert rows(made, "articles", "article_id") == rows(merged(first), "articles", "article_id")
    assert sorted(rows(made, "revisions", "copied_on"), key=str) == [DAY + REPOST, None]


def test_own_pages_far_apart_or_of_other_titles_are_articles_of_their_own():
    assert groups(ARTICLE, repost(DAY + REPOST + timedelta(1))) == {"a", "again"}
    assert groups(ARTICLE, repost(DAY, title="Something Else Entirely")) == {"a", "again"}


def test_an_own_page_of_the_same_day_is_no_repost():
    made = merged(ARTICLE, repost(DAY))

    assert together(made) == {frozenset(("a", "again"))}
    assert rows(made, "revisions", "copied_on") == [None, None]


def test_many_texts_of_one_form_are_compared_with_the_nearest_only():
    forms = [
        Record(f"form{number:03d}", f"{TEXT}. Number {number}", title=f"Notice {number}", slug=f"notice-{number}",
               day=DAY + timedelta(100 * number))
        for number in range(60)
    ]  # fmt: skip
    copied = Record("copy", f"{TEXT}. Number so and so", title="Notice 33", copy=True, copied=forms[33].day)

    assert groups(*forms, copied) == {*(one.name for one in forms if one is not forms[33]), "copy+form033"}


@pytest.mark.parametrize(
    ("other", "near"),
    [
        ("QUIET RULES, FOR LOUD SEAS", True),
        ("Rules for Loud Seas", True),
        ("Why Quiet Rules Matter for the Loud Seas", True),
        ("Quiet Waters", False),
        ("The Rules of the Game", False),
        ("", False),
    ],
)
def test_near_titles(other, near):
    assert near_titles(TITLE, other) is near


def test_keys_stay_the_same():
    text = b"".join(b"Whatispart%dofarelease,thenextrunmustfind%dtimes." % (at, 7 * at) for at in range(20))
    (keys,) = near_keys([text]).to_list()

    assert keys[:4] == [3925942646, 1757162650, 3896093128, 745700207]


def test_short_bodies_have_no_keys():
    assert near_keys([b"tooshort.", None, b"", b"x" * 300]).is_null().to_list() == [True, True, True, False]
    assert near_keys([]).len() == 0
