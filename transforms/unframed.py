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
from transforms.categories import read_categories, split_list
from transforms.dates import find_date, read_date, without_date
from transforms.extent import find_text, without_fields
from transforms.frames import LONGEST_LINE, is_box, is_button, is_text
from transforms.headline import MARKED, Headline, find_headline, is_beside_title
from transforms.named_categories import find_named
from transforms.names import PLACE_OF_WORK, POST, authors_of, is_country, strip_by
from transforms.page import Author, Page, Source
from transforms.people import authors_in_biography, is_biography
from transforms.profile import PathRule, Profile
from transforms.sections import BULLET, ends_openly, read_sections
from transforms.text import folded, squeeze

_ABOVE = 3
_LIST_BEHIND = 30
"""Lines behind a text that may be its categories."""
_UNNAMED_BEHIND = 4
_BYLINE_BEHIND = 8
_MOST_BELOW = 3
"""Pairs of a title and a date that are a list of articles."""
_LEAST_TEXTS = 2
_SHORT = 2
_MENU, _LONG_MENU = 2, 5
"""More lines between a title of one or two words, or of more, and its text, of which nothing is known, are a menu."""
_BETWEEN = re.compile(r"\s+[|•·/]\s+|\s+[–—-]\s+(?=\S)")
_EVENT = re.compile(
    r"(?:(?:Speakers?|Venue|Moderators?|Panell?ists?|RSVP|Registration)(?::|$)|Register (?:now|here)\b)"
)
_BETWEEN_NAMES = re.compile(r"\s*[,|;]\s+")
_LABEL = re.compile(r"^[A-Z][a-z]{2,11}: ")
_DATED = re.compile(r"(?:last )?(?:updated|modified|reviewed)", re.IGNORECASE)
_NOBODY = re.compile(r"\b(?:admin\w*|webmaster|editors?|editorial|team|staff|desk|web|guest|office)\b", re.IGNORECASE)
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
    shown = [at for at, line in enumerate(lines) if line]
    head = find_headline(lines, shown, address if own else None, profile)
    if head is None or _is_numbered(lines, head, profile):
        return None
    code, number, title = profile.split_heading(squeeze(head.text))
    above = [at for at in shown if at < head.title][-_ABOVE:]
    coded = head.title
    for at in (*head.zone, *above):
        if code is None and profile.whole_code.fullmatch(lines[at]):
            code, coded = lines[at].replace(" ", ""), at
    found = find_text(lines, shown, head, profile)
    kept, end, seen_end = found.lines, found.end, found.is_end
    if sum(is_text(line) and len(line) > LONGEST_LINE // 2 for line in kept[head.body : end]) < _LEAST_TEXTS:
        return None
    names, where, listed = _categories(lines, head, end, profile)
    if where is not None and head.body < where < end:
        end, seen_end = where, True
    if not _is_article(lines, kept, head, end, code or number, names, rule, profile, own=own):
        return None
    is_found = end == found.end
    end = without_fields(kept, head.body, end, profile)
    stop = end_of_first_copy(kept, head.body, end)
    page = Page("publication", "bare", "publication", publisher=profile.name)
    page.code, page.number, page.title = code, number, title
    page.sources["title"] = Source("heading", head.title + 1, head.title + 1)
    if code or number:
        page.sources["code"] = Source("heading" if coded == head.title else "beside the heading", coded + 1, coded + 1)
    page.sections = read_sections(kept[head.body : stop], head.body + 1, profile.labels, lead="synopsis", body="other")
    if not page.sections:
        return None
    _read_date(page, lines, head, above, end)
    _read_names(page, lines, head.zone, kept[head.body : stop], profile)
    if not page.authors and not any(section.kind == "about_author" for section in page.sections):
        _read_only_names(page, lines, head, profile)
    if not page.authors:
        behind = [at for at in shown if at >= end][:_BYLINE_BEHIND]
        _read_names(page, lines, behind, kept[head.body : stop], profile, beside=False)
    if names:
        page.categories = read_categories([names], profile)
        page.sources["categories"] = Source("category lists", listed[0] + 1, listed[-1] + 1)
    elif code is None:
        printed = (profile.series.get(lines[at]) for at in (*head.zone, *above))
        page.series = next((one.name for one in printed if one), None)
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
    lines: list[str], head: Headline, end: int, profile: Profile
) -> tuple[list[str], int | None, list[int]]:
    """Categories of lists beside the title and right behind the text; menus of all of them stand farther off."""
    count, limit = 0, end
    while limit < len(lines) and count <= _LIST_BEHIND and not profile.ends_article(lines[limit]):
        count += bool(lines[limit])
        limit += 1
    found = find_named(lines[:limit], head.title, lines, head.body, end, profile)
    if found[0]:
        return found
    behind = range(max(head.body, end - _UNNAMED_BEHIND), min(len(lines), end + _UNNAMED_BEHIND))
    for at in (*head.zone, *behind):  # a list without a label, or with another one, has nothing but known names
        line = _LABEL.sub("", lines[at])
        listed = split_list(line, profile) if " / " in line else _BETWEEN_NAMES.split(line)
        if len(listed) > 1 and all(name in profile.known_categories for name in listed):
            return listed, at, [at]
    return found


