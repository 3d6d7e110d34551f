"""The command line: `dossier run`, `dossier query` and what goes with them.

Everything but Typer is imported by the command that needs it, so that `dossier --help` is quick.
"""

import json
import os
import shlex
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from flows._console import Progress, guarded, program, show_summary, status_text, stoppable
from flows.errors import DossierError, UsageError

DEFAULT_WAREHOUSE = Path("data/warehouse")

app = typer.Typer(
    name="dossier",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)

Warehouse = Annotated[
    Path, typer.Option("--warehouse", envvar="DOSSIER_WAREHOUSE", metavar="DIR", help="Folder of the releases.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else, on standard output.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]


@app.command()
@guarded
def run(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT",
            help="A file, a folder (searched recursively), a glob in quotes, or an address of object storage "
            "(s3://…, gs://…, az://…).",
        ),
    ],
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
        float, typer.Option(min=0.001, metavar="MB", help="Reject records larger than this.")
    ] = 64,
    workers: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Processes at work; one a core if not given.")
    ] = None,
    runner: Annotated[str, typer.Option(metavar="local|dask", help="Where the shards are worked on.")] = "local",
    scheduler: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Address of the Dask scheduler, with --runner dask.")
    ] = None,
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
    if runner == "dask":
        raise UsageError("--runner dask is not there yet; leave it out to work on this machine")
    if scheduler:
        raise UsageError("--scheduler goes with --runner dask")
    options: dict[str, Any] = {
        "full_refresh": full_refresh,
        "max_rejected": max_rejected,
        "max_record_mb": max_record_mb,
        "workers": workers,
    }
    if track or os.environ.get("PREFECT_API_URL"):
        from flows import _tracked

        summary = _tracked.run(inputs, warehouse, quiet=not debug, **options)
    else:
        from flows import pipeline

        with Progress() as progress:
            summary = pipeline.run(inputs, warehouse, progress=progress, **options)
    if as_json:
        _print_json(summary.as_dict())
    else:
        show_summary(summary, warehouse, is_default=_is_default(warehouse))


@app.command()
@guarded
def query(
    sql: Annotated[str, typer.Argument(metavar="SQL", help="A SELECT; - reads it from standard input.")],
    form: Annotated[str, typer.Option("--format", metavar="table|csv|json", help="How to print the rows.")] = "table",
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    debug: Debug = False,
) -> None:
    """Asks the latest release in SQL (DuckDB's).

    All tables are there by name, sections with their text, and the report models: reports.totals and so on.

    dossier query "show all tables"

    dossier query "from reports.articles_by_region_year" --format csv > regions.csv
    """
    from flows import query as sql_of

    sql_of.query(_latest(warehouse), sys.stdin.read() if sql == "-" else sql, form)


@app.command()
@guarded
def explain(
    article: Annotated[
        str, typer.Argument(metavar="ARTICLE", help="Its code, id, former id, address, end of the address, or title.")
    ],
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Tells where each field of an article came from: record, file, lines, rule."""
    import shutil

    from flows import explain as explanation

    found = explanation.explain(_latest(warehouse), article)
    if as_json:
        _print_json(found)
    else:
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else 200
        print(explanation.as_text(found, width))


@app.command()
@guarded
def quarantine(
    export: Annotated[
        Path | None, typer.Option("--export", metavar="DIR", help="Write each record's bytes into a file there.")
    ] = None,
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Lists the records that could not be used, by reason."""
    from flows import quarantine as held

    release = _latest(warehouse)
    if export:
        count = held.export(release, export)
        if as_json:
            _print_json({"records": count, "folder": str(export)})
        else:
            print(f"{count:,} records written to {export}, listed in {export / held.INDEX}")
        return
    reasons = held.reasons(release)
    if as_json:
        _print_json(reasons)
    elif reasons:
        print(held.as_text(reasons))
        print(f"\n{program()} quarantine --export DIR{_at(warehouse)} writes their bytes into files")
    else:
        print("the quarantine is empty: every record could be used")


@app.command()
@guarded
def report(
    open_it: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    debug: Debug = False,
) -> None:
    """Prints where the latest release's HTML report is."""
    path = _latest(warehouse) / "report.html"
    if not path.is_file():
        raise DossierError(
            f"{path}: this version makes no report yet; ask with `{program()} query` or open dossier.duckdb beside it"
        )
    print(path)
    if open_it:
        import webbrowser

        webbrowser.open(path.as_uri())


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
    debug: Debug = False,
) -> None:
    """Writes made-up dumps, any number, for trying out and benchmarks."""
    from flows import sample as made_up

    written = made_up.write(folder, articles, seed, form, truth)
    print(f"{written.records:,} made-up pages of {written.articles:,} articles written to {folder}")
    print(f"\nTry\n  {program()} run {shlex.quote(str(folder))}")


