"""``GapEngine``: from a graph's activities to the answer for a region and a chain."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np

from graph.gaps.activity import Activities, Activity
from graph.gaps.answer import CandidateAnswer, GapAnswer, LinkAnswer
from graph.gaps.candidates import rank_candidates
from graph.gaps.flows import Hold, holds
from graph.gaps.headline import headline
from graph.gaps.introductions import Introductions, Offices
from graph.gaps.method import Array, conditional_proximity, density, smoothed_rca
from graph.gaps.status import Neighbour, Surroundings, Thresholds, action_of, status_of
from graph.gaps.ties import Ties
from graph.projection.model import Node, Passage, Relationship
from graph.reference.neighbours import adjacent_provinces
from graph.reference.places import Place
from graph.store.base import View

_CRITICALITY = {"core": 1.0, "important": 0.7, "general": 0.4}
_NEIGHBOURS = 0.2  # share of relatedness that comes from what the neighbours have
_BUILD_BELOW = 0.2  # a prioritised chain of whose links fewer are seen at all is to be built (建链), not mended
_MAX_CANDIDATES = 5
_MOST_PLACES = 256  # places whose introductions are kept


class GapEngine:
    """Answers about one graph; what does not depend on the question is computed once."""

    def __init__(self, view: View) -> None:
        self._view = view
        self.activities = Activities(view)
        self._ties = Ties(view)
        self._priorities = view.relationships(["PRIORITISES"])
        self._phrases = _phrase_facts(view)
        self._offices = Offices(view)
        self._holding: dict[str, dict[str, Hold]] = {}
        self._introduced: dict[tuple[str, ...], Introductions] = {}

    @property
    def version(self) -> str:
        """Version of the graph."""
        return self._view.meta.version

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
        links = self.statuses(place, chain, limits)
        firms = {a.firm for link in links for a in link.firms}
        empty_chain = not any(self.activities.by_link.get(link.node.id) for link in links)
        if not empty_chain:
            links = self._ranked(place, chain, links, firms, candidates)
        documents = self._documents(place.members, links)
        nodes, passages = self._cited(links)
        note = f"未收录：没有「{chain.name}」任何环节的企业资料，不能判断" if empty_chain else ""
        return GapAnswer(
            place.id, place.name, chain, self._view.meta.version, note or headline(place, chain, links), note, limits,
            len(firms), len(documents), tuple(links), nodes, passages,
        )  # fmt: skip

    def statuses(self, place: Place, chain: Node, limits: Thresholds | None = None) -> list[LinkAnswer]:
        """Status of every link of the chain at the place, without action, rank and candidates: quick."""
        nodes = [link for link in self.activities.links if link.properties["chain"] == chain.id]
        return self._statuses(
            place, nodes, limits or Thresholds(), self.activities.expected_firms(chain.id, place.members)
        )

    # ---- status -------------------------------------------------------------------------------------------

    def _statuses(self, place: Place, nodes: Sequence[Node], limits: Thresholds, expected: float) -> list[LinkAnswer]:
        here = {node.id: self.activities.here(node.id, place.members) for node in nodes}
        evidence = len({a.firm for found in here.values() for a in found}) + len(
            set().union(*(self._link_documents(node.id, here[node.id], place.members) for node in nodes))
        )
        rca = smoothed_rca(self.activities.coverage(place.members), self.activities.total)
        answers = []
        for node in nodes:
            found = here[node.id]
            index = self.activities.link_index[node.id]
            status, reason = status_of(found, rca[index], evidence, limits)
            planned = self.activities.planned_here(node.id, place.members)
            answers.append(
                LinkAnswer(
                    node, status, reason, None, "", tuple(found), tuple(planned),
                    len(self._link_documents(node.id, found, place.members)),
                    sum(a.weight for a in found), float(rca[index]), 0.0,
                )
            )  # fmt: skip
        return answers

    def _link_documents(self, link: str, here: Sequence[Activity], members: Collection[str]) -> set[str]:
        documents = set().union(*(a.documents for a in here)) if here else set()
        for fact in self.phrase_facts(link, members):
            documents |= documents_of(fact)
        return documents

    def phrase_facts(self, link: str, members: Collection[str]) -> list[Relationship]:
        """Facts of regions within the areas about phrases that name the link."""
        return [
            fact
            for place, facts in self._phrases.get(link, {}).items()
            if self.activities.is_in([place], members)
            for fact in facts
        ]

    def _documents(self, members: Collection[str], links: Sequence[LinkAnswer]) -> set[str]:
        return set().union(*(self._link_documents(link.node.id, link.firms, members) for link in links))

    # ---- action and rank ----------------------------------------------------------------------------------

    def _ranked(
        self, place: Place, chain: Node, links: list[LinkAnswer], firms: Collection[str], shown: int
    ) -> list[LinkAnswer]:
        seen = {link.node.id: self._as_neighbour(link) for link in links}
        build = self._is_to_be_built(place, chain, links)
        relatedness = self._relatedness(place)
        inputs, outputs = self._neighbour_links(seen)
        held = self._holds(chain)
        introductions = self._introductions(place)
        result = []
        for known in links:
            node = known.node
            near = float(relatedness[self.activities.link_index[node.id]])
            around = Surroundings([seen[i] for i in inputs[node.id]], [seen[o] for o in outputs[node.id]])
            names = [self.activities.firms[a.firm].name for a in known.firms]
            action, why = action_of(known.status, names, node.properties["criticality"], around, build=build)
            link = replace(known, relatedness=near, action=action, action_reason=why, hold=held[node.id])
            if action:
                found = rank_candidates(self.activities, self._ties, node.id, place.members, firms)
                feasibility = 0.1 + 0.9 * min(1.0, near)
                importance = self._importance(place, chain, node, outputs, held[node.id])
                supply = 0.1 + 0.9 * (1 - 0.5 ** sum(c.score for c in found[:3]))
                link = replace(
                    link,   feasibility=round(feasibility, 3),
                    importance=round(importance, 3), supply=round(supply, 3),
                    score=round(feasibility * importance * supply, 4), n_candidates=len(found),
                    candidates=tuple(CandidateAnswer(c, introductions.to(c.firm, c.places)) for c in found[:shown]),
                )  # fmt: skip
            result.append(link)
        return _with_ranks(result)

    def _introductions(self, place: Place) -> Introductions:
        """Introductions as seen from a place: they depend on no chain, so that the next question finds them made."""
        if place.members not in self._introduced:
            if len(self._introduced) >= _MOST_PLACES:
                self._introduced.pop(next(iter(self._introduced)))
            firms = self.activities.seated_in(place.members)
            self._introduced[place.members] = Introductions(
                self._offices, self._ties, self.activities, place.members, firms
            )
        return self._introduced[place.members]

    def _is_to_be_built(self, place: Place, chain: Node, links: Sequence[LinkAnswer]) -> bool:
        have = sum(bool(link.firms) for link in links)
        return self._priority(place, chain) and have < _BUILD_BELOW * len(links)

    def _priority(self, place: Place, chain: Node) -> bool:
        areas = {area for member in place.members for area in self.activities.above(member)}
        return any(p.tail == chain.id and p.head in areas for p in self._priorities)

    def _relatedness(self, place: Place) -> Array:
        own = density(self._presence(place.members), self.proximity)
        near = density(self._presence(self._neighbours(place)), self.proximity)
        return (1 - _NEIGHBOURS) * own + _NEIGHBOURS * near

    def _presence(self, members: Sequence[str]) -> Array:
        return np.minimum(1.0, self.activities.coverage(members) / 2.0)

    def _neighbours(self, place: Place) -> list[str]:
        """A city's neighbours are the other cities of its province, a province's those that border on it."""
        regions = self.activities.regions
        parents = {regions[m].properties["parent"] for m in place.members if m in regions} - {None}
        if parents:
            return [r for r, node in regions.items() if node.properties["parent"] in parents and r not in place.members]
        codes = {code for m in place.members for code in adjacent_provinces(m[:2])}
        return [f"{code}0000" for code in sorted(codes) if f"{code}0000" not in place.members]

    def _as_neighbour(self, link: LinkAnswer) -> Neighbour:
        firm = self.activities.firms[link.firms[0].firm].name if link.firms else None
        return Neighbour(link.node.name, link.status, firm)

    def _neighbour_links(self, links: Collection[str]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
        inputs: dict[str, list[str]] = {link: [] for link in links}
        outputs: dict[str, list[str]] = {link: [] for link in links}
        for flow in self.activities.feeds:
            if flow.head in links and flow.tail in links:
                inputs[flow.tail].append(flow.head)
                outputs[flow.head].append(flow.tail)
        return inputs, outputs

    def _holds(self, chain: Node) -> dict[str, Hold]:
        """What hangs on each link of a chain; computed once for a graph."""
        if chain.id not in self._holding:
            links = [link.id for link in self.activities.links if link.properties["chain"] == chain.id]
            self._holding[chain.id] = holds(links, ((flow.head, flow.tail) for flow in self.activities.feeds))
        return self._holding[chain.id]

    def _importance(self, place: Place, chain: Node, node: Node, outputs: dict[str, list[str]], hold: Hold) -> float:
        """Criticality, what depends on the link along the flows and cannot do without it, own priorities; 0..1."""
        reached: set[str] = set()
        waiting = [node.id]
        while waiting:
            for after in outputs[waiting.pop()]:
                if after not in reached:
                    reached.add(after)
                    waiting.append(after)
        depends = len(reached) / max(1, len(outputs) - 1)
        priority = 1.0 if self._priority(place, chain) else 0.0
        criticality = _CRITICALITY[node.properties["criticality"]]
        return 0.6 * criticality + 0.15 * depends + 0.1 * hold.bottleneck + 0.15 * priority

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
        return self._view.get(ids), self._view.passages(passages)


def _with_ranks(links: list[LinkAnswer]) -> list[LinkAnswer]:
    scored = sorted((a for a in links if a.score is not None), key=lambda a: (-(a.score or 0.0), a.node.id))
    ranks = {answer.node.id: i for i, answer in enumerate(scored, start=1)}
    return [replace(answer, rank=ranks.get(answer.node.id)) for answer in links]


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


def documents_of(fact: Relationship) -> set[str]:
    """Documents (not reference files) among a fact's evidence."""
    return {passage.rpartition(":")[0] for passage in fact.evidence if passage.startswith("d:")}
