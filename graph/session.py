"""``Graph``: one open graph and every question that can be asked of it; the CLI, the API and scripts all use it."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import networkx as nx

from graph.answers import Answers
from graph.errors import StoreError, YangtzeError
from graph.export.selection import Selection, checked
from graph.export.subgraph import Subgraph, select_subgraph, to_networkx
from graph.gaps.answer import GapAnswer, LinkAnswer
from graph.gaps.comparison import Comparison, compare
from graph.gaps.coverage import CoverageTable, coverage_of, coverage_table, places_below, recorded_link
from graph.gaps.peers import Peers, find_peers
from graph.gaps.status import Thresholds
from graph.linking.business import Business, read_business
from graph.names.index import NameHit
from graph.paths.neighbourhood import More, Neighbourhood, neighbourhood
from graph.paths.profile import Profile, describe
from graph.paths.shortest import PathAnswer, find_path
from graph.projection.model import GraphMeta, Node
from graph.reference.load import load_reference
from graph.reference.model import Reference
from graph.reference.places import Place
from graph.store.asof import checked_date
from graph.store.base import Counts, View
from graph.store.place import StorePlace, open_place
from graph.store.workspace import DEFAULT_STORE

T = TypeVar("T")
_TRIES, _PAUSE_SECONDS = 5, 0.2
_SAID = ("PRODUCES", "OPERATES_IN")  # whose tails are the phrases of a firm's business


class Graph:
    """The questions; answers are plain data classes with ``to_json()``.

    A graph is read as it is when the first question is asked; ``refresh()`` looks for a newer one.
    """

    def __init__(self, place: StorePlace, as_of: str | None = None) -> None:
        self._place, self._as_of = place, as_of
        self._answers: Answers | None = None
        self._last: Answers | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the store."""
        self._answers = self._last = None
        self._place.close()

    @property
    def place(self) -> StorePlace:
        """Where the graph and its ledger are."""
        return self._place

    @property
    def _now(self) -> Answers:
        view = self._place.view()
        if self._answers is None or self._answers.base is not view:
            self._answers = Answers(view, self._as_of)
        return self._answers

    def _ask(self, question: Callable[[Answers], T]) -> T:
        """The answer out of one state of the graph: asked again when a server's graph changed in the middle.

        While a writer is at work an answer is given as it is found, and ``notes`` says so.
        """
        for _ in range(_TRIES):
            now = self._now
            self._last, updating = now, now.base.meta.state != "ready"
            try:
                answer = question(now)
            except (YangtzeError, LookupError, TypeError, ValueError):
                if not updating and self._place.settled(now.base):
                    raise
            else:
                if updating or self._place.settled(now.base):
                    return answer
            self._answers = None
            time.sleep(_PAUSE_SECONDS)
        raise StoreError(f"The graph in {self._place} is being updated; ask again in a moment.")

    @property
    def meta(self) -> GraphMeta:
        """Version and origin of the graph."""
        return self._now.view.meta

    @property
    def view(self) -> View:
        """The reader of the current graph."""
        return self._now.view

    @property
    def as_of(self) -> str | None:
        """The date up to which evidence takes part; None for all of it."""
        return self._as_of

    def notes(self) -> tuple[str, ...]:
        """What has to be said beside the last answer: an update at work, a date that leaves evidence out."""
        return (self._last or self._now).notes()

    def counts(self) -> Counts:
        """Nodes by label, relationships by type."""
        return self._ask(lambda now: now.view.counts())

    def region(self, name: str) -> Place:
        """The region or group a name, alias or adcode stands for.

        Raises:
            UnknownName: with the nearest names.
            AmbiguousName: with the choices.
        """
        return self._ask(lambda now: now.place(name))

    def chain(self, name: str) -> Node:
        """The chain an id, name or alias stands for.

        Raises:
            UnknownName: with the nearest names.
        """
        return self._ask(lambda now: now.chain(name))

    def gaps(self, region: str, chain: str, *, thresholds: Thresholds | None = None, candidates: int = 5) -> GapAnswer:
        """Which links of a chain are missing or weak in a region, and who could fill them.

        Raises:
            UnknownName, AmbiguousName: with names to offer.
        """

        def question(now: Answers) -> GapAnswer:
            place, of = now.place(region), now.chain(chain)
            answer = now.gaps.answer(place, of, thresholds, candidates)
            said = now.claims.said([of.id, *(link.node.id for link in answer.links)], place)
            passages = answer.passages | now.view.passages({p for s in said for p in s.evidence[:5]})
            coverage = coverage_of(now.gaps, place, of, now.claims)
            recorded = {link.node.id: recorded_link(now.gaps, link) for link in answer.links}
            return replace(
                answer,
                recorded=recorded,
                note=now.note(answer.note, [place]),
                coverage=coverage,
                said=said,
                passages=passages,
            )

        return self._ask(question)

    def statuses(
        self, region: str, chain: str | None = None, *, thresholds: Thresholds | None = None
    ) -> list[LinkAnswer]:
        """Status and firms of every link of one chain, or of all, in a region: quick, without ranks and candidates.

        Raises:
            UnknownName, AmbiguousName: with names to offer.
        """

        def question(now: Answers) -> list[LinkAnswer]:
            place, chains = now.place(region), [now.chain(chain)] if chain else now.gaps.chains
            return [link for of in chains for link in now.gaps.statuses(place, of, thresholds)]

        return self._ask(question)

    def peers(
        self, region: str, chain: str | None = None, *, limit: int = 5, thresholds: Thresholds | None = None
    ) -> Peers:
        """The regions most like one by what their firms do, what they have that it lacks, and by which firms.

        Raises:
            UnknownName, AmbiguousName: with names to offer.
            NoPeers: a group, or a region with too few firms.
        """

        def question(now: Answers) -> Peers:
            of = now.chain(chain) if chain else None
            place = now.place(region)
            found = find_peers(now.gaps, place, of, limit=limit, limits=thresholds)
            return replace(found, note=now.note(places=[place]))

        return self._ask(question)

    def compare(self, regions: Sequence[str], chain: str, *, thresholds: Thresholds | None = None) -> Comparison:
        """Several regions or groups beside each other on one chain.

        Raises:
            UnknownName, AmbiguousName: with names to offer.
        """

        def question(now: Answers) -> Comparison:
            places = [now.place(region) for region in regions]
            return replace(compare(now.gaps, places, now.chain(chain), limits=thresholds), note=now.note(places=places))

        return self._ask(question)

    def coverage(self, region: str | None = None, chain: str | None = None) -> CoverageTable:
        """How much is known of each region × chain: a region with the areas below it, or the belt's provinces.

        Raises:
            UnknownName, AmbiguousName: with names to offer.
        """

        def question(now: Answers) -> CoverageTable:
            places = places_below(now.gaps, now.place(region) if region else None)
            chains = [now.chain(chain)] if chain else now.gaps.chains
            found = coverage_table(now.gaps, places, chains, now.claims)
            return replace(found, note=now.note(places=places[:1]))

        return self._ask(question)

    def find(self, name: str, *, labels: tuple[str, ...] = (), limit: int = 10) -> list[NameHit]:
        """Things by name: the name itself, longer ones, near spellings."""
        return self._ask(lambda now: now.names.find(name, labels, limit))

    def nearest(self, name: str) -> tuple[str, ...]:
        """Names to offer when nothing bears the one asked for."""
        return self._ask(lambda now: now.names.nearest(name))

    def entity(self, name_or_id: str) -> Node:
        """The one thing an id or a name stands for.

        Raises:
            UnknownName: with the nearest names.
            AmbiguousName: several things bear the name; the choices carry their ids.
        """
        return self._ask(lambda now: now.entity(name_or_id))

    def show(self, name_or_id: str, *, limit: int = 50) -> Profile:
        """An entity with its names, facts and the sentences behind them."""
        return self._ask(lambda now: describe(now.view, now.entity(name_or_id), limit))

    def around(self, name_or_id: str, *, opened: Iterable[str] = (), more: Iterable[More] = ()) -> Neighbourhood:
        """What stands around an entity, in columns; ``opened`` neighbours are unfolded, ``more`` of a bundle shown."""
        return self._ask(lambda now: neighbourhood(now.view, now.entity(name_or_id), opened, more))

    def business(self, firm: str) -> Business:
        """All that a firm is said to make and do, read together as chain links, with those that facts give it already.

        Raises:
            UnknownName, AmbiguousName: with names to offer.
        """
        reference = self._reference()

        def question(now: Answers) -> Business:
            node = now.entity(firm)
            facts = [f for f in now.view.around([node.id], ["MAKES", *_SAID]) if f.head == node.id]
            names = now.view.get(f.tail for f in facts)
            made = [f for f in facts if f.type == "MAKES" and f.tail in reference.links]
            recorded = {f.tail: (f.properties["confidence"], f.properties["reason"] or "") for f in made}
            known = frozenset(f.tail for f in made if f.properties["source"])
            phrases = [(0, names[f.tail].name) for f in facts if f.type in _SAID]
            return read_business(node.name, phrases, reference, recorded, known)

        return self._ask(question)

    def _reference(self) -> Reference:
        """The chains and links of the ledger behind the graph; those shipped where it is not at hand."""
        if not self._place.ledger_path.exists():
            return load_reference()
        with self._place.ledger(create=False) as ledger:
            return self._place.reference(ledger)

    def path(self, one: str, other: str, *, longest: int = 6) -> PathAnswer:
        """The shortest way of facts between two entities, and the one through a liaison office."""
        return self._ask(lambda now: find_path(now.view, now.entity(one), now.entity(other), longest))

    def subgraph(self, region: str | None = None, chain: str | None = None, **narrowed: Any) -> Subgraph:
        """Everything, or what belongs to a region or a chain.

        Args:
            region: a region or group by name.
            chain: a chain by name.
            narrowed: ``types``, ``since``, ``until``, ``dated`` as ``graph.export.selection.Selection`` has them.

        Raises:
            UnknownName, AmbiguousName, InvalidDate: what is asked for is not known.
        """
        selection = checked(Selection(region, chain, as_of=self._as_of, **narrowed))

        def question(now: Answers) -> Subgraph:
            place = now.place(region) if region else None
            of = now.chain(chain) if chain else None
            return select_subgraph(now.view, now.gaps.activities, place, of, selection)

        return self._ask(question)

    def to_networkx(
        self, region: str | None = None, chain: str | None = None, **narrowed: Any
    ) -> "nx.MultiDiGraph[Any]":
        """A subgraph as NetworkX has it; evidence is joined with ``;``."""
        return to_networkx(self.subgraph(region, chain, **narrowed))


