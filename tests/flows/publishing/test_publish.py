import errno
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import polars as pl
import pytest

from flows import datapackage
from flows.errors import CheckError, DossierError, UsageError
from flows.model import build
from flows.publish import Warehouse
from flows.tables import write_tables
from flows.verify import verify_release

Frames = dict[str, pl.DataFrame]
FIRST, SECOND, THIRD = (f"20260101T00000{second}Z-0000000{second}" for second in range(3))


def files(folder: Path) -> dict[str, Path]:
    return {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}


def inode(path: Path) -> int:
    return path.stat().st_ino


def test_a_release_is_published(warehouse: Warehouse, publish: Callable) -> None:
    release = publish()

    assert release == warehouse.path / "releases" / FIRST == warehouse.latest()
    assert (warehouse.path / "latest").readlink() == Path("releases") / FIRST
    assert verify_release(release) == []
    assert {path.stat().st_mode & 0o777 for path in files(release).values()} == {0o444}
    assert {path.name for path in warehouse.path.iterdir()} == {"releases", "latest", ".lock"}
    assert [path.name for path in (warehouse.path / "releases").iterdir()] == [FIRST]


def test_the_newest_release_is_the_latest_and_the_old_one_stays(warehouse: Warehouse, publish: Callable) -> None:
    old = publish(FIRST)

    assert publish(SECOND) == warehouse.latest()
    assert verify_release(old) == []


def test_a_warehouse_can_be_moved(warehouse: Warehouse, publish: Callable, tmp_path: Path) -> None:
    publish()
    warehouse.path.rename(tmp_path / "elsewhere")

    release = Warehouse(tmp_path / "elsewhere").latest()

    assert release is not None
    assert verify_release(release) == []


def test_the_same_tables_give_the_same_release(tmp_path: Path, tables: Frames) -> None:
    made = []
    for name, frames in (("one", tables), ("other", {name: rows.reverse() for name, rows in tables.items()})):
        warehouse = Warehouse(tmp_path / name)
        with warehouse.lock(), warehouse.draft(FIRST) as draft:
            write_tables(draft.folder, frames)
            made.append({name: path.read_bytes() for name, path in files(draft.finish()).items()})

    assert made[0] == made[1]


def test_unchanged_files_are_shared(warehouse: Warehouse, publish: Callable, tables: Frames) -> None:
    old = publish(FIRST)
    flags = pl.DataFrame({"article_id": ["a1"], "flag": ["new"], "detail": ["text"]})

    new = publish(SECOND, article_flags=flags)

    own = [name for name, path in files(new).items() if not path.samefile(old / name)]
    assert sorted(own) == ["article_flags/article_flags.parquet", "croissant.json", "datapackage.json"]
    assert verify_release(old) == verify_release(new) == []
    assert (warehouse.status()["bytes"]) < sum(path.stat().st_size for path in files(warehouse.path).values())


def test_a_damaged_file_is_not_shared(warehouse: Warehouse, publish: Callable) -> None:
    damaged = publish(FIRST) / "authors" / "authors.parquet"
    damaged.chmod(0o644)
    damaged.write_bytes(damaged.read_bytes()[:-9] + b"different")

    assert verify_release(publish(SECOND)) == []


