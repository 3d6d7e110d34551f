"""The pipeline and the commands on a warehouse in object storage."""

import json
from pathlib import Path

import polars as pl
import pytest

from flows import cli, pipeline, sample
from flows.loading import load
from flows.publish import warehouse_at
from flows.tables import scan
from tests.flows.readers.objects import KEY, SECRET, TOKEN
from transforms.schema import TABLES

URL = "s3://bucket/house"


@pytest.fixture
def command(monkeypatch, capsys):
    """Runs a command on the warehouse, without a process of its own."""

    def command(*words: object) -> str:
        monkeypatch.setattr("sys.argv", ["dossier", *map(str, words), "--warehouse", URL])
        code = cli.main()
        said = capsys.readouterr()
        assert (code, said.err if words[0] != "search" else "") == (0, "")
        for secret in (SECRET, TOKEN, KEY):
            assert secret not in said.out + said.err
        return said.out

    return command


def table(release: Path, name: str) -> pl.DataFrame:
    return scan(release, name).drop("run_id", strict=False).collect()


def test_runs_on_several_machines_give_what_one_gives_in_a_folder(s3, command, monkeypatch, tmp_path):
    s3.put("bucket", {})
    every = tmp_path / "every"
    dumps, more = every / "dumps", every / "more"
    sample.write(dumps, 20, 1, "jsonl")
    sample.write(more, 6, 2, "jsonl")
    first = json.loads(command("run", dumps, "--workers", 1, "--json"))
    monkeypatch.setenv("DOSSIER_CACHE", str(tmp_path / "another machine"))
    s3.asked.clear()

    nothing = json.loads(command("run", dumps, "--workers", 1, "--json"))

    assert (nothing["published"], nothing["articles"]) == (False, 20)
    assert nothing["records_known"] == nothing["records_read"] == first["records_read"]
    read = {path.split(first["release_id"])[1] for method, path, _ in s3.asked if method == "GET" and "Z-" in path}
    assert {path.rpartition("/")[0] for path in read if "/" in path} <= {"", "/state/pages"}

    second = json.loads(command("run", every, "--workers", 1, "--json"))

    assert second["records_known"] == first["records_read"]
    assert second["articles"] == second["articles_new"] + 20
    pipeline.run([str(every)], tmp_path / "local", workers=1)
    monkeypatch.setenv("DOSSIER_CACHE", str(tmp_path / "a third machine"))
    house = warehouse_at(URL)
    release = house.need(house.latest())
    for name in TABLES.keys() - {"article_aliases"}:
        assert table(release, name).equals(table(tmp_path / "local" / "latest", name)), name
    assert {one["run_id"]: one["outcome"] for one in house.runs()} == {
        first["run_id"]: "published",
        nothing["run_id"]: "nothing_new",
        second["run_id"]: "published",
    }
    asked_of(command, release, tmp_path)


def asked_of(command, release: Path, tmp_path: Path) -> None:
    """Every command that reads a release finds it, and those that keep releases do."""
    code = table(release, "articles")["code"].drop_nulls()[0]
    assert "articles" in command("query", "from reports.totals", "--format", "csv")
    assert code in command("explain", code)
    assert command("report").strip() == str(release / "report.html")
    assert "score" in command("search", "security")
    assert "rows in" in command("export", tmp_path / "exported")
    command("quarantine")
    assert URL in command("status")
    assert f'dossier_releases{{warehouse="{URL}"}} 2.0' in command("status", "--prometheus")
    assert "is whole and keeps every rule" in command("verify")
    before = command("rollback").split()[0]
    assert f"* {before}" in command("releases")
    assert "0 releases removed" in command("releases", "--prune", "--keep", "1")


def test_dumps_beside_the_warehouse_are_read_and_its_own_files_are_not(s3, monkeypatch, tmp_path):
    s3.put("bucket", {"page.txt": b"A page", "house/releases/20260101T000000Z-00000000/page.txt": b"Another"})

    sources, ignored = load(["s3://bucket/"], warehouse_at(URL))

    assert [one.path for one in sources] == ["s3://bucket/page.txt"]
    assert ignored == [f"{URL}/"]

    sources, ignored = load(["s3://bucket/"], warehouse_at("s3://bucket/other"))

    assert [one.path for one in sources] == ["s3://bucket/page.txt"]
    assert ignored == [f"{URL}/"]
