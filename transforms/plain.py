"""The quick way for pages laid out as most are: anchors are found in the whole text, and only the article is touched.

It never decides anything that the general way would decide otherwise: where an anchor is missing or anything looks
unusual, it gives None, and the general way (`recognise`) is taken. A test holds the two to the same result.
"""

from transforms.breadcrumbed import (
    HEADER_CHARACTERS,
    MAIN_CONTENT,
    WHOLE,
    read_plain_header,
    set_breadcrumb_title,
    take_categories,
)
from transforms.dates import read_date
from transforms.page import Page, Source
from transforms.profile import PathRule, Profile
from transforms.sections import ends_openly, read_plain_sections


def read_plain(text: str, rule: PathRule | None, profile: Profile) -> tuple[Page, str] | None:
    """Reads a whole page or one of main content only; None where it is not laid out as most are.

    Args:
        text: The page as dumped; white space may still be uneven.
        rule: What the address says of the page.
        profile: Its publisher.

    Returns:
        The page, and the part of the text it was read from: if that is not clean, the page does not count.
    """
    if rule is not None and rule.page_kind != "publication":
        return None
    for section, shelf in profile.publication_crumbs:
        if (at := text.find(f"• {profile.root}\n")) >= 0:
            indent = text[text.rfind("\n", 0, at) + 1 : at]
            crumbs = f"• {profile.root}\n{indent}• {section}\n{indent}• {shelf}\n{indent}• "
            if indent.strip() or not text.startswith(crumbs, at):
                continue
            return _whole(text, at, at + len(crumbs), indent, profile)
        crumbs = f"- {profile.root}\n- {section}\n- {shelf}\n- "
        if (at := text.find(crumbs, 0, 200)) >= 0:
            return _main_content(text, at, at + len(crumbs), profile)
    return None


def _whole(text: str, start: int, title_at: int, indent: str, profile: Profile) -> tuple[Page, str] | None:
    bullet = f"\n{indent}• "
    title_end = text.find("\n", title_at)
    menu_end = text.find("\n\n", title_end)
    menu = text[title_end:menu_end]
    link = next((found for word in profile.download if (found := text.find(f"\n{indent}{word}\n", menu_end)) >= 0), -1)
    if (
        title_end < 0
        or menu_end < 0
        or link < 0
        or link - menu_end > HEADER_CHARACTERS
        or menu.count("\n") != menu.count(bullet)
    ):
        return None
    begin = text.find("\n", link + 1) + 1
    mark = f"\n{indent}{profile.categories} "
    end = text.find(mark, begin)
    if end < 0:
        return None
    page = Page("publication", WHOLE[text.startswith(profile.nested_start)], "publication", publisher=profile.name)
    line = text.count("\n", 0, menu_end) + 1
    header = text[menu_end:link].replace("\n" + indent, "\n")
    if not read_plain_header(page, header, line, text[title_at:title_end], profile):
        return None
    first = line + text.count("\n", menu_end, begin)
    lists = _categories(page, text, end, mark, first + text.count("\n", begin, end + 1), profile)
    if lists is None:
        return None
    sections = read_plain_sections(
        "\n" + text[begin:end], indent, "\n\n", first - 1, profile.labels, profile.ends_article
    )
    if sections is None or _begins_again(text, begin, end):
        return None
    page.sections = sections
    return page, text[start:end].replace("\n" + indent, "\n") + lists


def _main_content(text: str, crumbs_at: int, title_at: int, profile: Profile) -> tuple[Page, str] | None:
    dated = text[:crumbs_at].rstrip("\n")
    found = read_date(dated)
    title_end = text.find("\n", title_at)
    if found is None or title_end < 0:
        return None
    page = Page("publication", MAIN_CONTENT, "publication", publisher=profile.name)
    line = text.count("\n", 0, title_at) + 1
    set_breadcrumb_title(page, text[title_at:title_end], line, profile)
    page.published_on, page.precision = found
    page.sources["published_on"] = Source("first line", 1, 1)
    mark = f"\n{profile.categories} "
    end = text.find(mark, title_end)
    lists: str | None = ""
    if end >= 0:
        lists = _categories(page, text, end, mark, line + 1 + text.count("\n", title_end, end), profile)
        if lists is None:
            return None
    body = text[title_end + 1 : end if end >= 0 else len(text)]
    sections = read_plain_sections(body, "", "\n", line + 1, profile.labels, profile.ends_article)
    if sections is None or _begins_again(text, title_end + 1, end if end >= 0 else len(text)):
        return None
    page.sections = sections
    page.is_complete = end >= 0 or not ends_openly(sections)
    return page, text[: end if end >= 0 else len(text)] + lists


def _categories(page: Page, text: str, end: int, mark: str, line: int, profile: Profile) -> str | None:
    """Takes the lists of categories and gives their text; None where one of them is not plainly one."""
    lists, where = [], []
    at, counted = end, line
    while at >= 0:
        start = at + len(mark)
        stop = text.find("\n", start)
        stop = len(text) if stop < 0 else stop
        lists.append(text[start:stop])
        where.append(counted)
        after = text.find(mark, stop)
        counted += text.count("\n", at + 1, after + 1)
        at = after
    return "".join(lists) if take_categories(page, lists, where, profile) else None


def _begins_again(text: str, begin: int, end: int) -> bool:
    """Whether the body may stand twice before its end: its first long line comes again."""
    at = begin
    while at < end:
        stop = text.find("\n", at)
        stop = end if stop < 0 or stop > end else stop
        if stop - at > 60:
            return text.find(text[at:stop], stop, end) >= 0
        at = stop + 1
    return True
