"""Graphs to time the gap engine on: the reference with the listed firms' products, and the reference grown.

*Products* lays ChainKnowledgeGraph over the reference: its firms (those that the reference has by their stock code are
one), its products, what share of which product each firm sells, and which product bears the name of a link.

*Grown* repeats the firms: a configuration model keeps how many links each firm has, how many firms each link, and how
many firms sit in each place, and draws anew which of them meet. Ten times the firms have ten times the rows of each
link.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.backtest_data import FILES, load_listings
from graph.gaps.history import Ints
from graph.names.normal import name_key
from graph.projection.build import build_projection
from graph.projection.model import Node, Projection, Relationship
from graph.reference.load import load_reference
from graph.store.embedded import EmbeddedStore

PRODUCTS = (*FILES, "chainkg/products.jsonl", "chainkg/company_products.jsonl")
"""What ``with_products`` reads."""

_LEAST_SHARE = 0.001  # what sells less is mostly a line of the business scope
_MOST_ROUNDS = 1000


def reference_projection() -> Projection:
    """The shipped reference and nothing else."""
    return build_projection([], load_reference(), ledger_id="benchmark", sequence=0)


def with_products(data: Path) -> Projection:
    """The reference with ChainKnowledgeGraph's firms and products.

    Args:
        data: the folder that holds ``chainkg/`` and ``listed/``.
    """
    base = reference_projection()
    firms = {str(n.properties["stock_code"]): n.id for n in base.nodes["Firm"] if n.properties.get("stock_code")}
    provinces = {n.name: n.id for n in base.nodes["Region"] if n.properties["level"] == "province"}
    nodes, located = [], []
    for listing in load_listings(data).rows:
        if listing.code not in firms:
            firms[listing.code] = f"kg:{listing.code}"
            nodes.append(Node(f"kg:{listing.code}", "Firm", {"name": listing.code, "names": []}))
            region = next(id_ for name, id_ in provinces.items() if name.startswith(listing.province))
            located.append(_fact("LOCATED_IN", f"kg:{listing.code}", "Firm", region, "Region"))
    links = _links_by_name(base)
    products = {str(row["name"]): f"p:{i}" for i, row in enumerate(_lines(data / "chainkg" / "products.jsonl"))}
    named = {name: links[key] for name in products if (key := name_key(name)) in links}
    makes, produces = {(r.head, r.tail) for r in base.relationships["MAKES"]}, []
    made = []
    for row in _lines(data / "chainkg" / "company_products.jsonl"):
        firm, product = firms.get(row["company_code"]), row["product"]
        if firm is None or product not in products:
            continue
        produces.append(_fact("PRODUCES", firm, "Firm", products[product], "Product"))
        link = named.get(product)
        if link and row["revenue_share"] > _LEAST_SHARE and (firm, link) not in makes:
            makes.add((firm, link))
            made.append(_fact("MAKES", firm, "Firm", link, "Link", sites=[]))
    is_link = [_fact("IS_LINK", products[name], "Product", link, "Link") for name, link in named.items()]
    return _extended(
        base,
        {"Firm": nodes, "Product": [Node(id_, "Product", {"name": n, "names": []}) for n, id_ in products.items()]},
        {"LOCATED_IN": located, "PRODUCES": produces, "IS_LINK": is_link, "MAKES": made},
    )


def grown(times: int, seed: int = 0) -> Projection:
    """The reference with so many times its firms, links and places drawn anew."""
    base, random = reference_projection(), np.random.default_rng(seed)
    firms = [n.id for n in base.nodes["Firm"]]
    ids = [id_ if k == 0 else f"{id_}~{k}" for k in range(times) for id_ in firms]
    place = {id_: i for i, id_ in enumerate(firms)}
    rows = base.relationships["MAKES"]
    of = np.array([place[r.head] for r in rows])
    owner = np.concatenate([of + k * len(firms) for k in range(times)])
    stub = paired(owner, np.array([r.tail for r in rows] * times), random)
    makes = [_moved(rows[s % len(rows)], ids[firm]) for firm, s in zip(owner, stub, strict=True)]
    seats = [r for r in base.relationships["LOCATED_IN"] if r.head_label == "Firm"]
    others = [r for r in base.relationships["LOCATED_IN"] if r.head_label != "Firm"]
    sitting = np.concatenate([np.array([place[r.head] for r in seats]) + k * len(firms) for k in range(times)])
    drawn = random.permutation(len(sitting)) % len(seats)
    located = [_moved(seats[s], ids[firm]) for firm, s in zip(sitting, drawn, strict=True)]
    nodes = [Node(id_, "Firm", base.nodes["Firm"][i % len(firms)].properties) for i, id_ in enumerate(ids)]
    return replace(
        base, nodes={**base.nodes, "Firm": nodes},
        relationships={**base.relationships, "MAKES": makes, "LOCATED_IN": [*others, *located]},
    )  # fmt: skip


def paired(owner: Ints, kinds: Any, random: np.random.Generator) -> Ints:
    """A stub for each half-edge of ``owner``, so that no owner meets a kind twice; both keep their degrees.

    Args:
        owner: owners, each as often as its degree.
        kinds: kinds of the stubs, as many.
        random: draws the pairing.

    Raises:
        ValueError: there is no such pairing, or none was found.
    """
    _, kind = np.unique(kinds, return_inverse=True)
    stub = random.permutation(len(owner))
    for _ in range(_MOST_ROUNDS):
        key = owner * (int(kind.max()) + 1) + kind[stub]
        order = np.argsort(key, kind="stable")
        again = order[1:][key[order][1:] == key[order][:-1]]
        if not len(again):
            return stub.astype(np.int64)
        others = random.integers(0, len(owner), len(again))
        for one, other in zip(again, others, strict=True):
            stub[one], stub[other] = stub[other], stub[one]
    raise ValueError("No pairing without a double was found.")


def write(projection: Projection, folder: Path) -> None:
    """Write it as the graph of a workspace folder."""
    store = EmbeddedStore(folder)
    store.writer().write(projection)
    store.close()


def _extended(
    base: Projection, nodes: dict[str, list[Node]], relationships: dict[str, list[Relationship]]
) -> Projection:
    every: dict[str, list[Node]] = defaultdict(list, {label: list(found) for label, found in base.nodes.items()})
    facts: dict[str, list[Relationship]] = defaultdict(list, {t: list(f) for t, f in base.relationships.items()})
    for label, more in nodes.items():
        every[label] += more
    for type_, also in relationships.items():
        facts[type_] += also
    return replace(base, nodes=dict(every), relationships=dict(facts))


def _links_by_name(base: Projection) -> dict[str, str]:
    """Links by the names and aliases that no other link bears."""
    bearers = defaultdict(set)
    for node in base.nodes["Link"]:
        for name in (node.name, *node.properties["names"]):
            bearers[name_key(name)].add(node.id)
    return {name: next(iter(links)) for name, links in bearers.items() if len(links) == 1}


def _fact(type_: str, head: str, head_label: str, tail: str, tail_label: str, **more: Any) -> Relationship:
    properties = {
        "id": f"f:{type_}:{head}:{tail}", "modality": "asserted", "method": "benchmark", "confidence": 0.6,
        "evidence": [], "n_evidence": 1, "n_documents": 0, "verified": False, **more,
    }  # fmt: skip
    return Relationship(type_, head, head_label, tail, tail_label, properties)


def _moved(fact: Relationship, head: str) -> Relationship:
    return Relationship(fact.type, head, fact.head_label, fact.tail, fact.tail_label, fact.properties)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)
