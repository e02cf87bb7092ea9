"""``Graph``: one open graph and every question that can be asked of it; the CLI, the API and scripts all use it."""

from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import networkx as nx

from graph.errors import AmbiguousName, UnknownName
from graph.export.subgraph import Subgraph, select_subgraph, to_networkx
from graph.gaps.answer import GapAnswer
from graph.gaps.engine import GapEngine
from graph.gaps.status import Thresholds
from graph.names.index import NamedThing, NameHit, NameIndex
from graph.paths.profile import Profile, describe
from graph.paths.shortest import PathAnswer, find_path
from graph.projection.model import GraphMeta, Node
from graph.reference.chains import ChainIndex
from graph.reference.places import Place, RegionIndex
from graph.schema.model import load_schema
from graph.store.base import Counts, View
from graph.store.workspace import DEFAULT_STORE, Workspace

_KNOWN_THINGS = ("Region", "RegionGroup", "Chain", "Link")


class Graph:
    """The questions; answers are plain data classes with ``to_json()``.

    A graph is read as it is when the first question is asked; ``refresh()`` looks for a newer one.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._answers: _Answers | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the store."""
        self._answers = None
        self._workspace.close()

    @property
    def _now(self) -> "_Answers":
        view = self._workspace.view()
        if self._answers is None or self._answers.view is not view:
            self._answers = _Answers(view)
        return self._answers

    @property
    def meta(self) -> GraphMeta:
        """Version and origin of the graph."""
        return self._now.view.meta

    @property
    def view(self) -> View:
        """The reader of the current graph."""
        return self._now.view

    def counts(self) -> Counts:
        """Nodes by label, relationships by type."""
        return self._now.view.counts()

    def region(self, name: str) -> Place:
        """The region or group a name, alias or adcode stands for.

        Raises:
            UnknownName: with the nearest names.
            AmbiguousName: with the choices.
        """
        return self._now.regions.resolve(name)

    def chain(self, name: str) -> Node:
        """The chain an id, name or alias stands for.

        Raises:
            UnknownName: with the nearest names.
        """
        return self._now.chains[self._now.chain_names.resolve(name).id]

    def gaps(self, region: str, chain: str, *, thresholds: Thresholds | None = None, candidates: int = 5) -> GapAnswer:
        """Which links of a chain are missing or weak in a region, and who could fill them."""
        return self._now.gaps.answer(self.region(region), self.chain(chain), thresholds, candidates)

    def find(self, name: str, *, labels: tuple[str, ...] = (), limit: int = 10) -> list[NameHit]:
        """Things by name: the name itself, longer ones, near spellings."""
        return self._now.names.find(name, labels, limit)

    def nearest(self, name: str) -> tuple[str, ...]:
        """Names to offer when nothing bears the one asked for."""
        return self._now.names.nearest(name)

    def entity(self, name_or_id: str) -> Node:
        """The one thing an id or a name stands for.

        Raises:
            UnknownName: with the nearest names.
            AmbiguousName: several things bear the name; the choices carry their ids.
        """
        found = self._now.view.get([name_or_id]).get(name_or_id)
        if found:
            return found
        hits = self._now.names.exact(name_or_id)
        if not hits:
            raise UnknownName("entity", name_or_id, self._now.names.nearest(name_or_id))
        # What the reference knows, then what most documents mention, stands for a name; equals have to be told apart.
        best = [
            h
            for h in hits
            if (h.thing.weight, h.thing.id[:2] != "m:") == (hits[0].thing.weight, hits[0].thing.id[:2] != "m:")
        ]
        if len(best) > 1:
            raise AmbiguousName(
                "entity",
                name_or_id,
                tuple(f"{h.thing.id} ({h.thing.label} {h.thing.name})" for h in best[:8]),
            )
        return self._now.view.get([hits[0].thing.id])[hits[0].thing.id]

    def show(self, name_or_id: str, *, limit: int = 50) -> Profile:
        """An entity with its names, facts and the sentences behind them."""
        return describe(self._now.view, self.entity(name_or_id), limit)

    def path(self, one: str, other: str, *, longest: int = 6) -> PathAnswer:
        """The shortest way of facts between two entities."""
        return find_path(self._now.view, self.entity(one), self.entity(other), longest)

    def subgraph(self, region: str | None = None, chain: str | None = None) -> Subgraph:
        """Everything, or what belongs to a region or a chain."""
        place = self.region(region) if region else None
        return select_subgraph(self._now.view, self._now.gaps.activities, place, self.chain(chain) if chain else None)

    def to_networkx(self, region: str | None = None, chain: str | None = None) -> "nx.MultiDiGraph[Any]":
        """A subgraph as NetworkX has it; evidence is joined with spaces."""
        return to_networkx(self.subgraph(region, chain))


