"""The gap answer for a region and a chain: one data class, from which the CLI, the API and the pages all read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from graph.gaps.activity import Activity
from graph.gaps.candidates import Candidate
from graph.gaps.flows import Hold
from graph.gaps.introductions import Introduction
from graph.gaps.said import Said
from graph.gaps.status import Action, Status, Thresholds
from graph.gaps.ties import Step
from graph.projection.model import Node, Passage
from graph.tables import data_frame

if TYPE_CHECKING:
    from graph.gaps.coverage import Coverage

Recorded = Literal["here", "elsewhere", "nowhere"]
"""Where the graph knows anything of a chain, or firms of a link: in this region, only in others (an absence here is
资料中未见), or nowhere (未收录)."""

_SHOWN_EVIDENCE = 5


@dataclass(frozen=True, slots=True)
class CandidateAnswer:
    """A candidate with the way to it."""

    candidate: Candidate
    introduction: Introduction | None


@dataclass(frozen=True, slots=True)
class LinkAnswer:
    """One link of the chain in the region.

    Attributes:
        coverage: weighted firms in the region.
        rca: smoothed advantage of the region in the link.
        relatedness: share of what is near the link that the region has, 0..1.
        feasibility, importance, supply: the factors of ``score``, each 0..1; None without an action.
        documents: documents (not reference files) that speak of the link here.
        hold: betweenness of the link, and what it dominates, in the chain's flows.
    """

    node: Node
    status: Status
    status_reason: str
    action: Action | None
    action_reason: str
    firms: tuple[Activity, ...]
    planned: tuple[Activity, ...]
    documents: int
    coverage: float
    rca: float
    relatedness: float
    feasibility: float | None = None
    importance: float | None = None
    supply: float | None = None
    score: float | None = None
    rank: int | None = None
    candidates: tuple[CandidateAnswer, ...] = ()
    n_candidates: int = 0
    hold: Hold | None = None

    @property
    def bottleneck(self) -> float | None:
        """How much of the chain hangs on the link along the flows, 0..1."""
        return self.hold.bottleneck if self.hold else None


@dataclass(frozen=True, slots=True)
class GapAnswer:
    """Every link of the chain, in the reference's order; ``ranked`` gives those with an action, the first first.

    ``nodes`` and ``passages`` hold what the answer cites, by id; ``coverage`` is what is known of region × chain at
    all, the same figures as ``Graph.coverage`` gives; ``said`` is what documents call lacking or strong, of the chain
    and its links: no status, action or rank rests on it; ``recorded`` tells by link whether firms of it are known here,
    only elsewhere, or nowhere.
    """

    region_id: str
    region_name: str
    chain: Node
    graph_version: str
    headline: str
    note: str
    thresholds: Thresholds
    firms: int
    documents: int
    links: tuple[LinkAnswer, ...]
    nodes: dict[str, Node] = field(repr=False)
    passages: dict[str, Passage] = field(repr=False)
    coverage: "Coverage | None" = None
    said: tuple[Said, ...] = ()
    recorded: Mapping[str, Recorded] = field(default_factory=dict)

    def said_of(self, id_: str) -> tuple[Said, ...]:
        """What documents say of one link, or of the chain itself, by id."""
        return tuple(said for said in self.said if said.about == id_)

    @property
    def ranked(self) -> tuple[LinkAnswer, ...]:
        """Links with an action by rank."""
        return tuple(sorted((a for a in self.links if a.rank is not None), key=lambda a: a.rank or 0))

    def name(self, id_: str) -> str:
        """Name of anything that the answer cites."""
        return self.nodes[id_].name if id_ in self.nodes else id_

    def evidence(self, passages: list[str] | tuple[str, ...]) -> list[dict[str, Any]]:
        """The first passages of a list, in the form of every answer."""
        return [self.passages[p].to_json() for p in passages[:_SHOWN_EVIDENCE] if p in self.passages]

    def to_json(self) -> dict[str, Any]:
        """The answer as the CLI's JSON and the API give it."""
        return {
            "region": {"adcode": self.region_id, "name": self.region_name},
            "chain": {"id": self.chain.id, "name": self.chain.name},
            "graph_version": self.graph_version,
            "headline": self.headline,
            "note": self.note,
            "thresholds": self.thresholds.to_json(),
            "firms": self.firms,
            "documents": self.documents,
            "coverage": self.coverage.to_json() if self.coverage else None,
            "said": self._said_json(self.chain.id),
            "links": [self._link_json(link) for link in self.links],
        }

    def to_pandas(self) -> Any:
        """A ``pandas.DataFrame`` with a row for every link, in the columns of ``yangtze gaps --format csv``.

        Raises:
            MissingExtra: pandas is not installed.
        """
        from graph.gaps.rows import COLUMNS, link_rows  # noqa: PLC0415 - rows are made of answers

        return data_frame(COLUMNS, link_rows(self))

    def _link_json(self, link: LinkAnswer) -> dict[str, Any]:
        properties = link.node.properties
        return {
            "link": link.node.id, "name": link.node.name, "stage": properties["stage"],
            "criticality": properties["criticality"], "status": link.status, "status_reason": link.status_reason,
            "action": link.action, "recorded": self.recorded.get(link.node.id),
            "action_reason": link.action_reason or None, "rank": link.rank,
            "score": link.score, "feasibility": link.feasibility, "importance": link.importance,
            "supply": link.supply, "coverage": round(link.coverage, 3), "rca": round(link.rca, 3),
            "relatedness": round(link.relatedness, 3), "documents": link.documents,
            "firms": [self._firm_json(a) for a in link.firms],
            "planned": [self._firm_json(a) for a in link.planned],
            "bottleneck": link.bottleneck, "betweenness": link.hold.betweenness if link.hold else None,
            "dominates": link.hold.dominates if link.hold else None,
            "said": self._said_json(link.node.id),
            "n_candidates": link.n_candidates,
            "candidates": [self._candidate_json(c) for c in link.candidates],
        }  # fmt: skip

    def _said_json(self, id_: str) -> list[dict[str, Any]]:
        return [said.to_json(self.passages) for said in self.said_of(id_)]

    def _firm_json(self, activity: Activity) -> dict[str, Any]:
        return {
            "id": activity.firm, "name": self.name(activity.firm), "role": activity.role,
            "evidence": self.evidence(activity.fact.evidence),
        }  # fmt: skip

    def _candidate_json(self, answer: CandidateAnswer) -> dict[str, Any]:
        candidate = answer.candidate
        place = candidate.places[0] if candidate.places else None
        return {
            "id": candidate.firm, "name": self.name(candidate.firm),
            "region": {"adcode": place, "name": self.name(place)} if place else None,
            "score": candidate.score, "distance_km": candidate.distance_km,
            "why": [{"code": r.code, "text": r.text, "evidence": self.evidence(r.evidence)} for r in candidate.why],
            "introduction": self._introduction_json(answer.introduction),
        }  # fmt: skip

    def _introduction_json(self, introduction: Introduction | None) -> dict[str, Any] | None:
        if introduction is None:
            return None
        return {
            "kind": introduction.kind, "note": introduction.note,
            "steps": [self._step_json(step) for step in introduction.steps],
        }  # fmt: skip

    def _step_json(self, step: Step) -> dict[str, Any]:
        return {
            "from": {"id": step.start, "name": self.name(step.start)},
            "to": {"id": step.end, "name": self.name(step.end)},
            "relation": step.fact.type, "forward": step.fact.head == step.start,
            "modality": step.fact.properties["modality"], "method": step.fact.properties["method"],
            "evidence": self.evidence(step.fact.evidence),
        }  # fmt: skip
