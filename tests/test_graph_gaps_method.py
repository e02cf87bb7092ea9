"""The measures of economic complexity and of the flows, against values known from elsewhere."""

import numpy as np
import pytest

from graph.gaps.complexity import balassa, complexity, present
from graph.gaps.flows import Hold, holds
from graph.gaps.method import conditional_proximity, density, smoothed_rca

FIRMS = np.array([[9, 4, 3, 2, 1], [5, 3, 0, 1, 0], [4, 0, 2, 0, 0], [2, 1, 0, 0, 0]], dtype=float)
ECI = [1.4931853606, -0.5525012836, 0.2447441606, -1.1854282375]
PCI = [-0.8799314305, -1.4909250446, 1.3694197517, 0.7133526241, 2.3967837059]


def test_rca_is_balassas() -> None:
    rca = balassa(FIRMS).toarray()
    assert rca[0, 2] == pytest.approx((3 / 19) / (5 / 37))
    assert rca[1, 2] == 0
    assert present(FIRMS).toarray().tolist() == [[0, 0, 1, 1, 1], [1, 1, 0, 1, 0], [1, 0, 1, 0, 0], [1, 1, 0, 0, 0]]


def test_places_and_activities_without_anything_are_no_obstacle() -> None:
    padded = np.pad(FIRMS, ((0, 1), (1, 0)))
    assert np.array_equal(balassa(padded).toarray()[:4, 1:], balassa(FIRMS).toarray())
    eci, pci = complexity(present(padded))
    assert np.isnan(eci[4])
    assert np.isnan(pci[0])
    known_eci, known_pci = complexity(present(FIRMS))
    assert eci[:4] == pytest.approx(known_eci)
    assert pci[1:] == pytest.approx(known_pci)


def test_eci_and_pci_are_those_of_the_package_ecomplexity() -> None:
    # ecomplexity 0.5.3 on FIRMS; benchmarks/gaps.py --method compares larger ones in the same run.
    eci, pci = complexity(present(FIRMS))
    assert eci == pytest.approx(ECI, abs=1e-9)
    assert pci == pytest.approx(PCI, abs=1e-9)


def test_a_places_eci_is_the_mean_pci_of_what_it_has() -> None:
    has = present(FIRMS).toarray()
    eci, pci = complexity(has)
    assert [pci[row > 0].mean() for row in has] == pytest.approx(eci.tolist())


@pytest.mark.parametrize(
    ("presence", "said"),
    [
        ([[1, 1], [1, 0]], "three places"),
        ([[1, 0], [1, 0], [0, 1], [0, 1]], "share no activity"),
        ([[1, 1], [1, 1], [1, 1]], "same activities"),
    ],
)
def test_where_complexity_means_nothing_it_says_so(presence: list[list[int]], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        complexity(np.array(presence, dtype=float))


def test_proximity_is_the_smaller_conditional_probability_without_a_diagonal() -> None:
    has = np.array([[1, 1, 0], [1, 1, 0], [1, 0, 1]], dtype=float)
    assert conditional_proximity(has) == pytest.approx(np.array([[0, 2 / 3, 1 / 3], [2 / 3, 0, 0], [1 / 3, 0, 0]]))
    assert density(np.array([1.0, 0, 0]), conditional_proximity(has)) == pytest.approx([0, 1, 1])


def test_small_counts_are_drawn_towards_the_whole() -> None:
    total = np.array([10.0, 30.0])
    assert smoothed_rca(np.array([1.0, 0]), total, prior=0)[0] == pytest.approx(4)
    assert 1 < smoothed_rca(np.array([1.0, 0]), total)[0] < 2


def test_a_link_that_all_ways_pass_holds_what_lies_below_it() -> None:
    flows = [("ore", "steel"), ("coal", "steel"), ("steel", "plate"), ("plate", "ship"), ("engine", "ship")]
    found = holds(["ore", "coal", "steel", "plate", "engine", "ship"], flows)
    assert found["steel"].dominates == pytest.approx(1 / 5)  # the plate; the ship could still come by its engine
    assert found["steel"].betweenness == pytest.approx(4 / 20)
    assert found["ore"] == Hold(0.0, 0.0)
    assert found["steel"].bottleneck == pytest.approx(0.2)


def test_a_cycle_in_a_chain_of_ones_own_is_no_obstacle() -> None:
    found = holds(["a", "b", "c", "d"], [("a", "b"), ("b", "c"), ("c", "a"), ("x", "d"), ("d", "d")])
    assert found["a"].dominates == 0.6667
    assert found["d"] == Hold(0.0, 0.0)
    assert holds([], []) == {}
