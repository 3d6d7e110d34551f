"""Pages of the publisher's own site in bare text, of themes never seen: nothing tells menus and headings."""

from datetime import date

import pytest

from tests.transforms.pages import (
    BIOGRAPHY,
    BYLINE,
    CODE,
    HOST,
    LAST,
    OPENING,
    QUOTED,
    REGIONS,
    SECOND,
    SECTIONS,
    SYNOPSIS,
    THEMES,
    TITLE,
    spaced,
)
from tests.transforms.reading import flattened, read

URL = f"{HOST}/rsis-publication/nts/harbours-and-heron-lines-who-keeps-the-tide/"
NAMES = ["Mei Ling Tanaka", "Arvid Q. Lindqvist"]
DAY = "4 February 2021"
MENU = "Skip to content\nHome\nWho We Are\nOur Work\nPublications\nPodcasts\nExperts\nSearch\n"
LISTED = ["RSIS Commentary Series", *THEMES, *REGIONS]
CATEGORIES = f"Filed under: {' | '.join(LISTED)}"
FOOT = (
    "Quick Links\nCareers\nPrivacy Policy\n© 2024 S. Rajaratnam School of International Studies. All rights reserved."
)
BODY = spaced(SECTIONS)
WITHOUT_ABOUT = list(SECTIONS[:4])
TEASERS = ["Sand Banks at Dusk", "Two Lamps and a Gull", "Who Counts the Eels?"]


def page(*parts):
    return "\n".join(parts)


def assert_is_article(got, sections=SECTIONS, code=CODE, categories=LISTED):
    assert (got.outcome, got.reason, got.publisher, got.rendering) == ("publication", None, "rsis", "bare")
    assert (got.title, got.code, got.published_on, got.authors) == (TITLE, code, date(2021, 2, 4), NAMES)
    assert sorted(name for name, _ in got.categories) == sorted(categories)
    assert got.sections == list(sections)


@pytest.mark.parametrize(
    ("head", "code", "categories"),
    [
        (f"{CODE}\n{TITLE}\n{DAY}\nTopics: {THEMES[0]}", 1, 4),
        (f"{TITLE}\n{DAY}\n{CODE}\n{THEMES[0]} / {THEMES[1]}", 3, 4),
        (f"{CODE} | {TITLE}\nTopics: {THEMES[0]}\n{DAY}", 1, 2),
    ],
)
def test_where_fields_stand(head, code, categories):
    frames = flattened([(page(head, BODY, FOOT), URL)])

    found = {field: (begin, end) for _, field, _, begin, end in frames.sources.iter_rows()}
    assert (found["code"], found["categories"]) == ((code, code), (categories, categories))


@pytest.mark.parametrize(
    "head",
    [
        f"{CODE} | {TITLE}\n{BYLINE}\n{DAY}",
        f"{CODE}: {TITLE}\nBy {BYLINE}\nThursday, {DAY}\n6 min read",
        f"RSIS Commentary Series\n{CODE}\n{TITLE}\n{DAY} | {BYLINE}",
        f"{TITLE} | RSIS\nHome » Publications » {TITLE}\n{DAY}\n{CODE} | {TITLE}\n{BYLINE}\nDownload PDF",
        f"{CODE} – {TITLE}\nSubmitted by webmaster\nAuthors\nMei Ling Tanaka\nArvid Q. Lindqvist\nDate\n{DAY}",
        f"Home\tPublications\t{CODE} | {TITLE}\n{BYLINE}\n{DAY}",
        f"{CODE} | {TITLE}\nPosted on February 4, 2021 by {BYLINE}\nShare\nTweet\nPrint",
        f"{CODE} | {TITLE}\n{BYLINE} • {DAY} • 0 Comments\nPhoto: Heron Press",
    ],
)
@pytest.mark.parametrize("url", [URL, None], ids=["address", "no address"])
def test_title_date_and_names_are_told_in_any_order(head, url):
    if url is None and CODE + "\n" in head:
        head = head.replace(f"{CODE}\n{TITLE}", f"{CODE} | {TITLE}")

    assert_is_article(read(page(MENU, head, BODY, CATEGORIES, FOOT), url))


