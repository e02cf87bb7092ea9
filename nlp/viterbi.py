"""The best tags under a CRF, for all windows of a batch at once."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
_NEVER = -1e4
# Where O leads by so much no transition (they span two) undoes it: the text falls apart into short pieces there.
_CLEAR = 5.0


@dataclass(frozen=True, slots=True)
class Tagging:
    """Scores between tags, with what BIO forbids already ruled out."""

    transitions: Floats
    start: Floats
    end: Floats

    @classmethod
    def make(cls, transitions: Floats, start: Floats, end: Floats) -> "Tagging":
        """Rule out I without its B or I before it; tags are O, B-x, I-x, B-y, I-y…"""
        transitions, start = transitions.copy(), start.copy()
        for inner in range(2, len(start), 2):
            allowed = transitions[[inner - 1, inner], inner]
            transitions[:, inner] = _NEVER
            transitions[[inner - 1, inner], inner] = allowed
            start[inner] = _NEVER
        return cls(transitions, start, end)

    def decode(self, emissions: list[Floats]) -> list[NDArray[np.int64]]:
        """Return the best tags of each window of (characters, tags) scores."""
        out = [np.zeros(len(e), np.int64) for e in emissions]
        pieces: list[tuple[int, int, int]] = []
        for number, scores in enumerate(emissions):
            by_tag = np.ascontiguousarray(scores.T)  # the maximum along the long axis is ten times faster
            clear = by_tag[0] - by_tag[1:].max(0, initial=_NEVER) > _CLEAR
            edges = np.flatnonzero(np.diff(np.concatenate(([1], clear, [1])).astype(np.int8)))
            pieces += [(number, int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
        pieces.sort(key=lambda p: p[2] - p[1])
        for first in range(0, len(pieces), 64):
            self._decode_pieces(emissions, pieces[first : first + 64], out)
        return out

    def _decode_pieces(self, emissions: list[Floats], pieces: list[tuple[int, int, int]], out: Any) -> None:
        sizes = np.array([b - a for _, a, b in pieces])
        width = int(sizes.max())
        scores = np.full((len(pieces), width, len(self.start)), _NEVER, np.float32)
        ends = np.empty((len(pieces), len(self.start)), np.float32)
        for row, (number, a, b) in enumerate(pieces):
            scores[row, : b - a] = emissions[number][a:b]
            scores[row, 0] += self.start if a == 0 else self.transitions[0]
            ends[row] = self.end if b == len(emissions[number]) else self.transitions[:, 0]
        best = scores[:, 0]
        back = np.zeros((width, len(pieces), len(self.start)), np.int8)
        into = np.ascontiguousarray(self.transitions.T)
        for at in range(1, width):
            on = int(np.searchsorted(sizes, at, side="right"))  # pieces come shortest first: those before have ended
            ways = best[on:, None, :] + into
            back[at, on:] = chosen = ways.argmax(2)
            best[on:] = np.take_along_axis(ways, chosen[:, :, None], 2)[:, :, 0] + scores[on:, at]
        last = (best + ends).argmax(1)
        for row, (number, a, b) in enumerate(pieces):
            tag = int(last[row])
            for at in range(b - a - 1, -1, -1):
                out[number][a + at] = tag
                tag = int(back[at, row, tag])


def spans(tags: NDArray[np.int64]) -> list[tuple[int, int, int]]:
    """Return (start, end, type number) of what tags mark."""
    found: list[tuple[int, int, int]] = []
    marked = np.flatnonzero(tags)
    for at in marked.tolist():
        tag = int(tags[at])
        if tag % 2:
            found.append((at, at + 1, tag // 2))
        elif found and found[-1][1] == at:
            found[-1] = (found[-1][0], at + 1, found[-1][2])
    return found
