"""The SQL models and checks as files: what each makes, in which order, and what its columns mean."""

import json
import re
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

import duckdb

from flows.errors import DossierError
from transforms.schema import TABLES

SQL = Path(__file__).resolve().parent.parent / "sql"
"""Folder of the models and checks."""

SCHEMAS = {"staging": "temp", "marts": "main", "reports": "reports"}
"""Folder of models -> schema they are made in. Staging models last only while the file is built."""

RUN_INFO = "run_info"
"""One row: what the run says of itself, for `release_info`; as short-lived as a staging model."""

_COLUMN = re.compile(r"-- ([a-z][a-z0-9_]*): (\S.*)")
_CONTINUED = re.compile(r"--   +(\S.*)")


@dataclass(frozen=True)
class Model:
    """One SELECT of the sql folder.

    Its leading comment says what a row is, then, a line each, what the columns are: `-- column: description`; a line
    indented further continues the one above.

    Attributes:
        path: The file; its name is the model's.
        sql: The SELECT, comments included.
    """

    path: Path
    sql: str

    @property
    def name(self) -> str:
        """Name of the table it makes, or of the check."""
        return self.path.stem

    @property
    def schema(self) -> str:
        """Schema of the table it makes: `temp`, `main` or `reports`."""
        return SCHEMAS[self.path.parent.name]

    @property
    def file(self) -> str:
        """The file as an error names it."""
        return f"sql/{self.path.parent.name}/{self.path.name}"

    @property
    def grain(self) -> str:
        """The first line: what one row is, or what a check forbids."""
        return self._header[0]

    @property
    def columns(self) -> dict[str, str]:
        """Column -> description, as the lines below the first say."""
        return self._header[1]

    @cached_property
    def reads(self) -> frozenset[str]:
        """Names of the tables the SELECT reads, `reports.` before a report's."""
        with duckdb.connect() as con:
            (text,) = con.execute("select json_serialize_sql(?::varchar)", [self.sql]).fetchall()[0]
        tree = json.loads(text)
        if tree["error"]:
            raise DossierError(f"{self.file}: must be one SELECT ({tree['error_message']})")
        if len(tree["statements"]) != 1:
            raise DossierError(f"{self.file}: must be one SELECT, not {len(tree['statements'])} statements")
        found: set[str] = set()
        _tables_read(tree["statements"][0], frozenset(), found)
        return frozenset(found)

    @cached_property
    def _header(self) -> tuple[str, dict[str, str]]:
        lines = []
        for line in self.sql.splitlines():
            if not line.startswith("--"):
                break
            lines.append(line.rstrip())
        if not lines or not re.fullmatch(r"-- \S.*", lines[0]):
            raise DossierError(f"{self.file}: the first line must say what one row is: -- One row per ...")
        columns: dict[str, str] = {}
        for line in lines[1:]:
            if (described := _COLUMN.fullmatch(line)) and described[1] not in columns:
                columns[described[1]] = described[2]
            elif columns and (continued := _CONTINUED.fullmatch(line)):
                columns[next(reversed(columns))] += f" {continued[1]}"
            else:
                raise DossierError(f"{self.file}: not a column's description: {line}")
        return lines[0].removeprefix("-- "), columns


def read_models(folder: Path = SQL) -> list[Model]:
    """The models in an order in which each comes after those it reads.

    Args:
        folder: Holds `staging`, `marts` and `reports`.

    Raises:
        DossierError: Two have one name, one reads what is not there, or some read each other; names the models.
    """
    models: dict[str, Model] = {}
    names = set(TABLES) | {RUN_INFO}
    for model in (model for part in SCHEMAS for model in _read(folder / part)):
        if model.name in names:
            raise DossierError(f"{model.file}: there is a table or model {model.name} already")
        names.add(model.name)
        models[_as_read(model)] = model
    given = set(TABLES) | {RUN_INFO}
    for model in models.values():
        if unknown := sorted(model.reads - given - set(models)):
            raise DossierError(f"{model.file}: reads {', '.join(unknown)}, which is no table and no model")
    sorter = TopologicalSorter({name: sorted(model.reads & set(models)) for name, model in models.items()})
    try:
        return [models[name] for name in sorter.static_order()]
    except CycleError as error:
        raise DossierError(f"sql: models that read each other: {' <- '.join(error.args[1])}") from None


def read_checks(folder: Path = SQL) -> list[Model]:
    """The checks: SELECTs that must return no rows, by name."""
    return _read(folder / "checks")


def _read(folder: Path) -> list[Model]:
    return [Model(path, path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.sql"))]


def _as_read(model: Model) -> str:
    return f"reports.{model.name}" if model.schema == "reports" else model.name


def _tables_read(node: Any, ctes: frozenset[str], found: set[str]) -> None:
    """Gathers the tables of a query's syntax tree; a CTE hides a table of its name, but not in its own definition."""
    if isinstance(node, list):
        for item in node:
            _tables_read(item, ctes, found)
        return
    if not isinstance(node, dict):
        return
    for cte in node.get("cte_map", {}).get("map", []):
        _tables_read(cte["value"], ctes, found)
        ctes |= {cte["key"]}
    if node.get("type") == "BASE_TABLE":
        name, schema = node["table_name"], node.get("schema_name", "")
        if schema or name not in ctes:
            found.add(f"{schema}.{name}" if schema not in ("", "main", "temp") else name)
    for key, value in node.items():
        if key != "cte_map":
            _tables_read(value, ctes, found)
