import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from flows.pool import WorkerPool

PARENT = """
import os, sys, time
from flows.pool import WorkerPool
if __name__ == "__main__":
    with WorkerPool(1) as pool:
        print(pool.submit(os.getpid).result(), flush=True)
        pool.submit(time.sleep, 60).result()
"""


def _is_alive(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"


def _wait_until_dead(process):
    until = time.monotonic() + 10
    while _is_alive(process) and time.monotonic() < until:
        time.sleep(0.05)
    return not _is_alive(process)


def test_workers_work_with_one_polars_thread():
    with WorkerPool(1) as pool:
        assert list(pool.map(abs, [-1, -2])) == [1, 2]
        assert pool.submit(os.getenv, "POLARS_MAX_THREADS").result() == "1"


def test_an_error_ends_work_at_once():
    begin = time.monotonic()
    with pytest.raises(KeyboardInterrupt), WorkerPool(1) as pool:
        worker = pool.submit(os.getpid).result()
        pool.submit(time.sleep, 60)
        raise KeyboardInterrupt

    assert time.monotonic() - begin < 30
    assert _wait_until_dead(worker)


def test_workers_do_not_hear_ctrl_c():
    with WorkerPool(1) as pool:
        os.kill(pool.submit(os.getpid).result(), signal.SIGINT)

        assert pool.submit(abs, -3).result() == 3


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_workers_end_when_their_parent_is_killed(tmp_path):
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    with subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as parent:
        worker = int(parent.stdout.readline())
        parent.kill()

    assert _wait_until_dead(worker)
