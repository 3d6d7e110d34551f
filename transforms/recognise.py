"""A page is recognised before it is read: which publisher's, which rendering, which kind."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from transforms.address import Address, read_address
from transforms.breadcrumbed import find_breadcrumb, read_breadcrumbed
from transforms.finish import finish
from transforms.freestanding import read_freestanding
from transforms.headed import read_headed
from transforms.page import Page, not_article, rejected
from transforms.passages import Passage, read_passages
from transforms.plain import Draft, read_plain
from transforms.profile import PathRule, Profile
from transforms.sections import ends_openly
from transforms.unframed import is_event, is_of_menu, read_unframed

P = ParamSpec("P")
R = TypeVar("R")

_SHORTEST_SENTENCE = 75
"""Menus have long lines too, of labels run together; a longer line than this that ends like a sentence is text."""

_LEAST_ITEMS = 3
_NEWSLETTER_HEAD = 60
"""Lines."""


def read_page(text: str, url: str | None, profiles: tuple[Profile, ...]) -> Page:
    """Reads one page the general way.

    Args:
        text: The page's text, clean.
        url: Its address, None where not known.
        profiles: All publishers.
    """
    address = read_address(url) if url else None
    own = next((one for one in profiles if address and one.is_own(address.host)), None)
    for profile in (own,) if own else profiles:
        rule = path_rule(address, profile) if own else None
        if own or address is None:
            page = _by_breadcrumb(text, profile, rule)
            if page:
                return finish(page, address, rule, profile)
    lines = [line.strip() for line in text.split("\n")]
    likely: tuple[Page, PathRule | None, Profile] | None = None
    for profile in (own,) if own else profiles:
        rule = path_rule(address, profile) if own else None
        page = _without_window(lines, address, profile, rule, own=own is not None)
        if page and (page.publisher or len(profiles) == 1):
            return finish(page, address, rule, profile)
        if page and (likely is None or (likely[0].reason and not page.reason)):
            likely = page, rule, profile  # the next publisher may be the one that it names
    if likely:
        page, rule, profile = likely
        return finish(page, address, rule, profile)
    if address:
        return not_article("other_site", None)
    return rejected("unrecognised", "no publisher's page has this shape")


def read_plain_pages(
    pages: list[tuple[bytes, str | None] | None], profiles: tuple[Profile, ...]
) -> list[tuple[Page, bytes] | None]:
    """Reads pages the quick way.

    Args:
        pages: The text of each, as dumped (UTF-8), and its address, None where not known. None of pages not to be read.
        profiles: All publishers.

    Returns:
        Of each the page, and the part of the text it was read from: if that is not clean, the page does not count.
        None where it is not laid out as most are.
    """
    read: list[tuple[Page, bytes] | None] = [None] * len(pages)
    drafts: list[tuple[int, str | None, Draft]] = []
    for at, page in enumerate(pages):
        if page and (draft := _attempt(_draft, *page, profiles)):
            drafts.append((at, page[1], draft))
    sections = _attempt(read_passages, [draft.body for _, _, draft in drafts]) or [None] * len(drafts)
    for (at, url, draft), passages in zip(drafts, sections, strict=True):
        if passages:
            read[at] = _attempt(_finished, draft, passages, url)
    return read


def _attempt(step: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R | None:
    try:
        return step(*args, **kwargs)
    except Exception:  # the general way tells what is wrong with the page
        return None


def _draft(data: bytes, url: str | None, profiles: tuple[Profile, ...]) -> Draft | None:
    address = read_address(url) if url else None
    for profile in profiles:
        if address and not profile.is_own(address.host):
            continue
        rule = path_rule(address, profile) if address else None
        if draft := read_plain(data, rule, profile):
            return draft
    return None


def _finished(draft: Draft, passages: list[Passage], url: str | None) -> tuple[Page, bytes]:
    page = draft.page
    page.sections[:] = passages
    page.is_complete = not (draft.ends_with_body and ends_openly(page.sections))
    return finish(page, read_address(url) if url else None, draft.rule, draft.body.profile), draft.part


def path_rule(address: Address | None, profile: Profile) -> PathRule | None:
    """What the path of an address on the publisher's own site says of its page."""
    path = address.path if address else ""
    return next((rule for rule in profile.paths if rule.pattern.search(path)), None)


