"""From a phrase of a text to a chain link, with a score, a reason and the right to abstain."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from math import exp
from pathlib import Path

import numpy as np
import numpy.typing as npt

from graph.linking.context import ChainVotes, Context
from graph.linking.exemplars import Exemplars
from graph.linking.features import FEATURES, Candidates, Surface, with_context
from graph.linking.vectors import PhraseVectors, installed_vectors
from graph.linking.words import says_too_little, stripped
from graph.names.normal import name_key
from graph.reference.model import Reference

LINKING_VERSION = "linking-4"
SURE = 0.75  # from here a phrase is linked; below, somebody should look
_UNSURE = 0.35  # below this nothing is said
_LEAD, _LEAD_OF_NAMESAKES = 0.3, 1.0  # log odds by which the best must lead; more where both bear the very name
_BEARS = 0.9
_BATCH = 256
_SPOKEN_OF = 0.4  # share of the votes from which the reason names the chain
_SHORTEST_TAIL = 3  # 光刻胶 at the end of 高端光刻胶 says what it is; two characters (电池) say too little
_WEIGHTS = Path(__file__).parent / "weights.toml"


@dataclass(frozen=True, slots=True)
class LinkMatch:
    """The link that a phrase names, how sure (0 to 1), and why. Below SURE it is a question for review."""

    link: str
    score: float
    reason: str

    @property
    def sure(self) -> bool:
        """Whether it is linked, not only proposed."""
        return self.score >= SURE


class Linker:
    """Reads phrases against all links of a reference.

    ``vectors``, when given, adds likeness of meaning; ``version`` says which reader, and with whose vectors.
    """

    def __init__(self, reference: Reference, vectors: PhraseVectors | None = None) -> None:
        self.version = _version(vectors)
        self.exemplars = Exemplars(reference)
        self.votes = ChainVotes(self.exemplars)
        self._chain_names = [chain.name for chain in reference.chains.values()]
        self._surface = Surface(self.exemplars, vectors)
        self._constant, self._weights = _weights("vectors" if vectors else "plain")
        self._read: dict[str, Candidates] = {}

    def chain_of_phrase(self, phrase: str) -> str | None:
        """The chain that a phrase names outright (集成电路产业 → integrated-circuit), if it names one only."""
        chains = self.exemplars.chains_named(phrase)
        return self.exemplars.chains[chains[0]] if len(chains) == 1 else None

    def possible(self, phrase: str) -> frozenset[str]:
        """Every link that bears the phrase, or its end, as a name, an alias or a kind."""
        whole = name_key(phrase)
        ends = [whole[-length:] for length in range(len(whole) - 1, _SHORTEST_TAIL - 1, -1)]
        cut = [end for end in ends if not whole[-len(end) - 1 : -len(end) + 1].isascii()]
        for key in (*stripped(whole), *cut):
            found = [n for n in self.exemplars.of_key.get(key, ()) if n < self.exemplars.named]
            if found:
                return frozenset(self.exemplars.links[self.exemplars.link[n]] for n in found)
        return frozenset()

    def prepare(self, phrases: Iterable[str]) -> None:
        """Read many phrases at once, which is faster than one by one."""
        new = sorted({phrase for phrase in phrases if phrase not in self._read and not self._is_vague(phrase)})
        for start in range(0, len(new), _BATCH):
            batch = new[start : start + _BATCH]
            self._read.update(zip(batch, self._surface.candidates(batch), strict=True))

    def match(self, phrase: str, context: Context | None = None) -> LinkMatch | None:
        """The link that ``phrase`` names, or None where it names none, or which one is not sure."""
        found = self.read(phrase, context)
        return found[0] if found and found[0].sure else None

    def read(self, phrase: str, context: Context | None = None) -> tuple[LinkMatch, ...]:
        """One sure match; or up to two unsure ones, the likelier first, for review; or none."""
        if self._is_vague(phrase):
            return ()
        self.prepare([phrase])
        candidates = self._read[phrase]
        around = context or Context(self.votes.nothing())
        odds = with_context(candidates, around, self.exemplars) @ self._weights + self._constant
        best, second = np.argsort(-odds, kind="stable")[:2]
        sure = 1 / (1 + exp(-odds[best]))
        if sure < _UNSURE:
            return ()
        lead = _LEAD_OF_NAMESAKES if _are_namesakes(candidates, best, second) else _LEAD
        if sure >= SURE and odds[best] - odds[second] >= lead:
            return (self._match(candidates, int(best), sure, around),)
        unsure = [n for n in (best, second) if 1 / (1 + exp(-odds[n])) >= _UNSURE]
        below = SURE - 0.01
        return tuple(self._match(candidates, int(n), min(1 / (1 + exp(-odds[n])), below), around) for n in unsure)

    def _match(self, candidates: Candidates, number: int, score: float, context: Context) -> LinkMatch:
        place = int(candidates.links[number])
        link, chain = self.exemplars.links[place], int(self.exemplars.chain[place])
        reason = candidates.reasons[number]
        if context.votes[chain] >= _SPOKEN_OF * (context.votes.sum() + 1):
            reason += f"，文中说到{self._chain_names[chain]}链"
        if link in context.known:
            reason += "，参照表已列此企业做此环节"
        return LinkMatch(link, round(score, 2), reason)

    def _is_vague(self, phrase: str) -> bool:
        """Whether it names a whole chain, or a trade too broad for one link."""
        keys = stripped(name_key(phrase))
        if says_too_little(keys[0]):
            return True
        named = any(n < self.exemplars.named for key in keys for n in self.exemplars.of_key.get(key, ()))
        return not named and bool(self.exemplars.chains_named(phrase))


def _are_namesakes(candidates: Candidates, best: np.intp, second: np.intp) -> bool:
    """Whether both bear the phrase as their name, or both as an alias: a name goes before another's alias."""
    (name, alias), (other_name, other_alias) = candidates.rows[[best, second], :2] >= _BEARS
    return bool((name and other_name) or (not name and not other_name and alias and other_alias))


_kept: dict[str, Linker] = {}


def linker_of(reference: Reference) -> Linker:
    """The linker of a reference with the vectors offered here; the last one is kept, with all that it has read."""
    key = f"{reference.hash} {linking_version()}"
    if key not in _kept:
        _kept.clear()
        _kept[key] = Linker(reference, installed_vectors())
    return _kept[key]


def linking_version() -> str:
    """The version of what ``linker_of`` reads with: linking-4, or linking-4+encoder@0123abcd."""
    return _version(installed_vectors())


def _version(vectors: PhraseVectors | None) -> str:
    return f"{LINKING_VERSION}+{vectors.version}" if vectors else LINKING_VERSION


def _weights(kind: str) -> tuple[float, npt.NDArray[np.float64]]:
    fitted = tomllib.loads(_WEIGHTS.read_text("utf-8"))[kind]
    return fitted["constant"], np.array([fitted.get(name, 0.0) for name in FEATURES])
