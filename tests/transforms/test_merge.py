from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.merging import LONG, Record, compared, merged, merged_in_runs, outcomes, rows
from transforms.schema import TABLES

CODE, OTHER = "CO21020", "CO21021"
EARLY, LATE, LATEST = datetime(2021, 3, 1), datetime(2022, 3, 1), datetime(2023, 3, 1)
REVISED = LONG.replace("word7 ", "changed ")
CUT = LONG[: len(LONG) // 2]


def current(*records):
    (record,) = rows(merged(*records), "articles", "record_id")
    return record


def test_no_records_are_no_articles():
    assert rows(merged(), "articles") == []


def test_pages_of_the_own_site_come_before_copies():
    own = Record("own", code=CODE, dumped=EARLY)
    copy = Record("copy", REVISED, code=CODE, copy=True, dumped=LATE)

    assert current(own, copy) == "own"


def test_complete_texts_come_before_truncated_ones():
    whole = Record("whole", code=CODE, dumped=EARLY)
    cut = Record("cut", "another start " + CUT, code=CODE, complete=False, dumped=LATE)

    assert current(whole, cut) == "whole"


def test_the_own_site_counts_more_than_completeness():
    cut = Record("own", "another start " + CUT, code=CODE, complete=False)
    copy = Record("copy", code=CODE, copy=True, dumped=LATE)

    assert current(cut, copy) == "own"


def test_among_texts_that_differ_the_one_dumped_last_is_current():
    assert current(Record("a", code=CODE, dumped=LATE), Record("b", REVISED, code=CODE, dumped=EARLY)) == "a"
    assert current(Record("a", code=CODE, dumped=EARLY), Record("b", REVISED, code=CODE, dumped=LATE)) == "b"


def test_an_undated_dump_is_before_dated_ones():
    assert current(Record("a", code=CODE, dumped=EARLY), Record("b", REVISED, code=CODE)) == "a"


def test_a_late_copy_of_an_old_text_does_not_make_it_current():
    old = Record("old", code=CODE, dumped=EARLY)
    copy = Record("copy", code=CODE, copy=True, dumped=LATEST)
    new = Record("new", REVISED, code=CODE, dumped=LATE)

    assert current(old, copy, new) == "new"


def test_among_records_of_a_text_the_one_that_shows_most_gives_it():
    bare = Record("bare", code=CODE, dumped=LATE)
    rich = Record("rich", code=CODE, title="A Title of Some Length", topics=("Maritime Security",), dumped=EARLY)

    assert current(bare, rich) == "rich"


def test_among_equals_the_one_dumped_last_gives_the_text():
    assert current(Record("a", code=CODE, dumped=EARLY), Record("b", code=CODE, dumped=LATE)) == "b"


def test_among_equals_dumped_at_once_the_smallest_id_gives_the_text():
    assert current(Record("b", code=CODE, dumped=LATE), Record("a", code=CODE, dumped=LATE)) == "a"


def test_the_same_text_is_a_duplicate_and_another_a_revision():
    made = merged(
        Record("a", code=CODE, dumped=EARLY),
        Record("b", code=CODE, dumped=LATE),
        Record("c", REVISED, code=CODE, dumped=LATEST),
    )

    assert outcomes(made) == {"a": "duplicate", "b": "revision", "c": "article"}
    assert rows(made, "revisions", "revision", "record_id", "dumped_at", "is_current") == [
        (1, "b", EARLY, False),
        (2, "c", LATEST, True),
    ]
    assert rows(made, "articles", "dump_count", "revision_count", "first_dumped_at", "last_dumped_at") == [
        (3, 2, EARLY, LATEST)
    ]


def test_a_text_that_comes_back_is_one_revision():
    made = merged(
        Record("a", code=CODE, dumped=EARLY),
        Record("b", REVISED, code=CODE, dumped=LATE),
        Record("c", code=CODE, dumped=LATEST),
    )

    assert outcomes(made) == {"a": "duplicate", "b": "revision", "c": "article"}


def test_revisions_of_unknown_time_come_first():
    made = merged(Record("a", code=CODE, dumped=EARLY), Record("b", REVISED, code=CODE))

    assert rows(made, "revisions", "revision", "record_id") == [(1, "b"), (2, "a")]


def test_a_text_that_an_undated_dump_has_too_is_of_unknown_time():
    made = merged(
        Record("a", code=CODE), Record("b", REVISED, code=CODE, dumped=LATE), Record("c", code=CODE, dumped=LATEST)
    )

    assert rows(made, "revisions", "revision", "record_id", "dumped_at", "is_current") == [
        (1, "c", None, True),
        (2, "b", LATE, False),
    ]


def test_a_text_cut_off_is_a_duplicate_however_late():
    made = merged(Record("whole", code=CODE, dumped=EARLY), Record("cut", CUT, code=CODE, complete=False, dumped=LATE))

    assert outcomes(made) == {"whole": "article", "cut": "duplicate"}
    assert rows(made, "articles", "revision_count") == [1]


def test_a_shorter_text_that_is_not_cut_off_is_a_revision():
    made = merged(Record("long", code=CODE, dumped=EARLY), Record("short", CUT, code=CODE, dumped=LATE))

    assert outcomes(made) == {"long": "revision", "short": "article"}


def test_main_content_that_shows_no_end_may_be_cut_at_a_sentences_end():
    cut = Record("cut", CUT, code=CODE, rendering="main_content", dumped=LATE)

    assert outcomes(merged(Record("whole", code=CODE, dumped=EARLY), cut)) == {"whole": "article", "cut": "duplicate"}


@pytest.mark.parametrize("end", [{"topics": ("Tides",)}, {"biography": "Ann Tan is a writer."}])
def test_main_content_that_shows_its_end_is_whole(end):
    short = Record("short", CUT, code=CODE, rendering="main_content", dumped=LATE, **end)

    assert outcomes(merged(Record("long", code=CODE, dumped=EARLY), short)) == {"long": "revision", "short": "article"}


def test_a_dump_without_its_text_is_a_duplicate():
    made = merged(Record("whole", code=CODE, dumped=EARLY), Record("none", "", code=CODE, dumped=LATE))

    assert outcomes(made) == {"whole": "article", "none": "duplicate"}


def test_a_cut_text_alone_is_used():
    assert outcomes(merged(Record("cut", CUT, code=CODE, complete=False))) == {"cut": "article"}


def test_a_copys_own_date_stands_in_revisions():
    copy = Record("copy", title="A Title of Some Length", copy=True, copied=date(2021, 2, 8), dumped=EARLY)

    made = merged(copy)

    assert rows(made, "articles", "published_on", "published_year") == [(None, None)]
    assert rows(made, "revisions", "copied_on") == [date(2021, 2, 8)]
    assert ("copy_only", "") in rows(made, "article_flags", "flag", "detail")


def test_records_that_are_no_publications_keep_what_they_are():
    made = merged(
        Record("menu", outcome="not_article", publisher=None),
        Record("empty", "", outcome="rejected", reason="empty", publisher=None),
    )

    assert outcomes(made) == {"menu": "not_article", "empty": "rejected"}
    assert rows(made, "records", "reason") == ["empty", None]


WEAK = Record("weak", reason="unrecognised", copy=True, publisher=None)


def test_a_weak_copy_counts_with_another_record_of_its_text():
    made = merged(Record("own", code=CODE), WEAK)

    assert outcomes(made) == {"own": "article", "weak": "duplicate"}
    assert rows(made, "records", "reason") == [None, None]


def test_a_weak_copy_alone_is_rejected():
    made = merged(Record("own", REVISED + " and more", code=CODE), WEAK)

    assert outcomes(made) == {"own": "article", "weak": "rejected"}
    assert rows(made, "records", "page_kind", "reason") == [("publication", None), (None, "unrecognised")]


def test_a_weak_copy_of_a_known_address_is_another_sites():
    made = merged(Record("weak", reason="unrecognised", copy=True, publisher=None, url="https://blog.example/1"))

    assert rows(made, "records", "outcome", "page_kind", "reason") == [("not_article", "other_site", None)]


def test_sections_come_from_the_current_text_and_a_biography_from_another():
    made = merged(
        Record("a", code=CODE, dumped=LATE), Record("b", code=CODE, complete=False, biography="B writes.", dumped=EARLY)
    )

    plan = made.section_plan.sort("only_biography").select("record_id", "only_biography", "offset").rows()
    assert plan == [("a", False, 0), ("b", True, 1)]
    assert rows(made, "articles", "section_count") == [2]


def test_former_ids_lead_to_the_article():
    slug_only = Record("a", slug="tides", dumped=EARLY)
    coded = Record("b", slug="tides", code=CODE, dumped=LATE)
    (before,) = rows(merged(slug_only), "articles", "article_id")

    made = merged_in_runs([[slug_only], [coded]])

    (after,) = rows(made, "articles", "article_id")
    assert rows(made, "article_aliases") == [(before, after)]
    assert after == rows(merged(coded), "articles", "article_id")[0] != before


def test_former_ids_are_followed_through_several_runs():
    text_only = Record("a")
    slug = Record("b", slug="tides")
    coded = Record("c", slug="tides", code=CODE)
    first, second = (rows(merged(*some), "articles", "article_id")[0] for some in ([text_only], [text_only, slug]))

    made = merged_in_runs([[text_only], [slug], [coded]])

    (now,) = rows(made, "articles", "article_id")
    assert rows(made, "article_aliases") == sorted([(first, now), (second, now)])


def test_an_id_that_lives_is_no_former_one():
    made = merged_in_runs([[Record("a", slug="tides")], [Record("b", slug="tides", dumped=LATE)]])

    assert rows(made, "article_aliases") == []


def test_names_are_written_as_most_articles_have_them():
    def by(name, code, author):
        return Record(name, f"{LONG} {code}", code=code, byline=author, authors=(author,))

    made = merged_in_runs([[by("a", "CO1", "LI Na"), by("b", "CO2", "Li Na")], [by("c", "CO3", "LI Na")]])

    assert rows(made, "authors", "name") == ["LI Na"]


some = st.sampled_from
few = settings(max_examples=settings.default.max_examples // 2)
BODIES = (LONG, REVISED, CUT, f"{REVISED} end", "too short to be evidence", "")
records = st.builds(
    Record,
    name=st.text("abcdef", min_size=3, max_size=5),
    text=some(BODIES),
    code=some((None, None, CODE, OTHER)),
    title=some((None, "Elections Ahead", "Tides and Harbours", "Asia")),
    slug=some((None, None, "elections-ahead", "tides")),
    day=some((None, date(2021, 2, 5), date(2021, 2, 20), date(2022, 2, 5))),
    precision=some(("day", "month")),
    copied=some((None, date(2021, 2, 6), date(2022, 2, 8))),
    copy=st.booleans(),
    complete=st.booleans(),
    dumped=some((None, EARLY, LATE, LATEST)),
    authors=some(((), ("Li Na",), ("LI NA", "Ann Tan"), ("Ann Tan",))),
    topics=some(((), ("Maritime Security",), ("Trade", "Maritime Security"))),
    regions=some(((), ("Global",))),
    biography=some((None, "Li Na writes.")),
    places=some(((), ("SGP",), ("SGP", "MYS"))),
    outcome=some(("publication", "publication", "publication", "not_article")),
    reason=some((None, None, None, "unrecognised")),
    url=some((None, "https://blog.example/1")),
    publisher=some(("rsis", None)),
)
corpora = st.lists(records, min_size=1, max_size=9, unique_by=lambda one: one.name)


@few
@given(corpora, st.data())
def test_in_any_order_and_any_parts_the_same(corpus, data):
    order = data.draw(st.permutations(corpus))
    cuts = sorted(data.draw(st.sets(st.integers(1, max(1, len(corpus) - 1)), max_size=3)))
    parts = [order[start:end] for start, end in zip([0, *cuts], [*cuts, len(order)], strict=True) if order[start:end]]
    at_once = compared(merged(*corpus))

    in_parts = compared(merged_in_runs(parts))

    for name, frame in at_once.items():
        assert in_parts[name].equals(frame), name


SAID = [f"sentence {number} says {number * 7} things of {number * 13} harbours" for number in range(30)]
NEAR_BODIES = [". ".join(part) for part in (SAID, SAID[2:], SAID[:22], [*SAID[:14], "some words more", *SAID[14:]],
                                            SAID[:12], SAID[18:], [*SAID[15:], *BODIES[:2]])]  # fmt: skip
near_records = st.builds(
    Record,
    name=st.text("abcdef", min_size=3, max_size=5),
    text=some(NEAR_BODIES),
    code=some((None, None, None, CODE, OTHER)),
    title=some((None, "Tides and Harbours", "Tides and Harbours: A View", "Tides and Harbours: Part II", "Elsewhere")),
    slug=some((None, None, "elections-ahead", "tides")),
    day=some((None, date(2021, 2, 5), date(2021, 2, 20), date(2021, 4, 16), date(2022, 2, 5))),
    copied=some((None, date(2021, 2, 6), date(2021, 4, 20), date(2022, 2, 8))),
    copy=st.booleans(),
    dumped=some((None, EARLY, LATE)),
    reason=some((None, None, "unrecognised")),
    url=some((None, "https://blog.example/1")),
)


@few
@given(st.lists(near_records, min_size=2, max_size=9, unique_by=lambda one: one.name), st.data())
def test_near_copies_in_any_order_and_any_parts_the_same(corpus, data):
    order = data.draw(st.permutations(corpus))
    cuts = sorted(data.draw(st.sets(st.integers(1, len(corpus) - 1), max_size=3)))
    at_once = compared(merged(*corpus))

    in_parts = compared(
        merged_in_runs([order[start:end] for start, end in zip([0, *cuts], [*cuts, len(order)], strict=True)])
    )

    for name, frame in at_once.items():
        assert in_parts[name].equals(frame), name


@few
@given(corpora)
def test_every_record_once_and_every_article_by_one(corpus):
    made = merged(*corpus)

    assert sorted(rows(made, "records", "record_id")) == sorted(one.name for one in corpus)
    found = made.tables["records"].filter(made.tables["records"]["outcome"] == "article")
    assert sorted(found["article_id"]) == sorted(made.tables["articles"]["article_id"])
    for name, frame in made.tables.items():
        assert frame.select(TABLES[name].key).is_duplicated().sum() == 0, name


@pytest.mark.parametrize("count", [1, 3])
def test_copies_of_one_record_change_nothing_but_counts(count):
    first = Record("a", code=CODE, title="Tides and Harbours", day=date(2021, 2, 5), dumped=EARLY)
    again = [Record(f"b{number}", code=CODE, title="Tides and Harbours", dumped=LATE) for number in range(count)]
    alone, made = merged(first), merged(first, *again)

    same = ("article_id", "code", "title", "published_on", "word_count", "revision_count")
    assert rows(made, "articles", *same) == rows(alone, "articles", *same)
    assert rows(made, "articles", "dump_count") == [count + 1]
