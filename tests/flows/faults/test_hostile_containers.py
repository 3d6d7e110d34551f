"""Archives and streams made to write elsewhere, to fill the memory, or to never end."""

import bz2
import gzip
import io
import json
import lzma
import re
import sys
import tarfile
import zipfile

import pytest

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MEGABYTES = 600
"""A process that reads no more than it may has less than this in memory."""

NAMES = [
    "../../evil.txt",
    "/etc/evil.txt",
    "C:\\evil.txt",
    "..\\..\\evil.txt",
    "a/../../evil.txt",
    "~/evil.txt",
    "new\nline.txt",
    "bell\x07\x1b[31m.txt",
    "\u202etxt.exe.txt",
    "very" * 5_000 + ".txt",
    "x" * 200 + "/" + "y" * 300 + ".txt",
    "=cmd|' /C calc'!A0.txt",
    "<script>alert(1)<script>.txt",
    "'; drop table records; --.txt",
    "con.txt",
    " .txt",
    "a!b.zip!c.txt",
]


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, method, 1)
    return data.getvalue()


def tarred(members: list[tuple[tarfile.TarInfo, bytes]]) -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for info, content in members:
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return data.getvalue()


def files_outside(tmp_path) -> set[str]:
    return {path.relative_to(tmp_path).parts[0] for path in tmp_path.rglob("*")}


@pytest.mark.parametrize("form", ["zip", "tar"])
def test_names_become_no_paths(run, page, tmp_path, form):
    folder = tmp_path / "inputs"
    folder.mkdir()
    contents = {name: f"{number} {page['text']}".encode() for number, name in enumerate(NAMES)}
    if form == "zip":
        data = zipped(contents)
    else:
        data = tarred([(tarfile.TarInfo(name), content) for name, content in contents.items()])
    (folder / f"all.{form}").write_bytes(data)

    summary, records, _ = run(folder)

    assert summary["records_read"] == len(NAMES)
    assert files_outside(tmp_path) == {"inputs", "warehouse"}
    assert not (tmp_path.parent / "evil.txt").exists()
    assert {name.partition("!")[2] for name in records["file"]} == set(NAMES)


def test_names_say_nothing_to_the_terminal(dossier, dumps, tmp_path):
    folder, house = tmp_path / "\x1b[31m\u202e inputs", tmp_path / "warehouse"
    folder.mkdir()
    (folder / "\x1b]0;title\x07\n.doc").write_text("x")
    (folder / "\x1b[2J\x9b31m.txt").write_text("x")
    (folder / "\udcff.txt").write_text("y")
    shown = [
        dossier("run", dumps, folder, "--warehouse", house),
        dossier("quarantine", "--warehouse", house),
        dossier("run", folder / "nowhere", "--warehouse", house),
    ]

    assert [done.code for done in shown] == [0, 0, 2]
    for done in shown:
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", done.out + done.err)


def test_links_and_devices_in_tar_are_not_followed(run, page, tmp_path):
    folder = tmp_path / "inputs"
    folder.mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    special = []
    kinds = (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE)
    for number, kind in enumerate(kinds):
        info = tarfile.TarInfo(f"{number}.txt")
        info.type, info.linkname, info.devmajor = kind, str(tmp_path / "secret.txt"), 1
        special.append((info, b""))
    (folder / "all.tar").write_bytes(tarred([*special, (tarfile.TarInfo("page.txt"), page["text"].encode())]))

    summary, records, _ = run(folder)

    assert summary["articles"] == 1
    assert records["file"].to_list() == [f"{folder}/all.tar!page.txt"]


def test_links_in_zip_are_texts(run, page, tmp_path):
    folder = tmp_path / "inputs"
    folder.mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    with zipfile.ZipFile(folder / "all.zip", "w") as archive:
        link = zipfile.ZipInfo("link.txt")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, str(tmp_path / "secret.txt"))
        archive.writestr("page.txt", page["text"])

    summary, records, _ = run(folder)

    assert summary["articles"] == 1
    assert records.filter(outcome="rejected")["file"].to_list() == [f"{folder}/all.zip!link.txt"]


