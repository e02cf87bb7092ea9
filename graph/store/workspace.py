"""A workspace folder (``belt.yangtze``): the ledger, numbered graphs and ``CURRENT``, and one writer at a time."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import filelock

from graph.errors import StoreError, YangtzeError
from graph.ledger.ledger import Ledger
from graph.projection.build import build_projection, graph_version
from graph.reference.load import Layer, load_reference
from graph.reference.model import Reference
from graph.store.base import Progress
from graph.store.embedded import EmbeddedStore, EmbeddedView

DEFAULT_STORE = "belt.yangtze"
_LOCK_WAIT_SECONDS = 600.0


class Workspace:
    """A folder that holds a ledger and the graphs made from it."""

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self.store = EmbeddedStore(self.path)

    @classmethod
    def open(cls, path: Path | str, *, create: bool = False) -> Self:
        """Open a workspace; ``create`` makes the folder.

        Raises:
            StoreError: it is missing, or is no folder, or cannot be made.
        """
        workspace = cls(path)
        if "://" in str(path):
            raise StoreError(f"'{path}' is an address; only a workspace folder can be a store so far.")
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

    @property
    def ledger_path(self) -> Path:
        """The ledger's file."""
        return self.path / "ledger.sqlite"

    def ledger(self, *, create: bool = True) -> Ledger:
        """Open the ledger."""
        return Ledger.open(self.ledger_path, create=create)

    @contextmanager
    def writing(self, on_wait: Progress = lambda _: None) -> Iterator[None]:
        """Hold the workspace for writing; a second writer says so and waits for the first.

        Raises:
            StoreError: the other writer did not finish within ten minutes.
        """
        lock = filelock.FileLock(self.path / "writing.lock")
        try:
            try:
                lock.acquire(timeout=0)
            except filelock.Timeout:
                on_wait("another run is writing this workspace: waiting for it")
                lock.acquire(timeout=_LOCK_WAIT_SECONDS)
        except filelock.Timeout as error:
            raise StoreError(f"Another run has been writing {self.path} for ten minutes; try again later.") from error
        except OSError as error:
            raise StoreError(f"The workspace {self.path} cannot be written: {error}.") from error
        try:
            yield
        finally:
            lock.release()

    def add_layers(self, folders: Sequence[Path]) -> None:
        """Keep users' reference folders in the ledger, checked together with what is there; a folder given again
        replaces its earlier content.

        Raises:
            InvalidReference: the whole does not hold together; nothing is kept.
        """
        with self.ledger() as ledger:
            given = {layer.name: layer for layer in map(Layer.from_folder, folders)}
            kept = [given.pop(name, Layer(name, files)) for name, files in ledger.layers()]
            load_reference([*kept, *given.values()])
            for folder in folders:
                layer = Layer.from_folder(folder)
                ledger.put_layer(layer.name, layer.files)

    def reference(self, ledger: Ledger) -> Reference:
        """The shipped reference with the ledger's layers laid over it."""
        return load_reference([Layer(name, files) for name, files in ledger.layers()])

    def project(self, progress: Progress = lambda _: None) -> bool:
        """Make the graph that the ledger and the reference say; returns False when it is there already."""
        with self.ledger() as ledger, self.writing(progress):
            reference = self.reference(ledger)
            version = graph_version(ledger.sequence, reference.hash, ledger.pipelines())
            if self._is_current(version, ledger.ledger_id):
                return False
            projection = build_projection(
                ledger.documents(), reference,
                ledger_id=ledger.ledger_id, sequence=ledger.sequence, progress=progress,
            )  # fmt: skip
            self.store.writer().write(projection, progress)
        return True

    def _is_current(self, version: str, ledger_id: str) -> bool:
        try:
            meta = self.view().meta
        except YangtzeError:
            return False  # none yet, broken, or of another schema version: a new one is made beside it
        return (meta.version, meta.ledger_id) == (version, ledger_id)

    def view(self) -> EmbeddedView:
        """The current graph."""
        return self.store.view()

    def close(self) -> None:
        """Close what is open."""
        self.store.close()