class _Answers:
    """What is computed once for one view."""

    def __init__(self, view: View) -> None:
        self.view = view

    @cached_property
    def regions(self) -> RegionIndex:
        return RegionIndex(
            (
                (n.id, n.name, n.properties["short_name"] or "", n.properties["abbreviation"] or "",
                 n.properties["level"], n.properties["parent"], n.properties["names"])
                for n in self.view.nodes("Region")
            ),
            ((n.id, n.name, n.properties["names"], n.properties["members"]) for n in self.view.nodes("RegionGroup")),
        )  # fmt: skip

    @cached_property
    def chains(self) -> dict[str, Node]:
        return {node.id: node for node in self.view.nodes("Chain")}

    @cached_property
    def chain_names(self) -> ChainIndex:
        nodes = self.chains.values()
        return ChainIndex((n.id, n.name, n.properties["name_en"] or "", n.properties["names"]) for n in nodes)

    @cached_property
    def gaps(self) -> GapEngine:
        return GapEngine(self.view)

    @cached_property
    def names(self) -> NameIndex:
        # Known things before mentioned ones, much-mentioned ones before others.
        return NameIndex(
            NamedThing(
                node.id, label, node.name, tuple(node.properties["names"]),
                (node.properties["n_documents"] or 0) + (1000 if _is_reference(node) else 0),
            )
            for label in load_schema().entity_labels
            for node in self.view.nodes(label)
        )  # fmt: skip


def _is_reference(node: Node) -> bool:
    return node.label in _KNOWN_THINGS or node.id.startswith("ref:")


def open_graph(store: str | Path = DEFAULT_STORE) -> Graph:
    """Open the graph of a workspace folder.

    Raises:
        StoreError: there is no workspace, or no graph in it.
    """
    return Graph(Workspace.open(store))


def store_status(store: str | Path) -> dict[str, Any]:
    """What a workspace holds, in the form of ``yangtze status --format json``.

    Raises:
        StoreError: there is no workspace, or no graph in it.
    """
    workspace = Workspace.open(store)
    try:
        view = workspace.view()
        counts, meta = view.counts(), view.meta
        documents, up_to_date = _ledger_status(workspace, meta)
        return {
            "store": str(store), "backend": "embedded", "graph_version": meta.version, "state": meta.state,
            "schema_version": meta.schema_version, "ledger_id": meta.ledger_id, "reference": meta.reference,
            "pipelines": list(meta.pipelines), "built_at": meta.built_at, "documents": documents,
            "up_to_date": up_to_date,
            "counts": {"nodes": dict(counts.nodes), "relationships": dict(counts.relationships)},
        }  # fmt: skip
    finally:
        workspace.close()


def _ledger_status(workspace: Workspace, meta: GraphMeta) -> tuple[int | None, bool | None]:
    """Number of documents in the ledger and whether the graph has them all; unknown without a ledger."""
    if not workspace.ledger_path.exists():
        return None, None
    with workspace.ledger(create=False) as ledger:
        return ledger.counts()["documents"], ledger.sequence == meta.sequence
