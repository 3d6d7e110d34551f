"""A disk that is full, read-only or not what it seems, and files that change under the reader."""

import json
import os
import shutil
import subprocess
import sys
import zipfile

import pytest

from .conftest import LIMIT, MAIN, environment

ODD = "-a ün'ï\"cødé {b} $HOME %20 #x [a] *\n"

LIMITED = """
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))
"""

AFTER_LISTING = """
import os
from pathlib import Path
from flows import loading
listed = loading.discover
def discover(inputs):
    found = listed(inputs)
    {action}
    return found
loading.discover = discover
"""

WHILE_READ = """
import os
from flows.readers import compression
chunk, calls = compression._chunk, []
def _chunk(*args):
    calls.append(1)
    if len(calls) == 3:
        os.truncate({path!r}, 700_001)
    return chunk(*args)
compression._chunk = _chunk
"""


def require_one_line(done, warehouse, served, require_sound, *words) -> None:
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("dossier: ")
    assert done.err.count("\n") == 1
    assert "unexpected" not in done.err
    for word in words:
        assert word in done.err
    assert require_sound(warehouse) == served


# Staging; the database.
@pytest.mark.parametrize("size", [4_000, 300_000])
def test_files_may_not_grow(dossier, warehouse, require_sound, dumps, size):
    served = require_sound(warehouse)

    done = dossier("run", dumps, "--full-refresh", "--warehouse", warehouse, before=LIMITED.format(size=size))

    require_one_line(done, warehouse, served, require_sound, "File too large")


# What is left of it is used up by the staging; by the database.
@pytest.mark.parametrize("free", [40_000, 3_000_000])
def test_full_disk(warehouse, require_sound, dumps, tmp_path, free):
    house = tmp_path / "mount" / "warehouse"
    house.parent.mkdir()
    script = f"""
        set -e
        mount -t tmpfs -o size=60m tmpfs {house.parent}
        cp -a {warehouse} {house}
        left=$(df --output=avail -B1 {house.parent} | tail -1)
        head -c $((left - {free})) /dev/zero > {house.parent}/other
        set +e
        {sys.executable} -W error -c '{MAIN}' run {dumps} --full-refresh --warehouse {house}
        code=$?
        rm -rf {warehouse}
        cp -a {house} {warehouse}
        exit $code
    """
    # In a mount namespace of its own, which ends with the shell.
    command = ["unshare", "--mount", "--propagation", "private", "sh", "-c", script]
    if not shutil.which("unshare") or subprocess.run([*command[:-1], "true"], capture_output=True).returncode:
        pytest.skip("needs a file system of its own")
    served = require_sound(warehouse)

    done = subprocess.run(command, capture_output=True, text=True, env=environment(), timeout=LIMIT)

    assert done.returncode == 1
    assert done.stderr.startswith("dossier: ")
    assert done.stderr.count("\n") == 1
    assert "unexpected" not in done.stderr
    assert "No space left" in done.stderr
    assert require_sound(warehouse) == served


def test_warehouse_with_a_question_mark_is_refused(dossier, dumps, tmp_path):
    done = dossier("run", dumps, f"--warehouse={tmp_path / 'what?'}")

    assert (done.code, done.err.count("\n")) == (2, 1)
    assert "without ?" in done.err


def test_warehouse_of_any_name(dossier, dumps, require_sound, tmp_path):
    house = tmp_path / ODD
    other = tmp_path / "more"
    other.mkdir()
    line = next(dumps.glob("*.jsonl")).read_text().splitlines()[0]
    (other / "one.jsonl").write_text(json.dumps(json.loads(line) | {"timestamp": "2031-01-01T00:00:00Z"}))

    first = dossier("run", dumps, f"--warehouse={house}", "--json")
    second = dossier("run", other, f"--warehouse={house}", "--json")

    assert (first.code, first.err, second.code, second.err) == (0, "", 0, "")
    require_sound(house)
    assert second.summary["published"]
    asked = dossier("query", "select count(*) as n from sections", "--format", "json", f"--warehouse={house}")
    assert json.loads(asked.out)[0]["n"] > 0
    assert dossier("verify", f"--warehouse={house}").code == 0


