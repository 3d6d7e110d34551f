"""Copies whose title and text were changed a little: recognised by title, time and text being near."""

import re
from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from rensa import RMinHash

BEFORE = timedelta(days=3)
AFTER = timedelta(days=60)
"""A re-post dates itself at most this much before and after the publication."""

LEAST_TITLE = 0.5
"""Share of the words of two titles that both have (Jaccard)."""

LEAST_TEXT = 0.5
"""Share of the runs of five words that both texts have (Jaccard, estimated): one word changed in fifty leaves 0.8."""

_RUN = 5
_PERMUTATIONS = 128
_LEAST_RUNS = 30
_WORD = re.compile(r"\w+")
_COMMON = frozenset(
    ("a", "an", "and", "as", "at", "by", "for", "from", "in", "is", "of", "on", "or", "the", "to", "with")
)

TextsOf = Callable[[list[str]], dict[str, str]]
"""Record ids -> their texts."""


class Candidate(NamedTuple):
    """What may be an article, or a copy of one.

    Attributes:
        group: Whatever the caller knows it by.
        record_id: Record that shows its text best.
        title: Its title.
        days: Days on which it says it was published, or copied.
    """

    group: int
    record_id: str
    title: str
    days: tuple[date, ...]


def find_similar(lone: list[Candidate], articles: list[Candidate], texts_of: TextsOf) -> list[tuple[int, int]]:
    """Finds the article that each lone candidate is a copy of.

    Only texts under near titles at a near time are compared, by MinHash over runs of five words.

    Args:
        lone: Candidates that nothing else connects to an article.
        articles: Articles they may be copies of.
        texts_of: Gives texts.

    Returns:
        Pairs of groups, a lone one and its article; a lone one that is as near to several is in none.
    """
    titles = _Titles(articles)
    near = {index: titles.near(one) for index, one in enumerate(lone)}
    wanted = {lone[index].record_id for index, found in near.items() if found}
    wanted |= {articles[at].record_id for found in near.values() for at in found}
    if not wanted:
        return []
    sketches = {record: sketch for record, text in texts_of(sorted(wanted)).items() if (sketch := _sketch(text))}
    pairs = []
    for index, found in near.items():
        mine = sketches.get(lone[index].record_id)
        if mine is None:
            continue
        scored = [(mine.jaccard(other), at) for at in found if (other := sketches.get(articles[at].record_id))]
        best = max((score for score, _ in scored), default=0.0)
        groups = {articles[at].group for score, at in scored if score == best}
        if best >= LEAST_TEXT and len(groups) == 1:
            pairs.append((lone[index].group, groups.pop()))
    return pairs


class _Titles:
    """Articles by the words of their titles."""

    def __init__(self, articles: list[Candidate]) -> None:
        self._articles = articles
        self._words = [_words(article.title) for article in articles]
        self._by_word: dict[str, list[int]] = defaultdict(list)
        for at, words in enumerate(self._words):
            for word in words:
                self._by_word[word].append(at)

    def near(self, one: Candidate) -> list[int]:
        words = _words(one.title)
        shared: dict[int, int] = defaultdict(int)
        for word in words:
            for at in self._by_word.get(word, ()):
                shared[at] += 1
        return [
            at
            for at, count in shared.items()
            if count >= LEAST_TITLE * len(words | self._words[at])
            and _near_in_time(one.days, self._articles[at].days)
            and self._articles[at].group != one.group
        ]


def _near_in_time(copied: tuple[date, ...], published: tuple[date, ...]) -> bool:
    if not copied or not published:
        return True
    return any(own - BEFORE <= copy <= own + AFTER for own in published for copy in copied)


def _words(title: str) -> frozenset[str]:
    return frozenset(_WORD.findall(title.casefold())) - _COMMON


def _sketch(text: str) -> RMinHash | None:
    words = _WORD.findall(text.casefold())
    runs = {" ".join(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)}
    if len(runs) < _LEAST_RUNS:
        return None
    sketch = RMinHash(num_perm=_PERMUTATIONS, seed=1)
    sketch.update(sorted(runs))
    return sketch
