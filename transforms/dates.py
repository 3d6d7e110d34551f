"""Dates as pages print them."""

import re
from datetime import date
from functools import lru_cache

from transforms.text import squeeze

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_NUMBER = {name.casefold(): n for n, name in enumerate(_MONTHS, 1)}
_NUMBER |= {name[:3].casefold(): n for n, name in enumerate(_MONTHS, 1)} | {"sept": 9}
_ITALIAN = [
    "gennaio",
    "febbraio",
    "marzo",
    "aprile",
    "maggio",
    "giugno",
    "luglio",
    "agosto",
    "settembre",
    "ottobre",
    "novembre",
    "dicembre",
]
_NUMBER |= {name: n for n, name in enumerate(_ITALIAN, 1)}  # agencies there reprint English pages under their own dates
_NAME = "(?:" + "|".join(sorted(_NUMBER, key=len, reverse=True)) + r")\.?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? )?"

# Neither day nor year is a part of a longer number, such as an issue's: "No. 115 March 2015"; but dumps run together
# with the year the minutes that a page takes to read: "4 March 20158 min read".
_DAY_FIRST = re.compile(
    rf"{_WEEKDAY}(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?[ -]({_NAME})(?:[ -]|, ?)(\d{{4}})(?!\d(?!\d?[ -]min))",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    rf"{_WEEKDAY}({_NAME}) (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}})(?!\d(?!\d?[ -]min))", re.IGNORECASE
)
_MONTH_ONLY = re.compile(rf"({_NAME}),? (\d{{4}})", re.IGNORECASE)
_DAY_AT_END = re.compile(rf"(?<!\d)(\d{{1,2}}) ({_NAME}) (\d{{4}})$", re.IGNORECASE)
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_DOTTED = re.compile(r"(?<![\d.])(1[3-9]|2\d|3[01])\.(\d{1,2})\.(\d{4})(?![\d.])")
"""Some put the month first: only where that cannot be, the day is sure."""
_YEAR = re.compile(r"(\d{4})")

_BEFORE_DATE = re.compile(r"^(?:Posted|Published|Publication date|Date)(?: on)?:?\s*", re.IGNORECASE)
_BEHIND_DATE = re.compile(r"\s+by\s.*$", re.IGNORECASE)
_COMMENTS = re.compile(r"\b(?:leave a (?:comment|reply)|\d+ comments?)$", re.IGNORECASE)
_LONGEST_LINE = 160

_EARLIEST_YEAR, _LATEST_YEAR = 1900, 2199
"""Other years are no publication's: systems write the year 1 or 9999 where they know none."""


def _date(year: str, month: str | int, day: str | int) -> date | None:
    try:
        found = date(int(year), month if isinstance(month, int) else int(month), int(day))
    except ValueError:
        return None
    return found if _EARLIEST_YEAR <= found.year <= _LATEST_YEAR else None


def _month(name: str) -> int:
    # Whatever its case means the Turkish letters too: a page set in capitals by a Turkish rule has them.
    return _NUMBER[name.rstrip(".").replace("İ", "i").replace("ı", "i").casefold()]


@lru_cache(maxsize=1 << 14)
def read_date(line: str, *, year_only: bool = False) -> tuple[date, str] | None:
    """The date a line consists of, with its precision.

    Args:
        line: A whole line or field; anything beside the date means that it is none.
        year_only: Whether a bare year counts.

    Returns:
        The date (the first of the month or year where only that is printed) and "day", "month" or "year".
    """
    if len(line) > 40 or not line or not any(c.isdigit() for c in line[-4:]):
        return None
    if found := _DAY_FIRST.fullmatch(line):
        day = _date(found[3], _month(found[2]), found[1])
        return (day, "day") if day else None
    if found := _MONTH_FIRST.fullmatch(line):
        day = _date(found[3], _month(found[1]), found[2])
        return (day, "day") if day else None
    if found := _MONTH_ONLY.fullmatch(line):
        day = _date(found[2], _month(found[1]), 1)
        return (day, "month") if day else None
    if found := _ISO.fullmatch(line):
        day = _date(found[1], found[2], found[3])
        return (day, "day") if day else None
    if found := _DOTTED.fullmatch(line):
        day = _date(found[3], found[2], found[1])
        return (day, "day") if day else None
    if year_only and (found := _YEAR.fullmatch(line)):
        day = _date(found[1], 1, 1)
        return (day, "year") if day else None
    return None


def date_of_parts(parts: dict[str, str]) -> date | None:
    """A calendar day from the named groups year, month and day, where they are one."""
    return _date(parts["year"], parts["month"], parts["day"])


def date_at_end(line: str) -> date | None:
    """The day a dateline ends with, such as "Place, Friday 5 February 2021"."""
    found = _DAY_AT_END.search(line) if len(line) <= 80 else None
    return _date(found[3], _month(found[2]), found[1]) if found else None


def find_date(line: str) -> tuple[date, str, int, int] | None:
    """The first date in a short line, with its precision and where it begins and ends; a month only where it is all."""
    if len(line) > _LONGEST_LINE or not _YEAR.search(line):
        return None
    for pattern in (_DAY_FIRST, _MONTH_FIRST, _ISO, _DOTTED):
        if (found := pattern.search(line)) and (read := read_date(found[0])):
            return (*read, found.start(), found.end())
    for part in line.split(" | "):
        bare = _BEHIND_DATE.sub("", _BEFORE_DATE.sub("", part)).strip()
        if read := read_date(bare):
            begin = line.find(bare)
            return (*read, begin, begin + len(bare))
    return None


def without_date(line: str) -> str:
    """What a line beside a title says but its date."""
    found = find_date(line)
    if found:
        line = line[: found[2]] + " " + line[found[3] :]
    line = re.sub(r"\b(?:Posted|Published|Date|Publication date|Written)\b(?: [Oo]n)?:?|\d+ min read", " ", line)
    line = _COMMENTS.sub("", line)
    line = re.sub(r"^[\s|·•,–—-]*(?:on )?|(?: on)?[\s|·•,–—-]*$", "", squeeze(line))
    return squeeze(line)
