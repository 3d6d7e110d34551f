"""Makes a release's `dossier.duckdb` and `reports/`: its tables, and the SQL models over them."""

import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from flows._disk import disk_errors
from flows._duck import STORAGE_VERSION, told
from flows._layout import DATABASE, REPORTS
from flows._sql import literal
from flows.checks import run_checks
from flows.errors import CheckError, DossierError
from flows.models import COMPUTED, PREVIOUS, RUN_INFO, SQL, TOUCHED, Model, read_checks, read_models, reading
from flows.tables import COLUMNS, DESCRIPTION, rows_of, table_files
from flows.terms import make_terms, terms_of
from transforms.schema import SCHEMA_VERSION, TABLES, Table
from transforms.terms import Terms

# Enough for any number of articles, as what does not fit is spilled; long texts by the hundred thousand take more.
_MEMORY = ("320MB", "500MB", "1GB", "80%")
# Of no more articles two threads are busier with each other than with the rows.
_FOR_ONE_THREAD = 10_000
# Publishing looks at these without SQL, so that a release without models is sound too.
_CHECKED_AGAIN = ("key_is_repeated", "reference_is_lost")
# Large, and of no use to BI tools; they are in the Parquet files.
_ONLY_IN_PARQUET = {"sections": {"text"}, "quarantine": {"payload"}}
# Several rows of each article, one after another: a dictionary is the smallest form of all their columns, and finding
# out that the other form for text is larger takes as long as all else.
_MANY_OF_ONE = ("sections", "article_categories", "article_places", "article_sources")
_TYPES: dict[Any, str] = {
    pl.String: "varchar",
    pl.Boolean: "boolean",
    pl.Int32: "integer",
    pl.Int64: "bigint",
    pl.Float64: "double",
    pl.Date: "date",
    pl.Datetime: "timestamp",
}
# Others reach BI tools as text, as 38-digit decimals, or not at all.
_PLAIN_TYPES = ("BOOLEAN", "INTEGER", "BIGINT", "DOUBLE", "VARCHAR", "DATE", "TIMESTAMP")


def build(
    release: Path,
    info: Mapping[str, object],
    sql: Path = SQL,
    *,
    previous: Path | None = None,
    touched: pl.Series | None = None,
    accept_shrink: bool = False,
    awaited: Mapping[str, Callable[[], object]] | None = None,
    beside: bool = False,
) -> dict[str, int]:
    """Makes `dossier.duckdb` and `reports/*.parquet` from a release's Parquet tables, or leaves nothing new behind.

    Args:
        release: Folder of the release; holds a folder of Parquet files for every table.
        info: What the run says of the release: `release_id`, `parser_version`, and whatever else is to stand in
            `release_info`, plain values only. `schema_version` is the schema's own unless given.
        sql: Folder of the models and checks.
        previous: The release before, whole; None where there is none.
        touched: article_id of all articles, gone ones too, that may differ from those of the release before; any may
            if not given.
        accept_shrink: Whether far fewer articles than in that one are no fault.
        awaited: Table -> what waits until it is there; models that do not need it are made meanwhile.
        beside: Whether there is memory for finding the terms, which Python does, while DuckDB reads the tables.

    Returns:
        Rows of every model that is kept, by name.

    Raises:
        CheckError: A check fails; has rows of all that do.
        DossierError: A table cannot be read, or a model cannot be made; names it.
    """
    building, reports = release / f"{DATABASE}.building", release / f"{REPORTS}.building"
    models, checks = read_models(sql), read_checks(sql)
    awaited = awaited or {}
    late = reading(models, awaited)
    few = rows_of(release, "articles") <= _FOR_ONE_THREAD
    noted = _noted(info, previous, accept_shrink)
    finder = ThreadPoolExecutor(1)
    terms = finder.submit(terms_of, release).result if beside else cache(partial(terms_of, release))

    def attempt(memory: str) -> dict[str, int]:
        _remove(building, reports)
        with _open(building, memory) as con:
            if few:
                con.execute("set threads = 1")
            con.execute("begin")
            for table in TABLES.values():
                if table.name not in awaited:
                    _load(con, table, release)
            _note(con, noted)
            _touch(con, previous, touched)
            for view, name in PREVIOUS.items():
                _view(con, view, TABLES[name], previous)
            rows = {model.name: _make(con, model, noted, terms) for model in models if model not in late}
            for name, wait in awaited.items():
                wait()
                _load(con, TABLES[name], release)
            rows |= {model.name: _make(con, model, noted, terms) for model in late}
            con.execute("commit")
            if failures := run_checks(con, [check for check in checks if check.name not in _CHECKED_AGAIN]):
                raise CheckError(f"{release.name}: {failures[0]}", [row for one in failures for row in one.listed()])
            _require_plain_types(con)
            reports.mkdir()
            for model in models:
                if model.schema == "reports":
                    _write(con, model, reports / f"{model.name}.parquet")
            con.execute("checkpoint dossier")
        return rows

    try:
        with disk_errors(release), _naming(release / DATABASE):
            rows = _in_least_memory(attempt)
            shutil.rmtree(release / REPORTS, ignore_errors=True)
            reports.replace(release / REPORTS)
            building.replace(release / DATABASE)
    except duckdb.OutOfMemoryException as error:
        raise DossierError(f"{release / DATABASE}: {told(error)}") from error
    finally:
        finder.shutdown()
        _remove(building, reports)
    return {model.name: rows[model.name] for model in models if model.kept}


