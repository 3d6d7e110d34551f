"""Makes a release's `report.html`: one file to look at, filter and pass on, without a server and without a network."""

from pathlib import Path

import duckdb

from flows._disk import disk_errors
from flows._layout import DATABASE
from flows._sql import literal
from flows.report import aggregates, facts, page, texts
from flows.report.pack import as_json, fitting, letters

NAME = "report.html"
"""Name of the file in a release."""

BYTES = 1_000_000
"""Bytes the file keeps to as long as that leaves room for every article's numbers."""

LEAST_TITLES, LEAST_DETAILS = 5_000, 200
"""Articles whose titles, and whose synopses and headings, are in the file even if it grows larger."""

# Letters that an article's title takes in the file, about.
_TITLE = 19
# What synopsis and headings of one of many take, of what one of the least takes: the more there are, the less each.
_OF_MANY = 0.93


def build(release: Path) -> None:
    """Makes `report.html` from a release's `dossier.duckdb`.

    All of its figures are counted over every article. Titles, then synopses and headings, are there for as many of the
    newest articles as there is room for; the page says for how many.

    Args:
        release: Folder of the release.

    Raises:
        DossierError: The disk does not take it.
    """
    with duckdb.connect() as con:
        con.execute(f"attach {literal(release / DATABASE)} as dossier (read_only)")
        con.execute("use dossier")
        text = _page(con)
    with disk_errors(release / NAME):
        (release / NAME).write_text(text, encoding="utf-8", newline="\n")


def _page(con: duckdb.DuckDBPyConnection) -> str:
    facts.order(con)
    found = facts.gather(con)
    whole = aggregates.gather(con)
    described, numbers = found.columns.packed()
    title = f"Dossier: {', '.join(whole['about']['publishers'])}".removesuffix(": ")
    core = {
        **whole,
        "articles": found.articles,
        "names": found.names,
        "columns": described,
        "newest": found.newest,
        "years": found.years,
    }
    data = {"numbers": letters(numbers), "core": letters(as_json(core))}
    # What is known to the last letter goes first; what is left is for titles, and then for what they open.
    room = BYTES - len(page.render(title, data).encode()) - 500
    least = len(letters(texts.details(con, LEAST_DETAILS, cut=True)(LEAST_DETAILS)))
    each = max(1, int(_OF_MANY * least / LEAST_DETAILS))
    # Deflated, a title takes more than 12 letters.
    most = min(found.articles, max(room // 12, LEAST_TITLES))
    data["titles"], titled = fitting(texts.titles(con, most), most, room - least, LEAST_TITLES, _TITLE)
    data["details"] = _details(con, titled, room - len(data["titles"]), each)
    return page.render(title, data)


def _details(con: duckdb.DuckDBPyConnection, titled: int, room: int, each: int) -> str:
    """Synopses as they are where there is room for all of them, else cut short, which leaves room for more."""
    # Deflated, an article's take more than 60 letters.
    most = min(titled, max(room // 60, LEAST_DETAILS))
    if most == titled:
        text, count = fitting(texts.details(con, most, cut=False), most, room, LEAST_DETAILS, each)
        if count == titled:
            return text
    return fitting(texts.details(con, most, cut=True), most, room, LEAST_DETAILS, each)[0]
