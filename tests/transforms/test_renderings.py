from datetime import date
from textwrap import fill

import pytest

from tests.transforms.pages import (
    AFFILIATIONS,
    BIOGRAPHY,
    BYLINE,
    CODE,
    FLAT_MENUS,
    FOOTER,
    HOST,
    LAST,
    LISTED,
    MADE,
    NESTED_MENUS,
    OPENING,
    QUOTED,
    REGIONS,
    SECOND,
    SECTIONS,
    SYNOPSIS,
    THEMES,
    TITLE,
    article,
    content,
    crumbs,
    email,
    flat_top,
    indented,
    nested,
    nested_top,
    side_menu,
    spaced,
    syndicated,
    tight,
    whole,
)
from tests.transforms.reading import read

URL = f"{HOST}/rsis-publication/rsis/harbours-and-heron-lines/"
NAMES = ["Mei Ling Tanaka", "Arvid Q. Lindqvist"]
CATEGORIES = [
    ("RSIS Commentary Series", "series"),
    *((name, "topic") for name in THEMES),
    *((name, "region") for name in REGIONS),
]
FACTS = {
    "outcome": "publication",
    "publisher": "rsis",
    "code": CODE,
    "title": TITLE,
    "series": "RSIS Commentary Series",
    "published_on": date(2021, 2, 4),
    "published_precision": "day",
    "byline": BYLINE,
    "authors": NAMES,
    "affiliations": AFFILIATIONS,
    "categories": CATEGORIES,
    "sections": list(SECTIONS),
}
with_and_without_address = pytest.mark.parametrize("url", [None, URL], ids=["no address", "address"])


@with_and_without_address
@pytest.mark.parametrize("generation", [name for name in FLAT_MENUS if name != "A-CENS"])
def test_whole_page_with_flat_menu(generation, url):
    made = MADE.but(series="Commentaries") if generation == "A-2022" else MADE

    got = read(whole(made, generation), url)

    assert got.rendering == "whole_flat"
    assert got.facts == FACTS
    assert got.flags == set()


@with_and_without_address
@pytest.mark.parametrize("generation", NESTED_MENUS)
def test_whole_page_with_nested_menu_and_bullets_at_its_end(generation, url):
    got = read(nested(generation=generation), url)

    assert got.rendering == "whole_nested"
    assert got.facts == FACTS


@with_and_without_address
@pytest.mark.parametrize("generation", NESTED_MENUS)
def test_whole_page_with_nested_menu_and_hyphens_at_its_end(generation, url):
    got = read(nested(generation=generation, mark="- "), url)

    assert got.rendering == "whole_nested"
    assert got.facts == FACTS | {"byline": None}


@with_and_without_address
@pytest.mark.parametrize("listed", [True, False])
@pytest.mark.parametrize("code", [True, False])
def test_main_content(code, listed, url):
    got = read(content(code=code, listed=listed), url)

    missing = {"byline": None} | ({} if code else {"code": None}) | ({} if listed else {"categories": []})
    series = "RSIS Commentary Series" if code or listed else None
    assert got.rendering == "main_content"
    assert got.facts == FACTS | missing | {"series": series}
    assert got.is_complete


@pytest.mark.parametrize(
    "printed, day, precision",
    [
        ("04 February 2021", date(2021, 2, 4), "day"),
        ("4 February 2021", date(2021, 2, 4), "day"),
        ("February 2021", date(2021, 2, 1), "month"),
        ("2021", date(2021, 1, 1), "year"),
        ("", None, None),
    ],
)
@pytest.mark.parametrize("rendering", [whole, nested, content])
def test_dates_of_every_precision(rendering, printed, day, precision):
    got = read(rendering(MADE.but(date=printed or None)))

    assert (got.published_on, got.published_precision) == (day, precision)
    assert got.sections == list(SECTIONS)
    assert got.title == TITLE


def test_micro_sites_shell_around_an_article():
    got = read(whole(generation="A-CENS"), URL)

    assert got.facts == FACTS


