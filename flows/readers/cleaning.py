"""From decoded text to clean text: marks, control characters, and text that was decoded wrongly before it came here."""

import codecs
import re
from typing import NamedTuple

_CONTROLS = dict.fromkeys([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])

# Windows' Western code page, with the five bytes that it leaves undefined as browsers read them: as themselves.
_CP1252 = bytes(range(256)).decode("cp1252", "replace")
_CP1252 = "".join(chr(i) if char == "\ufffd" else char for i, char in enumerate(_CP1252))
# What reads bytes as Latin-1, as the standard for HTTP long had it, takes the signs of the code page for controls.
_AS_LATIN_1 = {code: ord(_CP1252[code]) for code in range(0x80, 0xA0)}
_TO_BYTES = {ord(char): code for code, char in enumerate(_CP1252)} | {code: code for code in _AS_LATIN_1}

_HIGH_CONTROLS = "\x80-\x84\x86-\x9f"  # but for NEL, which ends lines

MISREAD_MARKS = ("Ã", "Â", "â€", "â\x80")
"""One of these is in nearly every text that is UTF-8 read as Western: they begin its accented letters and quotes."""

SUSPECT = f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f{_HIGH_CONTROLS}ÃÂ]|â€|^\ufeff"
"""A regular expression for texts that `clean` may change (Rust's syntax, which is Polars')."""

_IN_LATIN_1 = re.compile(f"[{_HIGH_CONTROLS}]")


class Clean(NamedTuple):
    """A text and the doubts about it."""

    text: str
    flags: tuple[str, ...]


def clean(text: str) -> Clean:
    """Cleans a text of what cannot be its publisher's.

    A byte order mark at its beginning and control characters but tab and line ends are dropped. UTF-8 that was read
    as Western is undone where the whole text says so: all of it can be taken back to bytes, and those are UTF-8. What
    is left of the controls above ASCII are signs of Windows' Western code page that was read as Latin-1.
    """
    flags = []
    text = text.removeprefix("\ufeff")
    kept = text.translate(_CONTROLS)
    if len(kept) < len(text):
        flags.append("control_characters")
        text = kept
    undone = _undo(text)
    if undone is not None:
        text = undone.removeprefix("\ufeff")
    signs = text.translate(_AS_LATIN_1) if _IN_LATIN_1.search(text) else text
    if undone is not None or signs != text:
        flags.append("mojibake_undone")
        text = signs
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
        if not (any(mark in text for mark in MISREAD_MARKS) or _IN_LATIN_1.search(text)):
            break
        try:
            text = undone = codecs.charmap_encode(text, "strict", _TO_BYTES)[0].decode()
        except UnicodeError:
            break
    return undone
