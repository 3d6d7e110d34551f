"""The SQL checks: SELECTs over a release's tables and models that must return no rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from flows._duck import told
from flows._words import counted
from flows.errors import DossierError
from flows.models import Model, read_checks

# Rows of a failed check that its message has, and that are worth a list.
_SHOWN, _KEPT = 3, 50


@dataclass(frozen=True)
class Failure:
    """A check that returned rows.

    Attributes:
        check: Its name.
        forbids: What it forbids, in a sentence.
        rows: How many rows it returned.
        first: Some of them, column -> value.
    """

    check: str
    forbids: str
    rows: int
    first: list[dict[str, Any]]

    @property
    def shown(self) -> str:
        """Some of the rows, in words."""
        rows = [_in_words(row) for row in self.first[:_SHOWN]]
        return "; ".join([*rows, "…"] if self.rows > len(rows) else rows)

    def __str__(self) -> str:
        return f"check {self.check} fails: {self.forbids} {counted(self.rows, 'row')}: {self.shown}"

    def listed(self) -> list[dict[str, Any]]:
        """The rows for a list of several checks' rows: `check`, `forbids` and `row` in words."""
        return [{"check": self.check, "forbids": self.forbids, "row": _in_words(row)} for row in self.first]


def run_checks(con: duckdb.DuckDBPyConnection, checks: Iterable[Model] | None = None) -> list[Failure]:
    """Runs the checks on a database with the release's tables and models, such as an opened `dossier.duckdb`.

    Args:
        con: Finds the tables by their names and the reports in schema `reports`.
        checks: Those to run; all if not given.

    Returns:
        Those that returned rows.

    Raises:
        DossierError: A check cannot be run.
    """
    failures = []
    for check in read_checks() if checks is None else checks:
        try:
            cursor = con.execute(f"select count(*) over (), * from (\n{check.sql}\n) order by all limit {_KEPT}")
            names = [column[0] for column in cursor.description or []]
            found = cursor.fetchall()
        except duckdb.OutOfMemoryException:
            raise
        except duckdb.Error as error:
            raise DossierError(f"{check.file}: {told(error)}") from error
        if found:
            rows = [dict(zip(names[1:], row[1:], strict=True)) for row in found]
            failures.append(Failure(check.name, check.grain, found[0][0], rows))
    return failures


def _in_words(row: Mapping[str, object]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in row.items())
