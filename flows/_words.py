"""Numbers and commands in sentences."""

import shlex


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
    return f"`dossier {words} --warehouse {shlex.quote(str(warehouse))}`"
