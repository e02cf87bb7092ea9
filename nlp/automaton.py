"""One pass over a text for many names at once."""

from collections.abc import Collection, Iterator, Mapping

import ahocorasick_rs

_WORTH_IT = 400_000  # names × characters from which an automaton is the faster way


class NameFinder:
    """Finds the longest of many names, each with the keys it stands for."""

    def __init__(self, names: Mapping[str, tuple[str, ...]]) -> None:
        self._names = list(names)
        self.keys = dict(names)
        self._automaton = ahocorasick_rs.AhoCorasick(self._names, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)

    def find(self, text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """Yield (start, end, keys) of each name in ``text``, left to right, never overlapping."""
        for index, start, end in self._automaton.find_matches_as_indexes(text):
            yield start, end, self.keys[self._names[index]]


def occurrences(text: str, names: Collection[str]) -> Iterator[tuple[int, int]]:
    """Yield (start, end) as ``NameFinder`` finds them; for some names in a short text an automaton costs more."""
    if len(names) * len(text) > _WORTH_IT:
        yield from ((start, end) for start, end, _ in NameFinder(dict.fromkeys(names, ())).find(text))
        return
    found, last = [], 0
    for name in names:
        at = text.find(name) if name else -1
        while at >= 0:
            found.append((at, -len(name)))
            at = text.find(name, at + 1)
    for start, size in sorted(found):
        if start >= last:
            last = start - size
            yield start, last
