"""croissant.json: a release as machine-learning tools read it, after the MLCommons Croissant standard 1.0."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from flows._disk import disk_errors

NAME = "croissant.json"
"""Name of the file in a release."""

# Not the registered name, but what tools of this standard know.
_PARQUET = "application/x-parquet"
# The standard's own context, without which tools warn.
_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
# The standard has no type for bytes.
_TYPES = {
    "string": "sc:Text",
    "boolean": "sc:Boolean",
    "integer": "sc:Integer",
    "number": "sc:Float",
    "date": "sc:Date",
    "datetime": "sc:DateTime",
}


def describe(package: Mapping[str, Any]) -> dict[str, Any]:
    """Says what `datapackage.json` says of a release in the words of Croissant.

    Args:
        package: Content of `datapackage.json`.

    Returns:
        The content of `croissant.json`: a file, or a set of files, and a record set for every table and report. Columns
        of bytes are left out, as the standard has no type for them, and references, which its tools take for joins.
    """
    tables = [resource for resource in package["resources"] if resource.get("schema")]
    files = {file["path"]: file for file in package["dossier"]["files"]}
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": package["name"],
        "description": package["description"],
        # By the standard three numbers; what follows them is of no weight.
        "version": f"{package['dossier']['schema_version']}.0.0+{package['version']}",
        "datePublished": package["created"],
        "distribution": [one for resource in tables for one in _files(resource, files)],
        "recordSet": [_records(resource) for resource in tables],
    }


def write(folder: Path, package: Mapping[str, Any]) -> Path:
    """Writes a release's `croissant.json`; returns the file."""
    path = folder / NAME
    with disk_errors(path):
        path.write_text(json.dumps(describe(package), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def _files(resource: Mapping[str, Any], files: Mapping[str, Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    paths = _paths(resource)
    for path in paths:
        yield {
            "@type": "cr:FileObject",
            "@id": path,
            "name": path,
            "contentUrl": path,
            "contentSize": f"{files[path]['bytes']} B",
            "encodingFormat": _PARQUET,
            "sha256": files[path]["sha256"],
        }
    if len(paths) > 1:
        yield {
            "@type": "cr:FileSet",
            "@id": f"{resource['name']}/*",
            "name": f"{resource['name']}/*",
            "encodingFormat": _PARQUET,
            "includes": f"{resource['name']}/*.parquet",
        }


def _records(resource: Mapping[str, Any]) -> dict[str, Any]:
    schema = resource["schema"]
    fields = [_field(resource, field) for field in schema["fields"] if field["type"] in _TYPES]
    records = {
        "@type": "cr:RecordSet",
        "@id": resource["name"],
        "name": resource["name"],
        "description": resource["description"],
        "field": fields,
    }
    key = [{"@id": f"{resource['name']}/{name}"} for name in schema.get("primaryKey", [])]
    return records | ({"key": key[0] if len(key) == 1 else key} if key else {})


def _field(resource: Mapping[str, Any], field: Mapping[str, Any]) -> dict[str, Any]:
    paths = _paths(resource)
    of = {"fileObject": {"@id": paths[0]}} if len(paths) == 1 else {"fileSet": {"@id": f"{resource['name']}/*"}}
    return {
        "@type": "cr:Field",
        "@id": f"{resource['name']}/{field['name']}",
        "name": f"{resource['name']}/{field['name']}",
        "description": field["description"],
        "dataType": _TYPES[field["type"]],
        "source": of | {"extract": {"column": field["name"]}},
    }


def _paths(resource: Mapping[str, Any]) -> list[str]:
    return [resource["path"]] if isinstance(resource["path"], str) else list(resource["path"])
