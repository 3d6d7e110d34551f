import gzip
import zlib
from datetime import datetime

import brotli
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.readers import discover, read

HTML = "<html><body>The minister’s page</body></html>"
TIME = datetime(2021, 3, 4, 5, 6, 7)


def record(kind, content, url="https://x.org/", date="2021-03-04T05:06:07Z", more=()):
    head = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        f"WARC-Target-URI: {url}",
        f"WARC-Date: {date}",
        f"Content-Length: {len(content)}",
        *more,
    ]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + content + b"\r\n\r\n"


def response(body, *headers, kind="text/html", **options):
    head = ["HTTP/1.1 200 OK", *([f"Content-Type: {kind}"] if kind else []), *headers]
    return record("response", "\r\n".join(head).encode() + b"\r\n\r\n" + body, **options)


def chunked(body, size=7):
    chunks = [body[i : i + size] for i in range(0, len(body), size)] + [b""]
    return b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks)


def raw_deflate(data):
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


PAGES = [record("warcinfo", b"software: x")] + [
    record("conversion", f"Page {i}\n{'some words ' * (i % 9)}".encode(), f"https://x.org/{i}") for i in range(300)
]


def test_response_is_a_record_and_all_records_count(rows):
    data = record("warcinfo", b"x") + record("request", b"GET / HTTP/1.1\r\n\r\n") + response(HTML.encode())

    assert rows("a.warc", data) == [
        {
            "file": "a.warc",
            "position": 3,
            "url": "https://x.org/",
            "dumped_at": TIME,
            "format": "warc",
            "markup": True,
            "text": HTML,
            "reason": None,
            "detail": None,
            "payload": None,
            "flags": None,
        }
    ]


@pytest.mark.parametrize(
    ("kind", "is_page", "markup"),
    [
        ("text/html", True, True),
        ("TEXT/HTML; charset=utf-8", True, True),
        ("application/xhtml+xml", True, True),
        ("text/plain;charset=UTF-8", True, False),
        ("", True, True),
        ("image/png", False, None),
        ("text/css", False, None),
        ("application/pdf", False, None),
    ],
)
def test_pages_are_told_by_their_type(rows, kind, is_page, markup):
    got = rows("a.warc", response(HTML.encode(), kind=kind))

    assert [row["markup"] for row in got] == [markup] * is_page


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (["Content-Encoding: gzip"], gzip.compress(HTML.encode(), mtime=0)),
        (["Content-Encoding: deflate"], zlib.compress(HTML.encode())),
        (["Content-Encoding: deflate"], raw_deflate(HTML.encode())),
        (["Content-Encoding: br"], brotli.compress(HTML.encode())),
        (["Transfer-Encoding: chunked"], chunked(HTML.encode())),
        (["transfer-encoding: chunked", "content-encoding: GZIP"], chunked(gzip.compress(HTML.encode(), mtime=0))),
        (["Content-Encoding: deflate, gzip"], gzip.compress(zlib.compress(HTML.encode()), mtime=0)),
        (["Content-Encoding: gzip"], HTML.encode()),
        (["Content-Encoding: br"], HTML.encode()),
        (["Content-Encoding: deflate"], HTML.encode()),
        (["Transfer-Encoding: chunked"], HTML.encode()),
        (["Content-Encoding: identity"], HTML.encode()),
    ],
)
def test_encodings_of_the_body_are_undone(rows, headers, body):
    (row,) = rows("a.warc", response(body, *headers))

    assert (row["text"], row["flags"], row["reason"]) == (HTML, None, None)


@pytest.mark.parametrize(
    ("body", "flags"),
    [
        (b"5\nThe year in five lines, and more\nwords\n", None),
        (b"0\r\n\r\nis where it starts\r\n", None),
        (b"2019\nThe year in review\n", "body_cut"),  # whether it is cut off cannot be told
        (b"Decade\r\nThe years in review\r\n", "body_cut"),
    ],
)
def test_text_that_begins_like_a_chunk_keeps_its_first_line(rows, body, flags):
    (row,) = rows("a.warc", response(body, "Transfer-Encoding: chunked", kind="text/plain"))

    assert (row["text"], row["flags"]) == (body.decode(), flags)


