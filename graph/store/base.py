"""The protocol of a store: a ``Writer`` takes a projection, a read-only ``View`` answers small questions.

Everything an answer needs is asked through ``View``'s few methods, so that a second backend has little to
implement and every answer is the same on both.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from graph.projection.model import GraphMeta, Node, Passage, Projection, Relationship

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Counts:
    """Number of nodes by label and of relationships by type; kinds without any are left out."""

    nodes: Mapping[str, int]
    relationships: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Changes:
    """How many nodes and relationships a writer created, updated and deleted."""

    created: int
    updated: int
    deleted: int

    def __bool__(self) -> bool:
        return bool(self.created or self.updated or self.deleted)


@dataclass(frozen=True, slots=True, order=True)
class Bundle:
    """Facts of a node of one type, direction and label of the other end, and how many there are."""

    type: str
    outgoing: bool
    label: str
    count: int


@runtime_checkable
class View(Protocol):
    """A reader of one finished graph; it never changes under the reader's hands."""

    @property
    def meta(self) -> GraphMeta:
        """Version and origin of the graph."""

    def counts(self) -> Counts:
        """Nodes by label, relationships by type."""

    def nodes(self, label: str) -> list[Node]:
        """Every node of a label, by id."""

    def get(self, ids: Iterable[str]) -> dict[str, Node]:
        """Nodes by the id asked for: an old source id answers with the node that stands for it."""

    def relationships(self, types: Sequence[str], head: str | None = None) -> list[Relationship]:
        """Every relationship of the types: type after type as given, each by head, tail and id.

        With ``head`` only those that begin at a node of this label.
        """

    def around(self, ids: Iterable[str], types: Sequence[str] | None = None) -> list[Relationship]:
        """Facts that begin or end at any of the ids; all fact types unless ``types`` says which."""

    def bundles(self, id_: str) -> list[Bundle]:
        """What a node's facts are, counted and not read: a hub has tens of thousands."""

    def bundle(self, id_: str, of: Bundle, limit: int, skip: int = 0) -> list[Relationship]:
        """At most ``limit`` facts of a bundle: the latest attested first, of one date the best attested."""

    def passages(self, ids: Iterable[str]) -> dict[str, Passage]:
        """Passages by id; unknown ones are left out."""

    def close(self) -> None:
        """Let go of the graph."""


class Writer(Protocol):
    """Takes a projection into the store."""

    def write(self, projection: Projection, progress: Progress = ...) -> Changes:
        """Make the store hold exactly this projection; until it is complete readers see the old graph, or are told
        by ``meta.state`` that it is being updated.
        """


class Store(Protocol):
    """A place that holds a graph."""

    def view(self) -> View:
        """The current graph; look again at each question, since a writer may have finished another."""

    def writer(self) -> Writer:
        """A writer; only one writes at a time."""

    def close(self) -> None:
        """Let go of what is open."""
