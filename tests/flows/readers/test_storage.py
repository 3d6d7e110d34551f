import gzip
import io
import json
import os
import socket
import tarfile
import zipfile

import polars as pl
import pytest

from flows.errors import DossierError, UsageError
from flows.readers import discover, read_many, splittable, storage
from tests.flows.readers.objects import SECRET, TOKEN

BODY = "A page of some words, and of some more of them.\n" * 40
NAMES = ("a.txt", "b.jsonl", "c.parquet", "d.warc", "e.zip", "f.tar")


def warc(*bodies: str) -> bytes:
    written = b""
    for body in bodies:
        http = f"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {len(body)}\r\n\r\n{body}"
        head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/\r\nContent-Length: {len(http)}"
        written += gzip.compress(f"{head}\r\n\r\n{http}\r\n\r\n".encode())
    return written


def zipped(members: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return data.getvalue()


def tarred(members: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        for name, body in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(body)
            archive.addfile(info, io.BytesIO(body))
    return data.getvalue()


def parquet(*texts: str) -> bytes:
    data = io.BytesIO()
    pl.DataFrame({"url": ["https://a.example/"] * len(texts), "text": texts}).write_parquet(data, row_group_size=10)
    return data.getvalue()


def lines(*texts: str) -> bytes:
    return b"".join(json.dumps({"url": "https://a.example/", "text": text}).encode() + b"\n" for text in texts)


@pytest.fixture
def folder(tmp_path, compress):
    """A folder with every family of forms, some of it deep, and with what is to be passed over."""
    members = {"in/x.txt": b"five", "y.jsonl": lines("six"), "z.parquet": parquet("six", "and", "more"), "no.pdf": b""}
    files = {
        "2020/a.txt": BODY.encode(),
        "2020/ü b#%20&+.txt": "Ümläute".encode(),
        "2020/empty.txt": b"",
        "2020/empty.jsonl": b"",
        "2021/a.jsonl.zst": compress(lines("one", "two", BODY), ".zst"),
        "2021/deep/a.parquet": parquet(*map(str, range(50))),
        "2021/deep/a.warc.gz": warc("three", "four"),
        "2022/a[1].zip": zipped(members),
        "2022/cut.jsonl.gz": compress(lines(*map(str, range(5000))), ".gz")[:-300],
        "2022/a.tar": tarred({"x.txt": b"seven"}),
        "2022/notes.md": b"no dump",
        ".hidden/a.txt": b"hidden",
        "2020/.part.txt": b"hidden",
        "a.html": b"<html><link rel=canonical href='https://a.example/x'><p>eight</html>",
    }
    for name, data in files.items():
        path = tmp_path / "dumps" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return tmp_path / "dumps"


@pytest.fixture
def bucket(s3, folder):
    s3.put_folder("dumps", folder)
    return s3


def read_all(*inputs: str) -> pl.DataFrame:
    sources, _ = discover(inputs)
    return pl.concat(read_many(sources))


def test_objects_are_found_like_local_files(bucket, folder, monkeypatch):
    monkeypatch.chdir(folder.parent)
    sources, ignored = discover(["dumps"])

    found = discover(["s3://dumps"])

    assert found == ([one._replace(path=f"s3://{one.path}") for one in sources], [f"s3://{path}" for path in ignored])
    assert len(sources) == 10
    assert {"s3://dumps/2020/.part.txt", "s3://dumps/2022/notes.md", "s3://dumps/2020/empty.jsonl"} == set(found[1])


def test_objects_read_like_local_files(bucket, folder, monkeypatch):
    monkeypatch.chdir(folder.parent)
    expected = read_all("dumps")

    read = read_all("s3://dumps/")

    assert read.equals(expected.with_columns(file="s3://" + pl.col("file")))
    assert read["reason"].drop_nulls().to_list() == ["empty", "damaged_container"]


@pytest.mark.parametrize(
    "pattern",
    [
        *("2020", "2020/", "2021/", "2021/deep", "*", "**", "**/", "*/", "*/*", "**/*.txt", "2020/*.txt", "202[01]/*"),
        *("*/deep", "*/deep/", "*/deep/*.parquet", "**/deep/*.gz", "2021/**/*.zst", "**/**/a.*", "202?", "*.html"),
        *("2022/a[1].zip", "2022/a[[]1].zip", "2020/.*", ".hidden", ".*/*", ".hidden/a.txt", "2020/ü b#%20&+.txt"),
    ],
)
def test_patterns_match_as_they_do_locally(bucket, folder, monkeypatch, pattern):
    monkeypatch.chdir(folder.parent)
    sources, ignored = discover([f"dumps/{pattern}"])

    found = discover([f"s3://dumps/{pattern}"])

    assert [one.path for one in found[0]] == [f"s3://{one.path}" for one in sources]
    assert found[1] == [f"s3://{path}" for path in ignored]


def test_each_object_once(bucket):
    inputs = ["s3://dumps", "s3://dumps/2020/", "S3://dumps/2020/a.txt", "s3://dumps/*/a.txt"]

    sources, ignored = discover(inputs)

    assert (sources, ignored) == discover(inputs[::-1])
    assert len(sources) == len(set(sources)) == 10


def test_a_key_is_an_object_first_and_a_folder_by_its_slash(s3):
    s3.put("dumps", {"a.txt": b"one", "a.txt/b.txt": b"two", "c/": b""})

    assert [one.path for one in discover(["s3://dumps/a.txt"])[0]] == ["s3://dumps/a.txt"]
    assert [one.path for one in discover(["s3://dumps/a.txt/"])[0]] == ["s3://dumps/a.txt/b.txt"]
    assert discover(["s3://dumps/c/"]) == ([], [])


def test_keys_that_are_no_paths_are_records_too(s3):
    s3.put("dumps", {"/a.txt": b"one", "b//c.txt": b"two", "d/../e.txt": b"three", "f.txt": b"four"})

    read = read_all("s3://dumps")

    assert dict(read.select("file", "reason").iter_rows()) == {
        "s3://dumps//a.txt": "unreadable_file",
        "s3://dumps/b//c.txt": "unreadable_file",
        "s3://dumps/d/../e.txt": "unreadable_file",
        "s3://dumps/f.txt": None,
    }


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("s3://nowhere/a.txt", "no bucket nowhere"),
        ("s3://nowhere/", "no bucket nowhere"),
        ("s3://nowhere/*.txt", "no bucket nowhere"),
        ("s3://dumps/b.txt", "no such object or folder"),
        ("s3://dumps/b/", "no such object or folder"),
        ("s3://dumps/2/", "no such object or folder"),
        ("s3://dumps/*.pdf", "matches nothing"),
        ("s3://dumps/b/*", "matches nothing"),
        ("s3://dumps/2022/notes.md", "no known form"),
        ("s3://dumps/a//b.txt", "empty part"),
        ("s3://dumps/\udcff.txt", "UTF-8"),
    ],
)
def test_wrong_usage_is_one_line_that_names_the_address(bucket, name, says):
    with pytest.raises(UsageError, match=says) as error:
        discover([name])

    assert str(error.value).startswith(f"{name}: ")
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("name", ["s3://dumps/a.html", "s3://dumps/2020/", "s3://dumps/*.html"])
def test_denied_is_one_line_without_secrets(bucket, name):
    bucket.only_known_keys()

    with pytest.raises(DossierError, match=r": access denied; check AWS_PROFILE, or") as error:
        discover([name])

    assert str(error.value).startswith(f"{name}: ")
    assert not any(secret in str(error.getrepr(showlocals=True)) for secret in (SECRET, TOKEN))


