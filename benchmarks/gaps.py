"""The gap engine: is it right on what is known, and how fast is it?

    python benchmarks/gaps.py --known [--split tune|held] [--errors]
    python benchmarks/gaps.py --method        (needs the extra [bench])
    python benchmarks/gaps.py --speed

``--known`` compares the statuses that the shipped reference alone gives with ``data/known_statuses.csv``: pairs of
region and link that the trade's reports describe, judged by us from general knowledge of the trade (a source is named
for each, where it can be checked), a third of them set apart by a hash. ``--speed`` times a cold start, all belt
provinces and prefectures × all chains, and single questions.
"""

import contextlib
import csv
import io
import json
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))  # run as a file or as a module

from graph.gaps.complexity import balassa, complexity, present  # noqa: E402
from graph.gaps.engine import GapEngine  # noqa: E402
from graph.gaps.method import conditional_proximity  # noqa: E402
from graph.reference.places import Place  # noqa: E402
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


def compared_with_peer() -> dict[str, float]:
    """Largest differences from the package ``ecomplexity`` on counts drawn by chance, where the package is right.

    Its proximity keeps a diagonal of 1 (issue 35), which its density and outlook inherit, and its density of the
    nearest neighbours counts them unweighted (issue 38): those are not compared. Off the diagonal proximity is.
    """
    import warnings

    import pandas as pd
    from ecomplexity import ecomplexity, proximity

    random = np.random.default_rng(0)
    firms = random.poisson(random.gamma(1, 1, (60, 1)) * random.gamma(1, 1.5, (1, 200))).astype(float)
    firms[:, 0] += 1
    firms[0] += 1
    cells = [(1, i, j, value) for (i, j), value in np.ndenumerate(firms)]
    table = pd.DataFrame(cells, columns=["time", "place", "activity", "firms"])
    names = {"time": "time", "loc": "place", "prod": "activity", "val": "firms"}
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        theirs = ecomplexity(table, names, check_logsupermodularity=False, verbose=False)
        near = proximity(table, names).pivot(index="activity_1", columns="activity_2", values="proximity").to_numpy()
    theirs = theirs.sort_values(["place", "activity"])
    grid = {name: theirs[name].to_numpy().reshape(firms.shape) for name in ("rca", "mcp", "eci", "pci")}
    has = present(firms)
    eci, pci = complexity(has)
    off_diagonal = ~np.eye(firms.shape[1], dtype=bool)
    return {
        "rca": float(np.abs(grid["rca"] - balassa(firms).toarray()).max()),
        "presence": float(np.abs(grid["mcp"] - has.toarray()).max()),
        "eci": float(np.abs(grid["eci"][:, 0] - eci).max()),
        "pci": float(np.abs(grid["pci"][0] - pci).max()),
        "proximity": float(np.abs(near - conditional_proximity(has))[off_diagonal].max()),
    }


def method() -> dict[str, float] | None:
    try:
        found = compared_with_peer()
    except ImportError:
        click.echo("ecomplexity is not installed: pip install -e '.[bench]'")
        return None
    click.echo("largest differences from ecomplexity: " + ", ".join(f"{n} {v:.1e}" for n, v in found.items()))
    return found


def speed(graph: Graph) -> dict[str, float]:
    """Cold start, everything, and single questions warm, in seconds of one process."""
    view = graph.view
    regions = [n for n in view.nodes("Region") if n.properties["in_belt"]]
    units = [n for n in regions if n.properties["level"] in ("province", "prefecture")]
    places = [Place("region", n.id, n.name, (n.id,)) for n in units]
    started = time.perf_counter()
    engine = GapEngine(view)
    opened = time.perf_counter() - started
    started = time.perf_counter()
    counted = [link.status for place in places for chain in engine.chains for link in engine.statuses(place, chain)]
    all_statuses = time.perf_counter() - started
    started = time.perf_counter()
    ranks = [link.rank for place in places for chain in engine.chains for link in engine.ranks(place, chain)]
    all_ranks = time.perf_counter() - started
    times = []
    random = np.random.default_rng(0)
    for _ in range(300):
        place, chain = places[random.integers(len(places))], engine.chains[random.integers(len(engine.chains))]
        started = time.perf_counter()
        engine.answer(place, chain).to_json()
        times.append(time.perf_counter() - started)
    found = {
        "engine_s": opened, "statuses_s": all_statuses, "ranks_s": all_ranks,
        "question_p50_ms": float(np.quantile(times, 0.5) * 1000),
        "question_p99_ms": float(np.quantile(times, 0.99) * 1000),
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }  # fmt: skip
    click.echo(f"{len(places)} provinces and prefectures × {len(engine.chains)} chains: {len(counted):,} statuses")
    click.echo(f"{sum(rank is not None for rank in ranks):,} ranks")
    click.echo(", ".join(f"{name} {value:.2f}" for name, value in found.items()))
    return found


@click.command()
@click.option("--known", "ask_known", is_flag=True, help="Compare with what is known.")
@click.option("--split", type=click.Choice(["tune", "held"]), help="Only this part of what is known.")
@click.option("--errors", is_flag=True, help="List what differs (the held part: only when you are done).")
@click.option("--method", "ask_method", is_flag=True, help="Compare with the package ecomplexity.")
@click.option("--speed", "ask_speed", is_flag=True, help="Time it.")
@click.option("--write", is_flag=True, help="Write what was measured to results/gaps.json.")
def main(  # noqa: PLR0913 - its options
    ask_known: bool, split: str | None, errors: bool, ask_method: bool, ask_speed: bool, write: bool
) -> None:
    """Right on what is known, the same as the peer, and fast."""
    every = not (ask_known or ask_method or ask_speed)
    measured = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    if (ask_method or every) and (found := method()):
        measured["method"] = found
    if ask_known or ask_speed or every:
        with reference_graph() as graph:
            if ask_speed or every:
                measured["speed"] = speed(graph)
            if ask_known or every:
                measured.setdefault("known", {}).update(known(graph, split, errors=errors))
    if write:
        RESULTS.write_text(json.dumps(measured, ensure_ascii=False, indent=1) + "\n", "utf-8")
        click.echo(f"Wrote {RESULTS}", err=True)


if __name__ == "__main__":
    main()