def test_micro_sites_own_pages_are_no_articles():
    page = flat_top("A-CENS") + indented(
        "• RSIS\n• Research\n• CENS\n• Research Programmes\n\nResearch Programmes\n\n" + SECOND + "\n\n"
    )

    got = read(page + FOOTER, f"{HOST}/research/cens/research-programmes")

    assert got.outcome == "not_article"


@with_and_without_address
def test_media_highlight(url):
    page = (
        "29 May 2015\n- RSIS\n- Media Highlights\nThe Tide’s Plans: What Next? – Analysis\n"
        f"{SECOND} …\n{QUOTED} …\nICPVTR / Online / Print\nLast updated on 18/11/2015"
    )

    got = read(page, url and f"{HOST}/media-highlight/icpvtr/the-tides-plans-what-next/")

    assert (got.outcome, got.page_kind) == ("not_article", "media_highlight")


@with_and_without_address
def test_staff_publication_prints_its_text_twice_and_is_no_article(url):
    text = f"Executive Summary\n{SYNOPSIS}\nIntroduction\n{SECOND}"
    page = f"04 February 2021\n- RSIS\n- Publication\n- External Publications\n- {TITLE}\n{text}\n{text}"

    got = read(page, url and f"{HOST}/staff-publication/harbours-and-heron-lines/")

    assert (got.outcome, got.page_kind) == ("not_article", "external_publication")


@with_and_without_address
@pytest.mark.parametrize("path", [("Media", "News Releases"), ("News Releases",), ("Publication", "News Releases")])
def test_news_release(path, url):
    page = f"04 February 2021\n{crumbs(*path, 'RSIS Counts Herons', mark='- ')}-\n{SECOND}\n-\n{QUOTED}"

    got = read(page, url and f"{HOST}/rsis-news-article/rsis/rsis-counts-herons/")

    assert (got.outcome, got.page_kind) == ("not_article", "news")


def test_journal_issue():
    title = "Counter Terrorist Trends and Analyses (CTTA) – Volume 16, Issue 02"
    page = (
        f"March 2024\n{crumbs('Publication', 'RSIS Publications', title, mark='- ')}Editorial Note:\n{SECOND}\n{QUOTED}"
    )

    got = read(page, f"{HOST}/rsis-publication/icpvtr/counter-terrorist-trends-and-analyses-ctta-volume-16-issue-02")

    assert (got.outcome, got.title, got.code) == ("publication", title, None)
    assert (got.published_on, got.published_precision) == (date(2024, 3, 1), "month")


def test_journal_article():
    text = f"{SYNOPSIS}[i]\nHerons at Risk\n{SECOND}[ii]\n{QUOTED}\nNotes\n[i] “Herons,” January 4, 2024."
    page = f"{TITLE}\nBy {BYLINE}\n{text}"

    got = read(page, f"{HOST}/ctta-newsarticle/harbours-and-heron-lines")

    assert (got.outcome, got.series) == ("publication", "Counter Terrorist Trends and Analyses")
    assert got.authors == NAMES


@with_and_without_address
def test_event(url):
    page = f"04 February 2021\n{crumbs('Events', 'Seminar on Herons', mark='- ')}Venue: Blue Room\n{SECOND}\n{QUOTED}"

    got = read(page, url and f"{HOST}/rsis-event-article/rsis/seminar-on-herons")

    assert (got.outcome, got.page_kind) == ("not_article", "event")


@with_and_without_address
def test_newsletter(url):
    page = (
        f"THINK TANK\nThink Tank (2/2024)\n< Back\nHerons in Spring\n25 Mar 2024\nHIGHLIGHT\n{SECOND}\n{QUOTED}\n"
        "RECENT BOOKS BY STAFF\nThe Quiet Tide\nmore info"
    )

    got = read(page, url and f"{HOST}/publications/rsis-publications/think-tank-2-2024/")

    assert (got.outcome, got.page_kind) == ("not_article", "newsletter")


