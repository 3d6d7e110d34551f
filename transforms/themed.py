"""Articles on pages in HTML of any theme, told by the title that a page's head or heading gives, and what follows."""

import re
from dataclasses import dataclass, field

from transforms.additions import end_of_article, says_where_published
from transforms.breadcrumbed import end_of_first_copy, find_breadcrumb
from transforms.categories import read_categories
from transforms.dates import find_date, without_date
from transforms.frames import LONGEST_LINE, TEXT, is_box
from transforms.headings import NOTE_MARKS
from transforms.markup import Markup
from transforms.named_categories import find_named
from transforms.names import authors_of, is_name, strip_by
from transforms.outline import Outline
from transforms.page import Author, Page, Source
from transforms.profile import Profile
from transforms.sections import BULLET, ends_openly, is_label, looks_like_heading, read_sections
from transforms.sharing import is_sharing
from transforms.text import folded, squeeze

_HEADER = 14
_LONGEST_TITLE = 4 * LONGEST_LINE
_ABOVE = 4
"""Lines above a title that may be its code, its number or its date."""
_BY = re.compile(r"\b(?:[Bb]y|Authors?|Author\(s\)|Written by)(?::| |$)")
_CLOSING = re.compile(
    r"(?:(?:article )?printed from|url to (?:this )?article|click here to|unsubscribe|last updated on|filed under"
    r"|this entry was posted|(?:prev(?:ious)?|next)(?: article| post)?$|copyright |©|\d+ (?:comments?|thoughts?)\b"
    r"|leave a (?:reply|comment)|related (?:articles?|posts?|publications?)$|share (?:this|on)\b|printer-friendly"
    r"|comments powered by|rate your experience|the post .{1,300} appeared first on )",
    re.IGNORECASE,
)
_DATED = re.compile(r"(?:last )?(?:updated|modified)", re.IGNORECASE)


@dataclass(slots=True)
class _Head:
    """What stands around the title: indices of lines."""

    title: int
    body: int
    zone: list[int] = field(default_factory=list)


def read_themed(
    outline: Outline, raw: list[str], markup: Markup, profile: Profile, *, own: bool, sure: bool
) -> Page | None:
    """Reads an article of the publisher's own site, or one without address that it signs.

    Args:
        outline: What the page shows of its own.
        raw: All lines of the page, stripped.
        markup: What its head says.
        profile: The publisher.
        own: Whether the address is the publisher's own.
        sure: Whether the address is one of publications.

    Returns:
        The page; None where it shows no title, or nothing tells an article of the publisher's.
    """
    lines = outline.lines
    at = find_title(outline, markup, profile)
    if at is None:
        return None
    crumb = find_breadcrumb(raw, profile)
    if crumb and crumb.page_kind != "publication":
        return None
    head = _head(lines, at, outline, profile)
    end, seen_end = _end(outline, head.body, profile)
    names, where, listed = find_named(raw, at, lines, head.body, end, profile)
    if where is not None and head.body < where < end:
        end, seen_end = where, True
    stop = end_of_first_copy(lines, head.body, end)
    headings = _headings(outline, lines, head.body, stop, profile)
    text = [line for line in lines[head.body : stop] if len(line) > TEXT]
    code, number, title = profile.split_heading(squeeze(lines[at]))
    above = [other for other in range(at) if raw[other]][-_ABOVE:]
    coded = at
    for other in [*head.zone, *above]:
        if code is None and profile.whole_code.fullmatch(raw[other]):
            code, coded = raw[other].replace(" ", ""), other
        if number is None and profile.number and (found := profile.number.match(raw[other])) and found["date"]:
            number, coded = raw[other], coded if code else other
    labelled = any(is_label(line, profile.labels) for line in lines[head.body : stop])
    told = bool(code or number or names)
    if len(text) < 2 or not (
        sure or (own and (told or labelled)) or _is_signed(raw, head, stop, markup, profile, told)
    ):
        return None
    page = Page("publication", "html", "publication", publisher=profile.name)
    page.code, page.number, page.title = code, number, title
    page.sources["title"] = Source("heading", at + 1, at + 1)
    if code or number:
        page.sources["code"] = Source("heading" if coded == at else "beside the heading", coded + 1, coded + 1)
    _read_zone(page, raw, head, above, markup, profile)
    kept = ["" if is_box(line) else line for line in lines[head.body : stop]]
    page.sections = read_sections(kept, head.body + 1, profile.labels, lead="synopsis", body="other", headings=headings)
    if not page.sections:
        return None
    markup.tells_headings = headings is not None
    if number and code is None:  # the head may name the series before the title
        before = (one.partition(":")[0].strip() for one in markup.titles)
        page.series = next((profile.series[one].name for one in before if one in profile.series), None)
    if names:
        page.categories = read_categories([names], profile)
        page.sources["categories"] = Source("category lists", listed[0] + 1, listed[-1] + 1)
    page.is_complete = seen_end or markup.is_closed or not ends_openly(page.sections)
    return page


