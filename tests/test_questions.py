import re
from pathlib import Path

import duckdb
import pytest

from flows.pipeline import run

ROOT = Path(__file__).resolve().parent.parent
_SQL = re.compile(r"^```sql\n-- ([^\n]+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def _questions(name):
    """What is asked -> where -> SQL."""
    parts = re.split(r"^##+ ", (ROOT / name).read_text("utf-8"), flags=re.MULTILINE)
    asked = {part.partition("\n")[0]: dict(_SQL.findall(part)) for part in parts}
    return {question: sql for question, sql in asked.items() if question.endswith("?")}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where the sample's release is as after `make run`."""
    folder = tmp_path_factory.mktemp("clone")
    run([str(ROOT / "data" / "raw")], folder / "data" / "warehouse", workers=1)
    return folder


def test_there_are_ten_and_three_of_them_in_the_readme():
    ten, three = _questions("docs/questions.md"), _questions("README.md")

    assert (len(ten), len(three)) == (10, 3)
    assert three.items() <= ten.items()
    assert all(sql.keys() == {"Parquet", "dossier.duckdb"} for sql in ten.values())


@pytest.mark.parametrize("asked", _questions("docs/questions.md"))
def test_both_ways_give_the_same_answer(folder, monkeypatch, asked):
    sql = _questions("docs/questions.md")[asked]
    monkeypatch.chdir(folder)
    with duckdb.connect() as con:
        over_parquet = con.execute(sql["Parquet"]).fetchall()

    with duckdb.connect(folder / "data" / "warehouse" / "latest" / "dossier.duckdb", read_only=True) as con:
        over_duckdb = con.execute(sql["dossier.duckdb"]).fetchall()

    assert over_duckdb
    assert over_parquet == over_duckdb
