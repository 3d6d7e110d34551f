"""The slower reading of a JSON line, for those that the fast one does not take: what is wrong with it, if anything."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flows.readers.cleaning import without_surrogates
from flows.readers.compression import PAYLOAD_BYTES
from flows.readers.encoding import decode
from flows.readers.frames import Record, flag, flags_of
from flows.readers.times import parse_time

TIME_KEYS = ("timestamp", "date", "crawl_date")
_KINDS = {dict: "an object", list: "a list", str: "a string", bool: "true or false", type(None): "null"}


def read_line(file: str, position: int, form: str, line: bytes) -> Record | None:
    """Reads one JSON line.

    Args:
        file: The file's name as records give it.
        position: The line's number.
        form: Form of the file.
        line: The line, with or without its end.

    Returns:
        The record, or None for a blank line.
    """
    line = line.rstrip(b"\r\n")
    if not line or line.isspace():
        return None
    record = Record(file, position, form, payload=line[:PAYLOAD_BYTES])
    text, doubt = decode(line)
    if text is None:
        return record._replace(reason="encoding", detail="in no encoding that could be told")
    try:
        page = json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        return record._replace(reason="invalid_json", detail=str(error)[:200])
    if not isinstance(page, dict):
        return record._replace(reason="invalid_json", detail=f"{_kind(page)}, not an object")
    return read_page(record._replace(flags=doubt), page)


def read_page(record: Record, page: Mapping[str, Any]) -> Record:
    """A record with what a page's keys say; with a reason where they give no text.

    Args:
        record: The record so far, its payload in case that it has no text.
        page: url, text, html, timestamp, date, crawl_date, those that are given; of whatever type.
    """
    url, doubt_url = address_of(page.get("url"))
    dumped_at, doubt_time = time_of(*map(page.get, TIME_KEYS))
    flags = flags_of(record.flags, doubt_url, doubt_time)
    return _with_text(record._replace(url=url, dumped_at=dumped_at, flags=flags), page)


def address_of(value: object) -> tuple[str | None, str | None]:
    """The address that is given, and a doubt about it."""
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if isinstance(value, str):
        address, had_surrogates = without_surrogates(value)
        return address or None, "lone_surrogates:url" if had_surrogates else None
    return None, None if value is None else flag("bad_url", without_surrogates(str(value))[0])


def time_of(*values: object) -> tuple[datetime | None, str | None]:
    """The first time that is given, in UTC; and a flag where it is none."""
    given = first_given(*(value.decode("utf-8", "replace") if isinstance(value, bytes) else value for value in values))
    try:
        return parse_time(given), None
    except ValueError:
        return None, flag("bad_timestamp", without_surrogates(str(given))[0])


def first_given(*values: object) -> object:
    """The first value that is neither null nor blank."""
    for value in values:
        if value is not None and not (isinstance(value, str) and (not value or value.isspace())):
            return value
    return None


def _with_text(record: Record, page: Mapping[str, Any]) -> Record:
    given = {key: page[key] for key in ("text", "html") if page.get(key) is not None}
    if not given:
        return record._replace(reason="no_text", detail="neither text nor html")
    strings = {key: value for key, value in given.items() if isinstance(value, str)}
    if not strings:
        detail = " and ".join(f"{key} is {_kind(value)}" for key, value in given.items())
        return record._replace(reason="no_text", detail=f"{detail}, not a string")
    key = next((key for key, value in strings.items() if value and not value.isspace()), None)
    if key is None:
        # The text as it would be in any other container, that it is the same record there.
        blank, _ = without_surrogates(next(iter(strings.values())))
        return record._replace(reason="empty", markup="text" not in strings, payload=blank.encode()[:PAYLOAD_BYTES])
    text, had_surrogates = without_surrogates(strings[key])
    doubt = "lone_surrogates" if had_surrogates else None
    return record._replace(text=text, payload=None, markup=key == "html", flags=flags_of(record.flags, doubt))


def _kind(value: object) -> str:
    return _KINDS.get(type(value), "a number")
