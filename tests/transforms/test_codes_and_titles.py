import pytest

from tests.transforms.pages import HOST, MADE, SECTIONS, content, email, syndicated, whole
from tests.transforms.reading import read
from transforms.profiles import profiles

RSIS = next(one for one in profiles() if one.name == "rsis")


@pytest.mark.parametrize(
    "heading, code, number, title",
    [
        ("CO21020 | Tides: A View", "CO21020", None, "Tides: A View"),
        ("IP26001 | Tides", "IP26001", None, "Tides"),
        ("CO21020|Tides", "CO21020", None, "Tides"),
        ("CO21020 | Tides | Herons", "CO21020", None, "Tides | Herons"),
        ("CO 21020 | Tides", "CO21020", None, "Tides"),
        ("CO21020 | Tides – Analysis", "CO21020", None, "Tides"),
        ("Tides - RSIS", None, None, "Tides"),
        ("Tides | S. Rajaratnam School of International Studies", None, None, "Tides"),
        ("RSIS and the Tides", None, None, "RSIS and the Tides"),
        ("WP251 | Tides", "WP251", None, "Tides"),
        ("WP 251 | Tides", "WP251", None, "Tides"),
        ("IN21-05 | Tides", "IN21-05", None, "Tides"),
        ("PR200924 | Tides", "PR200924", None, "Tides"),
        ("No. 020/2021 | Tides", None, "No. 020/2021", "Tides"),
        ("No. 303 | Tides", None, "No. 303", "Tides"),
        ("Tides | Herons", None, None, "Tides | Herons"),
        ("CO21020", None, None, "CO21020"),
        ("COP26 and the Tides", None, None, "COP26 and the Tides"),
        ("CO21020 |", None, None, "CO21020 |"),
        ("CO21020: Tides: A View", "CO21020", None, "Tides: A View"),
        ("IP26001 – Tides", "IP26001", None, "Tides"),
        ("IN21-05 - Tides", "IN21-05", None, "Tides"),
        ("COP26: Tides", None, None, "COP26: Tides"),
        ("COP26 | Tides", "COP26", None, "Tides"),
        ("CO21020:Tides", None, None, "CO21020:Tides"),
    ],
)
def test_headings(heading, code, number, title):
    assert RSIS.split_heading(heading) == (code, number, title)


@pytest.mark.parametrize("rendering", [whole, content])
@pytest.mark.parametrize(
    "title",
    [
        "Harbours: Lamps: Herons",
        "“Little Grey” Herons and the Tide",
        "The Heron Question – Role of the Harbours",
        "What Next for the Herons?",
        "Herons - and Lamps",
        "‘Do No Wake’: A View",
        "Herons’ Tide | Lamps",
        "Harbours (and Lamps) in 2021",
        "SOUTH-SOUTH Herons & Lamps / Tides",
        "Caitríona’s Måneskin Lamps",
        "Herons",
    ],
)
def test_titles_are_kept_as_printed(title, rendering):
    got = read(rendering(MADE.but(title=title)))

    assert (got.code, got.title) == (MADE.code, title)
    assert got.sections == list(SECTIONS)


def test_heading_over_two_lines():
    page = whole().replace(
        f"{MADE.code} | Harbours and Heron Lines: ", f"{MADE.code} | Harbours and Heron Lines:\n    "
    )

    got = read(page)

    assert (got.title, got.byline) == (MADE.title, MADE.byline)


@pytest.mark.parametrize("title", ["Herons: from Lamps to Tides – and Back", "Herons: No. 1/2013"])
def test_titles_of_emails_whose_second_line_looks_like_another(title):
    assert read(email(MADE.but(title=title))).title == title


def test_code_only_in_the_breadcrumb_of_a_whole_page():
    page = whole(MADE.but(code=None)).replace(f"• {MADE.title}", f"• {MADE.heading}")

    got = read(page)

    assert (got.code, got.title, got.sources["code"]) == (MADE.code, MADE.title, "breadcrumb")


def test_heading_that_differs_from_the_breadcrumb_is_said():
    page = whole().replace(f"• {MADE.title}", "• Herons of Another Tide")

    got = read(page)

    assert got.title == MADE.title
    assert "title_differs_from_breadcrumb" in got.flags


@pytest.mark.parametrize(
    "slug, code",
    [
        ("co21020-harbours", "CO21020"),
        ("ip22035-harbours", "IP22035"),
        ("wp251-harbours", "WP251"),
        ("in21-05-harbours", "IN21-05"),
        ("co21020", "CO21020"),
        ("2178-the-search-for-the-herons", None),
        ("cop26-and-the-herons", None),
        ("co2102-harbours", None),
        ("harbours-co21020", None),
    ],
)
def test_codes_of_slugs(slug, code):
    got = read(content(code=False), f"{HOST}/rsis-publication/rsis/{slug}/")

    assert got.code == code
    assert got.sources.get("code") == ("url slug" if code else None)


def test_printed_code_goes_before_the_slugs():
    got = read(content(), f"{HOST}/rsis-publication/rsis/co99999-harbours/")

    assert got.code == MADE.code


def test_a_copys_slug_gives_no_code():
    got = read(syndicated(), "https://www.eurasiareview.com/co21020-harbours/")

    assert got.code is None


@pytest.mark.parametrize(
    "series, number, code",
    [
        ("commentary", "No. 213/2013 dated 25 November 2013", "CO13213"),
        ("commentary", "No 7/2013, dated 6 November 2013.", "CO13007"),
        ("commentary", "No. 001/2022 dated 5 January 2022", "CO22001"),
        ("IDSS Paper", "No. 001/2022 dated 5 January 2022", "IP22001"),
        ("heron letter", "No. 001/2022 dated 5 January 2022", None),
    ],
)
def test_codes_of_number_lines(series, number, code):
    page = email().replace("following commentary", f"following {series}")
    page = page.replace("No. 020/2021 dated 4 February 2021", number)

    got = read(page)

    assert got.code == code
    assert ("code_series_unknown" in got.flags) is (code is None)


@pytest.mark.parametrize(
    "title",
    ["{} – Analysis", "{} - Analysis", "{} – OpEd", "Editorial: {}", "Commentary: {}", "{}"],
)
def test_what_sites_add_to_titles(title):
    page = syndicated().replace(f"{MADE.title} – Analysis", title.format(MADE.title), 1)

    got = read(page, "https://www.eurasiareview.com/09022021-harbours-analysis/")

    assert got.title == MADE.title


@pytest.mark.parametrize("title", ["Tide Analysis", "Cost–Benefit Analysis", "Editorial Freedom: Lamps"])
def test_words_of_titles_that_are_not_added(title):
    got = read(syndicated(MADE.but(title=title)), "https://www.eurasiareview.com/09022021-harbours-analysis/")

    assert got.title == title


@pytest.mark.parametrize(
    "path, listed, series",
    [
        ("rsis-publication/rsis/harbours", True, "RSIS Commentary Series"),
        ("rsis-publication/nssp/harbours", False, None),
        ("rsis-publication/cens/co21020-harbours", False, "RSIS Commentary Series"),
        ("rsis-publication/rsis/ip21020-harbours", False, "IDSS Papers"),
        ("ctta-newsarticle/harbours", False, "Counter Terrorist Trends and Analyses"),
    ],
)
def test_series(path, listed, series):
    got = read(content(code=False, listed=listed), f"{HOST}/{path}")

    assert got.series == series
