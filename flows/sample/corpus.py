"""A whole corpus as a stream of dumps: re-dumps, revisions, other pages and damage mixed in at fixed rates."""

from collections.abc import Iterator
from math import gcd

from flows.sample._dice import Dice
from flows.sample.article import Article
from flows.sample.changes import CHANGES
from flows.sample.dumping import Dump, Dumper, can_be_copied, can_be_mailed
from flows.sample.others import Others
from flows.sample.planning import Planner
from flows.sample.writing import Subject

REDUMPED, REVISED, OTHER, DAMAGED, COPY_ONLY, NEAR = (12, 3), (50, 7), (67, 11), (333, 23), (100, 41), (9, 5)
"""(every so many articles, from this one on) for what is mixed in."""
_WAITING = 200
_DAMAGE = ("menus", "body", "empty", "second", "again")


def _due(at: int, rate: tuple[int, int]) -> bool:
    return at % rate[0] == rate[1]


class Corpus:
    """Dumps of made-up articles, in no order of time.

    Args:
        articles: How many distinct articles.
        seed: What everything follows from.
        revisions: Whether some articles change their text; needs a form that keeps the time of the dump.
        near: Whether other sites repeat some articles with small changes; needs a form that keeps the address.
    """

    def __init__(self, articles: int, seed: int, *, revisions: bool = True, near: bool = False) -> None:
        self._articles = articles
        self._revisions = revisions
        self._near = Dumper(Dice(seed, "near")) if near else None
        self._planner = Planner(articles, seed)
        self._dice = Dice(seed, "dumps")
        self._dumper = Dumper(self._dice)
        self._others = Others(Dice(seed, "others"), self._planner.pools)

    def __iter__(self) -> Iterator[Dump]:
        """The dumps; an article's further dumps follow its first at some distance."""
        count, waiting = self._articles, list[Dump]()
        stride = max(1, int(count * 0.618))
        while gcd(stride, count) != 1:
            stride += 1
        for at in range(count):
            article, subject = self._planner.make((at * stride + count // 3) % count)
            first, *more = self._dumps(at, article, subject)
            if self._near and _due(at, NEAR) and can_be_copied(article) and first.own_site:
                kind = sorted(CHANGES)[at // NEAR[0] % len(CHANGES)]
                more.append(self._near.near(article, first.dumped_at, kind))
            first.siblings = [first, *more]
            if _due(at, OTHER):
                page = self._others.make(at // OTHER[0], article.published_on)
                moment = self._dumper.moment(article)
                more.append(Dump(page.text, page.url, moment, "not_article", page.rendering, page.kind))
            first.lot = at
            for dump in more:
                dump.lot = at
            yield first
            waiting += more
            if len(waiting) > _WAITING:
                yield waiting.pop(self._dice.whole(len(waiting)))
        yield from waiting

    def _dumps(self, at: int, article: Article, subject: Subject) -> list[Dump]:
        dumper, dice = self._dumper, self._dice
        moment = dumper.moment(article)
        shape = dice.weigh("ABC", (74, 11, 15))
        if _due(at, COPY_ONLY) and can_be_copied(article):
            return [dumper.copy(article, moment, "E" if can_be_mailed(article) else "ER")]
        if _due(at, REVISED):
            first = dumper.own(article, moment, shape)
            if self._revisions:
                self._planner.revise(article, subject)
            later = dumper.moment(article, after=moment)
            return [first, dumper.own(article, later, dice.pick("AAC"), version=len(article.texts))]
        if _due(at, DAMAGED):
            return self._damaged(_DAMAGE[at // DAMAGED[0] % len(_DAMAGE)], article, shape)
        if _due(at, REDUMPED):
            return self._redumped(at // REDUMPED[0], article, shape)
        return [dumper.own(article, moment, shape)]

    def _redumped(self, turn: int, article: Article, shape: str) -> list[Dump]:
        dumper, dice = self._dumper, self._dice
        moment = dumper.moment(article)
        first, later = dumper.own(article, moment, shape), dumper.moment(article, after=moment)
        kind = turn % 10
        if kind in (3, 8) and can_be_copied(article) and article.published_on.year >= 2019:
            again = dumper.copy(article, later, "AG")
        elif kind in (3, 5, 8) and can_be_copied(article):
            again = dumper.copy(article, later, "ER")
        elif can_be_mailed(article) and dice.chance(0.25):
            again = dumper.copy(article, later, "E")
        elif kind in (1, 6):
            again = dumper.own(article, later, shape, cron=True)
        elif kind in (2, 7):
            again = dumper.own(article, later, shape, other_unit=True)
        else:
            again = dumper.own(article, later, {"A": "C", "B": "A", "C": "A"}[shape])
        dumps = [first, again]
        if kind == 9:
            last = dumper.moment(article, after=later)
            dumps.append(dumper.own(article, last, dice.pick("BC"), cron=True))
        return dumps

    def _damaged(self, damage: str, article: Article, shape: str) -> list[Dump]:
        dumper = self._dumper
        moment = dumper.moment(article)
        later = dumper.moment(article, after=moment)
        if damage == "body":
            return [dumper.own(article, moment, shape, cut="body")]
        if damage == "second":
            return [dumper.own(article, moment, "A", cut="second")]
        first = dumper.own(article, moment, shape)
        if damage == "again":
            return [first, dumper.own(article, later, shape, cut="body")]
        return [first, dumper.damaged(article, later, "truncated" if damage == "menus" else "empty")]
