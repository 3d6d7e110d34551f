import json
import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from flows import cli, sample
from tests.flows.readers.objects import KEY, SECRET, TOKEN, files_of


@pytest.fixture(scope="module")
def dumps(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made") / "dumps"
    sample.write(folder, 30, 1, "mixed", None)
    sample.write(folder / "more", 10, 2, "jsonl.zst", None)
    sample.write(folder / "parquet", 10, 3, "parquet", None)
    return folder


@pytest.fixture(scope="module")
def dossier():
    def run(*args: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", "import sys; from flows.cli import main; sys.exit(main())", *args]
        return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)

    return run


@pytest.fixture
def called(monkeypatch, capfd):
    """Calls the command in this process, where the other one starts one of its own."""

    def call(*args: str) -> subprocess.CompletedProcess[str]:
        monkeypatch.setattr(sys, "argv", ["dossier", *args])
        return subprocess.CompletedProcess(args, cli.main(), *capfd.readouterr())

    return call


def assert_no_secret(done: subprocess.CompletedProcess[str], *folders: Path) -> None:
    for secret in (SECRET, TOKEN, KEY):
        assert secret not in done.stdout + done.stderr
        for path in (path for folder in folders for path in files_of(folder)):
            assert secret.encode() not in path.read_bytes()


def table(warehouse: Path, name: str) -> pl.DataFrame:
    frame = pl.read_parquet(warehouse / "latest" / name / "*.parquet")
    return frame.drop("run_id", strict=False)


def test_a_run_on_a_bucket_is_one_on_a_folder(s3, dumps, dossier, called, tmp_path):
    s3.put_folder("dumps", dumps)
    local, warehouse = tmp_path / "local", tmp_path / "warehouse"
    expected = called("run", str(dumps), "--warehouse", str(local), "--json")

    done = dossier("run", "s3://dumps/", "--warehouse", str(warehouse), "--json")

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["records_read"] == json.loads(expected.stdout)["records_read"] > 50
    files = table(local, "records").with_columns(pl.col("file").str.replace(str(dumps), "s3://dumps", literal=True))
    assert table(warehouse, "records").equals(files)
    assert table(warehouse, "articles").equals(table(local, "articles"))
    assert table(warehouse, "sections").equals(table(local, "sections"))
    assert_no_secret(done, warehouse)

    again = called("run", "s3://dumps/", "--warehouse", str(warehouse))

    assert again.returncode == 0
    assert "still served, nothing was new" in again.stdout
    assert_no_secret(again, warehouse)


@pytest.mark.parametrize("more", [[], ["--debug"]])
def test_a_denied_run_is_one_line_without_secrets(s3, dossier, tmp_path, more):
    s3.put("dumps", {"a.txt": b"one"})
    s3.only_known_keys()

    done = dossier("run", "s3://dumps/", "--warehouse", str(tmp_path / "warehouse"), *more)

    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("dossier: s3://dumps/: access denied; check AWS_PROFILE")
    assert more or done.stderr.count("\n") == 1
    assert_no_secret(done, tmp_path)


@pytest.mark.parametrize(
    ("address", "code", "says"),
    [
        ("s3://nowhere/a/", 2, "s3://nowhere/a/: there is no bucket nowhere"),
        ("s3://dumps/b.txt", 2, "s3://dumps/b.txt: there is no such object or folder"),
        (f"s3://{KEY}:{SECRET}@dumps/", 2, "s3://…: an address takes no credentials"),
        (f"s3://dumps/a.txt?secret_key={SECRET}", 2, "s3://dumps/a.txt: an address takes no query"),
    ],
)
def test_wrong_usage_is_one_line(s3, called, tmp_path, address, code, says):
    s3.put("dumps", {"a.txt": b"one"})

    done = called("run", address, "--warehouse", str(tmp_path / "warehouse"))

    assert done.returncode == code
    assert done.stderr.startswith(f"dossier: {says}")
    assert done.stderr.count("\n") == 1
    assert_no_secret(done, tmp_path)


@pytest.mark.parametrize("more", [[], ["--debug"]])
def test_a_storage_that_fails_meanwhile_publishes_nothing(s3, dossier, tmp_path, more):
    s3.put("dumps", {f"{number}.txt": os.urandom(50).hex().encode() for number in range(30)})
    s3.faults["GET", "/dumps/7.txt"] = 500

    done = dossier("run", "s3://dumps/", "--warehouse", str(tmp_path / "warehouse"), *more)

    assert done.returncode == 1
    assert "dossier: s3://dumps/7.txt: the storage cannot be read" in done.stderr
    assert more or done.stderr.count("\n") == 1
    assert not (tmp_path / "warehouse" / "latest").exists()
    assert_no_secret(done, tmp_path)
