"""Releases in object storage: what is written when, who wins, and what is read of it."""

import json
import os
import signal
from pathlib import Path

import polars as pl
import pytest

from flows._disk import files_below
from flows.draft import Draft
from flows.errors import DossierError, UsageError
from flows.publish import Warehouse, warehouse_at
from flows.remote.store import LostError
from flows.tables import write_tables
from flows.verify import verify_files, verify_release
from tests.flows.readers.objects import KEY, SECRET, TOKEN, Storage

FIRST, SECOND, THIRD = (f"20260101T00000{second}Z-0000000{second}" for second in range(3))
URL = "s3://bucket/a folder/ware house"
KEYS = "a folder/ware house"


@pytest.fixture
def machine(s3, monkeypatch, tmp_path):
    """The warehouse as another machine sees it, which has nothing of it yet."""
    s3.put("bucket", {})
    seen = iter(range(100))

    def machine() -> Warehouse:
        monkeypatch.setenv("DOSSIER_CACHE", str(tmp_path / f"machine {next(seen)}"))
        return warehouse_at(URL)

    return machine


@pytest.fixture
def publish(tables, monkeypatch):
    """Publishes a release of the tables, some of them others."""
    # Of rules of tables other tests are; here releases only travel.
    monkeypatch.setattr(Draft, "_verify", lambda self: None)

    def publish(warehouse: Warehouse, release_id: str, **others: pl.DataFrame) -> Path:
        with warehouse.lock(), warehouse.draft(release_id) as draft:
            write_tables(draft.folder, tables | others)
            return draft.finish()

    return publish


def keys(s3: Storage, below: str = "") -> set[str]:
    found = s3.client.list_objects_v2(Bucket="bucket", Prefix=f"{KEYS}/{below}").get("Contents", [])
    return {one["Key"].removeprefix(f"{KEYS}/") for one in found}


def pointer(s3: Storage) -> dict:
    return json.loads(s3.client.get_object(Bucket="bucket", Key=f"{KEYS}/latest.json")["Body"].read())


def released(s3: Storage) -> set[str]:
    """Releases of which there is any object."""
    return {key.split("/")[1].removesuffix(".json") for key in keys(s3) if key.startswith(("releases/", "tags/"))}


def require_sound(warehouse: Warehouse, served: str, all_of_them: set[str]) -> None:
    latest = warehouse.latest()
    assert latest is not None
    assert latest.name == served
    warehouse.need_whole(latest)
    assert verify_files(latest) == []
    assert {one.release_id for one in warehouse.releases()} == all_of_them


def test_a_warehouse_in_azure_needs_an_account(monkeypatch):
    monkeypatch.delenv("AZURE_STORAGE_ACCOUNT", raising=False)

    with pytest.raises(UsageError, match="set AZURE_STORAGE_ACCOUNT"):
        warehouse_at("az://no account/house")


def test_a_bucket_whose_region_cannot_be_asked_for_is_named_all_the_same(s3, monkeypatch):
    for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("flows.remote.connection._region", lambda bucket, given: None)

    assert warehouse_at("s3://bucket/house").name == "s3://bucket/house"


def test_containers_of_two_azure_accounts_are_two_places(monkeypatch, tmp_path):
    monkeypatch.setenv("DOSSIER_CACHE", str(tmp_path))
    monkeypatch.setenv("AZURE_STORAGE_KEY", "a2V5")
    monkeypatch.setenv("AZURE_STORAGE_ACCOUNT", "acc")

    house = warehouse_at("az://box/house")
    named = warehouse_at("abfs://box@acc.dfs.core.windows.net/house")
    other = warehouse_at("abfs://box@other.dfs.core.windows.net/house")
    monkeypatch.setenv("AZURE_STORAGE_ACCOUNT", "other")
    again = warehouse_at("az://box/house")

    monkeypatch.setenv("AZURE_STORAGE_ACCOUNT", "acc")
    for url in ("az://box/house/a.txt", "abfss://box@acc.dfs.core.windows.net/house/a.txt"):
        assert [one.holds(url) for one in (house, named, other)] == [True, True, False]
    assert not house.holds("abfs://box@other.dfs.core.windows.net/house/a.txt")
    assert other.holds("abfs://box@other.dfs.core.windows.net/house/a.txt")
    assert len({one.path for one in (house, other, again)}) == 3


def test_what_one_machine_publishes_another_reads(s3, machine, publish, monkeypatch):
    made = publish(machine(), FIRST)

    assert keys(s3) == {"latest.json", f"tags/{FIRST}.json"} | {
        f"releases/{FIRST}/{name}" for name in files_below(made)
    }
    assert (pointer(s3)["release_id"], pointer(s3)["path"]) == (FIRST, f"releases/{FIRST}/")
    other = machine()
    require_sound(other, FIRST, {FIRST})
    assert files_below(other.latest()) == files_below(made)
    assert other.status()["bytes"] == other.releases()[0].bytes > 1000
    assert (other.path / "latest").resolve() == other.latest()