@pytest.mark.parametrize(
    ("slug", "code"),
    [
        ("harbours-and-heron-lines-who-keeps-the-tide", None),
        ("harbours-heron-lines-who-keeps-tide", None),
        ("harbours-and-heron-lines-who-keeps-the-tide-2", None),
        ("2178-harbours-and-heron-lines-who-ke", None),
        ("co21020-harbours-and-heron-lines-who-keeps-the-tide", CODE),
    ],
)
def test_an_address_says_which_line_is_the_title(slug, code):
    teasers = page("Latest Commentaries", TEASERS[0], "3 May 2022", TEASERS[1], "9 May 2022")
    text = page(MENU, teasers, TITLE, DAY, BYLINE, BODY.replace("SYNOPSIS", "Overview"), FOOT)

    got = read(text, f"{HOST}/rsis-publication/rsis/{slug}")

    assert (got.title, got.code, got.published_on, got.authors) == (TITLE, code, date(2021, 2, 4), NAMES)


@pytest.mark.parametrize(
    "tail",
    [
        "Related Articles\nSand Banks at Dusk\n3 May 2022\nTwo Lamps and a Gull\n9 May 2022",
        f"More from RSIS\n{TEASERS[0]}\n{SYNOPSIS} […]\n{TEASERS[1]}\n{QUOTED} […]",
        f"{TEASERS[0]}\n{TEASERS[1]}\n{TEASERS[2]}\nOlder Herons of the Bank",
        "Leave a Reply\nYour email address will not be published. Required fields are marked *",
        "Stay Connected\nSign up to receive our latest research and invitations in your inbox every week.\nSubmit",
        "We use cookies to improve your experience on our website. By continuing you agree to our use of cookies.\nOK",
        "← Sand Banks at Dusk\nTwo Lamps and a Gull →",
        "Block S4, Level B3, 50 Nanyang Avenue, Singapore 639798\nTel: +65 6790 6982",
        f"Cite this article\nTanaka, M. L. (2021). {TITLE}. RSIS.",
    ],
)
@pytest.mark.parametrize("about", [True, False], ids=["about the authors", "biography alone"])
def test_a_text_ends_where_its_page_goes_on(tail, about):
    body = BODY if about else BODY.replace("About the Authors\n\n", "")
    parts = SECTIONS if about else (*WITHOUT_ABOUT, (None, "about_author", BIOGRAPHY))

    got = read(page(MENU, f"{CODE} | {TITLE}", BYLINE, DAY, body, tail, FOOT), URL)

    assert_is_article(got, parts, categories=[])
    assert "truncated" not in got.flags


@pytest.mark.parametrize(
    "box",
    [
        page("Read Next", *TEASERS),
        page("Related Posts", TEASERS[0], "3 May 2022", TEASERS[1], "9 May 2022"),
        page("You May Also Like", TEASERS[0], "3 May 2022", f"{QUOTED} […]", TEASERS[1], "9 May 2022", f"{LAST} […]"),
    ],
)
def test_a_list_of_other_articles_in_a_text_is_none_of_it_and_is_said(box):
    body = BODY.replace(SECOND, f"{box}\n\n{SECOND}")

    got = read(page(MENU, f"{CODE} | {TITLE}", BYLINE, DAY, body, CATEGORIES, FOOT), URL)

    assert_is_article(got)
    assert "other_articles_in_text" in got.flags


@pytest.mark.parametrize("heading", ["Join Our Lamps", "Share This Water", "By Using the Bank", "Related News"])
def test_sub_headings_that_could_be_buttons_are_some_where_text_follows(heading):
    parts = (*SECTIONS[:2], (heading, "subsection", SECTIONS[2][2]), *SECTIONS[3:])

    got = read(page(MENU, f"{CODE} | {TITLE}", BYLINE, DAY, spaced(parts), CATEGORIES, FOOT), URL)

    assert_is_article(got, parts)


