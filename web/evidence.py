"""Where the numbers of a gap answer come from: every firm, document and candidate, and how they were reckoned."""

from dataclasses import dataclass

from graph.gaps.activity import Activity
from graph.gaps.answer import CandidateAnswer, GapAnswer, LinkAnswer
from graph.gaps.engine import GapEngine
from graph.projection.model import Node, Passage
from graph.reference.places import Place
from web.belt import engine_of
from web.gap_page import GapPage
from web.keeper import Reading

MOST_ROWS = 400
_NEAREST = 8
_CANDIDATES = 50


@dataclass(frozen=True, slots=True)
class NearLink:
    """A link near another: how near (0..1), and the weighted firms of the region in it."""

    node: Node
    proximity: float
    coverage: float


@dataclass(frozen=True, slots=True)
class Reckoning:
    """The parts of a link's figures.

    Attributes:
        coverage, here: weighted firms of the region in the link, and in all links.
        total, everywhere: weighted firms of the whole graph in the link, and in all links.
        near: the links nearest to this one, the nearest first.
    """

    coverage: float
    here: float
    total: float
    everywhere: float
    near: tuple[NearLink, ...]


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind an answer, or behind one link of it.

    Attributes:
        answer: the answer, with all candidates of the link.
        link: the link, None for all.
        firms: link and activity, in the reference's order; of ``n_rows`` the first ``MOST_ROWS``.
        documents: documents with the passages that speak of the links here.
        candidates: of the link.
    """

    answer: GapAnswer
    link: LinkAnswer | None
    firms: tuple[tuple[LinkAnswer, Activity], ...]
    n_rows: int
    documents: tuple[tuple[Node, tuple[Passage, ...]], ...]
    candidates: tuple[CandidateAnswer, ...]
    reckoning: Reckoning | None


def evidence_of(now: Reading, page: GapPage, link: LinkAnswer | None) -> Behind:
    """Everything that one link, or the whole answer, rests on."""
    links = [link] if link else list(page.answer.links)
    rows = [(x, a) for x in links for a in x.firms]
    place, engine = now.graph.region(page.answer.region_id), engine_of(now)
    candidates: tuple[CandidateAnswer, ...] = ()
    full = page.answer
    if link and link.action:
        full = now.graph.gaps(place.id, page.answer.chain.id, thresholds=page.state.limits, candidates=_CANDIDATES)
        candidates = next(x.candidates for x in full.links if x.node.id == link.node.id)
    return Behind(
        full, link, tuple(rows[:MOST_ROWS]), len(rows), _documents(now, engine, place, links), candidates,
        _reckoning(engine, place, link) if link else None,
    )  # fmt: skip


def _documents(
    now: Reading, engine: GapEngine, place: Place, links: list[LinkAnswer]
) -> tuple[tuple[Node, tuple[Passage, ...]], ...]:
    """Documents behind the count of every link, the newest first, each with its passages in order."""
    facts = [a.fact for link in links for a in link.firms]
    facts += [fact for link in links for fact in engine.phrase_facts(link.node.id, place.members)]
    wanted = {p for fact in facts for p in fact.evidence if p.startswith("d:")}
    passages = now.graph.view.passages(wanted)
    of: dict[str, list[Passage]] = {}
    for passage in passages.values():
        of.setdefault(passage.document, []).append(passage)
    nodes = now.graph.view.get(of.keys())
    found = [
        (node, tuple(sorted(of[id_], key=lambda p: (p.start or 0, p.id))))
        for id_, node in nodes.items()
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda d: (d[0].properties.get("published") or "", d[0].id), reverse=True))


def _reckoning(engine: GapEngine, place: Place, link: LinkAnswer) -> Reckoning:
    activities = engine.activities
    at = activities.link_index[link.node.id]
    coverage, total, near = activities.coverage(place.members), activities.total, engine.proximity[at]
    nearest = sorted(range(len(near)), key=lambda i: (-near[i], i))[:_NEAREST]
    return Reckoning(
        float(coverage[at]), float(coverage.sum()), float(total[at]), float(total.sum()),
        tuple(NearLink(activities.links[i], float(near[i]), float(coverage[i])) for i in nearest if near[i] > 0),
    )  # fmt: skip
