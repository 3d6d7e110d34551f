"""What stands beside a title on pages of any theme: dates, names, codes, and a standfirst before them."""

import re
from datetime import date
from typing import NamedTuple

from transforms.dates import find_date, without_date
from transforms.frames import is_button, is_text
from transforms.names import NOBODY, are_whole, authors_of, is_post, strip_by
from transforms.page import Author, Page, Source
from transforms.profile import Profile
from transforms.sections import BULLET

CONTENTS = re.compile(
    r"(?:Table of )?Contents:?|(?:In|On) this (?:article|page|paper|essay|report|issue|piece):?", re.IGNORECASE
)
"""What stands over a table of contents."""
LABEL = re.compile(
    r"(?:From|Published|Posted|(?:Publication )?date|Authors?|Author\(s\)|(?:Written )?by|(?:Publication )?type|Series"
    r"|Format|Number|Key ?words?|Topics?|Themes?|Tags?|Regions?|Categor(?:y|ies)|Read(?:ing)? time|Language)\s?:?",
    re.IGNORECASE,
)
"""What stands over a field, or before it."""
_GLUED = re.compile(
    r"^(Authors?|Written by|By|From|Date|(?:Publication )?[Tt]ype|Series|Category|Published|Format)"
    r"(?=[^\W\d_a-z])"
)
"""A label that the dump of a table's row or a list has run together with what it labels."""
_FIELDS = 8
"""Lines below a standfirst among which date and names stand."""
_PARTS = re.compile(r"\s*(?:[|·•,;()]|:\s)\s*|\s+[–—-]\s+")
_SIGNS = re.compile(r"\s+[|·•/]\s+|\s+[–—-]\s+")
_BY = re.compile(r"(?:(?:(?:Written|Posted|Published) )?[Bb]y|BY|From:|Authors?|Author\(s\)|AUTHORS?)(?::?$|:? (?=\S))")
_IN = re.compile(r"^(?:Published|Posted) (?:in|by) ")
COUNTER = (
    r"(?:(?:[Vv]iew|[Hh]it|[Rr]ead|[Ss]hare)s?\s?: ?[\d,.]+[Kk]?|[\d,.]+[Kk]? (?:[Vv]iew|[Hh]it|[Rr]ead|[Ss]hare)s?)"
)
"""How often a page was looked at, as a pattern."""
_LASTS = re.compile(rf"[–—·|, ]*(?:\d+[ -]min(?:ute)?s?(?: read)?|{COUNTER})")
_LONGEST = 120
_DATE = re.compile(r"\b\d{4}-\d\d-\d\d\b|\b\d{1,2}[./]\d{1,2}[./]\d{4}\b|\b[A-Z][a-z]{2,8}\.? (?:\d{1,2}, )?\d{4}\b")


class Fields(NamedTuple):
    """What a line of fields says."""

    day: tuple[date, str] | None
    people: list[Author]
    byline: str


def unglued(line: str) -> str:
    """A line with a sign between a label and what the dump has run together with it."""
    return _GLUED.sub(r"\1: ", line)


def code_in(line: str, profile: Profile) -> str | None:
    """The code that a line beside a title is, or gives beside other fields or behind its series' name."""
    if profile.whole_code.fullmatch(line):
        return line.replace(" ", "")
    if len(line) > _LONGEST or not any(map(str.isdigit, line)):
        return None
    parts = _PARTS.split(line)
    if _DATE.search(line):  # names and codes beside a date need no sign between
        parts.append(line.rpartition(" ")[2])
    for part in parts:
        named = next((name for name in profile.series if part.startswith(f"{name} ")), "")
        bare = part.removeprefix(named).strip(" #")
        if profile.whole_code.fullmatch(bare) and profile.series_of_code(bare):
            return bare.replace(" ", "")
    return None


def stands_over_fields(
    lines: list[str], shown: list[int], place: int, headings: set[int] | frozenset[int], profile: Profile
) -> bool:
    """Whether a text below a title is a standfirst: date or names follow it, and then the text.

    Args:
        lines: All lines of the page.
        shown: Indices of those that are not blank.
        place: Place of the text among them.
        headings: Indices of the lines that elements for headings hold.
        profile: The publisher.
    """
    told = False
    for at in shown[place + 1 : place + 2 + _FIELDS]:
        line = lines[at]
        if read_fields(line, profile) or LABEL.fullmatch(line):
            told = True
        elif is_text(line) or (at in headings and authors_of(strip_by(line)) is None):
            return told
    return False


def read_fields(line: str, profile: Profile) -> Fields | None:
    """Date and names of a line that has a date, or a byline that says so, and nothing but fields beside it."""
    if not line or len(line) > _LONGEST or line.endswith("."):
        return None
    day: tuple[date, str] | None = None
    people: list[Author] | None = None
    byline = ""
    told = False
    for part in _SIGNS.split(unglued(line)):
        bare = part.strip(" |·,")
        if not bare or bare in profile.known_categories or _LASTS.fullmatch(bare) or is_button(bare):
            continue
        if profile.is_called(_IN.sub("", bare)):
            continue
        dated = find_date(bare)
        rest = _LASTS.sub("", without_date(bare)).strip() if dated else bare
        marked = _BY.match(rest)
        named = strip_by(rest[marked.end() :] if marked else rest)
        found = authors_of(named) if named else None
        if named and (found is None or is_post(named) or profile.is_called(named)):
            if code_in(bare, profile) == bare.replace(" ", ""):
                continue
            return None
        if found and not (marked or are_whole(found)):
            return None
        told = told or dated is not None or marked is not None
        if dated:
            day = day or dated[:2]
        if found and not people:
            people, byline = found, named
    return Fields(day, people or [], byline) if told else None


def take_fields(page: Page, lines: list[str], where: list[int], rule: str, profile: Profile) -> None:
    """Takes date and names that one line gives, where the page lacks them.

    Args:
        page: Takes them.
        lines: All lines of the page.
        where: Indices of those to look at.
        rule: How the source is called.
        profile: The publisher.
    """
    for at in where:
        told = read_fields(lines[at].removeprefix(BULLET), profile)
        if told is None:
            continue
        if told.day and page.published_on is None and not any(flag == "dates_differ" for flag, _ in page.flags):
            page.published_on, page.precision = told.day
            page.sources["published_on"] = Source(rule, at + 1, at + 1)
        if told.people and not page.authors and not NOBODY.search(told.byline):
            page.authors, page.byline = told.people, told.byline
            page.sources["byline"] = Source(rule, at + 1, at + 1)
