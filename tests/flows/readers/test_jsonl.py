import json
from datetime import datetime
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.readers import lines
from flows.readers.lines import blocks

SUFFIXES = ["", ".gz", ".zst", ".bz2", ".xz"]
DUMP = b"".join(
    json.dumps({"url": f"https://x.org/{i}", "text": f"Page {i}\n" + "some words " * (i % 90)}).encode() + b"\n"
    for i in range(3_000)
)


def one(rows, line, **options):
    (row,) = rows("a.jsonl", line if isinstance(line, bytes) else json.dumps(line).encode(), **options)
    return row


def test_a_line_is_a_record(rows):
    row = one(
        rows, {"url": "https://x.org/", "timestamp": "2021-03-04T13:06:07+08:00", "text": "Page\n", "more": {"a": [1]}}
    )

    assert row == {
        "file": "a.jsonl",
        "position": 1,
        "url": "https://x.org/",
        "dumped_at": datetime(2021, 3, 4, 5, 6, 7),
        "format": "jsonl",
        "markup": False,
        "text": "Page\n",
        "reason": None,
        "detail": None,
        "payload": None,
        "flags": None,
    }


def test_html_is_markup(rows):
    row = one(rows, {"html": "<p>Page"})

    assert (row["text"], row["markup"], row["url"]) == ("<p>Page", True, None)


@pytest.mark.parametrize(
    ("page", "text", "markup"),
    [
        ({"text": "t", "html": "h"}, "t", False),
        ({"text": None, "html": "h"}, "h", True),
        ({"text": " ", "html": "h"}, "h", True),
        ({"text": 5, "html": "h"}, "h", True),
        ({"text": "t", "html": 5}, "t", False),
    ],
)
def test_text_comes_before_html(rows, page, text, markup):
    row = one(rows, page)

    assert (row["text"], row["markup"]) == (text, markup)


@pytest.mark.parametrize(
    "given",
    [
        {"date": "2021-03-04"},
        {"crawl_date": 1614816000},
        {"timestamp": None, "date": "", "crawl_date": "20210304000000"},
        {"timestamp": "2021-03-04", "date": "1999-01-01"},
    ],
)
def test_names_of_the_time(rows, given):
    assert one(rows, {"text": "t", **given})["dumped_at"] == datetime(2021, 3, 4)


@pytest.mark.parametrize("stamp", ["soon", [1], True, {"a": "b;c"}])
def test_unreadable_time_is_flagged(rows, stamp):
    row = one(rows, {"text": "t", "timestamp": stamp})

    assert (row["text"], row["dumped_at"]) == ("t", None)
    assert row["flags"].startswith("bad_timestamp:")
    assert ";" not in row["flags"]


def test_url_that_is_no_string_is_flagged(rows):
    row = one(rows, {"text": "t", "url": 7})

    assert (row["text"], row["url"], row["flags"]) == ("t", None, "bad_url:7")


def test_blank_lines_count_but_are_no_records(rows):
    data = b'\n{"text":"a"}\r\n  \n\r\n{"text":5}\n\n{"text":"b"}'

    assert [(row["position"], row["text"]) for row in rows("a.jsonl", data)] == [(2, "a"), (5, None), (7, "b")]
    assert rows("a.jsonl", b"\n \n") == []


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"text":"a"', "invalid_json"),
        (b"words", "invalid_json"),
        (b'["text"]', "invalid_json"),
        (b"5", "invalid_json"),
        (b'{"text":"a"} {"text":"b"}', "invalid_json"),
        (b'{"text":"a","x":' + b"[" * 99_999 + b"}", "invalid_json"),
        (b'{"text":5}', "no_text"),
        (b'{"text":["a"]}', "no_text"),
        (b'{"html":{}}', "no_text"),
        (b'{"text":null}', "no_text"),
        (b"{}", "no_text"),
        (b'{"url":"u"}', "no_text"),
        (b'{"text":"\xff\xfe\x81"}', "encoding"),
    ],
)
def test_what_is_no_record_is_rejected_with_its_line(rows, line, reason):
    row = one(rows, line + b"\r\n")

    assert (row["reason"], row["text"], row["payload"]) == (reason, None, line)
    assert row["detail"]


