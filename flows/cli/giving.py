"""Commands that give the latest release to other programs."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from flows._console import Progress, guarded, printable
from flows._words import counted
from flows.cli._options import DEFAULT_WAREHOUSE, AsJson, Debug, Warehouse, app, latest, print_json


@app.command()
@guarded
def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder, or an earlier export to replace.")],
    *,
    form: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="csv|xlsx|hyper",
            help="hyper is for Tableau, and needs `pip install pantab`.",
        ),
    ] = "csv",
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Writes all tables and report models of the latest release for spreadsheets or Tableau.

    csv: a file each, as Excel opens them. xlsx: tables.xlsx and reports.xlsx; what Excel cannot take is cut, and said
    to be. hyper: dossier.hyper. A dictionary of all columns goes with csv and xlsx.
    """
    from dataclasses import asdict

    from flows.export import export as write

    with Progress() as progress:
        done = write(latest(warehouse), folder, form, lambda name: progress(f"writing {name}", {}))
    if as_json:
        print_json({"folder": str(folder), **asdict(done)})
        return
    for note in done.notes:
        print(f"note: {note}", file=sys.stderr)
    print(f"{counted(done.rows, 'row')} in {counted(len(done.files), 'file')} written to {printable(str(folder))}")


_load = typer.Typer(help="Puts the latest release into a database.")
app.add_typer(_load, name="load")


@_load.command()
@guarded
def postgres(
    dsn: Annotated[
        str,
        typer.Argument(
            metavar="DSN",
            help="postgresql://USER@HOST/DATABASE or settings (host=… dbname=…); what it does not say is taken from "
            "PGHOST, PGDATABASE, PGPASSWORD … and ~/.pgpass, as psql does.",
        ),
    ] = "",
    *,
    schema: Annotated[str, typer.Option(metavar="NAME", help="Schema to load into.")] = "dossier",
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Loads all tables and report models into a schema of PostgreSQL, with keys, comments and indexes.

    The new tables take the old ones' place in one step. A password given in DSN is seen by others on this machine in
    the list of processes; in PGPASSWORD or ~/.pgpass it is not.
    """
    from dataclasses import asdict

    from flows.postgres import load

    with Progress() as progress:
        done = load(latest(warehouse), dsn, schema, lambda name: progress(f"loading {name}", {}))
    if as_json:
        print_json(asdict(done))
        return
    for note in done.notes:
        print(f"note: {note}", file=sys.stderr)
    print(f"{done.rows:,} rows in {done.tables} tables and report models are in schema {done.schema}")
