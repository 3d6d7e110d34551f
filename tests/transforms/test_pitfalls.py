"""One test per pitfall that the notes on publication pages list and that concerns pages of RSIS or copies of them."""

from datetime import date

import polars as pl
import pytest

from tests.transforms.pages import (
    BYLINE,
    CODE,
    FOOTER,
    HOST,
    LISTED,
    MADE,
    OPENING,
    QUOTED,
    REGIONS,
    SECOND,
    SECTIONS,
    SYNOPSIS,
    THEMES,
    TITLE,
    categories,
    content,
    email,
    nested,
    syndicated,
    tight,
    whole,
)
from tests.transforms.reading import flattened, read
from transforms.identity import assign_articles

URL = f"{HOST}/rsis-publication/rsis/harbours-and-heron-lines/"
NAMES = ["Mei Ling Tanaka", "Arvid Q. Lindqvist"]


def with_parts(*parts, **changes):
    return MADE.but(sections=parts, **changes)


def articles(*pages: tuple[str, str | None]) -> int:
    found = flattened(list(pages)).pages.filter(pl.col("outcome") == "publication")
    return assign_articles(found, lambda records: {})["article_id"].n_unique()


@pytest.mark.parametrize("page", [whole(), content() + "\n" + tight(SECTIONS)], ids=["whole", "content"])
def test_01_body_printed_twice(page):
    assert read(page).sections == list(SECTIONS)


def test_02_two_lists_of_categories_that_differ():
    page = whole()

    got = read(page)

    assert page.count("Categories: ") == 2
    assert got.of_kind("region") == REGIONS
    assert got.of_kind("topic") == THEMES


def test_03_bullets_in_the_body_are_no_menu():
    assert ("Low Lamps", "subsection", LISTED) in read(whole()).sections


def test_04_side_menu_right_behind_the_breadcrumb():
    assert read(whole()).title == TITLE


def test_05_series_in_menus_are_not_the_articles():
    assert read(whole(MADE.but(series="Monographs", code=None))).series == "Monographs"
    assert (
        read(
            whole(MADE.but(code=None)).replace(categories(MADE), "").replace(categories(MADE, regions=False), "")
        ).series
        is None
    )


def test_06_names_with_the_separator_in_them():
    got = read(whole(MADE.but(series="Commemorative / Event Reports")))

    assert got.series == "Commemorative / Event Reports"
    assert got.of_kind("topic") == THEMES


def test_07_author_right_under_the_heading():
    got = read(whole())

    assert (got.title, got.byline) == (TITLE, BYLINE)


def test_08_no_author_line_and_date_first():
    got = read(content())

    assert (got.byline, got.authors) == (None, NAMES)
    assert got.published_on == date(2021, 2, 4)


def test_09_no_code_anywhere_but_in_the_heading():
    one, other = (
        (whole(), URL),
        (content(code=False, listed=False), f"https://rsis.edu.sg{URL[len(HOST) :].rstrip('/')}"),
    )

    assert (read(*one).code, read(*other).code) == (CODE, None)
    assert articles(one, other) == 1


@pytest.mark.parametrize("slug", ["herons-of-the-north-the-tide-and-its-keepers", "2178-the-search-for-he"])
def test_10_11_slug_that_is_not_the_title_or_is_cut(slug):
    got = read(whole(), f"{HOST}/rsis-publication/rsis/{slug}/")

    assert (got.title, got.code) == (TITLE, CODE)


@pytest.mark.parametrize("title", ["“Little Grey” Herons: Who – What?", "The Heron Question – Role of Harbours"])
def test_12_signs_in_titles(title):
    assert read(whole(MADE.but(title=title))).title == title
    assert read(content(MADE.but(title=title))).title == title


@pytest.mark.parametrize("rendering", [whole, nested, content])
def test_13_standfirst_without_label(rendering):
    got = read(rendering(with_parts((None, "synopsis", SYNOPSIS), *SECTIONS[1:])))

    assert got.sections == [(None, "synopsis", SYNOPSIS), *SECTIONS[1:]]
    assert got.synopsis == SYNOPSIS


