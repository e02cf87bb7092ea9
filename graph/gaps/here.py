"""What is known of one place whatever the chain: computed with the first question about it, used by all others."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from graph.gaps.activity import Activities
from graph.gaps.introductions import Introductions, Offices
from graph.gaps.method import Array, smoothed_rca
from graph.gaps.ties import Ties
from graph.projection.model import Relationship
from graph.reference.neighbours import adjacent_provinces
from graph.reference.places import Place

_NEIGHBOURS = 0.2  # share of relatedness that comes from what the neighbours have


class Nearness:
    """Proximity of links, ready for density: φ and its column sums."""

    def __init__(self, proximity: Array) -> None:
        self.proximity = proximity
        self._near = proximity.sum(axis=1)

    def density(self, presence: Array) -> Array:
        """As ``graph.gaps.method.density``, with the sums taken once."""
        whole: Array = self.proximity @ presence
        share: Array = np.divide(whole, self._near, out=np.zeros_like(whole), where=self._near > 0)
        return share


class Here:
    """A place in a graph."""

    def __init__(
        self, place: Place, activities: Activities, ties: Ties, offices: Offices, priorities: Sequence[Relationship]
    ) -> None:
        self.place, self.members = place, place.members
        self._activities, self._ties, self._offices = activities, ties, offices
        areas = {area for member in place.members for area in activities.above(member)}
        self.prioritised = frozenset(p.tail for p in priorities if p.head in areas)

    @cached_property
    def rca(self) -> Array:
        """Smoothed advantage in every link."""
        return smoothed_rca(self._activities.coverage(self.members), self._activities.total)

    @cached_property
    def active(self) -> set[str]:
        """Firms with any activity here."""
        return self._activities.active_firms(self.members)

    @cached_property
    def introductions(self) -> Introductions:
        """Introductions as seen from here."""
        firms = self._activities.seated_in(self.members)
        return Introductions(self._offices, self._ties, self._activities, self.members, firms)

    @cached_property
    def provinces(self) -> frozenset[str]:
        """Two digits of the provinces that the place lies in or consists of."""
        return frozenset(member[:2] for member in self.members)

    @cached_property
    def adjacent(self) -> frozenset[str]:
        """Two digits of the provinces that border on those."""
        return frozenset(code for province in self.provinces for code in adjacent_provinces(province))

    def relatedness(self, nearness: Nearness) -> Array:
        """How much of what is near each link the place has, its neighbours' at a fifth; shape (links,)."""
        if self._relatedness is None:
            own = nearness.density(self._presence(self.members))
            around = nearness.density(self._presence(self._neighbours()))
            self._relatedness = (1 - _NEIGHBOURS) * own + _NEIGHBOURS * around
        return self._relatedness

    _relatedness: Array | None = None

    def _presence(self, members: Sequence[str]) -> Array:
        return np.minimum(1.0, self._activities.coverage(members) / 2.0)

    def _neighbours(self) -> list[str]:
        """A city's neighbours are the other cities of its province, a province's those that border on it."""
        regions = self._activities.regions
        parents = {regions[m].properties["parent"] for m in self.members if m in regions} - {None, ""}
        if parents:
            below = (r for parent in sorted(parents) for r in self._activities.below(parent))
            return [r for r in below if r not in self.members]
        return [f"{code}0000" for code in sorted(self.adjacent) if f"{code}0000" not in self.members]
