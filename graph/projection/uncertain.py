"""What people should look at: merges that rest on little, names that were kept apart, facts that are not sure."""

from dataclasses import dataclass
from typing import Any

from graph.ledger.ledger import Ledger
from graph.projection.build import resolve_documents
from graph.projection.model import Passage, Relationship
from graph.reference.model import Reference
from graph.resolution.resolve import Merge
from graph.schema.model import load_schema
from graph.store.base import View

SURE_MERGE = 0.9
SURE_FACT = 0.75


@dataclass(frozen=True, slots=True)
class UncertainFact:
    """A fact with its ends' names and its newest sentence."""

    fact: Relationship
    head: str
    tail: str
    passage: Passage | None


@dataclass(frozen=True, slots=True)
class Uncertain:
    """Merges made on little, pairs of one name kept apart, and facts below the floor; names by source id."""

    merges: tuple[Merge, ...]
    doubts: tuple[Merge, ...]
    facts: tuple[UncertainFact, ...]
    names: dict[str, str]

    def to_json(self) -> dict[str, Any]:
        """The form of the CLI and the API."""

        def pair(merge: Merge) -> dict[str, Any]:
            return {
                "a": merge.source, "b": merge.target,
                "names": [self.names.get(i, i) for i in (merge.source, merge.target)],
                "score": merge.score, "reason": merge.reason,
            }  # fmt: skip

        return {
            "merges": [pair(m) for m in self.merges],
            "doubts": [pair(m) for m in self.doubts],
            "facts": [
                {
                    "fact": f.fact.id, "type": f.fact.type, "head": f.head, "tail": f.tail,
                    "confidence": f.fact.properties["confidence"], "method": f.fact.properties["method"],
                    "evidence": f.passage.to_json() if f.passage else None,
                }
                for f in self.facts
            ],
        }  # fmt: skip


def uncertain(ledger: Ledger, reference: Reference, view: View) -> Uncertain:
    """Everything that is worth a look, the least sure first; what somebody decided already is left out."""
    resolution, names = resolve_documents(ledger, reference)
    merges = sorted((m for m in resolution.merges if m.score < SURE_MERGE), key=lambda m: (m.score, m.source, m.target))
    names |= {f"ref:{firm.id}": firm.full_name for firm in reference.firms.values()}
    return Uncertain(tuple(merges), resolution.doubts, tuple(_facts(view)), names)


def _facts(view: View) -> list[UncertainFact]:
    found = [
        fact
        for fact in view.relationships(load_schema().fact_types)
        if not fact.properties.get("reviewed") and (fact.properties.get("confidence") or 0.0) < SURE_FACT
    ]
    found.sort(key=lambda f: (f.properties["confidence"], f.id))
    nodes = view.get(end for fact in found for end in (fact.head, fact.tail))
    passages = view.passages(fact.evidence[0] for fact in found if fact.evidence)
    return [
        UncertainFact(f, nodes[f.head].name, nodes[f.tail].name, passages.get(f.evidence[0]) if f.evidence else None)
        for f in found
    ]
