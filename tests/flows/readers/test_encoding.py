import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.readers.compression import Damaged
from flows.readers.encoding import as_utf8, declared_in, decode

ENGLISH = "The minister’s “strategic” plan – costing £5m – was delayed. "
PLAIN = "Plain English text follows here and goes on for a while. "
CHINESE = "新加坡南洋理工大学拉惹勒南国际研究院发表评论。东南亚国家联盟的外交政策正在发生变化。"
RUSSIAN = "Внешняя политика стран Юго-Восточной Азии зависит от великих держав. Доклад был представлен вчера. "
POLISH = "Polityka zagraniczna państw Azji Południowo-Wschodniej zależy od mocarstw. Święto było wczoraj źle. "
FRENCH = "La stratégie régionale de la défense a été présentée à Singapour. Les États membres ont réagi. "
RANDOM = random.Random(3).randbytes(3000)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_mark_says_the_encoding_and_is_dropped(encoding):
    assert decode(ENGLISH.encode(encoding)) == (ENGLISH, None)


@pytest.mark.parametrize("encoding", ["utf-16-be", "utf-32-be"])
def test_a_mark_the_other_way_round(encoding):
    assert decode("\ufeff".encode(encoding) + ENGLISH.encode(encoding)) == (ENGLISH, None)


def test_utf8_is_taken_without_a_flag():
    assert decode(ENGLISH.encode()) == (ENGLISH, None)


@pytest.mark.parametrize(
    ("text", "encoding", "name"),
    [
        (ENGLISH, "cp1252", "cp1252"),
        (PLAIN + "The café was closed.", "latin-1", "cp1252"),
        (FRENCH, "cp1252", "cp1252"),
        (POLISH * 2, "cp1250", "cp1250"),
        (RUSSIAN, "cp1251", "cp1251"),
        (RUSSIAN, "koi8-r", "koi8_r"),
        (CHINESE * 2, "gb18030", "gb18030"),
        (ENGLISH, "utf-16-le", "utf-16-le"),
        (ENGLISH, "utf-16-be", "utf-16-be"),
    ],
)
def test_a_confident_guess_is_flagged(text, encoding, name):
    assert decode(text.encode(encoding)) == (text, f"encoding_guessed:{name}")


@pytest.mark.parametrize(
    "data",
    [
        RANDOM,
        b"\x89PNG\r\n\x1a\n" + RANDOM,
        b"\xff\xfe\xfd",
        ENGLISH.encode() + b"\xff" + ENGLISH.encode(),
        ENGLISH.encode().replace("’".encode(), b"\xe2\x80"),
        PLAIN.encode() + b"one bad \x81 byte " + PLAIN.encode(),
        PLAIN.encode() + b"one bad \xff byte " + PLAIN.encode(),
        b"\xef\xbb\xbf" + ENGLISH.encode("cp1252"),
        "\ufeff".encode("utf-16-le") + b"odd",
        ("ministerÕs plan " * 9).encode("cp1252"),
    ],
)
def test_no_guess_where_none_is_certain(data):
    assert decode(data) == (None, None)


def test_declared_encoding_comes_before_utf8():
    assert decode(RUSSIAN.encode("koi8-r"), "koi8-r") == (RUSSIAN, None)
    assert decode(ENGLISH.encode("cp1252"), "ISO-8859-1") == (ENGLISH, None)


@pytest.mark.parametrize(
    "declared", ["utf-16", "rot13", "idna", "unicode_escape", "nonsense", "a\0b", "", "ascii", "utf-7"]
)
def test_declared_nonsense_is_passed_over(declared):
    text = "Caf\\u00e9 &amp; 新加坡"

    assert decode(text.encode(), declared) == (text, None)


def test_wrongly_declared_utf8_is_detected():
    assert decode(ENGLISH.encode("cp1252"), "utf-8") == (ENGLISH, "encoding_guessed:cp1252")


def test_bytes_cut_inside_a_character():
    data = "naïve — 新加坡".encode()

    for end in range(1, len(data)):
        text, flag = decode(data[:end], cut=True)
        assert "naïve — 新加坡".startswith(text)
        assert flag is None


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (b'<html><meta charset="big5">', "big5"),
        (b"<META CHARSET=gbk>", "gbk"),
        (b'<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">', "iso-8859-1"),
        (b'<?xml version="1.0" encoding="windows-1251"?><html>', "windows-1251"),
        (b"<p>charset=gbk", None),
        (b"<meta name=x>" + b" " * 5000 + b"<meta charset=gbk>", None),
    ],
)
def test_declared_in(html, expected):
    assert declared_in(html) == expected


@given(st.binary(max_size=400), st.booleans())
def test_any_bytes_are_text_or_none(data, cut):
    text, _ = decode(data, cut=cut)

    if text is not None:
        text.encode()


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=50))
def test_utf8_round_trip(text):
    if not text.startswith("\ufeff"):
        assert decode(text.encode()) == (text, None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_as_utf8(encoding, size):
    data = ENGLISH.encode(encoding)

    got = b"".join(as_utf8(data[i : i + size] for i in range(0, len(data), size)))

    assert got == ENGLISH.encode()


def test_as_utf8_of_what_is_not_as_marked():
    data = "text".encode("utf-16") + b"\0"

    with pytest.raises(Damaged, match="utf-16"):
        list(as_utf8(iter([data])))


def test_as_utf8_of_a_stream_that_is_damaged_at_once():
    def source():
        yield b"ab"
        raise Damaged("broken")

    got = []
    with pytest.raises(Damaged, match="broken"):
        got.extend(as_utf8(source()))
    assert got == [b"ab"]
