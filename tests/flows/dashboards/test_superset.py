import json
import sys
import zipfile
from pathlib import Path

import duckdb
import polars as pl
import pytest
import yaml

from flows import cli
from flows.dashboards import superset
from flows.dashboards.datasets import read_datasets
from flows.errors import DossierError, UsageError
from flows.model import build
from flows.models import read_folder, read_models
from transforms.schema import TABLES

ADDRESS = "duckdb:////srv/latest/dossier.duckdb"


def _empty_release(folder):
    for name, table in TABLES.items():
        (folder / name).mkdir(parents=True)
        pl.DataFrame(schema=table.dtypes).write_parquet(folder / name / "part.parquet")
    build(folder, {"release_id": "made", "parser_version": "1"})
    return folder


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    return _empty_release(tmp_path_factory.mktemp("release") / "made")


@pytest.fixture(scope="module")
def files(release, tmp_path_factory):
    """A written bundle: path below its root -> content."""
    out = tmp_path_factory.mktemp("bundle") / "b.zip"
    superset.write(release, out, ADDRESS)
    with zipfile.ZipFile(out) as archive:
        assert archive.testzip() is None
        named = {tuple(name.split("/", 1)): archive.read(name).decode() for name in archive.namelist()}
    assert len({root for root, _ in named}) == 1
    return {path: yaml.safe_load(text) for (_, path), text in named.items()}


@pytest.fixture(scope="module")
def datasets(files):
    return {content["uuid"]: content for path, content in files.items() if path.startswith("datasets/")}


@pytest.fixture(scope="module")
def charts(files):
    return {content["uuid"]: content for path, content in files.items() if path.startswith("charts/")}


@pytest.fixture(scope="module")
def dashboard(files):
    return next(content for path, content in files.items() if path.startswith("dashboards/"))


def _columns_of(params):
    named = [params[key] for key in ("x_axis", "entity") if key in params]
    groupby = params.get("groupby", [])
    named += params.get("all_columns", []) + [json.loads(order)[0] for order in params.get("order_by_cols", [])]
    named += groupby if isinstance(groupby, list) else [groupby]
    return {*named, *(adhoc["subject"] for adhoc in params["adhoc_filters"])}


def _metrics_of(params):
    single = ("metric", "secondary_metric", "timeseries_limit_metric")
    return {*params.get("metrics", []), *(params[key] for key in single if key in params)}


def test_every_file_is_linked_by_uuid(files, datasets, charts, dashboard):
    database = files["databases/dossier_superset.yaml"]
    placed = [child["meta"] for child in dashboard["position"].values() if _is_chart(child)]

    assert files["metadata.yaml"] == {"version": "1.0.0", "type": "Dashboard"}
    assert {dataset["database_uuid"] for dataset in datasets.values()} == {database["uuid"]}
    assert {chart["dataset_uuid"] for chart in charts.values()} <= set(datasets)
    assert sorted(meta["uuid"] for meta in placed) == sorted(charts)
    assert len({meta["chartId"] for meta in placed}) == len(charts)
    assert len({content["uuid"] for content in files.values() if "uuid" in content}) == len(files) - 1


def test_ids_stay_what_they_were(files, dashboard):
    # With other ones an import would add a second dashboard to the one that people have.
    assert dashboard["uuid"] == "2c57c8ea-1820-5ee5-9ba7-0384ae80da7d"
    assert files["databases/dossier_superset.yaml"]["uuid"] == "87e31fdd-f839-5a75-9801-05ba4ca14214"
    assert files["charts/articles_by_region_and_year.yaml"]["uuid"] == "6e28f989-ef82-50a9-b87b-04d19579e614"


def test_database_is_opened_read_only(files):
    database = files["databases/dossier_superset.yaml"]

    assert database["sqlalchemy_uri"] == ADDRESS
    assert database["extra"]["engine_params"]["connect_args"] == {"read_only": True}
    assert not any(database[right] for right in ("allow_dml", "allow_ctas", "allow_cvas", "allow_csv_upload"))


