"""Lines that are sub-headings although they look like text, and text that looks like sub-headings."""

import pytest

from tests.transforms.pages import LAST, MADE, OPENING, QUOTED, SECOND, SECTIONS, content, whole
from tests.transforms.reading import read

AT_ONCE = "\u2009"
"""With this in a page it is read the general way."""


def _read(page, blank, parts):
    return read(page(MADE.but(sections=parts)).replace("About the Authors", f"About{blank}the Authors")).sections


ways = pytest.mark.parametrize("blank", [" ", AT_ONCE], ids=["quick", "general"])
pages = pytest.mark.parametrize("page", [whole, content], ids=["whole", "content"])


@pages
@ways
@pytest.mark.parametrize(
    "heading",
    [
        "The Curious Case of Odo Lamp Sr.",
        "All Tides Lead to Heron, D.C.",
        "Not in My Harbour!",
        "Waiting for the Herons…",
        "…And Lamps for All",
        "$1 Trillion and Counting",
        "#NetsToo at Sea",
        "b) Second-Order Effects",
        "The Tide of 1991 (and 1992)",
        "Regional Implications:",
        "From Heron to Malmö and Back Again: How the Idea of a Rule of the Tide Travelled across Oceans and Halls",
        "Why Small Harbours Should Worry about What Large Ones Say behind Closed Doors and What They Do in Plain Sight",
        "The Odo Lamp & Co. Affair",
        "Is the Tide Over? Not Quite",
        "Is the Tide: In, Out or Neither?",
    ],
)
def test_lines_that_are_headings(page, blank, heading):
    parts = (*SECTIONS[:2], (heading, "subsection", f"{QUOTED}\n\n{LAST}"), *SECTIONS[4:])

    assert _read(page, blank, parts) == list(parts)


@pages
@ways
@pytest.mark.parametrize(
    "text",
    [
        "Heron 3.4 5.1\n\nMalmö 12% 15%\n\nTotal (2019) 1,204 87%",
        "GDP growth 4.5 (3.9)",
        "“Never again!”",
        "Lamps!",
        "He had no answer…",
        "This happened in the U.S.",
        "It went to Lamp Inc.",
        "#tide #nets #RSIS",
        "[The author thanks two reviewers.]",
        "The keeper put it thus:",
        "Keeper Odo Lamp:\n\n“We shall not count the nets.”",
        "Odo Lamp:\n\nWe shall not.\n\nAnn Tan:\n\nNobody asked us to do so.\n\nOdo Lamp:\n\nThat is so.",
        "Q: Has the tide turned?\n\nA: Not in the north.\n\nQ: Will it?\n\nA: Nobody can say.",
        "Q3. Is This the End?\n\nA3. Nobody can say so far.",
        "RSIS: Will the nets hold?\n\nProf Lamp: They did for years, and nobody counted.",
        "Nets and lamps were counted on all the coasts of the north by keepers who had neither of their own",
    ],
)
def test_lines_that_are_text(page, blank, text):
    parts = (SECTIONS[0], ("COMMENTARY", "commentary", f"{OPENING}\n\n{text}\n\n{SECOND}"), *SECTIONS[2:])

    assert _read(page, blank, parts) == list(parts)


@pages
@ways
def test_a_heading_behind_the_rows_of_a_table(page, blank):
    rows = "Heron 3.4 5.1\n\nMalmö 1.2 1.5\n\nKattegat 0.4 0.9"
    parts = (*SECTIONS[:1], ("COMMENTARY", "commentary", f"{OPENING}\n\n{rows}"), *SECTIONS[2:])

    assert _read(page, blank, parts) == list(parts)


@pages
@ways
def test_where_headings_end_with_a_colon_one_over_a_list_does_too(page, blank):
    parts = (
        *SECTIONS[:2],
        ("First Lamps:", "subsection", OPENING),
        ("Second Lamps:", "subsection", SECOND),
        ("What to Do:", "subsection", f"• Count the nets.\n• Mend the lamps.\n\n{LAST}"),
        *SECTIONS[4:],
    )

    assert _read(page, blank, parts) == list(parts)


@pages
@ways
def test_a_line_with_a_colon_over_a_list_leads_it_in(page, blank):
    text = f"{OPENING}\n\nThree Lamps:\n\n• Count the nets.\n• Mend the lamps."
    parts = (SECTIONS[0], ("COMMENTARY", "commentary", text), *SECTIONS[2:])

    assert _read(page, blank, parts) == list(parts)