def test_a_table_of_contents_is_none_of_the_text():
    contents = "On this page\nSYNOPSIS\nCOMMENTARY\nLow Lamps\n“Do No Wake” Approach Needed?\nAbout the Authors"

    assert_is_article(read(page(MENU, f"{CODE} | {TITLE}", contents, f"By {BYLINE}", DAY, BODY, CATEGORIES, FOOT), URL))


@pytest.mark.parametrize(
    "listed",
    [
        " / ".join(LISTED),
        f"Categories: {' / '.join(LISTED)}",
        f"Posted in {', '.join(LISTED)}",
        page("Topics", *LISTED),
    ],
)
@pytest.mark.parametrize("place", ["head", "tail"])
def test_categories_stand_beside_the_title_or_behind_the_text(listed, place):
    head, tail = ([listed], []) if place == "head" else ([], [listed])
    if listed.startswith("Topics"):
        head = [*head, ""] if head else []

    assert_is_article(read(page(MENU, f"{CODE} | {TITLE}", BYLINE, DAY, *head, BODY, *tail, FOOT), URL))


def test_date_and_names_may_stand_behind_the_text():
    got = read(page(MENU, f"{CODE} | {TITLE}", BODY, BYLINE, f"Published {DAY}", CATEGORIES, FOOT), URL)

    assert_is_article(got)
    assert (got.sources["byline"], got.sources["published_on"]) == ("behind the text", "behind the text")


def test_two_dates_beside_a_title_are_none():
    got = read(page(MENU, f"{CODE} | {TITLE}", BYLINE, DAY, "9 March 2021", BODY, FOOT), URL)

    assert (got.title, got.published_on) == (TITLE, None)
    assert "dates_differ" in got.flags
    updated = read(page(MENU, f"{CODE} | {TITLE}", BYLINE, DAY, "Updated on 9 March 2021", BODY, FOOT), URL)
    assert updated.published_on == date(2021, 2, 4)


@pytest.mark.parametrize("byline", ["By Tide Desk", "By Heron Editor", "Harbour Affairs", "By Odo Lamp"])
def test_names_that_the_biography_does_not_know_are_no_authors(byline):
    got = read(page(MENU, f"{CODE} | {TITLE}", byline, DAY, BODY, FOOT), URL)

    assert got.authors == NAMES
    assert got.sources["byline"] == "biography"


ITEMS = "".join(f"{title}\n{DAY}\n{SYNOPSIS}\n" for title in (*TEASERS, "Ebb", "Flood"))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("", f"Ponder the Improbable\n{ITEMS}"),
        ("rsis-publication/rsis/page/3/", f"RSIS Commentary Series\n{ITEMS}Older posts"),
        ("tag/maritime-security/", f"Maritime Security\n{ITEMS}"),
        ("author/mei-ling-tanaka/", f"Mei Ling Tanaka\n{ITEMS}"),
        ("profile/mei-ling-tanaka/", f"Mei Ling Tanaka\nResearch Fellow\n{BIOGRAPHY}\n{OPENING}\n{LAST}"),
        ("research/idss/sand-banks-at-dusk/", f"{TEASERS[0]}\n{OPENING}\n{SECOND}\nOutputs\n{ITEMS}"),
        ("event/sand-banks-at-dusk/", f"{TEASERS[0]}\n{DAY}\nSpeaker: Odo Lamp\nAbstract\n{OPENING}\n{SECOND}"),
        ("rsis-publication/rsis/sand-banks-at-dusk", f"Page not found\n{SYNOPSIS}\nLatest Commentaries\n{ITEMS}"),
    ],
)
def test_other_pages_of_the_site_become_no_articles(path, text):
    got = read(page(MENU, text, FOOT), f"{HOST}/{path}")

    assert got.outcome != "publication"


@pytest.mark.parametrize("foot", ["All rights reserved", "© 2024 The Heron Review"])
def test_a_page_without_address_that_the_publisher_does_not_sign_is_not_its_own(foot):
    got = read(page("Home\nPosts\nLamps", f"{CODE} | {TITLE}", BYLINE, DAY, BODY, CATEGORIES, foot))

    assert got.rendering != "bare"


