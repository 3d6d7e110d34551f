"""Articles of the publisher's own site in bare text, on pages of any theme: told by what one page says of its title.

Text shows neither menus nor headings. But the address, or the page's head that some crawlers print first, says what the
title is; date and names stand beside it; and what no theme sets into an article tells where its text ends.
"""

import re
from datetime import date
from itertools import pairwise

from transforms.additions import says_where_published
from transforms.address import Address
from transforms.breadcrumbed import end_of_first_copy
from transforms.categories import read_categories
from transforms.dates import find_date, read_date, without_date
from transforms.extent import find_text, read_author_box, without_fields
from transforms.fields import CONTENTS, COUNTER, code_in, read_fields, take_fields, unglued
from transforms.frames import LONGEST_LINE, is_box, is_button, is_text
from transforms.headline import MARKED, Headline, find_headline, is_beside_title
from transforms.named_categories import find_named, find_unlabelled, series_beside
from transforms.names import NOBODY, PLACE_OF_WORK, POST, are_whole, authors_of, is_country, is_post, strip_by
from transforms.page import Author, Page, Source
from transforms.people import authors_in_biography, is_biography
from transforms.profile import PathRule, Profile
from transforms.sections import BULLET, ends_openly, read_sections
from transforms.text import folded, squeeze, without_link_sign

_ABOVE = 3
_LIST_BEHIND = 30
"""Lines behind a text that may be its categories."""
_UNNAMED_BEHIND = 4
_BYLINE_BEHIND = 8
_MOST_BELOW = 3
"""Pairs of a title and a date that are a list of articles."""
_LEAST_TEXTS = 2
_LAST = 8
"""Paragraphs at the end of a text among which those on its authors are."""
_FIELDS_BEHIND = 6
_PUBLISHED = re.compile(r"(?:Published|Posted|(?:Publication )?[Dd]ate)(?: on)?:?")
_SHORT = 2
_MENU, _LONG_MENU = 2, 5
"""More lines between a title of one or two words, or of more, and its text, of which nothing is known, are a menu."""
_COUNTER = re.compile(COUNTER)
_BETWEEN = re.compile(r"\s+[|•·/]\s+|\s+[–—-]\s+(?=\S)")
_EVENT = re.compile(
    r"(?:(?:Speakers?|Venue|Moderators?|Panell?ists?|RSVP|Registration)(?::|$)|Register (?:now|here)\b)"
)
_FIELD = re.compile(r"(?:Date|Type|Series|Published|Categor(?:y|ies)|\d+ min(?:ute)?s?(?: read)?):?", re.IGNORECASE)
_DATED = re.compile(r"(?:last )?(?:updated|modified|reviewed)", re.IGNORECASE)
_STANDFIRST = 300
_INITIAL = 2
"""Characters."""


