"""Names are matched at least as well as the floors say; an update may raise them and never lowers them."""

import importlib.util
import sys
import tomllib
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"


@pytest.fixture(scope="module")
def names() -> ModuleType:
    spec = importlib.util.spec_from_file_location("benchmark_names", BENCHMARKS / "names.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_names_are_matched_as_well_as_the_floors_say(names: ModuleType) -> None:
    floors = tomllib.loads((BENCHMARKS / "floors.toml").read_text("utf-8"))["names"]
    asked = names.questions()
    find, match = names.ours(names.shipped_things())
    counts = names.scores(match, asked)
    got = {
        "precision": names.precision(counts["all"]),
        "recall": names.recall(counts["all"]),
        "held_precision": names.precision(counts["held"]),
        "held_recall": names.recall(counts["held"]),
        "find_recall_at_5": names.recall_at(find, asked, 5),
    }
    assert {name: value for name, value in got.items() if value < floors[name]} == {}


def test_the_table_asks_what_it_says(names: ModuleType) -> None:
    asked = names.questions()
    kinds = Counter(q.kind for q in asked)
    assert len({q.query for q in asked}) == len(asked) >= 500
    assert set(kinds) == {"short", "former", "typo", "full-width", "traditional", "bracketed place", "pinyin",
                          "initials", "English", "subsidiary", "namesake"}  # fmt: skip
    assert min(kinds.values()) >= 25
    assert sum(not q.expected for q in asked) >= 90
    known = {thing.id for thing in names.shipped_things()}
    assert [q for q in asked if q.expected and q.expected not in known] == []