@pytest.mark.parametrize("rendering", [whole, nested, content])
def test_13_only_a_label_of_the_commentary(rendering):
    parts = (("Commentary", "commentary", f"{SYNOPSIS}\n\n{OPENING}\n\n{SECOND}"), *SECTIONS[2:])

    assert read(rendering(with_parts(*parts))).sections == list(parts)


@pytest.mark.parametrize("rendering", [whole, nested, content])
def test_14_key_takeaways(rendering):
    takeaways = (
        "• Herons need lamps, and lamps need keepers.\n• Keepers need one another.\n• The tide waits for nobody."
    )
    parts = (("KEY TAKEAWAYS", "key_takeaways", takeaways), *SECTIONS[1:])

    got = read(rendering(with_parts(*parts)))

    assert got.sections == list(parts)
    assert got.synopsis == takeaways


@pytest.mark.parametrize(
    "opening", ["THE SEARCH for the herons has begun.", "IN LIGHT of the tide, the lamps are lit."]
)
def test_15_opening_words_in_capitals_are_no_heading(opening):
    parts = (SECTIONS[0], ("COMMENTARY", "commentary", f"{opening} {SECOND}"), *SECTIONS[2:])

    assert read(whole(with_parts(*parts))).sections == list(parts)


def test_16_author_in_capitals_in_the_standfirst():
    standfirst = "MEI LING TANAKA argues that the herons return to where the lamps are lit through all of the year."
    made = with_parts((None, "synopsis", standfirst), *SECTIONS[1:-1])

    got = read(content(made))

    assert got.authors == ["Mei Ling Tanaka"]
    assert got.synopsis == standfirst


@pytest.mark.parametrize(
    "heading", ["Who Keeps the Lamps?", "“Do No Wake” Approach", "‘Low’ Lamps", "Lamps: Bringing Them Back"]
)
def test_17_sub_headings_that_ask_or_begin_with_a_quote(heading):
    parts = (*SECTIONS[:2], (heading, "subsection", QUOTED), SECTIONS[-1])

    assert read(whole(with_parts(*parts))).sections == list(parts)


@pytest.mark.parametrize(
    "question",
    [
        "So what? Can the harbour live with fewer lamps?",
        "Talk of lamps abounds. Can the harbour live without?",
        "Can the lamps survive another winter, given how little oil the harbour has left?",
    ],
)
def test_17_questions_in_the_text_are_no_sub_headings(question):
    parts = (*SECTIONS[:2], ("Low Lamps", "subsection", f"{QUOTED}\n\n{question}\n\n{SECOND}"), SECTIONS[-1])

    assert read(whole(with_parts(*parts))).sections == list(parts)


def test_17_titles_of_two_sentences_are_sub_headings():
    parts = (*SECTIONS[:2], ("What Now? Who Keeps the Lamps?", "subsection", QUOTED), SECTIONS[-1])

    assert read(whole(with_parts(*parts))).sections == list(parts)


def test_17_short_quotes_are_no_sub_headings():
    text = f"{QUOTED}\n\n“We shall keep the lamps lit.”\n\n{SECOND}"
    parts = (*SECTIONS[:2], ("Low Lamps", "subsection", text), SECTIONS[-1])

    assert read(whole(with_parts(*parts))).sections == list(parts)


def test_18_one_article_under_many_addresses():
    made, path = MADE.but(code=None), "rsis-publication/{}/2110-harbours-and-heron"
    urls = [
        f"{HOST}/{path.format('nts')}/",
        f"https://rsis.edu.sg/{path.format('rsis')}",
        f"http://www.rsis.edu.sg/{path.format('rsis')}/?doing_wp_cron=1728064810.12",
    ]

    assert articles(*((content(made), url) for url in urls)) == 1