def open_graph(store: Any = DEFAULT_STORE, *, as_of: str | None = None, ledger: str | Path | None = None) -> Graph:
    """Open a graph to ask it.

    Args:
        store: a workspace folder, the address of a Neo4j (``neo4j://host:7687?database=name``) or a ``py2neo.Graph``.
        as_of: a date (2024-10-29, 2024-10, 2024); only evidence up to it takes part.
        ledger: where the ledger of a server's graph is; asking needs none.

    Raises:
        InvalidDate: ``as_of`` is none.
        StoreError: there is no such store, or (with the first question) no graph in it.
    """
    return Graph(open_place(store, ledger=ledger), checked_date(as_of) if as_of else None)


def store_status(store: Any, *, as_of: str | None = None, ledger: str | Path | None = None) -> dict[str, Any]:
    """What a store holds, in the form of ``yangtze status --format json``.

    Raises:
        StoreError: there is no such store, or no graph in it.
    """
    with open_graph(store, as_of=as_of, ledger=ledger) as graph:
        counts, meta = graph.counts(), graph.meta
        documents, up_to_date = _ledger_status(graph.place, meta)
        return {
            "store": str(graph.place), "backend": graph.place.backend, "graph_version": meta.version,
            "state": meta.state, "schema_version": meta.schema_version, "ledger_id": meta.ledger_id,
            "reference": meta.reference, "pipelines": list(meta.pipelines), "built_at": meta.built_at,
            "documents": documents, "up_to_date": up_to_date, "as_of": graph.as_of, "notes": list(graph.notes()),
            "counts": {"nodes": dict(counts.nodes), "relationships": dict(counts.relationships)},
        }  # fmt: skip


def _ledger_status(place: StorePlace, meta: GraphMeta) -> tuple[int | None, bool | None]:
    """Number of documents in the ledger and whether the graph has them all; unknown without its ledger."""
    if not place.ledger_path.exists():
        return None, None
    with place.ledger(create=False) as ledger:
        if ledger.ledger_id != meta.ledger_id:
            return None, None
        return ledger.counts()["documents"], ledger.sequence == meta.sequence