def test_inputs_of_any_name(run, dumps, tmp_path):
    paths = [tmp_path / name / f"{name}.jsonl" for name in (ODD, "[a] *")]
    for path, lines in zip(paths, halves(dumps), strict=True):
        path.parent.mkdir()
        path.write_text(lines)

    summary, records, _ = run(*paths)

    assert summary["articles"] == 12
    assert set(records["file"]) == set(map(str, paths))


def halves(dumps) -> tuple[str, str]:
    lines = next(dumps.glob("*.jsonl")).read_text().splitlines(keepends=True)
    return "".join(lines[::2]), "".join(lines[1::2])


def test_warehouse_is_a_file(dossier, dumps, tmp_path):
    house = tmp_path / "file"
    house.write_text("mine")

    done = dossier("run", dumps, "--warehouse", house)

    assert (done.code, done.out) == (1, "")
    assert done.err.startswith(f"dossier: {house}")
    assert done.err.count("\n") == 1
    assert house.read_text() == "mine"


def test_warehouse_is_read_only(warehouse, dumps, require_sound, tmp_path):
    mount = tmp_path / "mount"
    mount.mkdir()
    script = f"""
        mount --bind {warehouse} {mount} && mount -o remount,bind,ro {mount} || exit 77
        exec {sys.executable} -W error -c '{MAIN}' run {dumps} --full-refresh --warehouse {mount}
    """
    command = ["unshare", "--mount", "--propagation", "private", "sh", "-c"]
    if not shutil.which("unshare") or subprocess.run([*command, "true"], capture_output=True).returncode:
        pytest.skip("needs a file system of its own")
    served = require_sound(warehouse)

    done = subprocess.run([*command, script], capture_output=True, text=True, env=environment(), timeout=LIMIT)

    assert done.returncode == 1
    assert done.stderr.startswith(f"dossier: {mount}")
    assert "Read-only" in done.stderr
    assert done.stderr.count("\n") == 1
    assert require_sound(warehouse) == served


def test_files_that_change_between_listing_and_reading(run, dumps, tmp_path):
    folder = tmp_path / "inputs"
    shutil.copytree(dumps, folder)
    changes = {
        "vanishes": "os.remove({0!r})",
        "becomes a folder": "os.remove({0!r}); os.mkdir({0!r})",
        "becomes a pipe": "os.remove({0!r}); os.mkfifo({0!r})",
        "shrinks": "os.truncate({0!r}, 100)",
        "is emptied": "os.truncate({0!r}, 0)",
        "grows": "os.truncate({0!r}, 200_000)",
    }
    actions = []
    for name, change in changes.items():
        path = folder / f"{name}.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for number in range(3):
                archive.writestr(f"{number}.txt", f"page {number} of what {name} " * 300)
        actions.append(change.format(str(path)))

    summary, records, _ = run(folder, before=AFTER_LISTING.format(action="; ".join(actions)))

    assert summary["articles"] == 12
    reasons = {name: set(records.filter(records["file"].str.contains(name))["reason"]) for name in changes}
    gone = {"vanishes", "becomes a folder", "becomes a pipe"}
    assert {name for name in changes if reasons[name] == {"unreadable_file"}} == gone
    assert all(reasons.values())
    assert None not in set().union(*reasons.values())


def test_a_file_shrinks_while_it_is_read(run, many_dumps, tmp_path):
    folder = tmp_path / "inputs"
    shutil.copytree(many_dumps, folder)
    path = next(folder.iterdir())

    _, records, _ = run(folder, before=WHILE_READ.format(path=str(path)), set={"workers": 1})

    assert 10 < records.height < 100
    assert records["reason"].to_list()[-1] == "invalid_json"


def test_what_is_no_file_is_not_read(run, dumps, tmp_path):
    folder = tmp_path / "inputs"
    shutil.copytree(dumps, folder)
    os.mkfifo(folder / "pipe.txt")
    (folder / "broken.txt").symlink_to("nowhere")
    (folder / "folder.txt").mkdir()
    (folder / "round").symlink_to(folder)

    summary, _, _ = run(folder)

    assert summary["articles"] == 12
    assert {name.rpartition("/")[2] for name in summary["ignored"]} == {"pipe.txt", "broken.txt"}
