"""A Tableau extract: every table and report model in one .hyper file."""

from pathlib import Path
from typing import Any

import duckdb

from flows._layout import REPORTS
from flows.errors import UsageError
from flows.release_tables import Given

NAME = "dossier.hyper"


def write(con: duckdb.DuckDBPyConnection, tables: list[Given], folder: Path, release_id: str, tell: Any) -> list[str]:
    """Writes `dossier.hyper`, the tables in its schema `main`, the models in `reports`; returns notes."""
    try:
        import pantab
        from tableauhyperapi import TableName
    except ImportError:
        raise UsageError(
            "--format hyper needs Tableau's library (250 MB): pip install 'pantab>=5.3,<6', or choose csv or xlsx"
        ) from None
    frames = {}
    for table in tables:
        tell(table.full_name)
        name = TableName(REPORTS if table.schema == REPORTS else "main", table.name)
        frames[name] = con.sql(f"from {table.full_name}").to_arrow_table()
    pantab.frames_to_hyper(frames, folder / NAME)
    return []