def test_a_page_with_an_entry_of_a_menu_for_a_title_counts_only_if_the_article_is_known_otherwise():
    got = read(page(MENU, "Sand\nBanks", TITLE, "Quite Another Thing", BODY, FOOT))

    assert (got.outcome, got.reason, got.title) == ("publication", "unrecognised", None)


def test_an_article_without_code_and_address_has_its_title_over_date_and_names():
    assert_is_article(read(page(MENU, TITLE, BYLINE, DAY, BODY, CATEGORIES, FOOT)), code=None)


def test_a_standfirst_under_date_and_names_is_no_title():
    standfirst = "MEI LING TANAKA argues that the heron lines will hold where their keepers count the tide together."
    parts = ((None, "synopsis", standfirst), *SECTIONS[1:])

    got = read(page(MENU, TITLE, BYLINE, DAY, spaced(parts), CATEGORIES, FOOT))

    assert_is_article(got, parts, code=None)


@pytest.mark.parametrize("head", [f"{BYLINE}\n{DAY}", f"{DAY}\n{BYLINE}", f"{BYLINE}\n{DAY}\nDownload PDF\nShare"])
def test_names_alone_beside_a_date_are_authors_whom_nothing_introduces(head):
    got = read(page(MENU, f"{CODE} | {TITLE}", head, spaced(SECTIONS[:4]), CATEGORIES, FOOT), URL)

    assert_is_article(got, SECTIONS[:4])
    assert "author_not_introduced" in got.flags


@pytest.mark.parametrize(
    "line", ["Maritime Security", "Tidal Institute", "Web Team", "New Zealand", "Sunday Reading\nFor You"]
)
def test_other_lines_beside_a_date_name_nobody(line):
    got = read(page(MENU, f"{CODE} | {TITLE}", line, DAY, spaced(SECTIONS[:4]), FOOT), URL)

    assert (got.title, got.authors) == (TITLE, [])


def test_names_in_capitals_in_a_standfirst_confirm_a_byline():
    standfirst = (
        "MEI LING TANAKA and ARVID Q. LINDQVIST argue that the heron lines will hold where the tide is counted."
    )
    parts = ((None, "synopsis", standfirst), *SECTIONS[1:4])

    got = read(page(MENU, f"{CODE} | {TITLE}", "Commentary Desk", BYLINE, DAY, spaced(parts), CATEGORIES, FOOT), URL)

    assert_is_article(got, parts)
    assert "author_not_introduced" not in got.flags


@pytest.mark.parametrize("label", ["Tags: ", "Filed in: ", "Shelves: "])
def test_a_long_list_of_known_categories_behind_a_text_is_none_of_it(label):
    names = [*LISTED, "South Asia", "International Politics and Security", "Regionalism and Multilateralism"]

    got = read(page(MENU, f"{CODE} | {TITLE}", BYLINE, DAY, BODY, label + ", ".join(names), FOOT), URL)

    assert_is_article(got, categories=names)


@pytest.mark.parametrize("line", ["Speaker: Odo Lamp", "Venue", "Moderator: Odo Lamp", "Register here"])
def test_an_event_without_address_is_no_article(line):
    text = page(MENU, TITLE, DAY, line, "Abstract", OPENING, SECOND, "About the Speaker", LAST, FOOT)

    got = read(text)

    assert (got.outcome, got.page_kind, got.publisher) == ("not_article", "event", "rsis")
    unsigned = read(text.replace(FOOT, ""))
    assert unsigned.page_kind != "event"


def test_text_behind_short_lines_that_end_an_article_is_said():
    short = page("Nets", "Lamps", "Buoys", "Oars", "Sails")
    body = spaced(SECTIONS[:2])

    got = read(page(MENU, f"{CODE} | {TITLE}", BYLINE, DAY, body, short, LAST, QUOTED, LAST, FOOT), URL)

    assert got.sections == list(SECTIONS[:2])
    assert "text_may_go_on" in got.flags
    ended = read(page(MENU, f"{CODE} | {TITLE}", BYLINE, DAY, body, short, FOOT), URL)
    assert ended.sections == list(SECTIONS[:2])
    assert "text_may_go_on" not in ended.flags
