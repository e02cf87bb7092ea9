"""The shortest way of facts between two entities, and the shortest of those through a liaison office.

Regions, links and other knowledge join thousands of firms and say little; a way without them is looked for
first. A second search lets them be the one place where both sides meet, and never walks on from them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graph.paths.profile import fact_json
from graph.projection.model import Node, Passage, Relationship
from graph.schema.model import load_schema
from graph.store.base import View

_HUBS = frozenset({"Region", "RegionGroup", "Chain", "Link", "Industry", "Product", "Place", "Policy"})
_MAX_FRONTIER = 5000  # parties looked at in one step; beyond it the answer would be a hub's small talk

# The fact by which each party was reached, from either end.
_Walks = tuple[dict[str, Relationship | None], dict[str, Relationship | None]]


@dataclass(frozen=True, slots=True)
class PathAnswer:
    """Facts in walking order from ``start`` to ``end``; none when there is no way."""

    start: Node
    end: Node
    facts: tuple[Relationship, ...]
    nodes: dict[str, Node]
    passages: dict[str, Passage]
    through_offices: tuple[Relationship, ...] = ()
    """The way through a liaison office, where the shortest one passes none."""

    @property
    def stops(self) -> list[str]:
        """Ids of the entities in walking order."""
        return self.stops_of(self.facts)

    def stops_of(self, facts: Sequence[Relationship]) -> list[str]:
        """Ids of the entities along one of the two ways."""
        here, stops = self.start.id, [self.start.id]
        for fact in facts:
            here = fact.tail if fact.head == here else fact.head
            stops.append(here)
        return stops

    def to_json(self) -> dict[str, Any]:
        """The form of the CLI and the API."""
        return {
            "from": {"id": self.start.id, "label": self.start.label, "name": self.start.name},
            "to": {"id": self.end.id, "label": self.end.label, "name": self.end.name},
            "found": bool(self.facts) or self.start.id == self.end.id,
            "steps": [fact_json(fact, self.nodes, self.passages) for fact in self.facts],
            "through_offices": [fact_json(fact, self.nodes, self.passages) for fact in self.through_offices],
        }


def find_path(view: View, start: Node, end: Node, longest: int) -> PathAnswer:
    """The shortest way within ``longest`` facts, first without knowledge nodes, then through one."""
    facts: list[Relationship] = []
    if start.id != end.id:
        facts = _search(view, start, end, longest, hubs=False) or _search(view, start, end, longest, hubs=True)
    through = _through_offices(view, start, end, longest, facts)
    told = [*facts, *through]
    nodes = view.get({start.id, end.id} | {e for fact in told for e in (fact.head, fact.tail)})
    passages = view.passages(p for fact in told for p in fact.evidence[:5])
    return PathAnswer(start, end, tuple(facts), nodes, passages, tuple(through))


def _through_offices(
    view: View, start: Node, end: Node, longest: int, shortest: list[Relationship]
) -> list[Relationship]:
    """The shortest way found that passes an office, within ``longest`` facts; none where the shortest way does.

    Both ends are walked outward until an office stands in both walks, and no party stands on both halves.
    """
    met = {label for fact in shortest for label in (fact.head_label, fact.tail_label)}
    if start.id == end.id or "Office" in met | {start.label, end.label}:
        return []
    types = [name for name in load_schema().fact_types if name not in ("IN", "FEEDS", "BELONGS_TO")]
    came: _Walks = ({start.id: None}, {end.id: None})
    frontier, offices = [[start.id], [end.id]], set()
    for _ in range(longest):
        side = min((0, 1), key=lambda s: len(frontier[s]) if frontier[s] else _MAX_FRONTIER + 1)
        if not frontier[side] or len(frontier[side]) > _MAX_FRONTIER:
            return []
        fresh = []
        for here, there, label, fact in _steps(view, frontier[side], types):
            if there in came[side] or here not in came[side] or label in _HUBS:
                continue
            came[side][there] = fact
            fresh.append(there)
            if label == "Office":
                offices.add(there)
        frontier[side] = fresh
        ways = [_way(came, office) for office in sorted(offices) if office in came[0] and office in came[1]]
        simple = [way for way in ways if len(way) <= longest and _is_simple(way, start.id)]
        if simple:
            return min(simple, key=len)
    return []


def _is_simple(way: list[Relationship], here: str) -> bool:
    """Whether a way passes no party twice."""
    seen = {here}
    for fact in way:
        here = fact.tail if fact.head == here else fact.head
        seen.add(here)
    return len(seen) == len(way) + 1


def _search(view: View, start: Node, end: Node, longest: int, *, hubs: bool) -> list[Relationship]:
    """Breadth first from both ends, the smaller side first."""
    types = [name for name in load_schema().fact_types if hubs or name not in ("IN", "FEEDS", "BELONGS_TO")]
    came: _Walks = ({start.id: None}, {end.id: None})
    frontier: list[list[str]] = [[start.id], [end.id]]
    for _ in range(longest):
        side = 0 if len(frontier[0]) <= len(frontier[1]) else 1
        if not frontier[side]:
            side = 1 - side
        if not frontier[side] or len(frontier[side]) > _MAX_FRONTIER:
            return []
        fresh: list[str] = []
        met: list[str] = []
        reached = came[side]
        for here, there, label, fact in _steps(view, frontier[side], types):
            if there in reached or here not in reached:
                continue
            if label in _HUBS and not hubs and there not in (start.id, end.id):
                continue
            reached[there] = fact
            if there in came[1 - side]:
                met.append(there)
            elif label not in _HUBS:
                fresh.append(there)
        if met:
            return _way(came, min(met))
        frontier[side] = fresh
    return []


def _steps(view: View, ids: list[str], types: list[str]) -> list[tuple[str, str, str, Relationship]]:
    here = set(ids)
    steps = []
    for fact in view.around(ids, types):
        if fact.properties.get("modality") == "ended":
            continue
        if fact.head in here:
            steps.append((fact.head, fact.tail, fact.tail_label, fact))
        if fact.tail in here:
            steps.append((fact.tail, fact.head, fact.head_label, fact))
    return sorted(steps, key=lambda s: (s[1], s[0], s[3].id))


def _way(came: _Walks, meeting: str) -> list[Relationship]:
    halves: list[list[Relationship]] = []
    for side in came:
        here, half = meeting, []
        while (fact := side[here]) is not None:
            half.append(fact)
            here = fact.tail if fact.head == here else fact.head
        halves.append(half)
    return [*reversed(halves[0]), *halves[1]]
