"""Firms that already make something, or invest, outside the province they sit in: they are likelier to come."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

from graph.gaps.activity import Activities
from graph.projection.model import Relationship


class Moves:
    """Where firms went, with the facts that say so."""

    def __init__(self, activities: Activities, investments: Sequence[Relationship]) -> None:
        self._activities = activities
        self._investments: dict[str, list[Relationship]] = defaultdict(list)
        for fact in investments:
            if fact.properties["modality"] == "asserted":
                self._investments[fact.head].append(fact)

    @cached_property
    def by_firm(self) -> Mapping[str, Mapping[str, Relationship]]:
        """For every active firm that went anywhere the provinces (adcodes), each with one fact that says so."""
        found: dict[str, dict[str, Relationship]] = {}
        for firm, activities in self._activities.by_firm.items():
            home = {place[:2] for place in self._activities.seats.get(firm, ())}
            if not home:
                continue  # nobody knows where it is at home
            went = {f"{p[:2]}0000": a.fact for a in activities for p in a.places if p[:2] not in home}
            for fact in self._investments.get(firm, ()):
                went |= {f"{p[:2]}0000": fact for p in self._target(fact) if p[:2] not in home}
            if went:
                found[firm] = dict(sorted(went.items()))
        return found

    def _target(self, fact: Relationship) -> Sequence[str]:
        """Where an investment went: the region itself, or where the firm sits that it is in."""
        if fact.tail_label == "Region":
            return (fact.tail,)
        return self._activities.seats.get(fact.tail, ()) if fact.tail_label == "Firm" else ()
