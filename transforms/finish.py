"""What is the same for every rendering: fields that follow from others, and doubts."""

import re

from transforms.address import Address
from transforms.page import Page, Section, Source
from transforms.people import add_affiliations, authors_in_biography, authors_in_standfirst
from transforms.profile import PathRule, Profile

_IMPERSONAL = re.compile(r"^\*?(?:The|This) (?:writer|author)s? (?:is|are|was|were)\b")


def finish(page: Page, address: Address | None, rule: PathRule | None, profile: Profile) -> Page:
    """Completes a page that is a publication; others are left as they are."""
    if page.outcome != "publication":
        return page
    _name_biography(page)
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


def _name_biography(page: Page) -> None:
    """Makes a last paragraph that introduces the author by name a section about the author."""
    if not page.sections or any(section.kind == "about_author" for section in page.sections):
        return
    section = page.sections[-1]
    if section.kind == "references":
        return
    head, _, paragraph = section.text.rpartition("\n\n")
    bare = paragraph.lstrip("*")
    names = [name for author in page.authors for name in (author.name, author.printed)]
    introduces = any(name in bare[:40] and re.search(r"\b(?:is|was|are)\b", bare[:160]) for name in names)
    if not (introduces or _IMPERSONAL.match(paragraph)) or not head:
        return
    lines = section.paragraphs.pop()
    section.text = head
    section.last_line = section.paragraphs[-1][1]
    page.sections.append(Section(None, "about_author", bare, *lines, [lines]))


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
    elif page.code and (prefix := re.match(r"[A-Z]+", page.code)) and prefix[0] in profile.series_by_prefix:
        page.series = profile.series_by_prefix[prefix[0]].name
        page.sources["series"] = Source("code")
    elif page.series:
        page.sources["series"] = Source("announcement")
    elif rule and rule.series:
        page.series = rule.series
        page.sources["series"] = Source("url path")


def _authors_from_text(page: Page, biography: str) -> None:
    rule = "biography"
    if page.sections and page.sections[0].kind == "synopsis" and page.sections[0].heading is None:
        page.authors = authors_in_standfirst(page.sections[0].text, biography)
        rule = "standfirst"
    if not page.authors and biography:
        page.authors, rule = authors_in_biography(biography), "biography"
    if page.authors:
        where = next(one for one in page.sections if rule == "standfirst" or one.kind == "about_author")
        page.sources["byline"] = Source(rule, where.first_line, where.last_line)
