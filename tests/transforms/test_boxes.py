"""Lists of other articles that bare texts of pages print in an article's midst."""

import pytest

from tests.transforms.pages import HOST
from tests.transforms.reading import flattened

URL = f"{HOST}/rsis-publication/rsis/quiet-rules/"
TEXT = "Harbour pilots in three ports told us what they saw on foggy nights, and how seldom they wrote it down. " * 3
ITEMS = ["Harbours Without Lights", "The Price of Fog at Sea", "Who Pays for the Pilots"]


def _headings(box):
    top = "CO21020 | Quiet Rules: Who Keeps Them?\nAda Larkspur\n4 February 2021"
    parts = ["RSIS", top, "SYNOPSIS", TEXT, "COMMENTARY", TEXT + "First.", box, TEXT + "Second.", TEXT + "Third."]
    about = ["About the Author", "Ada Larkspur is a Research Fellow at RSIS.", "Copyright RSIS", ""]
    flat = flattened([("\n\n".join([*parts, *about]), URL)])
    sections = flat.sections.sort("position")
    assert not any(item in text for item in ITEMS for text in sections["text"])
    assert "other_articles_in_text" in flat.flags["flag"].to_list()
    return sections["heading"].to_list()[2:-1]


@pytest.mark.parametrize(
    "listed", ["\n".join(f"  • {item}" for item in ITEMS), f"  • {ITEMS[0]}", "\n".join(ITEMS), "\n".join(ITEMS[:2])]
)
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_a_sub_heading_under_a_list_that_is_set_off_is_kept(listed, between):
    assert _headings(f"Related articles{between}{listed}\n\nNets and Their Keepers") == ["Nets and Their Keepers"]


@pytest.mark.parametrize(
    "listed",
    ["\n".join(f"  • {item}" for item in ITEMS), "\n".join(ITEMS), "\n\n".join(ITEMS), f"{ITEMS[0]}\n\n{ITEMS[1]}"],
)
def test_the_last_of_a_list_is_no_sub_heading(listed):
    assert _headings(f"Related articles\n\n{listed}") == []
