"""Firms of the belt that make a link elsewhere, with the reasons to ask them."""

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from graph.gaps.activity import Activities, Activity, Ints
from graph.gaps.here import Here
from graph.gaps.method import Array
from graph.gaps.moves import Moves
from graph.gaps.ties import Step, Ties
from graph.projection.model import Relationship
from graph.reference.distances import kilometres

ROLE_NAME = {
    "leader": "龙头",
    "major": "骨干",
    "specialised": "专精",
    "supporting": "配套",
    "emerging": "新锐",
    None: "资料所述",
}

_TIED, _PLANT, _NEAR, _MOVES = 0.4, 0.3, 0.1, 0.1  # beside the weight of the activity over 3, a leader's


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a candidate is one: a code, words, and passage ids."""

    code: str
    text: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A firm that could fill a link.

    Attributes:
        places: where it makes the link (adcodes).
        why: its role, and what else speaks for it: ties to firms here (``tie``), a site here (``plant``), sites or
            investments outside its home province (``moves``), nearness (``near``) or how far it is (``distance``).
        distance_km: about how far, between seats of government, to 10 km; None where nobody knows.
    """

    firm: str
    places: tuple[str, ...]
    score: float
    why: tuple[Reason, ...]
    distance_km: int | None = None


class Candidates:
    """Who could fill which link: the firms of the belt, gathered once; reasons are written for those that are shown.

    ``pool`` are the activities within the belt, in the order of links, as places in ``activities.all``; ``first`` says
    where in it each link begins.
    """

    def __init__(self, activities: Activities, ties: Ties, moves: Moves) -> None:
        self._activities, self._ties, self._moves = activities, ties, moves
        in_belt = {id_ for id_, node in activities.regions.items() if node.properties["in_belt"]}
        inside = [not in_belt.isdisjoint(a.places) for a in activities.all]
        self.pool: Ints = np.flatnonzero(inside).astype(np.int64)
        self.first: Ints = np.searchsorted(self.pool, activities.roll.first).astype(np.int64)
        self._at: Ints = np.full(len(inside), -1, dtype=np.int64)
        self._at[self.pool] = np.arange(len(self.pool))
        self._codes = {code: i for i, code in enumerate(sorted({id_[:2] for id_ in activities.regions}))}
        self._provinces = self._bits([{p[:2] for p in activities.all[i].places} for i in self.pool])
        moved = np.array([activities.all[i].firm in moves.by_firm for i in self.pool], dtype=np.float64)
        self._base: Array = activities.roll.weight[self.pool] / 3.0 + _MOVES * moved

    def _bits(self, codes: Sequence[Collection[str]]) -> NDArray[np.uint64]:
        known = self._codes
        return np.array([sum(1 << known[c] for c in found if c in known) for found in codes], dtype=np.uint64)

    def scores(self, places: Sequence[Here], place: Ints, item: Ints) -> Array:
        """How likely each activity of the pool is to come to each place; -inf where it is there already.

        Args:
            places: the places.
            place, item: which activities are within which place (``Spread.pairs``).

        Returns:
            Shape (places, pool).
        """
        firm = self._activities.firm
        scores = np.tile(self._base, (len(places), 1))
        active = np.zeros((len(places), len(self._activities.active)), dtype=bool)
        active[place, firm[item]] = True
        scores += _PLANT * active[:, firm[self.pool]]
        near = self._bits([here.adjacent | here.provinces for here in places])
        scores += _NEAR * ((self._provinces & near[:, None]) != 0)
        self._add_ties(scores, place, item)
        own = self._at[item]
        scores[place[own >= 0], own[own >= 0]] = -np.inf
        return np.round(scores, 4)

    def _add_ties(self, scores: Array, place: Ints, item: Ints) -> None:
        """What a tie to a firm that is active in the chain here adds."""
        ties, chain = self._tied, self._activities.chain
        if not ties.nnz:
            return
        n_chains, n_firms = len(self._activities.chains), ties.shape[0]
        row = place * n_chains + chain[self._activities.roll.link[item]]
        cells = (np.ones(len(row)), (row, self._activities.firm[item]))
        here = sp.csr_array(cells, shape=(len(scores) * n_chains, n_firms))
        tied = (here @ ties).tocoo()
        at, of_chain = np.divmod(tied.coords[0].astype(np.int64), n_chains)
        order, keys = self._by_chain_and_firm
        wanted = of_chain * n_firms + tied.coords[1]
        low, high = np.searchsorted(keys, wanted), np.searchsorted(keys, wanted, "right")
        counts = high - low
        within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        scores[np.repeat(at, counts), order[np.repeat(low, counts) + within]] += _TIED

    @cached_property
    def _tied(self) -> sp.csr_array:
        """Which active firms have a direct tie, 0 or 1; shape (firms, firms)."""
        place = {firm: i for i, firm in enumerate(self._activities.active)}
        pairs = sorted({
            (place[step.end], i)
            for firm, i in place.items()
            for step in self._ties.direct(firm)
            if step.end in place
        })  # fmt: skip
        rows, columns = zip(*pairs, strict=True) if pairs else ((), ())
        return sp.csr_array((np.ones(len(pairs)), (rows, columns)), shape=(len(place), len(place)))

    @cached_property
    def _by_chain_and_firm(self) -> tuple[Ints, Ints]:
        """The pool in the order of (chain, firm), and those keys in that order."""
        chain = self._activities.chain[self._activities.roll.link[self.pool]]
        keys = chain * len(self._activities.active) + self._activities.firm[self.pool]
        order = np.argsort(keys, kind="stable")
        return order, keys[order]

    def best(self, scores: Array, n: int = 3) -> tuple[Array, Ints]:
        """Sum of the ``n`` best scores of each link at each place, and how many candidates it has.

        Args:
            scores: as ``scores`` gives them, shape (places, pool).

        Returns:
            Both of shape (places, links).
        """
        size = np.diff(self.first)
        link = np.repeat(np.arange(len(size)), size)
        far = 10.0 * link
        # One sort does for all links: each has its own range of keys, in it the best score the smallest.
        keys = np.sort(np.where(np.isfinite(scores), far - scores, far + 5.0), axis=1)
        padded = np.column_stack([far - keys, np.zeros(len(keys))]) if len(keys) else np.zeros((0, len(link) + 1))
        total = np.zeros((len(scores), len(size)))
        for k in range(n):
            at = np.where(k < size, self.first[:-1] + k, len(link))
            total += np.maximum(padded[:, at], 0.0)
        ends = np.concatenate([np.zeros((len(scores), 1)), np.cumsum(np.isfinite(scores), axis=1)], axis=1)
        return total, (ends[:, self.first[1:]] - ends[:, self.first[:-1]]).astype(np.int64)

    def ranked(self, link: str, scores: Array) -> list[tuple[float, Activity]]:
        """Firms of the belt active in the link outside the place with their scores, the likeliest first.

        Args:
            link: its id.
            scores: of one place, shape (pool,).
        """
        index = self._activities.link_index[link]
        span = np.arange(self.first[index], self.first[index + 1])
        span = span[np.isfinite(scores[span])]
        order = np.lexsort((self._activities.firm[self.pool[span]], -scores[span]))
        return [(float(scores[i]), self._activities.all[self.pool[i]]) for i in span[order]]

    def explained(self, scored: tuple[float, Activity], here: Here, firms_here: Collection[str]) -> Candidate:
        """A candidate with its reasons."""
        score, activity = scored
        why = [_role_reason(self._activities, activity)]
        if tied := self._ties.between(activity.firm, firms_here):
            why.append(_tie_reason(self._activities, tied))
        if plant := _plant_reason(self._activities, activity.firm, here.members):
            why.append(plant)
        if moved := _moves_reason(self._activities, self._moves.by_firm.get(activity.firm, {}), here):
            why.append(moved)
        distance = kilometres(activity.places, here.members)
        if reason := _distance_reason(distance, {place[:2] for place in activity.places}, here):
            why.append(reason)
        return Candidate(activity.firm, activity.places, score, tuple(why), distance)


