"""Which two mentions of a window may be related at all."""

import numpy as np
from numpy.typing import NDArray

from nlp.windows import TYPES

REACH = 150
_FIRMLIKE = frozenset(("FIRM", "OFFICE", "GOV", "ASSOC", "INSTITUTE"))
# Pairs of types that the guidelines give a relation, head before tail.
_TAILS: dict[str, frozenset[str]] = {
    "FIRM": _FIRMLIKE | {"PRODUCT", "INDUSTRY", "PLACE", "EVENT"},
    "OFFICE": _FIRMLIKE | {"PLACE", "EVENT"},
    "GOV": _FIRMLIKE | {"PLACE", "EVENT"},
    "ASSOC": _FIRMLIKE | {"PLACE", "EVENT"},
    "INSTITUTE": _FIRMLIKE | {"PLACE", "EVENT", "PRODUCT", "INDUSTRY"},
    "PERSON": _FIRMLIKE | {"EVENT"},
    "PLACE": frozenset(("INDUSTRY", "PRODUCT", "EVENT", "PLACE", "FIRM", "INSTITUTE")),
    "PRODUCT": frozenset(("PRODUCT", "INDUSTRY")),
    "INDUSTRY": frozenset(("INDUSTRY", "PRODUCT")),
}


Rows = NDArray[np.int64]
# RELATED[head, tail] by number of type
RELATED = np.array([[tail in _TAILS.get(head, ()) for tail in TYPES] for head in TYPES])
# How far apart two types may stand to be looked at: beyond it hardly one of 5,000 annotated relations lies, but more
# than a third of the pairs. Training sees them all.
_NEAR = {
    ("INDUSTRY", "PRODUCT"): -1, ("PLACE", "PLACE"): -1, ("PLACE", "FIRM"): -1, ("PRODUCT", "PRODUCT"): 60,
    ("INDUSTRY", "INDUSTRY"): 60, ("PRODUCT", "INDUSTRY"): 60, ("PLACE", "PRODUCT"): 90, ("PLACE", "EVENT"): 90,
    ("GOV", "PLACE"): 60, ("GOV", "GOV"): 30, ("PLACE", "INSTITUTE"): 30,
}  # fmt: skip
NEAR = np.array([[_NEAR.get((head, tail), REACH) for tail in TYPES] for head in TYPES])
_EDGES = np.array((0, 1, 3, 8, 20, 45, 90))


def buckets(a: Rows, b: Rows, c: Rows, d: Rows) -> Rows:
    """Return the class of distance and order between spans [a, b) and [c, d), 0 to 15."""
    gap = np.maximum(a, c) - np.minimum(b, d)
    return np.asarray((gap[:, None] > _EDGES).sum(1) + 8 * (a > c), np.int64)
