"""datapackage.json: every table and file of a release, after the Frictionless Data Package standard 2.0."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow.parquet as pq

from flows._disk import disk_errors
from flows._layout import REPORTS, STATE, published_at
from flows._words import command
from flows.errors import DossierError
from flows.tables import COLUMNS, DESCRIPTION, scan, schema_of
from transforms.schema import SCHEMA_VERSION, TABLES, Table

NAME = "datapackage.json"
"""Name of the file in a release."""

_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
# Type, and how tools that read Parquet through pandas show its nulls: they would take them for wrong values.
_TYPES: dict[Any, tuple[str, str | None]] = {
    pl.String: ("string", None),
    pl.Binary: ("any", None),
    pl.Boolean: ("boolean", None),
    pl.Int32: ("integer", "nan"),
    pl.Int64: ("integer", "nan"),
    pl.Float64: ("number", "nan"),
    pl.Date: ("date", None),
    pl.Datetime: ("datetime", "NaT"),
}
_FORMATS = {
    ".duckdb": ("duckdb", "application/vnd.duckdb"),
    ".html": ("html", "text/html"),
    ".json": ("json", "application/json"),
    ".parquet": ("parquet", "application/vnd.apache.parquet"),
    ".sqlite": ("sqlite", "application/vnd.sqlite3"),
}


def describe(folder: Path, release_id: str, hashes: Mapping[str, str], about: Mapping[str, Any]) -> dict[str, Any]:
    """Describes a release.

    Args:
        folder: The release.
        release_id: Its id.
        hashes: Name of every file in it -> SHA-256.
        about: What else the key `dossier` is to say, ready for JSON.

    Returns:
        The content of `datapackage.json`. Its key `dossier` has `release_id`, `schema_version`, `as_of`, `counts`
        (table -> rows), `records_by_outcome`, and `files`: path, bytes, sha256 and, of Parquet files, rows of each.
    """
    files = {name: _file(folder, name, hashes[name]) for name in sorted(hashes)}
    resources = [_table_resource(table, _of_table(files, name)) for name, table in TABLES.items()]
    others = set(files) - {file["path"] for resource in resources for file in resource["files"]}
    # The state is for the next run, not for readers.
    for name in sorted(name for name in others if not name.startswith(f"{STATE}/")):
        resources.append(_report_resource(folder, files[name]) if _is_report(name) else _file_resource(files[name]))
    for resource in resources:
        if len(of_resource := resource.pop("files")) == 1:
            resource["hash"] = f"sha256:{of_resource[0]['sha256']}"
    return {
        "$schema": _PROFILE,
        "name": "dossier",
        "title": "Dossier: publications of think tanks",
        "description": "Analytic tables made from dumps of publication pages",
        "version": release_id,
        "created": published_at(release_id).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "resources": resources,
        "dossier": {
            **about,
            "release_id": release_id,
            "schema_version": SCHEMA_VERSION,
            "as_of": _as_of(folder),
            "counts": {name: sum(file["rows"] for file in _of_table(files, name)) for name in TABLES},
            "records_by_outcome": outcomes(folder),
            "files": list(files.values()),
        },
    }


def add_file(package: dict[str, Any], folder: Path, name: str, digest: str) -> None:
    """Adds a file that was made from the description of the others.

    Args:
        package: Content of `datapackage.json`.
        folder: The release.
        name: Name of the file in it.
        digest: Its SHA-256.
    """
    file = _file(folder, name, digest)
    package["resources"].append(_file_resource(file) | {"hash": f"sha256:{digest}"})
    del package["resources"][-1]["files"]
    package["dossier"]["files"] = sorted([*package["dossier"]["files"], file], key=lambda one: str(one["path"]))


def table_schema(table: Table) -> dict[str, Any]:
    """A table's columns, keys and references in the words of the standard (Table Schema)."""
    fields = [
        _field(name, column.dtype, column.description or "", required=not column.nullable)
        for name, column in table.columns.items()
    ]
    keys = [
        {"fields": [column], "reference": {"resource": target, "fields": list(TABLES[target].key)}}
        for column, target in table.references.items()
    ]
    schema: dict[str, Any] = {"fields": fields, "missingValues": [], "primaryKey": list(table.key)}
    return schema | ({"foreignKeys": keys} if keys else {})


def write(folder: Path, package: Mapping[str, Any]) -> None:
    """Writes a release's `datapackage.json`."""
    with disk_errors(folder / NAME):
        text = json.dumps(package, ensure_ascii=False, indent=1, allow_nan=False)
        (folder / NAME).write_text(text + "\n", encoding="utf-8")


