"""One pass over a text for many names at once."""

from collections.abc import Iterator, Mapping

import ahocorasick_rs


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
