"""Quoting what goes into a statement of DuckDB's or PostgreSQL's."""

from pathlib import Path


def literal(value: Path | str) -> str:
    """A string, quoted."""
    return "'" + str(value).replace("'", "''") + "'"


def identifier(name: str) -> str:
    """A name, quoted."""
    return '"' + name.replace('"', '""') + '"'