def bomb_of(kind: str) -> tuple[str, bytes]:
    """Hundreds of megabytes of one letter, in a megabyte or less."""
    size, piece = 300, b"a" * 1_000_000
    if kind == "gz":
        member = gzip.compress(piece, mtime=0)
        return "bomb.txt.gz", member * size
    if kind == "zst":
        return "bomb.txt.zst", zstd.compress(piece) * size
    if kind == "bz2":
        return "bomb.txt.bz2", bz2.compress(piece) * (size // 3)
    if kind == "xz":
        return "bomb.txt.xz", lzma.compress(piece, preset=0) * 100
    if kind == "jsonl.gz":
        return "bomb.jsonl.gz", gzip.compress(b'{"text": "', mtime=0) + gzip.compress(piece, mtime=0) * size
    if kind == "warc.gz":
        head = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 300000000\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"
        return "bomb.warc.gz", gzip.compress(head, mtime=0) + gzip.compress(piece, mtime=0) * size
    if kind == "http":
        body = gzip.compress(piece * 100, 1, mtime=0)
        http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n" + body
        head = f"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: {len(http)}\r\n\r\n"
        return "bomb.warc", head.encode() + http + b"\r\n\r\n"
    if kind == "tar.gz":
        return "bomb.tar.gz", gzip.compress(tarred([(tarfile.TarInfo("bomb.txt"), piece * 100)]), 1)
    inner = zipped({"bomb.txt": piece * 100})
    twice = gzip.compress(gzip.compress(piece, 1) * 100)
    return "bomb.zip", inner if kind == "zip" else zipped({"inner.zip": inner, "again.txt.gz": twice})


BOMBS = ["gz", "zst", "bz2", "xz", "jsonl.gz", "warc.gz", "http", "zip", "nested zip", "tar.gz"]


def test_bombs_are_rejected_and_memory_is_bounded(run, page, tmp_path):
    folder = tmp_path / "inputs"
    folder.mkdir()
    for number, kind in enumerate(BOMBS):
        name, data = bomb_of(kind)
        (folder / f"{number}-{name}").write_bytes(data)
    (folder / "page.txt").write_text(page["text"])

    summary, records, done = run(folder, apart=True, set={"workers": 1})

    assert done.seconds < 40
    assert summary["articles"] == 1
    rejected = records.filter(outcome="rejected")
    assert set(rejected["reason"]) <= {"too_large", "encoding", "damaged_container", "unrecognised", "empty"}
    told = {name.rpartition("/")[2].partition("-")[0] for name in rejected["file"]}
    assert told == {str(number) for number in range(len(BOMBS))}
    # The ten's payloads, of 16 MB each, are held together when the release is written: 810 to 880 MB were seen.
    assert done.megabytes < MEGABYTES + 500


def test_records_of_a_hundred_megabytes(run, page, tmp_path):
    folder = tmp_path / "inputs"
    folder.mkdir()
    long = page["text"] + "\n" + ("x" * 79 + "\n") * 1_250_000
    for form in ("txt", "html"):
        (folder / f"large.{form}").write_text(long)
    (folder / "large.jsonl").write_text(json.dumps({"text": long}))
    (folder / "page.txt").write_text(page["text"])

    summary, records, done = run(folder, apart=True, set={"workers": 1})
    assert summary["articles"] == 1
    assert records.filter(outcome="rejected")["reason"].to_list() == ["too_large"] * 3
    # The three's payloads, of 16 MB each, are held together and copied as they are written: 630 to 730 MB were seen.
    assert done.megabytes < MEGABYTES + 300

    options = {"max-record-mb": 128, "workers": 1}
    _, records, done = run(folder / "large.jsonl", warehouse=tmp_path / "other", apart=True, set=options)
    assert done.seconds < 40
    assert records.filter(records["reason"] == "too_large").height == 0
    assert done.megabytes < 2_000


@pytest.mark.parametrize("form", ["zip", "folder"])
def test_many_tiny_pages(run, page, tmp_path, form):
    folder = tmp_path / "inputs"
    folder.mkdir()
    tiny = {f"{number}.txt": str(number) for number in range(4_000)} | {"page.txt": page["text"]}
    if form == "zip":
        (folder / "many.zip").write_bytes(zipped({name: text.encode() for name, text in tiny.items()}))
    else:
        for name, text in tiny.items():
            (folder / name).write_text(text)

    summary, _, done = run(folder, apart=True)

    assert summary["records_read"] == 4_001
    assert summary["articles"] == 1
    assert done.megabytes < MEGABYTES
