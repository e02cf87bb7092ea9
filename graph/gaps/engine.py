"""``GapEngine``: from a graph's activities to the answer for a region and a chain."""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from graph.gaps.activity import Activities, Activity
from graph.gaps.answer import CandidateAnswer, GapAnswer, LinkAnswer
from graph.gaps.candidates import Candidates
from graph.gaps.frame import Frame
from graph.gaps.grid import Counter, Grid
from graph.gaps.headline import headline
from graph.gaps.here import Here
from graph.gaps.introductions import Offices
from graph.gaps.method import Array
from graph.gaps.moves import Moves
from graph.gaps.status import Neighbour, Surroundings, Thresholds, action_reason, status_reason
from graph.gaps.ties import Ties
from graph.linking.linker import SURE
from graph.projection.model import Node, Passage, Relationship
from graph.reference.places import Place
from graph.store.base import View

_MAX_CANDIDATES = 5
_MOST_PLACES = 256  # places what is known of which is kept


class GapEngine:
    """Answers about one graph; what does not depend on the question is computed once."""

    def __init__(self, view: View) -> None:
        self._view = view
        self.activities = Activities(view)
        self._ties = Ties(view)
        self._priorities = view.relationships(["PRIORITISES"])
        self._phrases = _phrase_facts(view)
        self._offices = Offices(view, self.activities.located)
        moves = Moves(self.activities, view.relationships(["INVESTS_IN"], "Firm"))
        self._candidates = Candidates(self.activities, self._ties, moves)
        self._frames: dict[str, Frame] = {}
        self._here: dict[tuple[str, ...], Here] = {}
        self._rows: dict[tuple[tuple[str, ...], Thresholds], Grid] = {}

    @property
    def version(self) -> str:
        """Version of the graph."""
        return self._view.meta.version

    def passages(self, ids: Iterable[str]) -> dict[str, Passage]:
        """Sentences and reference rows by id."""
        return self._view.passages(ids)

    @cached_property
    def chains(self) -> list[Node]:
        """All chains, in the order of their links."""
        order = {link.properties["chain"]: i for i, link in reversed(list(enumerate(self.activities.links)))}
        return sorted(self._view.nodes("Chain"), key=lambda c: order.get(c.id, len(order)))

    def answer(
        self, place: Place, chain: Node, limits: Thresholds | None = None, candidates: int = _MAX_CANDIDATES
    ) -> GapAnswer:
        """Status, action, rank, candidates and introductions of every link of ``chain`` at ``place``.

        Args:
            place: a region or a group of regions.
            chain: the chain's node.
            limits: thresholds; the defaults when None.
            candidates: how many candidates to show for a link.
        """
        limits = limits or Thresholds()
        links = self.ranks(place, chain, limits)
        firms = {a.firm for link in links for a in link.firms}
        empty_chain = not any(self.activities.by_link.get(link.node.id) for link in links)
        if candidates:
            scores = self._candidates.scores([self.here(place)], *self.activities.roll.spread.pairs([place.members]))[0]
            links = [self._with_candidates(place, link, firms, scores, candidates) for link in links]
        documents = set[str]().union(*(self._link_documents(a.node.id, a.firms, place.members) for a in links))
        nodes, passages = self._cited(links)
        note = f"未收录：没有「{chain.name}」任何环节的企业资料，不能判断" if empty_chain else ""
        return GapAnswer(
            place.id, place.name, chain, self._view.meta.version, note or headline(place, chain, links), note, limits,
            len(firms), len(documents), tuple(links), nodes, passages,
        )  # fmt: skip

    # ---- status -------------------------------------------------------------------------------------------

    def grid(self, places: Sequence[Place], limits: Thresholds | None = None) -> Grid:
        """Status, action, score and rank of every link of every chain at each of the places, as arrays: the belt's
        11 provinces and 128 prefectures in a fraction of a second.
        """
        return self._counter.grid([self.here(place) for place in places], limits or Thresholds())

    def _row(self, place: Place, limits: Thresholds) -> Grid:
        """The grid of one place; the last ones asked for are kept."""
        key = place.members, limits
        if key not in self._rows:
            if len(self._rows) >= _MOST_PLACES:
                self._rows.pop(next(iter(self._rows)))
            self._rows[key] = self.grid([place], limits)
        return self._rows[key]

    @property
    def proximity(self) -> Array:
        """How near every two links are, by portfolios and by co-location, half and half; shape (links, links)."""
        return self._counter.proximity

    @cached_property
    def _counter(self) -> Counter:
        frames = {chain.id: self.frame(chain) for chain in self.chains}
        return Counter(self.activities, self._candidates, frames, self._phrases)

    def statuses(self, place: Place, chain: Node, limits: Thresholds | None = None) -> list[LinkAnswer]:
        """Status of every link of the chain at the place, without action, rank and candidates: quick."""
        limits, members = limits or Thresholds(), place.members
        grid = self._row(place, limits)
        return [self._status(link, members, grid, limits) for link in self.frame(chain).links]

    def _status(self, link: Node, members: Collection[str], grid: Grid, limits: Thresholds) -> LinkAnswer:
        activities, index = self.activities, self.activities.link_index[link.id]
        at, of = (0, index), (0, activities.chain[index])
        found, planned = activities.here(link.id, members), activities.planned_here(link.id, members)
        coverage, advantage = float(grid.coverage[at]), float(grid.rca[at])
        reason = status_reason(
            int(grid.status_rule[at]), int(grid.firms[at]), coverage, int(grid.leaders[at]), advantage,
            int(grid.evidence[of]), float(grid.expected[of]), limits,
        )  # fmt: skip
        return LinkAnswer(
            link, grid.status(*at), reason, None, "", tuple(found), tuple(planned),
            len(self._link_documents(link.id, found, members)), coverage, advantage, 0.0,
        )  # fmt: skip

    def here(self, place: Place) -> Here:
        """What is known of a place whatever the chain; the last places asked for are kept."""
        if place.members not in self._here:
            if len(self._here) >= _MOST_PLACES:
                self._here.pop(next(iter(self._here)))
            self._here[place.members] = Here(place, self.activities, self._ties, self._offices, self._priorities)
        return self._here[place.members]

    def frame(self, chain: Node) -> Frame:
        """Links and flows of a chain."""
        if chain.id not in self._frames:
            links = [link for link in self.activities.links if link.properties["chain"] == chain.id]
            self._frames[chain.id] = Frame.of(links, self.activities.feeds)
        return self._frames[chain.id]

    def _link_documents(self, link: str, here: Sequence[Activity], members: Collection[str]) -> set[str]:
        documents = set[str]().union(*(a.documents for a in here))
        for fact in self.phrase_facts(link, members):
            documents |= fact.documents
        return documents

    def phrase_facts(self, link: str, members: Collection[str]) -> list[Relationship]:
        """Facts of regions within the areas about phrases that name the link."""
        return [
            fact
            for place, facts in self._phrases.get(link, {}).items()
            if self.activities.is_in([place], members)
            for fact in facts
        ]

    # ---- action and rank ----------------------------------------------------------------------------------

    def ranks(self, place: Place, chain: Node, limits: Thresholds | None = None) -> list[LinkAnswer]:
        """Status, action, score and rank of every link of the chain, without the candidates; asks no store."""
        limits = limits or Thresholds()
        links = self.statuses(place, chain, limits)
        if not any(self.activities.by_link.get(link.node.id) for link in links):
            return links
        grid, frame = self._row(place, limits), self.frame(chain)
        seen = {link.node.id: self._as_neighbour(link) for link in links}
        return [self._ranked(link, grid, frame, seen) for link in links]

    def _ranked(self, link: LinkAnswer, grid: Grid, frame: Frame, seen: Mapping[str, Neighbour]) -> LinkAnswer:
        id_ = link.node.id
        at = 0, self.activities.link_index[id_]
        around = Surroundings([seen[i] for i in frame.inputs[id_]], [seen[o] for o in frame.outputs[id_]])
        names = [self.activities.firms[a.firm].name for a in link.firms]
        action = grid.action(*at)
        return replace(
            link, action=action, action_reason=action_reason(int(grid.action_rule[at]), names, around),
            relatedness=float(grid.relatedness[at]), feasibility=_figure(grid.feasibility[at]),
            importance=_figure(grid.importance[at]), supply=_figure(grid.supply[at]), score=_figure(grid.score[at], 4),
            rank=int(grid.rank[at]) or None, hold=frame.holds[id_],
            n_candidates=int(grid.candidates[at]) if action else 0,
        )  # fmt: skip

    def _with_candidates(
        self, place: Place, link: LinkAnswer, firms: Collection[str], scores: Array, shown: int
    ) -> LinkAnswer:
        if not link.action:
            return link
        here = self.here(place)
        best = self._candidates.ranked(link.node.id, scores)[:shown]
        found = [self._candidates.explained(scored, here, firms) for scored in best]
        answers = tuple(CandidateAnswer(c, here.introductions.to(c.firm, c.places)) for c in found)
        return replace(link, candidates=answers)

    def _as_neighbour(self, link: LinkAnswer) -> Neighbour:
        firm = self.activities.firms[link.firms[0].firm].name if link.firms else None
        return Neighbour(link.node.name, link.status, firm)

    # ---- what is cited ------------------------------------------------------------------------------------

    def _cited(self, links: Sequence[LinkAnswer]) -> tuple[dict[str, Node], dict[str, Passage]]:
        ids: set[str] = set()
        passages: set[str] = set()
        for link in links:
            for activity in (*link.firms, *link.planned):
                ids.add(activity.firm)
                passages.update(activity.fact.evidence)
            for answer in link.candidates:
                ids |= {answer.candidate.firm, *answer.candidate.places}
                passages.update(e for reason in answer.candidate.why for e in reason.evidence)
                for step in answer.introduction.steps if answer.introduction else ():
                    ids |= {step.start, step.end}
                    passages.update(step.fact.evidence)
        known = {i: node for i in ids if (node := self.activities.firms.get(i) or self.activities.regions.get(i))}
        others = ids - known.keys()
        return {**known, **(self._view.get(others) if others else {})}, self._view.passages(passages)


def _figure(value: float, digits: int = 3) -> float | None:
    return None if math.isnan(value) else round(float(value), digits)


def _phrase_facts(view: View) -> dict[str, dict[str, list[Relationship]]]:
    """What documents say of a region that it makes, or is active in, what a link's phrase names: link → region."""
    phrases: dict[str, set[str]] = {}
    for fact in view.relationships(["IS_LINK"]):
        if (fact.properties.get("confidence") or 0.0) < SURE and not fact.properties.get("reviewed"):
            continue  # a question for review
        phrases.setdefault(fact.head, set()).add(fact.tail)
    found: dict[str, dict[str, list[Relationship]]] = {}
    for fact in view.relationships(["OPERATES_IN", "PRODUCES"], "Region"):
        for link in phrases.get(fact.tail, ()):
            found.setdefault(link, {}).setdefault(fact.head, []).append(fact)
    return found
