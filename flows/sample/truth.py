"""What is true of a corpus, to hold a parser's result against."""

from collections.abc import Callable
from typing import Any

from flows.sample.article import Article, Section
from flows.sample.copies import syndicated_title
from flows.sample.dumping import Dump


def count_words(text: str) -> int:
    """Runs of non-space characters with at least one letter or digit."""
    return sum(1 for word in text.split() if any(map(str.isalnum, word)))


def of_record(dump: Dump, file: str, line: int, *, kept: bool) -> dict[str, Any]:
    """What is true of one dumped page; `kept` says whether its container keeps address and time."""
    return {
        "type": "record",
        "file": file,
        "line": line,
        "url": dump.url if kept else None,
        "timestamp": stamp(dump) if kept else None,
        "outcome": dump.outcome,
        "page_kind": "publication" if dump.outcome == "publication" else dump.page_kind,
        "reason": dump.reason,
        "truncated": dump.truncated,
        "rendering": dump.rendering,
        "article_key": dump.article.key if dump.article else None,
        "text_version": dump.version if dump.article else None,
    }


def stamp(dump: Dump) -> str:
    """The time of the dump as ISO 8601."""
    return f"{dump.dumped_at:%Y-%m-%dT%H:%M:%SZ}"


def _current(dumps: list[Dump]) -> Dump:
    return max(dumps, key=lambda dump: (dump.own_site, not dump.truncated, dump.dumped_at))


def _section(part: Section) -> dict[str, Any]:
    return {"heading": part.heading, "kind": part.kind, "text": part.text, "word_count": count_words(part.text)}


def of_article(article: Article, dumps: list[Dump], keeps: Callable[[Dump], bool]) -> dict[str, Any]:
    """What is true of one article as far as its dumps show it.

    Args:
        article: The article.
        dumps: All its dumps.
        keeps: Whether a dump's address and time are written too.

    Returns:
        The article's line of the truth file; `hidden` names the fields that no dump shows.
    """
    shown = frozenset[str]().union(*(dump.shows for dump in dumps))
    if any("url_code" in dump.shows and keeps(dump) for dump in dumps):
        shown |= {"code"}
    if "code" in shown and article.code and article.code[:2] in ("CO", "IP", "WP", "IN"):
        shown |= {"series"}
    current = _current(dumps)
    about = article.affiliations if "affiliations" in shown else [None for _ in article.people]
    regions = article.regions if "regions" in shown else []
    named = [[article.series, "series"], *([name, "topic"] for name in article.topics)] if "topics" in shown else []
    own = any(dump.rendering != "ER" for dump in dumps)
    sections = [_section(part) for part in current.sections]
    fields = {
        "code": article.code if "code" in shown else None,
        "title": article.title if own else syndicated_title(article),
        "published_on": article.published_on.isoformat() if "date" in shown else None,
        "precision": article.precision if "date" in shown else None,
        "series": article.series if "series" in shown else None,
        "byline": article.byline if "byline" in shown and article.people else None,
        "authors": article.names if "authors" in shown else [],
        "affiliations": about if "authors" in shown else [],
        "categories": [*named, *([name, "region"] for name in regions)],
        "regions": regions,
    }
    every = {"code": article.code, "series": 1, "authors": article.people, "topics": 1, "regions": article.regions}
    return {
        "type": "article",
        "article_key": article.key,
        **fields,
        "sections": sections,
        "word_count": sum(
            part["word_count"] for part in sections if part["kind"] not in ("about_author", "references")
        ),
        "dump_count": len({(dump.text, stamp(dump) if keeps(dump) else None) for dump in dumps}),
        "text_count": len({dump.version for dump in dumps}),
        "hidden": [name for name, value in every.items() if value and name not in shown],
    }
