"""Which form of dump a file's name promises."""

_FORMS = {
    "txt": "text",
    "html": "html",
    "htm": "html",
    "jsonl": "jsonl",
    "ndjson": "jsonl",
    "parquet": "parquet",
    "warc": "warc",
    "wet": "wet",
    "zip": "zip",
    "tar": "tar",
}
_COMPRESSIONS = {"gz": "gz", "zst": "zst", "bz2": "bz2", "xz": "xz"}
_SHORT = {".tgz": ".tar.gz", ".tbz2": ".tar.bz2", ".txz": ".tar.xz", ".tzst": ".tar.zst"}
_NEVER_COMPRESSED = ("parquet", "zip")

KNOWN = ".txt .html .jsonl .parquet .warc .wet .zip or .tar, also compressed (.gz .zst .bz2 .xz)"
"""The forms, for people."""

ONE_RECORD = ("text", "html")
"""Forms of which a file is one record, so that an empty one is a record too."""

SOUGHT_IN = ("zip", "parquet")
"""Forms that are not read from beginning to end."""


def form_of(name: str) -> tuple[str, str | None] | None:
    """Form and compression that a file's name promises, None where it is of no known form."""
    lower = name.lower()
    for short, long in _SHORT.items():
        if lower.endswith(short):
            lower = lower.removesuffix(short) + long
    stem, _, suffix = lower.rpartition(".")
    compression = _COMPRESSIONS.get(suffix)
    if compression:
        stem, _, suffix = stem.rpartition(".")
    form = _FORMS.get(suffix) if stem else None
    if form is None or (compression and form in _NEVER_COMPRESSED):
        return None
    return form, compression
