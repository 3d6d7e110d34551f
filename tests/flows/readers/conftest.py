import bz2
import gzip
import lzma
import sys
import tempfile
from itertools import count
from pathlib import Path

import polars as pl
import pytest

from flows.readers import discover, read_many
from transforms.records import INCOMING

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd


@pytest.fixture(scope="session")
def compress():
    kinds = {
        "": lambda data: data,
        ".gz": lambda data: gzip.compress(data, mtime=0),
        ".zst": zstd.compress,
        ".bz2": bz2.compress,
        ".xz": lzma.compress,
    }
    return lambda data, suffix: kinds[suffix](data)


@pytest.fixture(scope="session")
def read_bytes():
    """Reads bytes as a file of that name would be read; `file` is left as the bare name."""
    with tempfile.TemporaryDirectory() as folder:
        numbers = count()

        def read(name: str, data: bytes, **options) -> pl.DataFrame:
            path = Path(folder, str(next(numbers)), name)
            path.parent.mkdir()
            path.write_bytes(data)
            sources, _ = discover([str(path)])
            frames = list(read_many(sources, **options))
            path.unlink()
            for frame in frames:
                assert dict(frame.schema) == INCOMING
            whole = pl.concat(frames) if frames else pl.DataFrame(schema=INCOMING)
            return whole.with_columns(pl.col("file").str.strip_prefix(f"{path.parent.as_posix()}/"))

        yield read


@pytest.fixture(scope="session")
def rows(read_bytes):
    return lambda name, data, **options: read_bytes(name, data, **options).to_dicts()
