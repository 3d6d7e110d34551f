"""From sources to batches of records."""

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from typing import BinaryIO, cast

import polars as pl

from flows.errors import DossierError
from flows.readers import again
from flows.readers.address import is_address
from flows.readers.archive import Items, guarded
from flows.readers.compression import Readable
from flows.readers.frames import Record, gather
from flows.readers.jsonl import read_jsonl
from flows.readers.options import Options
from flows.readers.parquet import read_parquet
from flows.readers.sources import Source
from flows.readers.storage import ObjectStream, open_object
from flows.readers.tar import read_tar
from flows.readers.text import read_text
from flows.readers.warc import read_warc
from flows.readers.zip import read_zip

_SPLITTABLE = ("jsonl", "parquet")
_SOUGHT = ("parquet",)


def splittable(source: Source) -> bool:
    """Whether several processes can each read a part of this file.

    An object only where a part can be read without the rest: it is not to be fetched once a process.
    """
    return source.form in (_SOUGHT if is_address(source.path) else _SPLITTABLE)


def read(
    source: Source,
    part: int = 0,
    parts: int = 1,
    max_record_mb: float = 64,
    ignored: list[str] | None = None,
) -> Iterator[pl.DataFrame]:
    """Reads one file, or one part of it. See `read_many`."""
    return read_many([source], part, parts, max_record_mb, ignored)


def read_many(
    sources: Iterable[Source],
    part: int = 0,
    parts: int = 1,
    max_record_mb: float = 64,
    ignored: list[str] | None = None,
) -> Iterator[pl.DataFrame]:
    """Reads files one after the other; small ones share frames.

    Nothing that a file contains raises an error: what cannot be read is a record with a reason.

    Args:
        sources: The files.
        part: Which part of each file to read, from 0. Of a file that cannot be divided part 0 is the whole.
        parts: Into how many parts each file is divided. All parts together are the whole, none of it twice.
        max_record_mb: Megabytes of text that a record may have; a larger one has reason `too_large`.
        ignored: Receives the names of archive members that are of no known form, and of files without a record.

    Raises:
        DossierError: Object storage stopped answering.

    Yields:
        Frames with the columns of `INCOMING`, of at most about 1,000 records and 24 MB of text.
    """
    options = Options(part, parts, max_record_mb, [] if ignored is None else ignored)
    return gather(item for source in sources for item in _items(source, options))


def _items(source: Source, options: Options) -> Items:
    if not splittable(source) and options.part != 0:
        return
    try:
        stream = _open(source)
    except DossierError:
        raise
    except OSError as error:
        if options.part == 0:
            yield _unreadable(source, error)
        return
    with stream:
        items = guarded(
            source.path, source.form, _read(source.path, source.form, stream, source.compression, options), options
        )
        yield from _while_reachable(items, stream) if isinstance(stream, ObjectStream) else items


def _open(source: Source) -> BinaryIO:
    if is_address(source.path):
        return open_object(source.path, source.form)
    # A pipe that took the file's place meanwhile would be waited for forever.
    handle = os.open(source.path, os.O_RDONLY | os.O_NONBLOCK)
    if stat.S_ISREG(os.fstat(handle).st_mode):
        return os.fdopen(handle, "rb")
    os.close(handle)
    raise OSError(errno.EINVAL, "not a file any more")


def _while_reachable(items: Items, stream: ObjectStream) -> Items:
    """Passes on what is read of an object, but for damage that is its storage's: there the run ends."""
    for item in items:
        if stream.failure:
            raise stream.failure
        yield item
    if stream.failure:
        raise stream.failure


def _read(file: str, form: str, stream: Readable, compression: str | None, options: Options) -> Items:
    match form:
        case "text" | "html":
            yield from read_text(file, form, stream, compression, options)
        case "jsonl":
            yield from read_jsonl(file, stream, compression, options)
        case "parquet":
            yield from read_parquet(file, cast(BinaryIO, stream), options)
        case "warc" | "wet":
            yield from read_warc(file, form, stream, compression, options)
        case "zip":
            yield from read_zip(file, cast(BinaryIO, stream), options, _read)
        case "tar":
            yield from read_tar(file, stream, compression, options, _read)
        case again.FORM:
            yield from again.read_again(cast(BinaryIO, stream))
        case _:
            raise ValueError(f"no reader of the form {form}")


def _unreadable(source: Source, error: OSError) -> Record:
    return Record(
        source.path, 1, source.form, reason="unreadable_file", detail=error.strerror or str(error), payload=b""
    )
