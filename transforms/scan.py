"""Looks at many texts in one sweep, byte by byte: a fraction of what it costs to look at each by itself."""

import unicodedata
from itertools import accumulate

import numpy as np
import polars as pl

from transforms.text import DIRTY

Bytes = np.ndarray

_PIECE = 1 << 17
"""Bytes looked at together: what is made of them stays in the processor's cache, and costs no fresh memory."""

_SPACE, _NEWLINE = 0x20, 0x0A
_QUOTES = 0xE2
"""First byte of typographic quotes, dashes and bullets, of some spaces and marks that nobody sees (E2 80, E2 81),
and of a few signs that NFC replaces."""

_FIRST_HIGH = 0x7F
_BYTES = np.arange(256)
_IS_SUSPECT = (_BYTES == _FIRST_HIGH) | (_BYTES == 0xC2) | ((_BYTES >= 0xCC) & (_BYTES != _QUOTES))
"""First bytes of characters to look at: of some spaces, and of all above U+02FF but those that begin with E2."""

_STEPS = 4
"""Signs that a word may begin with, such as a bracket and a quotation mark, before it is looked at by itself."""


def are_dirty(texts: list[bytes]) -> list[bool]:
    """Whether a text has something that `text.clean` would change."""
    dirty = [False] * len(texts)
    suspects: list[int] = []
    begin = size = 0
    for at, text in enumerate(texts, 1):
        size += len(text)
        if size >= _PIECE or at == len(texts):
            suspects += [begin + row for row in _suspects(texts[begin:at])]
            begin, size = at, 0
    if suspects:
        found = pl.Series([texts[row] for row in suspects], dtype=pl.Binary).cast(pl.String)
        for row, is_dirty in zip(suspects, found.str.contains(DIRTY), strict=True):
            dirty[row] = is_dirty or not unicodedata.is_normalized("NFC", texts[row].decode())
    return dirty


def _suspects(texts: list[bytes]) -> list[int]:
    joined = np.frombuffer(b"\n".join(texts) + b"\n\n\n", np.uint8)
    found = []
    if np.count_nonzero(joined < _SPACE) > np.count_nonzero(joined == _NEWLINE):
        found.append(np.flatnonzero((joined < _SPACE) & (joined != _NEWLINE)))
    space = joined == _SPACE
    double = np.flatnonzero(space[1:] & space[:-1])
    before = joined[double - 1]
    found.append(double[(before != _SPACE) & (before != _NEWLINE) & (double > 0)])
    high = np.flatnonzero(joined >= _FIRST_HIGH)
    byte = joined[high]
    found.append(high[_IS_SUSPECT[byte]])
    quotes = high[byte == _QUOTES]
    second, third = joined[quotes + 1], joined[quotes + 2]
    is_sign = (second == 0x80) & (third >= 0x90) & ((third < 0xA8) | (third > 0xAF))
    found.append(quotes[~is_sign & ((second < 0x82) | (second == 0x84) | (second == 0x8C) | (second == 0xAB))])
    suspects = np.concatenate(found)
    if not len(suspects):
        return []
    ends = list(accumulate(len(text) + 1 for text in texts))
    rows: list[int] = np.unique(np.searchsorted(ends, suspects, side="right")).tolist()
    return rows


def line_ends(data: Bytes) -> np.ndarray:
    """Where lines end."""
    found = [np.flatnonzero(data[at : at + _PIECE] == _NEWLINE) + at for at in range(0, len(data), _PIECE)]
    return np.concatenate(found) if found else np.zeros(0, np.int64)


def count_words(texts: pl.Series) -> pl.Series:
    """Words of texts with no other white space than blanks and line ends: runs with at least one letter or digit."""
    array = texts.to_arrow()
    _, offsets, values = array.buffers()
    ends = np.frombuffer(offsets, np.int64)[array.offset : array.offset + len(array) + 1]
    data = np.frombuffer(values or b"", np.uint8)[ends[0] : ends[-1]]
    ends = ends - ends[0]
    begins, odd = _begins_of_words(data, ends)
    counts = np.diff(_true_before(begins, ends))
    signs, unsure = _only_signs(data, odd, ends)
    counts -= np.bincount(signs, minlength=len(counts))
    exact = texts.gather(unsure).str.count_matches(r"[^\s]*[\pL\pN][^\s]*").cast(pl.Int32)
    return pl.Series("words", counts.astype(np.int32)).scatter(unsure, exact)


def _begins_of_words(data: Bytes, ends: np.ndarray) -> tuple[Bytes, np.ndarray]:
    """Where runs of non-space begin, as bits, and those of them that begin with no plain letter or digit."""
    bits = np.zeros(len(data) // 64 * 8 + 16, np.uint8)
    odd = [np.zeros(0, np.int64)]
    for start in range(0, len(data), _PIECE):
        part = data[start : start + _PIECE]
        space = _is_space(part)
        begins = np.empty(len(part), bool)
        begins[0] = start == 0 or _is_space(data[start - 1])
        begins[1:] = space[:-1]
        first, last = np.searchsorted(ends, (start, start + len(part)))
        begins[ends[first:last] - start] = True
        begins &= ~space
        packed = np.packbits(begins, bitorder="little")
        bits[start // 8 : start // 8 + len(packed)] = packed
        odd.append(np.flatnonzero(begins & ~_is_plain(part)) + start)
    return bits, np.concatenate(odd)


def _is_space(data: Bytes) -> Bytes:
    return (data == _SPACE) | (data == _NEWLINE)


def _is_plain(data: Bytes) -> Bytes:
    return ((data | 0x20) - np.uint8(ord("a")) < 26) | (data - np.uint8(ord("0")) < 10)


def _only_signs(data: Bytes, at: np.ndarray, ends: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Follows runs that begin with something else than a plain letter or digit.

    Returns:
        The text of each run that is nothing but signs, and the texts with runs of which that could not be told.
    """
    row = np.searchsorted(ends, at, side="right") - 1
    signs, unsure = [row[:0]], [row[:0]]
    for _ in range(_STEPS):
        byte, second = data[at], data[np.minimum(at + 1, len(data) - 1)]
        known = (byte < 0x80) | ((byte == _QUOTES) & (second == 0x80))
        accented = (byte == 0xC3) & (second != 0x97) & (second != 0xB7)
        unsure.append(row[~known & ~accented])
        at, row = (at + np.where(byte < 0x80, 1, 3))[known], row[known]
        over = at == ends[row + 1]
        over[~over] = _is_space(data[at[~over]])
        signs.append(row[over])
        at, row = at[~over], row[~over]
        goes_on = ~_is_plain(data[at])
        at, row = at[goes_on], row[goes_on]
    unsure.append(row)
    return np.concatenate(signs), np.unique(np.concatenate(unsure))


def _true_before(bits: Bytes, at: np.ndarray) -> np.ndarray:
    """How many bits are set before each index."""
    words = bits.view(np.uint64)
    before = np.concatenate([[0], np.cumsum(np.bitwise_count(words), dtype=np.int64)])
    word, rest = at >> 6, (at & 63).astype(np.uint64)
    return before[word] + np.bitwise_count(words[word] & ((np.uint64(1) << rest) - np.uint64(1)))
