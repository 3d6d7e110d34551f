"""Pages without a breadcrumb: editions by e-mail and copies on other sites, and bare articles."""

import re
from dataclasses import dataclass, field
from datetime import date

from transforms.address import Address
from transforms.categories import read_categories, split_list
from transforms.dates import date_at_end, date_of_parts, read_date
from transforms.page import Page, Section, Source
from transforms.people import authors_of, join_byline, read_names, strip_by
from transforms.profile import CopySite, Profile
from transforms.sections import ends_openly, is_label, read_sections
from transforms.text import folded, squeeze

_HEAD_LINES = 40
"""An article's labels or byline stand among the first lines; what is found later belongs to its text."""

_SITE_SUFFIX = re.compile(r"\s+[–—-]\s+(?:Analysis|OpEd|Op-Ed|Essay|Commentary)$")
_SITE_PREFIX = re.compile(r"^(?:Editorial|Commentary|Analysis|OpEd|Opinion|RSIS Commentary)\s*:\s+(?=\S)")
_ISSN = re.compile(r"^ISSN \d{4}-\d{3}[\dX]$")
_CRAWLED = re.compile(r"^date (\d{4}-\d{2}-\d{2})\b\s*(?:By\b\s*)?")
_BY = re.compile(r"^(?:By|Written by)\s*:?\s+\S", re.IGNORECASE)
_FOOTNOTE = re.compile(r"^\*+ ?(?=\S)")
_REPOSTED = re.compile(r"^from (?:the )?[A-Z]")
_CHROME = re.compile(
    r"^(?:Posted by|Posted at|No comments|Labels:|Older Posts?|Newer Posts?|Home »|Share (?:this|on|to)|Email This|BlogThis"
    r"|Subscribe to|Leave a (?:Reply|Comment)|Please Donate|Related (?:Posts?|Articles?)|Tags?:|Filed under|Print this"
    r"|Click here to (?:subscribe|view)|Source:|Comments?$|Post a Comment|Read more at|Fonte/Source|The post )",
    re.IGNORECASE,
)
_MAIL_CHROME = re.compile(r"\bavailable online at this link\b|\bclick on this link\b|@\w+\.", re.IGNORECASE)


@dataclass(slots=True)
class _Head:
    """What stands before the body."""

    body: int = 0
    number: int | None = None
    by: int | None = None
    code: str | None = None
    title: str | None = None
    title_lines: tuple[int, int] | None = None
    announced: str | None = None
    series: str | None = None
    dated: date | None = None
    dated_line: int | None = None
    own_date: date | None = None
    skipped: list[int] = field(default_factory=list)


def read_freestanding(
    lines: list[str], address: Address | None, profile: Profile, site: CopySite | None, *, own: bool
) -> Page | None:
    """Reads an article that no breadcrumb announces.

    Args:
        lines: All lines of the page, stripped.
        address: Its address, where known.
        profile: The publisher it may be of.
        site: The copying site it stands on, where it is a known one.
        own: Whether the address is the publisher's own.

    Returns:
        The page; None where nothing shows that it is an article.
    """
    end = next((at for at, line in enumerate(lines) if at > 3 and _CHROME.match(line)), len(lines))
    seen_end = end < len(lines)
    categories = next((at for at in range(end) if lines[at].startswith(profile.categories)), None)
    if categories is not None:
        end, seen_end = categories, True
    head = _read_head(lines, end, profile)
    labelled = head.body < end and is_label(lines[head.body], profile.labels)
    if head.number is None and head.announced is None and not labelled and not (site and head.by is not None):
        if head.code is None:
            return None
    page = Page("publication", _rendering(head, site, own=own), "publication", is_copy=not own)
    _set_date(page, head, address, site, own=own)
    if head.title:
        page.title = head.title
        if head.title_lines:
            page.sources["title"] = Source("heading", head.title_lines[0] + 1, head.title_lines[1] + 1)
    _set_code(page, head, profile)
    page.sections = _sections(page, lines, head, end, profile, labelled=labelled)
    if categories is not None:
        names = split_list(lines[categories].removeprefix(profile.categories), profile)
        page.categories = read_categories([names], profile)
        page.sources["categories"] = Source("category lists", categories + 1, categories + 1)
    page.is_complete = seen_end or (bool(page.sections) and not ends_openly(page.sections))
    if own or _names_publisher(lines, head, end, profile):
        page.publisher = profile.name
    return page


