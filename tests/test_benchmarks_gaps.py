"""The benchmark of the gap engine: grown graphs keep their degrees, and what is too slow or wrong is said."""

import csv
from collections import Counter

import numpy as np
import pytest

from benchmarks.gap_graphs import paired
from benchmarks.gaps import BLIND, KNOWN, misses


def test_a_pairing_keeps_the_degrees_of_both_sides_and_joins_no_two_twice() -> None:
    random = np.random.default_rng(1)
    owner = np.repeat(np.arange(200), random.integers(1, 6, 200))
    weight = 1 / np.arange(5, 65)
    kinds = np.array([f"link-{k}" for k in random.choice(60, len(owner), p=weight / weight.sum())])
    stub = paired(owner, kinds, random)
    assert sorted(stub.tolist()) == list(range(len(owner)))  # every stub once: each kind keeps its degree
    assert len(set(zip(owner.tolist(), kinds[stub].tolist(), strict=True))) == len(owner)
    again = paired(owner, kinds, np.random.default_rng(1))
    assert np.array_equal(again, paired(owner, kinds, np.random.default_rng(1)))
    assert not np.array_equal(again, paired(owner, kinds, np.random.default_rng(2)))


def test_where_no_pairing_is_possible_it_says_so() -> None:
    with pytest.raises(ValueError, match="No pairing"):
        paired(np.array([0, 0]), np.array(["one", "one"]), np.random.default_rng(0))


def test_what_is_too_slow_too_large_or_wrong_is_said() -> None:
    good = {
        "speed": {"cold_s": 1.9, "question_p99_ms": 49.0, "firms": 9000},
        "growth": {"10": {"memory_mb": 1000.0}},
        "known": {"tune": {"balanced_accuracy": 0.96}, "blind": {"balanced_accuracy": 0.9}},
    }
    assert misses(good) == []
    assert misses({}) == []
    assert len(misses(good | {"speed": {"cold_s": 2.1, "question_p99_ms": 51.0}})) == 2
    assert len(misses(good | {"growth": {"10": {"memory_mb": 1100.0}}})) == 1
    assert len(misses(good | {"known": {"held": {"balanced_accuracy": 0.94}}})) == 1


def test_the_blind_pairs_are_none_that_the_rules_were_tuned_on() -> None:
    known, blind = (list(csv.DictReader(path.read_text("utf-8").splitlines())) for path in (KNOWN, BLIND))
    pairs = Counter((r["region"], r["link"]) for r in (*known, *blind))
    assert max(pairs.values()) == 1
    assert len(blind) >= 60
    assert all(r["source"] and r["expected"] for r in blind)
