"""From decoded text to clean text: marks, control characters, and text that was decoded wrongly before it came here."""

import codecs
from typing import NamedTuple

_CONTROLS = dict.fromkeys([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])

# Windows' Western code page, with the five bytes that it leaves undefined as browsers read them: as themselves.
_CP1252 = bytes(range(256)).decode("cp1252", "replace")
_CP1252 = "".join(chr(i) if char == "\ufffd" else char for i, char in enumerate(_CP1252))
_TO_CP1252 = codecs.charmap_build(_CP1252)

MISREAD_MARKS = ("Ã", "Â", "â€")
"""One of these is in nearly every text that is UTF-8 read as Western: they begin its accented letters and quotes."""

SUSPECT = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f" + "".join(mark for mark in MISREAD_MARKS if len(mark) == 1) + "]|â€|^\ufeff"
"""A regular expression for texts that `clean` may change (Rust's syntax, which is Polars')."""


class Clean(NamedTuple):
    """A text and the doubts about it."""

    text: str
    flags: tuple[str, ...]


def clean(text: str) -> Clean:
    """Cleans a text of what cannot be its publisher's.

    A byte order mark at its beginning and control characters but tab and line ends are dropped. UTF-8 that was read
    as Western is undone where the whole text says so: all of it can be taken back to bytes, and those are UTF-8.
    """
    flags = []
    text = text.removeprefix("\ufeff")
    kept = text.translate(_CONTROLS)
    if len(kept) < len(text):
        flags.append("control_characters")
        text = kept
    undone = _undo(text)
    if undone is not None:
        flags.append("mojibake_undone")
        text = undone.removeprefix("\ufeff")
    return Clean(text, tuple(flags))


def without_surrogates(text: str) -> tuple[str, bool]:
    """A text with its lone surrogates replaced by U+FFFD, and whether it had any."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"), True
    return text, False


def _undo(text: str) -> str | None:
    undone = None
    for _ in range(3):  # some texts went through it twice
        if not any(mark in text for mark in MISREAD_MARKS):
            break
        try:
            text = undone = codecs.charmap_encode(text, "strict", _TO_CP1252)[0].decode()
        except UnicodeError:
            break
    return undone
