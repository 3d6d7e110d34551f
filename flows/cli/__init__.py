"""The command line: `dossier run`, `dossier query` and what goes with them.

Everything but Typer is imported by the command that needs it, so that `dossier --help` is quick. The commands are
listed in the order in which their modules are imported here.
"""

import sys
from typing import Annotated

import typer

from flows._console import stoppable
from flows.cli import running

# isort: split
from flows.cli import scheduling

# isort: split
from flows.cli import asking, dashboards, giving, keeping
from flows.cli._options import app

__all__ = ["app", "asking", "dashboards", "giving", "keeping", "main", "running", "scheduling"]


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
