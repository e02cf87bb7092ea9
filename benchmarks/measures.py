"""How good a ranking is, with bootstrap intervals; shared by the benchmarks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from graph.gaps.history import Ints, Mask
from graph.gaps.method import Array

DRAWS = 500
_LOW, _HIGH = 0.025, 0.975


class Ranking:
    """Pairs in the order of their scores; ties are one step of the precision-recall curve, as in scikit-learn."""

    def __init__(self, happened: Mask, scores: Array) -> None:
        self.order = np.argsort(-scores, kind="stable")
        self._happened = happened[self.order].astype(np.float64)
        ordered = scores[self.order]
        self._last = np.flatnonzero(np.append(ordered[1:] != ordered[:-1], True))

    def average_precision(self, weight: Array | None = None) -> float:
        """Area under the precision-recall curve; ``weight`` says how often each pair (unsorted) was drawn."""
        drawn = np.ones(len(self.order)) if weight is None else weight[self.order]
        hits = np.cumsum(drawn * self._happened)[self._last]
        seen = np.cumsum(drawn)[self._last]
        gained = np.diff(hits, prepend=0.0)
        return float((gained * hits / np.maximum(seen, 1e-12)).sum() / max(hits[-1], 1e-12))

    def precision(self, top: int, weight: Array | None = None) -> float:
        """Share that happened among the first ``top``."""
        if weight is None:
            return float(self._happened[:top].mean())
        drawn = weight[self.order]
        before = np.cumsum(drawn) - drawn
        taken = np.clip(top - before, 0, drawn)
        return float((taken * self._happened).sum() / max(float(taken.sum()), 1e-12))

    def roc_auc(self) -> float:
        """Chance that a pair that happened stands above one that did not; ties count half."""
        hits = np.diff(np.cumsum(self._happened)[self._last], prepend=0.0)
        sizes = np.diff(self._last + 1, prepend=0)
        misses = sizes - hits
        below = misses.sum() - np.cumsum(misses)
        pairs = hits.sum() * misses.sum()
        return float((hits * (below + misses / 2)).sum() / pairs) if pairs else float("nan")


@dataclass(frozen=True)
class Measures:
    """Of one ranker on one split."""

    ap: float
    ap_interval: tuple[float, float]
    lift: float
    p10: float
    p50: float
    p100: float
    p100_interval: tuple[float, float]
    roc_auc: float


def draws(pairs: int, groups: Ints | None = None, times: int = DRAWS) -> Iterator[Array]:
    """Bootstrap weights, one array (pairs,) a draw: pairs drawn with replacement, or whole groups of them."""
    random = np.random.default_rng(0)
    if groups is None:
        ids, member = np.arange(pairs), np.arange(pairs)
    else:
        ids, member = np.unique(groups, return_inverse=True)
    for _ in range(times):
        drawn = np.bincount(random.integers(0, len(ids), len(ids)), minlength=len(ids))
        yield drawn[member].astype(np.float64)


def interval(values: Array) -> tuple[float, float]:
    """Where 95 % of the values lie."""
    low, high = np.quantile(values, (_LOW, _HIGH))
    return float(low), float(high)


def measure(happened: Mask, scores: Array) -> Measures:
    """All measures of a ranker."""
    ranking = Ranking(happened, scores)
    ap = ranking.average_precision()
    again = [(ranking.average_precision(w), ranking.precision(100, w)) for w in draws(len(happened))]
    ap_interval, p100_interval = (interval(np.array(values)) for values in zip(*again, strict=True))
    return Measures(
        ap, ap_interval, ap / float(happened.mean()), ranking.precision(10), ranking.precision(50),
        ranking.precision(100), p100_interval, ranking.roc_auc(),
    )  # fmt: skip


def gain(happened: Mask, ours: Array, theirs: Array, groups: Ints | None = None) -> tuple[float, float]:
    """Interval of the difference in average precision, both measured on the same draws."""
    one, other = Ranking(happened, ours), Ranking(happened, theirs)
    weights = draws(len(happened), groups)
    return interval(np.array([one.average_precision(w) - other.average_precision(w) for w in weights]))


def table(rows: Mapping[str, Measures]) -> str:
    """Rankers line by line."""
    head = f"  {'ranker':24} {'AP':>5} {'95 %':>13} {'lift':>5} {'P@10':>5} {'P@50':>5} {'P@100':>5} {'95 %':>13}"
    lines = [f"{head} {'AUC':>6}"]
    for name, m in rows.items():
        wide = 24 - sum(ord(c) > 0x2E80 for c in name)
        lines.append(
            f"  {name:{wide}} {m.ap:5.3f} [{m.ap_interval[0]:.3f},{m.ap_interval[1]:.3f}] {m.lift:5.1f} {m.p10:5.2f} "
            f"{m.p50:5.2f} {m.p100:5.2f} [{m.p100_interval[0]:.3f},{m.p100_interval[1]:.3f}] {m.roc_auc:6.3f}"
        )
    return "\n".join(lines)
