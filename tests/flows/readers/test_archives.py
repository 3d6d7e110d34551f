import io
import tarfile
import zipfile
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

LINES = b"".join(b'{"text":"Page %d","url":"u%d"}\n' % (i, i) for i in range(50))
PARQUET = io.BytesIO()
pl.DataFrame({"text": ["in Parquet"]}).write_parquet(PARQUET)
WET = b"WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: 6\r\n\r\nin WET\r\n\r\n"
KINDS = ["zip", "tar"]


def zipped(members, method=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return buffer.getvalue()


def tarred(members, style=tarfile.PAX_FORMAT):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=style) as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def pack(kind, members):
    return {"zip": zipped, "tar": tarred}[kind](members)


def seen(rows):
    return [(row["file"], row["position"], row["format"], row["text"], row["reason"]) for row in rows]


@pytest.mark.parametrize("kind", KINDS)
def test_members_of_every_form_are_read(rows, compress, kind):
    members = [
        ("a.txt", b"in text"),
        ("deep/er/b.html", b"<p>in HTML"),
        ("c.jsonl", b'{"text":"line 1"}\n{"text":"line 2"}'),
        ("d.parquet", PARQUET.getvalue()),
        ("e.wet", WET),
        ("f.txt.gz", compress(b"in gz", ".gz")),
        ("g.jsonl.zst", compress(b'{"text":"in zst"}', ".zst")),
    ]

    assert seen(rows(f"x.{kind}", pack(kind, members))) == [
        (f"x.{kind}!a.txt", 1, "text", "in text", None),
        (f"x.{kind}!deep/er/b.html", 1, "html", "<p>in HTML", None),
        (f"x.{kind}!c.jsonl", 1, "jsonl", "line 1", None),
        (f"x.{kind}!c.jsonl", 2, "jsonl", "line 2", None),
        (f"x.{kind}!d.parquet", 1, "parquet", "in Parquet", None),
        (f"x.{kind}!e.wet", 1, "wet", "in WET", None),
        (f"x.{kind}!f.txt.gz", 1, "text", "in gz", None),
        (f"x.{kind}!g.jsonl.zst", 1, "jsonl", "in zst", None),
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_dump_is_ignored_and_told(rows, kind):
    ignored = []
    members = [
        ("README.md", b"x"),
        ("empty.jsonl", b""),
        ("empty.txt", b""),
        (".hidden.txt", b"x"),
        ("__MACOSX/._a.txt", b"x"),
        ("no name", b"x"),
    ]

    got = rows(f"x.{kind}", pack(kind, members), ignored=ignored)

    assert [(row["file"], row["reason"]) for row in got] == [(f"x.{kind}!empty.txt", "empty")]
    assert [name.rpartition("!")[2] for name in ignored] == [name for name, _ in members if name != "empty.txt"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "name", ["../../a.txt", "/etc/a.txt", "./a.txt", "C:\\a.txt", "a/../../b.txt", "ü\u202e.txt", "x" * 180 + ".txt"]
)
def test_unsafe_names_are_read_and_nothing_is_written(rows, kind, name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    got = rows(f"x.{kind}", pack(kind, [(name, b"text")]))

    assert seen(got) == [(f"x.{kind}!{name}", 1, "text", "text", None)]
    assert list(tmp_path.iterdir()) == []
    assert not Path("/etc/a.txt").exists()


@pytest.mark.parametrize("outer", KINDS)
@pytest.mark.parametrize("inner", KINDS)
def test_archives_in_archives_one_level(rows, outer, inner):
    ignored = []
    deepest = pack(inner, [("c.txt", b"too deep")])
    data = pack(outer, [(f"b.{inner}", pack(inner, [("c.txt", b"text"), (f"d.{inner}", deepest)])), ("e.txt", b"more")])

    got = rows(f"a.{outer}", data, ignored=ignored)

    assert [(row["file"], row["text"]) for row in got] == [
        (f"a.{outer}!b.{inner}!c.txt", "text"),
        (f"a.{outer}!e.txt", "more"),
    ]
    assert [name.partition("!")[2] for name in ignored] == [f"b.{inner}!d.{inner}"]


@pytest.mark.parametrize("kind", KINDS)
def test_archive_is_not_divided_nor_are_its_members(read_bytes, kind):
    data = pack(kind, [("a.jsonl", LINES)])

    first, second = (read_bytes(f"x.{kind}", data, part=part, parts=2) for part in range(2))

    assert (first.height, second.height) == (50, 0)


@pytest.mark.parametrize("kind", KINDS)
def test_limit_holds_for_members(rows, kind):
    got = rows(f"x.{kind}", pack(kind, [("a.txt", b"x" * 3_000_000), ("b.txt", b"next")]), max_record_mb=1)

    assert [(row["text"], row["reason"]) for row in got] == [(None, "too_large"), ("next", None)]


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst", ".bz2", ".xz"])
@pytest.mark.parametrize("style", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_kinds_of_tar(rows, compress, suffix, style):
    members = [("y" * 80 + "/" + "x" * 90 + ".txt", b"long name"), ("b.jsonl", LINES)]

    got = rows(f"x.tar{suffix}", compress(tarred(members, style), suffix))

    assert len(got) == 51
    assert got[0]["file"].endswith(members[0][0])


def test_tar_with_folders_and_links(rows):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, kind in [("d.txt", tarfile.DIRTYPE), ("l.txt", tarfile.SYMTYPE), ("p.txt", tarfile.FIFOTYPE)]:
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        info = tarfile.TarInfo("a.txt")
        info.size = 4
        archive.addfile(info, io.BytesIO(b"text"))

    assert [(row["file"], row["text"]) for row in rows("x.tar", buffer.getvalue())] == [("x.tar!a.txt", "text")]


@pytest.mark.parametrize("style", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE])
def test_tar_goes_on_behind_a_link_to_a_long_name(rows, style, kind):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=style) as archive:
        for name in ("l.txt", "y/" * 90 + "l.txt"):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "x/" * 90 + "a.txt"
            archive.addfile(info)
        info = tarfile.TarInfo("z/" * 90 + "b.txt")
        info.size = 4
        archive.addfile(info, io.BytesIO(b"text"))

    got = rows("x.tar", buffer.getvalue())

    assert [(row["file"], row["text"]) for row in got] == [(f"x.tar!{'z/' * 90}b.txt", "text")]


def test_tars_one_after_the_other(rows):
    got = rows("x.tar", tarred([("a.txt", b"one")]) + tarred([("b.txt", b"two")]))

    assert [row["text"] for row in got] == ["one", "two"]


@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_truncated_tar_is_told_once(rows, compress, suffix):
    data = compress(tarred([("a.txt", b"one"), ("b.jsonl", LINES), ("c.txt", b"three")]), suffix)

    for cut in range(1, len(data) - 10, 1 if suffix else 97):
        got = rows(f"x.tar{suffix}", data[:cut])
        if suffix or cut < 512 * 8:
            assert [row["reason"] for row in got if row["reason"]] == ["damaged_container"], cut


def test_damaged_tar_header(rows):
    data = bytearray(tarred([("a.txt", b"one"), ("b.txt", b"two")]))
    data[1024 + 3] ^= 1

    first, second = rows("x.tar", bytes(data))

    assert (first["text"], second["reason"], second["position"], second["format"]) == (
        "one",
        "damaged_container",
        2,
        "tar",
    )
    assert second["payload"].startswith(bytes(data[1024:1600]))


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_zip_methods(rows, method):
    assert len(rows("x.zip", zipped([("a.jsonl", LINES)], method))) == 50


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_zip_without_its_directory_is_read_member_by_member(rows, method):
    data = zipped([("a.txt", b"one " * 20), ("sub/", b""), ("b.jsonl", LINES), ("c.txt", b"three")], method)
    whole = rows("x.zip", data)

    *got, last = rows("x.zip", data[: data.index(b"PK\1\2") + 9])
    *_, cut = rows("x.zip", data[: data.index(b"b.jsonl") + 100])

    assert got == whole
    assert (last["reason"], last["file"], last["format"]) == ("damaged_container", "x.zip", "zip")
    assert last["payload"].startswith(b"PK\1\2")
    assert (cut["reason"], cut["file"]) == ("damaged_container", "x.zip!b.jsonl")


def test_zip_written_to_a_pipe_without_its_directory(rows):
    class Pipe(io.RawIOBase):
        def __init__(self):
            self.data = b""

        def writable(self):
            return True

        def write(self, data):
            self.data += bytes(data)
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"one")
        archive.writestr("b.txt", b"two")

    got = rows("x.zip", pipe.data[: pipe.data.index(b"PK\1\2")])

    assert [row["text"] for row in got] == ["one", "two", None]


