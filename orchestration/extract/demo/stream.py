"""Chance that is the same on every machine: one stream of numbers a topic, so that a change of one leaves the others alone.

Only `Random.random()` is used: of the standard library's generators it alone promises the same numbers in every version.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")


class Stream:
    """Random numbers of one topic."""

    def __init__(self, seed: int, topic: str) -> None:
        self.share = random.Random(f"{seed}:{topic}").random  # from 0 up to 1, 1 not included

    def chance(self, probability: float) -> bool:
        return self.share() < probability

    def below(self, limit: int) -> int:
        """A whole number from 0 up to the limit, which is not included."""
        return int(self.share() * limit)

    def between(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self.share() * (high - low + 1))

    def pick(self, values: Sequence[T]) -> T:
        return values[int(self.share() * len(values))]

    def weighted(self, weights: Mapping[T, float]) -> T:
        """One of the keys, as likely as its weight says."""
        left = self.share() * sum(weights.values())
        for value, weight in weights.items():
            left -= weight
            if left < 0:
                return value
        return list(weights)[-1]  # what rounding left over

    def normal(self) -> float:
        """About a standard normal number (the sum of four even ones), never beyond 3.5."""
        share = self.share
        return 1.7320508 * (share() + share() + share() + share() - 2)

    def around(self, median: float, spread: float) -> float:
        """A log-normal number; `spread` is the standard deviation of its logarithm."""
        return median * math.exp(spread * self.normal())

    def shuffled(self, values: Sequence[T]) -> list[T]:
        """The values in a random order."""
        mixed = list(values)
        for place in range(len(mixed) - 1, 0, -1):
            other = self.below(place + 1)
            mixed[place], mixed[other] = mixed[other], mixed[place]
        return mixed
