"""What the commands share: their program, options that several have, and finding the latest release."""

import json
import os
import shlex
from pathlib import Path
from typing import Annotated, Any

import typer

from flows._console import program
from flows.errors import DossierError

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


def latest(warehouse: Path) -> Path:
    """The latest release's own folder, so that a release published meanwhile changes nothing."""
    served = warehouse / "latest"
    if served.exists():
        return served.resolve()
    if served.is_symlink():
        raise DossierError(f"{served}: its release is gone; choose another with `{program()} rollback RELEASE`")
    raise DossierError(f"{warehouse}: no release there yet; publish one with `{program()} run INPUT{at(warehouse)}`")


def is_default(warehouse: Path) -> bool:
    return str(warehouse) == os.environ.get("DOSSIER_WAREHOUSE", str(DEFAULT_WAREHOUSE))


def at(warehouse: Path) -> str:
    return "" if is_default(warehouse) else f" --warehouse {shlex.quote(str(warehouse))}"


def print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))