@pytest.mark.parametrize(
    ("body", "text", "flags"),
    [
        (chunked(b"one chunk\n", 99), "one chunk\n", None),
        (chunked(b"some chunks\n", 5), "some chunks\n", None),
        (chunked(b"some\nchunks\n", 9)[:-9], "some\nchunk", "body_cut"),
        (b"1f40\r\nfirst line\nand more", "first line\nand more", "body_cut"),
        (b"0\r\n\r\n", None, None),
    ],
)
def test_text_in_chunks_is_put_together(rows, body, text, flags):
    (row,) = rows("a.warc", response(body, "Transfer-Encoding: chunked", kind="text/plain"))

    assert (row["text"], row["flags"]) == (text, flags)


def test_zstd_body(rows, compress):
    (row,) = rows("a.warc", response(compress(HTML.encode(), ".zst"), "Content-Encoding: zstd"))

    assert row["text"] == HTML


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (["Content-Encoding: gzip"], gzip.compress((HTML * 999).encode(), mtime=0)[:-20]),
        (["Content-Encoding: deflate"], zlib.compress((HTML * 999).encode())[:-20]),
        (["Transfer-Encoding: chunked"], chunked(HTML.encode())[:-20]),
        (["Transfer-Encoding: chunked", "Content-Encoding: br"], chunked(brotli.compress((HTML * 999).encode()))[:-20]),
    ],
)
def test_body_that_is_cut_off_is_read_and_flagged(rows, headers, body):
    (row,) = rows("a.warc", response(body, *headers))

    assert (HTML * 999).startswith(row["text"])
    assert row["flags"] == "body_cut"


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (["Content-Encoding: br"], b"\xff\xff no brotli"),
        (["Content-Encoding: deflate"], b"\xff\xff no deflate"),
        (["Content-Encoding: gzip"], b"\x1f\x8b no gzip"),
        (["Content-Encoding: strange"], b"whatever"),
    ],
)
def test_body_that_cannot_be_decoded_is_rejected_with_its_bytes(rows, headers, body):
    (row,) = rows("a.warc", response(body, *headers))

    assert (row["reason"], row["payload"], row["url"]) == ("encoding", body, "https://x.org/")


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
def test_body_that_grows_over_the_limit(rows, encoding):
    pack = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress}[encoding]

    (row,) = rows("a.warc", response(pack(b"x" * 9_000_000), f"Content-Encoding: {encoding}"), max_record_mb=1)

    assert row["reason"] == "too_large"
    assert len(row["payload"]) < 1_500_000


def test_record_over_the_limit_is_passed_over(rows):
    data = record("conversion", b"x" * 2_000_000) + record("conversion", b"next")

    first, second = rows("a.wet", data, max_record_mb=1)

    assert (first["reason"], len(first["payload"])) == ("too_large", 2_000_000)
    assert (second["position"], second["text"]) == (2, "next")


def test_charset_of_the_server_then_of_the_page(rows):
    text = "Привет, мир"
    page = f"<meta charset=windows-1251>{text}"

    (by_server,) = rows("a.warc", response(text.encode("koi8-r"), kind='text/html; Charset="koi8-r"'))
    (by_page,) = rows("a.warc", response(page.encode("cp1251")))

    assert (by_server["text"], by_page["text"]) == (text, page)


@pytest.mark.parametrize(
    "data",
    [
        record("response", b"20210304 127.0.0.1", "dns:x.org"),
        response(b""),
        record("response", b"HTTP/1.1 200 OK"),
        record("conversion", b"text"),
    ],
)
def test_file_without_pages_is_told(rows, data):
    ignored = []

    assert rows("a.warc", data, ignored=ignored) == []
    assert len(ignored) == 1
    assert ignored[0].endswith("/a.warc")


def test_wet(rows):
    data = (
        record("warcinfo", b"x")
        + record("conversion", "naïve\n".encode(), "<https://x.org/a>")
        + record("conversion", b" ")
    )

    first, second = rows("a.warc.wet.gz", gzip.compress(data))

    assert (first["text"], first["url"], first["dumped_at"], first["markup"]) == (
        "naïve\n",
        "https://x.org/a",
        TIME,
        False,
    )
    assert (first["format"], first["position"]) == ("wet", 2)
    assert (second["reason"], second["payload"]) == ("empty", b" ")