def _rendering(head: _Head, site: CopySite | None, *, own: bool) -> str:
    if head.number is not None or head.announced is not None:
        return "email"
    if own:
        return "bare"
    return "syndicated_copy" if site else "copy"


def _names_publisher(lines: list[str], head: _Head, end: int, profile: Profile) -> bool:
    """Whether head or tail names the publisher; a mention in the text only quotes it."""
    tail = " ".join([line for line in lines[head.body : end] if line][-4:])
    top = " ".join(lines[: head.body])
    return bool(profile.signatures.search(top) or profile.signatures.search(tail))


def _read_head(lines: list[str], end: int, profile: Profile) -> _Head:
    head = _Head()
    shown = [at for at in range(end) if lines[at]][:_HEAD_LINES]
    label = next((at for at in shown if is_label(lines[at], profile.labels)), None)
    candidates: list[int] = []
    for at in shown:
        line = lines[at]
        if at == label:
            break
        if head.number is None and profile.number and (number := profile.number.match(line)):
            head.number, candidates = at, []
            dated = read_date(number["date"]) if number["date"] else None
            if dated:
                head.dated, head.dated_line = dated[0], at
        elif profile.announcement and (announced := profile.announcement.search(line)):
            head.series, head.announced = announced["series"].strip(), announced["rest"]
        elif found := profile.heading_code.match(line):
            head.code, head.title, head.title_lines = found["code"].replace(" ", ""), found["title"], (at, at)
        elif found := _CRAWLED.match(line):
            head.own_date = date.fromisoformat(found[1])
        elif day := _day_of(line):
            if head.number is not None and head.dated is None:
                head.dated, head.dated_line = day, at
            elif head.own_date is None:
                head.own_date = day
        elif _BY.match(line) and head.by is None and read_names(strip_by(line)) is not None:
            head.by = at
            if label is None:
                break
        elif _ISSN.match(line) or line in ("By", "by") or _MAIL_CHROME.search(line) or _REPOSTED.match(line):
            head.skipped.append(at)
        else:
            candidates.append(at)
    if label is not None:
        head.body = label
    elif head.by is not None:
        head.body = head.by + 1
    elif head.title_lines:
        head.body = head.title_lines[1] + 1
    elif candidates:
        head.body = candidates[0] + 1
    _choose_title(head, lines, candidates, labelled=label is not None)
    return head


def _day_of(line: str) -> date | None:
    found = read_date(line)
    return found[0] if found and found[1] == "day" else date_at_end(line)


def _choose_title(head: _Head, lines: list[str], candidates: list[int], *, labelled: bool) -> None:
    if head.title is None and candidates:
        if head.number is not None:  # the title stands between number and byline, over as many lines as it takes
            before = [at for at in candidates if head.by is None or at < head.by]
            if head.by is None and head.dated_line is not None and head.dated_line > head.number:
                before = _without_affiliation(before, lines, head)
            if before:
                head.title = squeeze(" ".join(lines[at] for at in before))
                head.title_lines = (before[0], before[-1])
        else:
            before = [at for at in candidates if head.by is None or at < head.by] or candidates
            at = before[-1] if labelled and head.by is not None else before[0]
            head.title, head.title_lines = squeeze(lines[at]), (at, at)
    if head.announced and (title := _announced_title(head)):
        head.title = title
    if head.title:
        head.title = _SITE_PREFIX.sub("", _SITE_SUFFIX.sub("", head.title)).strip(" “”\"") or head.title
        if head.title.count("“") != head.title.count("”"):
            head.title = squeeze(lines[head.title_lines[0]]) if head.title_lines else head.title


def _without_affiliation(before: list[int], lines: list[str], head: _Head) -> list[int]:
    """Working papers by e-mail print title, author, school and place without a "By": keeps the title's lines."""
    for index in range(1, len(before)):
        names = read_names(lines[before[index]])
        rest = [lines[at] for at in before[index + 1 :]]
        if names and any(re.search(r"\b(?:School|Centre|Center|Institute|University|College)\b", line) for line in rest):
            head.by = before[index]
            return before[:index]
    return before