def _in_least_memory(attempt: Callable[[str], dict[str, int]]) -> dict[str, int]:
    for memory in _MEMORY[:-1]:
        try:
            return attempt(memory)
        except duckdb.OutOfMemoryException:
            continue
    return attempt(_MEMORY[-1])


@contextmanager
def _open(building: Path, memory: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that makes its tables in the file being built."""
    # What is spilled goes where the file will be: there is room for it there, or for neither.
    with tempfile.TemporaryDirectory(prefix=".spilled-", dir=building.parent) as scratch, duckdb.connect() as con:
        # Readers may be offline: what is not built in must not come in here either.
        con.execute("set autoinstall_known_extensions = false")
        con.execute("set autoload_known_extensions = false")
        # It is committed once: what is small, too, goes into the file itself and not into a log first.
        con.execute("set auto_checkpoint_skip_wal_threshold = 0")
        con.execute("set wal_autocheckpoint = '1KB'")
        con.execute("set enable_progress_bar = false")  # it goes to standard output, where the summary goes
        con.execute(f"set memory_limit = '{memory}'")
        con.execute(f"set temp_directory = {literal(scratch)}")
        con.execute(f"attach {literal(building)} as dossier (storage_version '{STORAGE_VERSION}')")
        con.execute("use dossier")
        con.execute("create schema reports")
        yield con
        con.execute("use memory")
        con.execute("detach dossier")


def _load(con: duckdb.DuckDBPyConnection, table: Table, release: Path) -> None:
    folder = release / table.name
    if not folder.is_dir():
        raise DossierError(f"{folder}: not there; a release has a folder for every table")
    left_out = _ONLY_IN_PARQUET.get(table.name, set())
    types = {name: _TYPES[dtype.base_type()] for name, dtype in table.dtypes.items() if name not in left_out}
    columns = ", ".join(f"{name} {kind}" for name, kind in types.items())
    con.execute(f"create table {table.name} ({columns})")
    if files := table_files(release, table.name):
        listed = ", ".join(literal(file) for file in files)
        con.execute(f"set disabled_compression_methods = {literal('fsst' if table.name in _MANY_OF_ONE else '')}")
        with _naming(folder):
            con.execute(f"insert into {table.name} select {', '.join(types)} from read_parquet([{listed}])")
        con.execute("reset disabled_compression_methods")
    _comment(con, table.name, table.description, table.describe(), list(types))


def _touch(con: duckdb.DuckDBPyConnection, previous: Path | None, touched: pl.Series | None) -> None:
    """Says which articles are to be compared with those of the release before."""
    if touched is None:
        with _naming(f"{previous}/articles"):
            before = _rows_of(previous, TABLES["articles"])
            con.execute(
                f"create temp table {TOUCHED} as select article_id from articles union select article_id from {before}"
            )
        return
    con.register("touched", touched.to_frame("article_id").to_arrow())
    con.execute(f"create temp table {TOUCHED} as select article_id from touched")
    con.unregister("touched")


def _view(con: duckdb.DuckDBPyConnection, view: str, table: Table, previous: Path | None) -> None:
    with _naming(f"{previous}/{table.name}"):
        rows = _rows_of(previous, table)
        con.execute(f"create temp view {view} as from {rows} where article_id in (select article_id from {TOUCHED})")


def _rows_of(previous: Path | None, table: Table) -> str:
    files = table_files(previous, table.name) if previous else []
    return f"read_parquet([{', '.join(map(literal, files))}])" if files else f"(from {table.name} limit 0)"


def _noted(info: Mapping[str, object], previous: Path | None, accept_shrink: bool) -> dict[str, object]:
    """What the run says of itself, as the columns of `run_info`."""
    noted = {"release_id": None, "parser_version": None, "schema_version": SCHEMA_VERSION} | dict(info)
    ours = {
        "previous_release_id": previous.name if previous else None,
        "shrink_accepted": accept_shrink,
        "previous_articles": rows_of(previous, "articles") if previous else None,
    }
    for name, value in noted.items():
        if value is None and name not in info:
            raise DossierError(f"release_info: the run does not say its {name}")
        if not re.fullmatch("[a-z][a-z0-9_]*", name):
            raise DossierError(f"release_info: {name} is no column name")
        if not isinstance(value, None | str | bool | int | float | date | datetime):
            raise DossierError(f"release_info: {name} is no plain value")
    return noted | ours


def _note(con: duckdb.DuckDBPyConnection, noted: Mapping[str, object]) -> None:
    # What is not known is text: without a type it would come to be a number.
    columns = ", ".join(f'?{"::varchar" if value is None else ""} as "{name}"' for name, value in noted.items())
    con.execute(f"create temp table {RUN_INFO} as select {columns}", list(noted.values()))


def _make(con: duckdb.DuckDBPyConnection, model: Model, noted: Mapping[str, object], terms: Callable[[], Terms]) -> int:
    table = f"{model.schema}.{model.name}"
    if model.reads & COMPUTED.keys():
        make_terms(con, terms())
    with _naming(model.file):
        # Only a total order makes the same file of the same rows.
        how, order = ("table", "order by all") if model.kept else ("temp table", "")
        rows = con.execute(f"create {how} {table} as from (\n{model.sql}\n) {order}").fetchall()[0][0]
    if model.kept:
        names = _names(con, table)
        described = dict(model.columns)
        if model.name == "release_info":
            described |= {name: "As the run says" for name in noted if name not in described}
        if wrong := set(names) ^ set(described):
            raise DossierError(f"{model.file}: described and made columns differ in {', '.join(sorted(wrong))}")
        _comment(con, table, model.grain, described, names)
    return int(rows)


def _names(con: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    return [column[0] for column in con.execute(f"from {table} limit 0").description or []]


def _comment(
    con: duckdb.DuckDBPyConnection, table: str, grain: str, described: Mapping[str, str], columns: list[str]
) -> None:
    said = [f"comment on table {table} is {literal(grain)}"]
    said += [f'comment on column {table}."{column}" is {literal(described[column])}' for column in columns]
    con.execute(";\n".join(said))


def _require_plain_types(con: duckdb.DuckDBPyConnection) -> None:
    found = con.execute(
        "select table_name, column_name, data_type from duckdb_columns() where database_name = 'dossier' order by all"
    ).fetchall()
    for table, column, kind in found:
        if kind not in _PLAIN_TYPES:
            raise DossierError(f"{table}.{column}: BI tools cannot use {kind}; cast it to one of {_PLAIN_TYPES}")


def _write(con: duckdb.DuckDBPyConnection, model: Model, path: Path) -> None:
    described = json.dumps(model.columns, ensure_ascii=False)
    con.execute(
        f"copy reports.{model.name} to {literal(path)} (format parquet, compression zstd, "
        f"kv_metadata {{{literal(DESCRIPTION)}: {literal(model.grain)}, {literal(COLUMNS)}: {literal(described)}}})"
    )


def _remove(*paths: Path) -> None:
    for path in paths:
        shutil.rmtree(path, ignore_errors=True)
        for file in (path, path.with_name(f"{path.name}.wal")):
            if not file.is_dir():
                file.unlink(missing_ok=True)


@contextmanager
def _naming(what: Path | str) -> Iterator[None]:
    """Says in an error of DuckDB's what it is about; but lack of memory is not about any one thing."""
    try:
        yield
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        raise DossierError(f"{what}: {told(error)}") from error
