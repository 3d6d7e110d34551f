"""Writes the README's data dictionary from the schema and the models: `python -m flows.dictionary README.md`."""

import sys
from pathlib import Path

import polars as pl

from flows.models import read_models
from transforms.schema import TABLES, Table

_BEGIN, _END = "<!-- data dictionary: made by `make dictionary` -->", "<!-- end of data dictionary -->"
_NAMES = {pl.String: "text", pl.Int32: "integer", pl.Int64: "bigint", pl.Boolean: "boolean", pl.Date: "date"}
_NAMES |= {pl.Datetime: "timestamp", pl.Binary: "bytes"}


def dictionary() -> str:
    """The data dictionary as Markdown: every table with its columns, every report model with its grain."""
    parts = [_table(table) for table in TABLES.values()]
    reports = [model for model in read_models() if model.schema == "reports"]
    rows = "\n".join(f"| {model.name} | {model.grain} |" for model in sorted(reports, key=lambda model: model.name))
    parts.append(f"#### Report models\n\n| `reports.` | |\n|---|---|\n{rows}")
    return "\n\n".join(parts)


def update(readme: Path) -> None:
    """Replaces the data dictionary between the marks of a README."""
    text = readme.read_text(encoding="utf-8")
    before, _, rest = text.partition(_BEGIN)
    _, found, after = rest.partition(_END)
    if not found:
        raise SystemExit(f"{readme}: has no marks for the data dictionary")
    readme.write_text(f"{before}{_BEGIN}\n\n{dictionary()}\n\n{_END}{after}", encoding="utf-8")


def _table(table: Table) -> str:
    rows = []
    for name, column in table.columns.items():
        notes = [_NAMES[type(column.dtype)]]
        if name in table.key:
            notes.append("key")
        elif not column.nullable:
            notes.append("required")
        if name in table.references and name not in table.key:
            notes.append(f"→ {table.references[name]}")
        rows.append(f"| {name} | {', '.join(notes)} | {column.description} |")
    return f"#### {table.name}\n\n{table.description}\n\n| column | | |\n|---|---|---|\n" + "\n".join(rows)


if __name__ == "__main__":
    update(Path(sys.argv[1]))
