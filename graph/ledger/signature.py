"""A short signature of a text by which copies with small changes are found: MinHash (Broder 1997) over 5-grams."""

import numpy as np
from datasketch import MinHash
from numpy.typing import NDArray

PERMUTATIONS = 128
"""Standard error of a similarity estimated from it: about 1/√128 = 0.09 at 0.5, 0.03 at 0.9."""

_GRAM = 5
_SHORTEST = 60  # characters; two short notices are alike by their form alone


def signature(text: str) -> bytes | None:
    """The MinHash values of a text, 4 bytes each; None for a text too short to be told from others by its wording.

    Spaces and line breaks say nothing: a syndicated text is often only wrapped anew.
    """
    characters = "".join(text.split())
    if len(characters) < _SHORTEST:
        return None
    sketch = MinHash(num_perm=PERMUTATIONS, seed=1, hashfunc=int)
    sketch.update_batch(_grams(characters))
    return np.asarray(sketch.hashvalues).astype("<u4").tobytes()


def _grams(text: str) -> NDArray[np.uint64]:
    """A 32-bit hash of each distinct 5-gram."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
    size = len(points) - _GRAM + 1
    hashed = np.zeros(size, dtype=np.uint64)
    for i in range(_GRAM):
        hashed = hashed * np.uint64(0x9E3779B97F4A7C15) + points[i : i + size]  # wraps at 64 bits, as meant
    hashed ^= hashed >> np.uint64(29)
    return np.unique(hashed * np.uint64(0xBF58476D1CE4E5B9) >> np.uint64(32))


def sketch_of(values: bytes) -> MinHash:
    """The MinHash that a stored signature holds."""
    return MinHash(num_perm=PERMUTATIONS, seed=1, hashvalues=np.frombuffer(values, dtype="<u4").astype(np.uint64))