def test_doubts_about_headers(rows):
    data = record("conversion", "na\u00efve \u2014".encode()[:-1], date="soon", more=["WARC-Truncated: length"])

    (row,) = rows("a.wet", data)

    assert (row["text"], row["dumped_at"]) == ("naïve ", None)
    assert row["flags"] == "bad_timestamp:soon;warc_truncated:length"


def test_line_ends_and_folded_headers(rows):
    data = b"WARC/1.1\nwarc-type: conversion\nWARC-Target-URI: https://x.org/\n a\nCONTENT-LENGTH: 4\n\ntext\n\n\n"

    (row,) = rows("a.wet", data * 2)[1:]

    assert (row["text"], row["url"], row["position"]) == ("text", "https://x.org/ a", 2)


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst", ".bz2", ".xz"])
def test_compression_makes_no_difference(read_bytes, compress, suffix):
    plain = read_bytes("a.wet", b"".join(PAGES))

    whole = read_bytes(f"a.wet{suffix}", compress(b"".join(PAGES), suffix))
    by_record = read_bytes(f"a.wet{suffix}", b"".join(compress(page, suffix) for page in PAGES))

    assert plain.height == 300
    assert whole.with_columns(file=pl.lit("a.wet")).equals(plain)
    assert by_record.with_columns(file=pl.lit("a.wet")).equals(plain)


@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_truncation_is_noticed(rows, compress, suffix):
    data = b"".join(compress(page, suffix) for page in PAGES[:4])
    before_last = len(data) - len(compress(PAGES[3], suffix))

    for cut in range(before_last + 1, len(data) - (4 if not suffix else 0)):
        *whole, last = rows(f"a.wet{suffix}", data[:cut])
        assert [row["position"] for row in whole][:2] == [2, 3]
        assert last["reason"] == "damaged_container"
        assert last["position"] == len(whole) + 2


def test_cut_off_record_is_the_payload(rows):
    got = rows("a.wet", PAGES[1] + record("conversion", b"some text")[:-9])

    assert (got[1]["reason"], got[1]["payload"]) == ("damaged_container", b"some")


@pytest.mark.parametrize(
    "bad",
    [
        b"garbage\r\nmore garbage\r\n\r\n",
        b"WARC/1.0\r\nWARC-Type: conversion\r\n\r\nno length\r\n\r\n",
        b"WARC/1.0\r\nContent-Length: -5\r\n\r\nx\r\n\r\n",
        b"WARC/1.0\r\nContent-Length: 99999999999999999999\r\n\r\nx\r\n\r\n",
        b"x" * 200_000 + b"\r\n",
        b"WARC/1.0\r\n" + b"name: value\r\n" * 100_000,
    ],
)
def test_reading_goes_on_after_a_damaged_record(rows, bad):
    got = rows("a.wet", PAGES[1] + bad + PAGES[2] + PAGES[3])

    assert [(row["position"], row["reason"]) for row in got] == [
        (1, None),
        (2, "damaged_container"),
        (3, None),
        (4, None),
    ]
    assert got[1]["payload"].startswith(bad[:1000])


def test_damage_at_the_buffers_edge(tmp_path):
    path = tmp_path / "a.wet"
    for size in range((1 << 20) - 40, (1 << 20) + 10):
        path.write_bytes(b"x" * (size - 1) + b"\n" + PAGES[1])
        (frame,) = read(discover([str(path)])[0][0])
        assert frame["reason"].to_list() == ["damaged_container", None]


@given(st.binary(max_size=200), st.sampled_from(["warc", "wet"]), st.sampled_from([b"", b"WARC/1.0\r\n", PAGES[1]]))
def test_any_bytes_are_records(rows, data, form, start):
    got = rows(f"a.{form}", start + data)

    assert form == "warc" or len(got) >= (start == PAGES[1]) + (not start and bool(data.strip(b"\r\n")))


@given(
    st.lists(
        st.sampled_from(
            [
                "Content-Encoding: gzip",
                "Content-Encoding: br",
                "Content-Encoding: deflate",
                "Transfer-Encoding: chunked",
            ]
        ),
        max_size=2,
    ),
    st.binary(max_size=100),
    st.sampled_from(
        [b"", b"5\r\nhello\r\n", gzip.compress(b"text", mtime=0), brotli.compress(b"text"), zlib.compress(b"text")]
    ),
)
def test_any_body_ends_in_a_record(rows, headers, body, start):
    assert len(rows("a.warc", response(start + body, *headers))) == bool(start + body)
