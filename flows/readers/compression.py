"""From compressed bytes to bytes, piece by piece, and what to say of streams that are damaged."""

import bz2
import io
import lzma
import sys
from collections.abc import Callable, Generator, Iterator
from typing import Any, Protocol

from isal import igzip_lib

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PAYLOAD_BYTES = 16_000_000
"""Bytes that quarantine keeps of one record or one damaged container at most."""

CHUNK = 1 << 18  # read at a time
_FED = 1 << 16  # given to a decompressor at a time: less, since what it leaves of it is copied at every member's end
_PIECE = 1 << 17  # decompressed at a time: bounds memory against bombs, and what an error takes with it
_LZMA_MEMORY = 1 << 30
_ERRORS: tuple[Any, ...] = (
    OSError,
    EOFError,
    ValueError,
    MemoryError,
    lzma.LZMAError,
    zstd.ZstdError,
    igzip_lib.IsalError,
)

_DECODERS: dict[str, Callable[[], Any]] = {
    "gz": lambda: igzip_lib.IgzipDecompressor(flag=igzip_lib.DECOMP_GZIP),
    # Some large public dumps are written with the longest window that zstd has.
    "zst": lambda: zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: 31}),
    "bz2": bz2.BZ2Decompressor,
    "xz": lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_LZMA_MEMORY),
}
_MAGIC: dict[str, tuple[bytes, ...]] = {
    "gz": (b"\x1f\x8b",),
    "zst": (b"\x28\xb5\x2f\xfd", *(bytes((0x50 + i, 0x2A, 0x4D, 0x18)) for i in range(16))),
    "bz2": (b"BZh",),
    "xz": (b"\xfd7zXZ\x00",),
}


class Readable(Protocol):
    """Anything to read bytes from, in order."""

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, at most so many; none at the end."""


class Damaged(Exception):
    """A container cannot be read any further.

    Attributes:
        detail: What is wrong with it.
        rest: The bytes that could not be read, at most `PAYLOAD_BYTES`.
    """

    def __init__(self, detail: str, rest: bytes = b""):
        super().__init__(detail)
        self.detail = detail
        self.rest = rest[:PAYLOAD_BYTES]


def pieces(stream: Readable, compression: str | None) -> Iterator[bytes]:
    """Decompresses a stream.

    Streams of several members, one after the other, are read as one.

    Args:
        stream: Where to read from; it is not closed.
        compression: gz, zst, bz2, xz, or None for bytes as they are.

    Yields:
        What could be read, in pieces that depend on nothing but the stream.

    Raises:
        Damaged: After all that could be read was yielded.
    """
    if compression is None:
        while piece := _chunk(stream, CHUNK):
            yield piece
        return
    first = True
    data = b""
    while True:
        while len(data) < 8 and (more := _chunk(stream)):
            data += more
        if not first:
            data = data.lstrip(b"\0")  # padding to a tape's or a disk's block
            if not data and (data := _chunk(stream)):
                continue
        if not data:
            return
        if not data.startswith(_MAGIC[compression]):
            where = "does not begin" if first else "does not go on after a complete part"
            raise Damaged(f"{where} as {compression} data do", _rest(data, stream))
        data = yield from _member(stream, data, compression)
        first = False


def _member(stream: Readable, data: bytes, compression: str) -> Generator[bytes, None, bytes]:
    """Decompresses one member, and returns what was read of the stream beyond its end."""
    decoder = _DECODERS[compression]()
    fed, idle = data, 0
    while True:
        try:
            piece = decoder.decompress(data, _PIECE)
        except _ERRORS as error:
            raise Damaged(f"broken {compression} data: {error}", _rest(fed, stream)) from error
        if piece:
            yield piece
        if decoder.eof:
            return decoder.unused_data
        idle = 0 if piece or data else idle + 1
        data = b""
        if decoder.needs_input:
            data = fed = _chunk(stream)
            if not data:
                raise Damaged(f"the {compression} data end too early")
        elif idle > 2:
            raise Damaged(f"broken {compression} data: no progress", _rest(fed, stream))


def _chunk(stream: Readable, size: int = _FED) -> bytes:
    try:
        return stream.read(size)
    except (OSError, EOFError, ValueError) as error:
        raise Damaged(f"cannot be read on: {error}") from error


def _rest(data: bytes, stream: Readable) -> bytes:
    parts, held = [data], len(data)
    try:
        while held < PAYLOAD_BYTES and (more := stream.read(CHUNK)):
            parts.append(more)
            held += len(more)
    except (Damaged, OSError, EOFError, ValueError):
        pass  # the damage is being told already
    return b"".join(parts)[:PAYLOAD_BYTES]


class PieceReader(io.RawIOBase):
    """A stream over pieces, for parsers that want to read a file.

    It ends where the pieces end or are damaged; `damage` says which.

    Attributes:
        damage: What stopped the reading, None where the end was reached.
    """

    def __init__(self, source: Iterator[bytes]):
        self._source = source
        self._piece = memoryview(b"")
        self.damage: Damaged | None = None

    def readable(self) -> bool:
        """Always true."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fills a buffer with what the next piece has."""
        view = memoryview(buffer).cast("B")
        if not self._piece:
            try:
                self._piece = memoryview(next(self._source, b""))
            except Damaged as damage:
                self.damage = damage
        count = min(len(view), len(self._piece))
        view[:count] = self._piece[:count]
        self._piece = self._piece[count:]
        return count