@pytest.mark.parametrize("key", ["text", "html"])
@pytest.mark.parametrize("text", ["", " \n\u00a0"])
def test_a_blank_text_is_rejected_by_itself_whatever_else_the_line_says(rows, key, text):
    row = one(rows, json.dumps({"x": 1, key: text, "url": "u"}).encode())

    assert (row["reason"], row["text"], row["payload"]) == ("empty", None, text.encode())


def test_rejected_line_keeps_what_is_known(rows):
    row = one(rows, {"url": "u", "date": "2021-03-04", "text": ""})

    assert (row["url"], row["dumped_at"]) == ("u", datetime(2021, 3, 4))


def test_last_of_duplicate_keys(rows):
    assert one(rows, b'{"text":"a","text":"b"}')["text"] == "b"
    assert one(rows, b'{"text":"a","x":NaN,"text":"b"}')["text"] == "b"


def test_lone_surrogates_become_the_replacement_character(rows):
    row = one(rows, b'{"url":"u\\udc00","text":"a\\ud800b \\ud83d\\ude00"}')

    assert (row["text"], row["url"], row["flags"]) == ("a\ufffdb 😀", "u\ufffd", "lone_surrogates:url;lone_surrogates")


@pytest.mark.parametrize("text", ["It’s", "新加坡"])
@pytest.mark.parametrize("fill", ["", "plain text " * 20_000])
def test_text_that_was_read_as_latin_1_is_undone(rows, text, fill):
    for misread in {text.encode().decode("latin-1"), text.encode("cp1252", "ignore").decode("latin-1")} - {""}:
        (row,) = rows("x.jsonl", json.dumps({"text": f"{fill}{misread}{fill}"}).encode())

        assert (row["text"], row["flags"]) == (f"{fill}{text}{fill}", "mojibake_undone")


def test_control_characters_go(rows):
    escaped = one(rows, {"text": "a\0b\x0c\x7fc\td"})
    raw = one(rows, b'{"text":"a\x00b\x0c\x7fc\td"}')

    assert escaped["text"] == raw["text"] == "abc\td"
    assert escaped["flags"] == raw["flags"] == "control_characters"


def test_line_in_another_encoding(rows):
    line = '{"text": "The café was closed. Plain English text follows."}'

    row = one(rows, line.encode("cp1252"))

    assert (row["text"], row["flags"]) == (json.loads(line)["text"], "encoding_guessed:cp1252")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_file_with_a_mark(rows, encoding):
    data = '{"text":"naïve"}\n{"text":"b"}\n'.encode(encoding)

    assert [(row["text"], row["flags"]) for row in rows("a.jsonl", data)] == [("naïve", None), ("b", None)]


def test_line_over_the_limit(rows):
    data = b'{"text":"a"}\n{"text":"' + b"x" * 1_100_000 + b'"}\n{"text":"b"}\n'

    got = rows("a.jsonl", data, max_record_mb=1)

    assert [(row["position"], row["text"], row["reason"]) for row in got] == [
        (1, "a", None),
        (2, None, "too_large"),
        (3, "b", None),
    ]
    assert data.split(b"\n")[1] == got[1]["payload"]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_compression_makes_no_difference(read_bytes, compress, suffix):
    plain = read_bytes("a.jsonl", DUMP)

    packed = read_bytes(f"a.jsonl{suffix}", compress(DUMP, suffix))

    assert packed.with_columns(file=pl.lit("a.jsonl")).equals(plain)
    assert plain.height == 3_000


@pytest.mark.parametrize("suffix", SUFFIXES[1:])
@pytest.mark.parametrize("share", [0.01, 0.5, 0.97])
def test_truncated_file_is_read_as_far_as_it_goes(rows, compress, suffix, share):
    packed = compress(DUMP, suffix)

    *whole, last = rows(f"a.jsonl{suffix}", packed[: int(len(packed) * share)])

    texts = [json.loads(line)["text"] for line in DUMP.splitlines()]
    assert [row["text"] for row in whole] == texts[: len(whole)]
    assert (last["reason"], last["position"], last["format"]) == ("damaged_container", len(whole) + 1, "jsonl")
    assert DUMP.splitlines()[len(whole)].startswith(last["payload"])


