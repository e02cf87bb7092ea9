"""A fitted ranker of entries: which empty (place, activity) pairs will get their first firm soon.

Two linear models on the same features, fitted on every one-year window that ended before now, then averaged:

* *hazard*: ridge logistic regression on the empty pairs: does the pair get its first firm within the year?
* *rate*: ridge Poisson regression on all pairs: how many firms come in the year? More to learn from, more noise.

Fifteen other families of rankers (boosted trees, factor models, kernels …) were tried and rank no better; these can be
read. Newton's method in NumPy fits both: nothing else is needed at run time, and the result is the same everywhere.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np

from graph.gaps.features import entry_features, family
from graph.gaps.history import History, Mask
from graph.gaps.method import Array

FIRST_WINDOW = date(1998, 1, 1).toordinal()
_HAZARD_RIDGE, _RATE_RIDGE = 100.0, 1e-4  # chosen on windows that ended before 2017; the second per row
_MOST_STEPS, _LONGEST_STEP, _CLOSE = 50, 3.0, 1e-7


@dataclass(frozen=True)
class LinearModel:
    """A generalised linear model on standardised features.

    Attributes:
        middle, spread: mean and standard deviation of each feature where it was fitted.
        weights: what a standard deviation of each adds to the log odds, or log rate.
        constant: the log odds, or log rate, where all features are at their middle.
    """

    middle: Array
    spread: Array
    weights: Array
    constant: float

    def contributions(self, rows: Array) -> Array:
        """What each feature of each row adds; shape (rows, features)."""
        return (rows - self.middle) / self.spread * self.weights

    def score(self, rows: Array) -> Array:
        """Log odds, or log rate; shape (rows,)."""
        total: Array = self.contributions(rows).sum(1) + self.constant
        return total


def fit_linear(rows: Array, target: Array, ridge: float, kind: Literal["logit", "log"]) -> LinearModel:
    """Fit by Newton's method with halved steps where they are long; the constant is not shrunk.

    Args:
        rows: features, shape (rows, features).
        target: 0 or 1 for ``logit``, counts for ``log``.
        ridge: penalty on half the squared weights.
        kind: logistic or Poisson regression.
    """
    middle, spread = rows.mean(0), rows.std(0) + 1e-9
    design = np.column_stack([np.ones(len(rows)), (rows - middle) / spread])
    penalty = np.full(design.shape[1], ridge)
    penalty[0] = 0.0
    mean = float(np.clip(target.mean(), 1e-9, None))
    weights = np.zeros(design.shape[1])
    weights[0] = np.log(mean / (1 - min(mean, 1 - 1e-9))) if kind == "logit" else np.log(mean)
    for _ in range(_MOST_STEPS):
        linear = np.clip(design @ weights, -30, 30)
        expected = 1 / (1 + np.exp(-linear)) if kind == "logit" else np.exp(linear)
        variance = expected * (1 - expected) if kind == "logit" else expected
        gradient = design.T @ (target - expected) - penalty * weights
        curvature = (design * variance[:, None]).T @ design + np.diag(penalty + 1e-9)
        step = np.linalg.solve(curvature, gradient)
        step *= min(1.0, _LONGEST_STEP / max(float(np.abs(step).max()), 1e-12))
        weights = weights + step
        if np.abs(step).max() < _CLOSE:
            break
    return LinearModel(middle, spread, weights[1:], float(weights[0]))


@dataclass(frozen=True)
class Window:
    """The features at a day and what came in the year after it; arrays of one row per pair."""

    rows: Array
    empty: Mask
    came: Array


@dataclass(frozen=True)
class EntryRanker:
    """The two models and the names of their features."""

    features: tuple[str, ...]
    hazard: LinearModel
    rate: LinearModel

    @classmethod
    def fit(cls, past: History, now: int, places: Mask | None = None) -> "EntryRanker":
        """Fit on the years before ``now``.

        Args:
            past: entries before ``now``; a later one is an error.
            now: the day from which entries are to be foretold.
            places: the places whose pairs are learned from; all when None.
        """
        names = tuple(entry_features(past, now))
        windows = list(training_windows(past, now, places))
        if not windows:
            raise ValueError("The history is too short: no whole year to learn from.")
        rows = np.concatenate([w.rows for w in windows])
        came = np.concatenate([w.came for w in windows])
        empty = np.concatenate([w.empty for w in windows])
        hazard = fit_linear(rows[empty], (came[empty] > 0).astype(np.float64), _HAZARD_RIDGE, "logit")
        return cls(names, hazard, fit_linear(rows, came, _RATE_RIDGE * len(rows), "log"))

    def score(self, past: History, now: int) -> Array:
        """Mean of both models' logs for every pair; shape (places, activities)."""
        rows = stacked(past, now)
        return ((self.hazard.score(rows) + self.rate.score(rows)) / 2).reshape(past.space.shape)

    def reasons(self, row: Array) -> list[tuple[str, float]]:
        """What each family of features adds to one pair's score, the weightiest first; ``row``: (features,)."""
        added = (self.hazard.contributions(row[None]) + self.rate.contributions(row[None]))[0] / 2
        by_family: dict[str, float] = defaultdict(float)
        for name, value in zip(self.features, added, strict=True):
            by_family[family(name)] += float(value)
        return sorted(by_family.items(), key=lambda item: -abs(item[1]))


def stacked(past: History, now: int) -> Array:
    """All features at ``now``, a row for every pair; shape (places · activities, features)."""
    return np.stack([values.ravel() for values in entry_features(past, now).values()], axis=1)


def training_windows(past: History, now: int, places: Mask | None = None) -> Iterator[Window]:
    """The year before ``now``, the one before that, and so on: each seen from its own first day."""
    chosen = np.ones(past.space.shape[0], dtype=bool) if places is None else places
    pairs = np.broadcast_to(chosen[:, None], past.space.shape).ravel()
    for start, end in years_back(now):
        then = past.before(start)
        if not len(then.day):
            return
        rows = stacked(then, start)
        came = past.counts(start, end)
        yield Window(rows[pairs], (then.total == 0).ravel()[pairs], came.ravel()[pairs])


def years_back(now: int) -> Iterator[tuple[int, int]]:
    """Whole years that end at ``now``, at its anniversary before that, and so on until the first window."""
    today = date.fromordinal(now)
    end = now
    for year in range(today.year - 1, 0, -1):
        day = 28 if (today.month, today.day) == (2, 29) else today.day
        start = date(year, today.month, day).toordinal()
        if start < FIRST_WINDOW:
            return
        yield start, end
        end = start
