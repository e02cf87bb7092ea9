"""Several regions beside each other on one chain; every number unfolds to firms and sentences."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from graph.gaps.answer import LinkAnswer
from graph.gaps.engine import GapEngine
from graph.gaps.peers import PeerFirm, firms_of
from graph.gaps.status import STATUS_GLYPH, STATUS_NAME, Status, Thresholds
from graph.projection.model import Node, Passage
from graph.reference.places import Place
from graph.tables import data_frame, render_table


@dataclass(frozen=True, slots=True)
class ComparedCell:
    """A link in one of the regions; ``firms`` are the weightiest of ``n_firms``."""

    status: Status
    status_reason: str
    coverage: float
    n_firms: int
    documents: int
    firms: tuple[PeerFirm, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Several regions on one chain: a row for every link, in it a cell for every region.

    ``passages`` hold the sentences that the firms rest on, by id.
    """

    places: tuple[Place, ...]
    chain: Node
    graph_version: str
    thresholds: Thresholds
    rows: tuple[tuple[Node, tuple[ComparedCell, ...]], ...]
    passages: dict[str, Passage] = field(repr=False)
    note: str = ""

    def to_json(self) -> dict[str, Any]:
        """The form of the CLI and the API."""
        return {
            "regions": [{"adcode": p.id, "name": p.name} for p in self.places],
            "chain": {"id": self.chain.id, "name": self.chain.name},
            "graph_version": self.graph_version,
            "note": self.note,
            "thresholds": self.thresholds.to_json(),
            "links": [
                {"link": node.id, "name": node.name, "regions": [self._cell_json(cell) for cell in cells]}
                for node, cells in self.rows
            ],
        }

    def _cell_json(self, cell: ComparedCell) -> dict[str, Any]:
        return {
            "status": cell.status, "status_reason": cell.status_reason, "coverage": cell.coverage,
            "documents": cell.documents, "n_firms": cell.n_firms,
            "firms": [firm.to_json(self.passages) for firm in cell.firms],
        }  # fmt: skip

    def to_pandas(self) -> Any:
        """A ``pandas.DataFrame`` with a row for every link × region.

        Raises:
            MissingExtra: pandas is not installed.
        """
        columns = ("link", "name", "adcode", "region", "status", "status_reason", "coverage", "n_firms", "documents",
                   "firms")  # fmt: skip
        rows = (
            dict(zip(columns, (
                node.id, node.name, place.id, place.name, cell.status, cell.status_reason, cell.coverage,
                cell.n_firms, cell.documents, "；".join(f.name for f in cell.firms),
            ), strict=True))
            for node, cells in self.rows
            for place, cell in zip(self.places, cells, strict=True)
        )  # fmt: skip
        return data_frame(columns, rows)


def compare(engine: GapEngine, places: Sequence[Place], chain: Node, *, limits: Thresholds | None = None) -> Comparison:
    """Several regions (or groups) beside each other on one chain.

    Args:
        engine: of the graph.
        places: the regions, in the order of the columns.
        chain: the chain's node.
        limits: thresholds; the defaults when None.
    """
    limits = limits or Thresholds()
    columns = [[_cell(engine, link) for link in engine.statuses(place, chain, limits)] for place in places]
    links = engine.frame(chain).links
    rows = tuple(zip(links, zip(*columns, strict=True), strict=True))
    cited = {p for column in columns for cell in column for firm in cell.firms for p in firm.evidence}
    return Comparison(tuple(places), chain, engine.version, limits, rows, engine.passages(cited))


def _cell(engine: GapEngine, link: LinkAnswer) -> ComparedCell:
    return ComparedCell(
        link.status, link.status_reason, round(link.coverage, 3), len(link.firms), link.documents,
        firms_of(engine, link.firms),
    )  # fmt: skip


def render_comparison(found: Comparison) -> str:
    """A line for every link, a column for every region."""
    table = render_table(
        ("环节", *(place.name for place in found.places)),
        (
            (
                node.name,
                *(
                    f"{STATUS_GLYPH[cell.status]}{STATUS_NAME[cell.status]}{f' {cell.n_firms}' if cell.n_firms else ''}"
                    for cell in cells
                ),
            )
            for node, cells in found.rows
        ),
    )
    return f"{table}{found.thresholds.in_words}\n"
