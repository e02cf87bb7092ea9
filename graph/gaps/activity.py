"""Who does what where: the firms' activities that a graph states, and the areas they count for."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph.projection.model import Node, Relationship
from graph.store.base import View

ROLE_WEIGHT: Mapping[str | None, float] = {
    "leader": 3.0, "major": 2.0, "specialised": 1.5, None: 1.0, "supporting": 1.0, "emerging": 0.75,
}  # fmt: skip
"""How much a firm's role counts towards coverage; judgement, documented in docs/method.md."""

_UNVERIFIED = 0.85  # the audit of unverified reference rows found about 6 % wrong, of specialised ones far more


@dataclass(frozen=True, slots=True)
class Activity:
    """A firm's activity in a link at some places (adcodes); ``weight`` is role × evidence, in firms."""

    firm: str
    link: str
    role: str | None
    places: tuple[str, ...]
    weight: float
    fact: Relationship

    @property
    def documents(self) -> set[str]:
        """Documents (not reference files) that say it."""
        return {passage.rpartition(":")[0] for passage in self.fact.evidence if passage.startswith("d:")}


class Activities:
    """All activities of a graph, with the tree of regions above them."""

    def __init__(self, view: View) -> None:
        self.regions: dict[str, Node] = {node.id: node for node in view.nodes("Region")}
        self.links: list[Node] = sorted(view.nodes("Link"), key=lambda n: n.properties["position"])
        self.link_index = {link.id: i for i, link in enumerate(self.links)}
        self.firms: dict[str, Node] = {node.id: node for node in view.nodes("Firm")}
        self.feeds: list[Relationship] = view.relationships(["FEEDS"])
        self.seats: dict[str, list[str]] = defaultdict(list)
        for fact in view.relationships(["LOCATED_IN"]):
            if fact.head_label == "Firm" and fact.tail_label == "Region" and fact.properties["modality"] != "ended":
                self.seats[fact.head].append(fact.tail)
        facts = view.relationships(["MAKES"])
        self.all = [self._activity(fact) for fact in facts if fact.properties["modality"] == "asserted"]
        self.planned = [self._activity(fact) for fact in facts if fact.properties["modality"] == "planned"]
        self.by_link: dict[str, list[Activity]] = defaultdict(list)
        self.by_firm: dict[str, list[Activity]] = defaultdict(list)
        for activity in self.all:
            self.by_link[activity.link].append(activity)
            self.by_firm[activity.firm].append(activity)
        self._above: dict[str, frozenset[str]] = {}

    def _activity(self, fact: Relationship) -> Activity:
        properties = fact.properties
        role = properties.get("role") or None
        sites = properties.get("sites") or self.seats.get(fact.head, [])
        trust = 1.0 if properties.get("verified") else min(_UNVERIFIED, properties.get("confidence") or 0.0)
        return Activity(fact.head, fact.tail, role, tuple(sites), ROLE_WEIGHT[role] * trust, fact)

    def above(self, adcode: str) -> frozenset[str]:
        """The area itself and every area it lies in."""
        if adcode not in self._above:
            found, here = [], adcode
            while here and here in self.regions and here not in found:
                found.append(here)
                here = self.regions[here].properties.get("parent") or ""
            self._above[adcode] = frozenset(found)
        return self._above[adcode]

    def is_in(self, places: Collection[str], members: Collection[str]) -> bool:
        """Whether any of the places lies in any of the areas."""
        return any(not self.above(place).isdisjoint(members) for place in places)

    def here(self, link: str, members: Collection[str]) -> list[Activity]:
        """Activities in a link within the areas, a firm once, the weightiest first."""
        best: dict[str, Activity] = {}
        for activity in self.by_link.get(link, ()):
            if self.is_in(activity.places, members):
                known = best.get(activity.firm)
                if known is None or known.weight < activity.weight:
                    best[activity.firm] = activity
        return sorted(best.values(), key=lambda a: (-a.weight, a.firm))

    def coverage(self, members: Collection[str]) -> NDArray[np.float64]:
        """Coverage of every link within the areas, in weighted firms; shape (links,)."""
        return np.array([sum(a.weight for a in self.here(link.id, members)) for link in self.links])

    @cached_property
    def total(self) -> NDArray[np.float64]:
        """Weighted firms of every link wherever they are; shape (links,)."""
        totals = np.zeros(len(self.links))
        for activity in self.all:
            totals[self.link_index[activity.link]] += activity.weight
        return totals

    @cached_property
    def by_city(self) -> tuple[list[str], NDArray[np.float64]]:
        """Prefecture-level areas with any activity, and their coverage; shape (areas, links)."""
        cells: dict[tuple[str, str, str], float] = {}
        for activity in self.all:
            for place in activity.places:
                if city := self.city_of(place):
                    key = (city, activity.link, activity.firm)
                    cells[key] = max(cells.get(key, 0.0), activity.weight)
        cities = sorted({city for city, _, _ in cells})
        row = {city: i for i, city in enumerate(cities)}
        matrix = np.zeros((len(cities), len(self.links)))
        for (city, link, _), weight in cells.items():
            matrix[row[city], self.link_index[link]] += weight
        return cities, matrix

    def city_of(self, adcode: str) -> str | None:
        """The prefecture-level area (or municipality) that an area lies in; a province is in none."""
        for area in self.above(adcode):
            level = self.regions[area].properties["level"]
            if level == "prefecture" or (level == "province" and area[:2] in {"11", "12", "31", "50"}):
                return area
        return None

    @cached_property
    def portfolios(self) -> NDArray[np.float64]:
        """Which firm is active in which link, 0 or 1; shape (firms, links)."""
        rows = {firm: i for i, firm in enumerate(sorted(self.by_firm))}
        matrix = np.zeros((len(rows), len(self.links)))
        for activity in self.all:
            matrix[rows[activity.firm], self.link_index[activity.link]] = 1.0
        return matrix
