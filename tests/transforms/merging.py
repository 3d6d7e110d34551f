"""Records as if they had been read from pages, and what merging makes of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

import polars as pl

from transforms.body import body_hash, body_key
from transforms.carry import OF_ARTICLES, former_ids, stays
from transforms.fill import distinct, people
from transforms.flatten import PAGES, Flattened, count_words
from transforms.identity import evidence, related
from transforms.merge import Merged, merge
from transforms.near import near_keys
from transforms.schema import TABLES
from transforms.text import folded

LONG = " ".join(f"word{number}" for number in range(60))
"""A text of enough words to be evidence."""

_SCHEMAS = {
    "categories": {"record_id": pl.String, "position": pl.Int32, "name": pl.String, "kind": pl.String,
                   "region": pl.String, "known": pl.Boolean},
    "authors": {"record_id": pl.String, "position": pl.Int32, "name": pl.String, "name_as_printed": pl.String,
                "affiliation": pl.String},
    "places": {"record_id": pl.String, "country_code": pl.String, "country": pl.String, "un_region": pl.String,
               "mentions": pl.Int32, "in_title": pl.Boolean},
    "flags": {"record_id": pl.String, "flag": pl.String, "detail": pl.String},
    "sources": {"record_id": pl.String, "field": pl.String, "rule": pl.String, "first_line": pl.Int32,
                "last_line": pl.Int32},
    "sections": {"record_id": pl.String, "position": pl.Int32, "heading": pl.String, "kind": pl.String,
                 "text": pl.String, "first_line": pl.Int32, "last_line": pl.Int32},
}  # fmt: skip


@dataclass(frozen=True)
class Record:
    """What one page says; what is not given it does not show."""

    name: str
    text: str = LONG
    code: str | None = None
    title: str | None = None
    slug: str | None = None
    day: date | None = None
    precision: str = "day"
    copied: date | None = None
    copy: bool = False
    complete: bool = True
    rendering: str = "made_up"
    dumped: datetime | None = None
    byline: str | None = None
    authors: tuple[str, ...] = ()
    affiliation: str | None = None
    topics: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    series: str | None = None
    biography: str | None = None
    places: tuple[str, ...] = ()
    outcome: str = "publication"
    reason: str | None = None
    url: str | None = None
    publisher: str | None = "rsis"
    rules: dict[str, str] = field(default_factory=dict, hash=False)

    @property
    def sections(self) -> list[tuple[None, str, str]]:
        body = [(None, "commentary", self.text)] if self.text else []
        return body + ([(None, "about_author", self.biography)] if self.biography else [])


def frames(records: Iterable[Record]) -> Flattened:
    """The records' frames, as flattening makes them."""
    records = list(records)
    rows = {name: [] for name in _SCHEMAS}
    for one in records:
        for at, (heading, kind, text) in enumerate(one.sections, 1):
            rows["sections"].append((one.name, at, heading, kind, text, at, at))
        listed = [(name, "topic", None, True) for name in one.topics]
        listed += [(name, "region", name, True) for name in one.regions]
        rows["categories"] += [(one.name, at, *category) for at, category in enumerate(listed, 1)]
        rows["authors"] += [(one.name, at, name, name, one.affiliation) for at, name in enumerate(one.authors, 1)]
        rows["places"] += [(one.name, code, code, "Asia", 1, False) for code in one.places]
        shown = {"title": one.title, "code": one.code, "published_on": one.day, "series": one.series}
        shown |= {"byline": one.authors or None, "categories": listed or None}
        rows["sources"] += [
            (one.name, name, one.rules.get(name, "printed"), 1, 1) for name, value in shown.items() if value is not None
        ]
    made = {name: pl.DataFrame(rows[name], schema=schema, orient="row") for name, schema in _SCHEMAS.items()}
    made["sections"] = made["sections"].with_columns(word_count=count_words(made["sections"]["text"]))
    pages = pl.DataFrame([_page(one) for one in records], schema=PAGES)
    return Flattened(pages=pages, quarantine=pl.DataFrame(), **made)


