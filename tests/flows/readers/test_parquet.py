import io
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

TIME = datetime(2021, 3, 4, 5, 6, 7)


def packed(columns, **options):
    table = columns if isinstance(columns, pa.Table) else pa.table(columns)
    buffer = io.BytesIO()
    pq.write_table(table, buffer, **options)
    return buffer.getvalue()


def many(rows, **options):
    return packed(
        {
            "url": [f"https://x.org/{i}" for i in range(rows)],
            "text": [f"Page {i}\n" + "word " * (i % 90) for i in range(rows)],
        },
        **options,
    )


def test_a_row_is_a_record(rows):
    data = packed(
        {"url": ["https://x.org/", None], "timestamp": [TIME, None], "text": ["Page\n", "naïve"], "more": [[1], []]}
    )

    first, second = rows("a.parquet", data)

    assert first == {
        "file": "a.parquet",
        "position": 1,
        "url": "https://x.org/",
        "dumped_at": TIME,
        "format": "parquet",
        "markup": False,
        "text": "Page\n",
        "reason": None,
        "detail": None,
        "payload": None,
        "flags": None,
    }
    assert (second["position"], second["url"], second["dumped_at"], second["text"]) == (2, None, None, "naïve")


def test_polars_files_are_read(rows):
    buffer = io.BytesIO()
    pl.DataFrame({"html": ["<p>a", "<p>b"], "date": [date(2021, 3, 4)] * 2}).write_parquet(buffer)

    got = rows("a.parquet", buffer.getvalue())

    assert [(row["text"], row["markup"], row["dumped_at"]) for row in got] == [
        ("<p>a", True, datetime(2021, 3, 4)),
        ("<p>b", True, datetime(2021, 3, 4)),
    ]


@pytest.mark.parametrize(
    "kind", [pa.string(), pa.large_string(), pa.string_view(), pa.binary(), pa.dictionary(pa.int32(), pa.string())]
)
def test_kinds_of_text(rows, kind):
    text = pa.array(["naïve", "b", "naïve"], pa.string())
    column = text.dictionary_encode() if pa.types.is_dictionary(kind) else text.cast(kind)

    got = rows("a.parquet", packed({"text": column, "url": column}))

    assert [row["text"] for row in got] == [row["url"] for row in got] == ["naïve", "b", "naïve"]
    assert got[0]["flags"] is None


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (pa.array([TIME.replace(tzinfo=UTC)], pa.timestamp("ms", "UTC")), TIME),
        (
            pa.array([TIME.replace(tzinfo=timezone(timedelta(hours=8)))], pa.timestamp("us", "+08:00")),
            datetime(2021, 3, 3, 21, 6, 7),
        ),
        (pa.array([TIME.replace(tzinfo=UTC)], pa.timestamp("us", "Asia/Singapore")), TIME),
        (pa.array([1614834367123456789], pa.timestamp("ns")), datetime(2021, 3, 4, 5, 6, 7, 123456)),
        (pa.array([date(2021, 3, 4)]), datetime(2021, 3, 4)),
        (pa.array(["2021-03-04T05:06:07Z"]), TIME),
        (pa.array([1614834367]), TIME),
        (pa.array([1614834367000.0]), TIME),
        (pa.array([Decimal(1614834367)]), TIME),
        (pa.array([Decimal(1614834367)], pa.decimal128(38, 9)), TIME),
        (pa.array([Decimal(1614834367000)], pa.decimal256(60, 3)), TIME),
        (pa.array([Decimal(20210304050607)]), TIME),
        (pa.array([Decimal("1614834367.25")]), TIME.replace(microsecond=250_000)),
        (pa.array([b"20210304050607"]), TIME),
    ],
)
def test_kinds_of_time(rows, column, expected):
    (row,) = rows("a.parquet", packed({"text": ["t"], "crawl_date": column}))

    assert (row["dumped_at"], row["flags"]) == (expected, None)


@pytest.mark.parametrize(
    "column",
    [
        pa.array(["soon"]),
        pa.array([True]),
        pa.array([[1]]),
        pa.array([2**62], pa.timestamp("us")),
        pa.array([2**62]),
        pa.array([Decimal(2**62)]),
    ],
)
def test_unreadable_time_is_flagged(rows, column):
    (row,) = rows("a.parquet", packed({"text": ["t"], "date": column}))

    assert (row["text"], row["dumped_at"]) == ("t", None)
    assert row["flags"].startswith("bad_timestamp:")


def test_first_time_that_is_given(rows):
    data = packed({"text": ["a", "b", "c"], "timestamp": [TIME, None, None], "date": ["1999-01-01", "", "1999-01-01"]})

    assert [row["dumped_at"] for row in rows("a.parquet", data)] == [TIME, None, datetime(1999, 1, 1)]


def test_text_comes_before_html(rows):
    data = packed({"text": ["t", None, " ", "", None], "html": ["h", "h", "h", None, None]})

    got = rows("a.parquet", data)

    assert [(row["text"], row["markup"], row["reason"]) for row in got] == [
        ("t", False, None),
        ("h", True, None),
        ("h", True, None),
        (None, False, "empty"),
        (None, False, "no_text"),
    ]