@with_and_without_address
@pytest.mark.parametrize(
    "path",
    [
        ("Publications", "RSIS Commentary Series"),
        ("Publication", "RSIS Publications", "RSIS Commentary Series"),
        ("Publication", "RSIS Publications"),
    ],
)
def test_list_of_a_series(path, url):
    items = "\n".join(f"CO2130{at} | {TITLE} {at}\n{at:02d} March 2021\nread more\n" for at in range(1, 7))
    page = flat_top() + indented(f"{crumbs(*path)}{side_menu()}\n{items}\n1\n2\n3\nNext\n\n") + FOOTER

    got = read(page, url and f"{HOST}/publications/rsis-publications/commentaries/page/2/")

    assert (got.outcome, got.page_kind) == ("not_article", "list")


def test_list_of_the_sister_site():
    item = (
        "{}\nOrganisation: NTS, RSIS\nAuthors: S. Nanthini\nResearch Themes:\nHealth security\n"
        "Type: Commentaries\n7 December 2022\n"
    )

    got = read("".join(item.format(f"{TITLE} {at}") for at in range(4)), "https://rsis-ntsasia.org/publications-info/")

    assert (got.outcome, got.page_kind) == ("not_article", "list")


def test_later_copy_of_the_sister_site():
    got = read(f"Publications\n{tight(SECTIONS)}", "https://rsis-ntsasia.org/harbours-and-heron-lines/")

    assert (got.outcome, got.is_copy) == ("publication", True)
    assert got.sections == list(SECTIONS)


@with_and_without_address
@pytest.mark.parametrize("top", [flat_top(), nested_top()], ids=["flat", "nested"])
def test_menus_only(top, url):
    got = read(top + FOOTER, url and f"{HOST}/contact-us/")

    assert (got.outcome, got.page_kind) == ("not_article", "menu")


@with_and_without_address
@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 1.0])
@pytest.mark.parametrize("top", [flat_top(), nested_top()], ids=["flat", "nested"])
def test_cut_inside_the_menus(top, share, url):
    got = read(top[: int(len(top) * share)], url and URL)

    assert (got.outcome, got.reason) == ("rejected", "truncated")


def cut_before(page: str, anchor: str) -> str:
    return page[: page.index(anchor)]


def test_cut_inside_the_breadcrumb():
    got = read(cut_before(whole(), f"    • {TITLE}"))

    assert (got.outcome, got.reason) == ("rejected", "truncated")


@pytest.mark.parametrize(
    "anchor, authors, dated",
    [(f"    {BYLINE}", [], False), ("    04 February 2021", NAMES, False), ("    download pdf", NAMES, True)],
)
def test_cut_inside_the_header(anchor, authors, dated):
    got = read(cut_before(whole(), anchor))

    assert (got.outcome, got.code, got.title, got.authors) == ("publication", CODE, TITLE, authors)
    assert (got.published_on is not None) is dated
    assert got.sections == []
    assert "truncated" in got.flags


@pytest.mark.parametrize(
    ("end", "complete"),
    [
        ('Who asked: "Who keeps them?"', True),
        ("(This is the second of a series.)", True),
        ("The lamps went out.[2]", True),
        ("The lamps went out.12", True),
        ("‘She said: “They went out.”’", True),
        ("The lamps of the Heron Forum (HF)", False),
        ("Of 12", False),
    ],
)
def test_a_text_is_whole_where_a_sentence_ends_it_whatever_stands_behind(end, complete):
    page = content(MADE.but(sections=SECTIONS[:4]))
    page = page[: page.index("Categories")].rstrip()

    assert read(f"{page}\n{end}").is_complete is complete


