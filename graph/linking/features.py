"""What speaks for each link that a phrase may name: numbers that anyone can read, the same for training and use."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from graph.linking.context import Context
from graph.linking.exemplars import ALIAS, NAME, ROW, Exemplars, Ints
from graph.linking.grams import Floats, GramSpace
from graph.linking.vectors import PhraseVectors
from graph.linking.words import stripped
from graph.names.normal import name_key

Table = npt.NDArray[np.float64]
CANDIDATES = 15
_NEIGHBOURS = 12
_SHARP = 8.0  # how much a nearer exemplar counts for more in the vote of the nearest

# Of the phrase and the link alone …
NAMES = (
    "name", "alias", "row",  # the phrase is the link's name, an alias, what a row says; 0.9 once its ending is cut
    "end", "end_length", "row_end",  # it ends with one of them: which share of it, and how many characters (of six)
    "begins_later",  # a longer name or alias ends with the phrase: which share of that
    "inside",  # a name stands in it, not at the end
    "grams", "grams_row", "vote",  # likeness of characters: best of names, of rows; share of the nearest
    "shared",  # by how many links its name is borne (log)
    "vector", "vector_row", "vector_vote",  # the same with sentence vectors
)  # fmt: skip
# … and of what surrounds it.
CONTEXT = ("chain", "chain_votes", "known", "known_chain")
FEATURES = (*NAMES, *CONTEXT)
_LIKE = [NAMES.index(name) for name in ("grams", "grams_row", "end", "vote")]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Links that a phrase may name, the likeliest by its letters first, and their features, (links, NAMES)."""

    links: Ints
    rows: npt.NDArray[np.float64]
    reasons: tuple[str, ...]


def with_context(candidates: Candidates, context: Context, exemplars: Exemplars) -> npt.NDArray[np.float64]:
    """All FEATURES of each candidate, (links, FEATURES).

    *chain* is the share of the votes that the link's chain has, of one more than there are; *known* whether a
    reference row gives the firm this link, and the share of its links in this chain, as far as the words are alike.
    """
    chains, votes = exemplars.chain[candidates.links], context.votes
    known = np.array([exemplars.links[link] in context.known for link in candidates.links], np.float64)
    of_chain = np.zeros(len(exemplars.chains))
    for link in context.known:
        of_chain[exemplars.chain[exemplars.number[link]]] += 1 / len(context.known)
    like = candidates.rows[:, _LIKE].max(1)
    around = [votes[chains] / (votes.sum() + 1), np.log1p(votes[chains]), known * like, of_chain[chains] * like]
    return np.column_stack([candidates.rows, *around])


