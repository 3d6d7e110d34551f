"""What is put into the report: deflated, and written in letters that HTML leaves alone."""

import json
import zlib
from collections.abc import Callable
from typing import Any

import numpy as np

# 85 characters of which none can end a script, begin a comment or stand for another; the page has the same.
ALPHABET = "".join(chr(code) for code in range(35, 127) if chr(code) not in "&'-<>\\`")


def letters(data: bytes) -> str:
    """Bytes deflated and as text, five letters for four bytes.

    Returns:
        The text; the page's `unpack` makes the bytes of it again.
    """
    # Levels above save one byte in a hundred and take three times as long.
    return _letters(zlib.compress(data, 6))


def as_json(value: Any) -> bytes:
    """A value as JSON without spaces, UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def fitting(make: Callable[[int], bytes], rows: int, room: int, least: int, each: int) -> tuple[str, int]:
    """As many rows, from the first, as there is room for.

    Args:
        make: Count of rows -> their bytes.
        rows: How many there are.
        room: Letters they may take.
        least: Rows that are taken whether or not they fit.
        each: Letters a row takes, about; a good guess saves time.

    Returns:
        The letters, and how many rows they are.
    """
    count = min(rows, max(least, max(room, 0) // each))
    text = letters(make(count))
    for _ in range(4):
        guess = min(rows, max(least, int(count * 0.99 * max(room, 0) / max(len(text), 1))))
        if guess == count or (len(text) <= room and guess < count * 1.03):
            break
        count = guess
        text = letters(make(count))
    while len(text) > room and count > least:
        count = max(least, int(count * 0.95))
        text = letters(make(count))
    return text, count


def _letters(data: bytes) -> str:
    # The first letter says how many of the last four bytes were added.
    added = -len(data) % 4
    numbers = np.frombuffer(data + bytes(added), dtype=">u4").astype(np.uint32)
    digits = np.empty((len(numbers), 5), dtype=np.uint8)
    for place in range(4, -1, -1):
        numbers, digits[:, place] = np.divmod(numbers, np.uint32(85))
    table = np.frombuffer(ALPHABET.encode(), dtype=np.uint8)
    return ALPHABET[added] + table[digits].tobytes().decode()
