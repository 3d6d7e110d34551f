"""A Superset dashboard's layout and filters."""

from collections.abc import Mapping
from typing import Any

from flows.dashboards.datasets import Dataset

_COLUMNS = 12


def position(dashboard: Mapping[str, Any], charts: Mapping[str, Any], ids: Mapping[str, str]) -> dict[str, Any]:
    """Where the charts stand, as Superset's tree of rows.

    Args:
        dashboard: Has `rows`: each a `header`, a `note`, or `charts`, name -> width.
        charts: Name -> chart.
        ids: Name of a chart -> its uuid.
    """
    rows: list[str] = []
    placed: dict[str, Any] = {
        "DASHBOARD_VERSION_KEY": "v2",
        "ROOT_ID": {"id": "ROOT_ID", "type": "ROOT", "children": ["GRID_ID"]},
        "GRID_ID": {"id": "GRID_ID", "type": "GRID", "children": rows, "parents": ["ROOT_ID"]},
        "HEADER_ID": {"id": "HEADER_ID", "type": "HEADER", "meta": {"text": dashboard["title"]}},
    }

    def place(kind: str, name: str, parents: list[str], meta: dict[str, Any]) -> str:
        key = f"{kind}-{name}"
        placed[key] = {"id": key, "type": kind, "children": [], "parents": ["ROOT_ID", *parents], "meta": meta}
        return key

    numbers = chart_numbers(charts)
    for number, row in enumerate(dashboard["rows"], 1):
        if "header" in row:
            meta = {"text": row["header"], "headerSize": "MEDIUM_HEADER", "background": "BACKGROUND_TRANSPARENT"}
            rows.append(place("HEADER", str(number), ["GRID_ID"], meta))
            continue
        rows.append(place("ROW", str(number), ["GRID_ID"], {"background": "BACKGROUND_TRANSPARENT"}))
        inside, children = ["GRID_ID", rows[-1]], placed[rows[-1]]["children"]
        if "note" in row:
            meta = {"code": row["note"], "width": _COLUMNS, "height": row["height"]}
            children.append(place("MARKDOWN", str(number), inside, meta))
        for name, width in row.get("charts", {}).items():
            meta = {
                "chartId": numbers[name],
                "uuid": ids[name],
                "sliceName": charts[name]["title"],
                "width": width,
                "height": row["height"],
            }
            children.append(place("CHART", name, inside, meta))
    return placed


def metadata(
    dashboard: Mapping[str, Any],
    charts: Mapping[str, Any],
    datasets: Mapping[str, Dataset],
    ids: Mapping[str, str],
) -> dict[str, Any]:
    """Filters and colours.

    Args:
        dashboard: Has `filters`, name -> `title`, `dataset`, `column`, and `descending` where the values are to be.
        charts: Name -> chart; a filter leaves out those whose dataset has not its column.
        datasets: Name -> dataset.
        ids: Name of a dataset -> its uuid.
    """
    columns = {name: {column.name for column in dataset.columns} for name, dataset in datasets.items()}
    numbers = chart_numbers(charts)

    def native_filter(name: str, wanted: Mapping[str, Any]) -> dict[str, Any]:
        without = [numbers[chart] for chart in charts if wanted["column"] not in columns[charts[chart]["dataset"]]]
        return {
            "id": f"NATIVE_FILTER-{name}",
            "name": wanted["title"],
            "filterType": "filter_select",
            "type": "NATIVE_FILTER",
            "targets": [{"datasetUuid": ids[wanted["dataset"]], "column": {"name": wanted["column"]}}],
            "scope": {"rootPath": ["ROOT_ID"], "excluded": without},
            "controlValues": {
                "multiSelect": True,
                "enableEmptyFilter": False,
                "defaultToFirstItem": False,
                "inverseSelection": False,
                "searchAllOptions": False,
                "sortAscending": not wanted.get("descending", False),
            },
            "defaultDataMask": {"extraFormData": {}, "filterState": {}, "ownState": {}},
            "cascadeParentIds": [],
            "description": "",
        }

    return {
        "native_filter_configuration": [native_filter(name, wanted) for name, wanted in dashboard["filters"].items()],
        "cross_filters_enabled": True,
        "global_chart_configuration": {"scope": {"rootPath": ["ROOT_ID"], "excluded": []}},
        "chart_configuration": {},
        "color_scheme": "supersetColors",
        "label_colors": {},
        "shared_label_colors": [],
        "map_label_colors": {},
        "timed_refresh_immune_slices": [],
        "expanded_slices": {},
        "refresh_frequency": 0,
        "default_filters": "{}",
    }


def chart_numbers(charts: Mapping[str, Any]) -> dict[str, int]:
    """Numbers by which filters and layout refer to charts in a bundle; Superset gives them its own on import."""
    return {name: number for number, name in enumerate(charts, 1)}