def test_every_report_model_is_a_described_dataset(datasets):
    by_name = {dataset["table_name"]: dataset for dataset in datasets.values() if dataset["schema"] == "reports"}
    models = {model.name: model for model in read_models() if model.schema == "reports"}

    assert set(by_name) == set(models)
    for name, model in models.items():
        described = {column["column_name"]: column["description"] for column in by_name[name]["columns"]}
        assert (by_name[name]["description"], described) == (model.grain, model.columns)


def test_datasets_have_the_columns_and_metrics_they_name(release, datasets):
    with duckdb.connect(release / "dossier.duckdb", read_only=True) as con:
        for dataset in datasets.values():
            source = f"({dataset['sql']})" if dataset["sql"] else f'{dataset["schema"]}."{dataset["table_name"]}"'
            made = con.execute(f"describe from {source}").fetchall()
            named = [(column["column_name"], column["type"]) for column in dataset["columns"]]
            assert named == [(name, kind) for name, kind, *_ in made]
            assert all(column["description"] for column in dataset["columns"])
            assert all(column["is_dttm"] == (column["type"] in ("DATE", "TIMESTAMP")) for column in dataset["columns"])
            assert dataset["main_dttm_col"] in {
                None,
                *(name for name, kind, *_ in made if kind in ("DATE", "TIMESTAMP")),
            }
            for metric in dataset["metrics"]:
                assert metric["description"]
                con.execute(f"select {metric['expression']} from {source}").fetchall()


def test_charts_use_what_their_dataset_has(datasets, charts):
    for chart in charts.values():
        dataset = datasets[chart["dataset_uuid"]]
        columns = {column["column_name"] for column in dataset["columns"]}
        metrics = {metric["metric_name"] for metric in dataset["metrics"]}
        assert _columns_of(chart["params"]) <= columns, chart["slice_name"]
        assert _metrics_of(chart["params"]) <= metrics, chart["slice_name"]
        assert _columns_of(chart["params"]) | _metrics_of(chart["params"]), chart["slice_name"]
        assert chart["params"]["viz_type"] == chart["viz_type"]


def test_filters_act_on_every_chart_that_has_their_column(datasets, charts, dashboard):
    filters = dashboard["metadata"]["native_filter_configuration"]
    numbers = {
        child["meta"]["uuid"]: child["meta"]["chartId"] for child in dashboard["position"].values() if _is_chart(child)
    }
    columns = {key: {column["column_name"] for column in dataset["columns"]} for key, dataset in datasets.items()}

    assert [one["name"] for one in filters] == ["Year", "Region", "Topic", "Series"]
    for one in filters:
        (target,) = one["targets"]
        column = target["column"]["name"]
        assert column in columns[target["datasetUuid"]]
        without = {numbers[key] for key, chart in charts.items() if column not in columns[chart["dataset_uuid"]]}
        assert set(one["scope"]["excluded"]) == without
        assert len(without) < len(charts) / 2


def test_rows_of_the_layout_are_full_and_known_to_their_parents(dashboard):
    position = dashboard["position"]
    rows = [position[key] for key in position["GRID_ID"]["children"]]

    for row in rows:
        if row["type"] == "ROW":
            assert sum(position[key]["meta"]["width"] for key in row["children"]) == 12
            assert all(position[key]["parents"] == ["ROOT_ID", "GRID_ID", row["id"]] for key in row["children"])


