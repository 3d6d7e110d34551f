import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.errors import DossierError
from flows.publish import Warehouse
from flows.tables import write_tables

FIRST, SECOND, THIRD = (f"20260101T00000{second}Z-0000000{second}" for second in range(3))


@pytest.fixture(scope="module")
def made(tables: dict[str, pl.DataFrame], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse of three releases; only to be copied."""
    warehouse = Warehouse(tmp_path_factory.mktemp("made") / "warehouse")
    for release_id in (FIRST, SECOND, THIRD):
        with warehouse.lock(), warehouse.draft(release_id) as draft:
            write_tables(draft.folder, tables)
            draft.finish()
    return warehouse.path


@pytest.fixture
def three(warehouse: Warehouse, made: Path) -> Warehouse:
    shutil.copytree(made, warehouse.path, symlinks=True)
    return warehouse


def served(warehouse: Warehouse) -> str | None:
    latest = warehouse.latest()
    return latest and latest.name


def test_releases_are_listed_the_newest_first(three: Warehouse) -> None:
    newest, *older = three.releases()

    assert newest.release_id == THIRD
    assert newest.published_at == datetime(2026, 1, 1, 0, 0, 2, tzinfo=UTC)
    assert (newest.counts["articles"], newest.counts["sections"], newest.counts["records"]) == (3, 5, 7)
    assert newest.bytes == sum(path.stat().st_size for path in three.release(THIRD).rglob("*") if path.is_file())
    assert newest.is_latest
    assert [(info.release_id, info.is_latest) for info in older] == [(SECOND, False), (FIRST, False)]


def test_a_damaged_release_is_listed_as_such(three: Warehouse) -> None:
    (three.release(SECOND) / "datapackage.json").unlink()

    problems = {info.release_id: info.problem for info in three.releases()}

    assert problems[FIRST] is problems[THIRD] is None
    assert "datapackage.json: cannot be read" in (problems[SECOND] or "")


def test_what_is_no_release_is_not_listed(three: Warehouse) -> None:
    (three.path / "releases" / "notes").mkdir()
    (three.path / "releases" / "20270101T000000Z-00000000").write_text("a file")

    assert len(three.releases()) == 3


def test_rolling_back_serves_the_release_before(three: Warehouse) -> None:
    assert three.rollback() == three.release(SECOND)
    assert served(three) == SECOND
    three.rollback()
    assert served(three) == FIRST
    with pytest.raises(DossierError, match=f"no release before {FIRST}"):
        three.rollback()
    assert served(three) == FIRST


def test_rolling_back_to_a_release_serves_it(three: Warehouse) -> None:
    three.rollback(FIRST)
    assert served(three) == FIRST
    three.rollback(THIRD)
    assert served(three) == THIRD
    assert {path.name for path in three.path.iterdir()} == {"releases", "latest", ".lock"}


def test_releases_without_their_link_are_no_empty_warehouse(three: Warehouse) -> None:
    (three.path / "latest").unlink()

    with pytest.raises(DossierError, match="not there, though there are releases"):
        three.latest()
    # A run would say that, so that nobody shall be told to begin one.
    for command in (three.release, three.rollback):
        with pytest.raises(DossierError, match="not there, though there are releases"):
            command()

    three.rollback(SECOND)
    assert served(three) == SECOND


def test_newer_releases_stay_when_an_older_one_is_served(three: Warehouse, publish: Callable) -> None:
    three.rollback(FIRST)

    publish("20260101T000009Z-00000009")

    assert [info.release_id for info in three.releases()][1:] == [THIRD, SECOND, FIRST]


def test_a_release_that_is_not_there_cannot_be_served(three: Warehouse) -> None:
    with pytest.raises(DossierError, match=f"no release ../x; there are {THIRD}, {SECOND}, {FIRST}"):
        three.rollback("../x")
    assert served(three) == THIRD


def test_a_damaged_release_is_not_served(three: Warehouse) -> None:
    shutil.rmtree(three.release(SECOND) / "articles")

    with pytest.raises(DossierError, match="damaged, not gone back to: articles: file_missing"):
        three.rollback()
    assert served(three) == THIRD


@settings(max_examples=settings.default.max_examples // 4)
@given(steps=st.lists(st.sampled_from([FIRST, SECOND, THIRD]), min_size=1, max_size=4))
def test_after_any_rollbacks_the_last_one_counts(three: Warehouse, steps: list[str]) -> None:
    for release_id in steps:
        three.rollback(release_id)

    assert served(three) == steps[-1]
    assert len(three.releases()) == 3


def test_an_empty_warehouse_has_nothing(warehouse: Warehouse) -> None:
    assert warehouse.latest() is None
    assert warehouse.releases() == []
    assert warehouse.status()["release_id"] is None
    assert warehouse.status()["releases"] == warehouse.status()["bytes"] == 0
    for command in (warehouse.release, warehouse.rollback):
        with pytest.raises(DossierError, match="no release there yet"):
            command()
    with pytest.raises(DossierError, match="there is none yet"):
        warehouse.release(FIRST)


def test_looking_changes_nothing(warehouse: Warehouse) -> None:
    warehouse.status()
    warehouse.releases()

    assert not warehouse.path.exists()


def test_a_link_that_leads_nowhere_is_named_and_can_be_mended(three: Warehouse) -> None:
    shutil.rmtree(three.release(THIRD))

    with pytest.raises(DossierError, match="leads to a release that is not there"):
        three.latest()
    three.rollback(SECOND)
    assert served(three) == SECOND


def test_a_folder_in_the_place_of_the_link_is_named(three: Warehouse) -> None:
    (three.path / "latest").unlink()
    (three.path / "latest").mkdir()

    with pytest.raises(DossierError, match="is no link; remove it"):
        three.latest()
    with pytest.raises(DossierError, match="latest: cannot be written"):
        three.rollback(SECOND)


def test_status_says_what_is_served(three: Warehouse) -> None:
    status = three.status()

    assert json.loads(json.dumps(status)) == status
    assert status["release_id"] == THIRD
    assert status["published_at"] == "2026-01-01T00:00:02+00:00"
    assert status["as_of"] == "2026-01-02"
    assert (status["articles"], status["sections"], status["records"], status["releases"]) == (3, 5, 7, 3)
    assert status["records_by_outcome"] == {
        "article": 3, "duplicate": 1, "not_article": 1, "rejected": 1, "revision": 1
    }  # fmt: skip
    assert (status["locked"], status["locked_by"]) == (False, None)
    files = [path.stat() for path in (three.path / "releases").rglob("*") if path.is_file()]
    assert status["bytes"] == sum({file.st_ino: file.st_size for file in files}.values())


def test_status_says_that_a_run_is_at_work(three: Warehouse) -> None:
    with three.lock():
        assert three.status()["locked"]
    assert not three.status()["locked"]


def test_left_overs_are_removed(three: Warehouse) -> None:
    releases = three.path / "releases"
    (releases / ".20260101T000005Z-00000005.partial" / "articles").mkdir(parents=True)
    (three.path / ".rollback-20260101T000002Z-00000002").symlink_to(f"releases/{THIRD}")
    # Moved to its place, and killed before it was the latest.
    orphan = "20260101T000006Z-00000006"
    shutil.copytree(three.release(THIRD), releases / orphan)
    (three.path / f".publish-{orphan}").symlink_to(f"releases/{orphan}")
    # Killed before it was moved to its place.
    (three.path / ".publish-20260101T000007Z-00000007").symlink_to("releases/20260101T000007Z-00000007")

    with three.lock():
        pass

    assert {path.name for path in releases.iterdir()} == {FIRST, SECOND, THIRD}
    assert {path.name for path in three.path.iterdir()} == {"releases", "latest", ".lock"}
    assert served(three) == THIRD


def test_what_others_left_there_stays(three: Warehouse) -> None:
    (three.path / "notes.txt").write_text("mine")
    (three.path / "releases" / ".hidden").mkdir()
    link = three.path / "elsewhere"
    link.symlink_to(Path("/"))

    with three.lock():
        pass

    assert (three.path / "notes.txt").exists()
    assert (three.path / "releases" / ".hidden").exists()
    assert link.is_symlink()
