"""Commands that look after the releases of a warehouse."""

from pathlib import Path
from typing import Annotated

import typer

from flows._console import guarded, status_text
from flows._words import counted, program
from flows.cli._options import DEFAULT_WAREHOUSE, AsJson, Debug, Warehouse, app, at, latest, print_json
from flows.errors import DossierError, UsageError


@app.command()
@guarded
def releases(
    prune: Annotated[bool, typer.Option("--prune", help="Remove old ones first; the one served always stays.")] = False,
    keep: Annotated[
        int | None, typer.Option("--keep", min=1, metavar="N", help="With --prune: how many of the newest stay.")
    ] = None,
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Lists the releases, the newest first; the one that is served has a star."""
    from dataclasses import asdict

    from flows.publish import warehouse_at

    if prune != (keep is not None):
        raise UsageError("--prune and --keep N go together, such as --prune --keep 30")
    house = warehouse_at(warehouse)
    if keep and house.releases():
        gone = house.prune(keep)
        if not as_json:
            print(f"{counted(len(gone), 'release')} removed")
    found = house.releases()
    if as_json:
        print_json([asdict(one) | {"published_at": one.published_at.isoformat()} for one in found])
    for one in [] if as_json else found:
        counts = f"{one.counts.get('articles', 0):>9,} articles {one.counts.get('records', 0):>9,} records"
        print(f"{'*' if one.is_latest else ' '} {one.release_id}  {one.problem or counts}  {one.bytes / 1e6:,.1f} MB")
    if not found and not as_json:
        print(f"{warehouse}: no release there yet; publish one with `{program()} run INPUT{at(warehouse)}`")


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
    from flows.publish import warehouse_at

    print(f"{warehouse_at(warehouse).rollback(release).name} is served now")


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

    from flows.publish import warehouse_at
    from flows.verify import verify_release

    house = warehouse_at(warehouse)
    with house.as_it_lies(release) as folder:
        problems = verify_release(folder)
    if as_json:
        print_json({"release_id": folder.name, "problems": [asdict(problem) for problem in problems]})
    elif not problems:
        print(f"{folder.name} is whole and keeps every rule")
    for problem in [] if as_json else problems:
        print(problem)
    if problems:
        raise DossierError(
            f"{house.where(folder)}: {counted(len(problems), 'problem')}; "
            f"`{program()} rollback{at(warehouse)}` serves the release before it"
        )


@app.command()
@guarded
def status(
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    as_json: AsJson = False,
    prometheus: Annotated[
        bool, typer.Option("--prometheus", help="Print figures for Prometheus (a file of node exporter's collector).")
    ] = False,
    debug: Debug = False,
) -> None:
    """Tells which release is served, what it holds, whether a run is at work, and how the last ten runs went."""
    from flows import trends
    from flows.publish import warehouse_at

    house = warehouse_at(warehouse)
    if prometheus:
        from flows import metrics

        print(metrics.as_text(house), end="")
        return
    found = house.status()
    last = house.runs()
    if as_json:
        print_json(found | {"runs": last, "trends": trends.trends(last)})
    else:
        print("\n".join([status_text(found), *trends.as_lines(last)]))


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

    release = latest(warehouse)
    if export:
        count = held.export(release, export)
        if as_json:
            print_json({"records": count, "folder": str(export)})
        else:
            print(f"{counted(count, 'record')} written to {export}, listed in {export / held.INDEX}")
        return
    reasons = held.reasons(release)
    if as_json:
        print_json(reasons)
    elif reasons:
        print(held.as_text(reasons))
        print(f"\n{program()} quarantine --export DIR{at(warehouse)} writes their bytes into files")
    else:
        print("the quarantine is empty: every record could be used")