def test_same_release_makes_same_bytes(release, tmp_path):
    other = _empty_release(tmp_path / "elsewhere")
    for folder, name in ((release, "a.zip"), (other, "b.zip")):
        superset.write(folder, tmp_path / name, ADDRESS)

    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.zip", "b.zip", "elsewhere"]


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("/srv/ware house's/latest/dossier.duckdb", "duckdb:////srv/ware house's/latest/dossier.duckdb"),
        ("duckdb:////mnt/dossier.duckdb", "duckdb:////mnt/dossier.duckdb"),
        ("here/dossier.duckdb", f"duckdb:///{Path.cwd()}/here/dossier.duckdb"),
    ],
)
def test_addresses(given, address):
    assert superset.address_of(given) == address


def test_address_keeps_the_link_to_the_latest_release(tmp_path):
    (tmp_path / "releases" / "one").mkdir(parents=True)
    (tmp_path / "latest").symlink_to("releases/one")

    assert superset.address_of(tmp_path / "latest" / "dossier.duckdb").endswith("/latest/dossier.duckdb")


def test_what_is_refused_may_hold_a_password():
    with pytest.raises(UsageError) as refused:
        superset.address_of("postgresql://ann:s3cret/x@host/db")

    assert "postgresql://" in str(refused.value)
    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize("given", ["postgresql://u:p@host/db", "duckdb://relative", "/srv/what?.duckdb", "", "/a\nb"])
def test_addresses_superset_cannot_open_are_refused(given):
    with pytest.raises(UsageError):
        superset.address_of(given)


def test_release_without_a_table_that_a_chart_shows_is_named(release):
    datasets = read_datasets(release / "dossier.duckdb", read_folder(superset.SOURCE / "datasets"))
    del datasets["data_quality"]

    with pytest.raises(DossierError, match=r"^data_quality: .*dossier run"):
        superset.bundle(datasets, ADDRESS)


@pytest.fixture
def dossier(monkeypatch, capsys, release, tmp_path):
    """Calls the command line on a warehouse with that release; returns exit code, standard output, standard error."""
    (tmp_path / "warehouse").mkdir()
    (tmp_path / "warehouse" / "latest").symlink_to(release)
    monkeypatch.setenv("DOSSIER_WAREHOUSE", str(tmp_path / "warehouse"))

    def call(*args):
        monkeypatch.setattr(sys, "argv", ["dossier", *map(str, args)])
        code = cli.main()
        out, err = capsys.readouterr()
        return code, out, err

    return call


def test_command_writes_a_bundle_and_tells_how_to_import_it(dossier, tmp_path):
    code, out, _ = dossier("dashboards", "superset", tmp_path / "out.zip")

    assert code == 0
    assert f"duckdb:///{tmp_path}/warehouse/latest/dossier.duckdb" in out
    assert f"superset import-dashboards -p {tmp_path / 'out.zip'} -u admin" in out
    assert zipfile.is_zipfile(tmp_path / "out.zip")


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["out.tar"], 2, ".zip"),
        (["no/such/folder/out.zip"], 1, "no/such/folder"),
        (["warehouse/latest/dossier.duckdb/out.zip"], 1, "cannot be written"),
        (["out.zip", "--database", "mysql://h/d"], 2, "duckdb:///"),
        (["out.zip", "--database", ""], 2, "empty"),
        (["out.zip", "--warehouse", "nowhere"], 1, "dossier run"),
        ([], 2, "OUT.zip"),
    ],
)
def test_wrong_use_is_told_in_one_line(dossier, tmp_path, monkeypatch, arguments, code, says):
    monkeypatch.chdir(tmp_path)

    got, _, err = dossier("dashboards", "superset", *arguments)

    assert got == code
    assert err.count("\n") == 1
    assert says in err
    assert [path.name for path in tmp_path.iterdir()] == ["warehouse"]


def test_release_made_without_models_is_told_in_one_line(dossier, made_warehouse, tmp_path):
    code, _, err = dossier("dashboards", "superset", tmp_path / "out.zip", "--warehouse", made_warehouse)

    assert code == 1
    assert err.count("\n") == 1
    assert "dossier run" in err


def _is_chart(child):
    return isinstance(child, dict) and child["type"] == "CHART"
