"""Values as every store keeps and returns them: one convention, so that two stores cannot differ.

A list that nobody knows is an empty list, anything else unknown is None; whole numbers, numbers and flags
have the schema's type; text is what UTF-8 can say.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from graph.projection.model import Node, Properties, Relationship
from graph.schema.model import Property


def clean_text(text: str) -> str:
    """The text with a replacement mark for a lone surrogate, which no store can write."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def normal_value(property_: Property, value: Any) -> Any:
    """A property's value in the schema's type."""
    if property_.type == "texts":
        return [clean_text(text) for text in value or ()]
    if value is None:
        return None
    if property_.type == "text":
        return clean_text(value)
    return {"number": float, "whole": int, "flag": bool}[property_.type](value)


def normal_values(properties: Iterable[Property], values: Mapping[str, Any]) -> list[Any]:
    """The values of the schema's properties, in its order."""
    return [normal_value(p, values.get(p.name)) for p in properties]


def read_properties(properties: Iterable[Property], values: Sequence[Any]) -> Properties:
    """What a store gave back for the schema's properties, in its order."""
    return {
        p.name: [] if value is None and p.type == "texts" else value
        for p, value in zip(properties, values, strict=True)
    }


def content_hash(kind: str, ids: Sequence[str], values: Sequence[Any]) -> str:
    """A hash over label or type, ids and values: equal content has an equal hash on every machine."""
    text = json.dumps([kind, *ids, *values], ensure_ascii=False, separators=(",", ":"))
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def in_order(nodes: Iterable[Node]) -> list[Node]:
    """Nodes by id, in the order of code points."""
    return sorted(nodes, key=lambda node: node.id)


def best_attested(fact: Relationship) -> tuple[str, int]:
    """The later attested first, then the better attested; to be sorted downwards, ids upwards."""
    return fact.properties.get("last_date") or "", fact.properties.get("n_evidence") or 0


def relationships_in_order(relationships: Iterable[Relationship]) -> list[Relationship]:
    """Relationships of one type by head and tail; those of one pair (asserted, planned, ended) by id."""
    return sorted(relationships, key=lambda r: (r.head, r.tail, r.id))
