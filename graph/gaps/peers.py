"""Regions most like one by what their firms do, what they have that it lacks, and by which firms they got it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from graph.errors import YangtzeError
from graph.gaps.activity import Activity
from graph.gaps.engine import GapEngine
from graph.gaps.method import Array
from graph.gaps.status import STATUS_GLYPH, Status, Thresholds
from graph.projection.model import Node, Passage
from graph.reference.places import Place
from graph.tables import data_frame

_MIN_FIRMS = 5  # of a region with fewer active firms a portfolio says little
_SHOWN_FIRMS = 5
_SHOWN_EVIDENCE = 3
_HAVE = ("strong", "present")


class NoPeers(YangtzeError):
    """The region has no portfolio to compare."""


@dataclass(frozen=True, slots=True)
class PeerFirm:
    """A firm by which a peer has a link: what it is there, since when, and the sentences (ids of passages)."""

    id: str
    name: str
    role: str | None
    founded: str | None
    first_seen: str | None
    evidence: tuple[str, ...]

    def to_json(self, passages: Mapping[str, Passage]) -> dict[str, Any]:
        """With its sentences."""
        return {
            "id": self.id, "name": self.name, "role": self.role, "founded": self.founded,
            "first_seen": self.first_seen,
            "evidence": [passages[p].to_json() for p in self.evidence if p in passages],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class PeerLink:
    """A link that a peer has and this region lacks; ``firms`` are the weightiest of ``n_firms``."""

    node: Node
    status: Status
    here: Status
    firms: tuple[PeerFirm, ...]
    n_firms: int


@dataclass(frozen=True, slots=True)
class Peer:
    """A region like this one; ``similarity`` is the cosine of the two portfolios, 0..1."""

    region_id: str
    region: str
    similarity: float
    firms: int
    links: tuple[PeerLink, ...]


@dataclass(frozen=True, slots=True)
class Peers:
    """The regions most like one, the likest first; ``passages`` hold the sentences that firms rest on, by id."""

    place: Place
    chain: Node | None
    graph_version: str
    thresholds: Thresholds
    peers: tuple[Peer, ...]
    passages: dict[str, Passage] = field(repr=False)
    note: str = ""

    def to_json(self) -> dict[str, Any]:
        """The form of the CLI and the API."""
        return {
            "region": {"adcode": self.place.id, "name": self.place.name},
            "chain": {"id": self.chain.id, "name": self.chain.name} if self.chain else None,
            "graph_version": self.graph_version,
            "note": self.note,
            "thresholds": self.thresholds.to_json(),
            "peers": [
                {
                    "region": {"adcode": p.region_id, "name": p.region}, "similarity": p.similarity, "firms": p.firms,
                    "has_and_this_lacks": [self._link_json(link) for link in p.links],
                }
                for p in self.peers
            ],
        }  # fmt: skip

    def _link_json(self, link: PeerLink) -> dict[str, Any]:
        return {
            "link": link.node.id, "name": link.node.name, "status": link.status, "status_here": link.here,
            "n_firms": link.n_firms, "firms": [firm.to_json(self.passages) for firm in link.firms],
        }  # fmt: skip

    def to_pandas(self) -> Any:
        """A ``pandas.DataFrame`` with a row for every peer × link that it has and this region lacks.

        Raises:
            MissingExtra: pandas is not installed.
        """
        columns = ("adcode", "region", "similarity", "link", "name", "status", "status_here", "n_firms", "firms")
        rows = (
            dict(zip(columns, (
                peer.region_id, peer.region, peer.similarity, link.node.id, link.node.name, link.status, link.here,
                link.n_firms, "；".join(f.name for f in link.firms),
            ), strict=True))
            for peer in self.peers
            for link in peer.links
        )  # fmt: skip
        return data_frame(columns, rows)


def find_peers(
    engine: GapEngine, place: Place, chain: Node | None = None, *, limit: int = 5, limits: Thresholds | None = None
) -> Peers:
    """The regions of the belt most like one, of its own level, by their whole portfolios.

    Args:
        engine: of the graph.
        place: one region.
        chain: whose links to show; those of all chains when None.
        limit: how many peers.
        limits: thresholds; the defaults when None.

    Raises:
        NoPeers: a group, or a region with too few firms for a portfolio.
    """
    limits = limits or Thresholds()
    regions = engine.activities.regions
    if place.kind == "group":
        raise NoPeers(f"'{place.name}' is a group of regions; name one region.")
    if len(engine.activities.active_firms(place.members)) < _MIN_FIRMS:
        raise NoPeers(f"Fewer than {_MIN_FIRMS} firms of '{place.name}' are known; too few to say what is like it.")
    level = regions[place.id].properties["level"]
    others = [
        i
        for i, node in regions.items()
        if i != place.id and node.properties["level"] == level and node.properties["in_belt"]
        and len(engine.activities.active_firms([i])) >= _MIN_FIRMS
    ]  # fmt: skip
    own = _portfolio(engine, place.members)
    liked = sorted((-_cosine(own, _portfolio(engine, (i,))), i) for i in others)[:limit]
    here = _statuses(engine, place, chain, limits)
    found = []
    for similarity, region in liked:
        other = Place("region", region, regions[region].name, (region,))
        links = _has_and_lacks(engine, other, here, _statuses(engine, other, chain, limits))
        firms = len(engine.activities.active_firms(other.members))
        found.append(Peer(region, other.name, round(-similarity, 4), firms, links))
    cited = {p for peer in found for link in peer.links for firm in link.firms for p in firm.evidence}
    return Peers(place, chain, engine.version, limits, tuple(found), engine.passages(cited))


def _portfolio(engine: GapEngine, members: Sequence[str]) -> Array:
    """Log coverage by link: the tenth firm of a link says less than the first."""
    logs: Array = np.log1p(engine.activities.coverage(members))
    return logs


def _cosine(one: Array, other: Array) -> float:
    return float(one @ other / max(float(np.linalg.norm(one) * np.linalg.norm(other)), 1e-12))


def _statuses(engine: GapEngine, place: Place, chain: Node | None, limits: Thresholds) -> dict[str, Status]:
    chains = [chain] if chain else engine.chains
    return {link.node.id: link.status for c in chains for link in engine.statuses(place, c, limits)}


def _has_and_lacks(
    engine: GapEngine, other: Place, here: Mapping[str, Status], there: Mapping[str, Status]
) -> tuple[PeerLink, ...]:
    """Strong links first, then by coverage."""
    found = []
    for id_, status in there.items():
        if status not in _HAVE or here[id_] in _HAVE:
            continue
        activities = engine.activities.here(id_, other.members)
        node = engine.activities.links[engine.activities.link_index[id_]]
        order = (status != "strong", -sum(a.weight for a in activities), id_)
        found.append((order, PeerLink(node, status, here[id_], firms_of(engine, activities), len(activities))))
    return tuple(link for _, link in sorted(found, key=lambda item: item[0]))


def firms_of(engine: GapEngine, activities: Iterable[Activity]) -> tuple[PeerFirm, ...]:
    """The weightiest firms of some activities, with their dates and sentences."""
    return tuple(_firm(engine, activity) for activity in list(activities)[:_SHOWN_FIRMS])


def _firm(engine: GapEngine, activity: Activity) -> PeerFirm:
    node = engine.activities.firms[activity.firm]
    facts = activity.fact.properties
    return PeerFirm(
        activity.firm, node.name, activity.role, node.properties.get("founded_year") or None,
        facts.get("first_date") or None, tuple(activity.fact.evidence[:_SHOWN_EVIDENCE]),
    )  # fmt: skip


def render_peers(found: Peers, *, links: int = 8) -> str:
    """Each peer with the first ``links`` that it has and this region lacks."""
    short = f"「{found.chain.name}」" if found.chain else "各产业链"
    parts = [f"与{found.place.name}产业结构最像的地区，及其在{short}已有而本地未有的环节\n"]
    for number, peer in enumerate(found.peers, start=1):
        parts.append(
            f"{number}. {peer.region}  相似 {peer.similarity:.2f}，企业 {peer.firms} 家，多 {len(peer.links)} 环"
        )
        for link in peer.links[:links]:
            names = "、".join(f"{f.name}（{_since(f)}）" for f in link.firms[:3])
            parts.append(
                f"     {STATUS_GLYPH[link.status]} {link.node.name}：{names}{' 等' if link.n_firms > 3 else ''}"
            )
        if len(peer.links) > links:
            parts.append(f"     再有 {len(peer.links) - links} 环：--links {len(peer.links)}")
    parts.append("\n相似：两地各环节企业分量取对数后的余弦。年份为成立年，日期为资料中首见。")
    return "\n".join((*parts, found.thresholds.in_words)) + "\n"


def _since(firm: PeerFirm) -> str:
    founded = f"{firm.founded} 年成立" if firm.founded else ""
    seen = f"{firm.first_seen} 首见" if firm.first_seen else ""
    return "，".join(filter(None, (founded, seen))) or "年份不详"