def _announced_title(head: _Head) -> str | None:
    """The announcement's title, where it is the heading's: there it stands on one line, with its colon."""
    announced = head.announced or ""
    ends = [found.start() for found in re.finditer(r" by ", announced)]
    for end in reversed(ends):
        title = announced[:end].strip(" “”\"‘’")
        if head.title is None or folded(title) == folded(head.title):
            return title
    return None


def _set_date(page: Page, head: _Head, address: Address | None, site: CopySite | None, *, own: bool) -> None:
    copied = head.own_date
    if address and site and site.date_in_path and (found := site.date_in_path.search(address.path)):
        copied = date_of_parts(found.groupdict()) or copied
    if head.dated:
        page.published_on, page.precision = head.dated, "day"
        page.sources["published_on"] = Source("number line", (head.dated_line or 0) + 1, (head.dated_line or 0) + 1)
    elif own and copied:
        page.published_on, page.precision, copied = copied, "day", None
        page.sources["published_on"] = Source("heading")
    if not own:
        page.copied_on = copied


def _set_code(page: Page, head: _Head, profile: Profile) -> None:
    if head.code:
        page.code = head.code
        page.sources["code"] = Source("heading", (head.title_lines or (0, 0))[0] + 1, (head.title_lines or (0, 0))[0] + 1)


def number_code(line: str, series_name: str | None, year: int | None, profile: Profile) -> str | None:
    """The series' form of a bare number such as "No. 213/2013"; None where the series is not known."""
    found = profile.number.match(line) if profile.number else None
    series = profile.series.get(series_name or "")
    if not found or series is None or series.number_form is None:
        return None
    printed = int(found["year"]) if found["year"] else year
    if "{yy}" in series.number_form and printed is None:
        return None
    return series.number_form.format(yy=f"{(printed or 0) % 100:02d}", number=int(found["number"]))


def _sections(
    page: Page, lines: list[str], head: _Head, end: int, profile: Profile, *, labelled: bool
) -> list[Section]:
    if head.number is not None:
        series = _series_of(head.series, profile)
        code = number_code(lines[head.number], series, head.dated.year if head.dated else None, profile)
        if page.code is None and code:
            page.code = code
            page.sources["code"] = Source("number line", head.number + 1, head.number + 1)
        elif page.code is None:
            page.doubt("code_series_unknown", lines[head.number][:80])
        page.series = page.series or series
    if head.by is not None:
        byline = join_byline([strip_by(squeeze(lines[head.by])), *_more_names(lines, head.by, head.body)])
        page.byline = byline.strip(" *")
        page.authors = authors_of(byline) or []
        page.sources["byline"] = Source("by line", head.by + 1, head.by + 1)
    sections: list[Section] = []
    if not labelled and head.by is not None and head.title_lines and head.by > head.title_lines[1] + 1:
        start = head.title_lines[1] + 1
        lead = [("" if start + at in head.skipped else line) for at, line in enumerate(lines[start : head.by])]
        sections = read_sections(lead, start + 1, profile.labels, body="synopsis")
    body = list(lines[head.body : end])
    if head.by is not None and head.by >= head.body:  # the byline stands between label and text
        body[head.by - head.body] = ""
    notes = [at for at, line in enumerate(body) if _FOOTNOTE.match(line) and at > len(body) // 2]
    stop = notes[0] if notes else len(body)
    sections += read_sections(body[:stop], head.body + 1, profile.labels, body="commentary")
    if notes:
        notes_text = read_sections(
            [_FOOTNOTE.sub("", line) for line in body[stop:]], head.body + stop + 1, profile.labels, body="about_author"
        )
        for section in notes_text:
            section.kind = "about_author"
        sections += notes_text
    return sections


def _more_names(lines: list[str], by: int, body: int) -> list[str]:
    more = []
    for line in lines[by + 1 : body]:
        if not line or read_names(line) is None or read_date(line):
            break
        more.append(squeeze(line))
    return more if lines[by].endswith((",", " and")) else []


def _series_of(word: str | None, profile: Profile) -> str | None:
    wanted = (word or "").casefold()
    return next((one.name for alias, one in profile.series.items() if alias.casefold() == wanted), None)