def read(folder: Path) -> dict[str, Any]:
    """What `datapackage.json` says of a release.

    Raises:
        DossierError: It is not there, or is damaged.
    """
    path = folder / NAME
    # Folders of releases, and the link to the served one, lie in the warehouse's; without it another would be served.
    warehouse = folder.parent if folder.is_symlink() else folder.parent.parent
    advice = f"go back to another release with {command('rollback', warehouse)}"
    try:
        package = json.loads(path.read_bytes())
        if not isinstance(package["dossier"]["files"], list) or not isinstance(package["resources"], list):
            raise TypeError
    except OSError as error:
        raise DossierError(f"{path}: cannot be read ({error.strerror}); {advice}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise DossierError(f"{path}: damaged; {advice}") from error
    return dict(package)


def _field(name: str, dtype: pl.DataType, description: str, *, required: bool = False) -> dict[str, Any]:
    kind, null = _TYPES.get(dtype.base_type(), ("any", None))
    field: dict[str, Any] = {"name": name, "type": kind, "description": description}
    if required:
        field["constraints"] = {"required": True}
    elif null:
        field["missingValues"] = [null]
    return field


def _file(folder: Path, name: str, digest: str) -> dict[str, Any]:
    path = folder / name
    facts: dict[str, Any] = {"path": name, "bytes": path.stat().st_size, "sha256": digest}
    if path.suffix == ".parquet":
        facts["rows"] = pq.read_metadata(path).num_rows
    return facts


def _of_table(files: Mapping[str, dict[str, Any]], table: str) -> list[dict[str, Any]]:
    return [file for name, file in files.items() if name.startswith(f"{table}/") and name.endswith(".parquet")]


def _is_report(name: str) -> bool:
    return name.startswith(f"{REPORTS}/") and name.endswith(".parquet")


def _table_resource(table: Table, files: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "name": table.name,
        **_form("_.parquet"),
        "type": "table",
        "description": table.description,
        # Of one file the plain path: not every tool knows the standard's list.
        "path": files[0]["path"] if len(files) == 1 else [file["path"] for file in files],
        "bytes": sum(file["bytes"] for file in files),
        # Of several files Frictionless would hold it against the first; they are under `dossier` in any case.
        **({"rows": files[0]["rows"]} if len(files) == 1 else {}),
        "schema": table_schema(table),
        "files": files,
    }


def _report_resource(folder: Path, file: dict[str, Any]) -> dict[str, Any]:
    described, columns = descriptions(folder / file["path"])
    dtypes = schema_of(folder / file["path"])
    fields = [_field(name, dtype, columns.get(name, "")) for name, dtype in dtypes.items()]
    return {
        "name": f"{REPORTS}.{Path(file['path']).stem}",
        **_form(file["path"]),
        "type": "table",
        "description": described,
        "path": file["path"],
        "bytes": file["bytes"],
        "rows": file["rows"],
        "schema": {"fields": fields, "missingValues": []},
        "files": [file],
    }


def _file_resource(file: dict[str, Any]) -> dict[str, Any]:
    name = file["path"].lower().replace("/", ".")
    return {"name": name, **_form(file["path"]), "path": file["path"], "bytes": file["bytes"], "files": [file]}


def _form(name: str) -> dict[str, str]:
    form, media_type = _FORMATS.get(Path(name).suffix, (Path(name).suffix.lstrip("."), "application/octet-stream"))
    return {"format": form, "mediatype": media_type}


def descriptions(path: Path) -> tuple[str, dict[str, str]]:
    """What a Parquet file says a row is, and column -> description; empty where it does not say."""
    found = pq.read_metadata(path).metadata or {}
    columns = json.loads(found.get(COLUMNS.encode(), b"{}"))
    return found.get(DESCRIPTION.encode(), b"").decode(), columns if isinstance(columns, dict) else {}


def _as_of(folder: Path) -> str | None:
    """Newest dump or publication, as a date."""
    published = scan(folder, "articles").select(pl.col("published_on").max())
    dumped = scan(folder, "records").select(pl.col("dumped_at").max().dt.date())
    days = [frame.item() for frame in pl.collect_all([published, dumped])]
    return max((day.isoformat() for day in days if day), default=None)


def outcomes(folder: Path) -> dict[str, int]:
    """Outcome -> records of a release."""
    counted = scan(folder, "records").group_by("outcome").len().collect()
    return dict(sorted(counted.rows(), key=str))
