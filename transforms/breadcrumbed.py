"""Pages of the publisher's own site that show a breadcrumb: whole pages, flat or nested, and main content only."""

from dataclasses import dataclass

from transforms.category_lists import is_category_line, read_category_lists
from transforms.dates import read_date
from transforms.names import authors_of, join_byline, read_names, strip_by
from transforms.page import Page, Source, not_article, rejected
from transforms.profile import Profile
from transforms.sections import ends_openly, is_label, read_sections
from transforms.sharing import drop_sharing, is_sharing, skip_beside
from transforms.text import folded, squeeze

_HEADER_LINES = 14
_CRUMBS = 3
"""Items of a breadcrumb after its root."""
HEADER_CHARACTERS = 900
"""A header is a heading, an author list, a date and a download link; more than this is none."""


WHOLE = ("whole_flat", "whole_nested")
MAIN_CONTENT = "main_content"


@dataclass(slots=True)
class Breadcrumb:
    """A breadcrumb in the lines of a page.

    Attributes:
        mark: What its items begin with: "• " on whole pages, "- " on main content.
        start: Index of its first line.
        end: Index after its last line.
        section: Page kind that its second item names.
        shelf: Page kind that its third item names, None where it has none.
        title: Text of the item that names the page, None where the page is cut before it.
    """

    mark: str
    start: int
    end: int
    section: str
    shelf: str | None
    title: str | None

    @property
    def page_kind(self) -> str:
        """What the page is, by its breadcrumb."""
        return self.shelf or self.section


def find_breadcrumb(lines: list[str], profile: Profile) -> Breadcrumb | None:
    """Finds the breadcrumb, by its root followed by a section; texts of some crawlers have lost the marks of lists."""
    for mark in ("• ", "- ", ""):
        root, at = mark + profile.root, -1
        while True:
            try:
                at = lines.index(root, at + 1)
            except ValueError:
                break
            crumb = _breadcrumb(lines, at, mark, profile)
            if crumb and (mark or crumb.shelf):
                return crumb
    return None


def _breadcrumb(lines: list[str], at: int, mark: str, profile: Profile) -> Breadcrumb | None:
    items: list[str] = []
    ends = [at + 1]
    index = at + 1
    while index < len(lines) and len(items) < _CRUMBS:
        if line := lines[index]:
            if not line.startswith(mark):
                break
            items.append(line[len(mark) :])
            ends.append(index + 1)
        index += 1
    section = profile.crumb_sections.get(items[0]) if items else None
    if section is None:
        return None
    third, title = (*items[1:], None, None)[:2]
    shelf = profile.shelves.get(third or "")
    if third is None or shelf is None:
        listed = "list" if third in profile.series else None
        return Breadcrumb(mark, at, ends[min(2, len(items))], section, listed, third)
    if title in profile.series:  # the shelf itself: what follows its name is the side menu
        shelf = "list"
    return Breadcrumb(mark, at, ends[-1], section, shelf, title)


def read_breadcrumbed(
    lines: list[str], offset: int, crumb: Breadcrumb, kind: str | None, profile: Profile, *, nested: bool, footed: bool
) -> Page:
    """Reads a page with a breadcrumb.

    Args:
        lines: Lines of the page from before its breadcrumb on, stripped.
        offset: Number of the first of them in the record's text, from 1.
        crumb: Its breadcrumb.
        kind: What the address says of the page, None where it says nothing.
        profile: Its publisher.
        nested: Whether its menus are nested bullets.
        footed: Whether a footer followed the lines.
    """
    whole = crumb.mark == "• " or (not crumb.mark and _is_headed(lines, crumb, profile))
    rendering = WHOLE[nested] if whole or nested else MAIN_CONTENT
    kind = crumb.page_kind if kind in (None, "publication") or crumb.page_kind != "publication" else kind
    if kind != "publication":
        return not_article(kind, rendering, profile.name)
    if crumb.title is None:
        return rejected("truncated", "ends inside the menus", rendering, profile.name)
    page = Page("publication", rendering, "publication", publisher=profile.name)
    at = _skip_side_menu(lines, crumb, profile) if whole else crumb.end
    end = _end(lines, at, profile)
    seen_end = footed or end < len(lines)
    if whole:
        body = _read_header(page, lines, at, end, offset, crumb.title, profile)
        if body is None:
            if seen_end:
                return not_article("menu", rendering, profile.name)
            return rejected("truncated", "ends inside the menus", rendering, profile.name)
    else:
        set_breadcrumb_title(page, crumb.title, crumb.end - 1 + offset, profile)
        _read_leading_date(page, lines, crumb.start, offset)
        body = at
    body = skip_beside(lines, body, end)
    read_category_lists(page, lines, body, offset, profile)
    stop = end_of_first_copy(lines, body, end)
    if lines[stop:end] and not _same_text(lines, body, stop, end):
        page.doubt("body_copies_differ", f"lines {body + offset} and {stop + offset}")
    # main content ends with the text or with tags: an article that tells its author or categories was seen whole
    last = drop_sharing(lines, body, stop)
    page.sections = read_sections(lines[body:last], body + offset, profile.labels)
    page.is_complete = seen_end or (not whole and not ends_openly(page.sections))
    return page