def test_zip_member_with_a_wrong_checksum(rows):
    data = bytearray(zipped([("a.txt", b"text"), ("b.txt", b"next")], zipfile.ZIP_STORED))
    data[data.index(b"text")] ^= 1

    got = rows("x.zip", bytes(data))

    assert [(row["text"], row["reason"]) for row in got] == [
        ("uext", None),
        (None, "damaged_container"),
        ("next", None),
    ]
    assert "checksum" in got[1]["detail"]


def test_zip_member_that_is_encrypted(rows):
    data = bytearray(zipped([("a.txt", b"text"), ("b.txt", b"next")]))
    for mark, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.index(mark) + place] |= 1

    got = rows("x.zip", bytes(data))

    assert [(row["file"], row["reason"]) for row in got] == [("x.zip!a.txt", "unreadable_file"), ("x.zip!b.txt", None)]


@pytest.mark.parametrize("data", [b"no archive", b"PK\3\4", b"PK\5\6", bytes(3000)])
def test_what_is_no_archive(rows, data):
    (row,) = rows("x.zip", data)

    assert (row["reason"], row["payload"]) == ("damaged_container", data)


@given(st.floats(0, 0.9999), st.integers(1, 255), st.booleans())
@pytest.mark.parametrize("kind", KINDS)
def test_any_damage_ends_in_records(rows, kind, place, change, truncated):
    data = bytearray(pack(kind, [("a.txt", b"one"), ("b.jsonl", LINES), ("c.zip", zipped([("d.txt", b"four")]))]))
    at = int(place * len(data))
    data[at] ^= change

    assert rows(f"x.{kind}", bytes(data[: at + 1] if truncated else data))


@given(
    st.binary(min_size=1, max_size=100),
    st.sampled_from([b"", b"PK\3\4", zipped([("a.txt", b"x")]), tarred([("a.txt", b"x")])]),
)
@pytest.mark.parametrize("kind", KINDS)
def test_any_bytes_are_records(rows, kind, data, start):
    assert rows(f"x.{kind}", start + data) or kind == "tar"


@pytest.mark.parametrize("kind", KINDS)
def test_archive_without_a_record_is_told(rows, kind):
    ignored = []

    assert rows(f"x.{kind}", pack(kind, [("README.md", b"x")]), ignored=ignored) == []
    assert rows(f"x.{kind}", pack(kind, []), ignored=ignored) == []
    assert [name.rpartition("/")[2] for name in ignored] == [f"x.{kind}!README.md", f"x.{kind}", f"x.{kind}"]