def test_where_links_are_not_possible_there_are_copies(publish: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_link(*_: object) -> None:
        raise OSError(errno.EMLINK, "Too many links")

    old = publish(FIRST)
    monkeypatch.setattr(os, "link", no_link)

    new = publish(SECOND)

    assert not any(path.samefile(old / name) for name, path in files(new).items())
    assert verify_release(new) == []


def test_a_file_written_again_after_sharing_is_hashed_again(
    warehouse: Warehouse, publish: Callable, tables: Frames
) -> None:
    old = publish(FIRST)
    with warehouse.lock(), warehouse.draft(SECOND) as draft:
        write_tables(draft.folder, tables)
        assert "authors/authors.parquet" in draft.link_unchanged(old)
        (draft.folder / "report.html").write_text("first")
        draft.link_unchanged(old)
        (draft.folder / "report.html").write_text("other")
        release = draft.finish()

    assert (release / "report.html").read_text() == "other"
    assert verify_release(release) == []


def test_what_breaks_a_rule_is_not_published(warehouse: Warehouse, publish: Callable, tables: Frames) -> None:
    old = publish(FIRST)

    with pytest.raises(DossierError, match=r"not published, it breaks a rule: articles: word_count .*article_id=a1"):
        publish(SECOND, articles=tables["articles"].with_columns(word_count=pl.lit(99, pl.Int32)))

    assert warehouse.latest() == old
    assert [path.name for path in (warehouse.path / "releases").iterdir()] == [FIRST]
    assert publish(THIRD) == warehouse.latest()


def test_what_was_verified_ahead_is_looked_at_once(
    warehouse: Warehouse, tables: Frames, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at = []
    monkeypatch.setattr("flows.draft.verify_contents", lambda folder: looked_at.append(folder) or [])

    with warehouse.lock(), warehouse.draft(FIRST) as draft:
        write_tables(draft.folder, tables)
        draft.verify_tables()
        (draft.folder / "report.html").write_text("made meanwhile")
        draft.finish()

    assert len(looked_at) == 1


def test_what_was_found_ahead_stops_the_release(warehouse: Warehouse, tables: Frames) -> None:
    wrong = tables["articles"].with_columns(word_count=pl.lit(99, pl.Int32))
    with warehouse.lock(), warehouse.draft(FIRST) as draft:
        write_tables(draft.folder, tables | {"articles": wrong})
        draft.verify_tables()

        with pytest.raises(CheckError, match=r"it breaks a rule: articles: word_count .*article_id=a1"):
            draft.finish()


def test_tables_written_after_they_were_verified_are_looked_at_again(warehouse: Warehouse, tables: Frames) -> None:
    wrong = tables["articles"].with_columns(word_count=pl.lit(99, pl.Int32))
    with warehouse.lock(), warehouse.draft(FIRST) as draft:
        write_tables(draft.folder, tables)
        draft.verify_tables()
        write_tables(draft.folder, tables | {"articles": wrong})

        with pytest.raises(CheckError, match=r"it breaks a rule: articles: word_count .*article_id=a1"):
            draft.finish()


def test_a_release_with_an_error_while_it_is_made_leaves_nothing(warehouse: Warehouse) -> None:
    with pytest.raises(KeyError), warehouse.lock(), warehouse.draft(FIRST) as draft:
        (draft.folder / "half.parquet").write_bytes(b"half")
        raise KeyError

    assert list((warehouse.path / "releases").iterdir()) == []
    assert warehouse.latest() is None


def test_other_files_of_a_release_are_kept_and_hashed(warehouse: Warehouse, tables: Frames) -> None:
    with warehouse.lock(), warehouse.draft(FIRST) as draft:
        write_tables(draft.folder, tables)
        (draft.folder / "state").mkdir()
        pl.DataFrame({"lists": [[1]]}).write_parquet(draft.folder / "state" / "pages.parquet")
        (draft.folder / "report.html").write_text("<!doctype html>")
        release = draft.finish(about={"note": "made for a test"})

    about = datapackage.read(release)["dossier"]
    assert {"state/pages.parquet", "report.html"} < {file["path"] for file in about["files"]}
    assert about["note"] == "made for a test"


def test_a_draft_needs_the_lock(warehouse: Warehouse) -> None:
    with pytest.raises(RuntimeError):
        warehouse.draft(FIRST)


@pytest.mark.parametrize("release_id", ["", "latest", "../x", "20260101T000000Z-0000000", FIRST + "\n"])
def test_a_release_has_a_time_and_chance_for_its_id(warehouse: Warehouse, release_id: str) -> None:
    with warehouse.lock(), pytest.raises(ValueError, match="looks like"):
        warehouse.draft(release_id)


def test_a_release_is_published_once(warehouse: Warehouse, publish: Callable) -> None:
    publish(FIRST)

    with pytest.raises(DossierError, match="published already"):
        publish(FIRST)


@pytest.mark.parametrize("function", ["fsync", "symlink", "rename", "chmod"])
def test_a_full_disk_is_one_line_and_changes_nothing(
    warehouse: Warehouse, publish: Callable, monkeypatch: pytest.MonkeyPatch, function: str
) -> None:
    old = publish(FIRST)

    def full(*args: object, **_: object) -> None:
        names = [] if function == "fsync" else [str(args[0])]
        names += [None, str(args[1])] if function in ("symlink", "rename") else []
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), *names)

    with monkeypatch.context() as patch:
        patch.setattr(os, function, full)
        with pytest.raises(DossierError, match=r"No space left on device\); free some space") as error:
            publish(SECOND)

    assert "\n" not in str(error.value)
    assert str(warehouse.path) in str(error.value)
    assert warehouse.latest() == old
    assert publish(THIRD) == warehouse.latest()
    assert [info.release_id for info in warehouse.releases()] == [THIRD, FIRST]


