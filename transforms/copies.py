"""Finds copies and re-posts with small changes, and joins them to the article."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations, groupby

import numpy as np
import polars as pl

from transforms.alike import Shown, may_be_one, near_titles
from transforms.groups import Groups
from transforms.near import BANDS, shared, windows

BodiesOf = Callable[[list[str]], dict[str, bytes]]
"""Record ids -> their body keys (`body.body_key`)."""

_MOST_HOLDERS, _NEAREST = 40, 20
"""Where more texts than this share a key, each is compared with the nearest in title and time only."""
_AT_ONCE = 2_000
_FAR = timedelta.max


@dataclass(slots=True)
class _Page:
    """What a page says, and how its title reads."""

    record_id: str
    own: date | None
    copied: date | None
    title: str | None
    published: bool
    coded: bool

    @property
    def day(self) -> date | None:
        return self.own or self.copied


@dataclass(slots=True)
class _Pair:
    """Two pages of different groups, and how much their texts share."""

    one: int
    other: int
    share: float
    size: float
    score: tuple[int, bool, int]


def join_copies(groups: Groups, pages: pl.DataFrame, bodies_of: BodiesOf) -> list[bool]:
    """Joins groups whose texts are nearly the same, the nearest first.

    What is as near to two codes stays apart from both.

    Args:
        groups: Groups of the pages' rows, by evidence that is stronger.
        pages: Publications (`flatten.PAGES`) in the order of record_id.
        bodies_of: Gives the body keys of records.

    Returns:
        Whether each page is one of the publisher's own that says an article again, on another day.
    """
    says = _says(pages)
    before: dict[int, list[int]] = defaultdict(list)
    for at in range(pages.height):
        before[groups.root(at)].append(at)
    shown = {root: _shown(members, says) for root, members in before.items()}
    candidates = {
        (a, b)
        for a, b in _candidates(groups, pages, says)
        if may_be_one(shown[groups.root(a)], shown[groups.root(b)], share=1, size=1)
    }
    pairs = sorted(_compared(candidates, says, bodies_of), key=lambda one: (one.score, one.one, one.other))
    parts = {root: [members] for root, members in before.items()}
    _join(groups, pairs, shown, parts)
    return _reposts([group for group in parts.values() if len(group) > 1], says)


def _says(pages: pl.DataFrame) -> list[_Page]:
    title = pl.coalesce("title", pl.col("slug").str.replace_all("-", " ", literal=True))
    exact = pl.when(pl.col("published_precision") != "year").then("published_on").alias("own")
    coded = pl.col("code").is_not_null()
    columns = ("record_id", exact, "copied_on", title.alias("named"), ~pl.col("is_copy"), coded.alias("coded"))
    return [_Page(*row) for row in pages.select(*columns).iter_rows()]


def _candidates(groups: Groups, pages: pl.DataFrame, says: list[_Page]) -> set[tuple[int, int]]:
    """Rows of different groups, at least one of them without a code, that have a key in common."""
    roots = [groups.root(at) for at in range(pages.height)]
    texts = (
        pages.select(
            "body_hash",
            "near_keys",
            at=pl.int_range(pl.len(), dtype=pl.Int64),
            root=pl.Series(roots, dtype=pl.Int64),
            coded=pl.Series([bool(groups.codes[root]) for root in roots], dtype=pl.Boolean),
        )
        .filter(pl.col("near_keys").is_not_null())
        .unique(["root", "body_hash"], keep="first", maintain_order=True)
    )
    found: set[tuple[int, int]] = set()
    for band in range(BANDS):
        keyed = texts.select("at", "root", "coded", key=pl.col("near_keys").arr.get(band))
        holders: dict[int, list[tuple[int, int, bool]]] = defaultdict(list)
        for at, root, coded, key in keyed.filter(pl.col("key").is_duplicated()).iter_rows():
            holders[key].append((at, root, coded))
        for some in holders.values():
            found |= _paired(some, says)
    return found


def _paired(holders: list[tuple[int, int, bool]], says: list[_Page]) -> set[tuple[int, int]]:
    if len(holders) <= _MOST_HOLDERS:
        return {
            (a, b)
            for (a, one, coded), (b, two, also) in combinations(holders, 2)
            if one != two and not (coded and also)
        }
    found = set()
    for at, root, coded in holders:
        if not coded:
            others = [(_distance(says[at], says[other]), other) for other, its, _ in holders if its != root]
            found |= {(min(at, other), max(at, other)) for _, other in sorted(others)[:_NEAREST]}
    return found


def _distance(one: _Page, other: _Page) -> tuple[bool, timedelta]:
    apart = abs(one.day - other.day) if one.day and other.day else _FAR
    return one.title != other.title, apart


def _compared(candidates: set[tuple[int, int]], says: list[_Page], bodies_of: BodiesOf) -> list[_Pair]:
    rows = sorted({at for pair in candidates for at in pair})
    runs: dict[int, np.ndarray] = {}
    sizes: dict[int, int] = {}
    for start in range(0, len(rows), _AT_ONCE):
        some = rows[start : start + _AT_ONCE]
        bodies = bodies_of([says[at].record_id for at in some])
        for at in some:
            body = bodies.get(says[at].record_id, b"")
            runs[at], sizes[at] = windows(body), len(body)
    pairs = []
    for a, b in candidates:
        share, size = shared(runs[a], runs[b]), min(sizes[a], sizes[b]) / max(sizes[a], sizes[b], 1)
        one, other = says[a], says[b]
        titled = bool(one.title and other.title and near_titles(one.title, other.title))
        score = (-round(100 * share), not titled, _distance(one, other)[1].days)
        pairs.append(_Pair(a, b, share, size, score))
    return pairs


def _shown(members: list[int], says: list[_Page]) -> Shown:
    shown = Shown()
    for at in members:
        page = says[at]
        shown.add(page.own, page.copied, page.title, published=page.published)
    return shown


def _join(groups: Groups, pairs: list[_Pair], shown: dict[int, Shown], parts: dict[int, list[list[int]]]) -> None:
    """Joins what may be joined; brings together what the groups show, and what they were."""
    torn: set[int] = set()
    for _, tied in groupby(pairs, key=lambda one: one.score):
        fit = [one for one in tied if _may_join(groups, one, shown)]
        torn |= _torn(groups, fit)
        for pair in fit:
            root, other = sorted((groups.root(pair.one), groups.root(pair.other)))
            if not {root, other} & torn and _may_join(groups, pair, shown):
                groups.join((root, other))
                shown[root].update(shown.pop(other))
                parts[root] += parts.pop(other)


def _may_join(groups: Groups, pair: _Pair, shown: dict[int, Shown]) -> bool:
    one, other = groups.root(pair.one), groups.root(pair.other)
    if one == other or (groups.codes[one] and groups.codes[other]):
        return False
    return may_be_one(shown[one], shown[other], pair.share, pair.size)


def _torn(groups: Groups, fit: list[_Pair]) -> set[int]:
    """Groups without a code that are as near to one code as to another."""
    codes: dict[int, set[frozenset[str]]] = defaultdict(set)
    for pair in fit:
        one, other = groups.root(pair.one), groups.root(pair.other)
        for bare, coded in ((one, other), (other, one)):
            if groups.codes[coded] and not groups.codes[bare]:
                codes[bare].add(groups.codes[coded])
    return {root for root, found in codes.items() if len(found) > 1}


def _reposts(joined: list[list[list[int]]], says: list[_Page]) -> list[bool]:
    """The publisher's own pages that say an article again: not the first, or the one with a code, nor of its day."""
    reposts = [False] * len(says)
    for parts in joined:
        dated = []
        for part in parts:
            if days := [day for at in part if says[at].published and (day := says[at].own)]:
                dated.append((not any(says[at].coded for at in part), min(days), part))
        if not dated:
            continue
        _, _, first = min(dated)
        its = {says[at].own for at in first}
        for part in parts:
            if part is not first:
                for at in part:
                    reposts[at] = says[at].published and says[at].own is not None and says[at].own not in its
    return reposts
