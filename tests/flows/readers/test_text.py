import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.readers.text import own_address

PAGE = "<html><head>{}</head><body>Page</body></html>"


def test_text_file_is_one_record(rows):
    assert rows("a.txt", "line 1\r\nline\u00a02\n".encode()) == [
        {
            "file": "a.txt",
            "position": 1,
            "url": None,
            "dumped_at": None,
            "format": "text",
            "markup": False,
            "text": "line 1\r\nline\u00a02\n",
            "reason": None,
            "detail": None,
            "payload": None,
            "flags": None,
        }
    ]


@pytest.mark.parametrize("data", [b"", b" \r\n\t", b"\xef\xbb\xbf", "\u3000\u00a0".encode(), b"\0\0\x01"])
@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.txt.gz"])
def test_empty_file_is_a_rejected_record(rows, compress, name, data):
    (row,) = rows(name, compress(data, ".gz") if name.endswith("gz") else data)

    assert (row["reason"], row["text"]) == ("empty", None)
    assert row["payload"] is not None


def test_empty_file_named_compressed(rows):
    (row,) = rows("a.txt.gz", b"")

    assert (row["reason"], row["payload"]) == ("empty", b"")


def test_html_file(rows):
    html = PAGE.format("<meta charset=koi8-r><link rel=canonical href='https://x.org/a?b=1&amp;c=2'>") + "Привет"

    (row,) = rows("a.htm", html.encode("koi8-r"))

    assert (row["format"], row["markup"], row["url"], row["flags"]) == ("html", True, "https://x.org/a?b=1&c=2", None)
    assert row["text"] == html


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('<link href="https://x.org/1" rel="canonical"/>', "https://x.org/1"),
        ("<LINK REL='canonical' HREF=https://x.org/1 >", "https://x.org/1"),
        ('<meta property="og:url" content="https://x.org/2">', "https://x.org/2"),
        ('<meta content="https://x.org/2" property="og:url">', "https://x.org/2"),
        (
            '<meta property="og:url" content="https://x.org/2"><link rel=canonical href="http://x.org/1">',
            "http://x.org/1",
        ),
        ('<link rel="canonical" href="/relative"><meta name="og:url" content="https://x.org/2">', "https://x.org/2"),
        ('<link rel="canonical">', None),
        ('<link rel="alternate" href="https://x.org/1">', None),
        ('<link rel="canonical" href="">', None),
        ("", None),
    ],
)
def test_own_address(head, expected):
    assert own_address(PAGE.format(head)) == expected


def test_text_in_another_encoding_is_flagged(rows):
    (row,) = rows("a.txt", "The café was closed. Plain English text follows here.".encode("cp1252"))

    assert row["flags"] == "encoding_guessed:cp1252"
    assert "café" in row["text"]


def test_what_is_no_text_is_rejected_with_its_bytes(rows):
    data = bytes(range(256)) * 4

    (row,) = rows("a.txt", data)

    assert (row["reason"], row["text"], row["payload"]) == ("encoding", None, data)


def test_text_over_the_limit(rows, compress):
    data = b"word " * 500_000
    for suffix in ("", ".gz"):
        (row,) = rows(f"a.txt{suffix}", compress(data, suffix), max_record_mb=1)
        assert row["reason"] == "too_large"
        assert "1 MB" in row["detail"]
        assert data.startswith(row["payload"])
        (row,) = rows(f"a.txt{suffix}", compress(data, suffix), max_record_mb=2.5)
        assert row["text"] == data.decode()


def test_truncated_text_file_is_read_as_far_as_it_goes(rows):
    text = "".join(f"Line {i} with an “odd” quotation.\n" for i in range(9_000))

    first, second = rows("a.txt.gz", gzip.compress(text.encode())[:-1000])

    assert text.startswith(first["text"])
    assert first["reason"] is None
    assert (second["reason"], second["position"], second["format"]) == ("damaged_container", 2, "text")
    assert second["payload"] == b""


def test_file_that_is_not_compressed_as_named(rows):
    (row,) = rows("a.html.gz", b"<html>")

    assert (row["reason"], row["position"], row["payload"]) == ("damaged_container", 1, b"<html>")


def test_clean_up_is_flagged(rows):
    (row,) = rows("a.txt", "\ufeffItâ€™s\x00 here".encode())

    assert (row["text"], row["flags"]) == ("It’s here", "control_characters;mojibake_undone")


@pytest.mark.parametrize(
    "tag", ["<link ", "<link rel=", "<meta property=og:url ", "<meta name", "<link rel " + " " * 100]
)
def test_tags_without_an_end_do_not_take_forever(tag):
    assert own_address(tag * 50_000) is None


@given(st.binary(max_size=200), st.sampled_from(["a.txt", "a.html", "a.txt.gz", "a.html.xz"]), st.booleans())
def test_any_bytes_are_one_record_and_damage_another(rows, compress, data, name, packed):
    suffix = name[name.rindex(".") :] if name.count(".") > 1 else ""

    got = rows(name, compress(data, suffix) if packed else data)

    assert 1 <= len(got) <= 2
    assert [row["position"] for row in got] == list(range(1, len(got) + 1))
    if packed:
        assert "damaged_container" not in {row["reason"] for row in got}


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=200), st.floats(0, 1))
@pytest.mark.parametrize("suffix", [".gz", ".zst", ".bz2", ".xz"])
def test_truncation_at_any_byte(rows, compress, suffix, text, share):
    packed = compress(text.encode(), suffix)
    cut = min(int(share * len(packed)), len(packed) - 1)

    got = rows(f"a.txt{suffix}", packed[:cut])

    if cut:
        assert got[-1]["reason"] == "damaged_container"
