"""Zip archives: every member of a known form."""

import copy
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, cast

from flows.readers.archive import Items, MemberStream, ReadForm, member_of, read_member
from flows.readers.compression import CHUNK, PAYLOAD_BYTES, Damaged
from flows.readers.frames import Record, damage
from flows.readers.options import Options

_FORM = "zip"
# What zipfile raises of damage and of what it cannot read: each becomes a record that says so.
_ERRORS = (zipfile.BadZipFile, OSError, ValueError, RuntimeError, EOFError, struct.error)
_HEADER = struct.Struct("<4s5H3I2H")  # of a member, before its name (APPNOTE.TXT 4.3.7)
_END_WITHIN = 22 + 0xFFFF  # bytes of the end record and its comment
_ENCRYPTED, _SIZES_AFTER, _UTF8 = 0x1, 0x8, 0x800


def read_zip(file: str, stream: BinaryIO, options: Options, read: ReadForm) -> Items:
    """Reads a zip archive.

    Args:
        file: The archive's name as records give it.
        stream: Its bytes; can be sought in.
        options: Limits; its `ignored` receives the members of no known form.
        read: Reads a stream of any form.
    """
    try:
        archive = zipfile.ZipFile(stream)
        members = archive.infolist()
        if not _is_complete(members, stream):
            raise zipfile.BadZipFile("it does not list as many members as it says")
    except _ERRORS as error:
        yield from _without_directory(file, stream, options, read, str(error))
        return
    for info in members:
        member = None if info.is_dir() else member_of(file, info.filename, info.file_size, options)
        if member is None:
            continue
        unchecked = copy.copy(info)
        del unchecked.CRC  # compared by the stream below: zipfile would keep back what it read last
        try:
            opened = cast(zipfile.ZipExtFile, archive.open(unchecked))
        except _ERRORS as error:
            detail = f"cannot be opened: {error}"
            yield Record(member.file, 1, member.form, reason="unreadable_file", detail=detail, payload=b"")
            continue
        with opened:
            yield from read_member(member, MemberStream(opened.read1, info.CRC), options, read)


def _is_complete(members: list[zipfile.ZipInfo], stream: BinaryIO) -> bool:
    """Whether the directory lists as many members as the archive's end says; zipfile takes a part for the whole."""
    stream.seek(0, 2)
    stream.seek(max(0, stream.tell() - _END_WITHIN))
    end = stream.read()
    place = end.rfind(b"PK\5\6")
    if place < 0 or len(end) < place + 12:
        return False
    (promised,) = struct.unpack_from("<H", end, place + 10)
    return promised in (0xFFFF, len(members))  # more than 65,534 are counted elsewhere


def _without_directory(file: str, stream: BinaryIO, options: Options, read: ReadForm, error: str) -> Items:
    """Reads an archive whose directory, at its end, is lost: member by member, as far as they go."""
    reader = _Members(stream)
    for name, size, member_stream in reader:
        member = member_of(file, name, size, options)
        if member:
            yield from read_member(member, member_stream, options, read)
            if member_stream.failed:
                return  # the member's own record tells of the damage
        if not _is_read_to_its_end(member_stream):
            break
    stream.seek(reader.place)
    yield damage(file, 1, _FORM, Damaged(f"no readable directory: {error}", stream.read(PAYLOAD_BYTES)))


def _is_read_to_its_end(stream: MemberStream) -> bool:
    try:
        while stream.read(CHUNK):
            pass
    except (OSError, Damaged):
        return False
    return True


class _Members:
    """The members of an archive, told apart by their headers.

    Attributes:
        place: Where in the stream the next member begins, or nothing could be told apart any more.
    """

    def __init__(self, stream: BinaryIO):
        self._stream = stream
        self.place = 0

    def __iter__(self) -> Iterator[tuple[str, int | None, MemberStream]]:
        """Each member's name, size where it is known, and bytes: to be read to their end before the next."""
        while True:
            self._stream.seek(self.place)
            header = self._stream.read(_HEADER.size)
            if len(header) < _HEADER.size or not header.startswith(b"PK\3\4"):
                return
            _, _, flags, method, _, _, crc, packed, size, name_size, extra_size = _HEADER.unpack(header)
            name = self._stream.read(name_size).decode("utf-8" if flags & _UTF8 else "cp437", "replace")
            start = self.place + _HEADER.size + name_size + extra_size
            known = not flags & _SIZES_AFTER and packed < 0xFFFFFFFF
            if flags & _ENCRYPTED or method not in (0, 8) or not (known or method == 8):
                return
            take = self._stored(start, packed) if method == 0 else self._inflated(start)
            if name.endswith("/"):
                self.place = start + packed
                continue
            yield name, size if known else None, MemberStream(take, crc if known else None)

    def _stored(self, start: int, size: int) -> Callable[[int], bytes]:
        place, end = start, start + size

        def read(count: int) -> bytes:
            nonlocal place
            self._stream.seek(place)
            data = self._stream.read(min(count, end - place))
            place += len(data)
            if not data and place < end:
                raise EOFError("it ends too early")
            self.place = place
            return data

        return read

    def _inflated(self, start: int) -> Callable[[int], bytes]:
        decoder, place = zlib.decompressobj(-zlib.MAX_WBITS), start

        def read(count: int) -> bytes:
            nonlocal place
            while not decoder.eof:
                data = decoder.unconsumed_tail
                if not data:
                    self._stream.seek(place)
                    data = self._stream.read(min(count, 1 << 14))
                    place += len(data)
                    if not data:
                        raise EOFError("it ends too early")
                piece = decoder.decompress(data, count)
                if decoder.eof:
                    self.place = self._after(place - len(decoder.unused_data))
                if piece:
                    return piece
            return b""

        return read

    def _after(self, place: int) -> int:
        """Where the next header begins: sizes may stand before it, with or without a mark of their own."""
        self._stream.seek(place)
        following = self._stream.read(28)
        starts = [at for mark in (b"PK\3\4", b"PK\1\2") if (at := following.find(mark)) >= 0]
        return place + min(starts, default=0)
