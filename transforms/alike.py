"""When nearly the same text is the same article: title and day have to be near too."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from transforms.text import folded

BEFORE, AFTER = timedelta(days=3), timedelta(days=90)
"""A copy dates itself at most this much before and after the publication."""
REPOST = timedelta(days=60)
"""A publisher's own re-post is at most this far from the first."""

LEAST_SHARED = 0.6
"""Share of the shorter text that two texts of one article have in common; with one word in ten changed it is 0.65."""
LEAST_SHARED_ALONE = 0.75
"""The same where the titles have nothing to do with each other: another site's title, or none."""
LEAST_SHARED_SURE = 0.9
"""The same where neither title nor day says anything, and where one is less than half as long as the other: cut off, it
is all there; an answer only quotes."""
LEAST_SIZE = 0.25
"""A text so much shorter than the other is an excerpt of it."""

_LEAST_TITLE, _LEAST_PART = 0.5, 0.8
_WORD = re.compile(r"\w+")
_COMMON = frozenset(
    ("a", "an", "and", "as", "at", "by", "for", "from", "in", "is", "of", "on", "or", "the", "to", "with")
)
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
           "december")  # fmt: skip
_COUNTED = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "first", "second", "third",
            "fourth", "fifth", "final", "ii", "iii", "iv", "vi", "vii", "viii", "ix")  # fmt: skip
_NUMBERED = frozenset(("part", "volume", "vol", "issue", "no", "chapter"))
"""A letter after one of these is a number."""


@dataclass
class Shown:
    """What the records of one group say of themselves.

    Attributes:
        own: Days on which they say that it was published.
        copied: Days on which copies say that they were made.
        titles: Their titles.
        published: Whether any is a page of the publisher's own site.
    """

    own: set[date] = field(default_factory=set)
    copied: set[date] = field(default_factory=set)
    titles: set[str] = field(default_factory=set)
    published: bool = False

    def add(self, own: date | None, copied: date | None, title: str | None, *, published: bool) -> None:
        """Takes in what one record says."""
        if own:
            self.own.add(own)
        if copied:
            self.copied.add(copied)
        if title:
            self.titles.add(title)
        self.published |= published

    def update(self, other: "Shown") -> None:
        """Takes in another group's."""
        self.own |= other.own
        self.copied |= other.copied
        self.titles |= other.titles
        self.published |= other.published


def may_be_one(one: Shown, other: Shown, share: float, size: float) -> bool:
    """Whether two groups of records are of one article.

    Args:
        one: A group.
        other: Another.
        share: Share of the shorter text that the other has (`near.shared`).
        size: Length of the shorter text over that of the longer.
    """
    near = False
    for title in one.titles:
        for its in other.titles:
            if near_titles(title, its):
                near = True
                if _count_differently(title, its):
                    return False
    if one.published and other.published and not near:
        return False
    timed = (one.own or one.copied) and (other.own or other.copied)
    alone = LEAST_SHARED_ALONE if timed else LEAST_SHARED_SURE
    least = LEAST_SHARED_SURE if size < 0.5 else LEAST_SHARED if near else alone
    return share >= least and size >= (LEAST_SIZE if near else 0.5) and _near_in_time(one, other)


def _near_in_time(one: Shown, other: Shown) -> bool:
    if one.own and other.own and max(_distances(one.own, other.own)) > REPOST:
        return False
    for own, copied in ((one.own, other.copied), (other.own, one.copied)):
        if own and any(not any(day - BEFORE <= copy <= day + AFTER for day in own) for copy in copied):
            return False
    if not one.own and not other.own and one.copied and other.copied:
        return max(_distances(one.copied, other.copied)) <= AFTER
    return True


def _distances(some: Iterable[date], others: Iterable[date]) -> list[timedelta]:
    others = list(others)
    return [abs(one - other) for one in some for other in others]


@lru_cache(1 << 12)
def near_titles(one: str, other: str) -> bool:
    """Whether most words of two titles are the same, or one goes on where the other ends."""
    if folded(one) == folded(other):
        return True
    words, others = _words(one), _words(other)
    both = len(words & others)
    part = both >= 2 and both >= _LEAST_PART * min(len(words), len(others))
    return part or (both > 0 and both >= _LEAST_TITLE * len(words | others))


def _words(title: str) -> frozenset[str]:
    return frozenset(folded(word) for word in _WORD.findall(title)) - _COMMON - {""}


def _count_differently(one: str, other: str) -> bool:
    """Whether each title has a number that the other lacks, as the parts and years of a series have."""
    numbers, others = _numbers(one), _numbers(other)
    return bool(numbers - others) and bool(others - numbers)


@lru_cache(1 << 12)
def _numbers(title: str) -> frozenset[str]:
    words = [word.casefold() for word in _WORD.findall(title)]
    counted = {word for word in words if word in _MONTHS or word in _COUNTED or any(map(str.isdigit, word))}
    return frozenset(counted | {after for word, after in pairwise(words) if word in _NUMBERED and len(after) == 1})
