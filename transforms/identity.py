"""Which records are of one article."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import combinations
from typing import TypeVar

import polars as pl

from transforms.copies import BodiesOf, join_copies
from transforms.groups import Groups
from transforms.ids import content_id
from transforms.near import BANDS

LEAST_BODY_WORDS = 40
"""A body of fewer words is no evidence: notices and stubs repeat."""
LEAST_TITLE = 8
"""A folded title of fewer letters is no evidence."""
COPY_BEFORE = timedelta(days=3)
COPY_AFTER = timedelta(days=45)
"""A copy dates itself at most this much before and after the publication."""
_MOST_UNDATED = 50
"""What more texts have for a title, none of them with a date of its own, is the name of a site."""

_EQUAL = ("code", "slug", "body", "title", "content")
"""Evidence that counts where it is equal."""

Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)


def evidence(pages: Frame) -> Frame:
    """What may show two publications to be one article, as far as being equal shows it.

    Args:
        pages: Publications (`flatten.PAGES`).

    Returns:
        record_id and a column a kind of evidence, null where a page has none. Records that have no value in common, not
        even by way of others, are never of one article and have no influence on each other. Of `near_keys` one in
        common is enough, but not between two that have a code.
    """
    # Publishers, and what is too short to connect two records, still count where ids are made.
    return pages.select(
        "record_id",
        "code",
        pl.when(~pl.col("is_copy")).then("slug").alias("slug"),
        pl.col("body_hash").alias("body"),
        pl.col("title_key").alias("title"),
        pl.col("content_hash").alias("content"),
        "near_keys",
    )


def related(known: pl.DataFrame, seeds: pl.Series) -> pl.Series:
    """Finds every record that some others may have an influence on.

    Args:
        known: Evidence of all records.
        seeds: record_id of the others.

    Returns:
        record_id of the seeds among the known, and of all that evidence connects with them.
    """
    keys, bands = _keys(known), _bands()
    found = new = known["record_id"].is_in(seeds.implode())
    few = keys.with_row_index("row").filter("uncoded")
    # What was found before has told already what it is related to.
    while new.any():
        reached = keys.filter(new)
        more = new | _among(keys, reached.select(_EQUAL))
        # A band connects what has no code, which few records have not, with whatever else is in it.
        if (telling := reached.filter("uncoded")).height:
            more |= _among(keys, telling.select(bands))
        near = few["row"].filter(_among(few, reached.select(bands)))
        new = more.scatter(near, True) & ~found
        found |= new
    return known["record_id"].filter(found)


def _keys(known: pl.DataFrame) -> pl.DataFrame:
    """A column for each kind of evidence and each band, and whether there is no code."""
    bands = {name: pl.col("near_keys").arr.get(band) for band, name in enumerate(_bands())}
    return known.select(*_EQUAL, uncoded=pl.col("code").is_null(), **bands)


def _bands() -> list[str]:
    return [f"band_{band}" for band in range(BANDS)]


def _among(keys: pl.DataFrame, others: pl.DataFrame) -> pl.Series:
    """Whether rows have in any column a value that the others have in it."""
    values = others.select(pl.all().drop_nulls().unique().implode())
    alike = pl.any_horizontal(pl.col(name).is_in(values[name]) for name in values.columns)
    return keys.select(alike.fill_null(False)).to_series()


def components(known: pl.DataFrame) -> pl.DataFrame:
    """Numbers records so that all which evidence connects, by way of others too, have one number.

    Args:
        known: Evidence of all records; of text hashes will do.

    Returns:
        record_id and component.
    """
    keys = _keys(known)
    links = [_shared(keys[name], pl.repeat(True, known.height, eager=True)) for name in _EQUAL]
    # A band connects what has no code, with whatever else is in it.
    links += [_shared(keys[name], keys["uncoded"]) for name in _bands()]
    number = pl.int_range(known.height, dtype=pl.UInt32, eager=True)
    before = None
    while before is None or not number.equals(before):
        before = number.clone()
        for rows in links:
            numbered = rows.with_columns(number=number.gather(rows["row"]))
            number = number.scatter(rows["row"], numbered.select(pl.col("number").min().over("value")).to_series())
    return known.select("record_id", component=number)


def _shared(values: pl.Series, telling: pl.Series) -> pl.DataFrame:
    """The rows that have a value in common with others, one of them telling."""
    rows = pl.DataFrame({"value": values, "telling": telling}).with_row_index("row")
    shared = rows.filter(pl.col("value").is_not_null(), pl.col("value").is_duplicated())
    return shared.filter(pl.col("telling").any().over("value")).select("row", "value")


def assign_articles(pages: pl.DataFrame, bodies_of: BodiesOf) -> pl.DataFrame:
    """Groups publications into articles.

    Evidence is taken strongest first: code, address, text, title with date, nearly the same text at a near time, title
    near the date of a copy. Two different codes are never one article; a code printed on pages that have nothing else
    in common is two articles.

    Args:
        pages: Publications (`flatten.PAGES`); their order does not matter.
        bodies_of: Gives the body keys of records.

    Returns:
        record_id, article_id, publisher (null where no record of the article names one) and is_repost (one of the
        publisher's own pages that says the article again, on another day); without the groups in which no record can
        stand for itself (has no reason).
    """
    if pages.is_empty():
        return pl.DataFrame(
            schema={"record_id": pl.String, "article_id": pl.String, "publisher": pl.String, "is_repost": pl.Boolean}
        )
    pages = pages.sort("record_id")
    keys = _keys(evidence(pages)).drop("uncoded")
    connected = keys.select(pl.any_horizontal(pl.all().is_duplicated() & pl.all().is_not_null())).to_series()
    # Most records have nothing in common with any other: they need no groups.
    alone, others = pages.filter(~connected), pages.filter(connected)
    groups, reposts = _grouped(others, bodies_of)
    others = others.with_columns(is_repost=pl.Series(reposts, dtype=pl.Boolean))
    alone = alone.with_columns(is_repost=pl.lit(False))
    return pl.concat([_identified(alone, Groups(_codes(alone))), _identified(others, groups)])


def _codes(pages: pl.DataFrame) -> list[str | None]:
    named = pl.concat_str(pl.col("publisher").fill_null(""), pl.lit(":"), pl.col("code"))
    return pages.select(named).to_series().to_list()


def _grouped(pages: pl.DataFrame, bodies_of: BodiesOf) -> tuple[Groups, list[bool]]:
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

    groups = Groups(_codes(pages))
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
    reposts = join_copies(groups, pages, bodies_of)
    _join_near(groups, rows, long_title, day, column["copied_on"], column["author_key"])
    return groups, reposts


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
    inner = Groups([None] * len(members))
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
    groups: Groups,
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
    days: dict[int, set[date]] = defaultdict(set)
    for at in rows:
        if key := title[at]:
            by_title[key].append(at)
        if own := day[at]:
            days[groups.root(at)].add(own)
    for members in by_title.values():
        roots: dict[int, list[int]] = defaultdict(list)
        for at in members:
            roots[groups.root(at)].append(at)
        if len(roots) < 2:
            continue
        dated = {root: days[root] for root in roots if days[root]}
        undated = [root for root in roots if root not in dated]
        if not dated:
            _join_undated(groups, roots, copied, authors)
            continue
        for root in undated:
            copies = [d for at in roots[root] if (d := copied[at])]
            names = _names(roots[root], authors)
            near = [
                other
                for other, its in dated.items()
                if not copies or any(own - COPY_BEFORE <= copy <= own + COPY_AFTER for own in its for copy in copies)
            ]
            near = [one for one in near if not names or not (theirs := _names(roots[one], authors)) or names & theirs]
            if len(near) > 1 and copies:
                best = min(abs(own - copy) for other in near for own in dated[other] for copy in copies)
                near = [o for o in near if any(abs(own - copy) == best for own in dated[o] for copy in copies)]
            if len({groups.root(other) for other in near}) == 1:
                groups.join([root, near[0]])
                days[groups.root(root)] |= dated[near[0]]


def _join_undated(
    groups: Groups, roots: dict[int, list[int]], copied: list[date | None], authors: list[str | None]
) -> None:
    """Joins copies of one title where neither authors nor days speak against it; what fits several stays by itself."""
    if len(roots) > _MOST_UNDATED:
        return
    said = {root: (_names(ats, authors), [d for at in ats if (d := copied[at])]) for root, ats in roots.items()}
    fit = {one: {other for other in said if other != one and _fit(said[one], said[other])} for one in said}
    sure = {one for one in said if all(other in fit[its] for its, other in combinations(fit[one], 2))}
    for one in sorted(sure):
        groups.join([one, *(fit[one] & sure)])


def _fit(one: tuple[set[str], list[date]], other: tuple[set[str], list[date]]) -> bool:
    (names, days), (others, theirs) = one, other
    near = not days or not theirs or min(abs(a - b) for a in days for b in theirs) <= COPY_BEFORE + COPY_AFTER
    return near and (not names or not others or bool(names & others))


def _names(members: list[int], authors: list[str | None]) -> set[str]:
    return {name for at in members if (key := authors[at]) for name in key.split("|")}


def _identified(pages: pl.DataFrame, groups: Groups) -> pl.DataFrame:
    column = {name: pages[name].to_list() for name in (
        "record_id", "publisher", "slug", "title_key", "published_on", "body_hash", "reason"
    )}  # fmt: skip
    column["is_copy"] = pages.select(pl.col("is_copy") | pl.col("is_repost")).to_series().to_list()
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
    named = pages.select("record_id", "reason", "is_repost").with_columns(
        article_id=pl.Series(ids, dtype=pl.String), publisher=pl.Series(publishers, dtype=pl.String)
    )
    return named.filter(pl.col("reason").is_null().any().over("article_id")).select(
        "record_id", "article_id", "publisher", "is_repost"
    )
