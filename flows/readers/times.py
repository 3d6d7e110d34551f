"""From whatever a dump gives for a time to UTC."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

_EPOCH = datetime(1970, 1, 1)
_NUMBER = re.compile(r"[-+]?\d{1,18}(\.\d{1,18})?", re.ASCII)
_LAST_SECOND = 100_000_000_000  # the year 5138: a larger number counts milliseconds


def parse_time(value: object) -> datetime | None:
    """Reads a time: ISO 8601, 14 digits, or seconds or milliseconds since 1970.

    A time without an offset is taken for UTC.

    Args:
        value: A string, a number, a datetime or a date, or None.

    Returns:
        The time in UTC, without a zone; None where there is none. A blank string is none.

    Raises:
        ValueError: The value is something else.
    """
    try:
        if isinstance(value, str):
            return _from_text(value.strip()) if value and not value.isspace() else None
        if value is None:
            return None
        if isinstance(value, datetime):
            return _utc(value)
        if isinstance(value, date):
            return datetime(value.year, value.month, value.day)
        if isinstance(value, Decimal):  # as Parquet has it; else the time that the same number is in JSON
            value = int(value) if value == value.to_integral_value() else float(value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return _from_number(value)
    except OverflowError as error:
        raise ValueError("outside the calendar") from error
    raise ValueError("not a time")


def _from_text(text: str) -> datetime:
    if not _NUMBER.fullmatch(text):
        return _utc(datetime.fromisoformat(text))
    if len(text) == 14 and text.isdigit():
        return datetime.fromisoformat(f"{text[:8]}T{text[8:]}")
    if len(text) == 8 and text.isdigit():
        return datetime.fromisoformat(text)  # ISO 8601's basic form, rather than seconds in the 1970s
    return _from_number(float(text) if "." in text else int(text))


def _from_number(number: float) -> datetime:
    if isinstance(number, float) and number.is_integer():  # as tables have whole numbers where some are missing
        number = int(number)
    if isinstance(number, int) and (10**7 <= number < 10**8 or 10**13 <= number < 10**14):
        return _from_text(str(number))
    if abs(number) < _LAST_SECOND:
        return _EPOCH + timedelta(seconds=number)
    if abs(number) < _LAST_SECOND * 1000:
        return _EPOCH + timedelta(milliseconds=number)
    raise ValueError("neither seconds nor milliseconds")  # also infinity and not-a-number


def _utc(time: datetime) -> datetime:
    return time.astimezone(UTC).replace(tzinfo=None) if time.tzinfo else time