@pytest.mark.parametrize("unit", ["rsis", "nssp", "icpvtr", "idss", "cens"])
def test_19_unit_in_the_address_is_no_series(unit):
    made = MADE.but(code=None)

    assert read(content(made, listed=False), f"{HOST}/rsis-publication/{unit}/harbours").series is None
    assert read(content(made), f"{HOST}/rsis-publication/{unit}/harbours").series == "RSIS Commentary Series"


@pytest.mark.parametrize(
    "path, kind",
    [
        ("media-highlight/cens/x", "media_highlight"),
        ("staff-publication/x", "external_publication"),
        ("rsis-event-article/rsis/x", "event"),
        ("rsis-news-article/rsis/x", "news"),
        ("publications/rsis-publications/think-tank-6-2020", "newsletter"),
        ("media-highlights/covid-19-resources", "list"),
    ],
)
def test_20_other_kinds_share_the_skeleton(path, kind):
    got = read(f"04 February 2021\n{TITLE}\n{tight(SECTIONS)}", f"{HOST}/{path}/")

    assert (got.outcome, got.page_kind) == ("not_article", kind)


def test_20_bulletins_are_publications():
    got = read(
        content(MADE.but(code=None, series="Bulletins and Newsletters")),
        f"{HOST}/rsis-publication/nts/nts-bulletin-may-2018",
    )

    assert (got.outcome, got.series) == ("publication", "Bulletins and Newsletters")


def test_21_units_and_media_are_no_categories():
    head = f"29 May 2015\n- RSIS\n- Media Highlights\n{TITLE}\n"
    page = f"{head}{SECOND}\nICPVTR / Online / Print\nLast updated on 18/11/2015"

    got = read(page)

    assert (got.page_kind, got.categories) == ("media_highlight", [])


def test_22_last_update_is_not_the_date():
    got = read(content(listed=False) + "\nLast updated on 18/11/2022")

    assert got.published_on == date(2021, 2, 4)


def test_23_menus_change():
    page = "Back\nSomething New\nAnother Label\nA Third\n" + whole()[whole().index("    • RSIS\n    • Publication") :]

    got = read(page)

    assert (got.code, got.title, got.sections) == (CODE, TITLE, list(SECTIONS))


def test_24_obfuscated_address_in_the_menu():
    page = nested(generation="B-2021")

    assert "[email protected]" in page
    assert read(page).rendering == "whole_nested"
    assert "[email protected]" not in str(read(page).sections)


@pytest.mark.parametrize(
    "page, url, copied",
    [
        (syndicated(), "https://www.eurasiareview.com/09022021-harbours-analysis/", date(2021, 2, 9)),
        (f"SINGAPORE, ven 05 febbraio 2021\n4 February 2021\n{tight(SECTIONS)}", "https://agenparl.eu/x/",
         date(2021, 2, 5)),
        (f"Monday, July 30, 2012\nEditorial: {TITLE}\nBy {BYLINE}\n{tight(SECTIONS)}",
         "http://x.blogspot.com/2012/07/e.html", date(2012, 7, 30)),
    ],
)  # fmt: skip
def test_25_a_copys_date_is_not_the_articles(page, url, copied):
    got = read(page, url)

    assert (got.published_on, got.copied_on) == (None, copied)


def test_26_two_titles_of_one_article():
    copied = MADE.but(title="Harbours And Heron Lines: Who Keeps The Tide?")
    pages = (whole(), URL), (syndicated(copied), "https://www.eurasiareview.com/09022021-harbours-and-heron-analysis/")

    assert articles(*pages) == 1


@pytest.mark.parametrize("series, code", [("commentary", "CO22001"), ("IDSS Paper", "IP22001"), ("letter", None)])
def test_27_a_number_is_of_the_series_that_is_named(series, code):
    page = email().replace("following commentary", f"following {series}")

    assert read(page.replace("No. 020/2021 dated 4 February 2021", "No. 001/2022 dated 5 January 2022")).code == code