def test_without_credentials_it_is_denied(bucket, monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name)

    with pytest.raises(DossierError, match="access denied"):
        discover(["s3://dumps/a.html"])


@pytest.mark.parametrize("status", [400, 500, 503])
def test_a_storage_out_of_order_is_one_line(bucket, monkeypatch, status):
    monkeypatch.setattr(storage, "ATTEMPTS", 1)
    bucket.faults["GET", "/dumps"] = status

    with pytest.raises(storage.UnreachableError, match=r"^s3://dumps/: the storage cannot be read .*check the network"):
        discover(["s3://dumps/"])


def test_nobody_there_is_one_line(s3, monkeypatch):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{unused.getsockname()[1]}")

        with pytest.raises(storage.UnreachableError, match=r"^s3://dumps/a.txt: .*Could not connect to server"):
            discover(["s3://dumps/a.txt"])


@pytest.mark.parametrize("name", ["s3://dumps/2020/", "s3://dumps/a.html"])
def test_silence_is_not_waited_for_for_ever(bucket, monkeypatch, name):
    monkeypatch.setattr(storage, "ATTEMPTS", 2)
    monkeypatch.setattr(storage, "SILENT_SECONDS", 1)
    bucket.faults |= {("GET", "/dumps"): 0, ("HEAD", "/dumps/a.html"): 0}

    with pytest.raises(storage.UnreachableError, match="Timeout was reached"):
        discover([name])


