"""Places × links as arrays: what is counted, the status, the action and the rank of all of them at once.

One place is a grid of one row: what one question is answered with is what the whole belt is ranked with.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from graph.gaps.activity import Activities, Ints, Spread
from graph.gaps.candidates import Candidates
from graph.gaps.frame import Frame
from graph.gaps.here import Here
from graph.gaps.method import Array, conditional_proximity, density, smoothed_rca
from graph.gaps.status import ACTION_OF, STATUS_OF, Action, Status, Thresholds, action_rules, status_rules
from graph.projection.model import Relationship

Mask = NDArray[np.bool_]

_CRITICALITY = {"core": 1.0, "important": 0.7, "general": 0.4}
_BUILD_BELOW = 0.2  # a prioritised chain of whose links fewer are seen at all is to be built (建链), not mended
_NEIGHBOURS = 0.2  # share of relatedness that comes from what the neighbours have
_BLOCK = 2_000_000  # places × candidates at a time: 16 MB an array
_DUE = np.array([action is not None for action in ACTION_OF])
_IS_HERE = np.array([status in ("present", "strong") for status in STATUS_OF])
_IS_STRONG = np.array([status == "strong" for status in STATUS_OF])


@dataclass(frozen=True)
class Grid:
    """What holds for each link at each place; arrays are (places, links), those of chains (places, chains).

    Attributes:
        firms, leaders, coverage, rca: firms there, leading ones, weighted firms, smoothed advantage.
        evidence, expected: of each chain, firms and documents there, and firms to be expected.
        relatedness: share of what is near a link that the place has, 0..1.
        status_rule, action_rule: which rule of ``graph.gaps.status`` decided.
        feasibility, importance, supply, score: NaN without an action.
        candidates: firms of the belt that make the link elsewhere.
        rank: within place and chain from 1; 0 without an action.
    """

    firms: Ints
    leaders: Ints
    coverage: Array
    rca: Array
    evidence: Ints
    expected: Array
    relatedness: Array
    status_rule: Ints
    action_rule: Ints
    feasibility: Array
    importance: Array
    supply: Array
    score: Array
    candidates: Ints
    rank: Ints

    def status(self, place: int, link: int) -> Status:
        """Status of a link at a place, by their places in the grid."""
        return STATUS_OF[int(self.status_rule[place, link])]

    def action(self, place: int, link: int) -> Action | None:
        """Action for a link at a place."""
        return ACTION_OF[int(self.action_rule[place, link])]


class Counter:
    """Counts a graph's activities for any places; what does not depend on the places is kept."""

    def __init__(
        self,
        activities: Activities,
        candidates: Candidates,
        frames: Mapping[str, Frame],
        phrases: Mapping[str, Mapping[str, Sequence[Relationship]]],
    ) -> None:
        self._activities, self._candidates = activities, candidates
        self._frames, self._phrases = frames, phrases

    def grid(self, places: Sequence[Here], limits: Thresholds) -> Grid:
        """Everything about every link at every place.

        Args:
            places: regions or groups of regions.
            limits: where one status ends and the next begins.
        """
        roll, of = self._activities.roll, self._activities.chain
        place, item = roll.spread.pairs([here.members for here in places])
        cells = len(places), place, roll.link[item]
        coverage, ones = self._by_link(*cells, roll.weight[item]), np.ones(len(item))
        firms, leaders, majors = (
            self._by_link(*cells, counted).astype(np.int64) for counted in (ones, roll.leader[item], roll.major[item])
        )
        rca = smoothed_rca(coverage, self._activities.total)
        evidence, expected = self._evidence(places, place, item)
        status = status_rules(limits, firms, coverage, leaders, majors, rca, evidence[:, of], expected[:, of])
        prioritised = self._prioritised(places)
        build = prioritised & ((firms > 0).astype(np.int64) @ self._in_chain < _BUILD_BELOW * self._in_chain.sum(0))
        action = self._actions(status, firms, build[:, of])
        relatedness = self._relatedness(places, coverage)
        best, found = self._supply(places, place, item)
        feasibility = 0.1 + 0.9 * np.minimum(1.0, relatedness)
        importance = self._importance + 0.15 * prioritised[:, of]
        supply = 0.1 + 0.9 * (1 - 0.5**best)
        feasibility, importance, supply = (
            np.where(_DUE[action], factor, np.nan) for factor in (feasibility, importance, supply)
        )
        score = np.round(feasibility * importance * supply, 4)
        return Grid(
            firms, leaders, coverage, rca, evidence, expected, relatedness, status, action,
            feasibility, importance, supply, score, found, self._ranks(score),
        )  # fmt: skip

    # ---- counts -------------------------------------------------------------------------------------------

    def _by_link(self, places: int, place: Ints, link: Ints, weight: Array) -> Array:
        n = len(self._activities.links)
        counts: Array = np.bincount(place * n + link, weight, places * n).astype(np.float64).reshape(places, n)
        return counts

    def _evidence(self, places: Sequence[Here], place: Ints, item: Ints) -> tuple[Ints, Array]:
        """Firms and documents of each chain at each place, and the firms to be expected; both (places, chains)."""
        activities = self._activities
        firm, chain = activities.firm[item], activities.chain[activities.roll.link[item]]
        n, n_chains, n_firms = len(places), len(activities.chains), max(1, len(activities.active))
        evidence = _distinct(n, n_chains, place, chain, firm)
        active = _distinct(n, 1, place, np.zeros_like(place), firm)
        spread, said_of, document = self._said
        place, item = spread.pairs([here.members for here in places])
        evidence = evidence + _distinct(n, n_chains, place, said_of[item], document[item])
        every = np.zeros(len(activities.all), dtype=np.int64)
        everywhere = _distinct(1, n_chains, every, activities.chain[activities.roll.link], activities.firm)
        return evidence, everywhere * active / n_firms

    @cached_property
    def _said(self) -> tuple[Spread, Ints, Ints]:
        """What documents say of chains, one item a document and fact: where it counts, the chain, the document."""
        activities, documents = self._activities, dict[str, int]()
        items: list[tuple[Sequence[str], int, int]] = []
        facts = [(a.places, a.link, a.documents) for a in activities.all]
        for link, regions in self._phrases.items():
            facts += [((region,), link, f.documents) for region, found in regions.items() for f in found]
        for where, link, said in facts:
            chain = int(activities.chain[activities.link_index[link]])
            items += [(where, chain, documents.setdefault(d, len(documents))) for d in said]
        spread = Spread((where for where, _, _ in items), activities.above)
        chains, found = (np.array([item[k] for item in items], dtype=np.int64) for k in (1, 2))
        return spread, chains, found

    def _prioritised(self, places: Sequence[Here]) -> Mask:
        chains = self._activities.chains
        rows = [[chain in here.prioritised for chain in chains] for here in places]
        return np.array(rows, dtype=bool).reshape(len(places), len(chains))

    @cached_property
    def _in_chain(self) -> Ints:
        """Which link is of which chain, 0 or 1; shape (links, chains)."""
        same = self._activities.chain[:, None] == np.arange(len(self._activities.chains))
        found: Ints = same.astype(np.int64)
        return found

    # ---- action -------------------------------------------------------------------------------------------

    def _actions(self, status: Ints, firms: Ints, build: Mask) -> Ints:
        here, strong = _IS_HERE[status].astype(np.float64), _IS_STRONG[status].astype(np.float64)
        users = (self._flows @ here.T).T > 0
        suppliers, strong_suppliers = here @ self._flows > 0, strong @ self._flows > 0
        return action_rules(status, firms, self._core, users, suppliers, strong_suppliers, build)

    @cached_property
    def _flows(self) -> sp.csr_array:
        """Which link feeds which, within a chain; shape (links, links)."""
        index = self._activities.link_index
        pairs = sorted({(index[a], index[b]) for f in self._frames.values() for a in f.outputs for b in f.outputs[a]})
        rows, columns = zip(*pairs, strict=True) if pairs else ((), ())
        return sp.csr_array((np.ones(len(pairs)), (rows, columns)), shape=(len(index), len(index)))

    @cached_property
    def _core(self) -> Mask:
        return np.array([link.properties["criticality"] == "core" for link in self._activities.links], dtype=bool)

    # ---- rank ---------------------------------------------------------------------------------------------

    @cached_property
    def proximity(self) -> Array:
        """Proximity of links: by firms' own portfolios and by co-location, half and half; shape (links, links)."""
        _, cities = self._activities.by_city
        return 0.5 * conditional_proximity(cities > 0) + 0.5 * conditional_proximity(self._activities.portfolios)

    @cached_property
    def _near(self) -> Array:
        near: Array = self.proximity.sum(axis=1)
        return near

    def _relatedness(self, places: Sequence[Here], coverage: Array) -> Array:
        """How much of what is near each link a place has, its neighbours' at a fifth; two weighted firms are all."""
        roll = self._activities.roll
        place, item = roll.spread.pairs([here.neighbours for here in places])
        around = self._by_link(len(places), place, roll.link[item], roll.weight[item])
        has = (1 - _NEIGHBOURS) * np.minimum(1.0, coverage / 2) + _NEIGHBOURS * np.minimum(1.0, around / 2)
        return density(has, self.proximity, self._near)

    @cached_property
    def _importance(self) -> Array:
        """Criticality, what depends on a link along the flows and cannot do without it; shape (links,)."""
        frames, links = self._frames, self._activities.links
        chains = [str(link.properties["chain"]) for link in links]
        return np.array([
            0.6 * _CRITICALITY[link.properties["criticality"]]
            + 0.15 * frames[chain].depends[link.id]
            + 0.1 * frames[chain].holds[link.id].bottleneck
            for link, chain in zip(links, chains, strict=True)
        ], dtype=np.float64)  # fmt: skip

    def _supply(self, places: Sequence[Here], place: Ints, item: Ints) -> tuple[Array, Ints]:
        """Sum of the three best candidates' scores, and how many there are; a block of places at a time."""
        step = max(1, _BLOCK // max(1, len(self._candidates.pool)))
        found = []
        for start in range(0, max(1, len(places)), step):
            low, high = np.searchsorted(place, [start, start + step])
            block = self._candidates.scores(places[start : start + step], place[low:high] - start, item[low:high])
            found.append(self._candidates.best(block))
        best, counts = zip(*found, strict=True)
        return np.concatenate(best), np.concatenate(counts)

    def _ranks(self, score: Array) -> Ints:
        """Places by score within each chain, from 1; equal ones by id; 0 without a score."""
        rank = np.zeros(score.shape, dtype=np.int64)
        for columns in self._columns:
            keys = np.where(np.isnan(score[:, columns]), np.inf, -score[:, columns])
            order = np.argsort(keys, axis=1, kind="stable")
            within = np.empty_like(order)
            np.put_along_axis(within, order, np.broadcast_to(np.arange(1, len(columns) + 1), order.shape), axis=1)
            rank[:, columns] = np.where(np.isfinite(keys), within, 0)
        return rank

    @cached_property
    def _columns(self) -> list[Ints]:
        """The links of each chain by id, as columns."""
        ids, of = [link.id for link in self._activities.links], self._activities.chain
        found = (
            sorted(np.flatnonzero(of == chain), key=ids.__getitem__) for chain in range(len(self._activities.chains))
        )
        return [np.array(columns, dtype=np.int64) for columns in found]


def _distinct(places: int, groups: int, place: Ints, group: Ints, thing: Ints) -> Ints:
    """How many different things each group has at each place; shape (places, groups)."""
    n = int(thing.max(initial=0)) + 1
    once = np.unique((place * groups + group) * n + thing)
    counts: Ints = np.bincount(once // n, minlength=places * groups).reshape(places, groups)
    return counts
