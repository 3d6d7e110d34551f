"""The quick way for pages laid out as most are: anchors are found in the whole text, and only the article is touched.

It never decides anything that the general way would decide otherwise: where an anchor is missing or anything looks
unusual, it gives None, and the general way (`recognise`) is taken. A test holds the two to the same result. It works on
bytes, as records hold them: what need not be looked at is never decoded.
"""

from typing import NamedTuple

from transforms.breadcrumbed import (
    HEADER_CHARACTERS,
    MAIN_CONTENT,
    WHOLE,
    read_plain_header,
    set_breadcrumb_title,
)
from transforms.category_lists import take_categories
from transforms.dates import read_date
from transforms.page import Page, Source
from transforms.passages import Body
from transforms.profile import PathRule, Profile

_CRUMBS_WITHIN = 200
_BETWEEN = 12
"""More lines than these between the two printings of a body are something else."""
_MOST_LISTS = 2
_LEAD = 200


class Draft(NamedTuple):
    """A page read but for its body.

    Attributes:
        page: The page, without sections.
        body: Its body.
        part: The part of the text that it was read from: if that is not clean, the page does not count.
        ends_with_body: Whether nothing but the body's end can tell whether the page is complete.
        rule: What its address says of it.
    """

    page: Page
    body: Body
    part: bytes
    ends_with_body: bool
    rule: PathRule | None


def read_plain(data: bytes, rule: PathRule | None, profile: Profile) -> Draft | None:
    """Reads a whole page or one of main content only; None where it is not laid out as most are.

    Args:
        data: The page as dumped (UTF-8); white space may still be uneven.
        rule: What the address says of the page.
        profile: Its publisher.
    """
    if rule is not None and rule.page_kind != "publication":
        return None
    if b"\r" in data:
        return None
    root = profile.root.encode()
    at = data.find(b"\xe2\x80\xa2 " + root + b"\n")
    indent = data[data.rfind(b"\n", 0, at) + 1 : at] if at >= 0 else b""
    for section, shelf in profile.publication_crumbs:
        if at >= 0:
            crumbs = _crumbs(indent + "• ".encode(), profile.root, section, shelf)[len(indent) :]
            if not indent.strip(b" ") and data.startswith(crumbs, at):
                return _whole(data, at, at + len(crumbs), indent, rule, profile)
            continue
        crumbs = _crumbs(b"- ", profile.root, section, shelf)
        if (found := data.find(crumbs, 0, _CRUMBS_WITHIN)) >= 0:
            return _main_content(data, found, found + len(crumbs), rule, profile)
    return None


def _crumbs(mark: bytes, *labels: str) -> bytes:
    return b"".join(mark + label.encode() + b"\n" for label in labels) + mark


def _whole(
    data: bytes, start: int, title_at: int, indent: bytes, rule: PathRule | None, profile: Profile
) -> Draft | None:
    margin = b"\n" + indent
    title_end = data.find(b"\n", title_at)
    menu_end = data.find(b"\n\n", title_end)
    if title_end < 0 or menu_end < 0:
        return None
    link = next(
        (at for word in profile.download if (at := data.find(margin + word.encode() + b"\n", menu_end)) >= 0), -1
    )
    if link < 0 or link - menu_end > HEADER_CHARACTERS:
        return None
    if data.count(b"\n", title_end, menu_end) != data.count(margin + "• ".encode(), title_end, menu_end):
        return None
    begin = data.find(b"\n", link + 1) + 1
    where = _category_lines(data, begin - 1, margin, profile)
    if not where:
        return None
    end = where[0]
    nested = data.startswith(tuple(label.encode() for label in profile.nested_start))
    if not nested and not data[:1].isalnum():
        return None
    page = Page("publication", WHOLE[nested], "publication", publisher=profile.name)
    line = data.count(b"\n", 0, menu_end) + 1
    header = data[menu_end:link].replace(margin, b"\n").decode()
    if not profile.footer.isdisjoint(header.split("\n")):
        return None
    if not read_plain_header(page, header, line, data[title_at:title_end].decode(), profile):
        return None
    first = line + data.count(b"\n", menu_end, begin)
    lists = _take_categories(page, data, where, margin, first + data.count(b"\n", begin, end + 1), profile)
    if lists is None or not _is_second_copy(data, begin, where, profile):
        return None
    body = Body(data[begin:end], len(indent), first, True, profile)
    return Draft(page, body, data[start:end] + lists, False, rule)


