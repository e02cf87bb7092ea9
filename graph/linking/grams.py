"""How alike two phrases are to the eye: TF-IDF over characters, pairs, and what stands at the end."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

Floats = npt.NDArray[np.float32]
_SINGLE = 0.5  # a shared character says less than a shared pair


class GramSpace:
    """Cosines between phrases and a fixed set of texts; rare grams count more (idf)."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._number: dict[str, int] = {}
        for key in keys:
            for gram in _grams(key):
                self._number.setdefault(gram, len(self._number))
        counts = np.zeros(len(self._number), np.int64)
        for key in keys:
            counts[[self._number[gram] for gram in set(_grams(key))]] += 1
        single = np.array([len(gram) == 1 for gram in self._number], bool)
        self._weights = np.log(len(keys) / (1 + counts)).astype(np.float32).clip(0.1) * np.where(single, _SINGLE, 1.0)
        self._unseen = float(np.log(max(len(keys), 2)))
        self._texts = self._rows(keys).T.tocsr()

    def cosines(self, keys: Sequence[str]) -> Floats:
        """Shape (keys, texts). A gram that no text has makes a phrase less like all of them."""
        found: Floats = (self._rows(keys) @ self._texts).toarray()
        return found

    def _rows(self, keys: Sequence[str]) -> csr_matrix:
        data: list[float] = []
        columns: list[int] = []
        ends = [0]
        for key in keys:
            weights: dict[int, float] = {}
            squared = 0.0
            for gram in set(_grams(key)):
                if (number := self._number.get(gram)) is None:
                    squared += (self._unseen * (_SINGLE if len(gram) == 1 else 1.0)) ** 2
                else:
                    weights[number] = float(self._weights[number])
                    squared += weights[number] ** 2
            columns.extend(weights)
            data.extend(weight / squared**0.5 for weight in weights.values())
            ends.append(len(columns))
        return csr_matrix((np.array(data, np.float32), columns, ends), shape=(len(keys), len(self._number)))


def _grams(key: str) -> Iterator[str]:
    yield from key
    yield from map("".join, pairwise(key))
    yield f"$$${key[-2:]}"  # the head of a Chinese compound stands last
