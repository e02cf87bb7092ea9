"""``Keeper``: the graph that one server process reads, opened late and shared by its threads."""

import os
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any, TypeVar, cast

from flask import current_app, g

from graph.errors import YangtzeError
from graph.projection.model import GraphMeta
from graph.session import Graph, open_graph
from web.state import as_of

_DATES = 4  # states of the graph, today's and those of dates, that are kept
_PATIENCE = 30.0  # seconds; whoever waits longer for the questions before his is told to come again
_KEPT = 256  # answers of one graph version: every province of a chain, and then some

T = TypeVar("T")


class Busy(YangtzeError):
    """So many questions are being answered that this one was not."""


class Reading:
    """The graph as it is now, and what was computed of this very version before."""

    def __init__(self, graph: Graph, meta: GraphMeta, kept: "OrderedDict[Hashable, Any]") -> None:
        self.graph, self.meta, self._kept = graph, meta, kept

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What ``make`` gives, computed once for a version of the graph; the least used goes first."""
        if key not in self._kept:
            self._kept[key] = make()
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return cast(T, self._kept[key])


class Keeper:
    """Opens the store in the process that asks, never before a fork, and lets one thread read at a time.

    A LadybugDB connection serves one thread at a time, and an answer is work for one core anyway: threads wait
    here while one computes, and render side by side. Answers are plain data that outlive the version they are of.
    """

    def __init__(self, store: str | Path, ledger: str | Path | None = None, patience: float = _PATIENCE) -> None:
        self.store, self.ledger, self.patience = store, ledger, patience
        self._inherited: list[Graph] = []
        self._forget()

    def _forget(self) -> None:
        self._pid = os.getpid()
        self._lock = RLock()
        self._graph: Graph | None = None
        self._of: tuple[str, str] | None = None
        self._states: OrderedDict[str | None, tuple[Graph, OrderedDict[Hashable, Any]]] = OrderedDict()

    @contextmanager
    def reading(self, as_of: str | None = None) -> Iterator[Reading]:
        """The current graph for the length of the block; a new version is seen here and not within.

        Args:
            as_of: a checked date; only evidence up to it takes part.

        Raises:
            StoreError: there is no store or no graph in it.
            Busy: others keep the graph too long.
        """
        if self._pid != os.getpid():
            if self._graph is not None:
                self._inherited.append(self._graph)  # closing, or dropping, a handle that came over a fork hangs
            self._forget()  # the parent's lock is not ours either
        if not self._lock.acquire(timeout=self.patience):
            raise Busy(f"No answer within {self.patience:g} seconds; ask again in a moment.")
        try:
            if self._graph is None:
                self._graph = open_graph(self.store, ledger=self.ledger)
            meta = self._graph.meta
            if self._of != (meta.version, meta.built_at):
                self._of = (meta.version, meta.built_at)
                self._states.clear()
            if as_of not in self._states:
                graph = self._graph if as_of is None else Graph(self._graph.place, as_of)
                self._states[as_of] = (graph, OrderedDict())
            self._states.move_to_end(as_of)
            while len(self._states) > _DATES:
                self._states.pop(next(date for date in self._states if date is not None))
            graph, kept = self._states[as_of]
            # While a load is running nothing is worth keeping: what is read may be half of one graph, half of another.
            yield Reading(graph, meta, kept if meta.state == "ready" else OrderedDict())
        finally:
            self._lock.release()

    def close(self) -> None:
        """Let go of the store; the next question opens it again."""
        with self._lock:
            if self._graph is not None and self._pid == os.getpid():
                self._graph.close()
            self._graph, self._of = None, None
            self._states.clear()


@contextmanager
def reading() -> Iterator[Reading]:
    """The current graph of the app at hand; the response is marked with its version."""
    with keeper().reading(as_of()) as now:
        g.meta = now.meta
        yield now


def keeper() -> Keeper:
    """The keeper of the app at hand."""
    return cast(Keeper, current_app.extensions["yangtze"])
