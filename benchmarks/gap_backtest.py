"""Out-of-time backtest of the gap ranker: which industries will get their first listed firm in which province?

    YANGTZE_DATA=<folder with chainkg/ and listed/> python benchmarks/gap_backtest.py
    … --train-to 2016-12-31 --test-to 2021-10-31        one split of your own
    … --train-to 2016-12-31 --test-to 2021-10-31 --scores scores.csv

The ranker is fitted on what had happened by the end of ``--train-to`` and never sees a later day; the pairs (province,
industry) that were empty then are ranked and scored against the firms that listed after it, up to ``--test-to``.
Only new pairs count (activations). Without dates the four splits of the project are run, and the figures go to
``benchmarks/results/backtest.json``.
"""

import csv
import json
import platform
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import numpy as np

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))  # run as a file or as a module

from benchmarks.backtest_data import (  # noqa: E402
    BLOCKS,
    Listings,
    cities_history,
    data_folder,
    load_listings,
    provinces_history,
)
from benchmarks.measures import Measures, gain, measure, table  # noqa: E402
from graph.gaps.features import WORDS, baselines  # noqa: E402
from graph.gaps.history import History, Ints, Mask  # noqa: E402
from graph.gaps.method import Array  # noqa: E402
from graph.gaps.ranker import EntryRanker, stacked  # noqa: E402

RESULTS = ROOT / "benchmarks" / "results" / "backtest.json"
MODULES = ("gap_backtest.py", "backtest_data.py", "measures.py")
OURS, HELD_OUT = "ranker", ".. leave-region-out"


@dataclass(frozen=True)
class Split:
    """Days: the first that is not known any more, and the first after the test."""

    name: str
    now: int
    end: int

    @classmethod
    def of(cls, train_to: str, test_to: str) -> "Split":
        now, end = (datetime.strptime(d, "%Y-%m-%d").date().toordinal() + 1 for d in (train_to, test_to))
        return cls(f"{int(train_to[:4]) + 1}→{test_to[2:4]}", now, end)


SPLITS = tuple(
    Split.of(*days)
    for days in (
        ("2013-12-31", "2017-12-31"),
        ("2014-12-31", "2019-12-31"),
        ("2015-12-31", "2020-12-31"),
        ("2016-12-31", "2021-10-31"),
    )
)


def ranked(history: History, split: Split) -> tuple[EntryRanker, Array, dict[str, Array]]:
    """The ranker, its scores and the baselines' for all pairs, from what was known before the split's day alone."""
    past = history.before(split.now)
    ranker = EntryRanker.fit(past, split.now)
    return ranker, ranker.score(past, split.now), baselines(past)


def left_out(history: History, split: Split) -> Array:
    """Scores of each block of provinces by a ranker that has learned from no pair of the block."""
    past = history.before(split.now)
    scores = np.zeros(history.space.shape)
    for block in BLOCKS.values():
        inside = np.array([place in block.split() for place in history.space.places])
        scores[inside] = EntryRanker.fit(past, split.now, ~inside).score(past, split.now)[inside]
    return scores


@dataclass(frozen=True)
class Outcome:
    """A split, run: which pairs were empty, which of them happened, and every ranker's measures."""

    split: Split
    empty: Mask
    happened: Mask
    measures: dict[str, Measures]
    gain: tuple[float, float]
    gain_by_place: tuple[float, float]
    ranker: EntryRanker
    scores: Array

    def to_json(self) -> dict[str, Any]:
        ours, density = self.measures[OURS], self.measures["density"]
        return {
            "name": self.split.name, "pairs": len(self.happened), "base": float(self.happened.mean()), "ap": ours.ap,
            "p10": ours.p10, "p50": ours.p50, "p100": ours.p100, "roc_auc": ours.roc_auc, "density_ap": density.ap,
            "gain_low": self.gain[0], "gain_high": self.gain[1],
            "gain_by_place": list(self.gain_by_place),
            "rankers": {name: asdict(m) for name, m in self.measures.items()},
        }  # fmt: skip


def run(history: History, split: Split, *, regions: bool) -> Outcome:
    """Rank and measure one split."""
    ranker, scores, others = ranked(history, split)
    empty = history.before(split.now).total == 0
    happened = history.counts(split.now, split.end)[empty] > 0
    rankers = {"random": np.random.default_rng(0).random(len(happened)), **{n: s[empty] for n, s in others.items()}}
    rankers[OURS] = scores[empty]
    if regions:
        rankers[HELD_OUT] = left_out(history, split)[empty]
    place: Ints = np.nonzero(empty)[0].astype(np.int64)
    density = rankers["density"]
    return Outcome(
        split, empty, happened, {name: measure(happened, s) for name, s in rankers.items()},
        gain(happened, rankers[OURS], density),
        gain(happened, rankers[OURS], density, place), ranker, scores,
    )  # fmt: skip


def report(outcome: Outcome, title: str) -> None:
    happened = outcome.happened
    click.echo(
        f"\n{title}: {len(happened):,} empty pairs, {int(happened.sum())} happened, base rate {happened.mean():.4f}"
    )
    click.echo(table(outcome.measures))
    by_pairs, by_places = (f"[{low:+.3f}, {high:+.3f}]" for low, high in (outcome.gain, outcome.gain_by_place))
    click.echo(f"  gain over density: 95 % {by_pairs} by pairs, {by_places} by whole places")


