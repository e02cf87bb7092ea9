"""What speaks for a place's first firm of an activity: readable numbers, each from what is there already.

All are logs of (faded) firm counts or shares, so that a linear model on them is a product of rates. The same
functions serve the backtest on listed firms and the ranks of the product.
"""

from collections.abc import Mapping

import numpy as np

from graph.gaps.history import History, Space
from graph.gaps.method import Array, conditional_proximity

FADES = (150.0, 1000.0)
"""Half-lives in entries: about one year and five years of listings."""

_FIVE_YEARS = 1826  # days

WORDS: Mapping[str, str] = {
    "place": "本地企业多",
    "activity": "此行业企业多",
    "rate": "本地规模 × 行业规模",
    "class here": "同类行业本地已有",
    "class rate": "同类行业的份额",
    "class specialised": "本地专于同类",
    "near": "邻近地区已有",
    "alike": "产业结构相似的地区已有",
    "larger have": "更大的地区多已有",
    "place opens": "本地近年新开行业多",
}
"""Words for a person, by family of features."""


def family(name: str) -> str:
    """The family a feature belongs to: its name without the class and the fade."""
    name = name.partition("@")[0]
    kind, _, rest = name.partition(": ")
    return f"class {rest}" if rest else kind


def relatedness(firms: Array, space: Space) -> dict[str, Array]:
    """Features from how many firms are where, each of shape (places, activities).

    Args:
        firms: counts, whole or faded; shape (places, activities).
        space: classes and nearness.
    """
    by_place, by_activity, everything = _margins(firms)
    rate = by_place * by_activity / everything  # expected if places and activities were independent
    found = {
        "place": _spread(np.log(by_place + 0.5), firms),
        "activity": _spread(np.log(by_activity + 0.2), firms),
        "rate": np.log(rate + 0.01),
    }
    for name, same in space.classes.items():
        here, anywhere = firms @ same, by_activity @ same
        share = (by_activity + 0.1) / ((by_activity + 0.1) @ same)
        found[f"{name}: here"] = np.log(here + 0.1)
        found[f"{name}: rate"] = np.log(here * share + 0.01)
        found[f"{name}: specialised"] = np.log((here + 2) / (by_place * anywhere / everything + 2))
    found["near"] = np.log(space.near @ firms + 0.05)
    found["alike"] = _alike(firms)
    return found


def _margins(firms: Array) -> tuple[Array, Array, float]:
    return firms.sum(1, keepdims=True), firms.sum(0, keepdims=True), max(float(firms.sum()), 1e-9)


def _spread(margin: Array, firms: Array) -> Array:
    spread: Array = np.broadcast_to(margin, firms.shape)
    return spread


def _alike(firms: Array) -> Array:
    """Mean of log counts over the places, weighted by the cosine of their portfolios to this place's."""
    logs = np.log1p(firms)
    unit = logs / np.maximum(np.linalg.norm(logs, axis=1, keepdims=True), 1e-9)
    like = unit @ unit.T
    np.fill_diagonal(like, 0.0)
    mean: Array = like @ logs / np.maximum(like.sum(1, keepdims=True), 1e-9)
    return mean


def nestedness(firms: Array) -> Array:
    """Share of the places with more firms that have the activity, drawn towards one half; (places, activities).

    Activities that larger places have come to smaller ones in much the same order: Bustos, Gomez, Hausmann and
    Hidalgo (2012), "The Dynamics of Nestedness Predicts the Evolution of Industrial Ecosystems".
    """
    size = firms.sum(1)
    larger = (size[None, :] > size[:, None]).astype(np.float64)
    have: Array = (larger @ (firms > 0) + 1) / (larger.sum(1, keepdims=True) + 2)
    return have


def entry_features(past: History, now: int) -> dict[str, Array]:
    """Features at the beginning of day ``now``, from nothing but entries before it."""
    if len(past.day) and past.day[-1] >= now:
        raise ValueError("The history holds entries of this day or later.")
    found = {}
    for fade in FADES:
        for name, values in relatedness(past.faded(fade), past.space).items():
            found[f"{name}@{fade:g}"] = values
    found["larger have"] = nestedness(past.total)
    opened = (past.total > 0) & ~(past.before(now - _FIVE_YEARS).total > 0)
    found["place opens"] = _spread(np.log1p(opened.sum(1, keepdims=True)), past.total)
    return found


def baselines(past: History) -> dict[str, Array]:
    """The simple rankers that a learned one has to beat; shape (places, activities) each.

    ``density`` is Hidalgo et al. (2007) on RCA >= 1; ``popularity × diversity`` the product of firms of the activity
    and kinds of activities here; ``autocorrelation`` lets last year's rates go on: an empty pair has no past of its
    own to carry forward, so its place's and its activity's stand for it.
    """
    firms = past.total
    by_place, by_activity, everything = _margins(firms)
    has = firms > 0
    advantage = firms / np.maximum(by_place, 1e-9) >= by_activity / everything
    presence = (advantage & has).astype(np.float64)
    proximity = conditional_proximity(presence)
    recent_place, recent_activity, recent = _margins(past.faded(FADES[0]))
    return {
        "popularity × diversity": by_activity * has.sum(1, keepdims=True),
        "density": presence @ proximity / np.maximum(proximity.sum(0), 1e-9),
        "autocorrelation": recent_place * recent_activity / recent,
    }
