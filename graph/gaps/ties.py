"""Ties between organisations and people as documents state them: the ground that introductions walk on."""

from collections import defaultdict, deque
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from graph.projection.model import Relationship
from graph.store.base import View

TIE_TYPES = (
    "ORGANIZES", "PARTICIPATES_IN", "COOPERATES_WITH", "MEMBER_OF", "HOLDS_POSITION", "SUBSIDIARY_OF", "INVESTS_IN",
    "SUPPLIES",
)  # fmt: skip
_LONGEST = 4


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path: ``start`` and ``end`` in walking order, whichever way the fact points."""

    start: str
    end: str
    fact: Relationship


class Ties:
    """Facts of documents that tie two parties, walked in either direction; regions are not walked through."""

    def __init__(self, view: View) -> None:
        self._next: dict[str, list[Step]] = defaultdict(list)
        for fact in view.relationships(TIE_TYPES):
            if fact.properties["modality"] == "ended" or not fact.documents:
                continue
            if "Region" in (fact.head_label, fact.tail_label):
                continue
            self._next[fact.head].append(Step(fact.head, fact.tail, fact))
            self._next[fact.tail].append(Step(fact.tail, fact.head, fact))

    def direct(self, party: str) -> list[Step]:
        """Ties of one party."""
        return self._next.get(party, [])

    def from_any(self, starts: Iterable[str], longest: int = _LONGEST) -> dict[str, list[Step]]:
        """The shortest path from the nearest of ``starts`` to every party within ``longest`` steps."""
        order = sorted(set(starts))
        paths: dict[str, list[Step]] = {start: [] for start in order}
        queue = deque(order)
        while queue:
            here = queue.popleft()
            if len(paths[here]) == longest:
                continue
            for step in sorted(self.direct(here), key=lambda s: (s.end, s.fact.id)):
                if step.end not in paths:
                    paths[step.end] = [*paths[here], step]
                    queue.append(step.end)
        return paths

    def between(self, party: str, others: Collection[str]) -> list[Step]:
        """Direct ties of a party to any of the others."""
        steps = self._next.get(party)
        return [step for step in steps if step.end in others] if steps else []
