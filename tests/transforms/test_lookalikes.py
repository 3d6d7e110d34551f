"""Lines and pages that look like something they are not."""

import pytest

from tests.transforms.pages import (
    BYLINE,
    CODE,
    HOST,
    LAST,
    MADE,
    OPENING,
    QUOTED,
    SECOND,
    SECTIONS,
    SYNOPSIS,
    TITLE,
    content,
    email,
    whole,
)
from tests.transforms.reading import read

URL = f"{HOST}/rsis-publication/rsis/harbours-and-heron-lines/"
AT_ONCE = "\u2009"
"""With this in a page it is read the general way."""


@pytest.mark.parametrize("page", [whole, content], ids=["whole", "content"])
@pytest.mark.parametrize("blank", [" ", AT_ONCE], ids=["quick", "general"])
@pytest.mark.parametrize(
    "line",
    [
        "Copyright © laws were drawn up anew that year, and all rights reserved to the keepers went to the tide.",
        "Last updated on paper, the tables of the tide were of little use to anybody who kept a lamp.",
        "The tide was counted twice.[7]",
        "Nobody counted the tide.[iv]",
        "“Lamps alone will not do it.” [12]",
    ],
)
def test_paragraphs_that_look_like_frames_or_headings(page, blank, line):
    parts = (SECTIONS[0], ("COMMENTARY", "commentary", f"{OPENING}\n\n{line}\n\n{SECOND}"), *SECTIONS[2:])
    text = page(MADE.but(sections=parts))

    assert read(text.replace("About the Authors", f"About{blank}the Authors")).sections == list(parts)


@pytest.mark.parametrize("line", ["Copyright © 2021 RSIS", "Copyright ©", "Last updated on 18/11/2015"])
def test_frames_end_an_article(line):
    page = whole().split("    Categories:")[0]

    assert read(f"{page}    {line}\n\n    {QUOTED}").sections == list(SECTIONS)


@pytest.mark.parametrize(
    "last", ["The writer is not alone in this view. " + LAST, "The author is dead, they say. " + LAST]
)
def test_a_last_paragraph_about_some_writer_is_no_biography(last):
    parts = (*SECTIONS[:3], ("Lamps", "subsection", f"{QUOTED}\n\n{last}"))

    assert read(content(MADE.but(sections=parts))).sections == list(parts)


@pytest.mark.parametrize(
    "biography",
    [
        "The author, a research fellow at the Heron Forum, spent a decade in Malmö.",
        "Mei Ling Tanaka serves as Keeper at the Heron Forum.",
    ],
)
@pytest.mark.parametrize("notes", [[], [("References", "references", "[1] Heron, “Tides,” 1999.\n\n[2] Tern, “Ebb”.")]])
def test_biographies_without_a_heading(biography, notes):
    parts = [*SECTIONS[:4], *notes]
    heading, kind, text = parts[-1]
    page = whole(MADE.but(sections=(*parts[:-1], (heading, kind, f"{text}\n\n{biography}"))))

    assert read(page).sections == [*parts, (None, "about_author", biography)]


@pytest.mark.parametrize(
    ("biography", "names"),
    [
        ("Odo Lamp, a Fellow at the Heron Forum, contributed this to RSIS Commentary.", ["Odo Lamp"]),
        ("Odo Lamp (PhD, Malmö) is a Visiting Associate at the Heron Forum.", ["Odo Lamp"]),
        ("Odo Lamp is Chairman of the Heron Forum.", []),
    ],
)
def test_who_a_last_paragraph_of_main_content_shows_as_author(biography, names):
    parts = (*SECTIONS[:3], ("Lamps", "subsection", f"{QUOTED}\n\n{biography}"))

    assert read(content(MADE.but(sections=parts))).authors == names


@pytest.mark.parametrize("shown", [f"{CODE} | {TITLE[:12]}", f"{CODE} | {TITLE}", TITLE[:9], CODE[:4]])
def test_a_page_cut_in_its_heading_has_the_breadcrumbs_title(shown):
    page = whole()

    got = read(page[: page.index(f"{CODE} | ")] + shown, URL)

    assert (got.title, got.code) == (TITLE, CODE if " | " in shown else None)
    assert "truncated" in str(got.flags)


@pytest.mark.parametrize("opening", ["#", "(Re)", "…"])
def test_titles_of_mails_that_begin_with_a_sign(opening):
    title = f"{opening}{TITLE}"

    got = read(email(MADE.but(title=title)), "http://blog.example/2021/02/h.html")

    assert (got.title, got.code, got.series) == (title, CODE, "RSIS Commentary Series")


def test_notes_among_the_first_lines_of_a_copy_are_not_where_it_begins():
    title = "Harbours… And Then Lamps"
    page = f"{title} – Analysis\n\nBy\n\n{SYNOPSIS}\n\nBy {BYLINE}\n\n{OPENING}\n\n{SECOND}\n\nReferences\n\n[1] Ebb."

    got = read(page, "https://www.eurasiareview.com/05022021-harbours-analysis/")

    assert (got.title, got.byline) == (title, BYLINE)
    assert got.sections[0] == (None, "synopsis", SYNOPSIS)


@pytest.mark.parametrize(
    "page",
    [
        f"Commentary\n\n{TITLE}\n\nBy {BYLINE}\n\n{OPENING}\n\n{SECOND}\n\n{QUOTED}",
        f"Commentary\n\nRSIS at 25: {TITLE}\n\nBy {BYLINE}\n\n{OPENING}\n\n{SECOND}\n\n{QUOTED}\n\n{LAST}\n\n{LAST}",
        f"2021/165 “{TITLE}” by {BYLINE}\n\nEXECUTIVE SUMMARY\n\n{OPENING}\n\nINTRODUCTION\n\n{SECOND}\n\n{QUOTED}",
    ],
)
def test_one_label_makes_no_copy_of_a_page_elsewhere(page):
    assert read(page, "https://paper.example/opinion/harbours").reason == "unrecognised"


def test_both_labels_or_the_publishers_name_make_a_copy_of_a_page_elsewhere():
    labelled = f"{TITLE}\n\nBy {BYLINE}\n\nSynopsis\n\n{SYNOPSIS}\n\nCommentary\n\n{OPENING}\n\n{SECOND}"
    named = f"Commentary\n\n{TITLE}\n\nBy {BYLINE}\n\n{OPENING}\n\n{SECOND}\n\nAnn Tan is a Fellow at RSIS."

    for page, publisher in ((labelled, None), (named, "rsis")):
        got = read(page, "https://paper.example/opinion/harbours")
        assert (got.outcome, got.reason, got.publisher, got.title) == ("publication", None, publisher, TITLE)


@pytest.mark.parametrize("stars", ["* * *", "***", "**"])
def test_stars_between_paragraphs_of_a_copy_begin_no_notes(stars):
    parts = (*SECTIONS[:3], ("Lamps", "subsection", f"{QUOTED}\n\n{stars}\n\n{LAST}"))

    got = read(email(MADE.but(sections=parts)), "http://blog.example/2021/02/h.html")

    assert got.sections[-1] == parts[-1]
