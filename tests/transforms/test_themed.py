"""Pages of the publisher's own site, and of others, whose shape only their HTML tells."""

from datetime import date

import pytest

from tests.transforms.pages import HOST
from tests.transforms.reading import flattened

URL = f"{HOST}/rsis-publication/rsis/quiet-rules/"
TITLE = "Quiet Rules: Who Keeps Them?"
SENTENCE = "Coast guards agreed on the wording of a rule, and nobody asked who would keep to it at night. " * 3
TEXT = SENTENCE.strip()
BIOGRAPHY = "Ada Larkspur is a Research Fellow at the S. Rajaratnam School of International Studies (RSIS), Singapore."
CATEGORIES = ["RSIS Commentary Series", "Maritime Security", "South Asia"]


def _page(*, body=None, top="", title=f"<h1>CO21020 | {TITLE}</h1>", under=None, tail="", head=None):
    under = "<p>Ada Larkspur</p><p>4 February 2021</p>" if under is None else under
    if body is None:
        body = f"<h2>SYNOPSIS</h2><p>{SENTENCE}</p><h2>COMMENTARY</h2><p>{SENTENCE}</p><h2>Nets</h2><p>{SENTENCE}</p>"
    head = f"<title>{TITLE} | RSIS</title>" if head is None else head
    return f"<html><head>{head}</head><body>{top}{title}{under}<div>{body}</div>{tail}</body></html>"


def _read(html, url=URL):
    frames = flattened([(html, url)], markup=True)
    sections = list(frames.sections.sort("position").select("heading", "text").iter_rows())
    return frames.pages.row(0, named=True), sections, frames


PLAIN = [("SYNOPSIS", TEXT), ("COMMENTARY", TEXT), ("Nets", TEXT)]


@pytest.mark.parametrize(
    ("title", "code"),
    [
        (f"<h1>CO21020 | {TITLE}</h1>", "CO21020"),
        (f"<h2>CO21020: {TITLE}</h2>", "CO21020"),
        (f"<div>CO21020</div><h1>{TITLE}</h1>", "CO21020"),
        (f"<b>{TITLE}</b>", None),
    ],
)
@pytest.mark.parametrize("top", ["", "<nav><ul><li>Home</li><li>Publications</li></ul></nav>", "<p>Home &gt; News</p>"])
def test_title_and_code_are_told_whatever_stands_above(title, code, top):
    page, sections, frames = _read(_page(title=title, top=top))

    assert (page["outcome"], page["title"], page["code"]) == ("publication", TITLE, code)
    assert (page["published_on"], frames.authors["name"].to_list()) == (date(2021, 2, 4), ["Ada Larkspur"])
    assert sections == PLAIN


@pytest.mark.parametrize(
    ("above", "title", "under", "tail", "where"),
    [
        ("<p>CO21020</p>", TITLE, "<p>Topics: South Asia</p>", "", {"code": (1, 1), "categories": (9, 9)}),
        ("", TITLE, "<p>CO21020</p><p>Topics: South Asia</p>", "", {"code": (7, 7), "categories": (9, 9)}),
        ("", f"CO21020 | {TITLE}", "", "<p>Topics: South Asia</p>", {"code": (1, 1), "categories": (19, 19)}),
    ],
)
def test_where_fields_stand(above, title, under, tail, where):
    under = f"<p>By Ada Larkspur</p><p>Tan Bee Hoon</p>{under}"
    _, _, frames = _read(_page(top=above, title=f"<h1>{title}</h1>", under=under, tail=tail))

    first = 3 if above else 1
    found = {field: (begin, end) for _, field, _, begin, end in frames.sources.iter_rows()}
    assert found.items() >= (where | {"title": (first, first), "byline": (first + 2, first + 4)}).items()


