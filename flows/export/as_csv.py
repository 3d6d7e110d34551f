"""One CSV file a table, as Excel opens them: UTF-8 with its mark, dates it knows, no cell that it would run."""

import csv
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from flows.export._common import DICTIONARY, dictionary, rows_of
from flows.query import safe_cell
from flows.release_tables import Given


def write(con: duckdb.DuckDBPyConnection, tables: list[Given], folder: Path, release_id: str, tell: Any) -> list[str]:
    """Writes `<table>.csv`, `reports/<model>.csv` and `dictionary.csv`; returns notes."""
    for table in tables:
        tell(table.full_name)
        path = folder / f"{table.full_name.replace('.', '/')}.csv"
        path.parent.mkdir(exist_ok=True)
        _write(path, [column.name for column in table.columns], rows_of(con, f"from {table.full_name}"))
    _write(folder / "dictionary.csv", DICTIONARY, dictionary(tables))
    return []


def _write(path: Path, names: Iterable[str], rows: Iterable[tuple[Any, ...]]) -> None:
    # Without the mark Excel takes the file for the machine's old encoding.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([safe_cell(name) for name in names])
        writer.writerows([_cell(value) for value in row] for row in rows)


def _cell(value: Any) -> Any:
    # Excel does not know the T of ISO 8601.
    return value.isoformat(" ", "seconds") if isinstance(value, datetime) else safe_cell(value)
