"""Commands that look after the releases of a warehouse."""

from pathlib import Path
from typing import Annotated

import typer

from flows._console import guarded, program, status_text
from flows.cli._options import DEFAULT_WAREHOUSE, AsJson, Debug, Warehouse, app, at, latest, print_json
from flows.errors import DossierError


@app.command()
@guarded
def releases(warehouse: Warehouse = DEFAULT_WAREHOUSE, as_json: AsJson = False, debug: Debug = False) -> None:
    """Lists the releases, the newest first; the one that is served has a star."""
    from dataclasses import asdict

    from flows.publish import Warehouse as House

    found = House(warehouse).releases()
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
        print_json({"release_id": folder.name, "problems": [asdict(problem) for problem in problems]})
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
        print_json(found)
    else:
        print(status_text(found))


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
            print(f"{count:,} records written to {export}, listed in {export / held.INDEX}")
        return
    reasons = held.reasons(release)
    if as_json:
        print_json(reasons)
    elif reasons:
        print(held.as_text(reasons))
        print(f"\n{program()} quarantine --export DIR{at(warehouse)} writes their bytes into files")
    else:
        print("the quarantine is empty: every record could be used")