@app.command()
@guarded
def releases(warehouse: Warehouse = DEFAULT_WAREHOUSE, as_json: AsJson = False, debug: Debug = False) -> None:
    """Lists the releases, the newest first; the one that is served has a star."""
    from dataclasses import asdict

    from flows.publish import Warehouse as House

    found = House(warehouse).releases()
    if as_json:
        _print_json([asdict(one) | {"published_at": one.published_at.isoformat()} for one in found])
    for one in [] if as_json else found:
        counts = f"{one.counts.get('articles', 0):>9,} articles {one.counts.get('records', 0):>9,} records"
        print(f"{'*' if one.is_latest else ' '} {one.release_id}  {one.problem or counts}  {one.bytes / 1e6:,.1f} MB")
    if not found and not as_json:
        print(f"{warehouse}: no release there yet; publish one with `{program()} run INPUT{_at(warehouse)}`")


@app.command()
@guarded
def rollback(
    release: Annotated[
        str | None, typer.Argument(metavar="RELEASE", help="Its id; the one before if not given.")
    ] = None,
    *,
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    debug: Debug = False,
) -> None:
    """Serves an earlier release again."""
    from flows.publish import Warehouse as House

    print(f"{House(warehouse).rollback(release).name} is served now")


@app.command()
@guarded
def verify(
    release: Annotated[str | None, typer.Argument(metavar="RELEASE", help="Its id; the latest if not given.")] = None,
    *,
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Checks a release: that its files are as published, and that its tables keep every rule."""
    from dataclasses import asdict

    from flows.publish import Warehouse as House
    from flows.verify import verify_release

    folder = House(warehouse).release(release)
    problems = verify_release(folder)
    if as_json:
        _print_json({"release_id": folder.name, "problems": [asdict(problem) for problem in problems]})
    elif not problems:
        print(f"{folder.name} is whole and keeps every rule")
    for problem in [] if as_json else problems:
        print(problem)
    if problems:
        raise DossierError(f"{folder}: {len(problems)} problems; `{program()} rollback` serves the release before it")


@app.command()
@guarded
def status(warehouse: Warehouse = DEFAULT_WAREHOUSE, as_json: AsJson = False, debug: Debug = False) -> None:
    """Tells which release is served, what it holds, and whether a run is at work."""
    from flows.publish import Warehouse as House

    found = House(warehouse).status()
    if as_json:
        _print_json(found)
    else:
        print(status_text(found))


@app.callback(invoke_without_command=True)
def _root(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Turns raw dumps of publication pages into analytic tables."""
    if version:
        from importlib.metadata import version as installed

        print(f"dossier {installed('dossier')}")
    elif context.invoked_subcommand is None:
        print(context.get_help())
        raise typer.Exit(2)


def main() -> int:
    """Runs the command line.

    Returns:
        The exit code: 0 done, 1 failed, 2 used wrongly.
    """
    try:
        with stoppable():
            return app(prog_name="dossier", standalone_mode=False) or 0
    except typer.TyperException as error:
        path = getattr(getattr(error, "ctx", None), "command_path", "dossier")
        print(f"{path}: {error.format_message().rstrip('.')}; `{path} --help` shows how", file=sys.stderr)
        return 2


def _latest(warehouse: Path) -> Path:
    """The latest release's own folder, so that a release published meanwhile changes nothing."""
    latest = warehouse / "latest"
    if latest.exists():
        return latest.resolve()
    if latest.is_symlink():
        raise DossierError(f"{latest}: its release is gone; choose another with `{program()} rollback RELEASE`")
    raise DossierError(f"{warehouse}: no release there yet; publish one with `{program()} run INPUT{_at(warehouse)}`")


def _is_default(warehouse: Path) -> bool:
    return str(warehouse) == os.environ.get("DOSSIER_WAREHOUSE", str(DEFAULT_WAREHOUSE))


def _at(warehouse: Path) -> str:
    return "" if _is_default(warehouse) else f" --warehouse {shlex.quote(str(warehouse))}"


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))
