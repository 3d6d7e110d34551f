"""What stands beside a title on pages of any theme, whose places and signs differ from institute to institute."""

from datetime import date

import pytest

from tests.transforms.pages import HOST
from tests.transforms.reading import flattened, read
from transforms.fields import code_in, read_fields, unglued
from transforms.profiles import profiles

RSIS = next(profile for profile in profiles() if profile.name == "rsis")
URL = f"{HOST}/rsis-publication/rsis/salt-roads-and-slow-mail/"
TITLE = "Salt Roads and Slow Mail"
LEAD = "The salt road has fewer carters than it had, and the mail that they took along arrives by other ways."
TEXT, SECOND, THIRD, LAST = (
    f"Carters met at the {place} and wrote down what each of them had lost in the wet months of the year. They did not"
    f" ask who would repair the {place}, and nobody who lives there thinks that the ministry is going to do it soon."
    for place in ("ford", "bridge", "ferry", "gate")
)
DAY = date(2021, 2, 4)
NAMES = ["Ada Larkspur", "Tan Bee Hoon"]
BIOGRAPHY = "Ada Larkspur is a Research Fellow with the Institute of Tidal Affairs."
MENU = "Home\nWho We Are\nOur Work\nExperts"
FOOT = "Privacy Policy\n© 2024 S. Rajaratnam School of International Studies. All rights reserved."


@pytest.mark.parametrize(
    ("line", "day", "names"),
    [
        ("4 February 2021 by Ada Larkspur and Tan Bee Hoon", DAY, NAMES),
        ("Commentaries / By Ada Larkspur, Tan Bee Hoon / February 4, 2021", DAY, NAMES),
        ("Ada Larkspur and Tan Bee Hoon - 04 February 2021 - IDSS Papers", DAY, NAMES),
        ("2021-02-04 · Ada Larkspur · CO21020 · 4 min read", DAY, NAMES[:1]),
        ("Posted by Ada Larkspur at 10:00", None, NAMES[:1]),
        ("Posted by Ada Larkspur on 4 February 2021", DAY, NAMES[:1]),
        ("Published in RSIS · 6 min read · Feb 4, 2021", DAY, []),
        ("Ada Larkspur | 4 February 20216 min read", DAY, NAMES[:1]),
        ("AuthorAda Larkspur", None, NAMES[:1]),
    ],
)
def test_lines_of_fields_are_read(line, day, names):
    told = read_fields(line, RSIS)

    assert told is not None
    assert (told.day and told.day[0], [one.name for one in told.people]) == (day, names)


@pytest.mark.parametrize(
    "line",
    [
        "Ada Larkspur and Tan Bee Hoon",  # nothing says that these are the authors
        "After 4 February 2021: What Next?",
        "Jakarta – 4 February 2021",
        "By 4 February 2021 the road was closed.",
        "By Deputy Director",
        "",
    ],
)
def test_other_lines_are_no_fields(line):
    assert read_fields(line, RSIS) is None


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("CO21020", "CO21020"),
        ("RSIS Commentary Series CO21020", "CO21020"),
        ("Number: CO21020", "CO21020"),
        ("2021-02-04 Ada Larkspur CO21020", "CO21020"),
        ("Ada Larkspur and CO21020", None),
        ("AB21020 beside no date", None),
    ],
)
def test_codes_beside_other_fields(line, code):
    assert code_in(line, RSIS) == code


def test_labels_run_together_with_what_they_label():
    lines = ["AuthorsAda Larkspur", "DateMarch 4, 2021", "TypeIDSS Papers", "Bylaws", "Types of Salt", "Authority"]

    assert [unglued(line) for line in lines] == [
        "Authors: Ada Larkspur",
        "Date: March 4, 2021",
        "Type: IDSS Papers",
        *lines[3:],
    ]


BODY = [TEXT, SECOND, "Lamps", THIRD]


def _text(*head, tail=(), body=BODY):
    return "\n".join([MENU, *head, *body, *tail, FOOT])


@pytest.mark.parametrize(
    "head",
    [
        (f"Commentaries / By {NAMES[0]} / February 4, 2021", TITLE),
        (f"4 February 2021 by {NAMES[0]}", "Commentaries", TITLE),
        (TITLE, f"{NAMES[0]} · 4 February 2021 · CO21020"),
        (TITLE, NAMES[0], "Posted On: 4 FEBRUARY 2021"),
        (TITLE, "From:", NAMES[0], "Published", "4 February 2021"),
        (TITLE, NAMES[0], "Deputy Director", "4 February 2021", "12", "7Share"),
        (TITLE, f"Words by {NAMES[0]}", "4 February 2021", "Contents", "Lamps"),
    ],
)
def test_fields_in_bare_text(head):
    got = read(_text(*head), URL)

    assert (got.outcome, got.title, got.published_on, got.authors) == ("publication", TITLE, DAY, NAMES[:1])
    assert [heading for heading, _, _ in got.sections] == [None, "Lamps"]


