"""Articles on pages in HTML of any theme, told by the title that a page's head or heading gives, and what follows."""

import re
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from transforms.additions import says_where_published
from transforms.breadcrumbed import end_of_first_copy, find_breadcrumb
from transforms.categories import read_categories
from transforms.dates import find_date, without_date
from transforms.ending import find_end
from transforms.extent import read_author_box, without_fields
from transforms.fields import CONTENTS, LABEL, code_in, read_fields, stands_over_fields, take_fields, unglued
from transforms.frames import LONGEST_LINE, TEXT, is_box, is_text
from transforms.headings import NOTE_MARKS, is_caption
from transforms.headline import is_beside_title
from transforms.markup import Markup
from transforms.named_categories import find_named, find_unlabelled, only_known, series_beside
from transforms.names import POST, are_whole, authors_of, is_name, is_post, strip_by
from transforms.outline import Outline
from transforms.page import Author, Page, Source
from transforms.profile import Profile
from transforms.sections import BULLET, ends_openly, is_label, looks_like_heading, read_sections
from transforms.sharing import is_sharing
from transforms.text import folded, squeeze

_HEADER = 14
_LONGEST_TITLE = 4 * LONGEST_LINE
_BEHIND = 4
"""Lines behind a text that may be its categories."""
_LEAST_WORDS = 5
"""Of a standfirst that no sentence's end tells."""
_CRUMBS = re.compile(r"\s[»›>/|→]\s")
_ABOVE = 4
"""Lines above a title that may be its code, its number or its date."""
_BY = re.compile(r"\b(?:[Bb]y|Authors?|Author\(s\)|Written by)(?::| (?![a-z\d])|$)")
_NO_ARTICLE = re.compile(r"(?:search )?results? for\b|search results\b|(?:page )?not found\b", re.IGNORECASE)
_PARTS = re.compile(r"\s+[|·]\s+|\s+[–—]\s*")
_DATED = re.compile(r"(?:last )?(?:updated|modified)", re.IGNORECASE)


@dataclass(slots=True)
class _Head:
    """What stands around the title: indices of lines.

    Attributes:
        lead: A standfirst before dates and names.
        left: What may be a standfirst, and is no sentence.
    """

    title: int
    body: int
    zone: list[int] = field(default_factory=list)
    left: list[int] = field(default_factory=list)
    lead: int | None = None


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
    if at is None or (not sure and _NO_ARTICLE.match(lines[at])):
        return None
    crumb = find_breadcrumb(raw, profile)
    if crumb and crumb.page_kind != "publication":
        return None
    head = _head(lines, at, outline, profile)
    end, seen_end = find_end(outline, head.body, profile)
    names, where, listed = find_named(raw, at, lines, head.body, end, profile)
    if where is not None and head.body < where < end:
        end, seen_end = where, True
    above = [other for other in range(at) if raw[other]][-_ABOVE:]
    if all(name in profile.series for name in names):
        after = [other for other in range(end, len(lines)) if lines[other]][:_BEHIND]
        over = [other for other in above if lines[other]]
        others, at_lines = find_unlabelled(lines, over, [*head.zone, *after], profile)
        if others:
            names, listed = [*names, *(name for name in others if name not in names)], sorted([*listed, *at_lines])
            where = at_lines[0] if where is None else where
    while end - 1 > head.body and (not lines[end - 1] or only_known(lines[end - 1], profile)):
        end -= 1
        tags = [tag for tag in only_known(lines[end], profile) if tag not in names]
        if tags:
            names, where, listed = [*tags, *names], where or end, sorted([*listed, end])
    last = without_fields(lines, head.body, end, profile)
    behind = [other for other in range(last, end) if lines[other]]
    end = last
    stop = end_of_first_copy(lines, head.body, end)
    headings = _headings(outline, lines, head.body, stop, profile)
    text = [line for line in lines[head.body : stop] if len(line) > TEXT]
    code, number, title = profile.split_own_heading(squeeze(lines[at]))
    coded = at
    for other in [*head.zone, *above]:
        if code is None and (code := code_in(raw[other], profile)):
            coded = other
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
    for other in head.left:
        page.doubt("standfirst_left_out", raw[other])
    _read_zone(page, raw, head, above, markup, profile)
    take_fields(page, lines, list(reversed(above)), "above the heading", profile)
    take_fields(page, lines, behind, "behind the text", profile)
    kept = ["" if is_box(line) else line for line in lines[head.body : stop]]
    kinds = ("synopsis", "other") if head.lead is None else ("other", "commentary")
    page.sections = read_sections(kept, head.body + 1, profile.labels, lead=kinds[0], body=kinds[1], headings=headings)
    if not page.sections:
        return None
    if head.lead is not None:
        page.sections[:0] = read_sections([lines[head.lead]], head.lead + 1, {}, body="synopsis", headings=set())
    page.sections += read_author_box(lines, stop, page.sections, profile)
    markup.tells_headings = headings is not None
    if code is None:
        page.series = series_beside(lines, [*head.zone, *(at for at in above if lines[at]), *behind], profile)
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
        if folded(profile.split_own_heading(line.removeprefix(BULLET))[2]) in wanted:
            if at in outline.headings:
                return at
            found = at if not line.startswith(BULLET) else found
    if found is not None:
        return found
    heads = [at for at in sorted(outline.headings) if at < text and not _is_shelf(lines[at], profile)]
    coded = (at for at in heads if profile.split_own_heading(lines[at])[0])
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
    parts = [part for part in parts if len(part) > 0.4 * len(title) and not profile.is_called(part)]
    return [*(profile.split_own_heading(part)[2] for part in parts), title]


