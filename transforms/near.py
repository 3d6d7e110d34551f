"""Texts that are nearly the same: keys by which they find each other, and how much of one the other has."""

import numpy as np
import polars as pl
from rensa import RMinHash

BANDS, _ROWS = 30, 3
NEAR_KEYS = pl.Array(pl.UInt32(), BANDS)
"""Texts with one of these in common, at the same place, are worth a comparison.

Of texts that share 0.8 of their pieces (one word in fifty changed) one pair in a billion has none in common,
of those that share a tenth one pair in thirty has any (1 - (1 - share ** 3) ** 30).
"""

LEAST_BYTES = 200
"""A body key (`body.body_key`) of fewer is too short to tell a copy by."""

_SEED, _MIX = 1, np.uint32(0x9E3779B1)
_AT_ONCE = 50
_RUN = 20
"""Runs of so many letters are compared, four or five words."""
_BASE = np.uint64(0x9E3779B97F4A7C15)
_BACK = np.uint64(pow(int(_BASE), -1, 1 << 64))
_ENOUGH = 400
"""With so many runs the share that two texts have in common is known to two hundredths."""
_IDEOGRAPHIC = tuple(stop.encode() for stop in "。、，")


def near_keys(bodies: list[bytes | None]) -> pl.Series:
    """Keys that nearly equal bodies have in common: bands of the MinHash of what stands between full stops and commas.

    The digests are those of version 2 of rensa's algorithm; releases keep them.

    Args:
        bodies: Body keys; None where there is none to compare.

    Returns:
        Arrays of `BANDS` keys, null where the body is too short.
    """
    there = [at for at, body in enumerate(bodies) if body is not None and len(body) >= LEAST_BYTES]
    keys = np.zeros((len(bodies), BANDS), np.uint32)
    for start in range(0, len(there), _AT_ONCE):
        some = there[start : start + _AT_ONCE]
        pieces = [_pieces(bodies[at] or b"") for at in some]
        digests = RMinHash.digest_matrix_from_token_byte_sets(pieces, BANDS * _ROWS, _SEED).to_rows()
        rows = np.array(digests, np.uint32).reshape(len(some), BANDS, _ROWS)
        band = rows[:, :, 0]
        for row in range(1, _ROWS):
            band = (band ^ (band >> np.uint32(15))) * _MIX + rows[:, :, row]
        keys[some] = band
    made = pl.Series("near_keys", keys, dtype=NEAR_KEYS)
    short = np.ones(len(bodies), bool)
    short[there] = False
    return pl.select(pl.when(pl.Series(~short)).then(made).alias("near_keys")).to_series()


def _pieces(body: bytes) -> list[bytes]:
    if not body.isascii():
        for stop in _IDEOGRAPHIC:
            body = body.replace(stop, b".")
    return body.replace(b",", b".").split(b".")


def windows(body: bytes) -> np.ndarray:
    """Hashes of every fourth run or so of some letters of a body key, whatever their case, in order, each once.

    Which runs are taken goes by their hashes, so that of a run that two texts share both take it or none.
    """
    letters = np.frombuffer(body.lower(), np.uint8).astype(np.uint64)
    count = len(letters) - _RUN + 1
    if count < 1:
        return np.zeros(0, np.uint64)
    # The sum of letters times powers of a base, from the differences of a running sum, all modulo 2 ** 64.
    sums = np.cumsum(letters * np.cumprod(np.full(len(letters), _BASE)))
    hashes = sums[_RUN - 1 :].copy()
    hashes[1:] -= sums[: count - 1]
    hashes *= np.cumprod(np.full(count, _BACK))
    few = np.sort(hashes[hashes >> np.uint64(62) == 0])
    return few[np.diff(few, prepend=few[:1] + np.uint64(1)) != 0]


def shared(one: np.ndarray, other: np.ndarray) -> float:
    """Share of the shorter text's runs that the other has too: one that is cut off or shortened is all there.

    Of long texts the runs with the smallest hashes stand for all.
    """
    if not len(one) or not len(other):
        return 0.0
    if len(one) > _ENOUGH and len(other) > _ENOUGH:
        end = max(one[_ENOUGH], other[_ENOUGH])
        one, other = one[: one.searchsorted(end)], other[: other.searchsorted(end)]
    least = min(len(one), len(other))
    return len(np.intersect1d(one, other, assume_unique=True)) / least
