"""Errors a user can act on: one line that names the file and what to do."""

from collections.abc import Iterable, Mapping
from typing import Any


def is_stop(error: BaseException) -> bool:
    """Whether it is Ctrl-C or the like; DuckDB has an error of its own for a signal that comes while it is at work."""
    return not isinstance(error, Exception) or (isinstance(error, RuntimeError) and str(error) == "Query interrupted")


class DossierError(Exception):
    """The run failed; nothing was published (exit code 1)."""


class UsageError(DossierError):
    """The command was used wrongly (exit code 2)."""


class BusyError(DossierError):
    """Another run is at work in the warehouse."""


class StorageError(DossierError):
    """A disk or a network failed in a way that may be over in a moment: trying again can help."""


class CheckError(DossierError):
    """What was made does not keep a rule.

    Attributes:
        rows: What breaks it, one row each: column -> value.
    """

    def __init__(self, message: str, rows: Iterable[Mapping[str, Any]] = ()) -> None:
        self.rows = [dict(row) for row in rows]
        super().__init__(message, self.rows)

    def __str__(self) -> str:
        return str(self.args[0])
