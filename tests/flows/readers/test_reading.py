import gzip
import io
import json
import zipfile

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.readers import Source, discover, read, read_many, reading, splittable
from transforms.records import INCOMING


@pytest.mark.parametrize("form", ["text", "html", "jsonl", "parquet", "warc", "wet", "zip", "tar"])
def test_vanished_file_is_an_unreadable_record(tmp_path, form):
    source = Source((tmp_path / "gone").as_posix(), form, None, 5)

    (frame,) = read(source)

    assert frame["reason"].to_list() == ["unreadable_file"]
    assert dict(frame.schema) == INCOMING
    assert list(read(source, part=1, parts=2)) == []


def test_small_files_share_a_frame(tmp_path):
    for i in range(5):
        (tmp_path / f"{i}.txt").write_text(f"text {i}")

    (frame,) = read_many(discover([str(tmp_path)])[0])

    assert frame["text"].to_list() == [f"text {i}" for i in range(5)]


def test_large_files_do_not(tmp_path):
    for i in range(4):
        (tmp_path / f"{i}.txt").write_text("some words " * 700_000)

    frames = list(read_many(discover([str(tmp_path)])[0]))

    assert [frame.height for frame in frames] == [2, 2]


def test_order_is_that_of_the_sources(tmp_path):
    (tmp_path / "a.txt").write_text("a")
    (tmp_path / "b.jsonl").write_text('{"text":"b"}')
    (tmp_path / "c.txt").write_text("c")

    frames = list(read_many(discover([str(tmp_path)])[0]))

    assert pl.concat(frames)["text"].to_list() == ["a", "b", "c"]


def test_what_cannot_be_divided_is_the_first_part(tmp_path):
    (tmp_path / "a.txt").write_text("a")
    (source,), _ = discover([str(tmp_path)])

    shares = [list(read(source, part=part, parts=2)) for part in range(2)]

    assert [len(share) for share in shares] == [1, 0]
    assert not splittable(source)


def test_name_that_is_not_utf8(tmp_path):
    path = tmp_path / b"caf\xe9.txt".decode("utf-8", "surrogateescape")
    path.write_text("a")

    (frame,) = read_many(discover([str(tmp_path)])[0])

    assert frame["file"].str.ends_with("caf\ufffd.txt").all()


def test_a_reader_that_fails_is_a_damaged_record(tmp_path, monkeypatch):
    def failing(*_):
        raise RuntimeError("nobody thought of this")

    monkeypatch.setattr(reading, "read_jsonl", failing)
    (tmp_path / "a.jsonl").write_text('{"text":"a"}')
    (tmp_path / "b.txt").write_text("b")

    frames = list(read_many(discover([str(tmp_path)])[0]))

    rows = pl.concat(frames).to_dicts()
    assert [row["reason"] for row in rows] == ["damaged_container", None]
    assert "nobody thought of this" in rows[0]["detail"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jsonl", b"\n \n"),
        ("a.jsonl.gz", gzip.compress(b"", mtime=0)),
        ("a.warc.gz", gzip.compress(b"\r\n", mtime=0)),
        ("a.wet", b"\n"),
    ],
)
def test_file_without_a_record_is_told(rows, name, data):
    ignored = []

    assert rows(name, data, ignored=ignored) == []
    assert [path.rpartition("/")[2] for path in ignored] == [name]


def in_every_form(text):
    wet = b"WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n"
    parquet, archive = io.BytesIO(), io.BytesIO()
    pl.DataFrame({"text": [text]}).write_parquet(parquet)
    with zipfile.ZipFile(archive, "w") as members:
        members.writestr("a.txt", text)
    return {
        "a.txt": text.encode(),
        "a.txt.gz": gzip.compress(text.encode(), mtime=0),
        "a.jsonl": json.dumps({"text": text}).encode(),
        "b.jsonl": json.dumps({"text": text}, ensure_ascii=False).encode(),
        "a.parquet": parquet.getvalue(),
        "a.wet": wet % (len(text.encode()), text.encode()),
        "a.zip": archive.getvalue(),
    }


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30) | st.text(
    st.sampled_from("aÃ©â€™\ufeff\x01\x7f\u00a0\u2019\u3000 \r\n"), max_size=12
)


@given(TEXTS.filter(lambda text: not text.startswith("\ufeff\ufeff")))
def test_a_text_is_the_same_whatever_form_it_comes_in(read_bytes, text):
    flags = pl.when(pl.col("reason").is_null()).then("flags")  # of an empty text it is all the same what it had

    got = {
        name: read_bytes(name, data).select("text", "reason", "payload", flags, "markup", "url", "dumped_at").rows()
        for name, data in in_every_form(text).items()
    }

    assert len(set(map(str, got.values()))) == 1, got
    assert len(got["a.txt"]) == 1
