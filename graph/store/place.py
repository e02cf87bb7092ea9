"""``open_place``: one door to either store, and the protocol that both places keep."""

import os
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

import platformdirs

from graph.ledger.ledger import Ledger
from graph.projection.model import Projection
from graph.reference.model import Reference
from graph.store.base import Progress, View
from graph.store.defaults import LEDGER_VARIABLE
from graph.store.home import LEDGER_FILE
from graph.store.neo4j_address import Address, is_address, parse_address
from graph.store.workspace import Workspace


class StorePlace(Protocol):
    """A graph with the ledger it is made from: a workspace folder, or a Neo4j and a ledger on this machine."""

    backend: str
    database: str | None
    ledger_path: Path

    def ledger(self, *, create: bool = True) -> Ledger:
        """Open the ledger."""

    def writing(self, on_wait: Progress = ..., wait: float = ...) -> AbstractContextManager[None]:
        """Hold the place for writing."""

    def add_layers(self, folders: Sequence[Path]) -> None:
        """Keep users' reference folders in the ledger."""

    def reference(self, ledger: Ledger) -> Reference:
        """The shipped reference with the ledger's layers laid over it."""

    def projection(self, progress: Progress = ...) -> Projection:
        """The graph that the ledger and the reference say, before any store has it."""

    def project(self, progress: Progress = ...) -> bool:
        """Make the graph anew; returns False when nothing differs."""

    def view(self) -> View:
        """The current graph."""

    def settled(self, view: View) -> bool:
        """Whether all that was read from the view belongs to one state of the graph."""

    def close(self) -> None:
        """Close what is open."""


def default_ledger() -> Path:
    """Where the ledger of a server's graph is kept unless someone says otherwise: the user's data folder."""
    return platformdirs.user_data_path("yangtze-chains", appauthor=False) / LEDGER_FILE


def ledger_file(place: str | Path | None) -> Path:
    """The ledger's file: ``place`` itself, ``ledger.sqlite`` in it when it is a folder; else ``YANGTZE_LEDGER``, else
    the default."""
    named = str(place or os.environ.get(LEDGER_VARIABLE) or "")
    if not named:
        return default_ledger()
    path = Path(named)
    return path if path.suffix == ".sqlite" and not path.is_dir() else path / LEDGER_FILE


def open_place(
    store: Any, *, ledger: str | Path | None = None, create: bool = False, take_over: bool = False
) -> StorePlace:
    """Open a workspace folder, an address of a Neo4j, or a ``py2neo.Graph``.

    Args:
        store: path, ``neo4j://`` or ``bolt://`` address, or a ``py2neo.Graph``.
        ledger: where the ledger of a server's graph is; a workspace folder has its own.
        create: make the folder; on a server, see that our ledger may write there.
        take_over: on a server, replace another ledger's graph.

    Raises:
        StoreError: it is missing, cannot be reached, or is another ledger's.
    """
    address = _address(store)
    if address is None:
        return Workspace.open(store, create=create)
    from graph.store.neo4j_place import Neo4jPlace  # noqa: PLC0415 - the driver takes a while to import

    place = Neo4jPlace(address, ledger_file(ledger), take_over=take_over)
    if create:
        place.check_ledger()
    return place


def _address(store: Any) -> Address | None:
    if isinstance(store, str) and is_address(store):
        return parse_address(store)
    if isinstance(store, str | Path):
        return None  # a folder
    from graph.store.py2neo_bridge import address_of  # noqa: PLC0415 - py2neo is an extra

    return address_of(store)
