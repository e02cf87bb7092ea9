"""An entity with its facts and the sentences behind them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graph.projection.model import Node, Passage, Relationship
from graph.store.base import View

_SHOWN_EVIDENCE = 5
_WHOLE = 2000  # facts that are read to find the best of them


@dataclass(frozen=True, slots=True)
class Profile:
    """An entity, its facts (the best attested first), and what they cite, by id."""

    node: Node
    facts: tuple[Relationship, ...]
    n_facts: int
    nodes: dict[str, Node]
    passages: dict[str, Passage]
    documents: tuple[Node, ...]

    def to_json(self) -> dict[str, Any]:
        """The form of the CLI and the API."""
        properties = {k: v for k, v in self.node.properties.items() if v not in (None, [], "")}
        return {
            "id": self.node.id, "label": self.node.label, "name": self.node.name, "properties": properties,
            "facts": [fact_json(fact, self.nodes, self.passages) for fact in self.facts], "n_facts": self.n_facts,
            "documents": [
                {"id": d.id, "title": d.properties.get("title"), "published": d.properties.get("published"),
                 "publisher": d.properties.get("publisher"), "url": d.properties.get("url")}
                for d in self.documents
            ],
        }  # fmt: skip


def fact_json(fact: Relationship, nodes: dict[str, Node], passages: dict[str, Passage]) -> dict[str, Any]:
    """A fact with both ends, its properties and its first passages."""
    apart = ("id", "evidence")
    return {
        "id": fact.id, "type": fact.type,
        "head": _end(fact.head, fact.head_label, nodes), "tail": _end(fact.tail, fact.tail_label, nodes),
        "properties": {k: v for k, v in fact.properties.items() if v not in (None, [], "") and k not in apart},
        "evidence": [passages[p].to_json() for p in fact.evidence[:_SHOWN_EVIDENCE] if p in passages],
    }  # fmt: skip


def _end(id_: str, label: str, nodes: dict[str, Node]) -> dict[str, str]:
    return {"id": id_, "label": label, "name": nodes[id_].name if id_ in nodes else id_}


def describe(view: View, node: Node, limit: int, types: Sequence[str] = ()) -> Profile:
    """Facts of a node: those that documents state before reference rows, newer before older; at most ``limit``.

    Args:
        view: the graph.
        node: whose facts.
        limit: how many at most.
        types: only facts of these types; all when there are none.
    """
    bundles = [b for b in view.bundles(node.id) if not types or b.type in types]
    n_facts = sum(bundle.count for bundle in bundles)
    if n_facts <= _WHOLE:
        facts = view.around([node.id], types or None)
        n_facts = len(facts)
    else:  # of a hub only what may be shown is read
        facts = [fact for bundle in bundles for fact in view.bundle(node.id, bundle, limit)]
    shown = sorted(facts, key=_weight, reverse=True)[:limit]
    nodes = view.get(end for fact in shown for end in (fact.head, fact.tail))
    passages = view.passages(p for fact in shown for p in fact.evidence[:_SHOWN_EVIDENCE])
    documents = view.get(node.properties.get("documents") or ())
    ordered = sorted(documents.values(), key=lambda d: (d.properties.get("published") or "", d.id), reverse=True)
    return Profile(node, tuple(shown), n_facts, nodes, passages, tuple(ordered))


def _weight(fact: Relationship) -> tuple[bool, str, int, str]:
    return (
        bool(fact.documents),
        fact.properties.get("last_date") or "",
        fact.properties.get("n_evidence") or 0,
        fact.id,
    )
