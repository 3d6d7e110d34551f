import time

import pytest

from tests.transforms.pages import HOST, MADE, article, content, email, flat_top, syndicated
from tests.transforms.reading import flattened
from transforms.text import clean, folded, words

LENGTH = 50_000
SLOWEST = 5.0
"""Seconds for all pages of one kind, which take a few tenths. What this finds is a search that takes the square."""

RUNS = {
    "capitals": "A", "capital words": "A ", "names in capitals": "JANE CHAN ",
    "capitals and signs": "A'-. ", "initials": "A. B, ",
    "abbreviations": "Xa A., ", "and": "and ", "names with and": "Ann Tan and Bo Lee and ", "commas": ",",
    "commas apart": ", ", "opening brackets": "(",
    "names": "Ann Tan, ", "names and initials": "Ann B. Tan, Bo C. Lee and Cy D. Goh, ", "by": "By Ann Tan ",
    "by a": " by A", "announcements": "presents the following Aa ", "categories": "General / ",
    "category lines": "Categories: /\n", "slashes": "a /\n", "is": "Ann Tan is ", "is a": "Ann Tan is a ",
    "questions": "What? Ann Tan is ", "with the": "with the A ", "organisation": "is with the A(b, ", "asterisks": "*",
    "footnotes": "*Ann Tan is a. ", "dated": "No. 1/2013 dated ", "headings": "CO21020 | ",
    "bullets": "• ", "items": "• a\n", "breadcrumbs": "• RSIS\n• Publication\n",
    "breadcrumbs in lines": "x • RSIS\n• Publication\n", "hyphened breadcrumbs": "x - RSIS\n- Publication\n",
    "line ends": "\n", "blanks": " ", "short lines": "A\n", "labels": "SYNOPSIS\n", "biographies": "About the Author\n",
    "combining marks": "a\u0301\u0323", "marks alone": "\u0301\u0323",
    "dashes": " – ", "suffixes": " – Analysis", "addresses": "@a", "particles": "bin ", "articles": "al-",
    "semicolons": "; Ann ", "while": ", while Ann ", "same line": "One line of some length, again and again.\n",
    "titles": "Dr ", "post-nominals apart": ", PhD", "the writer": "The writer is ",
}  # fmt: skip


HEADS = {
    "title": f"<title>{'a - ' * 10_000}</title>",
    "title for others": f"<meta property='og:title' content='{'a: ' * 10_000}'>",
    "many authors": "<meta name='citation_author' content='Ann Tan'>" * 2_000,
    "much data": '<script type="application/ld+json">{"@type": "Article"}</script>' * 2_000,
}
BODIES = {
    "names of classes": f"<div class='{'a_' * 10_000} navx'>x</div>",
    "list of topics": f"<p>Topics: {'a, ' * 300_000}</p>",
}


def long(run: str) -> str:
    return (run * (LENGTH // len(run) + 1))[:LENGTH]


def shapes(text: str) -> list[str]:
    standfirst = (None, "synopsis", text)
    biography = ("About the Author", "about_author", f"Ann Tan is {text}")
    rest = ("COMMENTARY", "commentary", "Text.")
    return [
        text,
        content(MADE.but(title=text)),
        content(MADE.but(sections=(standfirst, rest, biography))),
        flat_top() + article(MADE.but(byline=text, date=text, series=text)),
        email(MADE.but(byline=text)),
        syndicated(MADE.but(byline=text, sections=(standfirst, rest))),
        syndicated(MADE.but(sections=((None, "synopsis", "A standfirst."), rest, biography))),
    ]


@pytest.mark.parametrize(
    ("head", "tail"), [*((head, "") for head in HEADS.values()), *(("", tail) for tail in BODIES.values())],
    ids=[*HEADS, *BODIES],
)  # fmt: skip
def test_no_page_in_html_takes_long(head, tail):
    title, text = "The Rule of the Nets", f"<p>{'A sentence of words, and of more words than that. ' * 5}</p>"
    body = (
        f"<h1>CO21020 | {title}</h1><p>4 February 2021</p><h2>Synopsis</h2>{text}<h2>Commentary</h2>{text}{text}{tail}"
    )
    begun = time.process_time()

    page = f"<html><head>{head}</head><body>{body}{tail}</body></html>"
    got = flattened([(page, f"{HOST}/rsis-publication/rsis/nets/")], markup=True).pages

    assert time.process_time() - begun < SLOWEST
    assert got["title"].to_list() == [title]


@pytest.mark.parametrize("name", RUNS)
def test_no_page_takes_long(name):
    pages = shapes(long(RUNS[name]))
    begun = time.process_time()

    got = flattened([(page, None) for page in pages]).pages

    assert time.process_time() - begun < SLOWEST
    assert "parser_failed" not in got["reason"].to_list()


@pytest.mark.parametrize("name", RUNS)
def test_no_text_takes_long(name):
    text = long(RUNS[name])
    begun = time.process_time()

    words(text)
    folded(clean(text))

    assert time.process_time() - begun < SLOWEST / 2
