"""Which records are of one article."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import TypeVar

import polars as pl

from transforms.ids import content_id

LEAST_BODY_WORDS = 40
"""A body of fewer words is no evidence: notices and stubs repeat."""
LEAST_TITLE = 8
"""A folded title of fewer letters is no evidence."""
COPY_BEFORE = timedelta(days=3)
COPY_AFTER = timedelta(days=45)
"""A copy dates itself at most this much before and after the publication."""


Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)


class _Groups:
    """Records that were found to be of one article; refuses to join two codes of one series."""

    def __init__(self, codes: list[str | None]) -> None:
        self._parent = list(range(len(codes)))
        self.codes: list[frozenset[str]] = [frozenset((code,)) if code else frozenset() for code in codes]

    def root(self, at: int) -> int:
        while self._parent[at] != at:
            self._parent[at] = self._parent[self._parent[at]]
            at = self._parent[at]
        return at

    def join(self, members: Iterable[int]) -> None:
        """Joins groups; where they have more than one code between them, those without a code stay apart from all."""
        roots = sorted({self.root(at) for at in members})
        coded = {codes for at in roots if (codes := self.codes[at])}
        if len(coded) > 1:
            for codes in coded:
                self._join([at for at in roots if self.codes[at] == codes])
            roots = [at for at in roots if not self.codes[at]]
        self._join(roots)

    def _join(self, roots: list[int]) -> None:
        for other in roots[1:]:
            self._parent[other] = roots[0]
            self.codes[roots[0]] |= self.codes[other]


def evidence(pages: Frame) -> Frame:
    """What may show two publications to be one article, as far as being equal shows it.

    Args:
        pages: Publications (`flatten.PAGES`).

    Returns:
        record_id and a column a kind of evidence, null where a page has none. Records that have no value in common, not
        even by way of others, are never of one article and have no influence on each other.
    """
    # Publishers, and what is too short to connect two records, still count where ids are made.
    return pages.select(
        "record_id",
        "code",
        pl.when(~pl.col("is_copy")).then("slug").alias("slug"),
        pl.col("body_hash").alias("body"),
        pl.col("title_key").alias("title"),
        pl.col("content_hash").alias("content"),
    )


def related(known: pl.DataFrame, seeds: pl.Series) -> pl.Series:
    """Finds every record that some others may have an influence on.

    Args:
        known: Evidence of all records.
        seeds: record_id of the others.

    Returns:
        record_id of the seeds among the known, and of all that evidence connects with them.
    """
    found = known["record_id"].is_in(seeds.implode())
    reached = 0
    while reached < (reached := int(found.sum())):
        for name in known.columns[1:]:
            values = known[name].filter(found).drop_nulls().unique()
            found |= known[name].is_in(values.implode()).fill_null(False)
    return known["record_id"].filter(found)


def assign_articles(pages: pl.DataFrame) -> pl.DataFrame:
    """Groups publications into articles.

    Evidence is taken strongest first: code, address, text, title with date, title near the date of a copy. Two
    different codes are never one article; a code printed on pages that have nothing else in common is two articles.

    Args:
        pages: Publications (`flatten.PAGES`); their order does not matter.

    Returns:
        record_id, article_id and publisher (null where no record of the article names one); without the groups in which
        no record can stand for itself (has no reason).
    """
    if pages.is_empty():
        return pl.DataFrame(schema={"record_id": pl.String, "article_id": pl.String, "publisher": pl.String})
    pages = pages.sort("record_id")
    keys = evidence(pages).drop("record_id")
    shares = pl.any_horizontal(pl.col(name).is_duplicated() & pl.col(name).is_not_null() for name in keys.columns)
    connected = keys.select(shares).to_series()
    # Most records have nothing in common with any other: they need no groups.
    alone, others = pages.filter(~connected), pages.filter(connected)
    return pl.concat([_identified(alone, _Groups(_codes(alone))), _identified(others, _grouped(others))])


def _codes(pages: pl.DataFrame) -> list[str | None]:
    named = pl.concat_str(pl.col("publisher").fill_null(""), pl.lit(":"), pl.col("code"))
    return pages.select(named).to_series().to_list()


def _grouped(pages: pl.DataFrame) -> _Groups:
    column = {name: pages[name].to_list() for name in (
        "publisher", "code", "title_key", "slug", "published_on", "copied_on", "is_copy", "body_hash", "word_count",
        "author_key",
    )}  # fmt: skip
    rows = range(pages.height)
    publisher, code, slug, title = column["publisher"], column["code"], column["slug"], column["title_key"]
    is_copy, day, body = column["is_copy"], column["published_on"], column["body_hash"]
    own_slug = [None if is_copy[at] else slug[at] for at in rows]
    known_body = [body[at] if column["word_count"][at] >= LEAST_BODY_WORDS else None for at in rows]
    long_title = [key if key and len(key) >= LEAST_TITLE else None for key in title]

    groups = _Groups(_codes(pages))
    for members in _by((at, (publisher[at], code[at])) for at in rows if code[at]):
        for linked in _linked(members, title, own_slug, day, known_body):
            groups.join(linked)
    for keys in (
        ((at, (publisher[at], own_slug[at])) for at in rows if own_slug[at]),
        ((at, known_body[at]) for at in rows if known_body[at]),
        ((at, (publisher[at], long_title[at], day[at])) for at in rows if long_title[at] and day[at]),
    ):
        for members in _by(keys):
            groups.join(members)
    _join_near(groups, rows, long_title, day, column["copied_on"], column["author_key"])
    return groups


def _by(keyed: Iterable[tuple[int, object]]) -> list[list[int]]:
    groups: dict[object, list[int]] = defaultdict(list)
    for at, key in keyed:
        groups[key].append(at)
    return [members for members in groups.values() if len(members) > 1]


def _linked(
    members: list[int], title: list[str | None], slug: list[str | None], day: list[date | None], body: list[str | None]
) -> list[list[int]]:
    """Divides records of one code into those that have something else in common, or nothing that speaks against it."""
    if len({title[at] for at in members}) == 1:
        return [members]
    inner = _Groups([None] * len(members))
    for values in (title, slug, day, body):
        for linked in _by((index, values[at]) for index, at in enumerate(members) if values[at] is not None):
            inner.join(linked)
    bare = [index for index, at in enumerate(members) if title[at] is None]
    named = {inner.root(index) for index in range(len(members))} - {inner.root(index) for index in bare}
    if bare and len(named) <= 1:
        inner.join(range(len(members)))
    parts: dict[int, list[int]] = defaultdict(list)
    for index, at in enumerate(members):
        parts[inner.root(index)].append(at)
    return list(parts.values())


def _join_near(
    groups: _Groups,
    rows: range,
    title: list[str | None],
    day: list[date | None],
    copied: list[date | None],
    authors: list[str | None],
) -> None:
    """Joins what has no date of its own to the article of that title, the nearest in time where there are several.

    Titles such as "Elections Ahead" come back: other authors are another article.
    """
    by_title: dict[str, list[int]] = defaultdict(list)
    for at in rows:
        if key := title[at]:
            by_title[key].append(at)
    for members in by_title.values():
        roots: dict[int, list[int]] = defaultdict(list)
        for at in members:
            roots[groups.root(at)].append(at)
        if len(roots) < 2:
            continue
        dated = {root: days for root, ats in roots.items() if (days := [d for at in ats if (d := day[at])])}
        undated = [root for root in roots if root not in dated]
        if not dated:
            groups.join(undated)
            continue
        for root in undated:
            copies = [d for at in roots[root] if (d := copied[at])]
            names = _names(roots[root], authors)
            near = [
                other
                for other, days in dated.items()
                if not copies or any(own - COPY_BEFORE <= copy <= own + COPY_AFTER for own in days for copy in copies)
            ]
            near = [one for one in near if not names or not (theirs := _names(roots[one], authors)) or names & theirs]
            if len(near) > 1 and copies:
                best = min(abs(own - copy) for other in near for own in dated[other] for copy in copies)
                near = [o for o in near if any(abs(own - copy) == best for own in dated[o] for copy in copies)]
            if len({groups.root(other) for other in near}) == 1:
                groups.join([root, near[0]])


def _names(members: list[int], authors: list[str | None]) -> set[str]:
    return {name for at in members if (key := authors[at]) for name in key.split("|")}


def _identified(pages: pl.DataFrame, groups: _Groups) -> pl.DataFrame:
    column = {name: pages[name].to_list() for name in (
        "record_id", "publisher", "is_copy", "slug", "title_key", "published_on", "body_hash", "reason"
    )}  # fmt: skip
    rows = range(pages.height)
    members: dict[int, list[int]] = defaultdict(list)
    for at in rows:
        members[groups.root(at)].append(at)
    shared: dict[str, int] = defaultdict(int)
    for root, ats in members.items():
        for one in groups.codes[root]:
            shared[one] += any(column["reason"][at] is None for at in ats)
    ids: list[str] = [""] * len(rows)
    publishers: list[str | None] = [None] * len(rows)
    record, title, body = column["record_id"], column["title_key"], column["body_hash"]
    for root, ats in members.items():
        own = sorted({p for at in ats if not column["is_copy"][at] and (p := column["publisher"][at])})
        known = own or sorted({p for at in ats if (p := column["publisher"][at])})
        publisher = known[0] if known else None
        code = min(groups.codes[root], default=None)
        titles = sorted({t for at in ats if (t := title[at])})
        if code and shared[code] <= 1:
            basis = ["code", code.partition(":")[2]]
        elif code:
            basis = ["code", code.partition(":")[2], titles[0] if titles else record[ats[0]]]
        elif slugs := [s for at in ats if not column["is_copy"][at] and (s := column["slug"][at])]:
            basis = ["slug", min(slugs)]
        elif dated := [(t, d.isoformat()) for at in ats if (t := title[at]) and (d := column["published_on"][at])]:
            basis = ["title", *min(dated)]
        else:
            text = min((b for at in ats if (b := body[at])), default=None)
            basis = ["title", titles[0], text or ""] if titles else ["text", text or record[ats[0]]]
        article = content_id("article", publisher, *basis)
        for at in ats:
            ids[at], publishers[at] = article, publisher
    named = pages.select("record_id", "reason").with_columns(
        article_id=pl.Series(ids, dtype=pl.String), publisher=pl.Series(publishers, dtype=pl.String)
    )
    return named.filter(pl.col("reason").is_null().any().over("article_id")).drop("reason")
