"""What a graph is made of, before any store has seen it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Properties = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Node:
    """A node with its label's properties; absent ones are unknown."""

    id: str
    label: str
    properties: Properties

    @property
    def name(self) -> str:
        """The name to show."""
        return str(self.properties.get("name") or self.properties.get("title") or self.id)


@dataclass(frozen=True, slots=True)
class Relationship:
    """A relationship between two nodes."""

    type: str
    head: str
    head_label: str
    tail: str
    tail_label: str
    properties: Properties

    @property
    def id(self) -> str:
        """The fact's id; relationships that are no facts have none."""
        return str(self.properties.get("id", ""))

    @property
    def subject(self) -> tuple[str, str, str, str]:
        """What a decision or a report on the fact names: head, type, tail and modality."""
        return self.head, self.type, self.tail, str(self.properties["modality"])

    @property
    def evidence(self) -> list[str]:
        """Passage ids, newest first."""
        return list(self.properties.get("evidence") or ())

    @property
    def documents(self) -> set[str]:
        """Documents (not reference files) among its evidence."""
        return {passage.rpartition(":")[0] for passage in self.evidence if passage.startswith("d:")}


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of a document or a row of a reference file: what a fact rests on.

    ``start`` and ``end`` are code points into the document's text, None for a reference row.
    ``verified`` is None for a document: only a reference row can have been checked against a page.
    ``page`` is where the sentence begins in a file that has pages, counted from 1.
    """

    id: str
    document: str
    start: int | None
    end: int | None
    text: str
    published: str | None
    source: str | None
    verified: bool | None
    page: int | None = None

    def to_json(self) -> dict[str, Any]:
        """The form in which every answer shows evidence."""
        return {
            "document": self.document, "passage": self.id, "start": self.start, "end": self.end, "text": self.text,
            "published": self.published, "source": self.source, "verified": self.verified, "page": self.page,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Statement:
    """One passage saying one fact; statements of one (head, type, tail, modality) become one relationship."""

    type: str
    head: str
    tail: str
    passage: Passage
    modality: str = "asserted"
    confidence: float = 1.0
    method: str = "reference"
    publisher: str | None = None
    properties: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GraphMeta:
    """What a graph says of itself; ``version`` is ledger sequence and hash of reference, rules and model."""

    version: str
    schema_version: int
    ledger_id: str
    sequence: int
    reference: str
    pipelines: tuple[str, ...]
    built_at: str
    state: str = "ready"


@dataclass(frozen=True, slots=True)
class Projection:
    """All nodes by label and all relationships by type, in a fixed order."""

    meta: GraphMeta
    nodes: Mapping[str, list[Node]]
    relationships: Mapping[str, list[Relationship]]
