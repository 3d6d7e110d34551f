"""Where the text of an article ends on a page in HTML of any theme."""

import re
from bisect import bisect_left

from transforms.additions import end_of_article
from transforms.fields import read_fields
from transforms.frames import LONGEST_LINE, closes, end_of_box, heads_box
from transforms.outline import Outline
from transforms.profile import Profile
from transforms.sections import BULLET

_LEAST_BEHIND = 2
"""Paragraphs behind a box that are still the article's."""
_CLOSING = re.compile(
    r"(?:(?:article )?printed from|url to (?:this )?article|click here to|unsubscribe|last updated on|filed under"
    r"|this entry was posted|(?:prev(?:ious)?|next)(?: article| post)?$|copyright |©|\d+ (?:comments?|thoughts?)\b"
    r"|leave a (?:reply|comment)|related (?:articles?|posts?|publications?)$|share (?:this|on)\b|printer-friendly"
    r"|comments powered by|rate your experience|the post .{1,300} appeared first on )",
    re.IGNORECASE,
)


def find_end(outline: Outline, start: int, profile: Profile) -> tuple[int, bool]:
    """Where a text ends, and whether something shows that it does.

    Args:
        outline: The page's.
        start: Index of the text's first line.
        profile: The publisher.

    Returns:
        Index after its last line, and whether something shows it.
    """
    lines = outline.lines
    for at in range(start + 1, len(lines)):
        line = lines[at].removeprefix(BULLET)
        if not line or len(line) > LONGEST_LINE:
            continue
        if profile.ends_article(line) or _CLOSING.match(line) or _is_address(line, profile):
            return at, True
    heads = sorted(at for at in outline.headings | outline.bold if at > start)
    if box := _first_box(lines, heads, profile):
        lines = lines[:box]
        heads = [at for at in heads if at < box]
    told = [at for at in heads if not _CLOSING.match(lines[at])]
    last = max(told, default=start)  # what stands before a heading is a box
    stop = end_of_article(lines[last:]) + last
    return stop, stop < len(outline.lines)


def _first_box(lines: list[str], heads: list[int], profile: Profile) -> int | None:
    """The first heading over other articles, menus and the like, behind which no text of the article's follows."""
    shown = [at for at, line in enumerate(lines) if line]
    for at in heads:
        place = bisect_left(shown, at)
        if heads_box(lines, shown, place):
            place = end_of_box(lines, shown, place)
        elif not closes(lines[at], profile) and read_fields(lines[at], profile) is None:
            continue
        if sum(len(lines[other]) > LONGEST_LINE for other in shown[place:]) < _LEAST_BEHIND:
            return at
    return None


def _is_address(line: str, profile: Profile) -> bool:
    """Whether a line is the publisher's name as it stands over an address, and no sentence."""
    return line.startswith(profile.title) and not line.endswith((".", "?", "!", "”", ":"))