def _role_reason(activities: Activities, activity: Activity) -> Reason:
    link = activities.links[activities.link_index[activity.link]].name
    places = "、".join(activities.regions[p].name for p in activity.places[:2])
    return Reason("role", f"{places}的{link}企业（{ROLE_NAME[activity.role]}）", tuple(activity.fact.evidence))


def _tie_reason(activities: Activities, tied: Sequence[Step]) -> Reason:
    names = "、".join(dict.fromkeys(activities.firms[s.end].name for s in tied[:3]))
    return Reason("tie", f"与本地企业有往来：{names}", tuple(e for s in tied[:3] for e in s.fact.evidence[:2]))


def _plant_reason(activities: Activities, firm: str, members: Sequence[str]) -> Reason | None:
    here = [a for a in activities.by_firm[firm] if activities.is_in(a.places, members)]
    if not here:
        return None
    links = "、".join(dict.fromkeys(activities.links[activities.link_index[a.link]].name for a in here[:3]))
    return Reason("plant", f"在本地已有布点：{links}", tuple(e for a in here[:3] for e in a.fact.evidence[:1]))


def _moves_reason(activities: Activities, went: Mapping[str, Relationship], here: Here) -> Reason | None:
    """Where it already is outside its home; what lies here stands as a site here."""
    elsewhere = {province: fact for province, fact in went.items() if province[:2] not in here.provinces}
    if not elsewhere:
        return None
    names = "、".join(activities.regions[p].name for p in list(elsewhere)[:3] if p in activities.regions)
    more = f"等 {len(elsewhere)} 地" if len(elsewhere) > 3 else ""
    evidence = tuple(e for fact in list(elsewhere.values())[:3] for e in fact.evidence[:1])
    return Reason("moves", f"已在本省以外布点：{names}{more}", evidence)


def _distance_reason(distance: int | None, homes: Set[str], here: Here) -> Reason | None:
    far = "" if distance is None else f"相距约 {distance:,} 公里" if distance else "相距不到 10 公里"
    if homes & (here.adjacent | here.provinces):
        near = "同省" if homes & here.provinces else "所在省与本地相邻"
        return Reason("near", "，".join(filter(None, (near, far))), ())
    return Reason("distance", far, ()) if far else None
