from datetime import date

import polars as pl
import pytest

from transforms.flatten import flatten
from transforms.identify import identify
from transforms.markup import read_markup
from transforms.records import INCOMING

URL = "https://rsis.edu.sg/rsis-publication/rsis/quiet-rules-for-loud-seas"
SENTENCE = (
    "Coast guards in the region agreed on the wording of a rule, and nobody asked who would keep to it at night. " * 3
)
CRUMBS = "<ul><li>RSIS</li><li>Publication</li><li>RSIS Publications</li><li>Quiet Rules for Loud Seas</li></ul>"
BODY = f"<p>SYNOPSIS</p><p>{SENTENCE}</p><p>COMMENTARY</p><p>{SENTENCE}</p>"
ARTICLE = f"<div>{CRUMBS}</div><p>Quiet Rules for Loud Seas</p>{BODY}"


def _html(head="", body=ARTICLE, lang="en-SG"):
    return f'<!doctype html><html lang="{lang}"><head>{head}</head><body>{body}</body></html>'


def _flattened(text, *, form="html", markup=True, url=URL):
    row = {"file": "a", "position": 1, "format": form, "markup": markup, "text": text, "url": url}
    return flatten(identify(pl.DataFrame([row], schema=INCOMING)), "run")


def _linked(data):
    return f'<script type="application/ld+json">{data}</script>'


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2021-02-04T23:30:00+08:00">',
        _linked('{"@type": "NewsArticle", "datePublished": "2021-02-04"}'),
        _linked('{"@graph": [{"@type": ["WebPage"]}, {"@type": "Article", "datePublished": "2021-02-04T01:00:00Z"}]}'),
    ],
)
def test_the_head_gives_a_day_that_the_text_lacks(head):
    flattened = _flattened(_html(head))

    page = flattened.pages.row(0, named=True)
    assert (page["title"], page["published_on"], page["published_precision"]) == (
        "Quiet Rules for Loud Seas",
        date(2021, 2, 4),
        "day",
    )
    assert ("published_on", "markup") in set(flattened.sources.select("field", "rule").iter_rows())


def test_the_head_gives_authors_that_the_text_lacks():
    head = _linked('{"@type": "Article", "author": [{"name": "Ada Larkspur"}, {"name": "Tan Bee Hoon"}]}')

    flattened = _flattened(_html(head))

    assert flattened.authors["name"].to_list() == ["Ada Larkspur", "Tan Bee Hoon"]


@pytest.mark.parametrize(
    ("head", "doubt"),
    [
        ('<meta property="og:title" content="Loud Rules | RSIS">', "title: Loud Rules"),
        (_linked('{"@type": "Article", "author": {"name": "Ada Larkspur"}}'), None),
        ('<meta property="og:title" content="Quiet Rules for Loud Seas - RSIS">', None),
    ],
)
def test_what_the_head_says_otherwise_is_flagged(head, doubt):
    flags = dict(_flattened(_html(head)).flags.select("flag", "detail").iter_rows())

    assert flags.get("markup_disagrees") == doubt


def test_the_page_s_language_counts():
    text = "Penjaga pantai di kawasan ini menyepakati bunyi aturan, dan tidak ada yang bertanya siapa menaatinya. " * 5
    page = _flattened(_html(body=ARTICLE.replace(SENTENCE, text), lang="id")).pages.row(0, named=True)

    assert page["language"] == "id"


@pytest.mark.parametrize("data", ["{", "[1, 2", '"text"', "null", "[" * 5000, '{"@type": "Article", "author": 7}'])
def test_what_is_no_linked_data_says_nothing(data):
    markup = read_markup(_html(_linked(data)))

    assert (markup.published_on, markup.authors) == (None, [])


@pytest.mark.parametrize("day", ["0001-01-01T00:00:00Z", "9999-12-31", "2021-02-30"])
def test_a_day_that_systems_write_where_they_know_none_is_none(day):
    page = _flattened(_html(f'<meta property="article:published_time" content="{day}">')).pages.row(0, named=True)

    assert (page["outcome"], page["published_on"]) == ("publication", None)


