"""What surrounds a phrase: the chains that its document speaks of, and what its firm is known to make."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp

import numpy as np
import numpy.typing as npt

from graph.linking.exemplars import ROW, Exemplars
from graph.linking.words import stripped
from graph.names.normal import name_key

Votes = npt.NDArray[np.float64]
_REACH = 250  # characters: a name that stands a sentence away says more than one at the end of the page
_END_SHARE = 0.7  # a phrase that only ends with a link's name speaks less clearly
_SHORTEST_END = 3


@dataclass(frozen=True, slots=True)
class Context:
    """``votes`` for each chain, shape (chains,); ``known`` are links that a reference row gives the phrase's firm."""

    votes: Votes
    known: frozenset[str] = frozenset()


class ChainVotes:
    """How much each chain is spoken of around a phrase."""

    def __init__(self, exemplars: Exemplars) -> None:
        self._known = exemplars
        self._of_phrase: dict[str, Votes] = {}

    def nothing(self) -> Votes:
        """No chain is spoken of."""
        return np.zeros(len(self._known.chains))

    def around(self, at: int, phrase: str, others: Iterable[tuple[int, str]]) -> Votes:
        """Votes of the other phrases (offset, text), each text once, the nearer the more."""
        votes = self.nothing()
        seen = {phrase}
        for offset, text in sorted(others, key=lambda other: (abs(other[0] - at), other)):
            if text not in seen:
                seen.add(text)
                votes += self.of_phrase(text) * exp(-abs(offset - at) / _REACH)
        return votes

    def of_phrase(self, phrase: str) -> Votes:
        """One vote, split between the chains whose name, or whose link's name, the phrase is or ends with."""
        if phrase not in self._of_phrase:
            self._of_phrase[phrase] = self._vote(phrase)
        return self._of_phrase[phrase]

    def _vote(self, phrase: str) -> Votes:
        known, votes = self._known, self.nothing()
        if chains := known.chains_named(phrase):
            votes[chains] = 1 / len(chains)
            return votes
        keys = stripped(name_key(phrase))
        ends = [keys[0][-length:] for length in range(len(keys[0]) - 1, _SHORTEST_END - 1, -1)]
        for weight, names in ((1.0, keys), (_END_SHARE, ends)):
            for key in names:
                found = [n for n in known.of_key.get(key, ()) if weight == 1.0 or known.kind[n] != ROW]
                if found := [n for n in found if known.kind[n] != ROW] or found:
                    for n in found:
                        votes[known.chain[known.link[n]]] += weight / len(found)
                    return votes
        return votes