def _head(lines: list[str], at: int, outline: Outline, profile: Profile) -> _Head:
    head = _Head(at, at + 1)
    shown = [other for other in range(at + 1, len(lines)) if lines[other]]
    over_fields = partial(stands_over_fields, lines, shown, headings=outline.headings, profile=profile)
    for count, other in enumerate(shown):
        line = lines[other]
        again = folded(line) == folded(lines[at])
        label = is_label(line, profile.labels)
        ended = NOTE_MARKS.sub("", line).rstrip('”’"').endswith((".", "?", "!", ":"))
        is_long = len(line) > (TEXT if ended else LONGEST_LINE)
        says = not label and not again and _is_short_text(line, profile)
        if head.lead is None and ended and not label and not _BY.match(line):
            named = other in outline.standfirst
            if named or ((is_long or says) and over_fields(count)):
                head.lead = other
                continue
        opens = says and count + 1 < len(shown) and _opens(lines[shown[count + 1]], profile)
        heads = (other in outline.headings or other in outline.bold) and not again and _is_plain_heading(line, profile)
        if (
            label
            or (is_long and not _BY.match(line))
            or opens
            or (heads and not over_fields(count))
            or count >= _HEADER
        ):
            head.body = other
            break
        if not again and _is_deck(line, profile):
            head.left.append(other)
        head.zone.append(other)
    return head


def _is_short_text(line: str, profile: Profile) -> bool:
    """Whether a line below a title is a sentence, if a short one, and no field."""
    if not is_text(line) or is_caption(line) or is_box(line) or is_post(line) or profile.is_named(line):
        return False
    return not (_BY.search(line) or find_date(line) or authors_of(line.rstrip(".")))


def _opens(line: str, profile: Profile) -> bool:
    """Whether a line is the text's, or a label over it."""
    return is_label(line, profile.labels) or len(line) > LONGEST_LINE or (is_text(line) and len(line) > TEXT)


def _is_deck(line: str, profile: Profile) -> bool:
    """Whether a line between title and text may be a standfirst: of so many words, and nothing else that is known."""
    if line.count(" ") < _LEAST_WORDS - 1 or not line.lstrip("“‘\"'")[:1].isupper():
        return False
    if _CRUMBS.search(line) or _BY.match(line) or is_beside_title(line, profile) or read_fields(line, profile):
        return False
    known = (
        profile.is_named(line)
        or is_post(line)
        or POST.search(line)
        or only_known(line, profile)
        or code_in(line, profile)
    )
    return not known and len([word for word in line.split() if word[0].islower()]) > 1


def _is_plain_heading(line: str, profile: Profile) -> bool:
    """Whether a line set as a heading is the text's, and no date, byline or name of the site."""
    if (
        find_date(line)
        or _BY.match(line)
        or profile.is_called(line)
        or CONTENTS.fullmatch(line)
        or LABEL.fullmatch(line)
    ):
        return False
    if line in profile.series or code_in(line, profile):
        return False
    return authors_of(strip_by(line)) is None


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
        line = unglued(raw[other].removeprefix(BULLET))
        found = None if page.published_on or _DATED.match(line) else find_date(line) or _meant(line, markup)
        if found:
            page.published_on, page.precision = found[0], found[1]
            page.sources["published_on"] = Source("beside the heading", other + 1, other + 1)
        rest = without_date(line)
        if found and found[1] == "day" and line[found[2] : found[3]] in markup.days:
            rest = without_date(f"{line[: found[2]]} {line[found[3] :]}")
        if other < head.title:
            continue
        rest = _first_names(rest, page.code)
        if is_post(rest) and names and not pending:  # what stands below each of several names
            last = place if place == last + 1 else last
            continue
        if re.fullmatch(r"(?:By|Authors?|Author\(s\)|Written by):?|From:", rest):
            pending = True
            continue
        if is_sharing(line) or is_box(line):
            continue
        marked = bool(_BY.match(rest))
        people = authors_of(strip_by(rest).strip(" *|")) if rest else None
        below = raw[head.zone[place + 1]] if place + 1 < len(head.zone) else ""
        told = marked or pending or (is_post(below) and not is_post(rest) and not find_date(below))
        if not people or (not told and not _are_names(people, rest, profile)):
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


def _first_names(text: str, code: str | None) -> str:
    """What a line says of names, without other fields beside them."""
    bare = text.removesuffix(code or "").strip(" ·|")
    parts = _PARTS.split(bare)
    named = (part for part in parts if _BY.match(part) and authors_of(strip_by(part)) is not None)
    return next(named, bare) if len(parts) > 1 else bare


def _meant(line: str, markup: Markup) -> tuple[date, str, int, int] | None:
    """The day that an element for times means by what it shows in a line."""
    shown = next((one for one in markup.days if one in line and any(map(str.isdigit, one))), None)
    if shown is None:
        return None
    begin = line.index(shown)
    return markup.days[shown], "day", begin, begin + len(shown)


def _are_names(people: list[Author], line: str, profile: Profile) -> bool:
    """Whether a line without "By" names people: each has two words at least, and it is nothing else that is known."""
    return (
        line not in profile.known_categories
        and line not in profile.menu_labels
        and not is_post(line)
        and are_whole(people)
        and all(is_name(one.name) for one in people)
    )
