"""``NameIndex``: every name of every entity, found exactly, by part, or in spite of a wrong character."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from graph.names.normal import name_key

_FUZZY_FLOOR = 60.0  # of 100; below this two names have hardly more than a place or a suffix in common


@dataclass(frozen=True, slots=True)
class NamedThing:
    """What a name may stand for; ``weight`` breaks ties (facts, mentions)."""

    id: str
    label: str
    name: str
    names: tuple[str, ...]
    weight: int = 0


@dataclass(frozen=True, slots=True)
class NameHit:
    """A found thing, the name that matched, a score in 0..1 and why."""

    thing: NamedThing
    matched: str
    score: float
    why: str


class NameIndex:
    """Names of many things, asked for few at a time."""

    def __init__(self, things: Iterable[NamedThing]) -> None:
        self._by_key: dict[str, list[tuple[NamedThing, str]]] = defaultdict(list)
        for thing in things:
            for name in dict.fromkeys((thing.name, *thing.names)):
                if key := name_key(name):
                    self._by_key[key].append((thing, name))
        self._keys = list(self._by_key)

    def exact(self, name: str, labels: Sequence[str] = ()) -> list[NameHit]:
        """Things one of whose names is this one, spelled in whatever form."""
        return self._hits(((name_key(name), 1.0, "the name itself"),), labels, 1_000)

    def find(self, name: str, labels: Sequence[str] = (), limit: int = 10) -> list[NameHit]:
        """The best hits: the name itself, names that contain it or are contained, near spellings."""
        key = name_key(name)
        if not key:
            return []
        candidates: list[tuple[str, float, str]] = []
        for other in self._keys:
            if other == key:
                candidates.append((other, 1.0, "the name itself"))
            elif key in other:
                start = 0.05 if other.startswith(key) else 0.0
                candidates.append((other, 0.7 + start + 0.2 * len(key) / len(other), "a longer name that contains it"))
        for other, score, _ in process.extract(
            key, self._keys, scorer=fuzz.ratio, limit=limit * 3, score_cutoff=_FUZZY_FLOOR
        ):
            if key not in other:
                candidates.append((other, 0.7 * score / 100, "a near spelling"))
        return self._hits(sorted(candidates, key=lambda c: (-c[1], c[0])), labels, limit)

    def nearest(self, name: str, labels: Sequence[str] = (), limit: int = 5) -> tuple[str, ...]:
        """Names to offer when nothing bears the name asked for."""
        key = name_key(name)
        found = process.extract(key, self._keys, scorer=fuzz.WRatio, limit=50, score_cutoff=45)
        hits = self._hits([(other, score / 100, "") for other, score, _ in found], labels, limit)
        return tuple(dict.fromkeys(hit.thing.name for hit in hits))

    def _hits(self, keys: Iterable[tuple[str, float, str]], labels: Sequence[str], limit: int) -> list[NameHit]:
        best: dict[str, NameHit] = {}
        for key, score, why in keys:
            for thing, name in self._by_key.get(key, ()):
                if labels and thing.label not in labels:
                    continue
                if thing.id not in best or best[thing.id].score < score:
                    best[thing.id] = NameHit(thing, name, round(score, 3), why)
        return sorted(best.values(), key=lambda h: (-h.score, -h.thing.weight, h.thing.id))[:limit]