def _page(one: Record) -> dict[str, object]:
    title = one.title or (one.slug if one.copy and one.slug else "")
    body = body_key(one.sections)
    fields = (one.code, one.title, one.day, one.byline, one.biography, one.topics, one.regions)
    return {
        "record_id": one.name, "file": "dump.jsonl", "position": 1, "url": one.url, "dumped_at": one.dumped,
        "format": "jsonl", "bytes": len(one.text), "content_hash": f"{one.text}{one.biography}{one.title}",
        "publisher": one.publisher, "rendering": one.rendering, "page_kind": "publication", "outcome": one.outcome,
        "reason": one.reason, "is_copy": one.copy, "is_complete": one.complete, "code": one.code, "title": one.title,
        "series": one.series, "published_on": one.day, "published_precision": one.day and one.precision,
        "copied_on": one.copied, "language": "en", "byline": one.byline, "slug": one.slug,
        "title_key": folded(title) or None,
        "author_key": "|".join(sorted(folded(name) for name in one.authors)) or None,
        "body_hash": body_hash(body), "near_keys": near_keys([body]).to_list()[0], "synopsis": None,
        "fields_shown": sum(map(bool, fields)),
        "word_count": len(one.text.split()), "section_count": len(one.sections),
        "biography_count": int(bool(one.biography)), "parser_version": "1", "run_id": "run",
    }  # fmt: skip


def merged(*records: Record) -> Merged:
    """What merging makes of records at once."""
    facts = frames(records)
    return merge(facts, _sections_of(facts))


def merged_in_runs(runs: Iterable[Iterable[Record]]) -> Merged:
    """What merging makes of records that come in several runs, of which each looks at nothing it need not."""
    seen: dict[str, Record] = {}
    made: Merged | None = None
    for run in runs:
        new = {one.name: one for one in run}
        seen |= new
        pages = frames(seen.values()).pages.filter(pl.col("outcome") == "publication")
        again = set(related(evidence(pages), pl.Series(list(new), dtype=pl.String))) | set(new)
        found = merged(*(seen[name] for name in sorted(again)))
        made = found if made is None else _carried_over(made, found, pl.Series(sorted(again), dtype=pl.String))
    assert made is not None
    return made


def _carried_over(before: Merged, found: Merged, again: pl.Series) -> Merged:
    """The whole of what was merged before and what was found of some records."""
    was = before.tables["records"].select("record_id", "article_id").filter(pl.col("record_id").is_in(again.implode()))
    gone = was["article_id"].drop_nulls().unique()
    tables = {
        name: pl.concat([stays(name, before.tables[name], gone, again), found.tables[name]])
        for name in (*OF_ARTICLES, "records")
    }
    names = pl.concat([stays("names", before.names, gone, again), found.names])
    categories = distinct(pl.concat([before.tables["categories"], found.tables["categories"]]))
    used = pl.col("category_id").is_in(tables["article_categories"]["category_id"].implode())
    now = found.tables["records"].select("record_id", "article_id").drop_nulls()
    aliases = former_ids(was.drop_nulls(), now, before.tables["article_aliases"], tables["articles"]["article_id"])
    tables |= {"categories": categories.filter(used), "authors": people(names), "article_aliases": aliases}
    return Merged(tables, names, found.section_plan)


def _sections_of(facts: Flattened) -> Callable[[list[str]], pl.DataFrame]:
    return lambda records: facts.sections.filter(pl.col("record_id").is_in(records))


def rows(made: Merged, table: str, *columns: str) -> list:
    """Rows of a table in the order of its key; of one column its values."""
    frame = made.tables[table].sort(TABLES[table].key)
    return frame[columns[0]].to_list() if len(columns) == 1 else frame.select(columns or frame.columns).rows()


def outcomes(made: Merged) -> dict[str, str]:
    """Record -> outcome."""
    return dict(made.tables["records"].select("record_id", "outcome").iter_rows())


def together(made: Merged) -> set[frozenset[str]]:
    """Which records are of one article."""
    groups = made.tables["records"].drop_nulls("article_id").group_by("article_id").agg("record_id")
    return {frozenset(group) for group in groups["record_id"]}


def compared(made: Merged) -> dict[str, pl.DataFrame]:
    """The tables in one order, but for former ids."""
    return {
        name: frame.sort(frame.columns, nulls_last=True)
        for name, frame in made.tables.items()
        if name != "article_aliases"
    }
