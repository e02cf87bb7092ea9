"""``NameIndex``: every name of every entity; ``match`` answers one thing or none, ``find`` a ranked list."""

from collections.abc import Iterable, Sequence

from graph.names import search, strict
from graph.names.normal import name_key
from graph.names.strict import NameMatch
from graph.names.table import NamedThing, NameHit, NameTable

__all__ = ["NameHit", "NameIndex", "NameMatch", "NamedThing"]


class NameIndex:
    """Names of many things; what a question needs is built when the first such question comes."""

    def __init__(self, things: Iterable[NamedThing]) -> None:
        self._table = NameTable(things)

    def exact(self, name: str, labels: Sequence[str] = ()) -> list[NameHit]:
        """Things one of whose names is this one, spelled in whatever form; the weightiest first."""
        hits: dict[str, NameHit] = {}
        for thing, matched, kind in self._table.exact.get(name_key(name), ()):
            if not labels or thing.label in labels:
                hits.setdefault(thing.id, NameHit(thing, matched, kind.score, kind.why))
        return sorted(hits.values(), key=lambda h: (-h.thing.weight, h.thing.id))

    def match(self, name: str, labels: Sequence[str] = (), *, slips: bool = True) -> NameMatch:
        """The one thing that bears the name, or none where that is not certain; see ``strict.match``."""
        return strict.match(self._table, name, labels, slips=slips)

    def find(self, name: str, labels: Sequence[str] = (), limit: int = 10) -> list[NameHit]:
        """The best hits: the name itself, forms of it, its sound, names that contain it, near spellings."""
        return search.find(self._table, name, labels, limit)

    def nearest(self, name: str, labels: Sequence[str] = (), limit: int = 5) -> tuple[str, ...]:
        """Names to offer when nothing bears the name asked for."""
        return search.nearest(self._table, name, labels, limit)