@pytest.mark.parametrize("cut", ["\\ud83d", "\\udc4d"])
def test_half_a_sign_that_was_cut_breaks_nothing(cut):
    flattened = _flattened(_html(_linked(f'{{"@type": "Article", "headline": "Loud Rules {cut}"}}')))

    assert ("markup_disagrees", "title: Loud Rules") in set(flattened.flags.select("flag", "detail").iter_rows())


def test_what_the_head_says_is_cleaned_like_text():
    head = '<meta property="og:title" content="Loud&nbsp;Rules&#1;">'
    head += '<meta name="author" content="Ada&nbsp;Larkspur&#8203;">'

    flattened = _flattened(_html(head))

    assert flattened.authors["name"].to_list() == ["Ada Larkspur"]
    assert ("markup_disagrees", "title: Loud Rules") in set(flattened.flags.select("flag", "detail").iter_rows())


def test_control_characters_that_html_spells_out_go():
    flattened = _flattened(_html(body=ARTICLE.replace("the wording", "the &#8;wor&#31;ding&#127;")))

    assert set(flattened.sections["text"]) == {SENTENCE.strip()}


@pytest.mark.parametrize("form", ["warc", "wet"])
def test_pages_of_unknown_sites_in_crawls_are_not_read_but_counted(form, monkeypatch):
    monkeypatch.setattr("transforms.flatten.read_page", lambda *_: pytest.fail("was read"))

    page = _flattened("<p>anything", form=form, url="https://example.org/page").pages.row(0, named=True)

    assert (page["outcome"], page["page_kind"]) == ("not_article", "other_site")


def test_a_text_plainly_in_the_publisher_s_language_is_of_that_whatever_the_page_declares():
    text = "The keepers of the harbour met at the end of the day to write the rule of the nets and to read it out. " * 3
    flattened = _flattened(_html(body=ARTICLE + f"<p>{text}</p>", lang="zh-CN"))

    assert flattened.pages["language"].to_list() == ["en"]
    assert ("markup_disagrees", "language: zh") in set(flattened.flags.select("flag", "detail").iter_rows())


NAVIGATION = "<ul><li>Home</li><li>World News</li></ul><div>Today in Opinion</div>"
COPY = "https://www.eurasiareview.com/07022021-quiet-rules-for-loud-seas-analysis/"


@pytest.mark.parametrize("above", ["", NAVIGATION])
@pytest.mark.parametrize("dated", ["", "<div><time>February 7, 2021</time> <span>By <a>RSIS</a></span></div>"])
def test_a_copy_s_title_is_the_page_s_heading_whatever_stands_above(above, dated):
    text = f"<p>{SENTENCE}</p><p>By Ada Larkspur</p><p>{SENTENCE}</p><p>{SENTENCE}</p>"
    body = f"{above}<h1>Quiet Rules For Loud Seas – Analysis</h1>{dated}{text}"

    flattened = _flattened(_html(body=body), url=COPY)

    page = flattened.pages.row(0, named=True)
    assert (page["outcome"], page["is_copy"], page["title"]) == ("publication", True, "Quiet Rules For Loud Seas")
    assert (page["copied_on"], page["byline"]) == (date(2021, 2, 7), "Ada Larkspur")
    assert flattened.sections["text"].to_list() == [SENTENCE.strip(), f"{SENTENCE.strip()}\n\n{SENTENCE.strip()}"]


@pytest.mark.parametrize(("end", "outcome"), [("</body></html>", "not_article"), ("<li><a href='/ab", "rejected")])
def test_a_page_of_menus_that_breaks_off_is_truncated(end, outcome):
    menus = "".join(f"<li>{label}</li>" for label in ("Home", "About RSIS", "Research", "Publications", "Events"))

    page = _flattened(f"<!doctype html><body><ul>{menus}{end}", url="https://rsis.edu.sg/").pages.row(0, named=True)

    assert (page["outcome"], page["reason"]) == (outcome, "truncated" if outcome == "rejected" else None)


def test_blogs_that_repost_are_read_in_crawls():
    url = "http://rolandsanjuan.blogspot.com/2013/12/quiet-rules.html"
    body = f"<p>No. 213/2013 dated 25 November 2013</p><p>Quiet Rules</p><p>By Ada Larkspur</p>{BODY}"

    page = _flattened(_html(body=body), form="warc", url=url).pages.row(0, named=True)

    assert (page["outcome"], page["published_on"]) == ("publication", date(2013, 11, 25))