class Surface:
    """Candidates of phrases, from exemplars; ``vectors`` gives sentence vectors, unit rows, or is left out."""

    def __init__(self, exemplars: Exemplars, vectors: PhraseVectors | None = None) -> None:
        self.exemplars = exemplars
        self._grams = GramSpace(exemplars.keys)
        self._encode = vectors
        self._vectors = vectors(exemplars.texts) if vectors else None

    def candidates(self, phrases: Sequence[str], left_out: Sequence[frozenset[str]] = ()) -> list[Candidates]:
        """Candidates of each phrase; ``left_out`` are keys of exemplars not to be looked at, for training."""
        keys = [stripped(name_key(phrase)) for phrase in phrases]
        grams = np.maximum(self._grams.cosines([k[0] for k in keys]), self._grams.cosines([k[-1] for k in keys]))
        if self._encode and self._vectors is not None:
            whole, short = self._encode(phrases), self._encode([k[-1] for k in keys])
            likes = np.maximum(whole @ self._vectors.T, short @ self._vectors.T)
        else:
            likes = np.zeros_like(grams)
        if left_out:
            for row, gone in enumerate(left_out):
                at = [n for key in gone for n in self.exemplars.of_key.get(key, ())]
                grams[row, at] = likes[row, at] = 0.0
        return [
            self._candidates(phrase, k, g, v, left_out[n] if left_out else frozenset())
            for n, (phrase, k, g, v) in enumerate(zip(phrases, keys, grams, likes, strict=True))
        ]

    def _candidates(
        self, phrase: str, keys: list[str], grams: Floats, likes: Floats, left_out: frozenset[str]
    ) -> Candidates:
        known = self.exemplars
        table = np.zeros((len(NAMES), len(known.links)))
        reasons: dict[int, str] = {}
        self._exact(table, keys, left_out, reasons, phrase)
        self._parts(table, keys, left_out, reasons, phrase)
        for values, first, vote in ((grams, 8, 10), (likes, 12, 14)):
            for (span, starts, links), row in zip(known.segments, (first, first + 1), strict=True):
                if len(starts):
                    table[row, links] = np.maximum.reduceat(values[span], starts)
            near = np.argpartition(-values, min(_NEIGHBOURS, len(values) - 1))[:_NEIGHBOURS]
            weights = np.exp(_SHARP * (values[near] - values[near].max(initial=0.0))) * (values[near] > 0)
            np.add.at(table[vote], known.link[near], weights / max(float(weights.sum()), 1.0))
        bearing = np.maximum(table[0], table[1]) > 0.8  # exact, or exact but for its ending
        table[11, bearing] = np.log(max(1, int(bearing.sum())))
        first_look = table[:3].max(0) * 2 + table[3] + table[6] * 0.5 + table[7] * 0.3 + table[8:11].max(0)
        first_look += table[10] + table[12:15].max(0) * 2 + table[14]
        best = np.argsort(-first_look, kind="stable")[:CANDIDATES]
        alike = f"「{phrase}」与环节所列产品相近"
        return Candidates(best, table[:, best].T, tuple(reasons.get(int(n), alike) for n in best))

    def _exact(self, table: Table, keys: list[str], gone: frozenset[str], reasons: dict[int, str], phrase: str) -> None:
        row_of = {NAME: 0, ALIAS: 1, ROW: 2}
        for depth, key in enumerate(keys):
            for n in self.exemplars.of_key.get(key, ()) if key not in gone else ():
                link, row = int(self.exemplars.link[n]), row_of[int(self.exemplars.kind[n])]
                table[row, link] = max(table[row, link], 1.0 if depth == 0 else 0.9)
                said = "即环节名或别名" if row < ROW else "即参照表所列产品"
                reasons.setdefault(link, f"「{phrase}」{said}")

    def _parts(self, table: Table, keys: list[str], gone: frozenset[str], reasons: dict[int, str], phrase: str) -> None:
        known = self.exemplars
        for key in keys:
            for part, is_end in _parts_of(key):
                for n in known.of_key.get(part, ()) if part not in gone else ():
                    link, share = int(known.link[n]), len(part) / len(key)
                    if not is_end:
                        table[7, link] = max(table[7, link], share)
                    elif known.kind[n] == ROW:
                        table[5, link] = max(table[5, link], share)
                    else:
                        table[3, link] = max(table[3, link], share)
                        table[4, link] = max(table[4, link], min(len(part), 6) / 6)
                        reasons.setdefault(link, f"「{phrase}」以环节名「{known.texts[n]}」结尾")
            for n in known.of_end.get(key, ()):
                if known.keys[n] not in gone:
                    link = int(known.link[n])
                    table[6, link] = max(table[6, link], len(key) / len(known.keys[n]))


def _parts_of(key: str) -> Iterable[tuple[str, bool]]:
    """Ends of two characters or more, and inner parts of three or more; no cut through a Latin word (sic in asic)."""
    for start in range(len(key)):
        for end in range(start + 2, len(key) + 1):
            whole = (start, end) == (0, len(key))
            cut = key[max(0, start - 1) : start + 1].isascii() and start > 0
            cut = cut or (end < len(key) and key[end - 1 : end + 1].isascii())
            if not whole and not cut and (end == len(key) or end - start > 2):
                yield key[start:end], end == len(key)