def test_only_what_is_needed_is_read(s3, machine, publish):
    publish(machine(), FIRST)
    other = machine()
    s3.asked.clear()

    release = other.need(other.latest(), "authors/")

    assert {name.split("/")[0] for name in files_below(release)} == {"authors", "datapackage.json"}
    assert sum(method == "GET" for method, _, _ in s3.asked) == 3


def test_unchanged_files_are_copied_in_the_storage(s3, machine, publish, tables):
    publish(machine(), FIRST)
    s3.asked.clear()
    authors = tables["authors"].with_columns(name=pl.lit("Another"))

    made = publish(machine(), SECOND, authors=authors)

    start = f"/bucket/{KEYS}/releases/{SECOND}"
    written = {path.removeprefix(f"{start}/") for method, path, _ in s3.asked if method == "PUT" and start in path}
    copied = {path.removeprefix(f"{start}/") for path in s3.copied}
    assert written == set(files_below(made))
    assert {name.split("/")[0] for name in written - copied} == {"authors", "datapackage.json", "croissant.json"}
    require_sound(machine(), SECOND, {FIRST, SECOND})


def test_a_damaged_object_is_not_copied_into_the_next_release(s3, machine, publish):
    house = machine()
    release = publish(house, FIRST)
    name = next(name for name in files_below(release) if name.startswith("authors/"))
    s3.put("bucket", {f"{KEYS}/releases/{FIRST}/{name}": b"x" * (release / name).stat().st_size})

    publish(house, SECOND)

    assert s3.copied
    assert not any(path.endswith(name) for path in s3.copied)
    require_sound(machine(), SECOND, {FIRST, SECOND})


@pytest.mark.parametrize("before", [True, False], ids=["if-match", "if-none-match"])
def test_of_two_runs_one_wins(s3, machine, publish, tables, before):
    one, other = machine(), machine()
    there = {FIRST} if before else set()
    if before:
        publish(one, FIRST)

    with one.lock(), one.draft(SECOND) as draft:
        write_tables(draft.folder, tables)
        publish(other, THIRD)
        with pytest.raises(LostError, match="came first; nothing was published") as error:
            draft.finish()

    assert "\n" not in str(error.value)
    assert released(s3) == there | {THIRD}
    require_sound(machine(), THIRD, there | {THIRD})
    publish(one, "20260101T000009Z-00000009")


def test_a_write_that_was_done_counts_though_its_answer_was_lost(s3, machine, publish):
    s3.lost.add(("PUT", f"/bucket/{KEYS}/latest.json"))

    publish(machine(), FIRST)

    assert not s3.lost
    require_sound(machine(), FIRST, {FIRST})


def test_a_storage_that_does_not_heed_conditions_is_refused(s3, machine, publish):
    s3.deaf = True

    with pytest.raises(DossierError, match="both publish; use one that does"):
        publish(machine(), FIRST)

    assert keys(s3) == set()


def test_rollback_and_prune(s3, machine, publish, tables):
    house = machine()
    for release_id in (FIRST, SECOND):
        publish(house, release_id)

    assert machine().rollback().name == FIRST
    require_sound(machine(), FIRST, {FIRST, SECOND})
    with pytest.raises(DossierError, match=f"no release before {FIRST}"):
        machine().rollback()
    with pytest.raises(DossierError, match=f"no release {THIRD}; there are {SECOND}, {FIRST}"):
        machine().rollback(THIRD)
    publish(house, THIRD)

    assert machine().prune(1) == [SECOND, FIRST]
    assert released(s3) == {THIRD}
    require_sound(machine(), THIRD, {THIRD})


def test_a_damaged_object_is_found(s3, machine, publish):
    for release_id in (FIRST, SECOND):
        publish(machine(), release_id)
    house = machine()
    release = house.latest()
    house.need_whole(release)
    name = next(name for name in files_below(release) if name.startswith("sections/"))
    for release_id in (FIRST, SECOND):
        s3.put("bucket", {f"{KEYS}/releases/{release_id}/{name}": (release / name).read_bytes() + b"more"})

    # Also where a copy on this machine is whole.
    with house.as_it_lies() as folder:
        assert [(one.check, one.example) for one in verify_release(folder)] == [("file_changed", name)]
    with pytest.raises(DossierError, match=rf"releases/{SECOND}/{name}: damaged.*rollback"):
        other = machine()
        other.need(other.latest(), name)
    assert not (other.latest() / name).exists()
    with pytest.raises(DossierError, match=f"releases/{FIRST}: damaged, not gone back to"):
        machine().rollback()
    assert pointer(s3)["release_id"] == SECOND
    s3.client.delete_object(Bucket="bucket", Key=f"{KEYS}/releases/{SECOND}/{name}")
    with house.as_it_lies() as folder:
        assert [one.check for one in verify_release(folder)] == ["file_missing"]


