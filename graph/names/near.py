"""Names one slip away: a wrong, missing, doubled or transposed character, found without comparing with every name.

Two texts one slip apart become equal when one character is left out of each (or of the longer). So every name is
hashed with each of its characters left out, all hashes lie in one sorted array, and a question looks up its own.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

_SHORTEST, _LONGEST = 3, 40
_POWERS = np.cumprod(np.full(_LONGEST + 1, 0x9E3779B97F4A7C15, dtype=np.uint64))

Hashes = npt.NDArray[np.uint64]


class Slip(NamedTuple):
    """How ``typed`` differs from ``meant``: what was typed for what, at which position of ``meant``."""

    kind: str  # wrong, missing, extra, swapped
    at: int
    typed: str
    meant: str


def one_slip(typed: str, meant: str) -> Slip | None:
    """The one slip that makes ``meant`` of ``typed``; None when they are equal or further apart."""
    start = next((i for i, (a, b) in enumerate(zip(typed, meant, strict=False)) if a != b), min(len(typed), len(meant)))
    t, m = typed[start:], meant[start:]
    if not t and not m:
        return None
    if t[1:] == m[1:] and t and m:
        return Slip("wrong", start, t[0], m[0])
    if t == m[1:]:
        return Slip("missing", start, "", m[0])
    if t[1:] == m:
        return Slip("extra", start, t[0], "")
    if len(t) > 1 and len(m) > 1 and t[:2] == m[1::-1] and t[2:] == m[2:]:
        return Slip("swapped", start, t[:2], m[:2])
    return None


class NearIndex:
    """Numbers of the keys that may be one slip away from a text."""

    def __init__(self, keys: Sequence[str]) -> None:
        lengths = np.fromiter(map(len, keys), dtype=np.int64, count=len(keys))
        hashes: list[Hashes] = [np.empty(0, np.uint64)]
        numbers: list[npt.NDArray[np.int32]] = [np.empty(0, np.int32)]
        for length in range(_SHORTEST, _LONGEST + 1):
            chosen = np.flatnonzero(lengths == length).astype(np.int32)
            if len(chosen):
                for column in _with_one_left_out(_codes([keys[i] for i in chosen.tolist()], length)):
                    hashes.append(column)
                    numbers.append(chosen)
        joined = np.concatenate(hashes)
        order = np.argsort(joined, kind="stable")
        self._hashes, self._numbers = joined[order], np.concatenate(numbers)[order]

    def candidates(self, key: str) -> list[int]:
        """Numbers of keys at most one slip away, and a few that are two; ``one_slip`` tells."""
        if not _SHORTEST <= len(key) <= _LONGEST:
            return []
        asked = np.concatenate(list(_with_one_left_out(_codes([key], len(key)))))
        low = np.searchsorted(self._hashes, asked, "left")
        high = np.searchsorted(self._hashes, asked, "right")
        return sorted({int(n) for a, b in zip(low, high, strict=True) for n in self._numbers[a:b]})


def _codes(keys: Sequence[str], length: int) -> Hashes:
    text = "".join(keys).encode("utf-32-le", "surrogatepass")
    return np.frombuffer(text, dtype=np.uint32).astype(np.uint64).reshape(-1, length) + np.uint64(1)


def _with_one_left_out(codes: Hashes) -> Iterator[Hashes]:
    """The hash of each row, whole and with each column left out."""
    length = codes.shape[1]
    here, shifted = codes * _POWERS[:length], np.empty_like(codes)
    shifted[:, 1:] = codes[:, 1:] * _POWERS[: length - 1]
    before, total = np.zeros(len(codes), np.uint64), here.sum(axis=1, dtype=np.uint64)
    after = shifted[:, 1:].sum(axis=1, dtype=np.uint64)
    yield total
    for column in range(length):
        yield before + after
        before = before + here[:, column]
        if column + 1 < length:
            after = after - shifted[:, column + 1]
