"""Commands that make dashboards for BI tools."""

import shlex
from pathlib import Path
from typing import Annotated

import typer

from flows._console import guarded
from flows.cli._options import DEFAULT_WAREHOUSE, AsJson, Debug, Warehouse, app, latest, print_json

_group = typer.Typer(help="Makes dashboards for BI tools.")
app.add_typer(_group, name="dashboards")


@_group.command()
@guarded
def superset(
    out: Annotated[Path, typer.Argument(metavar="OUT.zip", help="The bundle to write.")],
    database: Annotated[
        str | None,
        typer.Option(
            "--database",
            metavar="PATH|URI",
            help="dossier.duckdb as the machine that runs Superset sees it; the warehouse's latest if not given.",
        ),
    ] = None,
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Writes a dashboard for Apache Superset, with its charts, filters and described datasets.

    superset import-dashboards -p OUT.zip -u admin
    """
    from flows.dashboards import superset as bundles

    release = latest(warehouse)
    address = bundles.address_of(_database_of(warehouse, release) if database is None else database)
    written = bundles.write(release, out, address)
    if as_json:
        print_json({"bundle": str(out), "database": address, **written})
        return
    print(f"{out}: 1 dashboard, {written['charts']} charts, {written['datasets']} datasets over {address}")
    print(f"\nImport it where Superset runs\n  superset import-dashboards -p {shlex.quote(str(out))} -u admin")


def _database_of(warehouse: str, release: Path) -> Path:
    """The link to it that the next release moves too: in the warehouse, or in what is here of it."""
    from flows._layout import DATABASE, LATEST

    served = release.parent.parent if "://" in warehouse else Path(warehouse)
    return served / LATEST / DATABASE
