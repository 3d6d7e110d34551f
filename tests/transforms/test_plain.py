"""The quick way and the general way give the same."""

import json
import unicodedata
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import sample
from flows.timelimit import time_limit
from transforms import flatten as flattening
from transforms.flatten import Flattened, flatten
from transforms.identify import identify
from transforms.plain import read_plain
from transforms.profiles import profiles
from transforms.records import INCOMING
from transforms.scan import are_dirty, count_words
from transforms.text import DIRTY, clean, without_trailing_blanks

PIECES = (
    "\n", "\n\n", "    ", "  ", "\t", "\r\n", "\u00a0", "\u200b", "\x1c", "• ", "\n    • ", "- ", "\n-\n", "“", "é",
    "\n    Categories: ", "\nCategories: IDSS Papers", "\n    download pdf\n", "\n    Popular Links\n",
    "\nCopyright © RSIS ", "\n\n    Synopsis\n\n", "\n    About the Author\n\n", "\n\n    A Short Heading\n\n",
    "\n    comments powered by Disqus\n", "    • RSIS\n", "\n- RSIS\n- Publication\n- RSIS Publications\n- ",
    "• Publication\n", "12 March 2015",
)  # fmt: skip


def records_of(pages: list[dict]) -> pl.DataFrame:
    columns = {"text": [page["text"] for page in pages], "url": [page["url"] for page in pages]}
    fixed = {"file": "pages", "format": "jsonl", "markup": False}
    frame = pl.DataFrame(
        {name: columns.get(name, [fixed.get(name)] * len(pages)) for name in INCOMING}, schema=INCOMING
    )
    return identify(frame.with_columns(position=pl.int_range(1, pl.len() + 1, dtype=pl.Int32)))


def both_ways(records: pl.DataFrame) -> tuple[Flattened, Flattened]:
    quick = flatten(records, "run")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flattening, "read_plain_pages", lambda pages, _: [None] * len(pages))
        return quick, flatten(records, "run")


def require_same(records: pl.DataFrame) -> Flattened:
    quick, general = both_ways(records)
    for name, frame in quick.frames().items():
        other = general.frames()[name]
        assert frame.sort(frame.columns).equals(other.sort(frame.columns)), name
    return quick


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[dict]:
    folder: Path = tmp_path_factory.mktemp("pages")
    sample.write(folder, 600, 11, "jsonl")
    return [json.loads(line) for line in (folder / "dumps-001.jsonl").read_text("utf-8").splitlines()]


def test_all_renderings_are_read_alike_and_most_the_quick_way(pages):
    read = require_same(records_of(pages))

    assert {"whole_flat", "whole_nested", "main_content", "syndicated_copy", "email"} <= set(read.pages["rendering"])
    assert read.slow < 0.07 * len(pages)


def test_pages_without_address_are_read_alike(pages):
    require_same(records_of([page | {"url": None} for page in pages[:200]]))


EDITS = st.tuples(st.floats(0, 1), st.sampled_from((0, 0, 1, 4, 40, 900)), st.sampled_from(PIECES))
CHANGES = st.tuples(
    st.integers(0, 119),
    st.lists(EDITS, max_size=3),
    st.one_of(st.just(1.0), st.floats(0, 1)),
    st.sampled_from(("\n\n", "\n\n", "\n\n", "\n", "\n\n\n", "\n \n")),
)


def change(text: str, edits: list[tuple[float, int, str]], end: float, apart: str) -> str:
    for share, length, piece in edits:
        at = int(share * len(text))
        text = text[:at] + piece + text[at + length :]
    return text[: int(end * len(text))].replace("\n\n", apart)


@given(changes=st.lists(CHANGES, min_size=1, max_size=4))
def test_pages_cut_and_perturbed_are_read_alike(pages, changes):
    changed = [pages[at] | {"text": change(pages[at]["text"], *how)} for at, *how in changes]
    require_same(records_of(changed))


UNEVEN = [*"ab  \n\t", *"“•…é\u00a0\u0301\u1ea1\u200b\u2028\u3000\ufeff\x1c\u05b4\u05bc\u0e38\u0e48\u0915\u0958"]


@given(st.lists(st.text(st.sampled_from([*UNEVEN, *"\u212b\u2126\u2329\u2adc\u037e\U0001d15e"]), max_size=6)))
def test_dirty_texts_are_found(texts):
    found = pl.Series(texts, dtype=pl.String).str.contains(DIRTY).to_list()
    expected = [one or not unicodedata.is_normalized("NFC", text) for one, text in zip(found, texts, strict=True)]

    assert are_dirty([text.encode() for text in texts]) == expected


@given(st.text(st.one_of(st.sampled_from([*UNEVEN, " ", "\n"]), st.characters(codec="utf-8"))))
def test_texts_that_are_not_dirty_need_no_cleaning(text):
    assert are_dirty([text.encode()])[0] or clean(text) == without_trailing_blanks(text)


@given(st.lists(st.lists(st.text(st.sampled_from([*"aB7-–•($“…€é×²½中"]), min_size=1, max_size=7))))
def test_words_are_counted(texts):
    joined = [" ".join(runs) for runs in texts]
    expected = [sum(any(map(str.isalnum, run)) for run in runs) for runs in texts]

    assert count_words(pl.Series(joined, dtype=pl.String)).to_list() == expected


@pytest.mark.parametrize("labels", ["{margin}Categories: x /", "{margin}Categories: IDSS Papers", " Categories: x"])
@pytest.mark.parametrize("indent", ["", "    "])
def test_a_million_lists_of_categories_take_no_longer_than_their_text(labels, indent):
    page = f"RSIS\n{indent}• RSIS\n{indent}• Publication\n{indent}• RSIS Publications\n{indent}• Title\n\n"
    page += f"{indent}Title\n\n{indent}1 March 2020\n\n{indent}download pdf\n{indent}x"
    page += labels.format(margin=f"\n{indent}") * 1_000_000
    (profile,) = profiles()

    # Only a guard: what goes through the text once for each list would take hours.
    with time_limit(60):
        assert read_plain(page.encode(), None, profile) is None
