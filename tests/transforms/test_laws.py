import itertools
import unicodedata

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.pages import CODE, HOST, MADE, TITLE, content, email, nested, syndicated, whole
from tests.transforms.reading import flattened, read, read_all
from transforms.flatten import count_words
from transforms.text import clean, words

URL = f"{HOST}/rsis-publication/rsis/harbours-and-heron-lines/"
PAGES = {
    "whole": (whole(), None),
    "whole with address": (whole(), URL),
    "nested": (nested(), None),
    "nested with hyphens": (nested(mark="- "), URL),
    "content": (content(), None),
    "content with address": (content(), URL),
    "e-mail": (email(), None),
    "copy": (syndicated(), None),
    "copy with address": (syndicated(), "https://www.eurasiareview.com/09022021-harbours-analysis/"),
}
quick = settings(max_examples=settings.default.max_examples // 5)
every_page = pytest.mark.parametrize("name", PAGES)

# What dumps do to a text without changing what it says: each is given a line and its number.
HARMLESS = {
    "trailing blanks": lambda line, at: line + " " * (at % 4),
    "indented": lambda line, at: "  " + line if line else line,
    "no-break spaces": lambda line, at: line.lstrip(" ").replace(" ", "\xa0") if at % 2 else line,
    "thin spaces": lambda line, at: line.replace(", ", ",\u2009"),
    "double spaces": lambda line, at: line[: len(line) - len(line.lstrip())] + line.lstrip().replace(" ", "  "),
    "zero-width spaces": lambda line, at: line.replace("e", "e\u200b", 3),
    "soft hyphens": lambda line, at: line.replace("er", "e\xadr"),
    "decomposed": lambda line, at: unicodedata.normalize("NFD", line),
    "word joiners": lambda line, at: "\u2060" + line if line else line,
    "directed": lambda line, at: "\u200e" + line + "\u200f" if at % 3 == 0 and line else line,
}


def perturbed(text: str, name: str) -> str:
    return "\n".join(HARMLESS[name](line, at) for at, line in enumerate(text.split("\n")))


def same(text: str, url: str | None, other: str, *, lines: bool = True) -> None:
    one, two = read(text, url), read(other, url)
    assert two.facts == one.facts
    assert (two.rendering, two.page_kind, two.is_complete) == (one.rendering, one.page_kind, one.is_complete)
    if lines:
        assert two.lines == one.lines


@every_page
@pytest.mark.parametrize("change", HARMLESS)
def test_harmless_changes_change_nothing(name, change):
    text, url = PAGES[name]

    same(text, url, perturbed(text, change))


@every_page
@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends(name, end):
    text, url = PAGES[name]

    same(text, url, text.replace("\n", end))


@every_page
@pytest.mark.parametrize("around", ["\ufeff{}", "{}\n", "{}\n\n \n", "\ufeff{}\r\n"])
def test_marks_and_line_ends_around(name, around):
    text, url = PAGES[name]

    same(text, url, around.format(text))


@every_page
def test_lines_before(name):
    text, url = PAGES[name]

    same(text, url, "\n \n" + text, lines=False)


@every_page
@quick
@given(changes=st.lists(st.sampled_from(sorted(HARMLESS)), min_size=2, max_size=4, unique=True), crlf=st.booleans())
def test_harmless_changes_together(name, changes, crlf):
    text, url = PAGES[name]
    other = text
    for change in changes:
        other = perturbed(other, change)

    same(text, url, other.replace("\n", "\r\n") if crlf else other)


@every_page
def test_no_cut_is_lost_or_wrong(name):
    text, url = PAGES[name]
    full = read(text, url)
    cuts = [text[:at] for at in range(1, len(text), 23)]

    got = read_all([(cut, url) for cut in cuts])

    assert len(got) == len(cuts)
    for one in got:
        assert one.reason != "parser_failed"
        assert one.outcome in ("publication", "not_article", "rejected")
        assert set(one.categories) <= set(full.categories)
        assert (one.code, one.series) in itertools.product((None, full.code), (None, full.series))
        assert one.published_on in (None, full.published_on)


@pytest.mark.parametrize("name", ["whole", "nested", "content"])
def test_cuts_give_a_beginning_of_the_sections(name):
    text, url = PAGES[name]
    full = read(text, url).sections
    begin = text.index("SYNOPSIS")
    cuts = [text[:at] for at in range(begin + 10, len(text), 17)]

    for one in read_all([(cut, url) for cut in cuts]):
        assert (one.code, one.title) == (CODE, TITLE)
        whole_text, part = "".join(map(str, full)), one.sections
        assert len(part) <= len(full)
        for (heading, _, section), (full_heading, _, full_section) in zip(part[:-1], full, strict=False):
            assert (heading, section) == (full_heading, full_section) or section in whole_text


@every_page
@quick
@given(data=st.data())
def test_lines_lost_repeated_or_moved_do_no_harm(name, data):
    text, url = PAGES[name]
    lines = text.split("\n")
    start = data.draw(st.integers(0, len(lines) - 1))
    stop = data.draw(st.integers(start, len(lines)))
    to = data.draw(st.integers(0, len(lines)))
    block = lines[start:stop]
    rest = lines[:start] + lines[stop:]
    texts = [rest, lines[:to] + block + lines[to:], rest[:to] + block + rest[to:], block]

    got = read_all([("\n".join(one), url) for one in texts])

    assert all(one.reason != "parser_failed" for one in got)


@quick
@given(texts=st.lists(st.text(max_size=300), min_size=1, max_size=12))
def test_any_text_is_one_row(texts):
    pages = [(text, url) for text in set(texts) for url in (None, URL, "https://www.eurasiareview.com/x-analysis/")]

    flat = flattened(pages)

    assert flat.pages["record_id"].n_unique() == flat.pages.height == len(pages)
    assert "parser_failed" not in flat.pages["reason"].to_list()


LINES = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        ["", "• RSIS", "- RSIS", "• Publication", "- Publication", "• RSIS Publications", "- RSIS Publications",
         f"• {TITLE}", f"- {TITLE}", "Back", "• Home", "About RSIS", f"{CODE} | {TITLE}",
         "No. 213/2013 dated 25 November 2013", "By Ann Tan*", "By", "04 February 2021", "2025-99-99",
         "date 2025-99-99 By", "download pdf", "SYNOPSIS", "Commentary", "References", "About the Author",
         "Ann Tan is a Fellow at RSIS.", "*Ann Tan is a Fellow.", "Categories:", "Categories",
         "Categories: General / ", "Categories: RSIS Commentary Series / General / Global",
         "comments powered by Disqus", "Popular Links", "Copyright ©",
         "RSIS presents the following commentary A by B by C", "ISSN 2330-717X", "-", "•", "• one", "A – Analysis",
         "Posted by Ann", "THINK TANK", "< Back", "Organisation: NTS, RSIS", MADE.sections[1][2]]
    ),
)  # fmt: skip


