"""Numbers of the report as bytes that a browser reads without parsing."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl


class Columns:
    """Columns of numbers, one value an article, or several.

    A number takes as few bytes as the column's greatest needs; the lowest byte of all rows comes first, then the next:
    alike bytes lie together and deflate well.
    """

    def __init__(self) -> None:
        self._described: list[dict[str, Any]] = []
        self._bytes: list[bytes] = []

    def one(self, name: str, values: pl.Series) -> None:
        """Adds a column with one number an article.

        Args:
            name: What the page calls it.
            values: Numbers from 0, in the articles' order.
        """
        self._add(name, values.to_numpy())

    def many(self, name: str, rows: pl.DataFrame, articles: int) -> None:
        """Adds a column with any count of numbers an article: as `name_n` how many, as `name` all, one after another.

        Args:
            name: What the page calls it.
            rows: `i`, the article's place, and `value`, from 0; sorted by `i`.
            articles: How many articles there are.
        """
        self._add(f"{name}_n", np.bincount(rows["i"].to_numpy(), minlength=articles))
        self._add(name, rows["value"].to_numpy())

    def packed(self) -> tuple[Sequence[Mapping[str, Any]], bytes]:
        """Name, count and bytes a number of each column, and the bytes of all."""
        return self._described, b"".join(self._bytes)

    def _add(self, name: str, numbers: np.ndarray[Any, Any]) -> None:
        greatest = int(numbers.max(initial=0))
        width = 1 if greatest < 1 << 8 else 2 if greatest < 1 << 16 else 4
        planes = numbers.astype("<u4").view(np.uint8).reshape(-1, 4).T[:width]
        self._described.append({"name": name, "count": len(numbers), "width": width})
        self._bytes.append(planes.tobytes())
