"""A workspace folder (``belt.yangtze``): the ledger, numbered graphs and ``CURRENT``, and one writer at a time."""

from pathlib import Path
from typing import Self

from graph.errors import StoreError, YangtzeError
from graph.projection.build import graph_version
from graph.store.base import Progress, View
from graph.store.defaults import DEFAULT_STORE
from graph.store.embedded import EmbeddedStore, EmbeddedView
from graph.store.home import LEDGER_FILE, LedgerHome

__all__ = ["DEFAULT_STORE", "Workspace"]


class Workspace(LedgerHome):
    """A folder that holds a ledger and the graphs made from it."""

    backend: str = "embedded"
    database: str | None = None

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        super().__init__(self.path / LEDGER_FILE)
        self.store = EmbeddedStore(self.path)

    def __str__(self) -> str:
        return str(self.path)

    @classmethod
    def open(cls, path: Path | str, *, create: bool = False) -> Self:
        """Open a workspace; ``create`` makes the folder.

        Raises:
            StoreError: it is missing, or is no folder, or cannot be made.
        """
        workspace = cls(path)
        if "://" in str(path):
            raise StoreError(f"'{path}' is an address, no workspace folder.")
        if create:
            try:
                workspace.path.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise StoreError(f"The workspace {path} cannot be made: {error}.") from error
        if not workspace.path.exists():
            raise StoreError(f"There is no workspace at '{path}'; make one with 'yangtze ingest' or 'yangtze demo'.")
        if not workspace.path.is_dir():
            raise StoreError(f"'{path}' is not a workspace folder.")
        return workspace

    def project(self, progress: Progress = lambda _: None) -> bool:
        """Make the graph that the ledger and the reference say; returns False when it is there already."""
        with self.ledger() as ledger, self.writing(progress):
            reference = self.reference(ledger)
            version = graph_version(ledger.sequence, reference.hash, ledger.pipelines())
            if self._is_current(version, ledger.ledger_id):
                return False
            before = self._sequence()
            self.store.writer().write(self._projection(ledger, reference, progress), progress)
            if before is None or before < ledger.removed_at:
                self.store.drop_old()  # they still hold the text that was removed
        return True

    def _sequence(self) -> int | None:
        try:
            return self.view().meta.sequence
        except YangtzeError:
            return None

    def _is_current(self, version: str, ledger_id: str) -> bool:
        try:
            meta = self.view().meta
        except YangtzeError:
            return False  # none yet, broken, or of another schema version: a new one is made beside it
        return (meta.version, meta.ledger_id) == (version, ledger_id)

    def view(self) -> EmbeddedView:
        """The current graph."""
        return self.store.view()

    def settled(self, view: View) -> bool:
        """A finished file never changes: what was read from it belongs together."""
        return True

    def close(self) -> None:
        """Close what is open."""
        self.store.close()
