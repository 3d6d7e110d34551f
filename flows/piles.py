"""Rows that may be too many to hold, sorted into piles: in memory while they are few, else on disk."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import polars as pl

from flows._disk import disk_errors

PILE = "pile"
"""Column of the rows given that says which pile each belongs to; piles are taken in the order of their numbers."""

HELD_BYTES = 32 * 2**20
"""Rows of more bytes than this, about, go to the disk."""


Placing = Callable[[pl.DataFrame], pl.DataFrame]


class Piles:
    """Rows of one table by pile.

    Args:
        folder: Takes the files; made once it is needed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: list[tuple[pl.DataFrame, Placing]] = []
        self._bytes = 0
        self._files: dict[int, list[Path]] = {}
        self._spilled = 0

    def add(self, rows: pl.DataFrame, placing: Placing = lambda rows: rows) -> None:
        """Takes rows.

        Args:
            rows: The rows, `PILE` among their columns unless it is put there later.
            placing: Puts `PILE` behind their columns, once they go to the disk.

        Raises:
            DossierError: The disk does not take them.
        """
        self._held.append((rows, placing))
        self._bytes += int(rows.estimated_size())
        if self._bytes > HELD_BYTES:
            self.spill()

    def add_all(self, batches: Iterable[pl.DataFrame]) -> None:
        """Takes rows that come a few at a time."""
        for rows in batches:
            self.add(rows)

    def spill(self) -> None:
        """Puts what is held on the disk.

        Raises:
            DossierError: The disk does not take it.
        """
        rows = pl.concat([placing(rows) for rows, placing in self._held]) if self._held else pl.DataFrame()
        self._held, self._bytes = [], 0
        if rows.is_empty():
            return
        for (pile,), some in rows.partition_by(PILE, as_dict=True, include_key=False).items():
            path = self._folder / f"{self._spilled:06d}-{pile}.arrow"
            with disk_errors(path):
                path.parent.mkdir(parents=True, exist_ok=True)
                some.write_ipc(path, compression="uncompressed")
            self._files.setdefault(int(pile), []).append(path)
        self._spilled += 1

    def pile(self, number: int) -> list[pl.DataFrame]:
        """One pile, of rows that went to the disk; nothing where it has none."""
        files = self._files.get(number, [])
        return [pl.concat(map(pl.read_ipc, files))] if files else []

    def take(self) -> Iterator[pl.DataFrame]:
        """Gives the rows away: pile by pile, or all at once where none went to the disk."""
        if not self._files:
            held, self._held = self._held, []
            if held:
                yield pl.concat([rows.drop(PILE, strict=False) for rows, _ in held])
            return
        self.spill()
        for pile in sorted(self._files):
            yield from self.pile(pile)
