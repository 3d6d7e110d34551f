"""One folder with every form of dump, damaged ones among them; and what was rejected, written out and read again."""

import bz2
import gzip
import io
import json
import lzma
import sys
import tarfile
import zipfile

import polars as pl
import pytest

from flows.sample.corpus import Corpus

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

COMPRESSORS = {"gz": gzip.compress, "zst": zstd.compress, "bz2": bz2.compress, "xz": lzma.compress}


def warc(kind: str, *bodies: tuple[str, bytes]) -> bytes:
    records = []
    for url, body in bodies:
        head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-03-01T00:00:00Z\r\n"
        records.append(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body + b"\r\n\r\n")
    return b"".join(records)


@pytest.fixture(scope="module")
def everything(tmp_path_factory):
    """The folder, and how many articles whole files of it hold."""
    folder = tmp_path_factory.mktemp("everything")
    (folder / "below" / "that").mkdir(parents=True)
    dumps = iter([dump for dump in Corpus(120, 11) if dump.outcome == "publication" and dump.version == 1])
    articles = set()

    def take(whole: bool = True):
        dump = next(dumps)
        if whole:
            articles.add(id(dump.article))
        return dump

    def text(**options) -> bytes:
        return take(**options).text.encode()

    def lines(count: int, **options) -> bytes:
        rows = [take(**options) for _ in range(count)]
        return b"".join(json.dumps({"url": row.url, "text": row.text}).encode() + b"\n" for row in rows)

    def html(**options) -> bytes:
        shown = take(**options).text.replace("&", "&amp;").replace("<", "&lt;")
        return f"<html><head><meta charset=utf-8></head><body><pre>{shown}</pre></body></html>".encode()

    def parquet() -> bytes:
        data = io.BytesIO()
        rows = [take() for _ in range(2)]
        pl.DataFrame({"url": [row.url for row in rows], "text": [row.text for row in rows]}).write_parquet(data)
        return data.getvalue()

    def response(**options) -> tuple[str, bytes]:
        row = take(**options)
        return row.url, b"HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + row.text.encode()

    def conversion() -> tuple[str, bytes]:
        row = take()
        return row.url, row.text.encode()

    forms = {
        "page.txt": text,
        "page.html": html,
        "page.htm": html,
        "lines.jsonl": lambda: lines(2),
        "lines.ndjson": lambda: lines(2),
        "rows.parquet": parquet,
        "crawl.warc": lambda: warc("response", response(), response()),
        "texts.wet": lambda: warc("conversion", conversion(), conversion()),
        "texts.warc.wet": lambda: warc("conversion", conversion()),
    }
    written: dict[str, bytes] = {}
    for name, make in forms.items():
        written[name] = make()
        for suffix, compress in COMPRESSORS.items() if name != "rows.parquet" else ():
            written[f"below/{name}.{suffix}"] = compress(make())
    for form in ("zip", "tar"):
        data = io.BytesIO()
        members = {f"in/{name}": make() for name, make in forms.items()}
        members["in/page.txt.gz"] = gzip.compress(text())
        inner = io.BytesIO()
        with zipfile.ZipFile(inner, "w") as archive:
            archive.writestr("deep.txt", text())
        members["inner.zip"] = inner.getvalue()
        if form == "zip":
            with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, content in members.items():
                    archive.writestr(name, content)
        else:
            with tarfile.open(fileobj=data, mode="w") as archive:
                for name, content in members.items():
                    info = tarfile.TarInfo(name)
                    info.size = len(content)
                    archive.addfile(info, io.BytesIO(content))
        written[f"below/that/all.{form}"] = data.getvalue()
    written["below/that/all.tar.gz"] = gzip.compress(written["below/that/all.tar"])

    spoilt = lines(3, whole=False)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as opened:
        for number in range(3):
            opened.writestr(f"{number}.txt", text(whole=False))
    damaged = {
        "cut.jsonl": spoilt[: len(spoilt) // 2],
        "cut.jsonl.gz": gzip.compress(spoilt)[:-4_000],
        "cut.txt.zst": zstd.compress(spoilt)[:-3_000],
        "cut.txt.bz2": bz2.compress(spoilt)[:-300],
        "cut.txt.xz": lzma.compress(spoilt)[:-300],
        "cut.zip": archive.getvalue()[:-2_000],
        "bit.zip": archive.getvalue()[:3_000] + b"\xff\x00" + archive.getvalue()[3_002:],
        "cut.parquet": written["rows.parquet"][:-2_000],
        "cut.warc.gz": gzip.compress(warc("response", response(whole=False), response(whole=False)))[:-3_000],
        "cut.tar": written["below/that/all.tar"][:40_000],
        "noise.warc": b"\x00\xff\x10" * 5_000,
        "noise.parquet": b"PAR1" + b"\x07" * 5_000 + b"PAR1",
        "noise.txt": bytes(range(128, 256)) * 300,
        "noise.jsonl": b"{]\n{\xe9\x80\xff\n[1, 2]\nnull\n\n"
        + b'{"url": "https://a.example/", "other": 1}\n{"text": ""}\n',
        "not.gz.txt.gz": b"no gzip at all",
        "empty.txt": b"",
        "empty.jsonl": b"",
        "empty.zip": b"",
    }
    unknown = {"readme.md": b"x", "image.png": b"\x89PNG", ".hidden.txt": b"x", "page": b"x", "data.json": b"{}"}
    for name, data in {**written, **damaged, **unknown}.items():
        (folder / name).write_bytes(data)
    return folder, len(articles), set(unknown) | {"empty.jsonl", "empty.zip"}


def test_every_form_at_once_and_again(run, dossier, everything, tmp_path):
    folder, articles, ignored = everything

    summary, records, _ = run(folder)

    # Some of the damaged files show a page that stands nowhere else.
    assert articles <= summary["articles"] <= articles + 12
    assert {name.removeprefix(f"{folder}/") for name in summary["ignored"]} == ignored
    files = {path for path in folder.rglob("*") if path.is_file()} - {folder / name for name in ignored}
    known = {file.partition("!")[0] for file in records["file"]}
    # The same bytes lie in all.tar and all.tar.gz: one of the two is in the ledger.
    assert {str(path) for path in files} - known <= {f"{folder}/below/that/all.tar", f"{folder}/below/that/all.tar.gz"}
    assert {"damaged_container", "encoding", "invalid_json", "no_text", "empty"} <= set(summary["records_by_reason"])
    assert "parser_failed" not in summary["records_by_reason"]

    house = tmp_path / "warehouse"
    again = dossier("run", folder, "--warehouse", house, "--json", "--max-rejected", 1)
    assert (again.code, again.err) == (0, "")
    assert not again.summary["published"]

    rejected = records.filter(outcome="rejected")
    out = dossier("quarantine", "--export", tmp_path / "out", f"--warehouse={house}", "--json")
    assert json.loads(out.out)["records"] == rejected.height
    _, again, _ = run(tmp_path / "out", warehouse=tmp_path / "again")
    require_read_again(rejected, again)


def require_read_again(rejected: pl.DataFrame, again: pl.DataFrame) -> None:
    """What was rejected and is whole is the same record when what was exported is read."""
    incomplete = rejected["reason"].is_in(["damaged_container", "unreadable_file", "too_large"])
    page_of_address = rejected["url"].is_not_null() & ~rejected["reason"].is_in(["no_text", "invalid_json"])
    expected = rejected.filter(~incomplete & ~page_of_address & (rejected["format"] != "warc"))
    assert expected.height >= 5
    assert set(expected["record_id"]) <= set(again["record_id"])
    assert set(again["outcome"]) == {"rejected"}
