import json
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows import tables as written
from flows.errors import DossierError
from flows.tables import COLUMNS, DESCRIPTION, write_sections, write_table, write_tables
from transforms.schema import TABLES, Table

Frames = dict[str, pl.DataFrame]


def published(tables: Frames) -> pl.DataFrame:
    return tables["articles"].select("article_id", "published_on")


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_a_table_comes_back_as_it_was(tmp_path: Path, tables: Frames, table: Table) -> None:
    paths = write_table(tmp_path, table, tables[table.name], published(tables))

    back = pl.concat(pl.read_parquet(path) for path in paths)
    assert back.schema == table.dtypes
    assert sorted(back.rows(), key=str) == sorted(tables[table.name].rows(), key=str)


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_an_empty_table_has_one_file_with_its_columns(tmp_path: Path, table: Table) -> None:
    none = pl.DataFrame(schema={"article_id": pl.String, "published_on": pl.Date})

    (path,) = write_table(tmp_path, table, table.empty(), none)

    assert pl.read_parquet(path).equals(table.empty())
    assert path.stem == ("unknown" if table.name == "sections" else table.name)


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_a_file_describes_itself(tmp_path: Path, tables: Frames, table: Table) -> None:
    for path in write_table(tmp_path, table, tables[table.name], published(tables)):
        metadata = pl.read_parquet_metadata(path)
        assert metadata[DESCRIPTION] == table.description
        assert json.loads(metadata[COLUMNS]) == table.describe()
        assert {f.name: f.metadata[b"description"].decode() for f in pq.read_schema(path)} == table.describe()


def test_sections_have_a_file_a_year(tmp_path: Path, tables: Frames) -> None:
    paths = write_table(tmp_path, TABLES["sections"], tables["sections"], published(tables))

    assert sorted(path.name for path in paths) == ["2020.parquet", "2021.parquet", "unknown.parquet"]
    assert sorted(paths) == sorted((tmp_path / "sections").iterdir())
    assert pl.read_parquet(tmp_path / "sections" / "unknown.parquet")["article_id"].to_list() == ["a3"]


def test_sections_may_come_a_year_at_a_time(tmp_path: Path, tables: Frames) -> None:
    years = tables["sections"].partition_by("published_year", as_dict=True)
    at_once = write_table(tmp_path / "at once", TABLES["sections"], tables["sections"], published(tables))

    paths = write_sections(tmp_path, ((year, rows) for (year,), rows in years.items()), published(tables))

    assert {p.name: p.read_bytes() for p in paths} == {p.name: p.read_bytes() for p in at_once}


def test_a_year_of_sections_comes_once(tmp_path: Path, tables: Frames) -> None:
    rows = tables["sections"].filter(pl.col("published_year") == 2020)

    with pytest.raises(ValueError, match="2020 come twice"):
        write_sections(tmp_path, [(2020, rows), (2020, rows)], published(tables))


def test_rows_are_sorted_by_date_then_article(tmp_path: Path, tables: Frames) -> None:
    dates = pl.DataFrame({"article_id": ["a1", "a2", "a3"], "published_on": [date(2022, 1, 1), date(2021, 1, 1), None]})

    (revisions,) = write_table(tmp_path, TABLES["revisions"], tables["revisions"].reverse(), dates)
    (records,) = write_table(tmp_path, TABLES["records"], tables["records"].reverse(), dates)

    assert pl.read_parquet(revisions).select("article_id", "revision").rows() == [
        ("a2", 1), ("a1", 1), ("a1", 2), ("a3", 1)
    ]  # fmt: skip
    # Records of no article stand among those of undated ones.
    assert pl.read_parquet(records)["record_id"].to_list() == [
        "r-a2", "r-a1", "r-old", "r-same", "r-a3", "r-bad", "r-menu"
    ]  # fmt: skip


def test_rows_of_an_article_that_is_not_there_come_last(tmp_path: Path, tables: Frames) -> None:
    (path,) = write_table(tmp_path, TABLES["article_authors"], tables["article_authors"], published(tables)[1:2])

    assert pl.read_parquet(path)["article_id"].to_list() == ["a2", "a1", "a3"]


def test_tables_of_an_article_need_its_date(tmp_path: Path, tables: Frames) -> None:
    with pytest.raises(ValueError, match="revisions is sorted by"):
        write_table(tmp_path, TABLES["revisions"], tables["revisions"])


