"""A bundle for Apache Superset: database, datasets, charts and a dashboard, in the form its importer reads.

What it is made of stands in `dashboards/superset/`; Superset's own fields are those of its export, version 1.0.0.
"""

import uuid
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import yaml

from flows._layout import DATABASE
from flows.dashboards import _dashboard
from flows.dashboards.datasets import Column, Dataset, read_datasets
from flows.errors import DossierError, UsageError
from flows.models import read_folder

SOURCE = Path(__file__).resolve().parent.parent.parent / "dashboards" / "superset"
"""Folder of what a bundle is made from."""

_VERSION = "1.0.0"
_ROOT = "dossier_superset"
_NAMESPACE = uuid.UUID("6f1c1df0-5a0b-5c0e-9d1e-0d6a3c1f8b52")
_TIMES = ("DATE", "TIMESTAMP")
_NUMBERS = ("BIGINT", "DOUBLE")


def address_of(database: str | Path) -> str:
    """The address by which Superset opens a DuckDB file.

    Args:
        database: A path, as it is where Superset runs, or an address of the form `duckdb:///...`.

    Raises:
        UsageError: It is an address of something else, or has a character that no address can have.
    """
    text = str(database)
    if "://" in text:
        if not text.startswith("duckdb:///"):
            # The rest may hold a password.
            scheme = text.partition("://")[0]
            raise UsageError(
                f"{scheme}://…: give the path of a DuckDB file, or an address duckdb:////path/to/dossier.duckdb"
            )
        return text
    if "?" in text or not text.isprintable() or not text.strip():
        raise UsageError(f"{text!r}: Superset cannot open a path that is empty, or has ? or control characters in it")
    # The link `latest` stays one: it is looked up at each query, so that the next release is seen.
    return f"duckdb:///{Path(text).absolute()}"


def bundle(datasets: Mapping[str, Dataset], address: str, source: Path = SOURCE) -> dict[str, dict[str, Any]]:
    """The files of a bundle.

    Args:
        datasets: What there is, of `read_datasets`; those of schema `reports`, SELECTs, and what is named in
            `datasets.yaml` become datasets of Superset's.
        address: Where Superset finds the database.
        source: Folder with `datasets.yaml`, `charts.yaml` and `dashboard.yaml`.

    Returns:
        Path in the bundle -> content. The same of the same arguments, and the ids of the same names.

    Raises:
        DossierError: A chart or a filter names what is not there; names it.
    """
    wanted, charts, dashboard = (_load(source / f"{name}.yaml") for name in ("datasets", "charts", "dashboard"))
    for name in sorted({*wanted, *(chart["dataset"] for chart in charts.values())} - set(datasets)):
        raise DossierError(f"{name}: this release has no such table; publish one of this version with `dossier run`")
    shown = {
        name: dataset
        for name, dataset in datasets.items()
        if dataset.sql or dataset.schema == "reports" or name in wanted
    }
    database = dashboard["title"]
    files: dict[str, dict[str, Any]] = {
        "metadata.yaml": {"version": _VERSION, "type": "Dashboard"},
        f"databases/{_ROOT}.yaml": _database(database, address),
    }
    for name, dataset in sorted(shown.items()):
        files[f"datasets/{_ROOT}/{name}.yaml"] = _dataset(dataset, wanted.get(name, {}))
    for name, chart in charts.items():
        files[f"charts/{name}.yaml"] = _chart(name, chart)
    ids = {kind: {name: _id(kind, name) for name in names} for kind, names in (("chart", charts), ("dataset", shown))}
    files[f"dashboards/{_ROOT}.yaml"] = {
        "dashboard_title": dashboard["title"],
        "description": dashboard["description"],
        "slug": dashboard["slug"],
        "uuid": _id("dashboard", dashboard["slug"]),
        "published": True,
        "position": _dashboard.position(dashboard, charts, ids["chart"]),
        "metadata": _dashboard.metadata(dashboard, charts, shown, ids["dataset"]),
        "version": _VERSION,
    }
    return files


