import os
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from flows.apart import in_main_thread
from flows.errors import DossierError
from flows.timelimit import TooSlowError

SLOWLY = """
import re
from flows.timelimit import time_limit

def match():
    with time_limit(0.2):
        re.match(r"(a+)+$", "a" * 40 + "b")
"""


def test_the_main_thread_does_it_itself():
    assert in_main_thread(os.getpid) == os.getpid()


def test_other_threads_have_it_done_by_one_process_each():
    with ThreadPoolExecutor(1) as pool:
        first, second = (pool.submit(in_main_thread, os.getpid).result() for _ in range(2))
        assert pool.submit(in_main_thread, int, "7", base=8).result() == 7

    assert first == second != os.getpid()


def test_what_is_endless_is_broken_off_in_any_thread(tmp_path, monkeypatch):
    (tmp_path / "slowly.py").write_text(SLOWLY)
    monkeypatch.syspath_prepend(str(tmp_path))
    import slowly

    with ThreadPoolExecutor(1) as pool:
        given = pool.submit(in_main_thread, slowly.match)
        with pytest.raises(TooSlowError):
            given.result(120)
        # The process is still there for more.
        assert pool.submit(in_main_thread, int, "7").result() == 7


def test_errors_are_those_of_the_work_and_a_dead_process_is_one_line(tmp_path):
    with ThreadPoolExecutor(1) as pool:
        with pytest.raises(FileNotFoundError):
            pool.submit(in_main_thread, os.listdir, str(tmp_path / "nowhere")).result()
        with pytest.raises(DossierError, match="has ended"):
            pool.submit(in_main_thread, os._exit, 3).result()
        assert pool.submit(in_main_thread, int, "7").result() == 7


def test_it_ends_with_the_thread():
    found = []
    thread = threading.Thread(target=lambda: found.append(in_main_thread(os.getpid)))
    thread.start()
    thread.join()

    with pytest.raises(ProcessLookupError):
        os.kill(found[0], 0)