def test_other_integers_are_cast_and_other_columns_left_out(tmp_path: Path, tables: Frames) -> None:
    frame = tables["revisions"].with_columns(pl.col("revision").cast(pl.UInt32), more=1)

    (path,) = write_table(tmp_path, TABLES["revisions"], frame, published(tables))

    assert pl.read_parquet(path).schema == TABLES["revisions"].dtypes


def test_a_table_is_written_in_row_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(written, "ROW_GROUP", 1000)
    authors = pl.DataFrame({"author_id": [f"u{n:05}" for n in range(2500)], "name": "Ann Other"})

    (path,) = write_table(tmp_path, TABLES["authors"], authors)

    metadata = pq.read_metadata(path)
    assert [metadata.row_group(n).num_rows for n in range(metadata.num_row_groups)] == [1000, 1000, 500]
    assert metadata.row_group(1).column(0).compression == "ZSTD"
    assert metadata.row_group(1).column(0).statistics.min == "u01000"
    assert metadata.row_group(1).column(0).statistics.null_count == 0


def test_long_rows_are_fewer_to_a_row_group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(written, "GROUP_BYTES", 10_000)
    rows = {"record_id": ["r1", "r2", "r3", "r4", "r5"], "reason": "long", "payload": b"x" * 4000}
    quarantine = pl.DataFrame(rows | {"is_html": False, "is_text": True}).with_columns(
        detail=pl.lit(None, pl.String), read_flags=pl.lit(None, pl.String)
    )

    (path,) = write_table(tmp_path, TABLES["quarantine"], quarantine)

    metadata = pq.read_metadata(path)
    assert [metadata.row_group(n).num_rows for n in range(metadata.num_row_groups)] == [2, 2, 1]


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)


@settings(max_examples=settings.default.max_examples // 2)
@given(data=st.data(), texts=st.lists(TEXTS, max_size=30))
def test_the_same_rows_are_the_same_bytes(data: st.DataObject, texts: list[str]) -> None:
    sections = pl.DataFrame(
        {
            "article_id": [f"a{number % 7}" for number in range(len(texts))],
            "position": [number // 7 + 1 for number in range(len(texts))],
            "kind": "commentary",
            "text": texts,
            "word_count": 1,
            "record_id": "r",
            "first_line": 1,
            "last_line": 1,
            "published_year": [2020 + number % 7 % 2 for number in range(len(texts))],
        },
        schema_overrides={"article_id": pl.String, "text": pl.String, "published_year": pl.Int32},
    ).with_columns(heading=pl.lit(None, pl.String))
    days = [(f"a{n}", date(2020, 1, n % 3 + 1)) for n in range(7)]
    dates = pl.DataFrame(days, schema=["article_id", "published_on"], orient="row")
    order = data.draw(st.permutations(range(len(texts))))
    cut = data.draw(st.integers(0, len(texts)))
    # In another order, and put together from other pieces.
    other = pl.concat([sections[order[:cut]], sections[order[cut:]]], rechunk=False)

    def bytes_of(folder: Path, rows: pl.DataFrame) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in write_table(folder, TABLES["sections"], rows, dates)}

    with TemporaryDirectory() as folder:
        first = bytes_of(Path(folder) / "1", sections)
        assert bytes_of(Path(folder) / "2", other) == first


def test_many_rows_in_pieces_are_the_same_bytes(tmp_path: Path) -> None:
    rows = pl.select(n=pl.int_range(300_000)).select(
        author_id=pl.format("u{}", pl.col("n").hash(seed=1)), name=pl.format("name {}", pl.col("n") % 1000)
    )
    pieces = pl.concat([rows[200_000:], rows[:1], rows[1:200_000]], rechunk=False)

    (one,) = write_table(tmp_path / "1", TABLES["authors"], rows)
    (other,) = write_table(tmp_path / "2", TABLES["authors"], pieces)

    assert one.read_bytes() == other.read_bytes()


def test_tables_written_together_are_those_written_one_by_one(tmp_path: Path, tables: Frames) -> None:
    paths = write_tables(tmp_path / "together", tables)

    for name, table in TABLES.items():
        for path in write_table(tmp_path / "alone", table, tables[name], published(tables)):
            twin = tmp_path / "together" / path.relative_to(tmp_path / "alone")
            assert twin in paths
            assert twin.read_bytes() == path.read_bytes()


def test_a_file_in_the_way_of_a_folder_is_named(tmp_path: Path, tables: Frames) -> None:
    (tmp_path / "authors").write_text("in the way")

    with pytest.raises(DossierError, match=r"authors: cannot be written .*; .* in the way") as error:
        write_table(tmp_path, TABLES["authors"], tables["authors"])

    assert "\n" not in str(error.value)