def test_a_damaged_copy_here_is_replaced_for_a_run(s3, machine, publish):
    house = machine()
    release = publish(house, FIRST)
    path = next((release / "records").iterdir())
    path.chmod(0o644)
    path.write_bytes(b"x" * path.stat().st_size)

    house.need_whole(release)

    assert verify_release(release) == []


def publish_second(environment: dict[str, str], tables: dict[str, pl.DataFrame]) -> None:
    os.environ.update(environment)
    house = warehouse_at(URL)
    with house.lock(), house.draft(SECOND) as draft:
        write_tables(draft.folder, tables)
        draft.finish()


MOMENTS = {
    "among its files": (("PUT", "releases/"), 8, False),
    "before the pointer": (("PUT", "latest.json"), 1, False),
    "after the pointer": (("PUT", "latest.json"), 1, True),
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_while_it_publishes(s3, machine, publish, tables, processes, moment):
    publish(machine(), FIRST)
    (method, part), number, done = MOMENTS[moment]
    house = machine()
    names = ("DOSSIER_CACHE", *(name for name in os.environ if name.startswith("AWS_")))
    child = processes.Process(target=publish_second, args=({name: os.environ[name] for name in names}, tables))
    left = number

    def kill(asked_method: str, path: str, _: str) -> None:
        nonlocal left
        if asked_method == method and part in path:
            left -= 1
            if left == 0:
                os.kill(child.pid, signal.SIGKILL)
                if not done:
                    s3.faults[asked_method, path] = 500

    if done:
        s3.after = kill
    else:
        s3.before = kill
    child.start()
    child.join()
    s3.before = s3.after = None
    s3.faults.clear()

    assert child.exitcode == -signal.SIGKILL
    there = {FIRST, SECOND} if done else {FIRST}
    require_sound(machine(), SECOND if done else FIRST, there)
    if moment == "among its files":
        assert SECOND in released(s3)
        assert machine().prune(5) == []
        assert released(s3) == {FIRST}
    else:
        # On the machine where it was killed.
        publish(house, THIRD)
        require_sound(machine(), THIRD, there | {THIRD})
        assert released(s3) == there | {THIRD}


@pytest.mark.parametrize(
    ("warehouse", "keys_are", "says"),
    [
        ("s3://no-such-bucket/x", "good", "dossier: s3://no-such-bucket/: there is no bucket no-such-bucket; make it"),
        (URL, "none", "dossier: s3://bucket/: no credentials found; set AWS_PROFILE"),
        (URL, "unknown", f"dossier: {URL}: access denied; check AWS_PROFILE"),
    ],
)
@pytest.mark.parametrize("command", [("status",), ("run",), ("query", "select 1")], ids=lambda words: words[0])
def test_what_cannot_be_reached_is_one_line_without_secrets(
    s3, capsys, monkeypatch, tmp_path, warehouse, keys_are, says, command
):
    from flows import cli

    s3.put("bucket", {})
    (tmp_path / "dumps").mkdir()
    (tmp_path / "dumps" / "page.txt").write_text("A page")
    if keys_are == "none":
        monkeypatch.delenv("AWS_ACCESS_KEY_ID")
        monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    elif keys_are == "unknown":
        s3.only_known_keys()
    inputs = [str(tmp_path / "dumps")] if command == ("run",) else []
    monkeypatch.setattr("sys.argv", ["dossier", *command, *inputs, "--warehouse", warehouse])

    assert cli.main() == 1

    said = capsys.readouterr()
    assert said.err.startswith(says)
    assert said.err.count("\n") == 1
    kept = b"".join(path.read_bytes() for path in (tmp_path / "cache").rglob("*") if path.is_file())
    for secret in (SECRET, TOKEN, KEY):
        assert secret not in said.out + said.err
        assert secret.encode() not in kept


def test_keys_are_found_in_the_files_of_the_aws_tools(s3, machine, publish, monkeypatch, tmp_path):
    (tmp_path / "keys").write_text(f"[work]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "keys"))
    monkeypatch.setenv("AWS_PROFILE", "work")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name)

    publish(machine(), FIRST)

    # Without AWS's own library too.
    from flows.remote import connection

    connection.connect.cache_clear()
    monkeypatch.setattr(connection, "find_spec", lambda name: None)
    require_sound(machine(), FIRST, {FIRST})
