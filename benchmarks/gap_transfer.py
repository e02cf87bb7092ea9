"""Does the backtest's ranker, fitted on listed firms, order the links of an answer better than relatedness does?

    YANGTZE_DATA=<folder with chainkg/ and listed/> python -m benchmarks.gap_transfer

The reference has no dates of listing, but years of founding for two firms in three. So the ranker is fitted again on
listed firms without the features that need dates, its weights are laid on the same features of the reference as it was
before a year, each scaled by its own spread, and pairs (place, link) that were empty then are ranked by it and by the
product's relatedness. What happened is a firm founded in the years after. *AP* and *AUC* are over all pairs, *within*
is the mean AUC among the links of one chain at one place: the only order that an answer shows. Chain and stage stand
for the sector and the branch of an industry.
"""

from collections.abc import Mapping
from datetime import date
from unittest.mock import patch

import click
import numpy as np

from benchmarks.backtest_data import data_folder, load_listings, provinces_history
from benchmarks.gap_backtest import SPLITS
from benchmarks.gaps import reference_graph
from benchmarks.measures import Ranking
from graph.gaps import ranker
from graph.gaps.activity import Activities
from graph.gaps.features import nestedness, relatedness
from graph.gaps.history import History, Mask, Space, same_class
from graph.gaps.method import Array, conditional_proximity, density
from graph.reference.distances import kilometres

KNOWN_UNTIL = date(2021, 11, 1).toordinal()
WINDOWS = ((2005, 2010), (2010, 2015), (2012, 2027), (2015, 2027))
_NEAR_KM = 400
_NEIGHBOURS = 0.2  # as in graph/gaps/grid.py


def undated(firms: Array, space: Space) -> dict[str, Array]:
    """The features that need no dates; shape (places, links) each."""
    return relatedness(firms, space) | {"larger have": nestedness(firms)}


def listed_weights(history: History) -> dict[str, float]:
    """What a standard deviation of each feature adds: mean of hazard and rate, fitted on all listings.

    Says on the way what the features that need no dates are worth on the listed firms themselves.
    """
    with patch.object(ranker, "entry_features", lambda past, _: undated(past.total, past.space)):
        rankings = []
        for split in SPLITS:
            past = history.before(split.now)
            scores = ranker.EntryRanker.fit(past, split.now).score(past, split.now)
            empty = past.total == 0
            rankings.append(Ranking(history.counts(split.now, split.end)[empty] > 0, scores[empty]))
        mean = np.mean([ranking.average_precision() for ranking in rankings])
        click.echo(f"on listed firms without dates: AP {mean:.3f}, mean of {len(rankings)} splits")
        fitted = ranker.EntryRanker.fit(history.before(KNOWN_UNTIL), KNOWN_UNTIL)
    means = (fitted.hazard.weights + fitted.rate.weights) / 2
    return dict(zip(fitted.features, map(float, means), strict=True))


def space_of(activities: Activities, level: str) -> Space:
    """Places of one level in the belt, and links with chain and stage for classes."""
    regions, links = activities.regions, activities.links
    places = sorted(i for i, n in regions.items() if n.properties["in_belt"] and n.properties["level"] == level)
    apart = np.array([[kilometres([a], [b]) or 0 for b in places] for a in places], dtype=np.float64)
    near = np.exp(-apart / _NEAR_KM)
    np.fill_diagonal(near, 0.0)
    chain = [str(link.properties["chain"]) for link in links]
    stage = [f"{c} {link.properties['stage']}" for c, link in zip(chain, links, strict=True)]
    classes = {"sector": same_class(chain), "branch": same_class(stage)}
    return Space(tuple(places), tuple(link.id for link in links), classes, near)


def counted(activities: Activities, space: Space, chosen: Mask, weight: Array | None = None) -> Array:
    """Firms (or weighted firms) of the chosen activities; shape (places, links)."""
    roll = activities.roll
    place, item = roll.spread.pairs([(p,) for p in space.places])
    place, item = place[chosen[item]], item[chosen[item]]
    cells = place * len(space.activities) + roll.link[item]
    counts = np.bincount(cells, None if weight is None else weight[item], space.shape[0] * space.shape[1])
    return counts.reshape(space.shape).astype(np.float64)


def rankers(activities: Activities, space: Space, chosen: Mask, weights: Mapping[str, float]) -> dict[str, Array]:
    """The product's relatedness, and the listed firms' ranker on this graph's features."""
    firms = counted(activities, space, chosen)
    features = undated(firms, space)
    fitted = sum(w * (features[n] - features[n].mean()) / (features[n].std() + 1e-9) for n, w in weights.items())
    portfolios = activities.portfolios.toarray()
    known = np.zeros_like(portfolios)
    np.add.at(known, (activities.firm[chosen], activities.roll.link[chosen]), 1.0)
    proximity = 0.5 * conditional_proximity((firms > 0).astype(np.float64)) + 0.5 * conditional_proximity(known > 0)
    coverage = counted(activities, space, chosen, activities.roll.weight)
    around = (space.near > np.exp(-1)) @ coverage
    has = (1 - _NEIGHBOURS) * np.minimum(1, coverage / 2) + _NEIGHBOURS * np.minimum(1, around / 2)
    return {"relatedness": density(has, proximity), "listed firms' ranker": np.asarray(fitted)}


def within(scores: Array, empty: Mask, came: Mask, chain: Array) -> float:
    """Mean AUC among the empty links of one chain at one place, where some happened and some did not."""
    found = []
    for place in range(len(scores)):
        for columns in (np.flatnonzero((chain == c) & empty[place]) for c in np.unique(chain)):
            happened = came[place, columns]
            if 0 < happened.sum() < len(columns):
                found.append(Ranking(happened, scores[place, columns]).roc_auc())
    return float(np.mean(found))


@click.command()
def main() -> None:
    """Compare the two rankers on what came after a year."""
    weights = listed_weights(provinces_history(load_listings(data_folder())))
    click.echo("level       years      pairs   base | AP, AUC, within")
    with reference_graph() as graph:
        activities = Activities(graph.view)
    years = np.array([int(activities.firms[a.firm].properties.get("founded_year") or 0) for a in activities.all])
    for level in ("province", "prefecture"):
        space = space_of(activities, level)
        for start, end in WINDOWS:
            chosen = (years > 0) & (years < start)
            empty = counted(activities, space, chosen) == 0
            came = counted(activities, space, (years >= start) & (years < end)) > 0
            line = [f"{level:10} {start}→{end} {empty.sum():7,} {came[empty].mean():.4f}"]
            for name, scores in rankers(activities, space, chosen, weights).items():
                ranking = Ranking(came[empty], scores[empty])
                order = within(scores, empty, came, activities.chain)
                line.append(f"{name} {ranking.average_precision():.3f}, {ranking.roc_auc():.3f}, {order:.3f}")
            click.echo(" | ".join(line))


if __name__ == "__main__":
    main()