def _skip_side_menu(lines: list[str], crumb: Breadcrumb, profile: Profile) -> int:
    """Index after the menu of series that follows a breadcrumb."""
    at = end = crumb.end
    while at < len(lines) and (not lines[at] or _is_menu_item(lines[at], crumb.mark, profile)):
        at += 1
        if lines[at - 1]:
            end = at
    return end


def _is_menu_item(line: str, mark: str, profile: Profile) -> bool:
    return line.startswith(mark) if mark else line in profile.series


def _is_headed(lines: list[str], crumb: Breadcrumb, profile: Profile) -> bool:
    """Whether a heading follows the breadcrumb, as on whole pages."""
    at = _skip_side_menu(lines, crumb, profile)
    heading = next((lines[index] for index in range(at, len(lines)) if lines[index]), "")
    return folded(profile.split_heading(heading)[2]) == folded(profile.split_heading(crumb.title or "")[2])


def _end(lines: list[str], start: int, profile: Profile) -> int:
    """Index after the last line that is the article's: its end is the categories, a comment box or the footer."""
    last = None
    for at in range(start, len(lines)):
        line = lines[at]
        if line.startswith(profile.categories) or line == profile.category_label:
            last = at if last is None else last
            if is_category_line(lines, at, profile):
                return at
        elif profile.ends_article(line):
            return at
    return len(lines)


def read_plain_header(page: Page, header: str, line: int, crumb_title: str, profile: Profile) -> bool:
    """Reads a header of one block with heading and authors and one with the date; False where it is another.

    Args:
        page: Takes the fields.
        header: What stands between side menu and download link, without indent.
        line: Number of its first line in the record's text.
        crumb_title: The breadcrumb's title, which the heading must have.
        profile: The publisher.
    """
    bare = header.strip("\n")
    heading_line = line + len(header) - len(header.lstrip("\n"))
    blocks = bare.split("\n\n")
    if len(blocks) != 2 or "  " in bare or "\n " in bare or " \n" in bare:
        return False
    heading, *names = blocks[0].split("\n")
    found = read_date(blocks[1], year_only=True)
    _set_title(page, heading, heading_line, "heading", profile)
    if found is None or page.title != crumb_title:
        return False
    if names:
        byline = strip_by(join_byline(names))
        authors = authors_of(byline)
        if authors is None:
            return False
        page.byline, page.authors = byline, authors
        page.sources["byline"] = Source("under the heading", heading_line + 1, heading_line + len(names))
    page.published_on, page.precision = found
    dated = heading_line + len(names) + 2
    page.sources["published_on"] = Source("under the heading", dated, dated)
    return True


def set_breadcrumb_title(page: Page, title: str, line: int, profile: Profile) -> None:
    """Takes the title, and what code it has, from the breadcrumb."""
    _set_title(page, title, line, "breadcrumb", profile)


def end_of_first_copy(lines: list[str], body: int, end: int) -> int:
    """Index where the body begins again, `end` where it does not: pages without a list between may print it twice."""
    first = next((at for at in range(body, end) if lines[at]), end)
    if first == end:
        return end
    opening = [line for line in lines[first:end] if line][:2]
    at = first
    while True:
        try:
            at = lines.index(lines[first], at + 1, end)
        except ValueError:
            return end
        again = [line for line in lines[at : min(end, at + 6)] if line][:2]
        if len(opening[0]) + (len(opening[1]) if len(opening) > 1 else 0) >= 40 and again == opening[: len(again)]:
            return at


def _same_text(lines: list[str], body: int, stop: int, end: int) -> bool:
    one = [line for line in lines[body:stop] if line]
    other = [line for line in lines[stop:end] if line]
    return one[: len(other)] == other


