"""Stages as tasks, without a server."""

import threading
from concurrent.futures import Future
from uuid import uuid4

import pytest
from prefect.futures import PrefectConcurrentFuture

from flows.tasks import TaskStages


class Lost:
    """A task whose runs Prefect itself cannot bring to an end."""

    def with_options(self, **_):
        return self

    def submit(self, number):
        given = Future()
        threading.Timer(0.05, given.set_exception, (ConnectionError(f"no server for {number}"),)).start()
        return PrefectConcurrentFuture(uuid4(), given)


def test_a_task_that_was_lost_ends_the_run_and_keeps_nobody_waiting():
    stages = TaskStages(1, None, 60, lambda *_: None)
    raised = []

    def run():
        with pytest.raises(ConnectionError, match="no server for 0") as found:
            stages._all("flatten", Lost(), total=3, slots=1)
        raised.append(found)

    running = threading.Thread(target=run, daemon=True)
    running.start()
    running.join(20)

    assert not running.is_alive()
    assert len(raised) == 1
