"""Finds the dumps of a run, and leaves out what warehouses hold."""

import os
import re
from functools import lru_cache
from pathlib import Path

from flows._layout import LOCK, RELEASE_ID
from flows.publish import Warehouse
from flows.readers import Source, discover
from flows.readers.address import is_address
from flows.readers.frames import in_utf8

_RELEASE = re.compile(rf"(.*?)/releases/{RELEASE_ID.pattern}/", re.DOTALL)
_OF_A_WAREHOUSE = ("releases/", "runs/", "search/", "tags/", "latest.json", LOCK)


def load(inputs: list[str], house: Warehouse) -> tuple[list[Source], list[str]]:
    """Finds the dumps; what a warehouse holds is none, also where it lies in a folder that was named.

    Args:
        inputs: As `discover` takes them.
        house: The run's own warehouse.

    Returns:
        The sources, and what was passed over: files, and warehouses with a slash at the end.
    """
    sources, ignored = discover(inputs)
    lying = _Lying()
    own = {name for name in (*(one.path for one in sources), *ignored) if house.holds(name)}
    named = {name: lying.at(name) for name in (*(one.path for one in sources), *ignored) if name not in own}
    found = {
        name: match[1] for name, place in named.items() if "/releases/" in place and (match := _RELEASE.match(place))
    }
    parts = tuple(f"{root}/{part}" for root in set(found.values()) for part in _OF_A_WAREHOUSE)
    held = own | {name for name, place in named.items() if place.startswith(parts)}
    houses = {root: _as_named(name, root) for name, root in sorted(found.items(), reverse=True)}
    shown = sorted({*houses.values(), *([house.name] if own else [])})
    dumps = [one for one in sources if one.path not in held]
    others = [name for name in ignored if name not in held]
    return dumps, [*map(in_utf8, others), *(f"{in_utf8(name)}/" for name in shown)]


class _Lying:
    """Where files lie, whatever links lead to them; many share a folder."""

    def __init__(self) -> None:
        self._real = lru_cache(maxsize=1_000)(os.path.realpath)

    def at(self, name: str) -> str:
        if is_address(name):
            return name
        folder, _, file = name.rstrip("/").rpartition("/")
        return f"{self._real(folder or ('/' if name.startswith('/') else '.'))}/{file}"


def _as_named(name: str, root: str) -> str:
    """A warehouse as the file's name begins; where it does not lead to it as it is."""
    if is_address(name):
        return root
    return next((str(one) for one in Path(name).parents if os.path.realpath(one) == root), root)