def _read_leading_date(page: Page, lines: list[str], stop: int, offset: int) -> None:
    for at in reversed(range(stop)):
        if found := read_date(lines[at], year_only=True):
            page.published_on, page.precision = found
            page.sources["published_on"] = Source("first line", at + offset, at + offset)
            return


def _read_header(
    page: Page, lines: list[str], at: int, end: int, offset: int, crumb_title: str, profile: Profile
) -> int | None:
    """Reads heading, authors and date; gives the index where the body begins, None where there is no heading."""
    shown: list[int] = []
    body, linked = end, False
    for index in range(at, end):
        line = lines[index]
        if not line or is_sharing(line):
            continue
        if linked := line.casefold() in profile.download:
            body = index + 1
            break
        if is_label(line, profile.labels) or len(shown) >= _HEADER_LINES:
            body = index
            break
        shown.append(index)
    if not shown:
        return None
    above = _read_date_above(page, lines, shown, offset)
    if above:
        shown = shown[1:]
    heading_end = _heading_end(lines, shown, crumb_title, profile)
    dated = next(
        (n for n, index in enumerate(shown) if n >= heading_end and read_date(lines[index], year_only=True)), None
    )
    if not linked and dated is not None:  # what follows the date is the body already
        body = shown[dated + 1] if dated + 1 < len(shown) else body
    elif not linked:
        body = next((index for index in shown[heading_end:] if read_names(lines[index]) is None), body)
    heading = squeeze(" ".join(lines[index] for index in shown[:heading_end]))
    _set_title(page, heading, shown[0] + offset, "heading", profile, last=shown[heading_end - 1] + offset)
    if not (page.code or page.number):
        page.code, page.number, _ = profile.split_heading(crumb_title)
        if page.code or page.number:
            page.sources["code"] = Source("breadcrumb")
    if heading_end == len(shown) and body == len(lines):  # the page ends in its heading
        page.title = profile.split_heading(crumb_title)[2]
        page.sources["title"] = Source("breadcrumb")
    elif page.title and folded(page.title) != folded(profile.split_heading(crumb_title)[2]):
        page.doubt("title_differs_from_breadcrumb", crumb_title)
    if dated is not None and not above:
        found = read_date(lines[shown[dated]], year_only=True)
        if found:
            page.published_on, page.precision = found
            page.sources["published_on"] = Source("under the heading", shown[dated] + offset, shown[dated] + offset)
    names = shown[heading_end : dated if dated is not None else len(shown)]
    if not names and linked and dated is not None:
        names = shown[dated + 1 :]
    _read_byline(page, lines, [index for index in names if index < body], offset)
    return body


def _read_date_above(page: Page, lines: list[str], shown: list[int], offset: int) -> bool:
    """Takes the date where it stands above the heading; a year alone may be the title."""
    found = read_date(lines[shown[0]]) if len(shown) > 1 else None
    if found is None:
        return False
    page.published_on, page.precision = found
    page.sources["published_on"] = Source("above the heading", shown[0] + offset, shown[0] + offset)
    return True


def _heading_end(lines: list[str], shown: list[int], crumb_title: str, profile: Profile) -> int:
    """How many of the header's lines are the heading: as many as the breadcrumb's title needs."""
    wanted = folded(profile.split_heading(crumb_title)[2])
    heading = ""
    for count, index in enumerate(shown[:4], 1):
        heading = squeeze(f"{heading} {lines[index]}")
        got = folded(profile.split_heading(heading)[2])
        if got == wanted:
            return count
        if not wanted.startswith(got):
            break
    return 1


def _read_byline(page: Page, lines: list[str], where: list[int], offset: int) -> None:
    if not where:
        return
    byline = strip_by(join_byline([squeeze(lines[index]) for index in where]))
    authors = authors_of(byline)
    if authors is None:
        page.doubt("byline_not_understood", byline[:200])
        return
    page.byline, page.authors = byline, authors
    page.sources["byline"] = Source("under the heading", where[0] + offset, where[-1] + offset)


def _set_title(page: Page, text: str, line: int, rule: str, profile: Profile, *, last: int | None = None) -> None:
    page.code, page.number, page.title = profile.split_heading(squeeze(text))
    if page.code or page.number:
        page.sources["code"] = Source(rule, line, line)
    page.sources["title"] = Source(rule, line, last or line)
