"""Prints what was found: for people, as CSV, as JSON."""

import csv
import html
import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from typing import IO, Any

from flows._console import printable
from flows.search.find import END, MARK, Hit

FORMATS = ("table", "csv", "json")

_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"
_MARKED = ("heading", "snippet")


def show(hits: Sequence[Hit], form: str, out: IO[str]) -> None:
    """Writes what was found.

    Args:
        hits: What was found.
        form: `table` (for people; on a terminal the words found are bold), `csv` (no marks, no cell is a formula) or
            `json` (heading and snippet as HTML, words found in `<mark>`).
        out: Where to write.
    """
    if form == "json":
        json.dump([_as_html(hit) for hit in hits], out, ensure_ascii=False, indent=1)
        out.write("\n")
    elif form == "csv":
        from flows.query import safe_cell

        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(Hit.__dataclass_fields__)
        writer.writerows([safe_cell(_bare(value)) for value in asdict(hit).values()] for hit in hits)
    else:
        bold = out.isatty() and not os.environ.get("NO_COLOR")
        out.write("\n".join(_lines(hit, bold) for hit in hits))


def _lines(hit: Hit, bold: bool) -> str:
    head = "  ".join(filter(None, (hit.code, hit.published_on or "undated", hit.title or "(untitled)")))
    where = " · ".join(filter(None, (hit.heading or hit.kind, f"score {hit.score:.2f}", hit.url)))
    parts = (f"{hit.rank:>3}  {head}", f"     {where}", f"     {hit.snippet}")
    return "".join(f"{_told(part, bold)}\n" for part in parts)


def _told(text: str, bold: bool) -> str:
    """A line for a terminal, with nothing in it that the terminal obeys but what is put here."""
    marks = (_BOLD, _PLAIN) if bold else ("", "")
    pieces = [piece.split(END) for piece in text.split(MARK)]
    return marks[0].join(marks[1].join(printable(part) for part in piece) for piece in pieces)


def _as_html(hit: Hit) -> dict[str, Any]:
    row = asdict(hit)
    for name in _MARKED:
        if row[name] is not None:
            row[name] = html.escape(row[name], quote=False).replace(MARK, "<mark>").replace(END, "</mark>")
    return row


def _bare(value: Any) -> Any:
    return value.replace(MARK, "").replace(END, "") if isinstance(value, str) else value
