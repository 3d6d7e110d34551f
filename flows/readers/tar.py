"""Tar archives, compressed or not: every member of a known form.

The headers are read here one by one, by `tarfile`'s own parser: `tarfile` as a whole takes a damaged header for the
archive's end and says nothing.
"""

import tarfile

from flows.readers.archive import Items, MemberStream, ReadForm, member_of, read_member
from flows.readers.compression import CHUNK, PAYLOAD_BYTES, Damaged, PieceReader, Readable, pieces
from flows.readers.frames import damage
from flows.readers.options import Options

_FORM = "tar"
_BLOCK = tarfile.BLOCKSIZE
_FILES = (tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.CONTTYPE)
_AHEAD = (  # what stands before the header of a member that it is about: its name, a link's target, attributes
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
    tarfile.XHDTYPE,
    tarfile.SOLARIS_XHDTYPE,
    tarfile.XGLTYPE,
)
_NAMES_AHEAD = 1 << 20  # a longer name or longer attributes are no archive's, but damage


def read_tar(file: str, stream: Readable, compression: str | None, options: Options, read: ReadForm) -> Items:
    """Reads a tar archive.

    Args:
        file: The archive's name as records give it.
        stream: Its bytes.
        compression: How they are compressed.
        options: Limits; its `ignored` receives the members of no known form.
        read: Reads a stream of any form.
    """
    tape = _Tape(PieceReader(pieces(stream, compression)))
    number = 0
    try:
        while (found := tape.next_file()) is not None:
            number += 1
            member = member_of(file, *found, options)
            if member:
                member_stream = MemberStream(tape.read_member)
                yield from read_member(member, member_stream, options, read)
                if member_stream.failed:
                    return  # the member's own record tells of the damage
            tape.skip_rest()
    except Damaged as damaged:
        yield damage(file, number + 1, _FORM, damaged)


class _Tape:
    """Reads an archive from its beginning to its end."""

    def __init__(self, source: PieceReader):
        self._source = source
        self._left = 0  # bytes of the member at hand
        self._padding = 0

    def next_file(self) -> tuple[str, int] | None:
        """Name and size of the next file; None at the end.

        Raises:
            Damaged: There is no telling what comes next.
        """
        ahead: dict[str, str] = {}
        ended = False
        while True:
            block = self._exactly(_BLOCK, may_end=True)
            if not block:
                if not ended:
                    raise self._damaged("ends without its end mark", b"")
                return None
            if not block.strip(b"\0"):
                ended = True
                continue
            try:
                info = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
            except tarfile.HeaderError as error:
                raise self._damaged(f"no member begins where one should: {error}", block) from error
            ended = False
            size = max(info.size, 0)
            if info.type in _AHEAD:
                if size > _NAMES_AHEAD:
                    raise self._damaged("attributes without an end", block)
                data = self._exactly(size + -size % _BLOCK)[:size]
                if info.type == tarfile.GNUTYPE_LONGNAME:
                    ahead["path"] = data.rstrip(b"\0").decode("utf-8", "surrogateescape")
                elif info.type in (tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE):
                    ahead.update(_attributes(data))
                continue
            given = ahead.pop("size", "")
            if given.isascii() and given.isdigit() and len(given) < 19:
                size = int(given)
            name = ahead.pop("path", info.name)
            self._left = size if info.type in _FILES or info.type not in tarfile.SUPPORTED_TYPES else 0
            self._padding = -self._left % _BLOCK
            if info.type in _FILES:
                return name, size
            ahead.clear()
            self.skip_rest()

    def read_member(self, count: int) -> bytes:
        """The next bytes of the member at hand; none at its end."""
        data = self._source.read(min(count, self._left)) or b""
        if not data and self._left:
            raise self._source.damage or Damaged("the archive ends inside it")
        self._left -= len(data)
        return data

    def skip_rest(self) -> None:
        """Passes over what is left of the member at hand."""
        left = self._left + self._padding
        self._left = self._padding = 0
        while left:
            data = self._source.read(min(left, CHUNK))
            if not data:
                raise self._damaged("ends inside a member", b"")
            left -= len(data)

    def _exactly(self, count: int, may_end: bool = False) -> bytes:
        data = b""
        while len(data) < count:
            more = self._source.read(count - len(data))
            if not more:
                if data or not may_end or self._source.damage:
                    raise self._damaged("ends too early", data)
                return b""
            data += more
        return data

    def _damaged(self, detail: str, taken: bytes) -> Damaged:
        if self._source.damage:
            return self._source.damage
        rest, held = [taken], len(taken)
        while held < PAYLOAD_BYTES and (more := self._source.read(CHUNK)):
            rest.append(more)
            held += len(more)
        return Damaged(detail, b"".join(rest))


def _attributes(data: bytes) -> dict[str, str]:
    """Path and size from a member's extended header: lines of a length, a space, a name, `=` and a value."""
    found = {}
    while data:
        length, _, _ = data.partition(b" ")
        if not length.isdigit() or not 0 < int(length[:9]) <= len(data):
            break
        line, data = data[: int(length)], data[int(length) :]
        name, _, value = line[len(length) + 1 : -1].partition(b"=")
        if name in (b"path", b"size"):
            found[name.decode()] = value.decode("utf-8", "surrogateescape")
    return found
