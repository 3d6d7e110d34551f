"""Releases read by the standards' own tools; `make test-standards` runs these."""

import json
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from flows import datapackage, sample
from flows.pipeline import run
from flows.tables import scan
from transforms.schema import TABLES

pytestmark = pytest.mark.slow

# Of Parquet Frictionless knows neither bytes nor hash; `dossier verify` checks those.
FRICTIONLESS = """
import json, sys
from frictionless import Checklist, Package
report = Package(sys.argv[1]).validate(Checklist(skip_errors=["byte-count", "hash-count"]))
print(json.dumps({"tasks": [task.name for task in report.tasks], "errors": [
    [task.name, error.type, error.message] for task in report.tasks for error in task.errors]
    + [["package", error.type, error.message] for error in report.errors]}))
"""
CROISSANT = """
import json, sys, mlcroissant
dataset = mlcroissant.Dataset(jsonld=sys.argv[1])
issues = dataset.metadata.ctx.issues
print(json.dumps({"errors": sorted(issues.errors), "warnings": sorted(issues.warnings), "rows": {
    records.id: sum(1 for _ in dataset.records(record_set=records.id)) for records in dataset.metadata.record_sets}}))
"""


@pytest.fixture(scope="module")
def tools(tmp_path_factory):
    """Runs a script in an environment that has both tools."""
    folder = tmp_path_factory.mktemp("tools")
    python = folder / "bin" / "python"
    uv = [sys.executable, "-m", "uv"]
    subprocess.run([*uv, "venv", "-q", "--python", sys.executable, "--clear", str(folder)], check=True)
    wanted = ("frictionless[parquet]>=5.18,<6", "mlcroissant>=1.1,<2")
    subprocess.run([*uv, "pip", "install", "-q", "--python", str(python), *wanted], check=True)

    def ask(script: str, path: Path) -> dict:
        done = subprocess.run(
            [str(python), "-c", script, path.name], cwd=path.parent, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return ask


@pytest.fixture
def release(tmp_path):
    """A copy, to write into, of a release of made-up dumps."""
    sample.write(tmp_path / "dumps", 60, 3)
    run([str(tmp_path / "dumps")], tmp_path / "warehouse", workers=1)
    found = (tmp_path / "warehouse" / "latest").resolve()
    for path in found.rglob("*"):
        path.chmod(0o755)
    return found


def _unlisted_parts(release: Path) -> list[str]:
    """Makes resources of their own of a table's further files, of which Frictionless reads the first only."""
    package = datapackage.read(release)
    (sections,) = [one for one in package["resources"] if one["name"] == "sections"]
    parts = [sections | {"name": f"sections-{Path(path).stem}", "path": path} for path in sections["path"]]
    package["resources"] += parts
    datapackage.write(release, package)
    return [part["name"] for part in parts]


def test_frictionless_finds_no_error(tools, release):
    parts = _unlisted_parts(release)

    found = tools(FRICTIONLESS, release / "datapackage.json")

    assert found["errors"] == []
    reports = [f"reports.{path.stem}" for path in (release / "reports").iterdir()]
    assert set(found["tasks"]) >= {*TABLES, *reports, *parts, "dossier.duckdb"}
    assert len(parts) > 1


def test_frictionless_would_find_a_wrong_type_and_a_lost_reference(tools, release):
    package = datapackage.read(release)
    (articles,) = [one for one in package["resources"] if one["name"] == "articles"]
    for field in articles["schema"]["fields"]:
        if field["name"] == "title":
            field["type"] = "integer"
    datapackage.write(release, package)
    flags = release / "article_flags" / "article_flags.parquet"
    pl.read_parquet(flags).with_columns(article_id=pl.lit("no such")).write_parquet(flags)

    found = tools(FRICTIONLESS, release / "datapackage.json")

    kinds = {(name, kind) for name, kind, _ in found["errors"]}
    assert {("articles", "type-error"), ("article_flags", "foreign-key")} <= kinds


def test_mlcroissant_reads_every_record(tools, release):
    found = tools(CROISSANT, release / "croissant.json")

    assert found["errors"] == []
    # Texts belong to their publishers: Dossier can neither license them nor say how to cite them.
    assert all("license" in warning or "citeAs" in warning for warning in found["warnings"])
    rows = {name: scan(release, name).select(pl.len()).collect().item() for name in TABLES}
    rows |= {f"reports.{path.stem}": pl.read_parquet(path).height for path in (release / "reports").iterdir()}
    assert found["rows"] == rows
