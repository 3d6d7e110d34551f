import pytest

from tests.transforms.pages import BYLINE, MADE, SECOND, TITLE, email, syndicated
from tests.transforms.reading import read
from transforms.additions import credits, without_top

ER = "https://www.eurasiareview.com/09022021-harbours-and-heron-lines-who-keeps-the-tide-analysis/"
CREDITS = [
    "This article was published by RSIS Commentaries.",
    "Source: This article was published by RSIS.",
    "This commentary was first published by the S. Rajaratnam School of International Studies (RSIS).",
    "This RSIS Commentary originally appeared on the Lamp Desk’s site.",
]


def body(page):
    return [section for section in page.sections if section[1] != "about_author"]


@pytest.mark.parametrize("credit", CREDITS)
@pytest.mark.parametrize("star", ["*", ""])
def test_where_an_article_was_published_is_no_part_of_its_copy(star, credit):
    copy = syndicated(star=star)

    assert read(f"{copy}\n\n{credit}").sections == read(copy).sections


@pytest.mark.parametrize(
    "text", ["This article of faith was not questioned.", "The article says what was published then."]
)
def test_sentences_of_the_text_are_no_credits(text):
    assert credits(["", text], 2) == []


def test_publisher_where_the_name_of_the_author_is_lost():
    copy = syndicated()

    assert read(copy.replace("By\n\n", "By\nRSIS\n\n", 1)).sections == read(copy).sections


@pytest.mark.parametrize(
    "biography",
    [
        "Odo Lamp teaches tides in Malmö.",
        "Dr Odo Lamp, formerly with the Ministry of Tides, is a Fellow.",
        "Ambassador (Ret.) Odo Lamp heads the Lamp Desk.",
        "Odo Lamp, a Fellow at the S. Lamp School, and Ann Tan, who rows, are writing a book.",
        "The writer, a student of tides, was an intern.",
    ],
)
@pytest.mark.parametrize("note", ["", "\n\nThis is the second of a series on tides."])
def test_biography_without_label_of_a_known_author(note, biography):
    made = MADE.but(byline="Odo Lamp", sections=MADE.sections[:-1])
    mail, _, _ = email(made).partition("\nPosted by")

    got = read(f"{mail}\n{biography}{note}")

    assert body(got) == body(read(mail))
    assert got.sections[-1] == (None, "about_author", f"{biography}{note}")


def test_snippets_of_a_catalogue_are_no_copy_even_under_a_number():
    page = (
        f"cover image: {TITLE}\nNo. 001/2022 dated 5 January 2022\nOdo Lamp\n5 Jan 2022\n{SECOND[:150]} [...] {SECOND}"
    )

    assert read(page, "https://policycommons.net/artifacts/2170163/no/2925849/").page_kind == "other_site"


TOP = ["Categories: Tides", "Posted by admin at 10:00", "Share on Lamp", "Filed under Tides", "Tags: harbour"]


@pytest.mark.parametrize("url", [None, ER])
@pytest.mark.parametrize("before", ["ISSN", "By\n\n"])
@pytest.mark.parametrize("label", [True, False])
@pytest.mark.parametrize("line", TOP)
def test_what_a_site_prints_over_the_text_of_a_copy_does_not_end_it(line, label, before, url):
    copy = syndicated(label=label)

    got = read(copy.replace(before, f"{line}\n\n{before}", 1), url)

    assert (got.outcome, got.title, got.byline) == ("publication", TITLE, BYLINE)
    assert got.sections == read(copy, url).sections


@pytest.mark.parametrize("line", TOP)
def test_a_broken_text_ends_where_a_site_s_own_begins(line):
    text = ["x" * 70] * 3

    assert without_top(["Title", line, *text, line], "Categories:") == ["Title", "", *text, line]
