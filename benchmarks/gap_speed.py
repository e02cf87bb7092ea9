"""Times the gap engine on one store, in a process of its own, and prints what it found as JSON.

    python -m benchmarks.gap_speed STORE [--questions 300]

Cold: the graph's file is open, nothing is cached; reading the store (``read_s``) and counting, judging and ranking all
links of all chains in all provinces and prefectures of the belt (``rank_s``) are told apart. Times are those of the
processor (``…_s``), which other work on the machine does not lengthen, and of the clock (``…_wall_s``).
"""

import json
import resource
import time
from pathlib import Path

import click
import numpy as np

from graph.gaps.engine import GapEngine
from graph.reference.places import Place
from graph.store.base import View
from graph.store.embedded import EmbeddedStore


class _Watch:
    """Processor and clock since it was last read."""

    def __init__(self) -> None:
        self._then = self._now()

    @staticmethod
    def _now() -> tuple[float, float]:
        return time.process_time(), time.perf_counter()

    def lap(self) -> tuple[float, float]:
        now = self._now()
        lap = now[0] - self._then[0], now[1] - self._then[1]
        self._then = now
        return lap


def timed(view: View, questions: int) -> dict[str, float]:
    """Seconds of a cold start and of single questions."""
    watch = _Watch()
    engine = GapEngine(view)
    read = watch.lap()
    regions = engine.activities.regions.values()
    units = [n for n in regions if n.properties["in_belt"] and n.properties["level"] in ("province", "prefecture")]
    places = [Place("region", n.id, n.name, (n.id,)) for n in units]
    grid = engine.grid(places)
    rank = watch.lap()
    random, laps = np.random.default_rng(0), []
    engine.answer(places[0], engine.chains[0]).to_json()
    for _ in range(questions):
        place, chain = places[random.integers(len(places))], engine.chains[random.integers(len(engine.chains))]
        watch.lap()
        engine.answer(place, chain).to_json()
        laps.append(watch.lap())
    found = {
        "firms": len(engine.activities.firms), "activities": len(engine.activities.all), "places": len(places),
        "statuses": int(grid.status_rule.size), "ranks": int((grid.rank > 0).sum()),
        "read_s": read[0], "rank_s": rank[0], "cold_s": read[0] + rank[0],
        "read_wall_s": read[1], "rank_wall_s": rank[1], "cold_wall_s": read[1] + rank[1],
        "memory_mb": peak_memory_mb(),
    }  # fmt: skip
    for name, share in (("p50", 0.5), ("p99", 0.99)):
        for kind, which in (("", 0), ("wall_", 1)):
            found[f"question_{name}_{kind}ms"] = float(np.quantile([lap[which] for lap in laps], share)) * 1000
    return {name: round(value, 4) for name, value in found.items()}


def peak_memory_mb() -> float:
    """The most memory that this program held; Linux hands ``ru_maxrss`` down from the program that started it."""
    try:
        status = Path("/proc/self/status").read_text("ascii", "replace")
        return int(status.partition("VmHWM:")[2].split()[0]) / 1024
    except (OSError, IndexError, ValueError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@click.command()
@click.argument("store", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--questions", type=click.IntRange(1), default=300, show_default=True)
def main(store: Path, questions: int) -> None:
    """Time the gap engine on a store."""
    place = EmbeddedStore(store)
    click.echo(json.dumps(timed(place.view(), questions)))
    place.close()


if __name__ == "__main__":
    main()
