from datetime import date

import pytest

from transforms.dates import date_at_end, date_of_parts, find_date, read_date

FEBRUARY = date(2021, 2, 4)


@pytest.mark.parametrize(
    "line, day, precision",
    [
        ("04 February 2021", FEBRUARY, "day"),
        ("4 February 2021", FEBRUARY, "day"),
        ("4 FEBRUARY 2021", FEBRUARY, "day"),
        ("4 Feb 2021", FEBRUARY, "day"),
        ("4 Feb. 2021", FEBRUARY, "day"),
        ("4th February 2021", FEBRUARY, "day"),
        ("4 February, 2021", FEBRUARY, "day"),
        ("04-Feb-2021", FEBRUARY, "day"),
        ("Thursday, 4 February 2021", FEBRUARY, "day"),
        ("Thu, 4 Feb 2021", FEBRUARY, "day"),
        ("February 4, 2021", FEBRUARY, "day"),
        ("February 4 2021", FEBRUARY, "day"),
        ("Feb 4th, 2021", FEBRUARY, "day"),
        ("Monday, December 2, 2013", date(2013, 12, 2), "day"),
        ("2021-02-04", FEBRUARY, "day"),
        ("05 febbraio 2021", date(2021, 2, 5), "day"),
        ("12 Sept 2014", date(2014, 9, 12), "day"),
        ("29 February 2020", date(2020, 2, 29), "day"),
        ("4 APRİL 2021", date(2021, 4, 4), "day"),  # as Turkish rules set it in capitals
        ("4 Aprıl 2021", date(2021, 4, 4), "day"),
        ("24.12.2020", date(2020, 12, 24), "day"),
        ("March 2015", date(2015, 3, 1), "month"),
        ("Sept 2015", date(2015, 9, 1), "month"),
        ("March, 2015", date(2015, 3, 1), "month"),
    ],
)
def test_dates(line, day, precision):
    assert read_date(line) == (day, precision)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "2021",
        "29 February 2021",
        "31 April 2021",
        "0 May 2021",
        "32 May 2021",
        "12 Mai 2021",
        "2021-13-01",
        "12 May 0021",
        "12 May 1821",
        "31 December 9999",
        "12 May!2021",
        "12 May2021",
        "Published 4 February 2021",
        "4 February 2021 onwards",
        "4 February",
        "No. 4, 2021",
        "CO21020",
        "May",
        "04/02/2021",
        "٤ February ٢٠٢١x",
        "4 February 2021" * 4,
    ],
)
def test_lines_that_are_no_dates(line):
    assert read_date(line) is None


def test_a_bare_year_counts_where_it_is_asked_for():
    assert read_date("2021", year_only=True) == (date(2021, 1, 1), "year")
    assert read_date("1821", year_only=True) is None
    assert read_date("20211", year_only=True) is None


@pytest.mark.parametrize(
    "line, day",
    [
        ("SINGAPORE, ven 05 febbraio 2021", date(2021, 2, 5)),
        ("TODAY, 12 Apr 2014", date(2014, 4, 12)),
        ("SINGAPORE, 112 Apr 2014", None),
        ("SINGAPORE, 31 Apr 2014", None),
        ("On 12 Apr 2014 it rained", None),
        ("x" * 80 + " 12 Apr 2014", None),
    ],
)
def test_datelines(line, day):
    assert date_at_end(line) == day


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Commentary | 4 February 2021", FEBRUARY),
        ("RSIS Papers 15, 4 February 2021", FEBRUARY),
        ("No. 115 March 2015", None),
        ("4 February 20215", None),
        ("12021-02-045", None),
    ],
)
def test_dates_in_lines_are_no_parts_of_longer_numbers(line, day):
    found = find_date(line)

    assert (found[0] if found else None) == day


def test_parts():
    assert date_of_parts({"year": "2012", "month": "04", "day": "03"}) == date(2012, 4, 3)
    assert date_of_parts({"year": "2012", "month": "13", "day": "03"}) is None
    assert date_of_parts({"year": "0001", "month": "01", "day": "01"}) is None
