"""Commands that make something: a release, made-up dumps."""

import os
import shlex
from pathlib import Path
from typing import Annotated, Any

import typer

from flows._console import Progress, guarded, show_summary
from flows._words import counted, program
from flows.cli._options import DEFAULT_WAREHOUSE, AsJson, Debug, Warehouse, app, is_default, print_json
from flows.errors import UsageError
from flows.limits import MOST_MEGABYTES, MOST_SECONDS, MOST_WORKERS


@app.command()
@guarded
def run(
    inputs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="INPUT",
            help="A file, a folder (searched recursively), a glob in quotes, or an address of object storage "
            "(s3://…, gs://…, az://…).",
            show_default=False,
        ),
    ] = None,
    *,
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    full_refresh: Annotated[
        bool, typer.Option("--full-refresh", help="Parse again what earlier releases know already.")
    ] = False,
    max_rejected: Annotated[
        float,
        typer.Option(min=0, max=1, metavar="SHARE", help="Publish nothing where more of the records are rejected."),
    ] = 0.25,
    max_record_mb: Annotated[
        float, typer.Option(min=0.001, max=MOST_MEGABYTES, metavar="MB", help="Reject records larger than this.")
    ] = 64,
    accept_shrink: Annotated[
        bool,
        typer.Option("--accept-shrink", help="Publish also with over 20 % fewer articles than in the last release."),
    ] = False,
    retry_quarantine: Annotated[
        bool, typer.Option("--retry-quarantine", help="Read what is in quarantine again; INPUT may be left out.")
    ] = False,
    workers: Annotated[
        int | None,
        typer.Option(min=1, max=MOST_WORKERS, metavar="N", help="Processes at work; one a core if not given."),
    ] = None,
    wait: Annotated[
        float,
        typer.Option(
            min=0, max=MOST_SECONDS, metavar="SECONDS", help="How long to wait for another run in the warehouse to end."
        ),
    ] = 60,
    runner: Annotated[str, typer.Option(metavar="local|dask", help="Where the shards are worked on.")] = "local",
    scheduler: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Address of the Dask scheduler, with --runner dask.")
    ] = None,
    index: Annotated[
        bool,
        typer.Option(
            "--index/--no-index", help="Put the index for `dossier search` into the release, or leave it to a search."
        ),
    ] = True,
    alert_rejected: Annotated[
        float,
        typer.Option(
            min=0, max=1, metavar="SHARE", help="Send an alert where more are rejected (to DOSSIER_ALERTS: addresses)."
        ),
    ] = 0.05,
    track: Annotated[
        bool, typer.Option("--track", help="Make it a Prefect flow run (also where PREFECT_API_URL is set).")
    ] = False,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Reads dumps and publishes a release of what is new in them.

    [bold]Forms of INPUT[/bold]

    .txt .html .htm    a file is a page

    .jsonl .ndjson     a line is a page: url, text or html, timestamp

    .parquet           a row is a page, columns as in JSON lines

    .warc .wet         web archives

    .zip .tar          archives with any of these

    All but archives and Parquet also with .gz .zst .bz2 .xz. Other files in a folder are ignored and listed.
    Running again on the same inputs publishes nothing new.
    """
    if runner not in ("local", "dask"):
        raise UsageError(f"--runner {runner}: choose local or dask")
    if (runner == "dask") != bool(scheduler):
        raise UsageError("--runner dask and --scheduler go together, such as --runner dask --scheduler tcp://HOST:8786")
    if not inputs and not retry_quarantine:
        raise UsageError("no INPUT; give a file, a folder, a glob or an address, or --retry-quarantine")
    options: dict[str, Any] = {
        "retry_quarantine": retry_quarantine,
        "full_refresh": full_refresh,
        "max_rejected": max_rejected,
        "max_record_mb": max_record_mb,
        "accept_shrink": accept_shrink,
        "workers": workers,
        "index": index,
        "scheduler": scheduler,
        "wait_seconds": wait,
    }
    if track or os.environ.get("PREFECT_API_URL"):
        from flows import _tracked

        summary = _tracked.run(inputs or [], warehouse, quiet=not debug, alert_rejected=alert_rejected, **options)
    else:
        from flows import alerts, pipeline

        with alerts.watching(warehouse, alert_rejected) as done:
            with Progress() as progress:
                summary = pipeline.run(inputs or [], warehouse, progress=progress, **options)
            done(summary)
    if as_json:
        print_json(summary.as_dict())
    else:
        show_summary(summary, warehouse, is_default=is_default(warehouse))


@app.command()
@guarded
def sample(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to write into.")],
    *,
    articles: Annotated[int, typer.Option(min=1, metavar="N", help="How many articles to make up.")],
    seed: Annotated[int, typer.Option(metavar="N", help="Another number, other articles.")] = 0,
    form: Annotated[
        str, typer.Option(metavar="FORM", help="jsonl.zst, jsonl.gz, jsonl, parquet, txt, or mixed (txt and jsonl).")
    ] = "jsonl.zst",
    truth: Annotated[
        Path | None, typer.Option(metavar="FILE", help="JSON lines to write what is true of each record into.")
    ] = None,
    near_copies: Annotated[
        bool, typer.Option("--near-copies", help="Let another site repeat some articles with small changes.")
    ] = False,
    debug: Debug = False,
) -> None:
    """Writes made-up dumps, any number, for trying out and benchmarks."""
    from flows import sample as made_up

    written = made_up.write(folder, articles, seed, form, truth, near=near_copies)
    print(f"{counted(written.records, 'made-up page')} of {counted(written.articles, 'article')} written to {folder}")
    print(f"\nTry\n  {program()} run {shlex.quote(str(folder))}")
