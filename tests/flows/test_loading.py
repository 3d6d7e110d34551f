import pytest

from flows.loading import load
from flows.pipeline import run
from flows.publish import Warehouse

ID = "20260101T000000Z-00000000"


@pytest.fixture
def inputs(tmp_path):
    """A folder with a page, and with a warehouse of somebody else."""
    release = tmp_path / "inputs" / "deep" / "theirs" / "releases" / ID
    for name in (release / "sections" / "2020.parquet", release / "report.html", release / "datapackage.json"):
        name.parent.mkdir(parents=True, exist_ok=True)
        name.write_bytes(b"theirs")
    theirs = release.parent.parent
    (theirs / "latest").symlink_to(f"releases/{ID}")
    (theirs / ".lock").touch()
    (theirs / "runs").mkdir()
    (theirs / "runs" / f"{ID}.json").write_text("{}")
    (theirs / "page.html").write_text("no file of a warehouse")
    (tmp_path / "inputs" / "page.txt").write_text("a page")
    return tmp_path / "inputs"


@pytest.fixture
def house(tmp_path):
    return Warehouse(tmp_path / "warehouse")


def test_a_warehouse_of_others_in_a_folder_is_no_dump(inputs, house):
    sources, ignored = load([str(inputs)], house)

    assert [one.path for one in sources] == [f"{inputs}/deep/theirs/page.html", f"{inputs}/page.txt"]
    assert ignored == [f"{inputs}/deep/theirs/"]


@pytest.mark.parametrize("named", ["*/theirs/**/*.parquet", "deep/theirs/latest", f"deep/theirs/releases/{ID}"])
def test_nor_by_another_name(inputs, house, monkeypatch, named):
    monkeypatch.chdir(inputs)

    assert load([named], house) == ([], ["deep/theirs/"])


def test_a_link_to_a_warehouse_leads_to_no_dumps(inputs, house, tmp_path):
    (tmp_path / "links").mkdir()
    (tmp_path / "links" / "release").symlink_to(inputs / "deep" / "theirs" / "latest")

    assert load([str(tmp_path / "links")], house) == ([], [f"{inputs}/deep/theirs/"])


def test_folders_that_are_only_called_so_are_read(tmp_path, house):
    page = tmp_path / "inputs" / "releases" / "20260101" / "page.txt"
    page.parent.mkdir(parents=True)
    page.write_text("a page")

    sources, ignored = load([str(tmp_path / "inputs")], house)

    assert ([one.path for one in sources], ignored) == ([str(page)], [])


def test_a_run_that_finds_no_dumps_says_where_it_looked(inputs, tmp_path):
    warehouse = tmp_path / "warehouse"
    run([str(inputs / "page.txt")], warehouse, workers=1)
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "notes.doc").write_text("no dump")

    found = run([str(tmp_path / "empty")], warehouse, workers=1)
    known = run([str(inputs / "page.txt")], warehouse, workers=1)

    assert (found.published, found.unpublished) == (False, f"no records found in {tmp_path}/empty")
    assert found.ignored == [f"{tmp_path}/empty/notes.doc"]
    assert (known.published, known.unpublished) == (False, "nothing was new")
