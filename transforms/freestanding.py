"""Pages without a breadcrumb: editions by e-mail and copies on other sites, and bare articles."""

import re

from transforms.additions import credits, end_of_article, without_top
from transforms.address import Address
from transforms.categories import read_categories, split_list
from transforms.dates import date_of_parts
from transforms.frames import LONGEST_LINE
from transforms.heads import OPENING_KINDS, Head, read_head
from transforms.names import authors_of, join_byline, strip_by
from transforms.page import Page, Section, Source
from transforms.profile import KIND_BEHIND_TITLE, CopySite, Profile
from transforms.sections import ends_openly, is_label, read_sections
from transforms.text import squeeze

_HEAD_LINES = 40
"""An article's labels or byline stand among the first lines; what is found later belongs to its text."""
_LEAST_PARAGRAPHS = 3
_FOOTNOTE = re.compile(r"^\*+ ?(?=[^\s*])")


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
        The page; None where nothing shows that it is an article. One that only its title and length make likely has a
        reason: it counts if it proves to be a copy of an article that is known otherwise.
    """
    lines = without_top(lines, profile.categories)
    end = end_of_article(lines)
    seen_end = end < len(lines)
    categories = next((at for at in range(end) if lines[at].startswith(profile.categories)), None)
    names: list[str] = []
    if categories is not None:
        end, seen_end = categories, True
        names = split_list(lines[categories].removeprefix(profile.categories), profile)
        if profile.known_categories.keys().isdisjoint(names):  # a blog sorts its posts into categories of its own
            names = []
    shown = [at for at in range(end) if lines[at]][:_HEAD_LINES]
    if site is None and address is None:
        site = _site_by_marks(lines, shown, profile)
    head = read_head(lines, shown, profile)
    code, number, title = profile.split_heading(head.text) if head.text else (None, None, None)
    mailed = head.number is not None or head.announced is not None
    labelled = any(is_label(lines[at], profile.labels) for at in shown)
    shaped = mailed or labelled or code is not None or (site is not None and head.by is not None)
    paragraphs = sum(len(line) > LONGEST_LINE for line in lines[head.body : end])
    if not shaped and (own or title is None or paragraphs < _LEAST_PARAGRAPHS or (address and site is None)):
        return None
    page = Page("publication", _rendering(site, mailed=mailed, own=own), "publication", is_copy=not own)
    named = own or _names_publisher(lines, head, end, profile)
    if not shaped or (address and not (named or site or mailed or code or _is_labelled(lines, shown, profile))):
        page.reason, page.detail = "unrecognised", "a text with a title, and no article that it copies"
    page.title, page.code, page.number = title, code, number
    if head.title:
        page.sources["title"] = Source("heading", head.title[0] + 1, head.title[1] + 1)
        if code or number:
            page.sources["code"] = Source("heading", head.title[0] + 1, head.title[0] + 1)
    if head.number is not None and code is None:
        page.number = lines[head.number]
        page.sources["code"] = Source("number line", head.number + 1, head.number + 1)
    page.series = _series_of(head.series, profile)
    _set_date(page, head, address, site, own=own)
    if head.by:
        byline = join_byline(
            [squeeze(line) for line in (strip_by(lines[head.by[0]]), *lines[head.by[0] + 1 : head.by[1] + 1])]
        )
        page.byline = byline.strip(" *")
        page.authors = authors_of(byline) or []
        page.sources["byline"] = Source("by line", head.by[0] + 1, head.by[1] + 1)
    if not own:
        head.skipped += credits(lines, end)
    page.sections = _sections(lines, head, end, profile)
    if categories is not None and names:
        page.categories = read_categories([names], profile)
        page.sources["categories"] = Source("category lists", categories + 1, categories + 1)
    page.is_complete = seen_end or not ends_openly(page.sections)
    if named:
        page.publisher = profile.name
    return page


def _is_labelled(lines: list[str], shown: list[int], profile: Profile) -> bool:
    """Whether a text has the labels of a publication; one of them alone stands on pages of many sites."""
    kinds = {kind for at in shown if (kind := profile.labels.get(lines[at].rstrip(" :").casefold())) in OPENING_KINDS}
    return "commentary" in kinds and len(kinds) > 1


def _rendering(site: CopySite | None, *, mailed: bool, own: bool) -> str:
    if mailed:
        return "email"
    if own:
        return "bare"
    return "syndicated_copy" if site else "copy"


def _site_by_marks(lines: list[str], shown: list[int], profile: Profile) -> CopySite | None:
    """The copying site that a text without address shows itself to be of."""
    first = {lines[at] for at in shown[:6]}
    for site in profile.copies:
        if site.marks & first or (site.slug_suffix and any(KIND_BEHIND_TITLE.search(line) for line in first)):
            return site
    return None


def _names_publisher(lines: list[str], head: Head, end: int, profile: Profile) -> bool:
    """Whether head or tail names the publisher; a mention in title or text only speaks of it."""
    tail = " ".join([line for line in lines[head.body : end] if line][-4:])
    top = " ".join(lines[: head.body]).replace(head.text or "\n", "")
    return profile.is_named(top) or profile.is_named(tail)


def _set_date(page: Page, head: Head, address: Address | None, site: CopySite | None, *, own: bool) -> None:
    copied = head.own_date
    if address and site and site.date_in_path and (found := site.date_in_path.search(address.path)):
        copied = date_of_parts(found.groupdict()) or copied
    if head.dated and head.dated_line is not None:
        page.published_on, page.precision = head.dated
        page.sources["published_on"] = Source("number line", head.dated_line + 1, head.dated_line + 1)
    elif own and copied:
        page.published_on, page.precision, copied = copied, "day", None
        page.sources["published_on"] = Source("heading")
    if not own:
        page.copied_on = copied


def _sections(lines: list[str], head: Head, end: int, profile: Profile) -> list[Section]:
    drop = set(head.skipped)
    if head.by:
        drop |= set(range(head.by[0], head.by[1] + 1))
    sections: list[Section] = []
    start = head.body
    if head.label is None and head.by and head.title and head.by[0] > head.title[1] + 1 and head.number is None:
        # a copy without labels prints the standfirst before the byline
        start = head.by[1] + 1
        sections = _read(lines, head.title[1] + 1, head.by[0], drop, profile, "synopsis", "synopsis")
    notes = _notes(lines, start, end)
    sections += _read(lines, start, notes, drop, profile, "commentary" if sections else "synopsis", "commentary")
    for section in _read(lines, notes, end, drop, profile, "about_author", "about_author"):
        section.kind = "about_author"
        section.text = _FOOTNOTE.sub("", section.text)
        sections.append(section)
    return sections


def _read(
    lines: list[str], start: int, end: int, drop: set[int], profile: Profile, lead: str, body: str
) -> list[Section]:
    kept = ["" if at in drop else lines[at] for at in range(start, end)]
    return read_sections(kept, start + 1, profile.labels, lead=lead, body=body)


def _notes(lines: list[str], start: int, end: int) -> int:
    """Where the notes about the authors begin that a byline's asterisk refers to."""
    return next((at for at in range((start + end) // 2, end) if _FOOTNOTE.match(lines[at])), end)


def _series_of(word: str | None, profile: Profile) -> str | None:
    wanted = (word or "").casefold()
    return next((one.name for alias, one in profile.series.items() if alias.casefold() == wanted), None)
