"""Buttons that ask to share or print a page: pages set them beside the text, and dumps show them as lines of it."""

import re

from transforms.headings import LONGEST_HEADING, is_caption

_LONGEST = 120
_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
_CHANNELS = frozenset(
    [
        "bluesky", "e-mail", "email", "facebook", "linkedin", "mastodon", "messenger", "pinterest", "print", "reddit",
        "share", "sharethis", "telegram", "threads", "tumblr", "tweet", "twitter", "wechat", "weibo", "whatsapp",
    ]
)  # fmt: skip
_BESIDE = frozenset(
    [
        "a", "article", "by", "click", "copy", "download", "friend", "friendly", "in", "it", "like", "line", "link",
        "more", "new", "on", "opens", "page", "pdf", "post", "printer", "save", "send", "the", "this", "to", "using",
        "version", "via", "window", "with", "x",
    ]
)  # fmt: skip
"""What else buttons say; alone these are no buttons."""


def is_sharing(line: str) -> bool:
    """Whether a line says nothing but where to share the page, with or without a bullet."""
    if len(line) > _LONGEST:
        return False
    words = _WORD.findall(line.casefold())
    return any(word in _CHANNELS for word in words) and all(word in _CHANNELS or word in _BESIDE for word in words)


def skip_beside(lines: list[str], start: int, end: int) -> int:
    """Index of the first line of a text that buttons or a picture with its caption may stand before."""
    at = start
    while at < end and (not lines[at] or is_beside(lines[at]) or (_is_letter(lines[at]) and any(lines[start:at]))):
        at += 1
    return at if any(lines[start:at]) else start


def is_beside(line: str) -> bool:
    """Whether a line before a text is none of it."""
    return is_sharing(line) or (len(line) <= LONGEST_HEADING and is_caption(line))


def drop_sharing(lines: list[str], start: int, end: int) -> int:
    """Index after the last line of a text that buttons may stand behind.

    Only what begins by saying so is left out: a list that ends a text may name such services itself.
    """
    at = end
    while at > start and (not lines[at - 1] or is_sharing(lines[at - 1]) or _is_letter(lines[at - 1])):
        at -= 1
    first = next((line for line in lines[at:end] if line), "")
    return at if first.casefold().startswith("share") else end


def _is_letter(line: str) -> bool:
    """Whether a line is the name of a service that only its neighbours tell from a letter."""
    return line.lstrip("• ") == "X"
