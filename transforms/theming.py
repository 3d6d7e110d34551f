"""Whose page in HTML this may be, and whether it is to be read by its theme."""

import re

from transforms.additions import says_where_published
from transforms.address import read_address
from transforms.dates import find_date
from transforms.finish import finish
from transforms.frames import is_box
from transforms.markup import Markup
from transforms.outline import Outline, read_outline
from transforms.page import Page
from transforms.profile import Profile
from transforms.recognise import other_kind, path_rule
from transforms.themed import find_title, read_themed

_LONGEST_DATELINE = 80
_POSTED = re.compile(r"\b\d+ (?:comments?|views?|min(?:ute)?s?)\b|^(?:posted|published)\b", re.IGNORECASE)


def read_themed_page(
    markup: Markup, text: str, url: str | None, profiles: tuple[Profile, ...]
) -> tuple[Page | None, str]:
    """Reads an article by what its HTML tells.

    Returns:
        The page, None where HTML does not tell enough; and the text to be read then: of another site's page without
        what is no part of its article.
    """
    address = read_address(url) if url else None
    own = next((one for one in profiles if address and one.is_own(address.host)), None)
    if markup.tree is None:
        return None, text
    outline = None
    raw = [line.strip() for line in text.split("\n")]
    for profile in (own,) if own else () if address else profiles:
        rule = path_rule(address, profile) if own else None
        if rule and rule.page_kind != "publication":
            continue
        if other_kind([line for line in raw if line], rule, profile):
            continue
        outline = outline or read_outline(markup.tree, text)
        page = read_themed(outline, raw, markup, profile, own=own is not None, sure=rule is not None)
        if page:
            return finish(page, address, rule, profile), text
    if own or not (address or any(map(says_where_published, raw))):
        return None, text
    outline = outline or read_outline(markup.tree, text)
    return None, _copy(outline, markup, profiles) if any(outline.lines) else text


def _copy(outline: Outline, markup: Markup, profiles: tuple[Profile, ...]) -> str:
    """What another site's page shows of an article: from its title to where it says who published it first."""
    lines = [_alone(line) for line in outline.lines]
    title = next((at for one in profiles if (at := find_title(outline, markup, one)) is not None), None)
    if title is not None:
        markup.heading = lines[title]
        lines[:title] = [""] * title
    last = next((at for at, line in enumerate(lines) if 2 * at > len(lines) and says_where_published(line)), len(lines))
    lines[last + 1 :] = [""] * (len(lines) - last - 1)
    return "\n".join("" if is_box(line) else line for line in lines)


def _alone(line: str) -> str:
    """The date of a line that gives beside it who posted it and how many commented."""
    found = find_date(line) if len(line) <= _LONGEST_DATELINE else None
    return line[found[2] : found[3]] if found and _POSTED.search(line) else line
