"""What is the same for every rendering: fields that follow from others, and doubts."""

import re

from transforms.address import Address
from transforms.affiliations import add_affiliations
from transforms.names import NAME, PLACE_OF_WORK, POST_WORD, without_titles
from transforms.page import Page, Section, Source
from transforms.people import (
    INTRODUCES,
    authors_in_biography,
    authors_in_standfirst,
    is_biography,
)
from transforms.profile import PathRule, Profile
from transforms.sections import BULLET
from transforms.sentences import LONGEST_SENTENCE, rest_of_sentence

_IMPERSONAL = re.compile(r"(?:The|This|These|Both) (?:writer|author)s?(?:, [^.\n]{1,200},)? (?:is|are|was|were)\b")
_APPOSED = re.compile(rf"The (?:writer|author)s?, an? (?:[\w-]+ ){{0,3}}(?i:{POST_WORD})\b")
_WORK = re.compile(
    rf"(?i:\b{POST_WORD}(?:s|es)?\b|\b(?:diplomat|ambassador|journalist|officer|lawyer|intern|graduate|writer)s?\b)"
)
"""What somebody is, in a sentence about nobody by name."""
_POSTED = re.compile(
    rf"{NAME} is (?:an? |the )?(?:[^\W\d_a-z][\w’-]* |(?:of|and|in|for|on) ){{1,8}}(?:at|with) (?:the )?[^\W\d_a-z]"
)
"""What stands before the biography of another author: somebody is something somewhere."""
_GOES_ON = re.compile(r"(?:He|She|They|His|Her|Their|Dr|Prof|Professor|Mr|Ms|Mrs)\b")
"""How a second paragraph about somebody begins."""
_OPENING = 60
_NOTE = re.compile(
    r"This (?:\w+ )?(?:is|was|forms) .{0,120}\bseries\b"
    r"|(?:This is )?(?i:an?) (?:earlier|shorter|longer|edited|revised|previous) version of th(?:is|e)\b"
    r"|The (?:author|writer)s? (?:is|are|would|wish(?:es)?|thanks?)\b|The views\b"
)
"""What may stand behind a biography: series, earlier versions, thanks, disclaimers."""


def finish(page: Page, address: Address | None, rule: PathRule | None, profile: Profile) -> Page:
    """Completes a page that is a publication; others are left as they are."""
    if page.outcome != "publication":
        return page
    _name_biography(page, profile)
    if page.code is None and address and not page.is_copy:
        _code_from_slug(page, address, profile)
    _set_series(page, rule, profile)
    if page.code is None and page.number:
        _code_from_number(page, page.number, profile)
    biography = "\n".join(section.text for section in page.sections if section.kind == "about_author")
    if not page.authors:
        _authors_from_text(page, biography)
    add_affiliations(page.authors, biography)
    if not page.is_complete:
        last = page.sections[-1].last_line if page.sections else 0
        page.doubt("truncated", f"ends at line {last}" if last else "ends before the text")
    return page


def goes_on_about_author(paragraph: str) -> bool:
    """Whether a paragraph behind a biography belongs to it: it goes on, or is a note that stands there."""
    return bool(_GOES_ON.match(paragraph) or _NOTE.match(paragraph) or _IMPERSONAL.match(paragraph))


def _name_biography(page: Page, profile: Profile) -> None:
    """Makes a last paragraph that introduces the author by name a section about the author; notes may follow it."""
    sections = page.sections
    if not sections or any(section.kind == "about_author" for section in sections):
        return
    if not _split_biography(page, len(sections) - 1, profile) and sections[-1].kind == "references" and sections[1:]:
        _split_biography(page, len(sections) - 2, profile)