def test_names_a_line_each_with_posts_below():
    got = read(_text(TITLE, "4 February 2021", "Suharti", "Lecturer in Politics", NAMES[1], "Programme Lead"), URL)

    assert got.authors == ["Suharti", NAMES[1]]


@pytest.mark.parametrize(
    "fields", [("Authors", *NAMES, "Date", "4 February 2021"), ("4 February 2021 by Ada Larkspur",)]
)
def test_a_standfirst_stands_before_the_fields(fields):
    got = read(_text(TITLE, LEAD, *fields), URL)

    assert got.published_on == DAY
    assert got.sections[0] == (None, "synopsis", LEAD)
    assert got.sections[1][2].startswith(TEXT)


def test_fields_and_a_box_on_the_author_behind_the_text():
    tail = (f"{NAMES[0]} - 04 February 2021 - IDSS Papers", "Topics: Maritime Security, South Asia")
    got = read(_text(TITLE, tail=(*tail, "About the Author", BIOGRAPHY)), URL)

    assert (got.published_on, got.authors, got.series) == (DAY, NAMES[:1], "IDSS Papers")
    assert got.sections[-1] == ("About the Author", "about_author", BIOGRAPHY)


def test_a_text_goes_on_behind_a_box_in_its_midst_and_that_is_flagged():
    box = ["Read next", "Two Lamps and a Gull"]
    got = read(_text(TITLE, "4 February 2021", body=[TEXT, "Lamps", SECOND, *box, THIRD, LAST]), URL)

    assert got.sections[1][2] == "\n\n".join([SECOND, THIRD, LAST])
    assert "other_articles_in_text" in got.flags


@pytest.mark.parametrize("form", ["text", "html"])
def test_a_text_that_begins_with_by_is_no_byline(form):
    first = "By a narrow margin the carters voted for the bridge, and the ministry took note of it."
    body = [first, TEXT, SECOND]
    if form == "text":
        told = [text for _, _, text in read(_text(TITLE, "4 February 2021", body=body), URL).sections]
    else:
        told = [text for _, _, text in _html(body="".join(f"<p>{one}</p>" for one in body))[1]]

    assert told == ["\n\n".join(body)]


def test_names_that_the_last_paragraphs_begin_with_are_the_authors():
    last = [f"{name} is with the carters." for name in NAMES]
    got = read(_text(TITLE, *NAMES, "4 February 2021", body=[*BODY, *last]), URL)

    assert got.authors == NAMES


def test_an_offer_in_the_midst_of_a_text_is_none_of_it():
    offer = ["Never miss a lamp", "Get our weekly digest in your inbox.", "Subscribe"]
    got = read(_text(TITLE, "4 February 2021", body=[TEXT, "Lamps", SECOND, *offer, THIRD, LAST]), URL)

    assert [heading for heading, _, _ in got.sections] == [None, "Lamps"]
    assert got.sections[1][2] == "\n\n".join([SECOND, THIRD, LAST])


def test_biographies_without_a_heading_stand_before_notes_too():
    posts = ["Tan Bee Hoon is a Chief Economist at the Borders Initiative.", f"Dr {BIOGRAPHY}"]
    got = read(_text(TITLE, "4 February 2021", body=[*BODY, *posts, "Notes", SECOND]), URL)

    kinds = [(heading, kind) for heading, kind, _ in got.sections][1:]
    assert kinds == [("Lamps", "subsection"), (None, "about_author"), ("Notes", "references")]
    assert got.sections[2][2] == "\n\n".join(posts)
    assert got.authors == [NAMES[1], NAMES[0]]


LISTED = ["Maritime Security", "South Asia"]


@pytest.mark.parametrize(
    ("head", "tail"),
    [
        (["RSIS Commentary Series, Maritime Security, South Asia", TITLE, "4 February 2021"], []),
        ([TITLE, "by Ada Larkspur | 4 February 2021 | Maritime Security, South Asia | 0 comments"], []),
        ([TITLE, "4 February 2021"], ["Tags: Maritime Security, salt, South Asia"]),
        ([TITLE, "4 February 2021"], ["Filed under:Maritime SecuritySouth Asia"]),
        (
            [TITLE, "4 February 2021"],
            ["This entry was posted in Maritime Security, South Asia. Bookmark it."],
        ),
        ([TITLE, "4 February 2021"], ["Posted in: Maritime Security, South Asia · 12 notes"]),
        ([TITLE, "4 February 2021"], ["Maritime Security", "South Asia", "Prev", "Next"]),
    ],
)
def test_categories_behind_labels_of_any_kind_and_none(head, tail):
    got = read(_text(*head, tail=tail), URL)

    assert [name for name, kind in got.categories if kind != "series"] == LISTED