@pytest.mark.parametrize(
    "under",
    [
        "<div>By Ada Larkspur and Tan Bee Hoon | 4 February 2021</div>",
        "<p>Posted on <time>February 4, 2021</time> by Ada Larkspur and Tan Bee Hoon</p>",
        "<div>Author:</div><div><div>Ada Larkspur</div><div>Tan Bee Hoon</div></div><div>Date:</div><p>4 Feb 2021</p>",
        "<dl><dd>Written by Ada Larkspur &amp; Tan Bee Hoon</dd><dd>Published: 4 February 2021</dd><dd>Hits: 4</dd>",
        "<p>Thursday, 4 February 2021</p><p>Ada Larkspur</p><p>Tan Bee Hoon</p><p><a>Print</a> <a>E-mail</a></p>",
    ],
)
def test_authors_and_date_stand_under_the_title_in_any_way(under):
    page, _, frames = _read(_page(under=under))

    assert frames.authors["name"].to_list() == ["Ada Larkspur", "Tan Bee Hoon"]
    assert page["published_on"] == date(2021, 2, 4)


@pytest.mark.parametrize("note", ["", "[1]", " [2]", "”", "1"])
def test_a_standfirst_belongs_to_the_text_whatever_note_ends_it(note):
    standfirst = (
        f"ADA LARKSPUR argues that rules which nobody keeps at night are better than none, as they are kept.{note}"
    )
    body = f"<p>{standfirst}</p><h2>COMMENTARY</h2><p>{SENTENCE}</p><p>{SENTENCE} Then it was day.</p>"

    _, sections, _ = _read(_page(body=body))

    assert [heading for heading, _ in sections] == [None, "COMMENTARY"]
    assert sections[0][1] == standfirst


@pytest.mark.parametrize(
    "heading",
    ["<h4>{}</h4>", "<p><strong>{}</strong></p>", "<p><b><u>{}</u></b></p>",
     "<p><span style='font-weight:bold'>{}</span></p>"],
)  # fmt: skip
def test_what_is_set_as_a_heading_is_one_and_no_other_short_line(heading):
    insides = [heading.format(one) for one in ("Synopsis", "Commentary", "what the navies did.")]
    body = f"{insides[0]}<p>{SENTENCE}</p>{insides[1]}<p>{SENTENCE}</p><p>Too Late for Nets</p>{heading.format('Nets')}"
    _, sections, _ = _read(_page(body=f"{body}<p>{SENTENCE}</p>"))

    assert sections == [("Synopsis", TEXT), ("Commentary", f"{TEXT}\n\nToo Late for Nets"), ("Nets", TEXT)]


def test_a_heading_may_begin_a_paragraph():
    body = f"<p><b>Commentary</b></p><p>{SENTENCE}</p><p><strong>Nets</strong><br>{SENTENCE}</p>"

    assert _read(_page(body=body))[1] == [("Commentary", TEXT), ("Nets", TEXT)]


@pytest.mark.parametrize(
    "box",
    [
        "<div class='newsletter-box'><h4>Stay Informed</h4><p>Get our analysis by mail.</p></div>",
        "<form><p>Subscribe to our digest</p><input></form>",
        "<aside><h4>You may also like</h4><ul><li>Haze Again</li></ul></aside>",
        "<p style='display: none'>For editors only</p>",
        "<ul class='post_share'><li>Facebook</li><li>X</li></ul>",
        "<p><strong>Also read:</strong> <a href='/x'>Haze Again</a></p>",
        "<p><a href='x.pdf'>Download PDF</a></p>",
        "<video>Your browser does not support video.</video>",
        "<img src='x' alt='A harbour at night'>",
    ],
)
def test_boxes_in_a_text_are_none_of_it(box):
    body = f"<h3>COMMENTARY</h3><p>{SENTENCE}</p>{box}<p>{SENTENCE}</p><h3>Nets</h3><p>{SENTENCE}</p>"

    assert _read(_page(body=body))[1] == [("COMMENTARY", f"{TEXT}\n\n{TEXT}"), ("Nets", TEXT)]


def test_a_form_round_the_whole_page_is_no_box():
    html = _page().replace("<body>", "<body><form><input type=hidden>").replace("</body>", "</form></body>")

    assert _read(html)[1] == PLAIN


@pytest.mark.parametrize(
    ("items", "text"),
    [
        ("<ol><li>Count</li><li>Mend</li></ol>", "• Count\n• Mend"),
        ("<ul><li>Count<ul><li>Boats</li></ul></li><li>Mend</li></ul>", "• Count\n• Boats\n• Mend"),
        ("<ul><li>Count the<br>boats</li><li><p>Mend</p></li></ul>", "• Count the boats\n• Mend"),
    ],
)
def test_items_are_lines_of_their_own(items, text):
    body = f"<h3>COMMENTARY</h3><p>{SENTENCE}</p>{items}<h3>Nets</h3><p>{SENTENCE}</p>"

    assert _read(_page(body=body))[1][0] == ("COMMENTARY", f"{TEXT}\n\n{text}")