def test_complete_last_line_of_a_damaged_file_is_a_record(rows, compress):
    got = rows("a.jsonl.zst", compress(b'{"text":"a"}\n{"text":"b"}', ".zst") + b"rubbish")

    assert [(row["text"], row["payload"]) for row in got] == [("a", None), ("b", None), (None, b"rubbish")]


@pytest.mark.parametrize("parts", [1, 2, 3, 7])
@pytest.mark.parametrize("limit", [64, 0.0005])
def test_parts_together_are_the_whole(read_bytes, monkeypatch, parts, limit):
    monkeypatch.setattr(lines, "BLOCK", 5_000)
    data = DUMP[:400_000] + b"\n\n" + b"x" * 9_000 + b"\n{bad}\n" + DUMP
    whole = read_bytes("a.jsonl", data, max_record_mb=limit)

    shares = [read_bytes("a.jsonl", data, part=part, parts=parts, max_record_mb=limit) for part in range(parts)]

    assert pl.concat(shares).sort("position").equals(whole)
    assert all(share.height for share in shares)
    assert whole["position"].is_unique().all()


def test_parts_of_a_damaged_file_tell_the_damage_once(read_bytes, monkeypatch, compress):
    monkeypatch.setattr(lines, "BLOCK", 5_000)
    packed = compress(DUMP, ".gz")[:-500]
    whole = read_bytes("a.jsonl.gz", packed)

    shares = [read_bytes("a.jsonl.gz", packed, part=part, parts=3) for part in range(3)]

    assert pl.concat(shares).sort("position").equals(whole)
    assert whole["reason"].drop_nulls().to_list() == ["damaged_container"]


def test_frames_are_even(tmp_path):
    from flows.readers import discover, read

    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text":"a"}\n' * 1_010)

    assert [frame.height for frame in read(discover([str(path)])[0][0])] == [505, 505]


@given(
    st.lists(st.binary(max_size=9).map(lambda data: data.replace(b"\n", b"")), max_size=30),
    st.integers(1, 20),
    st.integers(1, 30),
    st.integers(1, 9),
)
def test_blocks_are_whole_lines_and_all_of_them(texts, size, limit, step):
    data = b"\n".join(texts)
    source = iter([data[i : i + step] for i in range(0, len(data), step)])

    got = list(blocks(source, limit, size))

    assert [block.number for block in got] == list(range(len(got)))
    for block, after in pairwise(got):
        assert after.line == block.line + (1 if block.overlong else block.data.count(b"\n"))
        assert block.overlong or block.data.endswith(b"\n")
    for block in got:
        if block.overlong:
            assert texts[block.line - 1].startswith(block.data)
            assert len(texts[block.line - 1]) > limit
        else:
            found = block.data.removesuffix(b"\n").split(b"\n")
            assert found == texts[block.line - 1 : block.line - 1 + len(found)]


VALUES = (
    st.none()
    | st.text(max_size=9)
    | st.integers()
    | st.floats()
    | st.booleans()
    | st.lists(st.text(max_size=3), max_size=2)
)
PAGES = st.dictionaries(st.sampled_from(["url", "text", "html", "timestamp", "date", "crawl_date", "x"]), VALUES)


@given(PAGES, st.booleans())
def test_fast_and_lenient_reading_agree(rows, page, ascii_only):
    line = json.dumps(page, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
    lenient = line.removesuffix(b"}") + (b', "x": NaN}' if page else b'"x": NaN}')

    fast_row, lenient_row = rows("a.jsonl", line), rows("a.jsonl", lenient)

    assert [row | {"payload": 0} for row in fast_row] == [row | {"payload": 0} for row in lenient_row]


@given(st.binary(max_size=200), st.sampled_from(SUFFIXES))
def test_any_bytes_are_records(rows, compress, data, suffix):
    got = rows(f"a.jsonl{suffix}", compress(data, suffix))
    as_is = rows(f"a.jsonl{suffix}", data)

    assert len(got) >= bool(data.strip())
    assert len(as_is) >= bool(data.strip())
