import csv
import json
import shutil
import sys
from datetime import date
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import duckdb
import polars as pl
import pytest

from flows import cli
from flows.errors import DossierError, UsageError
from flows.export import as_xlsx, export
from flows.query import open_release

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_TAKEN = "and Excel takes 32,767; it is whole in the release]"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def _csv(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _sheets(path):
    """Sheet -> rows of cells as text, and each sheet's XML."""
    with ZipFile(path) as book:
        targets = {
            one.get("Id"): one.get("Target") for one in ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels"))
        }
        names = {
            one.get("name"): targets[one.get(_RELATION)]
            for one in ElementTree.fromstring(book.read("xl/workbook.xml")).iter(f"{_MAIN}sheet")
        }
        trees = {name: ElementTree.fromstring(book.read(f"xl/{target}")) for name, target in names.items()}
    rows = {
        name: [["".join(cell.itertext()) for cell in row] for row in tree.iter(f"{_MAIN}row")]
        for name, tree in trees.items()
    }
    return rows, trees


def _with_text(release, tmp_path, text):
    """A copy of a release whose one section has another text."""
    copy = tmp_path / "w" / "releases" / release.resolve().name
    shutil.copytree(release, copy)
    frame = pl.read_parquet(release / "sections" / "part.parquet", glob=False)
    frame.with_columns(text=pl.lit(text)).write_parquet(copy / "sections" / "part.parquet")
    return copy


@pytest.fixture(scope="module")
def written(made_warehouse, tmp_path_factory):
    folder = tmp_path_factory.mktemp("export")
    for form in ("csv", "xlsx"):
        export(made_warehouse / "latest", folder / form, form)
    return folder


def test_every_table_and_report_is_there_with_all_rows(made_release, written):
    with open_release(made_release) as con:
        names = con.execute("select schema_name, table_name from duckdb_tables() where database_name = 'dossier'")
        counts = {
            name: con.execute(f"select count(*) from {'reports.' * (schema == 'reports')}{name}").fetchall()[0][0]
            for schema, name in names.fetchall()
        }
    sheets = _sheets(written / "xlsx" / "tables.xlsx")[0] | _sheets(written / "xlsx" / "reports.xlsx")[0]
    files = {path.stem: path for path in (written / "csv").rglob("*.csv")}

    assert {name: len(_csv(files[name])) for name in counts} == counts
    assert {name: len(sheets[name]) - 1 for name in counts} == counts
    assert counts["records"] == 5


def test_csv_is_what_excel_opens(written):
    raw = (written / "csv" / "articles.csv").read_bytes()
    rows = {row["article_id"]: row for row in _csv(written / "csv" / "articles.csv")}

    assert raw.startswith(b"\xef\xbb\xbfarticle_id,")
    assert rows["b" * 16]["title"] == "'=2+5 and Other Titles"
    assert rows["b" * 16]["published_on"] == ""
    assert rows["a1b2c3d4e5f60718"]["published_on"] == "2021-02-05"
    assert _csv(written / "csv" / "revisions.csv")[0]["dumped_at"] == "2021-02-05 00:00:00"
    assert _csv(written / "csv" / "sections.csv")[0]["text"] == "The tide turns.\n\n• twice a day"
    assert _csv(written / "csv" / "quarantine.csv")[1]["payload"] == "V0FSQy8xLjA="


def test_xlsx_has_frozen_heads_widths_and_types(written):
    rows, trees = _sheets(written / "xlsx" / "tables.xlsx")
    articles = trees["articles"]
    cells = {cell.get("r"): cell for cell in articles.iter(f"{_MAIN}c")}
    columns = {name: place for place, name in enumerate(rows["articles"][0])}
    line = next(n for n, row in enumerate(rows["articles"], 1) if row[0] == "a1b2c3d4e5f60718")

    def cell(name):
        return cells[f"{chr(ord('A') + columns[name])}{line}"]

    assert articles.find(f".//{_MAIN}pane").get("state") == "frozen"
    assert articles.find(f".//{_MAIN}pane").get("ySplit") == "1"
    assert len(list(articles.iter(f"{_MAIN}col"))) > 3
    # Excel counts days from 30 December 1899.
    assert cell("published_on").get("t") is None
    assert float("".join(cell("published_on").itertext())) == (date(2021, 2, 5) - date(1899, 12, 30)).days
    assert cell("word_count").get("t") is None
    assert list(rows) == ["about", "dictionary", *list(rows)[2:]]


def test_xlsx_takes_no_text_for_a_formula(written):
    with ZipFile(written / "xlsx" / "tables.xlsx") as book:
        sheets = [book.read(name) for name in book.namelist() if name.startswith("xl/worksheets/sheet")]

    assert any(b"=2+5 and Other Titles" in sheet for sheet in sheets)
    assert not any(b"<f>" in sheet for sheet in sheets)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_dictionary_describes_every_column(written, form):
    if form == "csv":
        rows = _csv(written / "csv" / "dictionary.csv")
    else:
        head, *cells = _sheets(written / "xlsx" / "tables.xlsx")[0]["dictionary"]
        # Empty cells are not written; the description is the last one.
        rows = [{"table": row[0], "column": row[1], head[-1]: row[-1]} for row in cells]

    found = [row for row in rows if row["table"] == "articles" and "published_on" in row["column"]]
    assert "Publication date as the publisher printed it" in found[0]["description"]
    text = next(row for row in rows if row["table"] == "sections" and row["column"] == "text")
    assert text["description"].startswith("Text without the heading")


def test_what_excel_cannot_take_is_cut_with_a_note(made_release, tmp_path):
    release = _with_text(made_release, tmp_path, "é" * 40_000)

    done = export(release, tmp_path / "out", "xlsx")

    rows = _sheets(tmp_path / "out" / "tables.xlsx")[0]
    text = rows["sections"][1][rows["sections"][0].index("text")]
    assert len(text) == 32_767
    assert text.endswith("[cut: the cell has 40,000 characters, and Excel takes 32,767; it is whole in the release]")
    assert "sections: text of some rows is cut, where a cell says so" in done.notes
    assert [row[0] for row in rows["about"]][1:] == done.notes
    assert any("without payload" in note for note in done.notes)


@pytest.mark.parametrize(
    ("text", "counted"), [("\U0001f30a" * 20_000, "40,000"), ("é" * 32_766 + "\U0001f30a", "32,768")]
)
def test_excel_counts_an_emoji_as_two_characters(made_release, tmp_path, text, counted):
    release = _with_text(made_release, tmp_path, text)

    done = export(release, tmp_path / "out", "xlsx")

    rows = _sheets(tmp_path / "out" / "tables.xlsx")[0]
    cell = rows["sections"][1][rows["sections"][0].index("text")]
    assert len(cell.encode("utf-16-le")) // 2 in (32_766, 32_767)
    assert cell.endswith(f"[cut: the cell has {counted} characters, {_TAKEN}")
    assert "sections: text of some rows is cut, where a cell says so" in done.notes


def test_days_that_excel_does_not_have_are_text(made_release, tmp_path):
    release = _with_text(made_release, tmp_path, "x")
    (release / "dossier.duckdb").chmod(0o644)
    with duckdb.connect(release / "dossier.duckdb") as con:
        con.execute("update articles set published_on = '1899-12-31'")
        con.execute("update records set dumped_at = '0001-01-01 00:00:00'")

    export(release, tmp_path / "out", "xlsx")

    rows = _sheets(tmp_path / "out" / "tables.xlsx")[0]
    assert "1899-12-31" in rows["articles"][1]
    assert "0001-01-01 00:00:00" in rows["records"][1]


def test_more_rows_than_a_sheet_takes_go_on_the_next(made_release, tmp_path, monkeypatch):
    monkeypatch.setattr(as_xlsx, "MOST_ROWS", 3)

    done = export(made_release, tmp_path / "out", "xlsx")

    rows = _sheets(tmp_path / "out" / "tables.xlsx")[0]
    parts = [rows[name] for name in ("records", "records (2)", "records (3)")]
    assert [len(part) - 1 for part in parts] == [2, 2, 1]
    assert len({row[0] for part in parts for row in part[1:]}) == 5
    assert any(note.startswith("records: on several sheets") for note in done.notes)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_same_release_gives_the_same_files(made_release, written, tmp_path, form):
    done = export(made_release, tmp_path / "again", form)

    for name in done.files:
        assert (tmp_path / "again" / name).read_bytes() == (written / form / name).read_bytes()


def test_an_earlier_export_is_replaced_and_nothing_else(made_release, tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    export(made_release, folder, "csv")
    export(made_release, folder, "xlsx")
    assert sorted(path.name for path in folder.iterdir()) == ["dossier-export.json", "reports.xlsx", "tables.xlsx"]

    (folder / "my notes.txt").write_text("mine")
    with pytest.raises(UsageError, match=r"holds my notes\.txt, which no export wrote"):
        export(made_release, folder, "csv")
    (folder / "dossier-export.json").unlink()
    with pytest.raises(UsageError, match="is not empty and no earlier export"):
        export(made_release, folder, "csv")
    assert len(list(folder.iterdir())) == 3
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_failure_leaves_the_earlier_export(made_release, tmp_path, monkeypatch):
    export(made_release, tmp_path / "out", "csv")
    before = json.loads((tmp_path / "out" / "dossier-export.json").read_text())

    def fail(name):
        if name == "records":
            raise OSError(28, "No space left on device")

    with pytest.raises(DossierError, match="No space left on device"):
        export(made_release, tmp_path / "out", "xlsx", fail)
    assert json.loads((tmp_path / "out" / "dossier-export.json").read_text()) == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("where", [".", "..", "new"])
def test_releases_are_not_written_into(made_release, where):
    with pytest.raises(UsageError):
        export(made_release, made_release.resolve() / where, "csv")


def test_the_folder_one_stands_in_stays(made_release, tmp_path, monkeypatch):
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")

    with pytest.raises(UsageError, match="here: is where you are; give a folder in it"):
        export(made_release, Path(), "csv")
    export(made_release, Path("export"), "csv")
    assert [path.name for path in Path().iterdir()] == ["export"]


def test_hyper_without_its_library_says_what_to_install(made_release, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pantab", None)

    with pytest.raises(UsageError, match="pip install 'pantab"):
        export(made_release, tmp_path / "out", "hyper")
    assert list(tmp_path.iterdir()) == []


def test_hyper_has_every_table(made_release, tmp_path):
    pantab = pytest.importorskip("pantab", reason="Tableau's library is 250 MB: pip install pantab to test it")

    export(made_release, tmp_path / "out", "hyper")

    frames = pantab.frames_from_hyper(tmp_path / "out" / "dossier.hyper", return_type="pyarrow")
    with duckdb.connect(made_release / "dossier.duckdb", read_only=True) as con:
        assert len(frames) == len(con.execute("from duckdb_tables()").fetchall())
    assert frames["main", "sections"]["text"].to_pylist() == ["The tide turns.\n\n• twice a day"]


@pytest.mark.parametrize(
    ("args", "code", "told"),
    [
        (["out"], 0, "files written to"),
        (["out", "--format", "xlsx"], 0, "note: quarantine: without payload"),
        (["out", "--json"], 0, '"notes": []'),
        (["out", "--format", "xml"], 2, "--format xml: choose among csv, xlsx, hyper"),
        ([__file__], 2, "is a file; give a folder"),
        (["/proc/none/out"], 1, "cannot be written"),
    ],
)
def test_the_command(made_warehouse, tmp_path, monkeypatch, capsys, args, code, told):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["dossier", "export", *args, "--warehouse", str(made_warehouse)])

    assert cli.main() == code
    out, err = capsys.readouterr()
    assert told in out + err
    assert err.count("\n") <= 1
