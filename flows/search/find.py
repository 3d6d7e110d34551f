"""Looks words up in a release's index, and marks them in the text."""

import difflib
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.errors import DossierError, UsageError
from flows.search.index import WORDS, connect, ensure_index
from flows.search.words import expression

MARK, END = "\x02", "\x03"
"""Around a word found, in snippets and headings: no text of a release has control characters."""

_SNIPPET_WORDS = 36
_SHOWN = 12


@dataclass(frozen=True)
class Filters:
    """Which articles to look in; several values of one kind are alternatives.

    Attributes:
        regions: Harmonised names.
        topics: Names.
        series: Names.
        years: First and last year of publication.
    """

    regions: Sequence[str] = ()
    topics: Sequence[str] = ()
    series: Sequence[str] = ()
    years: tuple[int, int] | None = None


@dataclass(frozen=True)
class Hit:
    """A section found. Heading and snippet have `MARK` and `END` around what was looked for."""

    rank: int
    score: float
    article_id: str
    code: str | None
    title: str | None
    published_on: str | None
    position: int
    kind: str | None
    heading: str | None
    snippet: str
    url: str | None


def search(
    release: Path,
    query: str,
    filters: Filters | None = None,
    limit: int = 10,
    say: Callable[[str], None] = lambda message: None,
) -> list[Hit]:
    """The sections of a release that fit best, after BM25 (SQLite FTS5's, k1 = 1.2, b = 0.75).

    Args:
        release: The release's own folder.
        query: Words, "phrases", OR, -word, word*.
        filters: Which articles to look in; all if not given.
        limit: How many sections at most.
        say: Is told where the index must be made first.

    Returns:
        The best first; of equal score the newest article first, then in order of article_id and position.

    Raises:
        UsageError: There is nothing to look for, or no such region, topic or series.
        DossierError: The index cannot be made or read.
    """
    wanted = expression(query)
    path = ensure_index(release, say)
    try:
        with closing(connect(path)) as con:
            con.row_factory = sqlite3.Row
            condition, values = _condition(con, filters or Filters())
            found = con.execute(
                f"""
                with fitting as materialized (
                    select rowid as id, rank as score from sections where sections match ? {condition}
                ),
                -- Only of these the articles are looked up: there may be more of the last score than are wanted.
                best as (
                    select * from fitting where score <= coalesce(
                        (select score from fitting order by score limit 1 offset ?),
                        (select max(score) from fitting)
                    )
                )
                select id, score, articles.*
                from best
                join articles on article = (select max(article) from articles where article <= id)
                order by score, published_on desc nulls last, article_id, id
                limit ?
                """,
                [wanted, *values, limit - 1, limit],
            ).fetchall()
    except sqlite3.Error as error:
        raise DossierError(f"{path}: cannot be read ({error}); remove it, the next search makes it anew") from error
    return _hits(release, found, wanted)


def _condition(con: sqlite3.Connection, filters: Filters) -> tuple[str, list[Any]]:
    conditions: list[str] = []
    values: list[Any] = []
    for kind, names in (("region", filters.regions), ("topic", filters.topics), ("series", filters.series)):
        if names:
            conditions.append(
                f"article in (select article from facets where kind = ? and folded in ({', '.join('?' * len(names))}))"
            )
            values += [kind, *(_known(con, kind, name) for name in names)]
    if filters.years:
        conditions.append("published_year between ? and ?")
        values += filters.years
    if not conditions:
        return "", []
    # Without the plus, SQLite would look the words up once for every row.
    wanted = f"select article + place from articles join places on place < sections where {' and '.join(conditions)}"
    return f"and +rowid in ({wanted})", values


def _known(con: sqlite3.Connection, kind: str, name: str) -> str:
    folded = name.strip().lower()
    if con.execute("select 1 from facets where kind = ? and folded = ?", (kind, folded)).fetchone():
        return folded
    names = {
        row["folded"]: row["name"]
        for row in con.execute("select folded, max(name) as name from facets where kind = ? group by folded", (kind,))
    }
    near = [names[one] for one in difflib.get_close_matches(folded, names, 3, 0.5)] or sorted(names.values())
    more = ", …" if len(near) > _SHOWN else ""
    hint = f"; there is {', '.join(near[:_SHOWN])}{more}" if near else "; the release names none"
    raise UsageError(f"--{kind} {name}: no article has it{hint}")


def _hits(release: Path, found: list[sqlite3.Row], wanted: str) -> list[Hit]:
    texts = _texts(release, found)
    marks = (MARK, END)
    with closing(sqlite3.connect(":memory:")) as con:
        con.execute(f"create virtual table shown using fts5(title, heading, text, tokenize='{WORDS}')")
        rows = [
            (
                row["id"],
                row["title"] if row["id"] == row["article"] else None,
                texts[row["id"]]["heading"],
                " ".join(texts[row["id"]]["text"].split()),
            )
            for row in found
        ]
        con.executemany("insert into shown(rowid, title, heading, text) values (?, ?, ?, ?)", rows)
        marked = con.execute(
            f"select rowid, highlight(shown, 1, ?, ?), snippet(shown, 2, ?, ?, '…', {_SNIPPET_WORDS}) "
            "from shown where shown match ?",
            [*marks, *marks, wanted],
        )
        shown = {number: (heading, text) for number, heading, text in marked}
    named = ("article_id", "code", "title", "published_on", "url")
    return [
        Hit(
            rank=rank,
            score=round(-row["score"], 4),
            position=texts[row["id"]]["position"],
            kind=texts[row["id"]]["kind"],
            heading=shown[row["id"]][0],
            snippet=shown[row["id"]][1],
            **{name: row[name] for name in named},
        )
        for rank, row in enumerate(found, 1)
    ]


def _texts(release: Path, found: list[sqlite3.Row]) -> dict[int, dict[str, Any]]:
    """What the table has of the sections found; of an article without any there is nothing but its title."""
    import polars as pl

    from flows._layout import sections_file

    files: dict[Path, set[str]] = {}
    for row in found:
        files.setdefault(sections_file(release, row["published_year"]), set()).add(row["article_id"])
    # Only the pages with these rows are read.
    asked = [
        pl.scan_parquet(path, glob=False)
        .filter(pl.col("article_id").is_in(articles))
        .select("article_id", "position", "kind", "heading", "text")
        for path, articles in files.items()
        if path.exists()
    ]
    sections: dict[str, list[dict[str, Any]]] = {}
    for rows in pl.collect_all(asked):
        for section in rows.sort("article_id", "position").iter_rows(named=True):
            sections.setdefault(section["article_id"], []).append(section)
    title_alone = [{"position": 0, "kind": None, "heading": None, "text": ""}]
    return {row["id"]: sections.get(row["article_id"], title_alone)[row["id"] - row["article"]] for row in found}