@pytest.mark.parametrize(
    "tail",
    [
        "<p>Categories: RSIS Commentary Series / Maritime Security / South Asia</p>",
        "<p>Posted in <a>RSIS Commentary Series</a>, <a>Maritime Security</a>, <a>South Asia</a></p>",
        "<h4>Categories</h4><ul><li>RSIS Commentary Series</li><li>Maritime Security</li><li>South Asia</li></ul>",
        "<div>Categories:&nbsp;</div><div><div>RSIS Commentary Series</div><div>Maritime Security</div>"
        "<div>South Asia</div></div><ul><li>Printer-friendly version</li></ul>",
        "<p>Categories: <span>RSIS Commentary Series</span> <span>Maritime Security</span> <span>South Asia</span></p>",
    ],
)
def test_categories_stand_behind_the_text_in_any_way(tail):
    biography = f"<h2>About the Author</h2><p>{BIOGRAPHY}</p>"
    _, sections, frames = _read(_page(tail=biography + tail + "<p>Prev</p><p>Next</p>"))

    assert frames.categories["name"].to_list() == CATEGORIES
    assert sections[-1] == ("About the Author", BIOGRAPHY)


@pytest.mark.parametrize(
    "tail",
    [
        "<h3>Related Articles</h3><p>Haze Again</p>",
        "<p>The post <a>Quiet Rules</a> appeared first on <a>RSIS</a>.</p>",
        "<div id='comments'><h3>2 comments</h3><p>A good piece, I think.</p></div>",
        "<p>S. Rajaratnam School of International Studies, NTU<br>Block S4, Level B3</p>",
        "<div class='site-footer'><p>Getting here</p></div>",
    ],
)
def test_what_follows_the_text_ends_it(tail):
    assert _read(_page(tail=tail))[1] == PLAIN


def test_a_page_without_address_counts_where_its_frame_names_the_publisher():
    signed, _, _ = _read(_page(tail="<p>© S. Rajaratnam School of International Studies</p>"), None)
    copied, _, _ = _read(
        _page(head=f"<title>{TITLE} | Harbour News</title><meta property='og:site_name' content='Harbour News'>"), None
    )

    assert (signed["outcome"], signed["is_copy"], signed["rendering"]) == ("publication", False, "html")
    assert copied["rendering"] != "html"


def test_an_archived_page_is_of_the_site_it_was_archived_from():
    page, sections, _ = _read(_page(), f"https://web.archive.org/web/20210312045211/{URL}")

    assert (page["publisher"], page["is_copy"], page["slug"]) == ("rsis", False, "quiet-rules")
    assert sections == PLAIN


@pytest.mark.parametrize("head", ["citation_publication_date' content='2021/02/04", "dc.date' content='2021-02-04"])
def test_the_head_s_other_dates_and_authors_count(head):
    head = f"<meta name='{head}'><meta name='citation_author' content='Ada Larkspur'>"
    page, _, frames = _read(_page(under="", head=f"{head}<title>{TITLE}</title>"))

    assert (page["published_on"], frames.authors["name"].to_list()) == (date(2021, 2, 4), ["Ada Larkspur"])


def test_a_copy_begins_with_its_title_and_ends_with_its_credit():
    title = f"<h1>{TITLE} – Analysis</h1>"
    under = "<div>February 7, 2021 RSIS 3 Comments</div><p>By Ada Larkspur*</p>"
    credit = "<p>This article was published by the S. Rajaratnam School of International Studies (RSIS).</p>"
    html = _page(
        title=title, under=under, top="<h2>Eurasia Review</h2>", tail=credit + "<h4>RSIS</h4><p>Timely analysis.</p>"
    )
    page, sections, _ = _read(html, "https://www.eurasiareview.com/07022021-quiet-rules-analysis/")

    assert (page["title"], page["is_copy"], page["copied_on"]) == (TITLE, True, date(2021, 2, 7))
    assert sections == PLAIN
