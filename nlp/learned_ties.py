"""Relations that the encoder's pair classifier finds between the mentions of a window."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from nlp.encoder import Encoder, View, softmax
from nlp.pairs import NEAR, RELATED, Rows, buckets
from nlp.reading import Reading, Tie
from nlp.sequence import modality
from nlp.viterbi import Floats
from nlp.windows import TYPES
from nlp.words import BASINS

_SYMMETRIC = "COOPERATES_WITH"
_TOUCHING = 4


class PairScorer:
    """The last layers of the pair classifier, as numpy applies them."""

    def __init__(self, arrays: Mapping[str, Floats]) -> None:
        kind, size = arrays["kind_weight"], arrays["types"].shape[1]
        self._head = arrays["types"] @ kind[:size] + arrays["kind_bias"]
        self._tail = arrays["types"] @ kind[size : 2 * size]
        self._distance = arrays["distance"] @ kind[2 * size :]
        self._between = arrays["between_bias"]
        self._weight, self._bias = arrays["relation_weight"], arrays["relation_bias"]

    def scores(self, projections: Floats, rows: Rows) -> Floats:
        """Return logits for rows of (a, b, c, d, head type, tail type) in one window."""
        a, b, c, d, head, tail = rows.T
        third = projections.shape[1] // 3
        bounds = np.unique(rows[:, :4])
        sums = _sums(projections, bounds)
        at = np.searchsorted(bounds, rows[:, :4])
        first, last = np.minimum(b, d), np.maximum(a, c)
        low, high = np.minimum(at[:, 1], at[:, 3]), np.maximum(at[:, 0], at[:, 2])
        hidden = sums[np.maximum(low, high), 2 * third :] - sums[low, 2 * third :]
        hidden /= np.maximum(last - first, 1).astype(np.float32)[:, None]
        hidden[last <= first] = self._between
        hidden += (sums[at[:, 1], :third] - sums[at[:, 0], :third]) / (b - a).astype(np.float32)[:, None]
        hidden += (sums[at[:, 3], third : 2 * third] - sums[at[:, 2], third : 2 * third]) / (d - c).astype(np.float32)[
            :, None
        ]
        hidden += self._head[head] + self._tail[tail] + self._distance[buckets(a, b, c, d)]
        # einsum and not @: a BLAS of many threads spins longer than these small products take
        return np.asarray(np.einsum("ij,jk->ik", _gelu(hidden), self._weight) + self._bias, np.float32)


def learned_ties(
    reading: Reading, encoder: Encoder, scorer: PairScorer, thresholds: Mapping[str, float]
) -> Iterator[Tie]:
    """Yield ties whose certainty passes the threshold of their type."""
    relations: list[str] = encoder.settings["relations"]
    modalities: list[Any] = encoder.settings["modalities"]
    starts = [start for start, _ in reading.sentences]
    for view, inside in _windows(reading, encoder):
        rows, ends = _rows(reading, view, inside)
        if not len(rows) or view.projections is None:
            continue
        logits = scorer.scores(view.projections, rows)
        chances = _both_ways(_sigmoid(logits[:, : len(relations)]), ends, relations)
        least = np.array([thresholds.get(name, 2.0) for name in relations])
        how = softmax(logits[:, len(relations) :]).argmax(1)
        for row, column in zip(*np.nonzero(chances >= least), strict=True):
            head, tail = map(int, ends[row])
            kind = relations[column]
            if kind == _SYMMETRIC and head > tail:
                continue
            first, last = sorted((reading.mentions[head], reading.mentions[tail]), key=lambda m: m.start)
            span = (
                reading.sentences[bisect_right(starts, first.start) - 1][0],
                max(reading.sentences[bisect_right(starts, last.start) - 1][1], first.end, last.end),
            )
            if modality(reading.text[max(span[0], first.start - 12) : max(first.end, last.end) + 12]) is None:
                continue  # what is denied is no fact
            if kind == "LOCATED_IN" and reading.surface(tail) in BASINS:
                continue  # nothing has its seat in a belt or a basin
            title = _title(reading, head) if kind == "HOLDS_POSITION" else ()
            certainty = round(float(chances[row, column]), 3)
            yield Tie(kind, head, tail, *span, encoder.version, certainty, modalities[how[row]], title)


def _sums(rows: Floats, bounds: Rows) -> Floats:
    """Return the sum of all rows before each bound: of the few places where spans begin or end, not of all."""
    inside = bounds[bounds < len(rows)]
    starts = np.concatenate(([0], inside)) if not len(inside) or inside[0] else inside
    steps = np.add.reduceat(rows, starts, 0)
    before = np.concatenate((np.zeros((1, rows.shape[1]), np.float32), np.cumsum(steps, 0)))
    where = np.searchsorted(starts, bounds)
    where[bounds >= len(rows)] = len(starts)
    return np.asarray(before[where], np.float32)


def _windows(reading: Reading, encoder: Encoder) -> Iterator[tuple[View, list[int]]]:
    """Yield each window with two mentions or more; what a long text did not keep is read again."""
    starts = [m.start for m in reading.mentions]
    rules = [(m.start, m.end, TYPES.index(m.type)) for m in reading.mentions]
    for view in reading.views:
        inside = [
            i
            for i in range(bisect_left(starts, view.start), bisect_left(starts, view.end))
            if reading.mentions[i].end <= view.end
        ]
        if len(inside) > 1:
            if view.projections is None:
                local = [(a - view.start, b - view.start, k) for a, b, k in (rules[i] for i in inside)]
                text = reading.text[view.start : view.end]
                again = encoder.run(text, [(0, len(text))], local)[0]
                yield View(view.start, view.end, again.emissions, again.projections), inside
            else:
                yield view, inside


def _rows(reading: Reading, view: View, inside: list[int]) -> tuple[Rows, Rows]:
    """Return the pairs that may be related, as rows of spans and types, and as indices of mentions."""
    mentions = [reading.mentions[i] for i in inside]
    spans = np.array([(m.start - view.start, m.end - view.start, TYPES.index(m.type)) for m in mentions], np.int64)
    members = np.array([reading.members[i] for i in inside])
    start, end, kind = spans.T
    gap = np.maximum(start[:, None], start) - np.minimum(end[:, None], end)
    head, tail = np.nonzero(RELATED[kind][:, kind] & (members[:, None] != members) & (gap <= NEAR[kind][:, kind]))
    rows = np.stack([start[head], end[head], start[tail], end[tail], kind[head], kind[tail]], 1)
    numbers = np.array(inside, np.int64)
    return rows, np.stack([numbers[head], numbers[tail]], 1)


def _both_ways(chances: Floats, ends: Rows, relations: list[str]) -> Floats:
    """A symmetric relation is as likely as both of its readings together say."""
    column = relations.index(_SYMMETRIC)
    at = {(int(head), int(tail)): row for row, (head, tail) in enumerate(ends)}
    before = chances[:, column].copy()
    for (head, tail), row in at.items():
        other = at.get((tail, head))
        if other is not None:
            chances[row, column] = (before[row] + before[other]) / 2
    return chances


def _title(reading: Reading, person: int) -> tuple[tuple[str, str], ...]:
    """Return the title that touches a person's name, before it or after."""
    mentions = reading.mentions
    for index, gap in ((person - 1, 0), (person + 1, 1)):
        if 0 <= index < len(mentions) and mentions[index].type == "TITLE":
            near = (mentions[person].start - mentions[index].end, mentions[index].start - mentions[person].end)[gap]
            if 0 <= near <= _TOUCHING:
                return (("title", reading.surface(index)),)
    return ()


def _gelu(x: Floats) -> Floats:
    """GELU by its tanh form; off by less than a thousandth from the exact one."""
    return np.asarray(0.5 * x * (1 + np.tanh(0.7978846 * (x + 0.044715 * x * x * x))), np.float32)


def _sigmoid(x: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-x)), np.float32)
