"""The form of dossier.duckdb, and what DuckDB's errors say."""

import duckdb

STORAGE_VERSION = "v1.0.0"
"""BI tools carry DuckDBs of any age since 1.0, and none opens a file newer than itself."""


def told(error: duckdb.Error) -> str:
    """DuckDB's message in one line, without its kind and without the excerpt it shows below."""
    if isinstance(error, duckdb.OutOfMemoryException):  # its message goes on with advice that is none here
        return " ".join(str(error).partition("\n")[0].split())
    text, _, excerpt = str(error).partition("\nLINE ")
    _, _, message = text.partition("Error: ")
    number = excerpt.partition(":")[0]
    where = f" (line {number})" if number.isdigit() and number != "1" else ""
    return " ".join((message or text).split()) + where
