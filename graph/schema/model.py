"""The schema as data classes."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

SCHEMA_VERSION = 4
"""Raised by one whenever a store written before cannot be read any more."""

PropertyType = Literal["text", "texts", "number", "whole", "flag"]


@dataclass(frozen=True, slots=True)
class Property:
    """A property of a label or relationship."""

    name: str
    type: PropertyType
    doc: str


@dataclass(frozen=True, slots=True)
class Label:
    """A node label; ``mention`` is the mention type it is made from, ``plain`` one that carries no names."""

    name: str
    doc: str
    mention: str | None
    plain: bool
    properties: Mapping[str, Property]


@dataclass(frozen=True, slots=True)
class RelationshipType:
    """A relationship type with the labels it may join; ``plain`` ones are no facts and need no evidence."""

    name: str
    doc: str
    heads: tuple[str, ...]
    tails: tuple[str, ...]
    symmetric: bool
    plain: bool
    properties: Mapping[str, Property]

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Every (head label, tail label) the type may join."""
        return tuple((head, tail) for head in self.heads for tail in self.tails)


@dataclass(frozen=True, slots=True)
class Schema:
    """All labels and relationship types."""

    labels: Mapping[str, Label]
    relationships: Mapping[str, RelationshipType]

    @property
    def label_of_mention(self) -> dict[str, str]:
        """Mention type of the guidelines to node label."""
        return {label.mention: name for name, label in self.labels.items() if label.mention}

    @property
    def entity_labels(self) -> tuple[str, ...]:
        """Labels that carry names."""
        return tuple(name for name, label in self.labels.items() if not label.plain)

    @property
    def fact_types(self) -> tuple[str, ...]:
        """Relationship types that need evidence."""
        return tuple(name for name, kind in self.relationships.items() if not kind.plain)


def _properties(table: Mapping[str, Any]) -> dict[str, Property]:
    return {name: Property(name, spec["type"], spec["doc"]) for name, spec in table.items()}


@cache
def load_schema() -> Schema:
    """Read ``schema.toml``."""
    raw = tomllib.loads(files("graph.schema").joinpath("schema.toml").read_text("utf-8"))
    common_node, common_fact = _properties(raw["common"]["node"]), _properties(raw["common"]["fact"])
    groups: dict[str, list[str]] = raw["groups"]

    labels = {}
    for name, spec in raw["node"].items():
        plain = spec.get("plain", False)
        own = _properties(spec.get("properties", {}))
        labels[name] = Label(name, spec["doc"], spec.get("mention"), plain, own if plain else common_node | own)

    def spelled_out(names: list[str]) -> tuple[str, ...]:
        return tuple(label for name in names for label in groups.get(name, [name]))

    relationships = {}
    for name, spec in raw["relationship"].items():
        plain = spec.get("plain", False)
        own = _properties(spec.get("properties", {}))
        relationships[name] = RelationshipType(
            name, spec["doc"], spelled_out(spec["heads"]), spelled_out(spec["tails"]),
            spec.get("symmetric", False), plain, own if plain else common_fact | own,
        )  # fmt: skip
    return Schema(labels, relationships)
