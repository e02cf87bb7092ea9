"""The names of many things, laid out for questions; each part is built when the first question needs it."""

import gc
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np
import numpy.typing as npt

from graph.names.forms import Kind, loose_forms, stem_of
from graph.names.grams import GramIndex
from graph.names.near import NearIndex
from graph.names.normal import name_key
from graph.names.pinyin import to_initials, to_pinyin


@dataclass(frozen=True, slots=True)
class NamedThing:
    """What a name may stand for; ``weight`` breaks ties (facts, mentions)."""

    id: str
    label: str
    name: str
    names: tuple[str, ...]
    weight: int = 0

    @property
    def all_names(self) -> tuple[str, ...]:
        """The name it is shown by, then the others, each once."""
        return tuple(dict.fromkeys((self.name, *self.names)))


@dataclass(frozen=True, slots=True)
class NameHit:
    """A found thing, the name that matched, a score in 0..1 and why (in words, Chinese first)."""

    thing: NamedThing
    matched: str
    score: float
    why: str


Entry = tuple[NamedThing, str, Kind]
Entries = dict[str, list[Entry]]


class Column:
    """Texts of the keys in sorted order: which keys have this text, which begin with it."""

    def __init__(self, texts: Sequence[str]) -> None:
        order = sorted(range(len(texts)), key=texts.__getitem__)
        self._numbers, self._texts = order, [texts[i] for i in order]

    def equal(self, text: str) -> Iterator[int]:
        """Numbers of the keys with exactly this text."""
        for at in range(bisect_left(self._texts, text), len(self._texts)):
            if self._texts[at] != text:
                return
            yield self._numbers[at]

    def beginning(self, text: str, limit: int) -> list[tuple[int, int]]:
        """Numbers of keys whose text begins so, with its length; the first ``limit`` in order of the text."""
        start = bisect_left(self._texts, text)
        end = bisect_left(self._texts, text + "\U0010ffff", start)
        return [(self._numbers[at], len(self._texts[at])) for at in islice(range(start, end), limit)]


@contextmanager
def _no_collection() -> Iterator[None]:
    """Without the collector's passes over a table that only grows: they take more time than filling it."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class NameTable:
    """Exact names at once; looser forms, characters, slips and sounds when they are first asked for."""

    def __init__(self, things: Iterable[NamedThing]) -> None:
        self.things = list(things)
        self.exact: Entries = {}
        with _no_collection():
            for thing in self.things:
                for name in thing.all_names:
                    if key := name_key(name):
                        self.exact.setdefault(key, []).append((thing, name, Kind.SAME))

    @cached_property
    def loose(self) -> Entries:
        """Forms that grammar makes of the names."""
        found: Entries = {}
        with _no_collection():
            for thing in self.things:
                for key, name, kind in loose_forms(thing.all_names):
                    found.setdefault(key, []).append((thing, name, kind))
        return found

    @cached_property
    def stems(self) -> Entries:
        """Registered names without their legal form, which only registered names may ask for."""
        found: Entries = {}
        for thing in self.things:
            for name in thing.all_names:
                if name.endswith(("公司", "合伙)", "合伙）", "企业")) and (stem := stem_of(name)):
                    found.setdefault(stem, []).append((thing, name, Kind.FORM))
        return found

    @cached_property
    def keys(self) -> list[str]:
        """Every key, exact ones first."""
        return [*self.exact, *(key for key in self.loose if key not in self.exact)]

    def entries(self, number: int) -> list[Entry]:
        """What a key stands for."""
        key = self.keys[number]
        return self.exact.get(key) or self.loose[key]

    @cached_property
    def grams(self) -> GramIndex:
        """Characters and pairs of all keys."""
        return GramIndex(self.keys)

    @cached_property
    def near(self) -> NearIndex:
        """Keys by what is left when one character is left out."""
        return NearIndex(self.keys)

    @cached_property
    def sounds(self) -> Column:
        """Keys by pinyin."""
        return Column(to_pinyin(self.keys))

    @cached_property
    def initials(self) -> Column:
        """Keys by initials."""
        return Column(to_initials(self.keys))

    @cached_property
    def _labels(self) -> dict[str, int]:
        return {label: 1 << i for i, label in enumerate(dict.fromkeys(t.label for t in self.things))}

    @cached_property
    def _label_masks(self) -> npt.NDArray[np.uint64]:
        bits = self._labels
        masks = np.zeros(len(self.keys), np.uint64)
        for number in range(len(self.keys)):
            for thing, _, _ in self.entries(number):
                masks[number] |= np.uint64(bits[thing.label])
        return masks

    @cached_property
    def weights(self) -> npt.NDArray[np.float32]:
        """The logarithm of the weight of the weightiest thing of each key."""
        heaviest = (max(t.weight for t, _, _ in self.entries(i)) for i in range(len(self.keys)))
        return np.log1p(np.fromiter(heaviest, np.float32, len(self.keys)))

    def bearing(self, labels: Sequence[str]) -> npt.NDArray[np.bool_]:
        """Which keys stand for something with one of the labels."""
        wanted = np.uint64(sum(self._labels.get(label, 0) for label in set(labels)))
        return (self._label_masks & wanted).astype(np.bool_)