def explain(history: History, outcome: Outcome, listings: Listings, rows: int = 5) -> None:
    """The first pairs with what speaks for them."""
    past = history.before(outcome.split.now)
    features = stacked(past, outcome.split.now)
    click.echo("\n  the first pairs, and what moved each score most:")
    for flat in _best(outcome)[:rows]:
        place, activity = divmod(int(flat), history.space.shape[1])
        came = history.counts(outcome.split.now, outcome.split.end)[place, activity] > 0
        why = "，".join(f"{WORDS[name]} {value:+.2f}" for name, value in outcome.ranker.reasons(features[flat])[:4])
        code = history.space.activities[activity]
        name = f"{history.space.places[place]} {listings.industries[code]}"
        click.echo(f"    {'came' if came else '    '}  {name}：{why}")


def _best(outcome: Outcome) -> Ints:
    """Flat indices of the empty pairs, the first first."""
    order = np.argsort(-outcome.scores[outcome.empty], kind="stable")
    best: Ints = np.flatnonzero(outcome.empty)[order]
    return best


def write_scores(path: Path, history: History, outcome: Outcome, listings: Listings) -> None:
    """Every empty pair with rank, score and whether it happened."""
    came = history.counts(outcome.split.now, outcome.split.end)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("rank", "place", "industry_code", "industry", "score", "happened"))
        for rank, flat in enumerate(_best(outcome), start=1):
            place, activity = divmod(int(flat), history.space.shape[1])
            code = history.space.activities[activity]
            writer.writerow((
                rank, history.space.places[place], code, listings.industries[code],
                f"{outcome.scores[place, activity]:.6f}", int(came[place, activity] > 0),
            ))  # fmt: skip


def commit(modules: Sequence[str] = MODULES) -> str:
    """The commit of this working tree, marked when the engine or a benchmark's modules differ from it."""
    head = _git("rev-parse", "--short=12", "HEAD")
    changed = _git("status", "--porcelain", "--", "graph/gaps", *(f"benchmarks/{name}" for name in modules))
    return f"{head or 'unknown'}{'-changed' if changed else ''}"


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()


def summary(outcomes: list[Outcome], cities: list[Outcome], listings: Listings, seconds: float) -> dict[str, Any]:
    """The result file: splits and means first, what they rest on after them."""
    splits = [outcome.to_json() for outcome in outcomes]

    def mean(name: str) -> float:
        return float(np.mean([split[name] for split in splits]))

    return {
        "splits": splits,
        "mean": {name: mean(name) for name in ("ap", "p100", "p10", "roc_auc", "density_ap")},
        "leave_region_out_ap": float(np.mean([o.measures[HELD_OUT].ap for o in outcomes])) if outcomes else None,
        "cities": [outcome.to_json() for outcome in cities],
        "commit": commit(), "data_hash": listings.hash, "data_notes": dict(listings.notes),
        "firms": len(listings.rows), "numpy": np.__version__, "python": platform.python_version(),
        "seconds": round(seconds, 1),
    }  # fmt: skip


@click.command()
@click.option("--train-to", help="Last day that is known (2016-12-31).")
@click.option("--test-to", help="Last day of the test (2021-10-31).")
@click.option("--scores", type=click.Path(path_type=Path, dir_okay=False), help="Write all pairs with their scores.")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Result file.")
@click.option("--cities/--no-cities", default=True, help="The table of firms whose name begins with a city.")
def main(train_to: str | None, test_to: str | None, scores: Path | None, output: Path | None, cities: bool) -> None:
    """Out-of-time backtest of the gap ranker."""
    if bool(train_to) != bool(test_to):
        raise click.UsageError("--train-to and --test-to go together.")
    started = time.perf_counter()
    listings = load_listings(data_folder())
    history = provinces_history(listings)
    click.echo(f"{len(listings.rows):,} firms: {', '.join(f'{n} {v:,}' for n, v in listings.notes.items())}")
    try:
        splits = (Split.of(train_to, test_to),) if train_to and test_to else SPLITS
    except ValueError as error:
        raise click.UsageError(f"Not a date: {error}") from error
    outcomes = [run(history, split, regions=True) for split in splits]
    for outcome in outcomes:
        report(outcome, outcome.split.name)
    explain(history, outcomes[-1], listings)
    by_city = []
    if cities:
        of_cities = cities_history(listings)
        by_city = [run(of_cities, split, regions=False) for split in splits]
        for outcome in by_city:
            places, firms = of_cities.space.shape[0], len(of_cities.day)
            report(outcome, f"{outcome.split.name}, {places} cities, {firms:,} firms named after one")
    found = summary(outcomes, by_city, listings, time.perf_counter() - started)
    click.echo(
        f"\nmean of {len(outcomes)}: " + ", ".join(f"{name} {value:.4f}" for name, value in found["mean"].items())
    )
    click.echo(f"leave-region-out AP {found['leave_region_out_ap']:.4f}")
    if scores:
        write_scores(scores, history, outcomes[-1], listings)
    target = output or (None if train_to else RESULTS)
    if target:
        target.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")
        click.echo(f"Wrote {target}", err=True)


if __name__ == "__main__":
    main()
