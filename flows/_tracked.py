"""A run that a Prefect server shows."""

import os
import sys
from pathlib import Path
from typing import Any, cast

from flows.errors import BusyError, DossierError
from flows.readers.address import is_address, parse
from flows.summary import Summary

SERVER = "PREFECT_API_URL"
"""Environment variable: the server that shows the runs."""


def configure(*, starts_server: bool) -> None:
    """Sets how Prefect behaves, before it is imported; what the user has set stays.

    Args:
        starts_server: Whether a server is started here, which keeps what it has to in a folder of its own.

    Raises:
        DossierError: It could not write there.
    """
    if starts_server:
        _require_home()
    os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
    os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "180")


def _require_home() -> None:
    """Looks before the server does, which tries for minutes."""
    home = Path(os.path.expanduser(os.environ.get("PREFECT_HOME") or "~/.prefect"))  # noqa: PTH111 (Path's may raise)
    there = next(one for one in (home, *home.parents) if one.exists() or one == one.parent)
    if not (there.is_dir() and os.access(there, os.W_OK | os.X_OK)):
        raise DossierError(
            f"{home}: cannot be written, and Prefect's server needs it; set PREFECT_HOME to another folder"
        )


def run(inputs: list[str], warehouse: str, *, quiet: bool, **options: Any) -> Summary:
    """Runs the pipeline as a flow run of the server at PREFECT_API_URL, else of one started for the occasion.

    Args:
        inputs: As `flows.pipeline.run` takes them, like the options.
        warehouse: Folder of the releases, or an address of object storage.
        quiet: Leave Prefect's log to the server, so that an error stays one line here.

    Raises:
        DossierError: The run failed, or the server does not answer.
    """
    for name in filter(is_address, [*inputs, warehouse]):
        parse(name)  # refuses credentials, which the server would keep
    server = os.environ.get(SERVER)
    configure(starts_server=not server)
    if quiet:
        os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "CRITICAL")
    if not server and sys.stderr.isatty():
        print("no PREFECT_API_URL: starting a Prefect server for this run (10-30 s)", file=sys.stderr)

    from prefect.utilities.urls import url_for

    from flows.etl import etl

    def tell(flow: Any, flow_run: Any, state: Any) -> None:
        if sys.stderr.isatty() and server:
            print(f"tracked at {url_for(flow_run)}", file=sys.stderr)

    tracked: Any = etl.with_options(on_running=[tell])
    try:
        state = tracked(inputs or None, warehouse=warehouse, **options, return_state=True)
        if state.is_cancelled():
            raise BusyError(state.message)
        return cast(Summary, state.result())
    except RuntimeError as error:
        # Prefect has no exception of its own for this.
        if not any(sign in str(error) for sign in ("reach API", "ephemeral Prefect API")):
            raise
        raise DossierError(
            f"{server or 'the temporary Prefect server'}: does not answer; start one with `prefect server start`, "
            f"or run without: {f'unset {SERVER}' if server else 'leave out --track'}"
        ) from error
