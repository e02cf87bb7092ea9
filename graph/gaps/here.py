"""What is known of one place whatever the chain: computed with the first question about it, used by all others."""

from collections.abc import Sequence
from functools import cached_property

from graph.gaps.activity import Activities
from graph.gaps.introductions import Introductions, Offices
from graph.gaps.ties import Ties
from graph.projection.model import Relationship
from graph.reference.neighbours import adjacent_provinces
from graph.reference.places import Place


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

    @cached_property
    def neighbours(self) -> tuple[str, ...]:
        """A city's neighbours are the other cities of its province, a province's those that border on it."""
        regions = self._activities.regions
        parents = {regions[m].properties["parent"] for m in self.members if m in regions} - {None, ""}
        if parents:
            below = (r for parent in sorted(parents) for r in self._activities.below(parent))
            return tuple(r for r in below if r not in self.members)
        return tuple(f"{code}0000" for code in sorted(self.adjacent) if f"{code}0000" not in self.members)
