"""The gap engine: is it right on what is known, and how fast is it?

    python benchmarks/gaps.py --known [--split tune|held] [--errors]
    python benchmarks/gaps.py --speed

``--known`` compares the statuses that the shipped reference alone gives with ``data/known_statuses.csv``: pairs of
region and link that the trade's reports describe, judged by us from general knowledge of the trade (a source is named
for each, where it can be checked), a third of them set apart by a hash. ``--speed`` times a cold start, all belt
provinces and prefectures × all chains, and single questions.
"""

import csv
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))  # run as a file or as a module

from graph.gaps.engine import GapEngine  # noqa: E402
from graph.session import Graph, open_graph  # noqa: E402
from graph.store.workspace import Workspace  # noqa: E402

KNOWN = ROOT / "benchmarks" / "data" / "known_statuses.csv"
RESULTS = ROOT / "benchmarks" / "results" / "gaps.json"
HERE = ("strong", "present")


@dataclass(frozen=True)
class Pair:
    region: str
    link: str
    expected: str
    split: str

    @property
    def is_here(self) -> bool:
        return self.expected in HERE


def pairs() -> list[Pair]:
    with KNOWN.open(encoding="utf-8", newline="") as file:
        return [Pair(r["region"], r["link"], r["expected"], r["split"]) for r in csv.DictReader(file)]


@contextmanager
def reference_graph() -> Iterator[Graph]:
    """The shipped reference alone, in a store of its own."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace.open(Path(folder) / "reference.yangtze", create=True)
        workspace.project()
        workspace.close()
        with open_graph(Path(folder) / "reference.yangtze") as graph:
            yield graph


def statuses(graph: Graph, asked: Sequence[Pair]) -> dict[Pair, tuple[str, str]]:
    """Status and reason of each pair, by full region name and chain id as anyone would ask."""
    engine = GapEngine(graph.view)
    found = {}
    for region, chain in sorted({(p.region, p.link.partition(".")[0]) for p in asked}):
        links = engine.statuses(graph.region(region), graph.chain(chain))
        by_id = {link.node.id: link for link in links}
        for pair in asked:
            if (pair.region, pair.link.partition(".")[0]) == (region, chain):
                found[pair] = by_id[pair.link].status, by_id[pair.link].status_reason
    return found


def balanced_accuracy(found: dict[Pair, tuple[str, str]]) -> tuple[float, float, float]:
    """Mean of the share of what is here that is called so, and of what is lacking that is; and both shares."""
    here = [found[p][0] in HERE for p in found if p.is_here]
    lacking = [found[p][0] not in HERE for p in found if not p.is_here]
    shares = float(np.mean(here)), float(np.mean(lacking))
    return (sum(shares) / 2, *shares)


def known(graph: Graph, split: str | None, *, errors: bool) -> dict[str, Any]:
    result = {}
    for name in (split,) if split else ("tune", "held"):
        asked = [pair for pair in pairs() if pair.split == name]
        found = statuses(graph, asked)
        score, here, lacking = balanced_accuracy(found)
        result[name] = {"pairs": len(asked), "balanced_accuracy": score, "here_right": here, "lacking_right": lacking}
        unknown = sum(status == "unknown" for status, _ in found.values())
        click.echo(
            f"{name}: {len(asked)} pairs, {sum(p.is_here for p in asked)} here; balanced accuracy {score:.3f} "
            f"(here {here:.3f}, lacking {lacking:.3f}); unknown {unknown}"
        )
        for pair, (status, reason) in found.items():
            if errors and (status in HERE) != pair.is_here:
                click.echo(f"  {pair.region} {pair.link}: expected {pair.expected}, got {status} ({reason})")
    return result


@click.command()
@click.option("--known", "ask_known", is_flag=True, help="Compare with what is known.")
@click.option("--split", type=click.Choice(["tune", "held"]), help="Only this part of what is known.")
@click.option("--errors", is_flag=True, help="List what differs (the held part: only when you are done).")
def main(ask_known: bool, split: str | None, errors: bool) -> None:
    """Right on what is known, and speed."""
    with reference_graph() as graph:
        if ask_known:
            known(graph, split, errors=errors)


if __name__ == "__main__":
    main()
