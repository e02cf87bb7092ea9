"""``GapEngine``: from a graph's activities to the answer for a region and a chain."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import cached_property

from graph.gaps.activity import Activities, Activity
from graph.gaps.answer import CandidateAnswer, GapAnswer, LinkAnswer
from graph.gaps.candidates import Candidates
from graph.gaps.frame import Frame
from graph.gaps.headline import headline
from graph.gaps.here import Here, Nearness
from graph.gaps.introductions import Offices
from graph.gaps.method import Array, conditional_proximity
from graph.gaps.status import Neighbour, Surroundings, Thresholds, action_of, status_of
from graph.gaps.ties import Ties
from graph.projection.model import Node, Passage, Relationship
from graph.reference.places import Place
from graph.store.base import View

_CRITICALITY = {"core": 1.0, "important": 0.7, "general": 0.4}
_BUILD_BELOW = 0.2  # a prioritised chain of whose links fewer are seen at all is to be built (建链), not mended
_MAX_CANDIDATES = 5
_Factors = tuple[float | None, float | None, float | None, float | None, int]
_NO_FACTORS: _Factors = (None, None, None, None, 0)
_MOST_PLACES = 256  # places what is known of which is kept


class GapEngine:
    """Answers about one graph; what does not depend on the question is computed once."""

    def __init__(self, view: View) -> None:
        self._view = view
        self.activities = Activities(view)
        self._ties = Ties(view)
        self._priorities = view.relationships(["PRIORITISES"])
        self._phrases = _phrase_facts(view)
        self._offices = Offices(view)
        self._candidates = Candidates(self.activities, self._ties)
        self._frames: dict[str, Frame] = {}
        self._here: dict[tuple[str, ...], Here] = {}

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

    @cached_property
    def proximity(self) -> Array:
        """Proximity of links: by firms' own portfolios and by co-location, half and half; shape (links, links)."""
        _, cities = self.activities.by_city
        by_place = conditional_proximity(cities > 0)
        return 0.5 * by_place + 0.5 * conditional_proximity(self.activities.portfolios)

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
            links = [self._with_candidates(place, link, firms, candidates) for link in links]
        documents = set[str]().union(*(self._link_documents(a.node.id, a.firms, place.members) for a in links))
        nodes, passages = self._cited(links)
        note = f"未收录：没有「{chain.name}」任何环节的企业资料，不能判断" if empty_chain else ""
        return GapAnswer(
            place.id, place.name, chain, self._view.meta.version, note or headline(place, chain, links), note, limits,
            len(firms), len(documents), tuple(links), nodes, passages,
        )  # fmt: skip

    # ---- status -------------------------------------------------------------------------------------------

    def statuses(self, place: Place, chain: Node, limits: Thresholds | None = None) -> list[LinkAnswer]:
        """Status of every link of the chain at the place, without action, rank and candidates: quick."""
        limits, members = limits or Thresholds(), place.members
        links = self.frame(chain).links
        found = {link.id: self.activities.here(link.id, members) for link in links}
        documents = {link.id: self._link_documents(link.id, found[link.id], members) for link in links}
        firms = {a.firm for activities in found.values() for a in activities}
        evidence = len(firms) + len(set[str]().union(*documents.values()))
        expected = self.activities.expected_firms(chain.id, members)
        rca = self.here(place).rca
        answers = []
        for link in links:
            activities = found[link.id]
            advantage = float(rca[self.activities.link_index[link.id]])
            status, reason = status_of(activities, advantage, evidence, limits, expected)
            planned = self.activities.planned_here(link.id, members)
            answers.append(
                LinkAnswer(
                    link, status, reason, None, "", tuple(activities), tuple(planned), len(documents[link.id]),
                    sum(a.weight for a in activities), advantage, 0.0,
                )
            )  # fmt: skip
        return answers

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
        links = self.statuses(place, chain, limits)
        if not any(self.activities.by_link.get(link.node.id) for link in links):
            return links
        here, frame = self.here(place), self.frame(chain)
        firms = {a.firm for link in links for a in link.firms}
        relatedness = here.relatedness(self._nearness)
        seen = {link.node.id: self._as_neighbour(link) for link in links}
        build = chain.id in here.prioritised and sum(bool(a.firms) for a in links) < _BUILD_BELOW * len(links)
        result = []
        for link in links:
            id_, criticality = link.node.id, link.node.properties["criticality"]
            around = Surroundings([seen[i] for i in frame.inputs[id_]], [seen[o] for o in frame.outputs[id_]])
            names = [self.activities.firms[a.firm].name for a in link.firms[:2]]
            names += [""] * (len(link.firms) - len(names))
            action, why = action_of(link.status, names, criticality, around, build=build)
            near, hold = float(relatedness[self.activities.link_index[id_]]), frame.holds[id_]
            feasible, important, supply, score, found = (
                self._factors(link, chain, near, firms, here) if action else _NO_FACTORS
            )
            # Built anew: dataclasses.replace() costs four times this, and the belt has 123,015 links.
            result.append(
                LinkAnswer(
                    link.node, link.status, link.status_reason, action, why, link.firms, link.planned, link.documents,
                    link.coverage, link.rca, near, feasible, important, supply, score, None, (), found, hold,
                )
            )  # fmt: skip
        return _with_ranks(result)

    @cached_property
    def _nearness(self) -> Nearness:
        return Nearness(self.proximity)

    def _factors(
        self, link: LinkAnswer, chain: Node, relatedness: float, firms: Collection[str], here: Here
    ) -> _Factors:
        """Feasibility, importance, supply, their product, and how many candidates there are.

        Importance is criticality, what depends on the link along the flows and cannot do without it, and the region's
        own priorities.
        """
        found = self._candidates.ranked(link.node.id, here, firms)
        frame = self.frame(chain)
        feasibility = 0.1 + 0.9 * min(1.0, relatedness)
        importance = (
            0.6 * _CRITICALITY[link.node.properties["criticality"]]
            + 0.15 * frame.depends[link.node.id]
            + 0.1 * frame.holds[link.node.id].bottleneck
            + 0.15 * (chain.id in here.prioritised)
        )
        supply = 0.1 + 0.9 * (1 - 0.5 ** sum(score for score, _ in found[:3]))
        score = round(feasibility * importance * supply, 4)
        return round(feasibility, 3), round(importance, 3), round(supply, 3), score, len(found)

    def _with_candidates(self, place: Place, link: LinkAnswer, firms: Collection[str], shown: int) -> LinkAnswer:
        if not link.action:
            return link
        here = self.here(place)
        best = self._candidates.ranked(link.node.id, here, firms)[:shown]
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


def _with_ranks(links: list[LinkAnswer]) -> list[LinkAnswer]:
    scored = sorted((a for a in links if a.score is not None), key=lambda a: (-(a.score or 0.0), a.node.id))
    ranks = {answer.node.id: i for i, answer in enumerate(scored, start=1)}
    return [replace(a, rank=ranks[a.node.id]) if a.node.id in ranks else a for a in links]


def _phrase_facts(view: View) -> dict[str, dict[str, list[Relationship]]]:
    """What documents say of a region that it makes, or is active in, what a link's phrase names: link → region."""
    phrases: dict[str, set[str]] = {}
    for fact in view.relationships(["IS_LINK"]):
        phrases.setdefault(fact.head, set()).add(fact.tail)
    found: dict[str, dict[str, list[Relationship]]] = {}
    for fact in view.relationships(["OPERATES_IN", "PRODUCES"]):
        if fact.head_label == "Region":
            for link in phrases.get(fact.tail, ()):
                found.setdefault(link, {}).setdefault(fact.head, []).append(fact)
    return found