def _main_content(data: bytes, crumbs_at: int, title_at: int, rule: PathRule | None, profile: Profile) -> Draft | None:
    found = read_date(data[:crumbs_at].decode().rstrip("\n"))
    title_end = data.find(b"\n", title_at)
    if found is None or title_end < 0:
        return None
    page = Page("publication", MAIN_CONTENT, "publication", publisher=profile.name)
    line = data.count(b"\n", 0, title_at) + 1
    set_breadcrumb_title(page, data[title_at:title_end].decode(), line, profile)
    page.published_on, page.precision = found
    page.sources["published_on"] = Source("first line", 1, 1)
    where = _category_lines(data, title_end, b"\n", profile)
    if where is None or len(where) > 1:
        return None
    end, lists = len(data), b""
    if where:
        end = where[0]
        taken = _take_categories(page, data, where, b"\n", line + 1 + data.count(b"\n", title_end, end), profile)
        if taken is None:
            return None
        lists = taken
    body = Body(data[title_end + 1 : end], 0, line + 1, False, profile)
    return Draft(page, body, data[:end] + lists, not where, rule)


def _category_lines(data: bytes, at: int, margin: bytes, profile: Profile) -> list[int] | None:
    """Where lines with lists of categories begin, with the end of the line before; None where one looks unusual.

    More than a body and its second printing have are unusual. Of what stands before a label on its line no more is
    looked at than a margin may have: a line of nothing but labels would else be gone through once for each of them.
    """
    label = profile.categories.encode()
    word = label.rstrip(b":")
    found: list[int] = []
    while (at := data.find(word, at)) >= 0:
        first = max(0, at - _LEAD)
        before = data.rfind(b"\n", first, at)
        if before < 0 and first == 0:
            return None
        lead = data[max(before, first) : at]
        if before >= 0 and lead == margin and data.startswith(label + b" ", at):
            if len(found) == _MOST_LISTS:
                return None
            found.append(before)
        elif lead.lower() == lead.upper():  # no word of a sentence stands before it
            return None
        at += len(word)
    return found


def _take_categories(
    page: Page, data: bytes, where: list[int], margin: bytes, line: int, profile: Profile
) -> bytes | None:
    """Takes the lists of categories and gives their text; None where one of them is not plainly one.

    Args:
        page: Takes them.
        data: The page as dumped.
        where: What `_category_lines` found.
        margin: What their lines begin with.
        line: Number of the first of them.
        profile: The publisher.
    """
    begin = len(margin) + len(profile.categories.encode()) + 1
    ends = [data.find(b"\n", at + begin) for at in where]
    lists = [data[at + begin : end if end >= 0 else len(data)] for at, end in zip(where, ends, strict=True)]
    if any(text.rstrip().endswith(b"/") for text in lists):  # it goes on in the next line
        return None
    lines = [line + data.count(b"\n", where[0], at) for at in where]
    return b"".join(lists) if take_categories(page, [text.decode() for text in lists], lines, profile) else None


def _is_second_copy(data: bytes, begin: int, where: list[int], profile: Profile) -> bool:
    """Whether nothing but the same body, printed again, and no footer, stands between two lists of categories."""
    if len(where) == 1:
        return True
    first, second = where[0], where[-1]
    body = data[begin:first].strip(b"\n")
    again = second - (0 if data[second - 1 : second] != b"\n" else 1) - len(body)
    if again < first or not data.startswith(body, again):
        return False
    between = data[first:again].decode().split("\n")
    return len(between) < _BETWEEN and profile.footer.isdisjoint(line.strip() for line in between)
