"""Which nodes and facts belong to a region or a chain, and the same as a NetworkX graph."""

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import networkx as nx

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
    """Nodes and facts in a fixed order, with the newest passage of each fact."""

    version: str
    nodes: tuple[Node, ...]
    facts: tuple[Relationship, ...]
    passages: dict[str, Passage]


def select_subgraph(view: View, activities: Activities, place: Place | None, chain: Node | None) -> Subgraph:
    """Everything; or the region's parties, or the chain's links and firms, or the firms that are both.

    Parties bring along the people, events, associations, terms and places that a fact ties them to, and facts
    whose two ends are both chosen.
    """
    nodes = {node.id: node for label in load_schema().entity_labels for node in view.nodes(label)}
    facts = view.relationships(load_schema().fact_types)
    if place or chain:
        chosen = _chosen(activities, place, chain, nodes, facts)
        facts = [f for f in facts if f.head in chosen and f.tail in chosen]
        ends = {end for fact in facts for end in (fact.head, fact.tail)}
        nodes = {id_: nodes[id_] for id_ in chosen if id_ in ends or nodes[id_].label in _PARTIES}
    passages = view.passages(f.evidence[0] for f in facts if f.evidence)
    ordered = sorted(facts, key=lambda f: (f.type, f.head, f.tail, f.id))
    return Subgraph(view.meta.version, tuple(nodes[i] for i in sorted(nodes)), tuple(ordered), passages)


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
        licence="CC-BY-4.0 (reference facts); sentences belong to their publishers",
    )
    for node in subgraph.nodes:
        graph.add_node(node.id, label=node.label, **_plain(node.properties))
    for fact in subgraph.facts:
        passage = subgraph.passages.get(fact.evidence[0]) if fact.evidence else None
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
