"""Chance that falls the same way on every machine and under every version of Python."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Draws from one seed.

    Only `Random.random` is used: its sequence is the one thing the standard library promises to keep.
    """

    def __init__(self, *seed: object) -> None:
        self.random = Random("/".join(map(str, seed))).random

    def whole(self, below: int) -> int:
        """A whole number from 0 to `below` - 1."""
        return int(self.random() * below)

    def between(self, least: int, most: int) -> int:
        """A whole number, both ends included."""
        return least + int(self.random() * (most - least + 1))

    def chance(self, share: float) -> bool:
        """True in this share of the draws."""
        return self.random() < share

    def pick(self, things: Sequence[T]) -> T:
        """One of the things."""
        return things[int(self.random() * len(things))]

    def pair(self, things: Sequence[T]) -> tuple[T, T]:
        """Two distinct things of at least two."""
        count = len(things)
        first = int(self.random() * count)
        return things[first], things[(first + 1 + int(self.random() * (count - 1))) % count]

    def weigh(self, things: Sequence[T], weights: Sequence[float]) -> T:
        """One of the things, the heavier the likelier."""
        left = self.random() * sum(weights)
        for thing, weight in zip(things, weights, strict=True):
            left -= weight
            if left < 0:
                return thing
        return things[-1]

    def some(self, things: Sequence[T], count: int) -> list[T]:
        """Distinct things, in random order."""
        rest = list(things)
        return [rest.pop(self.whole(len(rest))) for _ in range(min(count, len(rest)))]
