"""Whatever is done to a page or a file, it ends as records that add up, and in no exception.

More of it, and other examples every time: python -m pytest --hypothesis-profile deep tests/flows/faults/test_fuzz.py
"""

import io
import json
import zipfile

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from flows.readers import discover, read_many
from flows.sample.corpus import Corpus
from flows.shards import _flatten
from flows.timelimit import time_limit
from transforms.flatten import PAGES
from transforms.identify import identify
from transforms.markup import read_markup
from transforms.records import INCOMING

DUMPS = list(Corpus(40, 21))
ADDRESSES = [
    None,
    "https://www.rsis.edu.sg/rsis-publication/rsis/a-b-c/",
    "https://www.eurasiareview.com/05022021-a-b-c-analysis/",
    "https://nobody.example/x",
]
ANCHORS = [
    "• RSIS",
    "Categories: ",
    "download pdf",
    "By ",
    "Synopsis",
    "About the Author",
    "Popular Links",
    " | ",
    "Back",
]
OUTCOMES = {"publication", "not_article", "rejected"}


@st.composite
def spoilt_pages(draw) -> str:
    """A page with lines left out, put in, doubled or moved, or with odd characters where parsers look."""
    lines = draw(st.sampled_from(DUMPS)).text.split("\n")
    for _ in range(draw(st.integers(1, 6))):
        at, to = (draw(st.integers(0, max(len(lines) - 1, 0))) for _ in range(2))
        low, high = sorted((at, to))
        match draw(st.sampled_from(["delete", "insert", "double", "move", "cut", "anchor", "join", "other page"])):
            case "delete":
                del lines[low : min(high, low + 40)]
            case "insert":
                lines.insert(at, draw(st.text(max_size=30)))
            case "double":
                lines[low:low] = lines[low : min(high, low + 40)]
            case "move":
                lines.insert(to, lines.pop(at)) if lines else None
            case "cut":
                lines = lines[: max(high, 1)]
            case "anchor":
                lines.insert(at, draw(st.sampled_from(ANCHORS)) + draw(st.text(max_size=10)))
            case "join":
                lines[low : low + 2] = ["".join(lines[low : low + 2])]
            case _:
                lines[at:at] = draw(st.sampled_from(DUMPS)).text.split("\n")[low : high + 1]
    text = "\n".join(lines)
    for anchor in draw(st.lists(st.sampled_from(ANCHORS), max_size=2)):
        text = text.replace(anchor, anchor + draw(st.text(max_size=5)), draw(st.integers(1, 3)))
    return text.encode("utf-8", "replace").decode()


@given(st.lists(spoilt_pages(), min_size=1, max_size=3), st.sampled_from(ADDRESSES), st.booleans())
def test_flatten_takes_any_page(texts, url, markup):
    rows = [
        {"file": "a", "position": at, "format": "jsonl", "markup": markup, "text": text, "url": url}
        for at, text in enumerate(texts, 1)
    ]
    records = identify(pl.DataFrame(rows, schema=INCOMING))

    with time_limit(5):
        flattened = _flatten(records, "run")

    pages = flattened.pages
    assert dict(pages.schema) == PAGES
    assert pages["record_id"].to_list() == records["record_id"].to_list()
    assert set(pages["outcome"]) <= OUTCOMES
    assert "parser_failed" not in set(pages["reason"])
    rejected = pages.filter(outcome="rejected")["record_id"]
    assert set(rejected) <= set(flattened.quarantine["record_id"])
    for name, frame in flattened.frames().items():
        assert set(frame["record_id"]) <= set(pages["record_id"]), name
    sections = flattened.sections
    assert (sections["first_line"] <= sections["last_line"]).all()
    lines = {identified: text.count("\n") + 1 for identified, text in records.select("record_id", "text").iter_rows()}
    if not markup:
        assert all(last <= lines[one] for one, last in sections.select("record_id", "last_line").iter_rows())


@given(spoilt_pages(), st.text(max_size=200))
def test_markup_takes_any_page(text, head):
    read_markup(f"<html><head>{head}</head><body>{text}")


def contents() -> dict[str, bytes]:
    dump = DUMPS[0]
    line = json.dumps({"url": dump.url, "text": dump.text[:2_000], "timestamp": "2024-05-01"}).encode() + b"\n"
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><p>" + dump.text[:1_000].encode()
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {dump.url}\r\nContent-Length: {len(body)}\r\n\r\n"
    zipped, parquet = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", dump.text[:1_000])
        archive.writestr("b.jsonl", line)
    pl.DataFrame({"url": [dump.url] * 3, "text": [dump.text[:500]] * 3}).write_parquet(parquet)
    return {
        "a.jsonl": line * 3,
        "a.warc": (head.encode() + body + b"\r\n\r\n") * 2,
        "a.zip": zipped.getvalue(),
        "a.parquet": parquet.getvalue(),
        "a.html": b"<html><head><link rel=canonical href='https://a.example/'></head><p>" + dump.text[:500].encode(),
    }


CONTENTS = contents()


@given(data=st.data())
def test_readers_take_any_bytes(tmp_path_factory, data):
    name = data.draw(st.sampled_from(sorted(CONTENTS)))
    spoilt = bytearray(CONTENTS[name])
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(spoilt)))
        match data.draw(st.sampled_from(["change", "cut", "insert", "double", "delete"])):
            case "change":
                spoilt[at : at + 1] = data.draw(st.binary(min_size=1, max_size=1))
            case "cut":
                del spoilt[max(at, 1) :]
            case "insert":
                spoilt[at:at] = data.draw(st.binary(max_size=8))
            case "double":
                spoilt[at:at] = spoilt[at : at + 100]
            case _:
                del spoilt[at : at + data.draw(st.integers(1, 50))]
    path = tmp_path_factory.mktemp("fuzz") / name
    path.write_bytes(bytes(spoilt) or b" ")
    ignored: list[str] = []

    with time_limit(5):
        frames = list(read_many(discover([str(path)])[0], ignored=ignored))
        flattened = [_flatten(identify(frame), "run") for frame in frames]

    assert frames or ignored
    assert all(dict(frame.schema) == INCOMING for frame in frames)
    assert all("parser_failed" not in set(one.pages["reason"]) for one in flattened)
