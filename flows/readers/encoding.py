"""From bytes to text: what encoding a page is in."""

import codecs
import re
from collections.abc import Iterator
from typing import NamedTuple

from charset_normalizer import from_bytes

from flows.readers.compression import Damaged

_SAMPLE = 1 << 18  # bytes that are looked at to detect an encoding
_MARKS = (  # the longer ones first: UTF-32's begins like UTF-16's
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# What browsers take these labels for (WHATWG Encoding Standard, "Names and labels").
_MEANT = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "utf-16": "utf-8",  # a page that could say so in ASCII is not in UTF-16
    "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
}
_DECLARABLE = re.compile(
    r"utf-8|cp(125[0-8]|866|874|932|949)|iso8859-\d+|koi8-[ru]|mac-roman|gb18030|big5hkscs|euc_jp|iso2022_jp"
)
_META = re.compile(rb"<(?:meta\b[^>]*?\bcharset|\?xml\b[^>]*?\bencoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)

# A page in Windows' Western code page: its quotes, dashes and signs, and the accented letters of Western Europe. The
# Icelandic ones are left out: Turkish has other letters in their places.
_WESTERN_SIGNS = bytes((0x80, 0x85, *range(0x91, 0x98), 0x99, *range(0xA0, 0xC0), 0xD7, 0xF7))
_WESTERN_LETTERS = bytes(sorted({*range(0xC0, 0xFD)} - {0xD0, 0xD7, 0xDD, 0xDE, 0xF0, 0xF7}))
_ASCII = bytes(range(0x80))
_ASCII_LETTERS = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
# A capital or a sign inside a word tells that the page is in another code page after all.
_IMPLAUSIBLE_WESTERN = re.compile(rb"[a-z](?:[\xc0-\xde\xbf]|[\xa1-\xa9\xab\xac\xae-\xb9\xbb-\xbe][a-z])")
_UTF8_CHARACTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_GUESSABLE = re.compile(
    r"cp125[013-7]|cp874|koi8_[ru]|iso8859_[2-8]|gb18030|gb2312|gbk|big5(hkscs)?|cp932|shift_jis|euc_j\w+|cp949|euc_kr"
)


class Decoded(NamedTuple):
    """Text, or why there is none.

    Attributes:
        text: None where the bytes are in no encoding that could be told.
        flag: Doubt about the encoding, None where there is none.
    """

    text: str | None
    flag: str | None = None


def decode(data: bytes, declared: str | None = None, cut: bool = False) -> Decoded:
    """Decodes a record's bytes: by their mark, as declared, as UTF-8, else by a confident guess, which is flagged.

    Args:
        data: The bytes as read.
        declared: Name of the encoding that the page or its server says it is in.
        cut: Whether the bytes may end inside a character.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            text = _try(data[len(mark) :], name, cut)
            return Decoded(text)
    meant = _meant(declared)
    if meant:
        text = _try(data, meant, cut)
        if text is not None:
            return Decoded(text)
    text = _try(data, "utf-8", cut)
    if b"\0" in data:
        # Without a mark, ASCII in UTF-16 is also ASCII with NULs in between, and UTF-8 would take it.
        half = len(data) // 2
        name = (
            "utf-16-le" if data[1::2].count(0) > 0.4 * half else "utf-16-be" if data[::2].count(0) > 0.4 * half else ""
        )
        wide = _try(data, name, cut) if name else None
        return Decoded(text) if wide is None else Decoded(wide, f"encoding_guessed:{name}")
    if text is not None:
        return Decoded(text)
    guess = _guess(data)
    text = _try(data, guess, cut) if guess else None
    return Decoded(None) if text is None else Decoded(text, f"encoding_guessed:{guess}")


def declared_in(html: bytes) -> str | None:
    """The encoding that an HTML page says it is in, by `<meta charset>`, `http-equiv` or its XML declaration."""
    found = _META.search(html[:4096])
    return found[1].decode("ascii", "replace") if found else None


def as_utf8(source: Iterator[bytes]) -> Iterator[bytes]:
    """Pieces of a text stream as UTF-8 without a mark, where the stream's mark says that it is in UTF-16 or -32.

    Raises:
        Damaged: The stream is not in the encoding that its mark says.
    """
    first, damaged = b"", None
    try:
        while len(first) < 4 and (piece := next(source, b"")):
            first += piece
    except Damaged as error:
        damaged = error
    mark, name = next((pair for pair in _MARKS if first.startswith(pair[0])), (b"", "utf-8"))
    first = first[len(mark) :]
    if name == "utf-8":
        if first:
            yield first
        if damaged:
            raise damaged
        yield from source
        return
    decoder = codecs.getincrementaldecoder(name)()
    try:
        yield decoder.decode(first).encode()
        for piece in source:
            yield decoder.decode(piece).encode()
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise Damaged(f"marked as {name}, which it is not: {error.reason}", error.object[error.start :]) from error


def _meant(declared: str | None) -> str | None:
    if not declared:
        return None
    try:
        name = codecs.lookup(declared).name
    except (LookupError, ValueError):
        return None
    name = _MEANT.get(name, name)
    return name if _DECLARABLE.fullmatch(name) else None


def _try(data: bytes, name: str, cut: bool) -> str | None:
    try:
        return codecs.getincrementaldecoder(name)().decode(data, final=not cut)
    except UnicodeError:
        return None


def _guess(data: bytes) -> str | None:
    """Name of the encoding that bytes that are not UTF-8 are in for certain enough, else None."""
    if b"\0" in data:
        return None
    high = data.translate(None, _ASCII)
    in_characters = sum(map(len, _UTF8_CHARACTER.findall(data)))
    if in_characters > 0.5 * len(high):
        return None  # UTF-8 with some broken bytes: any other reading spoils what is whole
    letters = len(data) - len(data.translate(None, _ASCII_LETTERS))
    western = high.translate(None, _WESTERN_SIGNS)
    only_western = not western.translate(None, _WESTERN_LETTERS) and len(western) <= 0.35 * letters
    if only_western and not _IMPLAUSIBLE_WESTERN.search(data):
        return "cp1252"
    if len(high) < 10:
        return None
    matches = from_bytes(data[:_SAMPLE])
    best = matches.best()
    if best is None or best.chaos > 0.05 or not _GUESSABLE.fullmatch(best.encoding):
        return None
    rivals = [other for other in matches if not other.encoding.startswith("mac") and str(other) != str(best)]
    sure = all(other.chaos > best.chaos + 0.04 or other.coherence < best.coherence - 0.2 for other in rivals)
    return best.encoding if sure else None