@pytest.mark.parametrize(
    "columns", [{"text": [5]}, {"text": [["a"]]}, {"url": ["u"]}, {"x": [1]}, {"text": pa.nulls(1)}]
)
def test_rows_without_text_are_rejected(rows, columns):
    (row,) = rows("a.parquet", packed(columns))

    assert (row["reason"], row["text"], row["payload"]) == ("no_text", None, b"")
    assert row["detail"]


def test_text_that_is_not_utf8(rows):
    cafe = "The café was closed. Plain English text follows.".encode("cp1252")
    text = pa.array([b"fine", cafe, b"\xff\xfe\x81", b"fine\x00"], pa.binary())
    broken = pa.Array.from_buffers(pa.string(), 4, text.buffers())

    for column in (text, broken):
        first, second, third, fourth = rows("a.parquet", packed({"text": column, "url": ["u"] * 4}, store_schema=False))
        assert (first["text"], first["flags"]) == ("fine", None)
        assert (second["text"], second["flags"]) == (cafe.decode("cp1252"), "encoding_guessed:cp1252")
        assert (third["reason"], third["payload"], third["url"]) == ("encoding", b"\xff\xfe\x81", "u")
        assert (fourth["text"], fourth["flags"]) == ("fine", "control_characters")


def test_text_over_the_limit(rows):
    got = rows("a.parquet", packed({"text": ["a", "x" * 1_100_000, "b"]}), max_record_mb=1)

    assert [(row["text"], row["reason"]) for row in got] == [("a", None), (None, "too_large"), ("b", None)]
    assert got[1]["payload"] == b"x" * 1_100_000


def test_column_that_is_there_twice_is_not_guessed_at(rows):
    table = pa.Table.from_arrays([pa.array(["a"]), pa.array(["b"])], names=["text", "text"])

    (row,) = rows("a.parquet", packed(table))

    assert row["reason"] == "no_text"


@pytest.mark.parametrize("parts", [1, 2, 5, 8])
@pytest.mark.parametrize("row_group_size", [10_000, 600])
def test_parts_together_are_the_whole(read_bytes, parts, row_group_size):
    data = many(3_000, row_group_size=row_group_size)
    whole = read_bytes("a.parquet", data)

    shares = [read_bytes("a.parquet", data, part=part, parts=parts) for part in range(parts)]

    assert whole["position"].to_list() == list(range(1, 3_001))
    assert pl.concat(shares).sort("position").equals(whole)
    assert all(share.height for share in shares)


def test_frames_are_bounded(tmp_path):
    from flows.readers import discover, read

    path = tmp_path / "a.parquet"
    path.write_bytes(packed({"text": [f"{i}" + "some words " * 10_000 for i in range(600)]}))

    frames = list(read(discover([str(path)])[0][0]))

    assert sum(frame.height for frame in frames) == 600
    assert max(frame["text"].str.len_bytes().sum() for frame in frames) < 25_000_000


def test_few_values_numbered_do_not_grow_without_bounds(tmp_path):
    from flows.readers import discover, read

    path = tmp_path / "a.parquet"
    path.write_bytes(packed({"text": pa.array(["some words " * 80_000] * 300).dictionary_encode()}))

    frames = list(read(discover([str(path)])[0][0]))

    assert path.stat().st_size < 2_000_000
    assert sum(frame.height for frame in frames) == 300
    assert max(frame["text"].str.len_bytes().sum() for frame in frames) < 25_000_000


@pytest.mark.parametrize("cut", [1, 4, 8, 100, -1, -4, -200])
def test_truncated_file_is_one_damaged_record(rows, cut):
    data = many(10)[:cut]

    (row,) = rows("a.parquet", data)

    assert (row["reason"], row["position"], row["format"]) == ("damaged_container", 1, "parquet")
    assert row["payload"] == data


def test_damaged_row_group_costs_only_its_own_rows(read_bytes):
    data = bytearray(many(3_000, row_group_size=1_000, write_page_checksum=True, compression="none"))
    place = data.index(b"Page 1500")
    data[place + 6] ^= 1
    whole = read_bytes("a.parquet", bytes(data))

    good = whole.filter(pl.col("reason").is_null())["position"].to_list()
    (bad,) = whole.filter(pl.col("reason").is_not_null()).to_dicts()
    shares = [read_bytes("a.parquet", bytes(data), part=part, parts=2) for part in range(2)]

    assert set(range(1, 1_001)) | set(range(2_001, 3_001)) <= set(good)
    assert (bad["reason"], bad["position"] in good) == ("damaged_container", False)
    assert b"Page 1500"[:5] in bad["payload"]
    assert pl.concat(shares).sort("position").equals(whole)


@given(st.floats(0, 0.9999), st.integers(1, 255), st.booleans())
def test_any_damage_ends_in_records(read_bytes, place, change, compressed):
    data = bytearray(many(20, compression="zstd" if compressed else "none"))
    data[int(place * len(data))] ^= change

    read_bytes("a.parquet", bytes(data))


def test_no_rows(rows):
    assert rows("a.parquet", packed({"text": pa.array([], pa.string())})) == []