@pytest.mark.parametrize("rendering", [whole, nested, content])
@pytest.mark.parametrize("words", [3, 10, 20])
def test_cut_inside_the_body(rendering, words):
    page = rendering()
    cut = page[: page.index(SECOND) + len(" ".join(SECOND.split()[:words]))]

    got = read(cut)

    assert (got.outcome, got.code, got.title) == ("publication", CODE, TITLE)
    assert got.sections == [
        SECTIONS[0],
        ("COMMENTARY", "commentary", f"{OPENING}\n\n{' '.join(SECOND.split()[:words])}"),
    ]
    assert not got.is_complete
    assert "truncated" in got.flags


@pytest.mark.parametrize(
    "anchor", ["SYNOPSIS", SYNOPSIS[-20:], "COMMENTARY", SECOND[:30], QUOTED[30:], "About the Authors"]
)
def test_cut_inside_the_second_copy_of_the_body(anchor):
    page = whole()
    cut = page[: page.rindex(anchor) + 3]

    got = read(cut)

    assert got.facts == FACTS


def test_body_printed_twice_without_categories_between():
    body = spaced(SECTIONS)
    page = whole().replace(indented(body), indented(f"{body}\n\n{body}"), 1)  # and a third time after the categories

    assert read(page).facts == FACTS


def test_email_of_a_commentary():
    got = read(email())

    sections = [("Synopsis", "synopsis", SYNOPSIS), *SECTIONS[1:]]
    assert got.rendering == "email"
    assert got.is_copy
    assert got.facts == FACTS | {"categories": [], "sections": sections}
    assert got.copied_on == date(2013, 12, 2)


def test_email_of_a_paper_without_label_under_its_number():
    page = email().replace("following commentary", "following IDSS Paper").replace("Synopsis\n", "")

    got = read(page)

    assert (got.code, got.series, got.title) == ("IP21020", "IDSS Papers", TITLE)
    assert got.sections == [(None, "synopsis", SYNOPSIS), *SECTIONS[1:]]
    assert got.authors == NAMES


def test_email_of_a_working_paper():
    page = (
        "Thursday, November 8, 2012\n"
        f"{TITLE}\nRSIS presents the following working paper {TITLE} by Sir Odo Lamp."
        " It is also available online at this link.\n"
        "No. 251\nHarbours and Heron Lines:\nWho Keeps the Tide?\nSir Odo Lamp GCB\n"
        f"S. Rajaratnam School of International Studies\nSingapore\n6 November 2012\nAbstract\n{SYNOPSIS}\n{SECOND}"
    )

    got = read(page)

    assert (got.code, got.series, got.title) == ("WP251", "Working Papers", TITLE)
    assert (got.published_on, got.authors) == (date(2012, 11, 6), ["Odo Lamp"])


@pytest.mark.parametrize(
    "lines, title",
    [
        ("Harbours and Heron Lines:\nQuiet Tides, Few Lamps", "Harbours and Heron Lines: Quiet Tides, Few Lamps"),
        ("Malmö’s\nQuiet Harbours", "Malmö’s Quiet Harbours"),
        ("Low Lamps in\nSri Lanka and Quiet Harbours", "Low Lamps in Sri Lanka and Quiet Harbours"),
        ("Low Lamps, High Tides", "Low Lamps, High Tides"),
    ],
)
def test_title_of_a_paper_whose_second_line_looks_like_names(lines, title):
    school = "S. Rajaratnam School of International Studies\nSingapore"

    got = read(f"No. 251\n{lines}\nOdo Lamp\n{school}\n6 November 2012\nAbstract\n{SYNOPSIS}\n{SECOND}")

    assert (got.title, got.authors, got.code) == (title, ["Odo Lamp"], "WP251")


@pytest.mark.parametrize("whole_biography", [True, False])
def test_email_broken_at_a_width(whole_biography):
    head, mark, text = email().partition("Synopsis\n")
    paragraphs = [line for line in text.split("\n") if line]
    wrapped = [line if whole_biography and line == BIOGRAPHY else fill(line, 72) for line in paragraphs]

    got = read(f"{head}{mark}\n" + "\n\n".join(wrapped))

    assert got.sections == [("Synopsis", "synopsis", SYNOPSIS), *SECTIONS[1:]]