def find_title(outline: Outline, markup: Markup, profile: Profile) -> int | None:
    """The line with the title that the page's head gives, else the only heading of the first rank."""
    lines = outline.lines
    wanted = {key for one in markup.titles for part in _parts(one, profile) if len(key := folded(part)) > 3}
    found: int | None = None
    text = next((at for at, line in enumerate(lines) if len(line) > LONGEST_LINE), len(lines))
    for at, line in enumerate(lines[: text + 1]):
        if not line or len(line) >= LONGEST_LINE:
            continue
        if folded(profile.split_heading(line.removeprefix(BULLET))[2]) in wanted:
            if at in outline.headings:
                return at
            found = at if not line.startswith(BULLET) else found
    if found is not None:
        return found
    heads = [at for at in sorted(outline.headings) if at < text and not _is_shelf(lines[at], profile)]
    coded = (at for at in heads if profile.split_heading(lines[at])[0])
    return next(coded, next((at for at in heads if lines[at] == markup.heading), heads[0] if heads else None))


def _is_shelf(line: str, profile: Profile) -> bool:
    """Whether a heading is the site's or a section's, no article's."""
    return (
        profile.is_called(line)
        or line in profile.shelves
        or line in profile.series
        or line in profile.menu_labels
        or is_label(line, profile.labels)
    )


def _parts(title: str, profile: Profile) -> list[str]:
    """A title of a page's head, and what is left of it without the site's name and the like."""
    if len(title) > _LONGEST_TITLE:  # it is none, and would have as many parts as signs
        return [title]
    pieces = re.split(r"(\s+[|–—«»:·-]\s+|:\s+)", title)
    parts = ["".join(pieces[begin : begin + count]) for begin in (0, 2) for count in range(1, len(pieces) + 1, 2)]
    return [profile.split_heading(part)[2] for part in parts if len(part) > 0.4 * len(title)] + [title]


def _head(lines: list[str], at: int, outline: Outline, profile: Profile) -> _Head:
    head = _Head(at, at + 1)
    shown = [other for other in range(at + 1, len(lines)) if lines[other]]
    for count, other in enumerate(shown):
        line = lines[other]
        again = folded(line) == folded(lines[at])
        label = is_label(line, profile.labels)
        ended = NOTE_MARKS.sub("", line).rstrip('”’"').endswith((".", "?", "!", ":"))
        is_text = len(line) > (TEXT if ended else LONGEST_LINE)
        if label or (is_text and not _BY.match(line)) or count >= _HEADER:
            head.body = other
            break
        if (other in outline.headings or other in outline.bold) and not again and _is_plain_heading(line, profile):
            head.body = other
            break
        head.zone.append(other)
    return head


def _is_plain_heading(line: str, profile: Profile) -> bool:
    """Whether a line set as a heading is the text's, and no date, byline or name of the site."""
    if find_date(line) or _BY.match(line) or profile.is_called(line):
        return False
    return authors_of(strip_by(line)) is None


