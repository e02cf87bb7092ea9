"""Nodes and relationships as rows of Neo4j: the properties a row holds, its hash, and the Cypher that reads it.

Labels and types in the Cypher come from the schema's closed list; values travel as parameters only. Neo4j keeps
no unknown values, and we keep no empty lists, so that a graph loaded from files is the graph loaded by us.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from graph.errors import StoreError
from graph.ids import relationship_id
from graph.projection.model import GraphMeta, Node, Relationship
from graph.schema.model import Property, load_schema
from graph.store.values import content_hash, normal_values

META = "Meta"
"""The label of the one node that says whose graph this is."""


@dataclass(frozen=True, slots=True)
class Row:
    """A node (no ends) or relationship with its hash and its values in the schema's order, None for what is unknown."""

    id: str
    h: str
    values: list[Any]
    ends: tuple[str, ...] = ()
    end_labels: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """How many properties Neo4j holds of it: nothing that a hand added may be among them."""
        return 2 + sum(value is not None for value in self.values)


def node_properties(label: str) -> list[Property]:
    """A label's properties beside ``id`` and ``h``."""
    return list(load_schema().labels[label].properties.values())


def relationship_properties(type_: str) -> list[Property]:
    """A type's properties beside ``id`` and ``h``."""
    return [p for p in load_schema().relationships[type_].properties.values() if p.name != "id"]


def node_row(node: Node, properties: Sequence[Property]) -> Row:
    """The row of a node."""
    values = _stored(properties, node.properties)
    return Row(node.id, content_hash(node.label, [node.id], values), values)


def relationship_row(relationship: Relationship, properties: Sequence[Property]) -> Row:
    """The row of a relationship; one that is no fact gets an id of its ends and type."""
    r = relationship
    id_ = r.id or relationship_id(r.head, r.type, r.tail)
    values = _stored(properties, r.properties)
    return Row(id_, content_hash(r.type, [id_, r.head, r.tail], values), values, (r.head, r.tail),
               (r.head_label, r.tail_label))  # fmt: skip


def _stored(properties: Sequence[Property], values: Mapping[str, Any]) -> list[Any]:
    return [None if value == [] else value for value in normal_values(properties, values)]


def as_map(row: Row, properties: Sequence[Property]) -> dict[str, Any]:
    """The properties to write, known ones only."""
    known = {p.name: v for p, v in zip(properties, row.values, strict=True) if v is not None}
    return {"id": row.id, "h": row.h, **known}


def quoted(name: str) -> str:
    """A label, type or property of the schema, safe from being read as a keyword (``IN``, ``end``)."""
    return f"`{name}`"


def value_list(variable: str, properties: Iterable[Property]) -> str:
    """Cypher for the values of the properties in their order."""
    return f"[{', '.join(f'{variable}.{quoted(p.name)}' for p in properties)}]"


def label_of(variable: str) -> str:
    """Cypher for the one label of ours that a node bears."""
    return f"[l IN labels({variable}) WHERE l IN $labels][0]"


def meta_map(meta: GraphMeta) -> dict[str, Any]:
    """``Meta``'s properties that say what the graph is."""
    return asdict(meta) | {"pipelines": list(meta.pipelines)}


def meta_from(address: object, values: Mapping[str, Any]) -> GraphMeta:
    """What ``Meta`` says.

    Raises:
        StoreError: it is not ours.
    """
    try:
        return GraphMeta(
            values["version"], int(values["schema_version"]), values["ledger_id"], int(values["sequence"]),
            values["reference"], tuple(values.get("pipelines") or ()), values["built_at"], values["state"],
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as error:
        raise StoreError(
            f"{address} holds a node {META} that is not of this program; use another database, or "
            "'yangtze project --take-over' to make it ours."
        ) from error