ER = "https://www.eurasiareview.com/09022021-harbours-and-heron-lines-who-keeps-the-tide-analysis/"
COPIED = [
    (None, "synopsis", SYNOPSIS),
    (None, "commentary", f"{OPENING}\n\n{SECOND}"),
    ("Low Lamps", "subsection", LISTED),
    ("“Do No Wake” Approach Needed?", "subsection", f"{QUOTED}\n\n{LAST}"),
    (None, "about_author", BIOGRAPHY),
]


@pytest.mark.parametrize("url", [None, ER])
@pytest.mark.parametrize("marks", ["ISSN 2330-717X\n\n", ""])
@pytest.mark.parametrize("star", ["*", ""])
def test_syndicated_copy(star, marks, url):
    got = read(syndicated(marks=marks, star=star), url)

    assert (got.rendering, got.is_copy, got.publisher) == ("syndicated_copy", True, "rsis")
    assert (got.title, got.byline, got.authors, got.affiliations) == (TITLE, BYLINE, NAMES, AFFILIATIONS)
    assert (got.code, got.published_on, got.copied_on) == (None, None, date(2021, 2, 9) if url else None)
    assert got.sections == COPIED


@pytest.mark.parametrize("line", ["By RSIS", "By S. Rajaratnam School of International Studies*"])
def test_a_publisher_in_a_copys_byline_is_no_author(line):
    got = read(syndicated().replace("\n\nBy\n\n", f"\n\n{line}\n\n", 1), ER)

    assert (got.title, got.byline, got.authors) == (TITLE, BYLINE, NAMES)
    assert got.sections == COPIED


@pytest.mark.parametrize("url", [None, ER])
def test_syndicated_copy_with_labels(url):
    got = read(syndicated(label=True), url)

    assert (got.title, got.byline, got.authors) == (TITLE, BYLINE, NAMES)
    assert got.sections == list(SECTIONS)


def test_syndicated_copy_with_caption_printed_twice():
    caption = "Harbour of Batam. Photo Credit: Odo Lamp, Wikipedia Commons\n\n"
    page = syndicated().replace("By\n\n", f"{caption}{caption}By\n\n", 1)

    got = read(page, ER)

    assert (got.title, got.authors) == (TITLE, NAMES)
    assert got.sections == COPIED


def test_syndicated_copy_with_the_crawlers_date():
    page = syndicated(marks=f" date 2025-04-06 By {BYLINE}\n\n")

    got = read(page, ER)

    assert (got.title, got.authors, got.published_on) == (TITLE, NAMES, None)
    assert got.sections == COPIED


@pytest.mark.parametrize("printed", ["2025-04-31", "2025-13-01", "0000-00-00"])
def test_crawlers_date_that_is_none(printed):
    got = read(syndicated(marks=f" date {printed} By {BYLINE}\n\n"))

    assert (got.reason, got.title) == (None, TITLE)


def test_biography_of_several_paragraphs_without_mark():
    one, other = BIOGRAPHY.split(" Arvid")
    parts = (*SECTIONS[:-1], ("About", "about_author", f"{one}\n\nShe rows.\n\nArvid{other}"))

    got = read(syndicated(MADE.but(sections=parts), star=""), ER)

    assert got.sections[-1] == (None, "about_author", f"{one}\n\nShe rows.\n\nArvid{other}")
    assert got.sections[:-1] == COPIED[:-1]
    assert got.affiliations == AFFILIATIONS


def test_byline_of_a_copy_over_several_lines():
    byline = "Ann Tan,\nBo Lee and\nCy D. Koh"

    got = read(syndicated(MADE.but(byline=byline)), ER)

    assert got.authors == ["Ann Tan", "Bo Lee", "Cy D. Koh"]
    assert got.sections == COPIED


