"""Status of every link of every chain in every province of the belt: what the tiles and chain cards draw."""

from collections.abc import Mapping
from dataclasses import dataclass

from graph.gaps.engine import GapEngine
from graph.gaps.method import smoothed_rca
from graph.gaps.status import Status, Thresholds, status_of
from web.keeper import Reading

# West to east; the two rows of tiles lie north and south of the river.
PROVINCES: Mapping[str, str] = {
    "530000": "云南", "510000": "四川", "520000": "贵州", "500000": "重庆", "420000": "湖北", "430000": "湖南",
    "360000": "江西", "340000": "安徽", "320000": "江苏", "330000": "浙江", "310000": "上海",
}  # fmt: skip
NORTH = ("510000", "500000", "420000", "340000", "320000", "310000")
SOUTH = ("530000", "520000", "430000", "360000", "330000")
_ORDER: tuple[Status, ...] = ("strong", "present", "weak", "not_observed", "unknown")


@dataclass(frozen=True, slots=True)
class Cell:
    """A chain in a province: statuses in the reference's order, and how many firms."""

    statuses: tuple[Status, ...]
    firms: int

    @property
    def ordered(self) -> list[Status]:
        """Statuses, the strongest first."""
        return sorted(self.statuses, key=_ORDER.index)

    @property
    def there(self) -> int:
        """Links that are present or strong."""
        return sum(status in ("present", "strong") for status in self.statuses)

    @property
    def seen(self) -> int:
        """Links with a firm."""
        return sum(status in ("present", "strong", "weak") for status in self.statuses)

    def count(self, status: Status) -> int:
        """Links of one status."""
        return self.statuses.count(status)


Belt = Mapping[tuple[str, str], Cell]
"""Cells by (adcode, chain id)."""


def belt(now: Reading) -> Belt:
    """Cells of all chains in all provinces, computed once for a graph."""
    return now.once("belt", lambda: _cells(now))


def _cells(now: Reading) -> dict[tuple[str, str], Cell]:
    # GapEngine has no public way to statuses alone yet; tests hold that these are the ones that answers give.
    engine: GapEngine = now.graph._now.gaps
    activities, limits = engine.activities, Thresholds()
    chains: dict[str, list[int]] = {}
    for index, link in enumerate(activities.links):
        chains.setdefault(str(link.properties["chain"]), []).append(index)
    cells = {}
    for adcode in PROVINCES:
        here = [activities.here(link.id, [adcode]) for link in activities.links]
        rca = smoothed_rca(activities.coverage([adcode]), activities.total)
        for chain, indices in chains.items():
            firms = {a.firm for i in indices for a in here[i]}
            documents: set[str] = set()
            for i in indices:
                documents |= engine._link_documents(activities.links[i].id, here[i], [adcode])
            evidence = len(firms) + len(documents)
            statuses = tuple(status_of(here[i], rca[i], evidence, limits)[0] for i in indices)
            cells[adcode, chain] = Cell(statuses, len(firms))
    return cells
