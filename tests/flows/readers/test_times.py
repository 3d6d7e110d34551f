from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.readers.times import parse_time

SECOND = datetime(2021, 3, 4, 5, 6, 7)
SINCE_1970 = int(SECOND.replace(tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2021-03-04T05:06:07", SECOND),
        ("2021-03-04T05:06:07Z", SECOND),
        ("2021-03-04 05:06:07", SECOND),
        (" 2021-03-04T13:06:07+08:00 ", SECOND),
        ("2021-03-04T05:06:07.250000+00:00", SECOND + timedelta(microseconds=250_000)),
        ("2021-03-04", datetime(2021, 3, 4)),
        ("20210304", datetime(2021, 3, 4)),
        ("20210304050607", SECOND),
        (20210304050607, SECOND),
        (20210304050607.0, SECOND),
        ("20210304050607.0", SECOND),
        (20210304, datetime(2021, 3, 4)),
        (20210304.0, datetime(2021, 3, 4)),
        (SINCE_1970 * 1000.0, SECOND),
        (SINCE_1970, SECOND),
        (SINCE_1970 * 1000, SECOND),
        (SINCE_1970 + 0.25, SECOND + timedelta(microseconds=250_000)),
        (str(SINCE_1970), SECOND),
        (str(SINCE_1970 * 1000), SECOND),
        (f"{SINCE_1970}.25", SECOND + timedelta(microseconds=250_000)),
        (0, datetime(1970, 1, 1)),
        (datetime(2021, 3, 4, 13, 6, 7, tzinfo=timezone(timedelta(hours=8))), SECOND),
        (SECOND, SECOND),
        (date(2021, 3, 4), datetime(2021, 3, 4)),
        (None, None),
        ("", None),
        (" \n", None),
    ],
)
def test_times(value, expected):
    assert parse_time(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        "yesterday",
        "2021-13-01",
        "20211301000000",
        20211301,
        "2021-03",
        "Thu, 04 Mar 2021 05:06:07 GMT",
        "9" * 18,
        "9" * 5000,
        "٢٠٢١٠٣٠٤",
        10**16,
        10**400,
        float("inf"),
        float("nan"),
        True,
        [2021],
        {"year": 2021},
        "0001-01-01T00:00:00+23:00",
    ],
)
def test_what_is_no_time(value):
    with pytest.raises(ValueError):
        parse_time(value)


@given(st.text(max_size=30) | st.integers() | st.floats() | st.from_regex(r"[0-9:.TZ+-]{1,30}", fullmatch=True))
def test_any_value_is_a_time_or_a_value_error(value):
    try:
        time = parse_time(value)
    except ValueError:
        return
    assert time is None or time.tzinfo is None


@given(st.datetimes(min_value=datetime(2001, 10, 1), max_value=datetime(2200, 1, 1)))
def test_every_way_to_write_a_time_is_the_same_time(time):
    time = time.replace(microsecond=0)
    seconds = int(time.replace(tzinfo=UTC).timestamp())

    ways = [time.isoformat(), time.isoformat() + "Z", f"{time:%Y%m%d%H%M%S}", seconds, str(seconds), seconds * 1000]

    assert {parse_time(way) for way in ways} == {time}
