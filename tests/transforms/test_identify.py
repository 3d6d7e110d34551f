import polars as pl
import pytest

from transforms.identify import identify
from transforms.records import INCOMING


def _identified(text=None, *, markup, **columns):
    row = {"file": "a", "position": 1, "format": "text", "markup": markup, "text": text} | columns
    return identify(pl.DataFrame([row], schema=INCOMING)).row(0, named=True)


@pytest.mark.parametrize(
    ("text", "as_html"),
    [
        ("<!DOCTYPE html><p>Page", True),
        ("\n <!-- saved from elsewhere -->\n<html>\n<body>Page", True),
        ("<?xml version='1.0'?>\n<!doctype HTML>\nPage", True),
        ("Tariffs rose again.\n\nNobody knows why.\n", False),
        ("Profits < losses && R&D <3", False),
        ("", False),
    ],
)
def test_bytes_that_tell_are_read_alike_and_one_record(text, as_html):
    given = {} if text else {"reason": "empty", "payload": b""}

    as_text, as_markup = (_identified(text or None, markup=markup, **given) for markup in (False, True))

    assert as_text == as_markup
    assert as_text["markup"] is as_html


@pytest.mark.parametrize("text", ["<p>Page</p>", "Page<br>of a site", "AT&amp;T", "The tag <html> begins a page"])
def test_bytes_that_do_not_tell_are_another_record_as_text(text):
    as_text, as_markup = (_identified(text, markup=markup) for markup in (False, True))

    assert [as_text["markup"], as_markup["markup"]] == [False, True]
    assert as_text["record_id"] != as_markup["record_id"]
    assert as_text["content_hash"] == as_markup["content_hash"]


@pytest.mark.parametrize(("payload", "same"), [(b"\xff\xfe\xff", True), (b"\xff<p>\xff", False)])
def test_so_are_bytes_that_cannot_be_decoded(payload, same):
    given = {"reason": "encoding", "payload": payload}

    as_text, as_markup = (_identified(markup=markup, **given) for markup in (False, True))

    assert (as_text["record_id"] == as_markup["record_id"]) is same
    assert (as_text["markup"] == as_markup["markup"]) is same


def test_of_what_has_no_bytes_the_form_stays():
    row = _identified(markup=True, reason="too_large", payload=b"the beginning")

    assert row["markup"] is True


def test_what_was_doubtful_in_reading_is_part_of_what_a_record_is():
    doubts = [None, "bad_timestamp:x", "bad_timestamp:2021-02-30", "mojibake_undone"]

    ids = {_identified("A page", markup=False, flags=flags)["record_id"] for flags in doubts}

    assert len(ids) == len(doubts)