@pytest.mark.parametrize("listed", [True, False])
def test_biography_of_main_content_without_heading(listed):
    heading, kind, text = SECTIONS[3]
    made = MADE.but(sections=(*SECTIONS[:3], (heading, kind, f"{text}\n\n{BIOGRAPHY}")))

    got = read(content(made, listed=listed))

    assert (got.authors, got.affiliations) == (NAMES, AFFILIATIONS)
    assert got.sections == [*SECTIONS[:4], (None, "about_author", BIOGRAPHY)]


@pytest.mark.parametrize(
    "last",
    ["Ann Tan is the keeper of the third harbour.", "Singapore is a Fellow traveller.", "The tide is a Fellow of all."],
)
def test_a_last_paragraph_that_is_no_biography(last):
    heading, kind, text = SECTIONS[3]
    made = MADE.but(sections=(*SECTIONS[:3], (heading, kind, f"{text}\n\n{last}")))

    got = read(content(made))

    assert got.authors == []
    assert got.sections == list(made.sections)


def test_agency_copy():
    page = f"SINGAPORE, ven 05 febbraio 2021\n4 February 2021\n{tight(SECTIONS)}"

    got = read(page, "https://agenparl.eu/harbours-and-heron-lines/")

    assert (got.is_copy, got.published_on, got.copied_on, got.title) == (True, None, date(2021, 2, 5), None)
    assert got.sections == list(SECTIONS)


def test_copy_on_a_blog():
    page = (
        f"Tuesday, July 31, 2012\n\nEditorial: {TITLE}\n\nBy {BYLINE}\n\n{spaced(SECTIONS)}\n\nPosted by Ana at 1:00 AM"
    )

    got = read(page, "http://harbour.blogspot.com/2012/07/editorial-harbours.html")

    assert (got.is_copy, got.title, got.authors) == (True, TITLE, NAMES)
    assert (got.published_on, got.copied_on) == (None, date(2012, 7, 31))
    assert got.sections == list(SECTIONS)


def test_copy_of_a_copy():
    page = syndicated(marks="", star="").replace("\n\nBy\n\n", f"\nby {BYLINE}\nfrom the Eurasia Review\n\n", 1)
    page = page.replace(f"\n\nBy {BYLINE}", "").replace(" – Analysis", "")

    got = read(page, "https://www.parliamentofreligions.org/publications/harbours/")

    assert (got.is_copy, got.title, got.authors) == (True, TITLE, NAMES)
    assert "from the Eurasia Review" not in str(got.sections)


def test_copy_of_a_copy_with_both_bylines():
    page = syndicated(marks="").replace("\n\nBy\n\n", f"\nby {BYLINE}\nfrom the Eurasia Review\n\n", 1)
    page = page.replace(" – Analysis", "")

    got = read(page, "https://www.parliamentofreligions.org/publications/harbours/")

    assert (got.title, got.byline, got.authors) == (TITLE, BYLINE, NAMES)
    assert BYLINE not in str(got.sections)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.straits.example/opinion/harbours",
        "https://thediplomat.com./2019/07/harbours/",
        "https://policycommons.net/artifacts/2170163/no/2925849/",
    ],
)
def test_pages_of_other_sites(url):
    got = read(f"Home Politics Sport\n{TITLE}\nPublished 4 Feb 2021\n{SECOND}\n{QUOTED}", url)

    assert (got.outcome, got.page_kind) == ("not_article", "other_site")


def test_page_of_nobody_knows_whom():
    got = read(f"Home Politics Sport\n{SECOND[:60]}\nPublished 4 Feb 2021")

    assert (got.outcome, got.reason) == ("rejected", "unrecognised")


@with_and_without_address
@pytest.mark.parametrize("text", ["", "   \n\t\n", "\u200b\ufeff\n"])
def test_empty_page(text, url):
    got = read(text, url)

    assert (got.outcome, got.reason) == ("rejected", "empty")


def test_lines_count_from_the_records_first():
    page = whole()
    lines = page.split("\n")

    got = read(page)

    for (heading, _, text), (first, last) in zip(got.sections, got.lines, strict=True):
        assert lines[first - 1].strip() == heading
        assert lines[last - 1].strip() == text.split("\n")[-1]


