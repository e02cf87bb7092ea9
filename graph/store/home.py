"""What every place that holds a graph does with its ledger: open it, lay a user's layers into it, write one at a time,
and make the projection it says."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import filelock

from graph.errors import StoreError
from graph.ledger.decisions import Decisions
from graph.ledger.ledger import Ledger
from graph.projection.build import build_projection
from graph.projection.model import Projection
from graph.reference.load import Layer, load_reference
from graph.reference.model import Reference
from graph.store.base import Progress

log = logging.getLogger(__name__)

LEDGER_FILE = "ledger.sqlite"
LOCK_WAIT_SECONDS = 600.0


class LedgerHome:
    """A ledger's file and the folder around it."""

    def __init__(self, ledger_path: Path) -> None:
        self.ledger_path = ledger_path

    def ledger(self, *, create: bool = True) -> Ledger:
        """Open the ledger."""
        return Ledger.open(self.ledger_path, create=create)

    @contextmanager
    def writing(self, on_wait: Progress = lambda _: None, wait: float = LOCK_WAIT_SECONDS) -> Iterator[None]:
        """Hold the ledger's folder for writing; a second writer says so and waits for the first.

        Raises:
            StoreError: the other writer did not finish within ``wait`` seconds.
        """
        folder = self.ledger_path.parent
        lock = filelock.FileLock(folder / "writing.lock")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            try:
                lock.acquire(timeout=0)
            except filelock.Timeout:
                on_wait("another run is writing this workspace: waiting for it")
                lock.acquire(timeout=wait)
        except filelock.Timeout as error:
            busy = f"Another run has been writing {folder} for {wait:.0f} seconds"
            raise StoreError(f"{busy}; try again later.") from error
        except OSError as error:
            raise StoreError(f"The workspace {folder} cannot be written: {error}.") from error
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
            layers = [Layer.from_folder(folder) for folder in folders]
            given = {layer.name: layer for layer in layers}
            kept = [given.pop(name, Layer(name, files)) for name, files in ledger.layers()]
            load_reference([*kept, *given.values()])
            for layer in layers:
                ledger.put_layer(layer.name, layer.files)

    def reference(self, ledger: Ledger) -> Reference:
        """The shipped reference with the ledger's layers laid over it."""
        return load_reference([Layer(name, files) for name, files in ledger.layers()])

    def projection(self, progress: Progress = lambda _: None) -> Projection:
        """The graph that the ledger and the reference say, before any store has it."""
        with self.ledger() as ledger:
            return self._projection(ledger, self.reference(ledger), progress)

    @staticmethod
    def _projection(ledger: Ledger, reference: Reference, progress: Progress) -> Projection:
        log.info("projection", extra={"fields": {"ledger": ledger.ledger_id, "sequence": ledger.sequence}})
        return build_projection(
            ledger.documents(), reference,
            ledger_id=ledger.ledger_id, sequence=ledger.sequence, decisions=Decisions(ledger).in_force(),
            progress=progress,
        )  # fmt: skip
