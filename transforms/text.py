"""Text as pages have it, made uniform: one kind of line end, of space and of composed character."""

import re
import unicodedata

DIRTY = (
    r"[\x00-\x09\x0B-\x1F\x7F\x{85}\x{A0}\x{AD}\x{1680}\x{180E}\x{2000}-\x{200F}\x{2028}-\x{202F}\x{205F}-\x{2064}\x{2066}-\x{2069}"
    r"\x{3000}\x{FEFF}\x{FB00}-\x{FB06}\x{0300}-\x{036F}\x{1100}-\x{11FF}]|[^ \n]  "
)
"""Regular expression (Rust's) for what `clean` changes, but for blanks around lines."""

_SPACES = {
    ord(c): " " for c in "\t\x0b\x0c\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
}
_SPACES |= {ord(c): " " for c in "\u2028\u2029\u202f\u205f\u3000"}
_INVISIBLE = "\xad\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064"
_CONTROLS = [*range(0x09), *range(0x0E, 0x20), 0x7F]  # none is left of what was read, but HTML may spell them out
_TABLE: dict[int, str | None] = _SPACES | dict.fromkeys(
    [*map(ord, _INVISIBLE + "\u2066\u2067\u2068\u2069\ufeff"), *_CONTROLS]
)
_TABLE |= {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_CHANGED = re.compile(f"[{re.escape(''.join(map(chr, _TABLE)))}]")
"""What the table changes: looking for it takes a fifth of the time that `str.translate` takes for a text in Unicode."""

_INNER_SPACES = re.compile(r"(?<=[^ \n]) {2,}(?=[^ \n])")
_MOST_MARKS = 30
"""Unicode's limit for streams, UAX #15, section 13."""
_FOREIGN = re.compile(rf"[^\x00-\x7f]{{{_MOST_MARKS + 1},}}")
_LINK_SIGNS = frozenset("#¶§↩\ufe0e↑")
_LINK_SIGN = re.compile(r"^[#¶§] (?=\S)| (?:[#¶§]|(?:↩\ufe0e?|↑)+)$")
_NOT_KEY = re.compile(r"[\W_]+")
_NOT_ASCII_KEY = bytes(code for code in range(0x80) if not chr(code).isalnum())


def clean(text: str) -> str:
    """Makes line ends, spaces and composed characters uniform, no blanks end a line; lines keep their numbers."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = without_trailing_blanks(_FOREIGN.sub(_stream_safe, _CHANGED.sub(_uniform, text)))
    return _INNER_SPACES.sub(" ", unicodedata.normalize("NFC", text))


def without_trailing_blanks(text: str) -> str:
    """A text with no blanks before line ends."""
    return "\n".join([line.rstrip(" ") for line in text.split("\n")]) if " \n" in text else text


def _uniform(character: re.Match[str]) -> str:
    return _TABLE[ord(character[0])] or ""


def _stream_safe(run: re.Match[str]) -> str:
    """Leaves out combining marks beyond what any script stacks; composing takes the square of their number."""
    kept, marks = [], 0
    for character in run[0]:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def squeeze(line: str) -> str:
    """A line with single spaces inside and none around."""
    return " ".join(line.split()) if "  " in line else line.strip()


def without_link_sign(line: str) -> str:
    """A line without the sign that links to a heading, or from a note back to the text."""
    return _LINK_SIGN.sub("", line) if line[-1:] in _LINK_SIGNS or line[:1] in _LINK_SIGNS else line


def folded(text: str) -> str:
    """What two spellings of one title have in common: letters and digits without case, accents, quotes and dashes."""
    if text.isascii():
        return text.encode().lower().translate(None, _NOT_ASCII_KEY).decode()
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return _NOT_KEY.sub("", plain.casefold())


def words(text: str) -> int:
    """Runs of non-space characters with at least one letter or digit."""
    return sum(1 for run in text.split() if any(map(str.isalnum, run)))
