"""Numbers and commands in sentences."""

import shlex
import shutil
import sys
from pathlib import Path


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun: `1 release`, `1,200 releases`.

    Args:
        number: How many.
        one: The noun for one.
        many: The noun for others, where it is not that with an s.
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def command(words: str, warehouse: object) -> str:
    """A command of Dossier's to type for a warehouse, between backquotes."""
    return f"`{program()} {words} --warehouse {shlex.quote(str(warehouse))}`"


def program() -> str:
    """How the user can call this command again: by its name where the shell finds it, else by its path."""
    here = Path(sys.argv[0])
    found = shutil.which("dossier")
    if here.name != "dossier" or (found and Path(found).resolve() == here.resolve()):
        return "dossier"
    try:
        return shlex.quote(str(here.resolve().relative_to(Path.cwd())))
    except ValueError:
        return shlex.quote(str(here))