def _split_biography(page: Page, place: int, profile: Profile) -> bool:
    section = page.sections[place]
    names = [name for author in page.authors for name in (author.name, author.printed)]
    in_notes = section.kind == "references"
    paragraphs = section.text.split("\n\n")
    first, at = len(paragraphs), len(paragraphs)
    while at > 1:
        at -= 1
        if paragraphs[at].startswith(BULLET):
            break
        another = first < len(paragraphs) and _POSTED.match(paragraphs[at])
        if (another or _introduces(paragraphs[at], names, profile)) and (
            not in_notes or not names or _opens(paragraphs[at], names)
        ):
            first = at
        elif not (_GOES_ON.match(paragraphs[at]) or _NOTE.match(paragraphs[at])):
            break
    if first == len(paragraphs):
        return False
    count = len(paragraphs) - first
    kept, lines = section.paragraphs[:-count], section.paragraphs[-count:]
    section.text, section.paragraphs, section.last_line = "\n\n".join(paragraphs[:first]), kept, kept[-1][1]
    biography = "\n\n".join(paragraphs[first:]).lstrip("*")
    about = Section(None, "about_author", biography, lines[0][0], lines[-1][1], lines)
    page.sections.insert(place + 1, about)
    return True


def _opens(paragraph: str, names: list[str]) -> bool:
    """Whether a paragraph among notes begins with an author, as no note does."""
    bare = paragraph.lstrip("*")
    begin = without_titles(bare)
    return bool(_IMPERSONAL.match(bare) or _APPOSED.match(bare)) or any(
        text.startswith(f"{name} ") for name in names for text in (bare, begin)
    )


def _introduces(paragraph: str, names: list[str], profile: Profile) -> bool:
    bare = paragraph.lstrip("*")
    if found := _IMPERSONAL.match(bare):
        said = rest_of_sentence(bare, found.end())
        return bool(_WORK.search(said) or PLACE_OF_WORK.search(said))
    if _APPOSED.match(bare):
        return True
    if not names and is_biography(bare, profile.is_named):
        return True
    return any(name in bare[:_OPENING] for name in names) and bool(INTRODUCES.search(bare[:LONGEST_SENTENCE]))


def _code_from_slug(page: Page, address: Address, profile: Profile) -> None:
    found = profile.slug_code.match(address.slug)
    if found:
        page.code = "".join(part.upper() for part in found.groups() if part)
        page.sources["code"] = Source("url slug")


def _code_from_number(page: Page, printed: str, profile: Profile) -> None:
    """Gives a bare number such as "No. 213/2013" the form of its series, where that is known."""
    found = profile.number.match(printed) if profile.number else None
    if page.series is None and found and not found["year"]:
        page.series = next((one.name for one in profile.series.values() if one.bare_number), None)
        page.sources["series"] = Source("number without year")
    series = profile.series.get(page.series or "")
    year = page.published_on.year if page.published_on else None
    if found and found["year"]:
        year = int(found["year"])
    if not found or series is None or series.number_form is None or ("{yy}" in series.number_form and year is None):
        page.doubt("code_series_unknown", printed[:80])
        page.sources.pop("code", None)
        return
    page.code = series.number_form.format(yy=f"{(year or 0) % 100:02d}", number=int(found["number"]))


def _set_series(page: Page, rule: PathRule | None, profile: Profile) -> None:
    printed = next((name for name, kind, _, _ in page.categories if kind == "series"), None)
    if printed:
        page.series = printed
        page.sources["series"] = page.sources["categories"]
    elif page.code and (series := profile.series_of_code(page.code)):
        page.series = series.name
        page.sources["series"] = Source("code")
    elif page.series:
        page.sources["series"] = Source("announcement")
    elif rule and rule.series:
        page.series = rule.series
        page.sources["series"] = Source("url path")


def _authors_from_text(page: Page, biography: str) -> None:
    first = page.sections[0] if page.sections else None
    if first and (first.heading is None or first.kind == "synopsis"):
        page.authors = authors_in_standfirst(first.text, biography)
    if page.authors and first:
        page.sources["byline"] = Source("standfirst", first.first_line, first.last_line)
    elif biography and (authors := authors_in_biography(biography)):
        about = next(one for one in page.sections if one.kind == "about_author")
        page.authors = authors
        page.sources["byline"] = Source("biography", about.first_line, about.last_line)
