"""The measures of economic complexity that a gap's rank rests on, as plain array functions.

Sources: Balassa (1965) for the revealed comparative advantage; Hidalgo, Klinger, Barabási and Hausmann (2007),
"The Product Space Conditions the Development of Nations", for proximity and density.
"""

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

Array = NDArray[np.float64]


def smoothed_rca(coverage: Array, total: Array, prior: float = 5.0) -> Array:
    """Revealed comparative advantage of regions, drawn towards 1 where counts are small.

    With x a region's coverage of a link, X its coverage of all links, and p the link's share of the whole:
    RCA = (x + k·p) / (X + k) / p, k = ``prior`` in weighted firms. k = 0 is Balassa's index.

    Args:
        coverage: coverage by link, shape (links,) or (regions, links), in weighted firms.
        total: coverage of the whole by link, shape (links,).
        prior: weight of the expectation that the region is like the whole.

    Returns:
        The shape of ``coverage``; 0 for a link that nobody makes anywhere.
    """
    everything = total.sum()
    if everything == 0:
        return np.zeros_like(coverage)
    share = total / everything
    with np.errstate(divide="ignore", invalid="ignore"):
        rca = (coverage + prior * share) / (coverage.sum(axis=-1, keepdims=True) + prior) / share
    return np.where(share > 0, rca, 0.0)


def conditional_proximity(presence: Array | sp.sparray) -> Array:
    """Proximity of links: the smaller of the two conditional probabilities of being made by the same row.

    φ(i, j) = n(i and j) / max(n(i), n(j)); the diagonal is 0, so that no link is near for its own sake.

    Args:
        presence: 0 or 1, shape (rows, links), dense or sparse; rows are regions or firms.

    Returns:
        Symmetric, shape (links, links), in 0..1.
    """
    cells = sp.csr_array(presence, dtype=np.float64)
    together: Array = (cells.T @ cells).toarray()
    ubiquity = np.diag(together).copy()
    larger = np.maximum.outer(ubiquity, ubiquity)
    proximity = np.divide(together, larger, out=np.zeros_like(together), where=larger > 0)
    np.fill_diagonal(proximity, 0.0)
    return proximity


def density(presence: Array, proximity: Array, near: Array | None = None) -> Array:
    """How much of what is near a link the region has: ω(l) = Σ presence·φ / Σ φ.

    Args:
        presence: 0..1 by link, shape (links,) or (regions, links).
        proximity: symmetric, shape (links, links), diagonal 0.
        near: its sums by link, where they are at hand.

    Returns:
        The shape of ``presence``, in 0..1; 0 for a link that is near nothing.
    """
    near = proximity.sum(axis=1) if near is None else near
    whole: Array = presence @ proximity
    result: Array = np.divide(whole, near, out=np.zeros_like(whole), where=near > 0)
    return result