def write_with_little_room(path: Path, tables: Frames, answer: object) -> None:
    # A limit on the size of files fails in the middle of one, as a full disk does.
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
    warehouse = Warehouse(path)
    text = "".join(chr(97 + number * number % 26) for number in range(1000))
    long = pl.select(author_id=pl.int_range(20_000).cast(pl.String)).with_columns(
        name=pl.format("{}{}", pl.col("author_id").hash().cast(pl.String), pl.lit(text))
    )
    try:
        with warehouse.lock(), warehouse.draft(SECOND) as draft:
            write_tables(draft.folder, tables | {"authors": long})
            draft.finish()
    except DossierError as error:
        answer.send(str(error))  # type: ignore[attr-defined]
    else:
        answer.send("published")  # type: ignore[attr-defined]


def test_a_disk_that_fills_in_the_middle_of_a_file_is_one_line(
    warehouse: Warehouse, publish: Callable, tables: Frames, processes: object
) -> None:
    old = publish(FIRST)
    receive, answer = processes.Pipe(duplex=False)
    child = processes.Process(target=write_with_little_room, args=(warehouse.path, tables, answer))
    child.start()
    answer.close()
    said = receive.recv()
    child.join()

    assert "authors.parquet: cannot be written (File too large" in said
    assert "\n" not in said
    assert warehouse.latest() == old
    assert [path.name for path in (warehouse.path / "releases").iterdir()] == [FIRST]


@pytest.mark.parametrize("path", ["s3://bucket/warehouse", Path("s3://bucket/warehouse"), "gs://bucket"])
def test_a_warehouse_is_a_folder(path: str | Path) -> None:
    with pytest.raises(UsageError, match="must be a folder"):
        Warehouse(path)


def test_a_warehouse_is_no_path_that_libraries_read_otherwise() -> None:
    # As a service's file of variables gives it: nothing there puts the home folder in its place, but DuckDB.
    with pytest.raises(UsageError, match="write the whole path"):
        Warehouse("~/warehouse")
    with pytest.raises(UsageError, match="must be a path in UTF-8"):
        Warehouse(os.fsdecode(b"caf\xe9"))


def test_a_warehouse_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(DossierError, match="file: is a file; a warehouse is a folder"):
        Warehouse(tmp_path / "file")
    in_file = Warehouse(tmp_path / "file" / "house")
    with pytest.raises(DossierError, match="a file is in the way of a folder"), in_file.lock():
        pass


def test_where_no_warehouse_is_nothing_is_made(tmp_path: Path) -> None:
    nowhere = Warehouse(tmp_path / "typo")

    with pytest.raises(DossierError, match="no release there yet"):
        nowhere.rollback()
    assert nowhere.prune(1) == []
    assert not nowhere.path.exists()


def test_an_open_reader_keeps_its_release_and_a_new_one_sees_the_latest(warehouse: Warehouse, tables: Frames) -> None:
    def publish(release_id: str, rows: Frames) -> None:
        with warehouse.lock(), warehouse.draft(release_id) as draft:
            write_tables(draft.folder, rows)
            build(draft.folder, {"release_id": release_id, "parser_version": "1"})
            draft.finish()

    def ask_elsewhere() -> str:
        ask = f"import duckdb; print(duckdb.connect({latest!r}, read_only=True).execute({query!r}).fetchall())"
        return subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True).stdout.strip()

    latest = str(warehouse.path / "latest" / "dossier.duckdb")
    query = "select release_id, (select count(*) from reports.author_output) from release_info"
    publish(FIRST, tables)
    with duckdb.connect(latest, read_only=True) as reader:
        publish(SECOND, {**tables, "authors": tables["authors"].with_columns(name=pl.lit("Ann New"))})

        assert reader.execute(query).fetchall() == [(FIRST, 1)]
        assert reader.execute("select name from authors").fetchall() == [("Ann Other",)]
        assert ask_elsewhere() == str([(SECOND, 1)])
    with duckdb.connect(latest, read_only=True) as reader:
        assert reader.execute("select name from authors").fetchall() == [("Ann New",)]
