"""Which nodes and facts belong to a region, a chain, a type or a period, and the same as a NetworkX graph."""

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import networkx as nx

from graph.export.cite import citation
from graph.export.selection import Selection, ends, in_period
from graph.gaps.activity import Activities
from graph.projection.model import Node, Passage, Relationship
from graph.reference.places import Place
from graph.schema.model import load_schema
from graph.store.base import View

_PARTIES = frozenset({"Firm", "Office", "Authority", "Association", "Institute"})
# What comes along with a chosen party when a fact ties it to one.
_COMPANY = frozenset({"Person", "Event", "Association", "Policy", "Product", "Industry", "Place"})
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff￾￿]")


@dataclass(frozen=True, slots=True)
class Subgraph:
    """Nodes and facts in a fixed order, with the newest passage of each fact by the fact's id.

    ``undated`` is how many facts a period left out because nobody knows when they were said.
    """

    version: str
    nodes: tuple[Node, ...]
    facts: tuple[Relationship, ...]
    passages: dict[str, Passage]
    query: str = "all"
    undated: int = 0


def select_subgraph(
    view: View, activities: Activities, place: Place | None, chain: Node | None, selection: Selection | None = None
) -> Subgraph:
    """Everything; or the region's parties, or the chain's links and firms, or the firms that are both.

    Parties bring along the people, events, associations, terms and places that a fact ties them to, and facts
    whose two ends are both chosen. Of these stay the facts of the selection's types and period, with their ends, and
    every node of its labels.
    """
    selection = selection or Selection()
    nodes = {node.id: node for label in load_schema().entity_labels for node in view.nodes(label)}
    facts = view.relationships(load_schema().fact_types)
    if place or chain:
        chosen = _chosen(activities, place, chain, nodes, facts)
        facts = [f for f in facts if f.head in chosen and f.tail in chosen]
        tied = ends(facts)
        nodes = {id_: nodes[id_] for id_ in chosen if id_ in tied or nodes[id_].label in _PARTIES}
    if selection.fact_types:
        facts = [f for f in facts if f.type in selection.fact_types]
    if labels := selection.labels:
        facts = [f for f in facts if f.head_label in labels and f.tail_label in labels]
    kept = in_period(view, facts, selection)
    if selection.types or selection.has_period:
        tied = ends(kept.facts)
        nodes = {id_: node for id_, node in nodes.items() if id_ in tied or node.label in labels}
    ordered = sorted(kept.facts, key=lambda f: (f.type, f.head, f.tail, f.id))
    members = tuple(nodes[i] for i in sorted(nodes))
    return Subgraph(view.meta.version, members, tuple(ordered), kept.passages, selection.in_words, kept.undated)


def _chosen(
    activities: Activities, place: Place | None, chain: Node | None,
    nodes: dict[str, Node], facts: list[Relationship],
) -> set[str]:  # fmt: skip
    parties: set[str] = set()
    frame: set[str] = set()
    links = {link.id for link in activities.links if chain and link.properties["chain"] == chain.id}
    if chain:
        frame |= {chain.id, *links}
    for activity in activities.all:
        in_chain = not chain or activity.link in links
        if in_chain and (not place or activities.is_in(activity.places, place.members)):
            parties.add(activity.firm)
    if place:
        members = set(place.members)
        above = {area for member in members for area in activities.above(member)}
        frame |= above | ({place.id} if place.kind == "group" else set())
        frame |= {r for r in activities.regions if not activities.above(r).isdisjoint(members)}
        for fact in facts:
            if (fact.type == "REPRESENTS" and fact.tail in frame) or (
                fact.type == "LOCATED_IN" and not chain and activities.is_in([fact.tail], members)
            ):
                parties.add(fact.head)
    ties: dict[str, set[str]] = defaultdict(set)
    for fact in facts:
        ties[fact.head].add(fact.tail)
        ties[fact.tail].add(fact.head)
    company = {other for party in parties for other in ties[party] if nodes[other].label in _COMPANY}
    seats = {other for party in parties for other in ties[party] if nodes[other].label == "Region"} if chain else set()
    return parties | frame | company | seats


def to_networkx(subgraph: Subgraph) -> "nx.MultiDiGraph[Any]":
    """The subgraph with plain attributes: lists are joined with ``;``, unknown values left out.

    Node and edge keys are the graph's ids; every edge carries the newest sentence that says it.
    """
    graph: nx.MultiDiGraph[Any] = nx.MultiDiGraph(
        graph_version=subgraph.version,
        query=subgraph.query,
        citation=citation(subgraph.version, subgraph.query),
        licence="CC-BY-4.0 (reference facts); sentences belong to their publishers",
    )
    for node in subgraph.nodes:
        graph.add_node(node.id, label=node.label, **_plain(node.properties))
    for fact in subgraph.facts:
        passage = subgraph.passages.get(fact.id)
        sentence = {"sentence": _text(passage.text)} if passage else {}
        graph.add_edge(fact.head, fact.tail, key=fact.id, type=fact.type, **_plain(fact.properties), **sentence)
    return graph


def _plain(properties: dict[str, Any]) -> dict[str, Any]:
    plain = {}
    for name, value in properties.items():
        if value is None or value == []:
            continue
        plain[name] = ";".join(map(_text, value)) if isinstance(value, list) else value
        if isinstance(value, str):
            plain[name] = _text(value)
    return plain


def _text(value: str) -> str:
    return _NOT_XML.sub("�", value)
