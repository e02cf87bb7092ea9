"""Status of every link of every chain in every province of the belt: what the tiles and chain cards draw."""

from collections.abc import Mapping
from dataclasses import dataclass

from graph.gaps.engine import GapEngine
from graph.gaps.status import Status
from graph.reference.places import Place
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
    engine = engine_of(now)
    cells = {}
    for adcode in PROVINCES:
        place = Place("region", adcode, engine.activities.regions[adcode].name, (adcode,))
        for chain in engine.chains:
            links = engine.statuses(place, chain)
            firms = {activity.firm for link in links for activity in link.firms}
            cells[adcode, chain.id] = Cell(tuple(link.status for link in links), len(firms))
    return cells


def engine_of(now: Reading) -> GapEngine:
    """The engine behind the answers, for what is asked of many places at a time."""
    engine: GapEngine = now.graph._now.gaps
    return engine
