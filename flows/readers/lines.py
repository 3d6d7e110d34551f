"""From a stream to blocks of whole lines, a share of which one process works on."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from flows.readers.compression import PAYLOAD_BYTES, Damaged

BLOCK = 12 << 20
"""Bytes of a block, about: it is cut at the last line end before it grew larger."""


class Block(NamedTuple):
    """Whole lines of a stream.

    Attributes:
        number: Number of the block in the stream, from 0.
        line: Number of its first line in the stream, from 1.
        data: The lines; of the last block the last line may lack its end.
        overlong: The data are the beginning of one line that is over the limit.
        damaged: Why the stream ends with this block, before its end.
    """

    number: int
    line: int
    data: bytes
    overlong: bool = False
    damaged: Damaged | None = None


def blocks(
    source: Iterator[bytes], limit: int, size: int | None = None, takes: Callable[[int], bool] = lambda number: True
) -> Iterator[Block]:
    """Cuts a stream into blocks, the same ones whoever reads it.

    Args:
        source: Pieces of the stream; `Damaged` where it cannot be read on.
        limit: Bytes that a line may have: of a longer one only the beginning is kept.
        size: Bytes of a block, about; `BLOCK` where none is given.
        takes: Whether the block of a number is wanted; of others only the lines are counted.
    """
    size = size or BLOCK
    number, line = 0, 1
    held: list[bytes] = []
    count = 0
    skipping = False
    damaged = None
    while True:
        try:
            piece = next(source, None)
        except Damaged as error:
            damaged = error
            break
        if piece is None:
            break
        if skipping:
            end = piece.find(b"\n")
            if end < 0:
                continue
            piece = piece[end + 1 :]
            skipping = False
        held.append(piece)
        count += len(piece)
        if count < size:
            continue
        end = piece.rfind(b"\n") + 1
        if end:
            rest = piece[end:]
            held[-1] = piece[:end]
        elif count > size + limit:
            data = b"".join(held)
            end = data.rfind(b"\n") + 1
            held, rest = [data[:end]], data[end:]
        else:
            continue
        if any(held):
            if takes(number):
                yield Block(number, line, b"".join(held))
            number += 1
            line += sum(map(_lines, filter(None, held)))
        if len(rest) > limit:
            if takes(number):
                yield Block(number, line, rest[:PAYLOAD_BYTES], overlong=True)
            number += 1
            line += 1
            rest, skipping = b"", True
        held, count = [rest], len(rest)
    data = b"".join(held)
    if (data or damaged) and takes(number):
        yield Block(number, line, data, damaged=damaged)


def _lines(data: bytes) -> int:
    return int(np.count_nonzero(np.frombuffer(data, np.uint8) == 10))  # three times as fast as bytes.count