def test_article_alone_without_menus_or_footer():
    assert read(article()).facts == FACTS


def test_old_sites_page():
    got = read(
        f"Loading\nYou are here Spotlight\nTODAY, 12 Apr 2014\nHerons in Spring\n12 Apr 2014\n{SECOND}\n{QUOTED}"
    )

    assert got.outcome == "not_article"


def test_list_of_sentences_about_articles():
    item = "Odo Lamp, Senior Fellow at RSIS, wrote that the tide waits. Read more in RSIS Commentary: “{}”\n"
    page = "COVID-19 Resources\nMarch 2020\n" + "".join(item.format(f"{TITLE} {at}") for at in range(4))

    got = read(page)

    assert (got.outcome, got.page_kind) == ("not_article", "list")


@pytest.mark.parametrize(
    "line",
    ["Source: Institute of Tides (2020).", "The post of keeper is vacant, and nobody knows who will take it next."],
)
def test_lines_of_a_copys_text_that_begin_like_a_sites_own(line):
    parts = (*SECTIONS[:2], ("Low Lamps", "subsection", f"{QUOTED}\n\n{line}\n\n{SECOND}"), SECTIONS[-1])

    got = read(email(MADE.but(sections=parts)))

    assert got.sections[2:] == list(parts[2:])


@pytest.mark.parametrize(
    "line", ["Source: RSIS", "The post Herons appeared first on Harbour Blog.", "Posted by Ana", "Share this:"]
)
def test_lines_of_a_site_behind_a_copy(line):
    page = f"Monday, July 30, 2012\n{TITLE}\nBy {BYLINE}\n{tight(SECTIONS)}\n{line}\nAnother Post\nOf another day"

    assert read(page, "http://harbour.blogspot.com/2012/07/h.html").sections == list(SECTIONS)


def test_categories_of_a_blog_are_not_the_publishers():
    page = f"Monday, July 30, 2012\n{TITLE}\nBy {BYLINE}\n{tight(SECTIONS)}\nCategories: Herons / Politics"

    got = read(page, "http://harbour.blogspot.com/2012/07/h.html")

    assert (got.categories, got.sections) == ([], list(SECTIONS))


def test_last_line_of_main_content_is_no_text():
    assert read(content(listed=False) + "\nLast updated on 18/11/2022").sections == list(SECTIONS)


RENDERED = pytest.mark.parametrize(
    "page, byline",
    [(whole(), BYLINE), (nested(), BYLINE), (nested(mark="- "), None), (content(), None)],
    ids=["whole", "nested", "nested with hyphens", "content"],
)


@with_and_without_address
@RENDERED
def test_blank_lines_between_all_lines(page, byline, url):
    assert read(page.replace("\n", "\n\n"), url).facts == FACTS | {"byline": byline}


@with_and_without_address
@RENDERED
def test_no_blank_lines(page, byline, url):
    assert read("\n".join(line for line in page.split("\n") if line), url).facts == FACTS | {"byline": byline}


@with_and_without_address
@RENDERED
def test_lists_without_their_marks(page, byline, url):
    bare = "\n".join(line.strip().removeprefix("• ").removeprefix("- ") for line in page.split("\n"))

    got = read(bare, url)

    assert got.facts | {"sections": []} == FACTS | {"byline": byline, "sections": []}
    assert [one[:2] for one in got.sections] == [one[:2] for one in SECTIONS]


def test_a_date_above_the_heading_is_the_date():
    text = whole(MADE)
    head, date_line = f"    {CODE} | {TITLE}\n", "    04 February 2021\n\n"
    assert text.count(head) == text.count(date_line) == 1
    moved = text.replace(date_line, "").replace(head, date_line + head).replace(f"    {BYLINE}", f"    By {BYLINE}")

    assert read(moved).facts == read(text).facts
