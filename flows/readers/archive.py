"""Members of archives: what zip and tar have in common.

A member's name is only ever shown. Nothing is written under it, and no path is made of it.
"""

import re
import tempfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import BinaryIO, NamedTuple, cast

import polars as pl

from flows.readers.compression import CHUNK, Damaged, Readable
from flows.readers.forms import ONE_RECORD, SOUGHT_IN, form_of
from flows.readers.frames import Record, damage
from flows.readers.options import Options

ARCHIVES = ("zip", "tar")
_SEPARATOR = re.compile(r"[/\\]")

Items = Iterator[Record | pl.DataFrame]
ReadForm = Callable[[str, str, Readable, str | None, Options], Items]
"""Reads a stream of a form: file's name, form, stream, compression, options."""


class MemberStream:
    """A member's bytes, checked; every failure to read them is an OSError or, where more is known, Damaged.

    Attributes:
        failed: Whether reading failed, so that whoever read the member knows.
    """

    def __init__(self, read: Callable[[int], bytes], crc: int | None = None):
        self._read = read
        self._expected = crc
        self._crc = 0
        self.failed = False

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, as many as there are at once; none at the end."""
        try:
            data = self._read(CHUNK if size < 0 else size)
        except Damaged:
            self.failed = True
            raise
        except Exception as error:  # zipfile lets through whatever its decompressors raise
            self.failed = True
            raise OSError(str(error) or type(error).__name__) from error
        if data:
            self._crc = zlib.crc32(data, self._crc)
        elif self._expected is not None and self._crc != self._expected:
            self.failed = True
            raise OSError("its checksum differs")
        return data


class Member(NamedTuple):
    """A member that is to be read.

    Attributes:
        file: Its name as records give it: the archive's, `!`, its own.
        form: As its name promises.
        compression: Its own, within the archive.
    """

    file: str
    form: str
    compression: str | None


def member_of(file: str, name: str, size: int | None, options: Options) -> Member | None:
    """The member of that name; None, and a note that it is ignored, where it is not to be read.

    Args:
        file: The archive's name as records give it.
        name: The member's.
        size: The member's bytes, None where that is not known.
        options: Receives the note; says how deep in archives this is.
    """
    *folders, base = [part for part in _SEPARATOR.split(name) if part not in ("", ".", "..")] or [""]
    found = form_of(base)
    hidden = any(part.startswith(".") for part in (*folders, base))
    if found is None or hidden or (found[0] in ARCHIVES and options.depth > 0):
        options.ignored.append(f"{file}!{name}")
        return None
    if size == 0 and found[0] not in ONE_RECORD:
        options.ignored.append(f"{file}!{name}")
        return None
    return Member(f"{file}!{name}", *found)


def read_member(member: Member, stream: MemberStream, options: Options, read: ReadForm) -> Items:
    """Reads one member.

    Args:
        member: The member.
        stream: Its bytes.
        options: Limits.
        read: Reads a stream of any form.
    """
    file, form, compression = member
    within = replace(options, part=0, parts=1, depth=options.depth + 1)
    if form not in SOUGHT_IN:
        yield from guarded(file, form, read(file, form, stream, compression, within), within)
        return
    with tempfile.TemporaryFile() as copy:  # nameless
        damaged = _copy(stream, cast(BinaryIO, copy))
        position = 0
        for item in guarded(file, form, read(file, form, cast(Readable, copy), compression, within), within):
            position = last_position(item)
            yield item
    if damaged:
        yield damage(file, position + 1, form, damaged)


def guarded(file: str, form: str, items: Items, options: Options) -> Items:
    """Passes a file's items on, and sees to it that there is always something to be said of the file.

    A reader that fails has met what nobody thought of: the file is damaged from there on. A file without a record is
    noted as ignored (a part of a file may well have none).
    """
    position = 0
    try:
        for item in items:
            position = last_position(item)
            yield item
    except Exception as error:
        yield damage(file, position + 1, form, Damaged(f"reading failed: {type(error).__name__}: {error}"))
    else:
        if not position and options.parts == 1:
            options.ignored.append(file)


def last_position(item: Record | pl.DataFrame) -> int:
    """Position of the last record."""
    return item.position if isinstance(item, Record) else item["position"][-1]


def _copy(stream: Readable, copy: BinaryIO) -> Damaged | None:
    try:
        while data := stream.read(CHUNK):
            copy.write(data)
    except Damaged as damaged:
        return damaged
    except OSError as error:
        return Damaged(f"cannot be read on: {error}")
    finally:
        copy.seek(0)
    return None
