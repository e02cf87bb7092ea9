"""An inverted index of characters and pairs, as sorted numpy arrays: which names share what with a text."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int32]
_PAIR = np.uint64(21)  # a code point has 21 bits
_SINGLE_WEIGHT = 0.35  # a shared character says less than a shared pair


class GramIndex:
    """Posting lists of single characters and of pairs."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._count = len(keys)
        self.lengths = np.fromiter(map(len, keys), dtype=np.int32, count=len(keys))
        text = "".join(keys).encode("utf-32-le", "surrogatepass")
        codes = np.frombuffer(text, dtype=np.uint32).astype(np.uint64)
        owners = np.repeat(np.arange(len(keys), dtype=np.int32), self.lengths)
        self._singles = _postings(codes, owners)
        inside = owners[1:] == owners[:-1]
        self._pairs = _postings(((codes[:-1] << _PAIR) | codes[1:])[inside], owners[1:][inside])

    def _single(self, character: str) -> Numbers:
        return _posting(self._singles, ord(character))

    def _pair(self, pair: str) -> Numbers:
        return _posting(self._pairs, ord(pair[0]) << int(_PAIR) | ord(pair[1]))

    def shared(self, key: str) -> npt.NDArray[np.float32]:
        """For every name, how much of ``key`` it shares, rare pairs before common ones; 1 for all of it."""
        scores = np.zeros(self._count, np.float32)
        whole = 0.0
        for gram in dict.fromkeys([*key, *map("".join, pairwise(key))]):
            found = self._single(gram) if len(gram) == 1 else self._pair(gram)
            weight = np.log1p(self._count / (1 + len(found))) * (_SINGLE_WEIGHT if len(gram) == 1 else 1.0)
            whole += float(weight)
            scores[found] += np.float32(weight)
        return scores / np.float32(whole or 1.0)


def _postings(codes: npt.NDArray[np.uint64], owners: Numbers) -> tuple[npt.NDArray[np.uint64], Numbers]:
    order = np.argsort(codes, kind="stable")
    return codes[order], owners[order]


def _posting(postings: tuple[npt.NDArray[np.uint64], Numbers], code: int) -> Numbers:
    codes, owners = postings
    low, high = np.searchsorted(codes, np.array([code, code + 1], np.uint64), "left")
    return owners[low:high]
