"""Entries in time: on which day a place got a firm of an activity, and what is known about places and activities."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from graph.gaps.method import Array

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Space:
    """What does not change in time.

    Attributes:
        places, activities: ids, in the order of the arrays.
        classes: for each classification which activities are of one class, 0 or 1; shape (activities, activities).
        near: how near two places are, 0..1; shape (places, places), diagonal 0.
    """

    places: tuple[str, ...]
    activities: tuple[str, ...]
    classes: Mapping[str, Array]
    near: Array

    @property
    def shape(self) -> tuple[int, int]:
        """Places and activities."""
        return len(self.places), len(self.activities)


@dataclass(frozen=True)
class History:
    """Entries in the order of their days; one firm of one activity at one place each.

    Attributes:
        day: proleptic ordinal of ``datetime.date``, ascending.
        place, activity: indices into the space.
    """

    space: Space
    day: Ints
    place: Ints
    activity: Ints

    @classmethod
    def of(cls, space: Space, entries: Sequence[tuple[int, int, int]]) -> Self:
        """From (day, place, activity), in any order."""
        day, place, activity = np.array(sorted(entries), dtype=np.int64).reshape(-1, 3).T
        return cls(space, day, place, activity)

    def before(self, day: int) -> "History":
        """The history as it was known at the beginning of a day."""
        end = int(np.searchsorted(self.day, day))
        return History(self.space, self.day[:end], self.place[:end], self.activity[:end])

    def counts(self, start: int, end: int) -> Array:
        """Entries on days start <= day < end; shape (places, activities)."""
        first, last = np.searchsorted(self.day, [start, end])
        return self._count(slice(int(first), int(last)))

    @cached_property
    def total(self) -> Array:
        """All entries; shape (places, activities)."""
        return self._count(slice(None))

    def faded(self, half_life: float) -> Array:
        """Entries that count half after ``half_life`` later entries anywhere.

        Fading by entries, not by the calendar: China let hardly any firm list in 2013, and a pause says nothing about
        which activities go where.
        """
        age = np.arange(len(self.day) - 1, -1, -1) + 0.5
        weight: Array = np.power(0.5, age / half_life)
        return self._count(slice(None), weight)

    def _count(self, span: slice, weight: Array | None = None) -> Array:
        flat = self.place[span] * len(self.space.activities) + self.activity[span]
        counts = np.bincount(flat, weight, minlength=self.space.shape[0] * self.space.shape[1])
        return counts.reshape(self.space.shape).astype(np.float64)


def same_class(keys: Sequence[str]) -> Array:
    """Which activities have the same key, 0 or 1; shape (activities, activities)."""
    codes = np.array(keys)
    same: Array = (codes[:, None] == codes[None, :]).astype(np.float64)
    return same
