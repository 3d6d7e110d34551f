import pytest

from tests.transforms.pages import HOST, MADE, SECTIONS, whole
from tests.transforms.reading import read
from transforms.sharing import is_sharing

URL = f"{HOST}/rsis-publication/rsis/harbours/"
PAGE = whole(MADE)
LINK = "    download pdf\n\n"


@pytest.mark.parametrize(
    "line", ["Share this:", "• Share on Facebook", "Facebook Twitter LinkedIn Email", "• Print", "share on X"]
)
def test_buttons_are_told(line):
    assert is_sharing(line)


@pytest.mark.parametrize(
    "line", ["A Share of the Catch", "Facebook and the Army", "The New Page", "• Print runs fell", "", "X"]
)
def test_titles_and_items_of_a_text_are_no_buttons(line):
    assert not is_sharing(line)


@pytest.mark.parametrize(
    "buttons",
    [
        "    Share Facebook Twitter Email\n\n",
        "    • Facebook\n    • Twitter\n    • Print\n\n",
        "    Share this:\n\n    • X\n\n",
    ],
)
@pytest.mark.parametrize("below", [True, False])
def test_buttons_beside_the_link_are_no_text(buttons, below):
    text = PAGE.replace(LINK, LINK + buttons if below else buttons + LINK, 1)

    page = read(text, URL)

    assert PAGE.count(LINK) == 1
    assert page.facts == read(PAGE, URL).facts
    assert page.sections == list(SECTIONS)


def test_buttons_behind_the_text_are_no_text():
    text = PAGE.replace("    Categories:", "    Share this:\n\n    • Facebook\n    • Twitter\n\n    Categories:", 1)

    assert read(text, URL).sections == list(SECTIONS)


def test_a_list_of_services_that_ends_a_text_stays():
    text = PAGE.replace("    Categories:", "    • Facebook\n    • Twitter\n\n    Categories:")

    assert read(text, URL).sections[-1][2].endswith("• Facebook\n• Twitter")
