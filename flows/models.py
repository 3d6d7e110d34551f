"""The SQL models and checks as files: what each makes, in which order, and what its columns mean."""

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache, lru_cache
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

PREVIOUS = {f"previous_{name}": name for name in ("articles", "article_categories", "article_authors")}
"""Views of the release before, for `release_changes` -> the table; without rows where there is none before."""

TOUCHED = "touched_articles"
"""One row per article_id of this release or the one before whose article may differ between them."""

COMPUTED = dict.fromkeys(
    ("stg_term_words", "stg_term_groups", "stg_group_terms"), frozenset({"articles", "article_regions"})
)
"""Tables that Python makes for models, in `flows/terms.py` -> those it makes them of."""

_COLUMN = re.compile(r"-- ([a-z][a-z0-9_]*): (\S.*)")
_CONTINUED = re.compile(r"--   +(\S.*)")


@dataclass(frozen=True)
class Model:
    """One SELECT of the sql folder: a model or a check.

    Its leading comment says what a row is, then, a line each, what the columns are: `-- column: description`; a line
    indented further continues the one above.

    Attributes:
        folder: `staging`, `marts`, `reports` or `checks`.
        name: Name of the file, of the table it makes, of the check.
        sql: The SELECT, comments included.
        grain: What one row is; what a check forbids.
        columns: Column -> description.
        reads: Names of the tables it reads, `reports.` before a report's.
    """

    folder: str
    name: str
    sql: str
    grain: str
    columns: dict[str, str]
    reads: frozenset[str]

    @property
    def schema(self) -> str:
        """Schema of the table it makes: `temp`, `main` or `reports`."""
        return SCHEMAS[self.folder]

    @property
    def kept(self) -> bool:
        """Whether its table stays in the file."""
        return self.schema != "temp"

    @property
    def read_as(self) -> str:
        """Name other models read it by."""
        return f"reports.{self.name}" if self.schema == "reports" else self.name

    @property
    def file(self) -> str:
        """The file as an error names it."""
        return f"sql/{self.folder}/{self.name}.sql"


def read_models(sql: Path = SQL) -> list[Model]:
    """The models in an order in which each comes after those it reads.

    Args:
        sql: Holds the folders `staging`, `marts` and `reports`.

    Raises:
        DossierError: One is no single SELECT or lacks its description, two have one name, one reads what is not there,
            or some read each other; names them.
    """
    given = {*TABLES, RUN_INFO, TOUCHED, *PREVIOUS, *COMPUTED}
    models: dict[str, Model] = {}
    for model in (model for folder in SCHEMAS for model in read_folder(sql / folder)):
        if model.name in given or model.name in {other.name for other in models.values()}:
            raise DossierError(f"{model.file}: there is a table or model {model.name} already")
        models[model.read_as] = model
    for model in models.values():
        if unknown := sorted(model.reads - given - set(models)):
            raise DossierError(f"{model.file}: reads {', '.join(unknown)}, which is no table and no model")
    try:
        order = TopologicalSorter({name: sorted(_needs(model) - given) for name, model in models.items()})
        return [models[name] for name in order.static_order()]
    except CycleError as error:
        raise DossierError(f"sql: models that read each other: {', '.join(error.args[1][1:])}") from None


def reading(models: list[Model], tables: Collection[str]) -> list[Model]:
    """Those models, in their order, that read one of some tables, be it through other models.

    Args:
        models: In the order they are made in.
        tables: Names of tables.
    """
    found, names = [], set(tables)
    for model in models:
        if _needs(model) & names:
            found.append(model)
            names.add(model.read_as)
    return found


def _needs(model: Model) -> frozenset[str]:
    return model.reads.union(*(COMPUTED[name] for name in model.reads & COMPUTED.keys()))


def read_checks(sql: Path = SQL) -> list[Model]:
    """The checks: SELECTs that must return no rows, by name.

    Args:
        sql: Holds the folder `checks`.

    Raises:
        DossierError: One is no single SELECT or does not say what it forbids; names it.
    """
    return read_folder(sql / "checks")


def read_folder(folder: Path) -> list[Model]:
    """The SELECTs of one folder, by name.

    Raises:
        DossierError: One is no single SELECT, or its leading comment is not in the form of a model's; names it.
    """
    models = []
    for path in sorted(folder.glob("*.sql")):
        sql = path.read_text(encoding="utf-8")
        try:
            grain, columns = _described(sql)
            models.append(Model(folder.name, path.stem, sql, grain, columns, _tables_of(sql)))
        except ValueError as error:
            raise DossierError(f"sql/{folder.name}/{path.name}: {error}") from None
    return models


@cache
def _database() -> duckdb.DuckDBPyConnection:
    """One to parse with: making it takes longer than reading a folder."""
    return duckdb.connect()


def _described(sql: str) -> tuple[str, dict[str, str]]:
    lines = []
    for line in sql.splitlines():
        if not line.startswith("--"):
            break
        lines.append(line.rstrip())
    if not lines or not re.fullmatch(r"-- \S.*", lines[0]):
        raise ValueError("the first line must say what one row is: -- One row per ...")
    columns: dict[str, str] = {}
    for line in lines[1:]:
        if (described := _COLUMN.fullmatch(line)) and described[1] not in columns:
            columns[described[1]] = described[2]
        elif columns and (continued := _CONTINUED.fullmatch(line)):
            columns[next(reversed(columns))] += f" {continued[1]}"
        else:
            raise ValueError(f"not a column's description: {line}")
    return lines[0].removeprefix("-- "), columns


@lru_cache(maxsize=256)
def _tables_of(sql: str) -> frozenset[str]:
    """Kept, as a process that makes several releases reads the same models for each."""
    # DuckDB's own get_table_names binds columns too, which takes the tables it is to find.
    with _database().cursor() as con:
        tree = json.loads(con.execute("select json_serialize_sql(?::varchar)", [sql]).fetchall()[0][0])
    if tree["error"]:
        raise ValueError(f"must be one SELECT ({tree['error_message']})")
    if len(tree["statements"]) != 1:
        raise ValueError(f"must be one SELECT, not {len(tree['statements'])} statements")
    found: set[str] = set()
    _gather_tables(tree["statements"][0], frozenset(), found)
    return frozenset(found)


def _gather_tables(node: Any, ctes: frozenset[str], found: set[str]) -> None:
    """Gathers the tables of a syntax tree. A CTE hides the table of its name, but not in its own definition."""
    if isinstance(node, list):
        for item in node:
            _gather_tables(item, ctes, found)
    elif isinstance(node, dict):
        for cte in node.get("cte_map", {}).get("map", []):
            _gather_tables(cte["value"], ctes, found)
            ctes |= {cte["key"]}
        if node.get("type") == "RECURSIVE_CTE_NODE":
            ctes |= {node["cte_name"]}
        if node.get("type") == "BASE_TABLE":
            name, schema = node["table_name"], node["schema_name"]
            if schema not in ("", "main", "temp"):
                found.add(f"{schema}.{name}")
            elif schema or name not in ctes:
                found.add(name)
        for key, value in node.items():
            if key != "cte_map":
                _gather_tables(value, ctes, found)
