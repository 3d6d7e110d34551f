import os

import pytest

from flows.errors import UsageError
from flows.readers import discover
from flows.readers.forms import form_of


def put(folder, *names, data=b"x"):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.txt", ("text", None)),
        ("A.HTM", ("html", None)),
        ("a.b.ndjson.zst", ("jsonl", "zst")),
        ("a.parquet", ("parquet", None)),
        ("a.warc.gz", ("warc", "gz")),
        ("a.warc.wet.gz", ("wet", "gz")),
        ("a.wet", ("wet", None)),
        ("a.tar.xz", ("tar", "xz")),
        ("a.tgz", ("tar", "gz")),
        ("a.zip", ("zip", None)),
        ("a.parquet.gz", None),
        ("a.zip.gz", None),
        ("README.md", None),
        ("a.gz", None),
        (".txt", None),
        (".txt.gz", None),
        ("txt", None),
        ("gz", None),
        ("", None),
    ],
)
def test_form_of(name, expected):
    assert form_of(name) == expected


def test_folder_is_searched_and_sorted(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    put(tmp_path, "d/b.txt", "d/a.jsonl.gz", "d/deep/er/c.html", "d/README.md", "d/.git/x.txt", "d/.part.txt")
    put(tmp_path, "d/empty.jsonl", "d/empty.warc.gz", "d/empty.txt", data=b"")

    sources, ignored = discover(["d"])

    assert [source.path for source in sources] == ["d/a.jsonl.gz", "d/b.txt", "d/deep/er/c.html", "d/empty.txt"]
    assert sources[0] == ("d/a.jsonl.gz", "jsonl", "gz", 1)
    assert ignored == ["d/.part.txt", "d/README.md", "d/empty.jsonl", "d/empty.warc.gz"]


def test_each_file_once_whatever_the_order(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    put(tmp_path, "d/a.txt", "d/b.txt")
    (tmp_path / "d/link.txt").symlink_to(tmp_path / "d/b.txt")
    inputs = ["d", "./d/a.txt", str(tmp_path / "d"), "d/*.txt", "d/../d/b.txt"]

    sources, ignored = discover(inputs)

    assert (sources, ignored) == discover(inputs[::-1])
    assert len(sources) == 2
    assert not ignored


def test_glob_finds_files_and_folders(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    put(tmp_path, "2020/a.txt", "2021/b.txt", "2021/deep/c.txt", "other/d.txt", "2022.pdf")

    sources, ignored = discover(["20*"])
    everywhere, _ = discover(["**/?.txt"])

    assert [source.path for source in sources] == ["2020/a.txt", "2021/b.txt", "2021/deep/c.txt"]
    assert ignored == ["2022.pdf"]
    assert len(everywhere) == 4


def test_name_with_brackets_is_a_name_first(tmp_path):
    put(tmp_path, "a[1].txt")

    sources, _ = discover([str(tmp_path / "a[1].txt")])

    assert len(sources) == 1


@pytest.mark.parametrize("name", ["missing.txt", "missing", "*.none", "a.pdf", "pipe.txt", "a\0b.txt", "x" * 5000])
def test_wrong_usage_is_one_line_that_names_the_input(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    put(tmp_path, "a.pdf")
    os.mkfifo(tmp_path / "pipe.txt")

    with pytest.raises(UsageError) as error:
        discover([name])

    assert name in str(error.value)
    assert "\n" not in str(error.value)


def test_pipe_in_a_folder_is_ignored(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")

    assert discover([str(tmp_path)]) == ([], [(tmp_path / "pipe.txt").as_posix()])


def test_dangling_link_is_ignored(tmp_path):
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")

    assert discover([str(tmp_path)]) == ([], [(tmp_path / "gone.txt").as_posix()])


def test_a_link_to_a_name_that_no_file_can_have_is_ignored(tmp_path):
    put(tmp_path, "a.txt")
    (tmp_path / "b.txt").symlink_to("y" * 300)

    for name in (tmp_path, tmp_path / "*"):
        sources, ignored = discover([str(name)])

        assert [source.path for source in sources] == [f"{tmp_path}/a.txt"]
        assert ignored == [f"{tmp_path}/b.txt"]


def test_links_in_circles_end(tmp_path):
    put(tmp_path, "d/a.txt")
    (tmp_path / "d/up").symlink_to(tmp_path)

    sources, _ = discover([str(tmp_path)])

    assert len(sources) == 1


def test_empty_folder(tmp_path):
    assert discover([str(tmp_path)]) == ([], [])
