"""Economic complexity as sparse matrices: advantage, presence, and the complexity of places and activities.

Sources: Balassa (1965) for RCA; Hidalgo and Hausmann (2009), "The Building Blocks of Economic Complexity", and
Hausmann, Hidalgo et al. (2014), "The Atlas of Economic Complexity", for ECI and PCI.
"""

import numpy as np
import scipy.sparse as sp

from graph.gaps.method import Array


def balassa(coverage: Array | sp.sparray) -> sp.csr_array:
    """Revealed comparative advantage where there is any coverage: (x / X of its place) / (share of its activity).

    Args:
        coverage: weighted firms, shape (places, activities).

    Returns:
        Sparse, of the same shape; absent cells are 0, also those of empty places and activities.
    """
    cells = sp.csr_array(coverage, dtype=np.float64)
    by_place, by_activity = _sums(cells, 1), _sums(cells, 0)
    result: sp.csr_array = sp.diags_array(_inverse(by_place)) @ cells @ sp.diags_array(_inverse(by_activity))
    return result * by_place.sum()


def present(coverage: Array | sp.sparray, threshold: float = 1.0) -> sp.csr_array:
    """Where RCA reaches the threshold, as 0 and 1."""
    advantage = balassa(coverage)
    advantage.data = (advantage.data >= threshold).astype(np.float64)
    advantage.eliminate_zeros()
    return advantage


def complexity(presence: Array | sp.sparray) -> tuple[Array, Array]:
    """ECI of places and PCI of activities.

    With M the presence, d its diversity and u its ubiquity: ECI is the second eigenvector of D⁻¹ M U⁻¹ Mᵀ, PCI of
    U⁻¹ Mᵀ D⁻¹ M, signed so that diverse places are complex, and scaled by the mean and the deviation of ECI: a place's
    ECI is then the mean PCI of what it has. The similar symmetric matrix D⁻½ M U⁻¹ Mᵀ D⁻½ is solved, whose
    eigenvectors are real and stable.

    Args:
        presence: 0 or 1, shape (places, activities).

    Returns:
        ECI (places,) and PCI (activities,); NaN for a place or an activity without any presence, which has none.

    Raises:
        ValueError: fewer than three places have anything, all are alike, or they fall into unconnected parts, between
            which the measure says nothing.
    """
    every = sp.csr_array(presence, dtype=np.float64)
    rows, columns = np.flatnonzero(_sums(every, 1)), np.flatnonzero(_sums(every, 0))
    cells = every[rows][:, columns]
    diversity, ubiquity = _sums(cells, 1), _sums(cells, 0)
    if len(rows) < 3:
        raise ValueError("Complexity needs three places with an activity, or more.")
    root = sp.diags_array(1 / np.sqrt(diversity))
    similar = (root @ cells @ sp.diags_array(1 / ubiquity) @ cells.T @ root).toarray()
    values, vectors = np.linalg.eigh(similar)
    if values[-2] > 1 - 1e-9:
        raise ValueError("Places fall into parts that share no activity: their complexity cannot be compared.")
    places = vectors[:, -2] / np.sqrt(diversity)
    spread = float(places.std())
    if values[-2] < 1e-12 or spread < 1e-12:
        raise ValueError("All places have the same activities: none is more complex.")
    # Divided by the eigenvalue, so that the mean PCI of what a place has is its ECI.
    activities = (cells.T @ places) / ubiquity / values[-2]
    sign = 1.0 if np.corrcoef(diversity, places)[0, 1] >= 0 else -1.0
    eci, pci = np.full(every.shape[0], np.nan), np.full(every.shape[1], np.nan)
    eci[rows] = sign * (places - places.mean()) / spread
    pci[columns] = (sign * activities - sign * places.mean()) / spread
    return eci, pci


def _sums(cells: sp.csr_array, axis: int) -> Array:
    return np.asarray(cells.sum(axis=axis), dtype=np.float64).ravel()


def _inverse(values: Array) -> Array:
    inverse: Array = np.divide(1.0, values, out=np.zeros_like(values), where=values > 0)
    return inverse
