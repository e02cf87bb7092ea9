"""A Neo4j and the ledger that its graph is made from, with the same words as a workspace folder."""

from pathlib import Path

from graph.errors import LedgerError, StoreError
from graph.ledger.ledger import Ledger
from graph.store.base import Progress, View
from graph.store.home import LedgerHome
from graph.store.neo4j_address import Address
from graph.store.neo4j_connection import Limits
from graph.store.neo4j_store import Neo4jStore, Neo4jView


class Neo4jPlace(LedgerHome):
    """A graph on a server; without its ledger it can be asked and not changed."""

    backend: str = "neo4j"

    def __init__(
        self, address: Address, ledger_path: Path, *, take_over: bool = False, limits: Limits | None = None
    ) -> None:
        super().__init__(ledger_path)
        self.store = Neo4jStore(address, limits)
        self.database = address.database
        self._take_over = take_over

    def __str__(self) -> str:
        return str(self.store.address)

    def check_ledger(self) -> None:
        """Whether our ledger may write this graph, before anything is made or read.

        Raises:
            StoreError: the graph there is another ledger's, or its ledger is not where we look for it.
        """
        ledger_id = None
        if self.ledger_path.exists():
            with self.ledger(create=False) as ledger:
                ledger_id = ledger.ledger_id
        elif (meta := self.store.raw_meta()) and not self._take_over:
            raise StoreError(
                f"The graph in {self} was made from the ledger {meta.get('ledger_id')}, and there is none at "
                f"{self.ledger_path}: name its place with --ledger or YANGTZE_LEDGER. Without its ledger a graph can "
                "be asked, explored and exported, not changed."
            )
        self.store.writer(take_over=self._take_over).check(ledger_id)

    def ledger(self, *, create: bool = True) -> Ledger:
        """Open the ledger."""
        try:
            return super().ledger(create=create)
        except LedgerError as error:
            if create:
                raise LedgerError(f"{error} Its place is named by --ledger or YANGTZE_LEDGER.") from error
            raise

    def project(self, progress: Progress = lambda _: None) -> bool:
        """Make the graph what the ledger and the reference say; returns False when nothing differed.

        All of it is compared each time: someone else may have written to the server.
        """
        self.check_ledger()
        with self.writing(progress), self.ledger() as ledger:
            projection = self._projection(ledger, self.reference(ledger), progress)
            before = self.store.raw_meta()
            changes = self.store.writer(take_over=self._take_over).write(projection, progress)
            return bool(changes) or self.store.raw_meta() != before

    def view(self) -> Neo4jView:
        """The current graph."""
        return self.store.view()

    def settled(self, view: View) -> bool:
        """Whether nothing was written while the view was asked."""
        return isinstance(view, Neo4jView) and self.store.settled(view)

    def close(self) -> None:
        """Close the connection."""
        self.store.close()
