"""Articles of the publisher's own site on pages of shapes not known: told by what heads them, whatever stands before.

Pages of the years before there was a breadcrumb, and of themes to come, have menus of their own. What heads an article
has stayed: its code and title with a date, or its number with the date it is `dated`, and then the label of a section.
"""

from dataclasses import dataclass

from transforms.address import Address
from transforms.breadcrumbed import Breadcrumb, end_of_first_copy, read_breadcrumbed
from transforms.dates import read_date
from transforms.freestanding import read_freestanding
from transforms.page import Page, Source
from transforms.profile import Profile
from transforms.sections import is_label

_HEADER = 12
"""Lines that stand between what heads an article and its first label."""
_MOST_TRIED = 50


@dataclass(slots=True)
class _Found:
    """What heads an article, and its first label: indices of their lines."""

    at: int
    label: int
    numbered: bool


def read_headed(lines: list[str], address: Address | None, profile: Profile, *, own: bool) -> Page | None:
    """Reads an article by its heading.

    Args:
        lines: All lines of the page, stripped.
        address: Its address, where known.
        profile: The publisher.
        own: Whether the address is the publisher's own; a page without one must be signed in its footer.

    Returns:
        The page; None where nothing heads an article, or nothing shows that the page is the publisher's.
    """
    found = _find(lines, profile)
    if found is None or not (own or _is_signed(lines, found.label, profile)):
        return None
    if not found.numbered:
        title = profile.split_heading(lines[found.at])[2]
        crumb = Breadcrumb("• ", found.at, found.at, "publication", None, title)
        return read_breadcrumbed(lines, 1, crumb, None, profile, nested=False, footed=False)
    return _numbered(lines, found, address, profile)


def _find(lines: list[str], profile: Profile) -> _Found | None:
    tried = 0
    found = None
    for at, line in enumerate(lines):
        number = profile.number.match(line) if profile.number else None
        dated = number is not None and number["date"] is not None and read_date(number["date"]) is not None
        if not dated and not (" | " in line and profile.split_heading(line)[0]):
            continue
        tried += 1
        shown = [index for index in range(at + 1, min(len(lines), at + 4 * _HEADER)) if lines[index]][:_HEADER]
        label = next((index for index in shown if is_label(lines[index], profile.labels)), None)
        header = [lines[index] for index in shown if label is not None and index < label]
        if label is not None and (dated or any(read_date(one) for one in header)):
            if found and lines[found.at] != line:  # a list that tells of several
                return None
            found = found or _Found(at, label, dated)
        if tried == _MOST_TRIED:
            break
    return found


def _is_signed(lines: list[str], start: int, profile: Profile) -> bool:
    return any(line.startswith(profile.footer_prefixes) and profile.is_named(line) for line in lines[start:])


def _numbered(lines: list[str], found: _Found, address: Address | None, profile: Profile) -> Page | None:
    """Reads an article that its number heads, as in editions by e-mail; the line before may name its series."""
    end = next((at for at in range(found.label, len(lines)) if profile.ends_article(lines[at])), len(lines))
    stop = end_of_first_copy(lines, found.label, end)
    page = read_freestanding([*[""] * found.at, *lines[found.at : stop]], address, profile, None, own=True)
    if page is None:
        return None
    page.rendering = "bare"
    page.is_complete = page.is_complete or stop < len(lines)
    before = next((at for at in reversed(range(found.at)) if lines[at]), None)
    series = profile.series.get(lines[before]) if before is not None else None
    if series and before is not None:
        page.series = series.name
        page.sources["series"] = Source("above the number", before + 1, before + 1)
    return page
