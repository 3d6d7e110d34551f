"""Excel workbooks: the tables in one, the report models in another, a sheet each, with the dictionary."""

import math
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.worksheet import Worksheet

from flows._layout import REPORTS, published_at
from flows._sql import identifier
from flows.export._common import DICTIONARY, dictionary, rows_of
from flows.release_tables import Column, Given

# Excel's own limits.
MOST_ROWS = 1_048_576
MOST_CHARACTERS = 32_767
_LONGEST_NAME = 31
# What Excel counts.
_UNITS = "utf-16-le"

_NARROWEST, _WIDEST = 8, 60
_FORMATS = {
    "head": {"bold": True, "bottom": 1, "valign": "top"},
    "date": {"num_format": "yyyy-mm-dd", "align": "left"},
    "time": {"num_format": "yyyy-mm-dd hh:mm:ss", "align": "left"},
    "count": {"num_format": "#,##0"},
    "share": {"num_format": "#,##0.00##"},
    "plain": {},
    "wrapped": {"text_wrap": True, "valign": "top"},
}
# Numbers that are names of something, not how much there is of it.
_NO_COUNTS = ("year", "position", "revision", "line", "rank")
_CUT = " … [cut: the cell has {:,} characters, and Excel takes 32,767; it is whole in the release]"


def write(con: duckdb.DuckDBPyConnection, tables: list[Given], folder: Path, release_id: str, tell: Any) -> list[str]:
    """Writes `tables.xlsx` and `reports.xlsx`; returns notes on what Excel does not take."""
    notes: list[str] = []
    for name in ("tables", REPORTS):
        some = [table for table in tables if (table.schema == REPORTS) == (name == REPORTS)]
        # What does not fit into memory goes where the workbook will be: there is room for it there, or for neither.
        options = {"constant_memory": True, "tmpdir": str(folder)}
        try:
            with xlsxwriter.Workbook(folder / f"{name}.xlsx", options) as book:
                book.use_zip64()
                notes += _Book(book, con, release_id).fill(some, tell)
        except FileCreateError as error:
            raise OSError(getattr(error.args[0], "errno", None) or 0, str(error.args[0])) from error
    return notes


class _Book:
    """A workbook being written."""

    def __init__(self, book: xlsxwriter.Workbook, con: duckdb.DuckDBPyConnection, release_id: str) -> None:
        self._book = book
        self._con = con
        self._release_id = release_id
        # Not the present: the same release is to give the same file.
        book.set_properties({"title": f"Dossier, release {release_id}", "created": published_at(release_id)})
        self._formats = {name: book.add_format(what) for name, what in _FORMATS.items()}
        self._notes: list[str] = []

    def fill(self, tables: list[Given], tell: Any) -> list[str]:
        about = self._book.add_worksheet("about")
        self._dictionary(tables)
        for table in tables:
            tell(table.full_name)
            self._table(table)
        about.set_column(0, 0, 100)
        for number, line in enumerate((f"Dossier, release {self._release_id}", *self._notes)):
            about.write_string(number, 0, line)
        return self._notes

    def _dictionary(self, tables: list[Given]) -> None:
        sheet = self._sheet("dictionary", DICTIONARY, (30, 10, 24, 12, 20, 10, 90))
        for number, row in enumerate(dictionary(tables), 1):
            for place, value in enumerate(row):
                self._put(sheet, number, place, value, "count" if place == 1 else "wrapped")

    def _table(self, table: Given) -> None:
        # Bytes have no form in Excel.
        columns = [column for column in table.columns if column.type != "BLOB"]
        if left_out := [column.name for column in table.columns if column.type == "BLOB"]:
            self._notes.append(
                f"{table.full_name}: without {', '.join(left_out)} (bytes); `quarantine --export` has it"
            )
        widths = self._widths(table, columns)
        rows = rows_of(
            self._con, f"select {', '.join(identifier(column.name) for column in columns)} from {table.full_name}"
        )
        formats = [_format(column) for column in columns]
        for number, part in enumerate(_parts(rows), 1):
            name = table.name[:_LONGEST_NAME] if number == 1 else f"{table.name[: _LONGEST_NAME - 5]} ({number})"
            sheet = self._sheet(name, [column.name for column in columns], widths)
            last = 0
            for last, row in enumerate(part, 1):
                for place, value in enumerate(row):
                    is_long = isinstance(value, str) and _length(value) > MOST_CHARACTERS
                    cell = self._cut(table, columns[place], value) if is_long else value
                    self._put(sheet, last, place, cell, formats[place])
            sheet.autofilter(0, 0, last, len(columns) - 1)
            if number == 2:
                self._notes.append(f"{table.full_name}: on several sheets, as Excel takes {MOST_ROWS:,} rows on one")

    def _sheet(self, name: str, names: Any, widths: Any) -> Worksheet:
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for place, (title, width) in enumerate(zip(names, widths, strict=True)):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, title, self._formats["head"])
        return sheet

    def _put(self, sheet: Worksheet, row: int, place: int, value: Any, form: str) -> None:
        match value:
            case None:
                return
            # Always as text, whatever it begins with.
            case str():
                sheet.write_string(row, place, value, self._formats[form])
            case bool():
                sheet.write_boolean(row, place, value)
            case float() if not math.isfinite(value):
                return
            case int() | float():
                sheet.write_number(row, place, value, self._formats[form])
            # Excel's days begin in 1900, and it shows no sign of any before; a library's zero is one of them.
            case date() if value.year < 1900:
                sheet.write_string(row, place, str(value), self._formats["plain"])
            case _:
                sheet.write_datetime(row, place, value, self._formats[form])

    def _cut(self, table: Given, column: Column, value: str) -> str:
        note = f"{table.full_name}: {column.name} of some rows is cut, where a cell says so"
        if note not in self._notes:
            self._notes.append(note)
        tail = _CUT.format(_length(value))
        # Of a character that would be cut in two nothing is left.
        kept = value.encode(_UNITS)[: 2 * (MOST_CHARACTERS - len(tail))].decode(_UNITS, "ignore")
        return kept + tail

    def _widths(self, table: Given, columns: list[Column]) -> list[int]:
        """Wide enough for nine values of ten, and for the name."""
        asked = ", ".join(f"quantile_disc(length({identifier(column.name)}::varchar), 0.9)" for column in columns)
        found = self._con.execute(f"select {asked} from {table.full_name}").fetchall()[0]
        return [
            min(_WIDEST, max(_NARROWEST, len(column.name) + 3, (long or 0) + 2))
            for column, long in zip(columns, found, strict=True)
        ]


def _length(text: str) -> int:
    """Characters as Excel counts them: one beyond U+FFFF, as most emoji are, is two."""
    return len(text.encode(_UNITS)) // 2 if len(text) > MOST_CHARACTERS // 2 else len(text)


def _parts(rows: Iterator[tuple[Any, ...]]) -> Iterator[Iterator[tuple[Any, ...]]]:
    """The rows as they fit on sheets, each to be used up before the next; at least one."""
    yield islice(rows, MOST_ROWS - 1)
    for first in rows:
        yield _before(first, islice(rows, MOST_ROWS - 2))


def _before(first: tuple[Any, ...], rest: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    yield first
    yield from rest


def _format(column: Column) -> str:
    match column.type:
        case "DATE":
            return "date"
        case kind if kind.startswith("TIMESTAMP"):
            return "time"
        case "DOUBLE":
            return "share"
        case "INTEGER" | "BIGINT" if not any(word in column.name for word in _NO_COUNTS):
            return "count"
        case _:
            return "plain"
