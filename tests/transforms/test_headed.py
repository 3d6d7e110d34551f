from datetime import date

import pytest

from tests.transforms.pages import BYLINE, HOST, SECTIONS, TITLE, spaced
from tests.transforms.reading import read

OLD = f"{HOST}/publications/Perspective/RSIS0132009.html"
SIGNED = "Copyright © S. Rajaratnam School of International Studies. All rights reserved."
MENU = "Home\nAbout\nResearch\nPublications\nEvents\n\n"
BODY = spaced(SECTIONS)
CODED = f"CO09013 | {TITLE}\n\n{BYLINE}\n\n03 March 2009\n\ndownload pdf\n\n{BODY}"
NUMBERED = f"RSIS Commentaries\nNo. 13/2009 dated 3 March 2009\n\n{TITLE}\n\nBy {BYLINE}\n\n{BODY}"


@pytest.mark.parametrize("top", [MENU, "Loading\nYou are here Publications\nTODAY, 12 Apr 2014\n\n" + MENU, ""])
@pytest.mark.parametrize("article", [CODED, NUMBERED, f"{CODED}\n\n{BODY}", f"{NUMBERED}\n\n{BODY}"])
@pytest.mark.parametrize("url", [OLD, None])
def test_what_heads_an_article_tells_it_on_pages_of_no_known_shape(top, article, url):
    page = read(f"{top}{article}\n\n{SIGNED}\n", url)

    assert (page.outcome, page.publisher, page.code, page.title) == ("publication", "rsis", "CO09013", TITLE)
    assert (page.series, page.published_on) == ("RSIS Commentary Series", date(2009, 3, 3))
    assert page.authors == ["Mei Ling Tanaka", "Arvid Q. Lindqvist"]
    assert page.sections == list(SECTIONS)


def test_a_list_of_several_articles_is_none():
    other = CODED.replace("CO09013", "CO09014").replace(TITLE, "Another Tide")

    assert read(f"{MENU}{CODED}\n\n{other}\n\n{SIGNED}\n", OLD).outcome == "not_article"


@pytest.mark.parametrize("article", [CODED, NUMBERED])
def test_a_page_that_nobody_signed_is_not_taken_for_the_publisher_s_own(article):
    assert read(f"{article}\n").is_copy


def test_items_of_a_list_head_no_article():
    items = "".join(f"CO0901{n} | Tide {n}\n\n{BYLINE}\n\n0{n} March 2009\n\n" for n in range(1, 6))

    assert read(f"{MENU}{items}{SIGNED}\n", OLD).outcome == "not_article"


def test_a_newsletter_under_a_breadcrumb_is_told_by_its_marks():
    crumbs = "• RSIS\n• Publications\n• Think Tank\n\n"
    text = f"Back\nAbout RSIS\nPublications\n\n{crumbs}THINK TANK\n\nThink Tank (2/2024)\n\n< Back\n\n25 Mar 2024\n\n"

    page = read(text + "HIGHLIGHT\n\nPopular Links\n")

    assert (page.outcome, page.page_kind) == ("not_article", "newsletter")