def _by_breadcrumb(text: str, profile: Profile, rule: PathRule | None) -> Page | None:
    """Reads a page whose breadcrumb is found at once, touching only what stands between it and the footer."""
    for mark in ("• ", "- "):
        needle, at = f"{mark}{profile.root}\n", -1
        while (at := text.find(needle, at + 1)) >= 0:
            line_start = text.rfind("\n", 0, at) + 1
            if text[line_start:at].strip():
                continue
            after = text[at + len(needle) : at + len(needle) + 80].lstrip(" ")
            if not after.startswith(mark) or after[len(mark) :].split("\n", 1)[0].strip() not in profile.crumb_sections:
                continue
            start = line_start if mark == "• " else 0
            ends = [found for line in profile.footer if (found := _find_line(text, line, at)) >= 0]
            end = min(ends, default=len(text))
            lines = [line.strip() for line in text[start:end].split("\n")]
            crumb = find_breadcrumb(lines, profile)
            if crumb is None:
                continue
            if rule is None and _is_newsletter(lines[crumb.end :], profile):
                return not_article("newsletter", None, profile.name)
            return read_breadcrumbed(
                lines,
                text.count("\n", 0, start) + 1,
                crumb,
                rule.page_kind if rule else None,
                profile,
                nested=text.lstrip()[:20].startswith(profile.nested_start),
                footed=bool(ends),
            )
    return None


def _find_line(text: str, line: str, start: int) -> int:
    """Where a line stands that says just this, -1 where none does."""
    at = start
    while (at := text.find(line, at + 1)) >= 0:
        after = text[at + len(line) : at + len(line) + 1]
        if after in ("\n", "") and text[text.rfind("\n", 0, at) + 1 : at].strip() == "":
            return at
    return -1


def _without_window(
    lines: list[str], address: Address | None, profile: Profile, rule: PathRule | None, *, own: bool
) -> Page | None:
    crumb = find_breadcrumb(lines, profile) if own or address is None else None
    if crumb:
        said = rule.page_kind if rule else None
        if crumb.page_kind == "list" and said == "publication":  # a series' name may stand between crumbs and title
            page = read_unframed(lines, address, profile, rule, own=own)
            if page:
                return page
        return read_breadcrumbed(lines, 1, crumb, said, profile, nested=False, footed=False)
    shown = [line for line in lines if line]
    if (own or address is None) and other_kind(shown, rule, profile) is None:
        page = read_unframed(lines, address, profile, rule, own=own)
        if page:
            return page
    if own or address is None:
        other = rule is not None and rule.page_kind not in ("publication", "list")  # old articles lie among lists
        if not other and (page := read_headed(lines, address, profile, own=own)):
            return page
        if kind := other_kind(shown, rule, profile):
            return not_article(kind, None, profile.name)
        if page := _menus(shown, profile, rule, own=own):
            return page
    sister = address is not None and address.host in profile.sister_hosts
    if sister and _is_list(shown, profile):
        return not_article("list", "list", profile.name)
    if address and address.host in profile.aggregator_hosts:
        return None
    site = profile.copy_site(address.host) if address else None
    page = read_freestanding(lines, address, profile, site, own=own)
    if page and address is None and is_event(page, lines, profile):
        return not_article("event", None, profile.name)
    if page and page.reason is None and (own or address is None) and is_of_menu(page, lines, profile, own=own):
        page.title, page.reason, page.detail = None, "unrecognised", "no line is plainly its title"
        page.sources.pop("title", None)
    if page or not (own or sister):
        return page
    return not_article(rule.page_kind if rule and rule.page_kind != "publication" else "other", None, profile.name)


def other_kind(shown: list[str], rule: PathRule | None, profile: Profile) -> str | None:
    """What kind of page it is where it is plainly no publication.

    Args:
        shown: Its lines that are not blank.
        rule: What its address says.
        profile: Its publisher.
    """
    if rule and rule.page_kind != "publication":
        return rule.page_kind
    if _is_newsletter(shown, profile):
        return "newsletter"
    if _is_list(shown, profile):
        return "list"
    if shown and shown[0] in profile.old_start and any(line.startswith(profile.old_crumb) for line in shown[1:2]):
        return "other"
    return None


def _is_newsletter(lines: list[str], profile: Profile) -> bool:
    return sum(line in profile.newsletter_marks for line in [line for line in lines if line][:_NEWSLETTER_HEAD]) >= 2


def _is_list(shown: list[str], profile: Profile) -> bool:
    return sum(profile.list_item.search(line) is not None for line in shown) >= _LEAST_ITEMS


def _menus(shown: list[str], profile: Profile, rule: PathRule | None, *, own: bool) -> Page | None:
    """A page, or the beginning of one, that shows nothing but menus."""
    if not shown:
        return None
    starts = (*profile.flat_start, *profile.nested_start, *profile.old_start)
    labels = sum(line.removeprefix("• ").strip() in profile.menu_labels for line in shown[:80])
    if not (shown[0] in starts or labels >= 3) or not (labels >= 2 or len(shown) <= 6):
        return None
    rendering = "whole_nested" if shown[0] in profile.nested_start else "whole_flat"
    footed = any(line.startswith(profile.footer_prefixes) or line == profile.footer_start for line in shown)
    if footed or (own and rule is None):
        text = any(
            len(line) > _SHORTEST_SENTENCE
            and line.endswith((".", "?", "!", ".”"))
            and not line.startswith(profile.footer_prefixes)
            for line in shown
        )
        return not_article("other" if text else "menu", rendering, profile.name)
    return rejected("truncated", "ends inside the menus", rendering, profile.name)
