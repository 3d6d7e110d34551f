"""The file itself: what is in it, how much, and that it is always the same."""

import json
import re
import zlib

import numpy as np
import pytest

from flows import report
from flows.report import texts
from flows.report.pack import ALPHABET, fitting, letters

from . import making


def _unpacked(text: str) -> bytes:
    digits = {letter: digit for digit, letter in enumerate(ALPHABET)}
    numbers = []
    for at in range(1, len(text), 5):
        number = 0
        for letter in text[at : at + 5]:
            number = number * 85 + digits[letter]
        numbers.append(number)
    data = np.array(numbers, dtype=">u4").tobytes()
    return zlib.decompress(data[: len(data) - digits[text[0]]])


def _blocks(page: str) -> dict[str, bytes]:
    found = re.findall(r'<script type="text/plain" id="data-(\w+)">(.*?)</script>', page)
    return {name: _unpacked(text) for name, text in found}


@pytest.mark.parametrize("data", [b"", b"\x00", bytes(range(256)) * 3, "</script>\u2028é".encode()])
def test_letters_give_the_bytes_again(data):
    assert len(ALPHABET) == 85 and not set(ALPHABET) & set("<>&\"'\\`") - {'"'}
    assert _unpacked(letters(data)) == data


@pytest.mark.parametrize(("room", "least", "fits"), [(10_000, 10, True), (1_000_000, 10, True), (0, 50, False)])
def test_as_many_rows_as_there_is_room_for(room, least, fits):
    noise = np.random.default_rng(1).integers(0, 256, 4000 * 20, dtype=np.uint8).tobytes()
    text, count = fitting(lambda rows: noise[: rows * 20], 4000, room, least, each=20)
    assert (len(text) <= room) == fits
    assert count == {10_000: pytest.approx(400, rel=0.06), 1_000_000: 4000, 0: 50}[room]


def test_same_articles_same_data(tmp_path, hostile):
    rows = making.corpus(300)
    for table in rows.values():
        table.reverse()
    other = making.release(tmp_path / "other", rows.pop("articles"), **rows)
    report.build(other)
    assert (other / report.NAME).read_bytes() == (hostile / report.NAME).read_bytes()


def test_nothing_in_the_file_leads_out(hostile):
    page = (hostile / report.NAME).read_text("utf-8")
    outside = re.sub(r'<script type="text/plain".*?</script>', "", page)
    assert "default-src 'none'" in outside and "unsafe" not in outside
    assert set(re.findall(r"https?://[^\s\"'`)]+", outside)) <= {"http://www.w3.org/2000/svg"}
    assert not re.search(r"""(?:src|href)\s*=\s*["']""", outside.replace('href="#articles"', ""))


def test_a_small_file_has_everything(hostile):
    blocks = _blocks((hostile / report.NAME).read_text("utf-8"))
    titles, details = json.loads(blocks["titles"]), json.loads(blocks["details"])
    assert (len(titles["title"]), len(details["synopsis"]), details["cut"]) == (300, 300, False)


def test_too_many_articles_leave_out_the_oldest(tmp_path, monkeypatch):
    rows = making.corpus(3000, hostile=False)
    folder = making.release(tmp_path / "many", rows.pop("articles"), **rows)
    monkeypatch.setattr(report, "BYTES", 170_000)
    monkeypatch.setattr(report, "LEAST_TITLES", 500)
    report.build(folder)
    page = (folder / report.NAME).read_text("utf-8")
    core, titles, details = (json.loads(_blocks(page)[name]) for name in ("core", "titles", "details"))
    titled, detailed = len(titles["title"]), len(details["synopsis"])
    assert len(page.encode()) <= 170_000
    assert core["articles"] == 3000 and 500 <= titled < 3000 and report.LEAST_DETAILS <= detailed < titled
    assert details["cut"]


@pytest.mark.parametrize(
    ("synopsis", "shown"),
    [
        ("word " * 100, r"(word )+word…"),
        # Words without spaces between.
        ("南" * 400, "南{320}…"),
        ("南海 " + "南" * 400, "南海 南{317}…"),
    ],
)
def test_long_synopses_end_at_a_word_and_say_so(tmp_path, synopsis, shown):
    import duckdb

    with duckdb.connect() as con:
        con.execute("create table ordered as select 0 as i, 'a' as article_id")
        con.execute("create table articles as select 'a' as article_id, ? as synopsis", [synopsis])
        con.execute("create table sections (article_id varchar, position integer, heading varchar, kind varchar)")
        made = json.loads(texts.details(con, 1, cut=True)(1))
    assert (made["cut"], made["headings"]) == (True, [None])
    assert re.fullmatch(shown, made["synopsis"][0])
