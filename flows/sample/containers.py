"""Files that dumps are written to, one form each."""

import gzip
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

from flows.sample.dumping import Dump
from flows.sample.truth import stamp

PAGES_A_FILE = 50_000
_ROWS = 1_000


class Container(Protocol):
    """Where dumps go."""

    def add(self, dump: Dump) -> tuple[str, int]:
        """Writes a dump; gives the file's name within the folder and the line, row or 1."""

    def keeps(self, dump: Dump) -> bool:
        """Whether the dump's address and time are written too."""

    def close(self) -> None:
        """Completes the files."""


def _row(dump: Dump) -> dict[str, str]:
    return {"url": dump.url, "timestamp": stamp(dump), "text": dump.text}


class Lines:
    """JSON lines, plain or compressed, in files of so many pages.

    Args:
        folder: Where the files go.
        ending: `jsonl`, `jsonl.gz` or `jsonl.zst`.
        name: What the files' names begin with.
    """

    def __init__(self, folder: Path, ending: str, name: str = "dumps") -> None:
        self._folder, self._ending, self._name = folder, ending, name
        self._files = self._lines = 0
        self._close: Callable[[], None] = lambda: None
        self._write: Callable[[bytes], object]
        self._encode = msgspec.json.Encoder().encode

    def add(self, dump: Dump) -> tuple[str, int]:
        """Writes a dump as a line."""
        if self._lines % PAGES_A_FILE == 0:
            self._next()
        self._lines += 1
        self._write(self._encode(_row(dump)) + b"\n")
        return self._file.name, self._lines

    def keeps(self, dump: Dump) -> bool:
        """Always."""
        return True

    def close(self) -> None:
        """Completes the last file."""
        self._close()

    def _next(self) -> None:
        self._close()
        self._files += 1
        self._lines = 0
        self._file = self._folder / f"{self._name}-{self._files:03d}.{self._ending}"
        raw = self._file.open("wb")
        compressed: zstandard.ZstdCompressionWriter | gzip.GzipFile | None = None
        if self._ending.endswith(".zst"):
            compressed = zstandard.ZstdCompressor(level=3).stream_writer(raw, closefd=False)
        elif self._ending.endswith(".gz"):
            compressed = gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0)
        self._write = compressed.write if compressed else raw.write

        def close() -> None:
            if compressed:
                compressed.close()
            raw.close()

        self._close = close


class Texts:
    """One text file a page, a thousand a folder; addresses and times are lost."""

    def __init__(self, folder: Path, name: str = "pages") -> None:
        self._folder, self._name, self._count = folder, name, 0

    def add(self, dump: Dump) -> tuple[str, int]:
        """Writes a dump as a file."""
        mark = hashlib.blake2b(f"{dump.url}{dump.dumped_at}".encode(), digest_size=8).hexdigest()
        file = f"{self._name}/{self._count // 1000:03d}/{self._count % 1000:03d}_{mark}.txt"
        path = self._folder / file
        if self._count % 1000 == 0:
            path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(dump.text.encode())
        self._count += 1
        return file, 1

    def keeps(self, dump: Dump) -> bool:
        """Never."""
        return False

    def close(self) -> None:
        """Nothing is left to do."""


class Rows:
    """Parquet, in files of so many pages."""

    _SCHEMA = pa.schema([(name, pa.string()) for name in ("url", "timestamp", "text")])

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files = self._lines = 0
        self._rows: list[dict[str, str]] = []
        self._writer: pq.ParquetWriter | None = None

    def add(self, dump: Dump) -> tuple[str, int]:
        """Writes a dump as a row."""
        if self._writer is None or self._lines == PAGES_A_FILE:
            self.close()
            self._files += 1
            self._lines = 0
            self._writer = pq.ParquetWriter(self._folder / self._name, self._SCHEMA, compression="zstd")
        self._lines += 1
        self._rows.append(_row(dump))
        if len(self._rows) == _ROWS:
            self._flush()
        return self._name, self._lines

    @property
    def _name(self) -> str:
        return f"dumps-{self._files:03d}.parquet"

    def keeps(self, dump: Dump) -> bool:
        """Always."""
        return True

    def close(self) -> None:
        """Completes the last file."""
        if self._writer is not None:
            self._flush()
            self._writer.close()
            self._writer = None

    def _flush(self) -> None:
        if self._writer is not None and self._rows:
            self._writer.write_table(pa.Table.from_pylist(self._rows, self._SCHEMA))
            self._rows = []


class Mixed:
    """Text files for most dumps, JSON lines for the rest, such as an article's further dumps and its revisions."""

    def __init__(self, folder: Path) -> None:
        self._texts = Texts(folder)
        self._plain = Lines(folder, "jsonl", "crawl")
        self._packed = Lines(folder, "jsonl.zst", "archive")

    def _choose(self, dump: Dump) -> Container:
        if dump.article is not None and (not dump.siblings or len(dump.article.texts) > 1):
            return self._plain
        return self._packed if dump.lot % 4 == 1 else self._texts

    def add(self, dump: Dump) -> tuple[str, int]:
        """Writes a dump where it belongs."""
        return self._choose(dump).add(dump)

    def keeps(self, dump: Dump) -> bool:
        """Whether it goes to JSON lines."""
        return self._choose(dump).keeps(dump)

    def close(self) -> None:
        """Completes the files."""
        for container in (self._texts, self._plain, self._packed):
            container.close()


FORMS: dict[str, Callable[[Path], Container]] = {
    "jsonl.zst": lambda folder: Lines(folder, "jsonl.zst"),
    "jsonl.gz": lambda folder: Lines(folder, "jsonl.gz"),
    "jsonl": lambda folder: Lines(folder, "jsonl"),
    "txt": Texts,
    "parquet": Rows,
    "mixed": Mixed,
}
"""Form -> makes its container in a folder."""
