import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.readers.cleaning import clean, without_surrogates

TEXT = "The minister’s “new” plan – naïve, £5m · é\u00a0à"


def misread(text):
    """Text as it looks after its UTF-8 was read as Windows' Western code page, as browsers do."""
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in text.encode())


@pytest.mark.parametrize(
    "text", [TEXT, "plain", "", "line\r\nend\tand\n", "zero\u200bwidth", "São Ântonio Ã", "\u0085"]
)
def test_clean_text_stays(text):
    assert clean(text) == (text, ())


def test_control_characters_go_and_are_flagged():
    assert clean("a\0b\x0b\x0c\x1b[0m\x7f\n\r\tc") == ("ab[0m\n\r\tc", ("control_characters",))


def test_mark_goes_unflagged():
    assert clean("\ufefftext") == ("text", ())


def test_misread_text_is_undone_and_flagged():
    assert clean(misread(TEXT)) == (TEXT, ("mojibake_undone",))


@pytest.mark.parametrize("text", [TEXT, "It’s", "É", "€5 …", "新加坡"])
def test_text_misread_as_latin_1_is_undone(text):
    assert clean(text.encode().decode("latin-1")) == (text, ("mojibake_undone",))


@pytest.mark.parametrize("beside", ["", " 新加坡", " café"])
def test_signs_of_the_code_page_misread_as_latin_1_are_undone(beside):
    assert clean(f"It\x92s \x93new\x94 \x96 \x8020\x85{beside}") == (f"It’s “new” – €20…{beside}", ("mojibake_undone",))


def test_text_misread_twice_is_undone():
    assert clean(misread(misread(TEXT))) == (TEXT, ("mojibake_undone",))


def test_misread_quote_that_the_code_page_has_no_letter_for():
    assert clean("â€œnewâ€\x9d") == ("“new”", ("mojibake_undone",))


@pytest.mark.parametrize(
    "text", [misread(TEXT) + " café", misread(TEXT) + " 新加坡", "SÃO PAULO", "â€", misread("é")[0]]
)
def test_text_that_is_only_partly_misread_stays(text):
    assert clean(text) == (text, ())


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=50))
def test_cleaning_again_changes_nothing(text):
    once = clean(text).text

    assert clean(once).text in (once, once.removeprefix("\ufeff"))


@given(st.text(max_size=20))
def test_without_surrogates(text):
    mended, had = without_surrogates(text)

    mended.encode()
    assert had == (mended != text)


def test_lone_surrogates_become_the_replacement_character():
    assert without_surrogates("a\ud800b\udfffc") == ("a\ufffdb\ufffdc", True)