def test_an_object_that_vanished_or_is_denied_is_unreadable(s3):
    s3.put("dumps", dict.fromkeys(NAMES, b"x"))
    sources, _ = discover(["s3://dumps"])
    for name in NAMES[1:]:
        s3.client.delete_object(Bucket="dumps", Key=name)
    s3.faults["HEAD", "/dumps/a.txt"] = 403

    read = pl.concat(read_many(sources))

    assert read["file"].to_list() == [f"s3://dumps/{name}" for name in NAMES]
    assert set(read["reason"]) == {"unreadable_file"}
    assert read["detail"].to_list() == ["access denied", *["no such object"] * 5]


def large() -> dict[str, bytes]:
    noise = os.urandom(20_000).hex()
    members = {"x.txt": noise.encode(), "y.txt": noise.encode()}
    text, texts = noise.encode(), parquet(noise, *[BODY] * 20)
    bodies = (text, lines(noise, BODY), texts, warc(noise, noise), zipped(members), tarred(members))
    return dict(zip(NAMES, bodies, strict=True))


@pytest.mark.parametrize("name", NAMES)
def test_a_storage_that_fails_within_an_object_ends_the_run(s3, monkeypatch, name):
    monkeypatch.setattr(storage, "ATTEMPTS", 1)
    monkeypatch.setattr(storage, "_BUFFER", 1_000)
    monkeypatch.setattr(storage, "_BUFFER_SOUGHT_IN", 1_000)
    s3.put("dumps", {name: large()[name]})
    sources, _ = discover([f"s3://dumps/{name}"])
    s3.faults["GET", f"/dumps/{name}"] = 500

    with pytest.raises(storage.UnreachableError, match=f"^s3://dumps/{name}: "):
        list(read_many(sources))


@pytest.mark.parametrize("name", NAMES)
def test_an_object_that_vanishes_within_is_damaged(s3, monkeypatch, name):
    monkeypatch.setattr(storage, "_BUFFER", 1_000)
    monkeypatch.setattr(storage, "_BUFFER_SOUGHT_IN", 1_000)
    s3.put("dumps", {name: large()[name]})
    sources, _ = discover([f"s3://dumps/{name}"])
    s3.before = lambda method, path, asked: (
        asked.startswith("bytes=") and s3.client.delete_object(Bucket="dumps", Key=name)
    )

    read = pl.concat(read_many(sources))

    assert "vanished" in read["detail"][-1]
    assert read["reason"][-1] == "damaged_container"


def fetched(server) -> list[int]:
    """Bytes of each request for bytes."""
    ranges = [asked.removeprefix("bytes=").split("-") for method, _, asked in server.asked if method == "GET"]
    server.asked.clear()
    return [int(last) + 1 - int(first) for first, last in ranges]


def test_an_object_is_read_piece_by_piece(s3, monkeypatch):
    monkeypatch.setattr(storage, "_BUFFER", 100_000)
    data = lines(*[BODY] * 1000)
    s3.put("dumps", {"a.jsonl": data})
    sources, _ = discover(["s3://dumps/a.jsonl"])
    s3.asked.clear()

    assert sum(frame.height for frame in read_many(sources)) == 1000

    pieces = fetched(s3)
    assert sum(pieces) == len(data)
    assert max(pieces) < len(data) / 5


def test_of_parquet_each_part_fetches_its_own_rows(s3, monkeypatch):
    monkeypatch.setattr(storage, "_BUFFER_SOUGHT_IN", 10_000)
    data = parquet(*[os.urandom(5_000).hex() for _ in range(200)])
    s3.put("dumps", {"a.parquet": data, "a.jsonl": lines("one")})
    (jsonl, source), _ = discover(["s3://dumps"])
    assert splittable(source)
    assert not splittable(jsonl)
    s3.asked.clear()

    first = pl.concat(read_many([source], 0, 2))
    first_bytes = sum(fetched(s3))
    second = pl.concat(read_many([source], 1, 2))
    second_bytes = sum(fetched(s3))

    assert pl.concat([first, second]).sort("position").equals(pl.concat(read_many([source])))
    assert max(first_bytes, second_bytes) < 0.7 * len(data)
