"""Short lines between title and text: standfirsts, and counters that are none."""

from datetime import date

import pytest

from tests.transforms.pages import HOST
from tests.transforms.reading import flattened

URL = f"{HOST}/rsis-publication/rsis/quiet-rules/"
TITLE = "Quiet Rules: Who Keeps Them?"
BODY = [
    "Harbour pilots in three ports told us what they saw on foggy nights, and how seldom they wrote it down.",
    "The fleets grew by a third within ten years, while nobody asked whether the charts were of any use.",
    "Insurers looked at the same nights from afar, and drew lines round places that no pilot would avoid.",
    "What remains is a rule that everybody praises and few keep, since who watches has neither boats nor money.",
]
FIELDS = ["Ada Larkspur", "4 February 2021"]
SAYS = "Small rules matter more than grand treaties."


def _html(under, labels=("", "")):
    opening, body = (f"<h3>{label}</h3>" if label else "" for label in labels)
    text = f"{opening}<p>{BODY[0]}</p>{body}<p>{BODY[1]}</p><p>{BODY[2]}</p><h2>Nets</h2><p>{BODY[3]}</p>"
    head = f"<title>{TITLE} | RSIS</title>"
    return f"<html><head>{head}</head><body><h1>CO21020 | {TITLE}</h1>{''.join(under)}<div>{text}</div></body></html>"


def _read(page, markup=True):
    flat = flattened([(page, URL)], markup=markup)
    found = flat.pages.row(0, named=True)
    assert (found["outcome"], found["published_on"]) == ("publication", date(2021, 2, 4))
    assert flat.authors["name"].to_list() == ["Ada Larkspur"]
    sections = list(flat.sections.sort("position").select("heading", "kind", "text").iter_rows())
    return found, sections, list(flat.flags.select("flag", "detail").iter_rows())


def _placed(line, place, tag="p"):
    under = [f"<p>{one}</p>" for one in FIELDS]
    under.insert(place, f"<{tag}>{line}</{tag}>")
    return under


@pytest.mark.parametrize(("place", "tag"), [(0, "p"), (0, "h2"), (0, "b"), (1, "p")])
def test_a_short_sentence_over_date_or_names_is_a_standfirst(place, tag):
    page, sections, flags = _read(_html(_placed(SAYS, place, tag)))

    assert sections == [
        (None, "synopsis", SAYS),
        (None, "commentary", "\n\n".join(BODY[:3])),
        ("Nets", "subsection", BODY[3]),
    ]
    assert (page["synopsis"], flags) == (SAYS, [])


def test_right_over_the_text_it_is_text():
    _, sections, flags = _read(_html(_placed(SAYS, 2)))

    assert sections == [(None, "other", "\n\n".join([SAYS, *BODY[:3]])), ("Nets", "subsection", BODY[3])]
    assert flags == []


@pytest.mark.parametrize("place", [0, 2])
def test_a_synopsis_that_says_so_is_the_articles(place):
    page, sections, _ = _read(_html(_placed(SAYS, place), ("SYNOPSIS", "COMMENTARY")))

    assert [(heading, kind) for heading, kind, _ in sections] == [
        (None, "synopsis"),
        ("SYNOPSIS", "synopsis"),
        ("COMMENTARY", "commentary"),
        ("Nets", "subsection"),
    ]
    assert (page["synopsis"], sections[0][2]) == (BODY[0], SAYS)


@pytest.mark.parametrize(("place", "tag"), [(0, "p"), (0, "h2"), (1, "p"), (2, "p")])
@pytest.mark.parametrize("line", ["Small rules matter more than grand treaties", "Who will keep the rules?"])
def test_one_that_is_no_sentence_is_flagged(line, place, tag):
    _, sections, flags = _read(_html(_placed(line, place, tag)))

    assert sections == [(None, "other", "\n\n".join(BODY[:3])), ("Nets", "subsection", BODY[3])]
    assert flags == [("standfirst_left_out", line)]


NO_STANDFIRSTS = ["1,234 views", "Views: 1,234", "12.5k shares", "Hits: 4", "3 min read"]


@pytest.mark.parametrize("line", [*NO_STANDFIRSTS, "Photo by Tan Bee Hoon.", "Research Fellow at the Lamp Institute"])
@pytest.mark.parametrize("place", [1, 2])
def test_counters_credits_and_posts_are_no_text(line, place):
    _, sections, flags = _read(_html(_placed(line, place)))

    assert sections == [(None, "other", "\n\n".join(BODY[:3])), ("Nets", "subsection", BODY[3])]
    assert flags == []


@pytest.mark.parametrize("line", NO_STANDFIRSTS)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_nor_do_counters_keep_names_from_being_read_in_bare_text(line, place):
    under = [*FIELDS[:place], line, *FIELDS[place:]]
    labelled = ["SYNOPSIS", BODY[0], "COMMENTARY", *BODY[1:]]
    page = "\n\n".join(["RSIS", f"CO21020 | {TITLE}", "\n".join(under), *labelled, "Copyright RSIS", ""])

    _, sections, _ = _read(page, markup=False)

    assert [heading for heading, _, _ in sections] == ["SYNOPSIS", "COMMENTARY"]
    assert line not in sections[0][2]
