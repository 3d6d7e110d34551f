"""Lets atheris look for pages and files that break the reading of them; it needs `pip install atheris`.

    python tests/fuzz/fuzz.py pages|files FOLDER [options of libFuzzer, such as -max_total_time=600]

FOLDER takes what it found worth keeping; begun empty, it gets made-up pages and files first. What breaks is left in a
file `crash-...` that the same command reads again: give its name after the folder.
"""

import os
import sys
import tempfile
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parents[2]))
with atheris.instrument_imports(include=["transforms", "flows.readers"]):
    import polars as pl

    from flows.readers import discover, read_many
    from tests.flows.faults.test_fuzz import ADDRESSES, ANCHORS, CONTENTS, DUMPS
    from transforms.flatten import flatten
    from transforms.identify import identify
    from transforms.records import INCOMING

FORMS = sorted(CONTENTS)
WORDS = [*ANCHORS, "    ", "\n    • ", "\n- ", "No. 213/2013 dated 25 November 2013", '{"text":"', "WARC/1.0\r\n"]
WORDS += ["Content-Length: ", "Transfer-Encoding: chunked", "PK\x03\x04", "\u2028", "\ufeff", "<p>", "&#x0;"]


def page(data: bytes) -> None:
    """Reads the rest of the bytes as a page; the first says where it stands and whether it is HTML."""
    if not data:
        return
    text = data[1:].decode("utf-8", "replace")
    row = {"file": "a", "position": 1, "format": "jsonl", "markup": bool(data[0] & 8), "text": text}
    row["url"] = ADDRESSES[data[0] % len(ADDRESSES)]
    _check(identify(pl.DataFrame([row], schema=INCOMING)))


def file(data: bytes) -> None:
    """Reads the rest of the bytes as a file; the first says of which form."""
    if len(data) < 2:
        return
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        path = Path(folder) / FORMS[data[0] % len(FORMS)]
        path.write_bytes(data[1:])
        for frame in read_many(discover([str(path)])[0]):
            assert dict(frame.schema) == INCOMING
            _check(identify(frame))


def _check(records: pl.DataFrame) -> None:
    pages = flatten(records, "run").pages
    assert pages["record_id"].to_list() == records["record_id"].to_list()
    assert "parser_failed" not in set(pages["reason"])


def _begin(mode: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if not any(folder.iterdir()):
        pages = {f"page{at}": bytes([at % 16]) + dump.text.encode() for at, dump in enumerate(DUMPS)}
        files = {name: bytes([at]) + CONTENTS[name] for at, name in enumerate(FORMS)}
        for name, data in (pages if mode == "pages" else files).items():
            (folder / name).write_bytes(data)


def main() -> None:
    """Runs libFuzzer until it is stopped or finds something."""
    mode, folder, *options = sys.argv[1:]
    _begin(mode, Path(folder))
    words = Path(tempfile.mkdtemp()) / "words"
    lines = ('"' + "".join(f"\\x{byte:02x}" for byte in word.encode()) + '"' for word in WORDS)
    words.write_text("\n".join(lines))
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    arguments = [sys.argv[0], folder, f"-dict={words}", "-timeout=10", "-rss_limit_mb=4096", *options]
    atheris.Setup(arguments, {"pages": page, "files": file}[mode])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