@given(pages=st.lists(st.lists(LINES, max_size=25).map("\n".join), min_size=1, max_size=8, unique=True))
def test_any_mix_of_lines_is_read(pages):
    got = flattened([(page, url) for page in pages for url in (None, URL)])

    assert got.pages.height == 2 * len(pages)
    assert "parser_failed" not in got.pages["reason"].to_list()
    assert set(got.quarantine["record_id"]) == set(got.pages.filter(pl.col("reason").is_not_null())["record_id"])


@quick
@given(text=st.text())
def test_cleaning_once_is_enough(text):
    once = clean(text)

    assert clean(once) == once
    assert once.count("\n") == text.replace("\r\n", "\n").replace("\r", "\n").count("\n")


@given(text=st.text(alphabet=st.sampled_from("ab1é日½ \n–—•…’'-.,")))
def test_words(text):
    naive = len([run for run in text.split() if any(character.isalnum() for character in run)])

    assert words(text) == naive
    single = "\n\n".join("\n".join(" ".join(line.split()) for line in part.split("\n") if line.split())
                         for part in text.split("\n\n"))  # fmt: skip
    single = "\n\n".join(part for part in single.split("\n\n") if part)
    assert count_words(pl.Series([single])).to_list() == [naive]


def test_the_same_record_twice_is_one_row():
    flat = flattened([(whole(), URL), (whole(), URL), (whole(), None)])

    assert flat.pages.height == 2


@every_page
def test_counts_are_those_of_the_sections(name):
    got = read(*PAGES[name])
    text = [text for _, kind, text in got.sections if kind not in ("about_author", "references")]

    assert got.word_count == sum(map(words, text))
    assert (got.section_count, got.biography_count) == (len(got.sections), 1)
