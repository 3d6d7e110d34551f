import pytest

from tests.transforms.pages import HOST, LAST, MADE, SECTIONS, whole
from tests.transforms.reading import flattened, read
from transforms.headings import looks_like_heading
from transforms.inserts import rows_of
from transforms.markup import read_markup

URL = f"{HOST}/rsis-publication/rsis/harbours/"
CRUMBS = "<ul><li>RSIS</li><li>Publication</li><li>RSIS Publications</li><li>Quiet Rules</li></ul>"
SENTENCE = "Coast guards agreed on the wording of a rule, and nobody asked who would keep to it at night. " * 3


def _sections(insert, *, before=""):
    html = (
        f"<html><body>{CRUMBS}<p>Quiet Rules</p><p>04 February 2021</p>{before}<h3>SYNOPSIS</h3><p>{SENTENCE}</p>"
        f"<h3>COMMENTARY</h3><p>{SENTENCE}</p>{insert}<p>{SENTENCE}</p><h3>Nets and Rules</h3><p>{SENTENCE}</p></body>"
    )
    frame = flattened([(html, URL)], markup=True).sections.sort("position")
    return list(frame.select("heading", "text").iter_rows())


@pytest.mark.parametrize(
    ("insert", "shown"),
    [
        ("<figure><img alt='Boats'><figcaption>Boats at <i>Low</i> Tide</figcaption></figure>", "Boats at Low Tide"),
        ("<div class='wp-caption'><p class='wp-caption-text'>Boats at Low Tide</p></div>", "Boats at Low Tide"),
        ("<table><tr><th>Port</th><th>Boats Lost</th></tr><tr><td>1</td><td>2</td></tr></table>", "Port Boats Lost"),
        ("<table><tr><td><p>Port</p></td><td><p>Boats Lost</p></td></tr></table>", "Boats Lost"),
        ("<blockquote><p>No Nets at Night</p></blockquote>", "No Nets at Night"),
        ("<ol><li>Count the Boats</li><li>Mend the Nets</li></ol>", "Count the Boats"),
    ],
)
def test_what_html_sets_as_no_heading_is_text(insert, shown):
    sections = _sections(insert)

    assert [heading for heading, _ in sections] == ["SYNOPSIS", "COMMENTARY", "Nets and Rules"]
    assert shown in sections[1][1]


def test_the_cell_that_lays_out_a_page_says_nothing_of_its_lines():
    sections = _sections("<table><tr><td><b>Boats Lost</b></td></tr></table>")

    assert [heading for heading, _ in sections] == ["SYNOPSIS", "COMMENTARY", "Boats Lost", "Nets and Rules"]


def test_a_caption_above_the_text_is_no_synopsis():
    figure = "<figure><img alt='Boats at Low Tide'><figcaption>A harbour</figcaption></figure>"

    assert [heading for heading, _ in _sections("", before=figure)] == ["SYNOPSIS", "COMMENTARY", "Nets and Rules"]


@pytest.mark.parametrize(
    "lines",
    ["Boats at Low Tide\n    Boats at Low Tide", "Boats at Low Tide. Photo: Harbour Office", "Port\t\tBoats\t\tLost"],
)
def test_captions_and_rows_in_text_are_no_headings(lines):
    text = whole(MADE).replace(f"    {LAST}", f"    {lines}\n\n    {LAST}")

    assert [heading for heading, _, _ in read(text, URL).sections] == [heading for heading, _, _ in SECTIONS]


def test_a_heading_that_speaks_of_pictures_stays_one():
    text = whole(MADE).replace(f"    {LAST}", f"    The Big Picture: What Next\n\n    {LAST}")

    assert "The Big Picture: What Next" in [heading for heading, _, _ in read(text, URL).sections]


def test_rows_are_told_by_tabs_between_cells():
    assert rows_of("\tindented\nYear\t\tCases\n2001\t7\nplain\n") == {"Year Cases", "2001 7"}


@pytest.mark.parametrize("nested", ["<blockquote>", "<table><tr><td>a<td>"])
def test_elements_nested_in_each_other_are_not_gone_through_for_each(nested):
    markup = read_markup(nested * 5_000 + "text")

    assert len(markup.inserts) <= 5_000


@pytest.mark.parametrize(
    ("line", "is_heading"),
    [
        ("Nobody asked who would keep to it.[1]", False),
        ("Nobody asked who would keep to it.12", False),
        ("Nobody asked who would keep to it. [ii][3]", False),
        ("Who Keeps to It?[1]", True),
        ("Nets and Rules[1]", True),
        ("The Year 2021", True),
        ("Nets 2.0", True),
        ("[1]", False),
    ],
)
def test_a_note_s_mark_does_not_hide_the_end_of_a_sentence(line, is_heading):
    assert looks_like_heading(line) == is_heading


CAPTION = "<figure><img src='f.jpg'><figcaption>Boats at anchor</figcaption></figure>"


@pytest.mark.parametrize("first", ["<p>Nobody asked who would keep to the rule at night, Ada Larkspur argues.</p>", ""])
def test_a_caption_above_a_standfirst_is_none_of_it(first):
    standfirst = first.removeprefix("<p>").removesuffix("</p>")

    sections = _sections("", before=CAPTION + first)

    assert sections[0] == ((None, standfirst) if first else ("SYNOPSIS", SENTENCE.strip()))


@pytest.mark.parametrize("caption", ["Boats at anchor off the coast (Photo: Harbour Office)", "Image: Harbour Office."])
def test_a_credited_caption_in_text_is_no_standfirst(caption):
    text = whole(MADE).replace("    download pdf\n\n", f"    download pdf\n\n    {caption}\n\n", 1)

    assert read(text, URL).facts == read(whole(MADE), URL).facts


def test_a_picture_s_description_in_text_is_kept_and_no_synopsis():
    text = whole(MADE).replace("    download pdf\n\n", "    download pdf\n\n    banner-2019-final\n\n", 1)

    assert read(text, URL).sections == [(None, "other", "banner-2019-final"), *SECTIONS]
