"""What the commands share: their program, options that several have, and finding the latest release."""

import json
import os
import shlex
from pathlib import Path
from typing import Annotated, Any

import typer

from flows._words import program
from flows.errors import DossierError

DEFAULT_WAREHOUSE = "data/warehouse"

app = typer.Typer(
    name="dossier",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _named(warehouse: str) -> str:
    """As a variable that is not set gives it, it would stand for the folder one is in."""
    if not warehouse:
        raise typer.BadParameter("it is empty")
    return warehouse


Warehouse = Annotated[
    str,
    typer.Option(
        "--warehouse",
        envvar="DOSSIER_WAREHOUSE",
        metavar="DIR",
        callback=_named,
        help="Folder of the releases, or an address of object storage.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else, on standard output.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]


def latest(warehouse: str, *names: str) -> Path:
    """The latest release's own folder, so that a release published meanwhile changes nothing.

    Of a warehouse in object storage it is the folder on this machine, with the files and folders named, or all.
    """
    if "://" in warehouse:
        # Not needed for a folder, and not quick to import.
        from flows.publish import warehouse_at

        house = warehouse_at(warehouse)
        if (release := house.latest()) is not None:
            return house.need(release, *names)
    served = Path(warehouse) / "latest"
    if served.exists():
        return served.resolve()
    if served.is_symlink():
        raise DossierError(
            f"{served}: its release is gone; choose another with `{program()} rollback RELEASE{at(warehouse)}`"
        )
    if "://" not in warehouse:
        from flows.releases import require_new

        require_new(Path(warehouse))
    raise DossierError(f"{warehouse}: no release there yet; publish one with `{program()} run INPUT{at(warehouse)}`")


def is_default(warehouse: str) -> bool:
    return warehouse == (os.environ.get("DOSSIER_WAREHOUSE") or DEFAULT_WAREHOUSE)


def at(warehouse: str) -> str:
    return "" if is_default(warehouse) else f" --warehouse {shlex.quote(warehouse)}"


def print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))