def write(release: Path, out: Path, address: str) -> dict[str, int]:
    """Writes a bundle of a release as ZIP: the same bytes of the same tables and address.

    Args:
        release: Folder with `dossier.duckdb`.
        out: The ZIP file; replaced if it is there.
        address: Where Superset finds the database.

    Returns:
        How many `datasets` and `charts` are in it.

    Raises:
        UsageError: The file's name does not end in .zip.
        DossierError: The release cannot be read or the file not written.
    """
    if out.suffix.lower() != ".zip":
        raise UsageError(f"{out}: give a file name that ends in .zip")
    files = bundle(read_datasets(release / DATABASE, read_folder(SOURCE / "datasets")), address)
    part = out.with_name(f".{out.name}.part")
    try:
        # Stored, as what a compressor makes differs from one version to the next.
        with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as archive:
            for name, content in files.items():
                text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=120)
                archive.writestr(zipfile.ZipInfo(f"{_ROOT}/{name}"), text)
        part.replace(out)
    except OSError as error:
        raise DossierError(f"{out}: cannot be written ({error.strerror}); choose another place for it") from error
    finally:
        with suppress(OSError):
            part.unlink()
    return {kind: sum(name.startswith(f"{kind}/") for name in files) for kind in ("datasets", "charts")}


def _load(path: Path) -> dict[str, Any]:
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


def _id(kind: str, name: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, f"{kind}/{name}"))


def _database(name: str, address: str) -> dict[str, Any]:
    return {
        "database_name": name,
        "sqlalchemy_uri": address,
        "expose_in_sqllab": True,
        "allow_run_async": False,
        "allow_ctas": False,
        "allow_cvas": False,
        "allow_dml": False,
        "allow_csv_upload": False,
        # A reader that may write would lock out the others.
        "extra": {"engine_params": {"connect_args": {"read_only": True}}},
        "uuid": _id("database", "dossier"),
        "version": _VERSION,
    }


def _dataset(dataset: Dataset, wanted: Mapping[str, Any]) -> dict[str, Any]:
    columns = {column.name: column for column in dataset.columns}
    metrics = {"rows": {"label": "Rows", "sql": "count(*)", "description": dataset.description}}
    return {
        "table_name": dataset.name,
        "main_dttm_col": wanted.get("time"),
        "description": dataset.description,
        "schema": dataset.schema,
        "catalog": None,
        "sql": dataset.sql,
        "filter_select_enabled": True,
        "uuid": _id("dataset", dataset.name),
        "metrics": [_metric(name, metric, columns) for name, metric in (wanted.get("metrics", {}) | metrics).items()],
        "columns": [_column(column) for column in dataset.columns],
        "version": _VERSION,
        "database_uuid": _id("database", "dossier"),
    }


def _metric(name: str, metric: Mapping[str, str], columns: Mapping[str, Column]) -> dict[str, Any]:
    return {
        "metric_name": name if "sql" in metric else f"sum_{name}",
        "verbose_name": metric["label"],
        "expression": metric.get("sql", f"sum({name})"),
        "description": metric["description"] if "description" in metric else columns[name].description,
        "d3format": metric.get("format"),
    }


def _column(column: Column) -> dict[str, Any]:
    return {
        "column_name": column.name,
        "verbose_name": column.name.replace("_", " ").capitalize(),
        "is_dttm": column.type in _TIMES,
        "is_active": True,
        "type": column.type,
        "groupby": column.type not in _NUMBERS,
        "filterable": True,
        "description": column.description,
    }


def _chart(name: str, chart: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "slice_name": chart["title"],
        "description": chart.get("description"),
        "viz_type": chart["kind"],
        "params": {"viz_type": chart["kind"], "adhoc_filters": [], "annotation_layers": []} | chart["params"],
        "query_context": None,
        "cache_timeout": None,
        "uuid": _id("chart", name),
        "version": _VERSION,
        "dataset_uuid": _id("dataset", chart["dataset"]),
    }