def test_28_aggregators_are_other_sites():
    head = "cover image: No. 001/2022 dated 5 January 2022\n10.1234/abc\n5 Jan 2022\n"
    page = f"{head}{SECOND[:150]} [...] {QUOTED[:150]} [...]"

    assert read(page, "https://policycommons.net/artifacts/2170163/no/2925849/").page_kind == "other_site"


def test_29_the_number_lines_date_goes_before_the_blogs():
    got = read(email())

    assert (got.published_on, got.copied_on) == (date(2021, 2, 4), date(2013, 12, 2))


def test_30_title_over_two_lines():
    page = email()

    assert "\nHarbours and Heron Lines:\nWho Keeps the Tide?\n" in page
    assert read(page).title == TITLE


def test_31_author_lists_over_several_lines():
    names = ["Ann Tan", "Bo Lee", "Cy D. Koh", "Di Ong Mei", "Ed bin Omar", "Fay Goh"]
    printed = f"{', '.join(names[:2])},\n{', '.join(names[2:4])},\n{names[4]}, and {names[5]}"

    got = read(whole(MADE.but(byline=printed)))

    assert got.authors == names
    assert got.byline == f"{', '.join(names[:5])}, and {names[5]}"


@pytest.mark.parametrize("name", ["Koh Swee Lean Collin", "Collin Koh", "Suparno", "Mohamed Nawab Bin Mohamed Osman"])
def test_32_names_stay_as_printed(name):
    assert read(whole(MADE.but(byline=name))).authors == [name]


def test_33_biography_without_a_name():
    about = (
        "About the Author",
        "about_author",
        "The writer is a research analyst with the Institute of Tides, Singapore.",
    )

    got = read(whole(MADE.but(byline="Ann Tan", sections=(*SECTIONS[:-1], about))))

    assert (got.authors, got.affiliations) == (["Ann Tan"], ["Institute of Tides"])


def test_33_two_people_in_one_sentence():
    text = (
        "Ann Tan is a Research Analyst and Bo Lee an Associate Research Fellow with the Institute of Tides, Singapore."
    )
    about = ("About the Authors", "about_author", text)

    got = read(content(MADE.but(sections=(*SECTIONS[:-1], about))))

    assert dict(zip(got.authors, got.affiliations, strict=True)) == dict.fromkeys(
        ["Ann Tan", "Bo Lee"], "Institute of Tides"
    )


def test_34_scars_of_hyphens_are_kept():
    text = (
        "The member- states of the harbour keep their land- attack lampsmissiles, and they do not count them in public."
    )
    parts = (SECTIONS[0], ("COMMENTARY", "commentary", text), SECTIONS[-1])

    assert read(whole(with_parts(*parts))).sections == list(parts)


@pytest.mark.parametrize("printed", ["March 2015", "Mar 2015"])
def test_37_month_only_dates_say_so(printed):
    got = read(whole(MADE.but(date=printed)))

    assert (got.published_on, got.published_precision) == (date(2015, 3, 1), "month")


def test_38_crawlers_prefix():
    got = read(
        syndicated(marks=f" date 2025-04-06 By {BYLINE}\n\n"), "https://www.eurasiareview.com/09042025-h-analysis/"
    )

    assert (got.title, got.byline, got.published_on) == (TITLE, BYLINE, None)


def test_39_lines_of_labels_run_together_are_no_text():
    assert "About RSISResearch" in FOOTER
    assert "RSISResearch" not in str(read(whole()).sections)


def test_40_form_junk_is_no_text():
    sections = str(read(whole()).sections)

    assert "123456" not in sections
    assert "0/255" not in sections


@pytest.mark.parametrize("end", ["", "\n", "\n\n"])
def test_41_final_line_end(end):
    one, other = read(whole()), read(whole() + end)

    assert (other.sections, other.lines) == (one.sections, one.lines)


def test_quick_and_general_way_agree():
    page = whole()
    odd = page.replace(SYNOPSIS, SYNOPSIS.replace(" ", "\u2009", 1))

    assert read(page).sections == read(odd).sections == list(SECTIONS)