def test_a_menu_of_all_regions_is_no_list_of_an_article():
    menu = ["Categories", *RSIS.regions]
    got = read(_text(TITLE, "4 February 2021", tail=["Topics: Maritime Security", "Recent Posts", *menu]), URL)

    assert got.categories == [("Maritime Security", "topic")]


def _html(above="", under="", tail="", title=f"<h1>{TITLE}</h1>", body=None, day="4 February 2021"):
    body = f"<p>{TEXT}</p><p>{SECOND}</p><h2>Lamps</h2><p>{THIRD}</p>" if body is None else body
    under = under or f"<p>{NAMES[0]}, {day}</p>"
    html = f"<html><head><title>{TITLE} | RSIS</title></head><body>{above}{title}{under}{body}{tail}</body></html>"
    frames = flattened([(html, URL)], markup=True)
    sections = list(frames.sections.sort("position").select("heading", "kind", "text").iter_rows())
    return frames.pages.row(0, named=True), sections, frames


@pytest.mark.parametrize(
    "parts",
    [
        {"under": f"<h3 class=subtitle>{LEAD}</h3><p>{NAMES[0]}</p><p>4 February 2021</p>"},
        {"under": f"<p>{LEAD}</p><dl><dt>Authors</dt><dd>{NAMES[0]}</dd><dt>Date</dt><dd>4 February 2021</dd></dl>"},
        {"under": f"<p>{NAMES[0]}, 4 February 2021</p><div class=teaser-text><p>{LEAD}</p></div>"},
    ],
)
def test_standfirsts_in_html(parts):
    page, sections, frames = _html(**parts)

    assert (page["published_on"], frames.authors["name"].to_list()) == (DAY, NAMES[:1])
    assert sections[0] == (None, "synopsis", LEAD)
    assert [heading for heading, _, _ in sections] == [None, None, "Lamps"]


@pytest.mark.parametrize(
    "tail",
    [
        "<div><h3>Popular</h3><ul><li>Two Lamps and a Gull</li></ul></div>",
        "<h3>Upcoming events</h3><ul><li>4 Feb 2021 Sand Banks at Dusk</li></ul>",
        f"<h2>More from the school</h2><h4>Two Lamps and a Gull</h4><p>4 May 2020</p><p>{LEAD}</p>",
        "<div><h2>Navigation</h2><ul><li>Home</li><li>Experts</li></ul></div>",
    ],
)
def test_headings_over_boxes_end_a_text(tail):
    assert [heading for heading, _, _ in _html(tail=tail)[1]] == [None, "Lamps"]


@pytest.mark.parametrize(
    ("shown", "said"), [("03.04.2021", "2021-04-03"), ("3/4/2021", "2021-04-03"), ("23.04.2021", "2021-04-23")]
)
def test_an_element_for_times_says_what_day_is_meant(shown, said):
    page, _, frames = _html(under=f"<p><time datetime='{said}T08:00:00Z'>{shown}</time> {NAMES[0]}</p>")

    assert (str(page["published_on"]), frames.authors["name"].to_list()) == (said, NAMES[:1])


def test_signs_of_links_to_headings_are_no_part_of_them():
    title = f"<h1><a href='#t'>#</a> {TITLE}</h1>"
    page, sections, _ = _html(title=title, body=f"<p>{TEXT}</p><h2><a>#</a> Lamps</h2><p>{SECOND}</p>")

    assert (page["title"], [heading for heading, _, _ in sections]) == (TITLE, [None, "Lamps"])


@pytest.mark.parametrize("heading", ["CO21020 · ", "CO21020 "])
def test_codes_before_a_title_with_another_sign_or_none(heading):
    page, _, _ = _html(title=f"<h1>{heading}{TITLE}</h1>")

    assert (page["code"], page["title"], page["series"]) == ("CO21020", TITLE, "RSIS Commentary Series")


def test_such_a_code_makes_no_copy_of_another_sites_page():
    page = read(f"CO21020 {TITLE}\nBy Ada Larkspur\n{TEXT}\n{SECOND}", "https://elsewhere.example/salt-roads/")

    assert page.outcome == "not_article"
