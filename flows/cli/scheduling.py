"""The command that runs the pipeline on a schedule."""

from typing import Annotated

import typer

from flows._console import guarded
from flows.cli._options import DEFAULT_WAREHOUSE, Debug, Warehouse, app
from flows.limits import MOST_WORKERS


@app.command()
@guarded
def serve(
    inputs: Annotated[list[str], typer.Argument(metavar="INPUT", help="As `dossier run` takes them.")],
    *,
    cron: Annotated[
        str,
        typer.Option(metavar="CRON", help='As crontab says it: "30 2 * * *" is every night at half past two.'),
    ],
    timezone: Annotated[str, typer.Option(metavar="ZONE", help="Time zone of --cron.")] = "UTC",
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    max_rejected: Annotated[
        float,
        typer.Option(min=0, max=1, metavar="SHARE", help="Publish nothing where more of the records are rejected."),
    ] = 0.25,
    workers: Annotated[
        int | None,
        typer.Option(min=1, max=MOST_WORKERS, metavar="N", help="Processes at work; one a core if not given."),
    ] = None,
    name: Annotated[str, typer.Option(metavar="NAME", help="Another one for each warehouse served.")] = "served",
    debug: Debug = False,
) -> None:
    """Runs on a schedule, until it is ended with Ctrl-C.

    Uses the Prefect server at PREFECT_API_URL, else starts one on port 4200 that shows the runs. A run that comes due
    while another works is cancelled. For runs on other machines use prefect.yaml: docs/operations.md says how.

    dossier serve data/raw --cron "30 2 * * *" --timezone Asia/Singapore
    """
    from flows import serving

    serving.serve(inputs, warehouse, cron, timezone, name, max_rejected=max_rejected, workers=workers)
