"""Statuses are right on what the trade knows: the floor is held here, the figures are in benchmarks/gaps.py."""

import csv
from pathlib import Path

from graph.gaps.engine import GapEngine
from graph.session import Graph

KNOWN = Path(__file__).parent.parent / "benchmarks" / "data" / "known_statuses.csv"
HERE = {"strong", "present"}
FLOOR = 0.95


def rows() -> list[dict[str, str]]:
    with KNOWN.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_known_pairs_are_enough_and_name_where_they_can_be_checked() -> None:
    known = rows()
    assert len({(r["region"], r["link"]) for r in known}) == len(known) >= 150
    assert sum(r["expected"] in HERE for r in known) >= 40
    assert sum(r["expected"] not in HERE for r in known) * 2 >= len(known)
    assert 0.25 < sum(r["split"] == "held" for r in known) / len(known) < 0.4
    assert all(r["source"] for r in known)


def test_statuses_are_right_on_what_is_known(demo: Graph) -> None:
    engine = GapEngine(demo.view)
    right: dict[bool, list[bool]] = {True: [], False: []}
    for row in rows():
        chain = demo.chain(row["link"].partition(".")[0])
        status = {a.node.id: a.status for a in engine.statuses(demo.region(row["region"]), chain)}[row["link"]]
        right[row["expected"] in HERE].append((status in HERE) == (row["expected"] in HERE))
    assert sum(sum(found) / len(found) for found in right.values()) / 2 >= FLOOR