def read_unframed(
    lines: list[str], address: Address | None, profile: Profile, rule: PathRule | None, *, own: bool
) -> Page | None:
    """Reads an article by its title.

    Args:
        lines: All lines of the page, stripped.
        address: Its address, where known.
        profile: The publisher.
        rule: What the address says of the page.
        own: Whether the address is the publisher's own; a page without one must be signed in its frame.

    Returns:
        The page; None where no line is plainly the title of an article, or what follows is none.
    """
    if rule is not None and rule.page_kind != "publication":
        return None
    lines = [without_link_sign(line) for line in lines]
    shown = [at for at, line in enumerate(lines) if line]
    head = find_headline(lines, shown, address if own else None, profile)
    if head is None or _is_numbered(lines, head, profile):
        return None
    code, number, title = profile.split_own_heading(squeeze(head.text))
    above = [at for at in shown if at < head.title][-_ABOVE:]
    coded = head.title
    for at in (*head.zone, *above):
        if code is None and (code := code_in(lines[at], profile)):
            coded = at
    found = find_text(lines, shown, head, profile)
    kept, end, seen_end = found.lines, found.end, found.is_end
    if sum(is_text(line) and len(line) > LONGEST_LINE // 2 for line in kept[head.body : end]) < _LEAST_TEXTS:
        return None
    names, where, listed = _categories(lines, head, above, end, profile)
    if where is not None and head.body < where < end:
        end, seen_end = where, True
    if not _is_article(lines, kept, head, end, code or number, names, rule, profile, own=own):
        return None
    is_found = end == found.end
    first = next((at for at in shown if at >= end), end)
    end = without_fields(kept, head.body, end, profile)
    fields = [at for at in range(end, min(first + 1, len(lines))) if lines[at]]
    stop = end_of_first_copy(kept, head.body, end)
    page = Page("publication", "bare", "publication", publisher=profile.name)
    page.code, page.number, page.title = code, number, title
    page.sources["title"] = Source("heading", head.title + 1, head.title + 1)
    if code or number:
        page.sources["code"] = Source("heading" if coded == head.title else "beside the heading", coded + 1, coded + 1)
    kinds = ("synopsis", "other") if head.lead is None else ("other", "commentary")
    page.sections = read_sections(kept[head.body : stop], head.body + 1, profile.labels, lead=kinds[0], body=kinds[1])
    if not page.sections:
        return None
    if head.lead is not None:
        page.sections[:0] = read_sections([lines[head.lead]], head.lead + 1, {}, body="synopsis", headings=set())
    page.sections += read_author_box(lines, stop, page.sections, profile)
    _read_date(page, lines, head, above, end, profile)
    _read_names(page, lines, head.zone, kept[head.body : stop], profile)
    take_fields(page, lines, list(reversed(above)), "above the heading", profile)
    if not page.authors and not any(section.kind == "about_author" for section in page.sections):
        _read_only_names(page, lines, head, profile)
    if not page.authors:
        behind = [at for at in shown if at >= end][:_BYLINE_BEHIND]
        _read_names(page, lines, behind, kept[head.body : stop], profile, beside=False)
    take_fields(page, lines, fields, "behind the text", profile)
    if names:
        page.categories = read_categories([names], profile)
        page.sources["categories"] = Source("category lists", listed[0] + 1, listed[-1] + 1)
    if code is None:
        page.series = series_beside(lines, [*head.zone, *above, *fields], profile)
    if found.goes_on and is_found:
        page.doubt("text_may_go_on", f"line {end + 1}")
    for at in found.boxes:
        if at < stop:
            page.doubt("other_articles_in_text", f"line {at + 1}")
    page.is_complete = seen_end or stop < end or not ends_openly(page.sections)
    return page


def _is_numbered(lines: list[str], head: Headline, profile: Profile) -> bool:
    """Whether a dated number heads the article, as in editions by e-mail."""
    near = lines[max(0, head.title - 12) : head.body]
    return profile.number is not None and any(
        (found := profile.number.match(line)) is not None and found["date"] is not None for line in near if line
    )


def _is_article(
    lines: list[str],
    kept: list[str],
    head: Headline,
    end: int,
    code: str | None,
    names: list[str],
    rule: PathRule | None,
    profile: Profile,
    *,
    own: bool,
) -> bool:
    """Whether what follows a title is an article of the publisher's."""
    behind = [line for line in kept[head.body : end] if line]
    pairs = sum(read_date(after) is not None and not is_text(line) for line, after in pairwise(behind))
    if pairs >= _MOST_BELOW:
        return False
    if own and rule is not None:
        return head.labelled or head.dated or head.marked or bool(code or names)
    told = bool(code or names)
    if own or not told:
        return told and head.labelled
    if any(says_where_published(line) for line in lines if line and len(line) <= LONGEST_LINE):
        return False
    frame = [line for line in (*lines[: head.title], *lines[end:]) if line]
    return head.labelled and any(_signs(line, profile) for line in frame)


def is_of_menu(page: Page, lines: list[str], profile: Profile, *, own: bool) -> bool:
    """Whether the title that was taken for an article's on the publisher's own page is an entry of its menus.

    Args:
        page: The article.
        lines: All lines of its page, stripped.
        profile: The publisher.
        own: Whether the address is the publisher's own; a page without one may be signed.
    """
    title, source = page.title, page.sources.get("title")
    if page.outcome != "publication" or page.code or page.number or not title or not source or not source.first_line:
        return False
    if not own and not any(_signs(line, profile) for line in lines[source.first_line :] if line):
        return False
    if title in profile.known_categories or title in profile.menu_labels:
        return True
    begin = page.sections[0].first_line if page.sections else len(lines)
    between = [line for line in lines[source.first_line : begin] if line]
    unknown = sum(not is_beside_title(line, profile) for line in between)
    return unknown > (_MENU if title.count(" ") < _SHORT else _LONG_MENU)


def is_event(page: Page, lines: list[str], profile: Profile) -> bool:
    """Whether a page without address that the publisher signs announces an event: speakers or a venue head its text."""
    source = page.sources.get("title")
    if page.outcome != "publication" or page.code or page.number or not source or not source.first_line:
        return False
    begin = page.sections[0].first_line if page.sections else len(lines)
    announced = any(_EVENT.match(line) for line in lines[source.first_line : begin])
    return announced and any(_signs(line, profile) for line in lines[begin:] if line)


def _signs(line: str, profile: Profile) -> bool:
    """Whether a line of a page's frame says whose page it is."""
    owns = "©" in line or line.startswith(profile.footer_prefixes)
    return profile.is_named(line) and (owns or profile.is_called(line))


def _categories(
    lines: list[str], head: Headline, above: list[int], end: int, profile: Profile
) -> tuple[list[str], int | None, list[int]]:
    """Categories of lists beside the title and right behind the text; menus of all of them stand farther off."""
    count, limit = 0, end
    while limit < len(lines) and count <= _LIST_BEHIND:
        if profile.ends_article(lines[limit]) and not lines[limit].startswith(profile.categories):
            break
        count += bool(lines[limit])
        limit += 1
    names, first, where = find_named(lines[:limit], head.title, lines, head.body, end, profile)
    if any(name not in profile.series for name in names):
        return names, first, where
    behind = range(max(head.body, end - _UNNAMED_BEHIND), min(len(lines), end + _UNNAMED_BEHIND))
    others, at_lines = find_unlabelled(lines, above, [at for at in (*head.zone, *behind) if lines[at]], profile)
    if not others:
        return names, first, where
    names = [*names, *(name for name in others if name not in names)]
    return names, at_lines[0] if first is None else first, sorted([*where, *at_lines])


def _read_date(page: Page, lines: list[str], head: Headline, above: list[int], end: int, profile: Profile) -> None:
    found: dict[tuple[date, str], int] = {}
    for at in head.zone:
        if not _DATED.match(lines[at]) and (day := find_date(lines[at])):
            found.setdefault(day[:2], at)
    rule = "beside the heading"
    if not found:
        dates = [(at, told.day) for at in above if (told := read_fields(lines[at], profile)) and told.day]
        if len(dates) == 1 and dates[0][0] in above[-2:]:
            found[dates[0][1]] = dates[0][0]
    if not found:
        behind = [at for at in range(head.body, min(len(lines), end + 6)) if lines[at]]
        for at in behind[-6:]:
            if re.match(r"(?:Published|Posted|Date)\b", lines[at]) and (day := find_date(lines[at])):
                found.setdefault(day[:2], at)
        for at, after in pairwise([at for at in range(end, len(lines)) if lines[at]][:_FIELDS_BEHIND]):
            if not found and _PUBLISHED.fullmatch(lines[at]) and (read := read_date(lines[after])):
                found[read] = after
        rule = "behind the text"
    if len(found) == 1:
        ((page.published_on, page.precision), at) = next(iter(found.items()))
        page.sources["published_on"] = Source(rule, at + 1, at + 1)
    elif found:
        page.doubt("dates_differ", ", ".join(str(one) for one, _ in found))


def _read_names(
    page: Page, lines: list[str], where: list[int], body: list[str], profile: Profile, *, beside: bool = True
) -> None:
    """Reads the byline: names that say what they are, or that the text introduces."""
    texts = [section.text for section in page.sections if section.kind == "about_author"]
    texts += [line for line in body[-40:] if line and is_biography(line.lstrip("*"), profile.is_named)]
    about = {folded(word) for text in texts for word in re.split(r"[\s–—,;()]+", text)}
    opening = page.sections[0].text[:_STANDFIRST].split()
    capitals = about | {folded(word) for word in opening if word.isupper()}
    last = [line.lstrip("*") for line in body if line][-_LAST:]
    found: list[tuple[int, str, list[Author]]] = []
    pending = False
    for at in where:
        line = unglued(lines[at].removeprefix(BULLET))
        for part in _BETWEEN.split(line):
            rest = without_date(part)
            if not rest or is_button(rest) or is_box(rest) or rest in profile.known_categories:
                continue
            if MARKED.fullmatch(rest):
                pending = True
                continue
            mark = MARKED.match(rest)
            bare = strip_by(rest[mark.end() :] if mark else rest).strip(" *|,")
            if is_post(bare) or CONTENTS.fullmatch(bare):  # what stands below each of several names
                continue
            people = authors_of(bare) if bare else None
            if not people or profile.is_called(bare) or bare in profile.menu_labels or bare in profile.units:
                pending = False
                continue
            told = [all(folded(word) in capitals for word in one.name.split()) for one in people]
            hinted = any(folded(word) in about for one in people for word in one.name.split() if len(word) > _INITIAL)
            below = next((lines[one] for one in range(at + 1, len(lines)) if lines[one]), "")
            posted = len(people) == 1 and is_post(below) and not is_text(below)
            said = beside and (mark or pending or posted)
            none = NOBODY.search(bare) or any(is_country(one.name) for one in people)
            whole = not none and (are_whole(people) or (said and not any(one.name.isupper() for one in people)))
            introduced = all(any(text.startswith(f"{one.name} ") for text in last) for one in people)
            if about and not (hinted or introduced):
                if beside and (mark or pending):
                    page.doubt("byline_not_understood", rest[:200])
                pending = False
                continue
            if not (whole and (all(told) or said or introduced)):
                continue
            found.append((at, bare, people))
    seen: dict[str, Author] = {}
    for one in (one for _, _, some in found for one in some):
        seen.setdefault(one.name.casefold(), one)
    if not found or (not beside and len(seen) < len(authors_in_biography("\n".join(texts)))):
        return
    page.authors = list(seen.values())
    page.byline = ", ".join(bare for _, bare, _ in found)
    page.sources["byline"] = Source(
        "beside the heading" if beside else "behind the text", found[0][0] + 1, found[-1][0] + 1
    )


def _read_only_names(page: Page, lines: list[str], head: Headline, profile: Profile) -> None:
    """Reads names that nothing says are any, where nothing else but a date stands between title and text."""
    left: list[tuple[int, str]] = []
    for at in head.zone:
        for part in _BETWEEN.split(unglued(lines[at].removeprefix(BULLET))):
            rest = without_date(part)
            known = rest in profile.known_categories or code_in(rest, profile) or rest.isdigit()
            if rest and not (
                known
                or is_button(rest.lstrip("0123456789 "))
                or is_box(rest)
                or _FIELD.fullmatch(rest)
                or _COUNTER.fullmatch(rest)
                or CONTENTS.fullmatch(rest)
            ):
                left.append((at, rest))
    if len(left) != 1 or not head.dated:
        return
    at, line = left[0]
    people = _only_names(line, profile)
    if not people:
        return
    page.authors, page.byline = people, line
    page.sources["byline"] = Source("beside the heading", at + 1, at + 1)
    page.doubt("author_not_introduced", line[:200])


def _only_names(line: str, profile: Profile) -> list[Author] | None:
    """The people that a line names which could be nothing else; None where it could."""
    people = authors_of(line)
    known = line in profile.menu_labels or profile.is_called(line)
    if not people or known or POST.search(line) or is_post(line) or PLACE_OF_WORK.search(line) or NOBODY.search(line):
        return None
    return people if are_whole(people) and not any(is_country(one.name) for one in people) else None
