"""SQL over a release: every table and report model, the sections with their text, and no other file."""

import base64
import csv
import json
import math
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager, redirect_stdout
from datetime import date, datetime, time
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import IO, Any

import duckdb

from flows._duck import told
from flows._layout import DATABASE
from flows._sql import literal
from flows._words import program
from flows.errors import DossierError, UsageError

FORMATS = ("table", "csv", "json")

# These are smaller in dossier.duckdb than in the Parquet files: BI tools need neither text nor payload.
_WHOLE_ONLY_IN_PARQUET = ("sections", "quarantine")
# A spreadsheet takes a cell that begins so for a formula and runs it; the last four are their full-width forms.
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_EXPLAIN = re.compile(r"\s*explain\s+(analyze\s+)?(\([^)]*\)\s*)?", re.IGNORECASE)
# Of one that finds its columns itself DuckDB makes several statements; COPY of one is no other kind.
_PIVOTS = re.compile(r"\s*(pivot|from|select|with)\b", re.IGNORECASE)
_ROWS_A_FETCH = 5_000
_LISTEN_SECONDS = 0.2


@contextmanager
def open_release(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Opens a release to be read with SQL.

    `articles`, `reports.totals` and the like resolve in its `dossier.duckdb`; `sections` and `quarantine` in its
    Parquet files, so that text and payload are there too. Nothing else can be read and nothing written.

    Args:
        folder: The release.

    Raises:
        DossierError: It holds no readable `dossier.duckdb`.
    """
    folder = folder.resolve()
    database = folder / DATABASE
    if not database.is_file():
        raise DossierError(f"{database}: not there; `{program()} verify {folder.name}` says what else is missing")
    with tempfile.TemporaryDirectory(prefix="dossier-") as scratch, duckdb.connect() as con:
        try:
            con.execute(f"attach {literal(database)} as dossier (read_only)")
            for table in _WHOLE_ONLY_IN_PARQUET:
                files = ", ".join(literal(file) for file in sorted((folder / table).rglob("*.parquet")))
                if files:
                    con.execute(f"create view {table} as from read_parquet([{files}])")
        except duckdb.Error as error:
            raise DossierError(f"{database}: cannot be read ({told(error)}); try `{program()} verify`") from error
        # It goes to standard output, where the rows go, and while it is shown Ctrl-C is not heard.
        con.execute("set enable_progress_bar = false")
        con.execute("set search_path = 'memory.main,dossier.main,dossier.reports'")
        # In memory DuckDB would spill into the folder the user stands in.
        con.execute(f"set temp_directory = {literal(scratch)}")
        con.execute(f"set allowed_directories = [{literal(folder)}, {literal(scratch)}]")
        con.execute("set enable_external_access = false")
        con.execute("set lock_configuration = true")
        yield con


def query(folder: Path, sql: str, form: str = "table", out: IO[str] | None = None) -> None:
    """Runs a statement on a release and writes what it returns.

    Args:
        folder: The release.
        sql: A SELECT, or another statement that only reads; of several, the last one's rows are written.
        form: `table`, `csv` (UTF-8, NULL is empty, no cell is a formula) or `json` (an array of objects).
        out: Where to write; standard output if not given.

    Raises:
        UsageError: There is no statement, or no such form.
        DossierError: The statement is wrong or does more than reading.
    """
    out = out or sys.stdout
    if form not in FORMATS:
        raise UsageError(f"--format {form}: choose among {', '.join(FORMATS)}")
    with open_release(folder) as con:
        try:
            explains = _check(con, sql)
            with ThreadPoolExecutor(1) as aside:
                running = aside.submit(_write, con, sql, form, out, explains)
                try:
                    # DuckDB at work would not hear Ctrl-C, therefore the thread; nor does a wait without end, if the
                    # system takes it up again after a signal.
                    while not wait([running], _LISTEN_SECONDS).done:
                        pass
                except KeyboardInterrupt:
                    con.interrupt()
                    raise
                running.result()
        except duckdb.Error as error:
            raise DossierError(f"SQL: {told(error)}") from error


def rows(con: duckdb.DuckDBPyConnection, sql: str, params: Sequence[Any] | dict[str, Any] = ()) -> list[dict[str, Any]]:
    """The rows of a statement, each as column -> value."""
    cursor = con.execute(sql, params)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def plain(value: Any) -> Any:
    """A database value as one of JSON's: times in ISO 8601, bytes in base64, no number that JSON lacks."""
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if math.isfinite(value) else None
        case Decimal():
            return float(value)
        case datetime() | date() | time():
            return value.isoformat()
        case bytes() | bytearray() | memoryview():
            return base64.b64encode(value).decode("ascii")
        case dict():
            return {str(key): plain(item) for key, item in value.items()}
        case list() | tuple() | set():
            return [plain(item) for item in value]
        case _:
            return str(value)


def safe_cell(value: Any) -> Any:
    """A value as a CSV cell that no spreadsheet takes for a formula: text that begins like one gets an apostrophe."""
    match value:
        case str():
            return f"'{value}" if value.startswith(_BEGINS_A_FORMULA) else value
        case bool():
            return "true" if value else "false"
        case None | int() | float() | Decimal():
            return value
        case _:
            value = plain(value)
            return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _check(con: duckdb.DuckDBPyConnection, sql: str) -> bool:
    """Whether the last statement explains a plan; raises where one does more than reading."""
    statements = con.extract_statements(sql)
    if not statements:
        raise UsageError(f'no SQL given; try `{program()} query "select * from reports.totals"`')
    # EXPLAIN ANALYZE runs what it explains, so what counts is the statement below.
    explained = chain.from_iterable(
        con.extract_statements(_EXPLAIN.sub("", statement.query, count=1))
        for statement in statements
        if statement.type.name == "EXPLAIN"
    )
    for statement in chain(statements, explained):
        kind = statement.type.name
        if kind not in ("SELECT", "EXPLAIN", "PRAGMA") and not (kind == "MULTI" and _PIVOTS.match(statement.query)):
            raise DossierError(f"SQL: {kind} is not possible, a release is only read; --format csv > FILE saves rows")
    return statements[-1].type.name == "EXPLAIN"


def _write(con: duckdb.DuckDBPyConnection, sql: str, form: str, out: IO[str], explains: bool) -> None:
    if form == "table":
        _write_table(con, sql, out, explains)
        return
    cursor = con.execute(sql)
    names = _distinct([column[0] for column in cursor.description or []])
    (_write_csv if form == "csv" else _write_json)(names, _fetch(cursor), out)


def _write_table(con: duckdb.DuckDBPyConnection, sql: str, out: IO[str], explains: bool) -> None:
    if explains:
        out.write("\n".join(str(row[-1]).rstrip("\n") for row in con.execute(sql).fetchall()) + "\n")
        return
    relation = con.sql(sql)
    if relation is None:
        return
    narrow = out.isatty()
    with redirect_stdout(out):
        relation.show(
            max_width=shutil.get_terminal_size().columns if narrow else 400,
            max_rows=40 if narrow else 10_000,
            max_col_width=None if narrow else 120,
        )


def _write_csv(names: list[str], fetched: Iterator[tuple[Any, ...]], out: IO[str]) -> None:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([safe_cell(name) for name in names])
    writer.writerows([safe_cell(value) for value in row] for row in fetched)


def _write_json(names: list[str], fetched: Iterator[tuple[Any, ...]], out: IO[str]) -> None:
    lead = "["
    for row in fetched:
        cells = {name: plain(value) for name, value in zip(names, row, strict=True)}
        out.write(f"{lead}\n{json.dumps(cells, ensure_ascii=False)}")
        lead = ","
    out.write("[]\n" if lead == "[" else "\n]\n")


def _fetch(cursor: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    return chain.from_iterable(iter(lambda: cursor.fetchmany(_ROWS_A_FETCH), []))


def _distinct(names: list[str]) -> list[str]:
    """Names of which none repeats: a JSON object would keep only the last of two columns of one name."""
    seen: dict[str, int] = {}
    distinct = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        distinct.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return distinct