def _read_date(page: Page, lines: list[str], head: Headline, above: list[int], end: int) -> None:
    found: dict[tuple[date, str], int] = {}
    for at in head.zone:
        if not _DATED.match(lines[at]) and (day := find_date(lines[at])):
            found.setdefault(day[:2], at)
    rule = "beside the heading"
    if not found:
        dates = [(at, read) for at in above if (read := read_date(lines[at]))]
        if len(dates) == 1 and dates[0][0] in above[-2:]:
            found[dates[0][1]] = dates[0][0]
    if not found:
        behind = [at for at in range(head.body, min(len(lines), end + 6)) if lines[at]]
        for at in behind[-6:]:
            if re.match(r"(?:Published|Posted|Date)\b", lines[at]) and (day := find_date(lines[at])):
                found.setdefault(day[:2], at)
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
    found: list[tuple[int, str, list[Author]]] = []
    pending = False
    for at in where:
        line = lines[at].removeprefix(BULLET)
        for part in _BETWEEN.split(line):
            rest = without_date(part)
            if not rest or is_button(rest) or is_box(rest) or rest in profile.known_categories:
                continue
            if MARKED.fullmatch(rest):
                pending = True
                continue
            mark = MARKED.match(rest)
            bare = strip_by(rest[mark.end() :] if mark else rest).strip(" *|,")
            people = authors_of(bare) if bare else None
            if not people or profile.is_called(bare) or bare in profile.menu_labels or bare in profile.units:
                pending = False
                continue
            told = [all(folded(word) in capitals for word in one.name.split()) for one in people]
            hinted = any(folded(word) in about for one in people for word in one.name.split() if len(word) > _INITIAL)
            whole = all(" " in one.name for one in people) and not _NOBODY.search(bare)
            if about and not hinted:
                if beside and (mark or pending):
                    page.doubt("byline_not_understood", rest[:200])
                pending = False
                continue
            if not (whole and (all(told) or (beside and (mark or pending)))):
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
    left = [at for at in head.zone if not (is_button(lines[at]) or is_box(lines[at]) or find_date(lines[at]))]
    if len(left) != 1 or not head.dated:
        return
    line = lines[left[0]].removeprefix(BULLET)
    people = authors_of(line)
    known = line in profile.known_categories or line in profile.menu_labels or profile.is_called(line)
    if not people or known or POST.search(line) or PLACE_OF_WORK.search(line) or _NOBODY.search(line):
        return
    if any(" " not in one.name or is_country(one.name) for one in people):
        return
    page.authors, page.byline = people, line
    page.sources["byline"] = Source("beside the heading", left[0] + 1, left[0] + 1)
    page.doubt("author_not_introduced", line[:200])
