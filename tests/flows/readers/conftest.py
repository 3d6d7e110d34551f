import bz2
import gzip
import lzma
import sys
import tempfile
from itertools import count
from pathlib import Path

import polars as pl
import pytest

from flows.readers import discover, read_many, storage
from tests.flows.readers.objects import KEY, SECRET, TOKEN, Storage
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


@pytest.fixture(scope="session")
def server():
    server = Storage()
    yield server
    server.stop()


@pytest.fixture
def s3(server, monkeypatch, tmp_path):
    """An S3 server, and an environment in which it is found."""
    for name, value in {
        "AWS_ENDPOINT_URL": server.url,
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_SESSION_TOKEN": TOKEN,
        "AWS_REGION": "us-east-1",
        "AWS_CONFIG_FILE": str(tmp_path / "none"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "none"),
        "AWS_EC2_METADATA_DISABLED": "true",
    }.items():
        monkeypatch.setenv(name, value)
    storage.filesystem.cache_clear()
    yield server
    storage.filesystem.cache_clear()
    server.reset()