def _end(outline: Outline, start: int, profile: Profile) -> tuple[int, bool]:
    """Where the text ends, and whether something shows that it does."""
    lines = outline.lines
    for at in range(start + 1, len(lines)):
        line = lines[at].removeprefix(BULLET)
        if not line or len(line) > LONGEST_LINE:
            continue
        if profile.ends_article(line) or _CLOSING.match(line) or _is_address(line, profile):
            return at, True
    told = [at for at in outline.headings | outline.bold if at > start and not _CLOSING.match(lines[at])]
    last = max(told, default=start)  # what stands before a heading is a box
    stop = end_of_article(lines[last:]) + last
    return stop, stop < len(lines)


def _is_address(line: str, profile: Profile) -> bool:
    """Whether a line is the publisher's name as it stands over an address, and no sentence."""
    return line.startswith(profile.title) and not line.endswith((".", "?", "!", "”", ":"))


def _headings(outline: Outline, lines: list[str], start: int, end: int, profile: Profile) -> set[int] | None:
    """Lines set as headings, None where the text sets none but its labels."""
    found = {at for at in outline.headings if start <= at < end}
    found |= {at for at in outline.bold if start <= at < end and looks_like_heading(lines[at])}
    if all(is_label(lines[at], profile.labels) for at in found):
        return None
    return {at - start for at in found}


def _is_signed(raw: list[str], head: _Head, stop: int, markup: Markup, profile: Profile, told: bool) -> bool:
    """Whether a page without address is the publisher's: its frame names it, and nothing says that it is a copy."""
    body = head.body
    if any(says_where_published(line) for line in raw[body:] if line and len(line) <= LONGEST_LINE):
        return False
    if markup.site and not profile.is_named(markup.site):
        return False
    if told and any(profile.is_named(line) for line in raw[body:]):
        return True
    frame = " ".join([*raw[: head.title], *raw[stop:]])
    labelled = any(is_label(line, profile.labels) for line in raw[body:stop])
    return (told or labelled) and (profile.is_named(frame) or any(profile.is_named(one) for one in markup.titles))


def _read_zone(page: Page, raw: list[str], head: _Head, above: list[int], markup: Markup, profile: Profile) -> None:
    """Reads dates and authors around the title."""
    names: tuple[int, list[Author], str] | None = None
    pending, last, stop = False, -1, 0
    for place, other in enumerate([*head.zone, *reversed(above)]):
        line = raw[other].removeprefix(BULLET)
        if page.published_on is None and not _DATED.match(line) and (found := find_date(line)):
            page.published_on, page.precision = found[0], found[1]
            page.sources["published_on"] = Source("beside the heading", other + 1, other + 1)
        if other < head.title:
            continue
        rest = without_date(line)
        if re.fullmatch(r"(?:By|Authors?|Author\(s\)|Written by):?", rest):
            pending = True
            continue
        if is_sharing(line) or is_box(line):
            continue
        marked = bool(_BY.match(rest))
        people = authors_of(strip_by(rest).strip(" *|")) if rest else None
        if not people or (not marked and not pending and not _are_names(people, rest, profile)):
            if pending and names:
                pending = False
            continue
        if profile.is_called(strip_by(rest)) or rest in profile.known_categories:
            continue
        if names and not marked and (pending or place == last + 1):  # a name a line
            names, last, stop = (names[0], names[1] + people, f"{names[2]}, {rest}"), place, other
        elif names is None or (marked and not names[2]):
            names, last, stop = (other, people, strip_by(rest)), place, other
    if names:
        page.authors, page.byline = names[1], names[2].strip(" *|")
        page.sources["byline"] = Source("beside the heading", names[0] + 1, stop + 1)


def _are_names(people: list[Author], line: str, profile: Profile) -> bool:
    """Whether a line without "By" names people: each has two words at least, and it is nothing else that is known."""
    return (
        line not in profile.known_categories
        and line not in profile.menu_labels
        and all(" " in one.name and is_name(one.name) for one in people)
    )
