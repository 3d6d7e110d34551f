"""Runs on a schedule without a work pool: one process that waits for them and works them, and a server if need be."""

import asyncio
import contextlib
import logging
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flows._tracked import SERVER, configure
from flows.errors import DossierError, UsageError
from flows.publish import warehouse_at
from flows.readers import discover
from flows.readers.address import is_address

_HOST = "127.0.0.1"
_START_SECONDS = 120
_STOP_SECONDS = 10


def serve(inputs: list[str], warehouse: str, cron: str, timezone: str, name: str, **parameters: Any) -> None:
    """Runs the pipeline whenever it is due, until it is ended; a run that comes due while another works is cancelled.

    Uses the Prefect server at PREFECT_API_URL, else one of its own on port 4200 that ends with it.

    Args:
        inputs: As `flows.pipeline.run` takes them.
        warehouse: Folder of the releases, or an address of object storage.
        cron: When, as crontab says it.
        timezone: Time zone of that.
        name: The deployment's name on the server, `etl/name`.
        parameters: More parameters of the flow.

    Raises:
        UsageError: The schedule is none, or an input is missing or of no known form.
        DossierError: The server does not start.
    """
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError):
        raise UsageError(f"--timezone {timezone}: not known; give one such as UTC or Asia/Singapore") from None
    at = warehouse_at(warehouse).name if is_address(warehouse) else str(Path(warehouse).resolve())
    # What is not there now would fail at night.
    discover(inputs)
    # Prefect reads it when it is imported. Its pages ask the address the server was started with, so that is fixed.
    given = os.environ.get(SERVER)
    if not (port := os.environ.get("PREFECT_SERVER_API_PORT", "4200")).isdecimal():
        raise UsageError(f"PREFECT_SERVER_API_PORT={port}: no port; give a number such as 4200")
    address = os.environ[SERVER] = given or f"http://{_HOST}:{port}/api"
    configure(starts_server=not given)
    from prefect.schedules import Cron

    try:
        schedule = Cron(cron, timezone=timezone)
    except ValueError:
        raise UsageError(
            f'--cron "{cron}": no schedule; give one such as "30 2 * * *", every night at half past two'
        ) from None
    with contextlib.nullcontext() if given else _server(address, int(port)):
        _work(schedule, name, {"inputs": inputs, "warehouse": at, **parameters})


def _work(schedule: Any, name: str, parameters: dict[str, Any]) -> None:
    """Waits for runs that are due and works them, each in a process of its own; until Ctrl-C or SIGTERM."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
    from prefect.flows import EntrypointType
    from prefect.runner import Runner

    from flows.etl import etl

    class Served(Runner):
        """One that hears SIGTERM as Ctrl-C: Prefect's own way leaves its runs and its deployment as they are."""

        def handle_sigterm(self, *_: Any, **__: Any) -> None:
            raise KeyboardInterrupt

    runner = Served(name=name, pause_on_shutdown=False)
    served: Any = runner.add_flow(
        etl,
        name=name,
        schedule=schedule,
        parameters=parameters,
        tags=["dossier", "served"],
        concurrency_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW),
        # As a module it is found from any folder.
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    print(f"serving etl/{name}; Ctrl-C ends it", file=sys.stderr)
    # A run's connection that is cut off at the end is no error to show.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    try:
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(runner.start())
    finally:
        # The runner would do so itself, but is cancelled meanwhile.
        with get_client(sync_client=True) as client:
            client.pause_deployment(served)


@contextlib.contextmanager
def _server(address: str, port: int) -> Iterator[None]:
    """A server for as long as it lasts, unless one is there already."""
    if _answers(address):
        print(f"using the Prefect server at {address.removesuffix('/api')}", file=sys.stderr)
        yield
        return
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", _HOST, "--port", str(port)]
    # A session of its own, so that Ctrl-C does not end it before the runs that it is told of have ended.
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        until = time.monotonic() + _START_SECONDS
        while not _answers(address):
            if server.poll() is not None or time.monotonic() > until:
                raise DossierError(
                    f"the Prefect server did not start on port {port}; see what `prefect server start --port {port}` "
                    f"says, or set {SERVER} to one that runs"
                )
            time.sleep(0.2)
        print(f"started a Prefect server: {address.removesuffix('/api')} shows the runs", file=sys.stderr)
        yield
    finally:
        server.terminate()
        try:
            server.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            server.kill()


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
