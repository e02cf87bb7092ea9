"""What the gap page shows beside the answer itself: the drawing, counts, addresses of drawers."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask import url_for

from graph.gaps.answer import GapAnswer, LinkAnswer
from graph.gaps.headline import here
from graph.gaps.introductions import Introduction
from graph.gaps.status import Thresholds
from graph.gaps.ties import Step
from graph.projection.model import Node
from web.belt import PROVINCES
from web.flow.draw import Drawing, FlowLink, draw
from web.gap_state import USUAL, GapState
from web.gap_words import block_title
from web.keeper import Reading
from web.state import language
from web.words import wide

_SLUG = re.compile(r"[A-Za-z0-9_-]+")
TOP = 5
_OLD = 2  # years


@dataclass(frozen=True, slots=True)
class GapPage:
    """An answer with what is drawn of it.

    Attributes:
        slugs: the part of a drawer's address by link id.
        here: 本省, 本市 or 本地.
        newest: date of the newest passage cited of the links here, None where only reference rows are.
        opened: link whose drawer stands open at first.
        state: what the address holds.
    """

    answer: GapAnswer
    state: GapState
    drawing: Drawing
    slugs: Mapping[str, str]
    here: str
    newest: str | None
    opened: str | None

    @property
    def by_id(self) -> dict[str, LinkAnswer]:
        """Links by id."""
        return {link.node.id: link for link in self.answer.links}

    @property
    def statuses(self) -> Counter[str]:
        """Links by status."""
        return Counter(link.status for link in self.answer.links)

    @property
    def actions(self) -> Counter[str]:
        """Links by action."""
        return Counter(link.action for link in self.answer.links if link.action)

    @property
    def stages(self) -> Counter[str]:
        """Links by stage."""
        return Counter(link.node.properties["stage"] for link in self.answer.links)

    @property
    def criticalities(self) -> Counter[str]:
        """Links by how critical they are."""
        return Counter(link.node.properties["criticality"] for link in self.answer.links)

    @property
    def filters(self) -> Mapping[str, tuple[str, ...]]:
        """Chosen words by filter."""
        return self.state.filters

    @property
    def unusual(self) -> bool:
        """Whether the thresholds are other than the usual ones."""
        return self.state.limits != USUAL

    def limit(self, name: str) -> float:
        """A threshold by name."""
        return float(getattr(self.state.limits, name))

    def evidence(self, anchor: str | None = None, link: str = "") -> str:
        """Where the numbers of the answer, or of one link, come from."""
        arguments = self.state.question() | ({"link": link} if link else {})
        return url_for("gaps.evidence", _anchor=anchor, **arguments)

    @property
    def unlisted(self) -> bool:
        """Whether nobody is known to make anything of the chain, anywhere."""
        return self.answer.headline.startswith("未收录")

    @property
    def rest(self) -> list[LinkAnswer]:
        """Links without an action."""
        return [link for link in self.answer.links if link.rank is None]

    @property
    def inlined(self) -> list[LinkAnswer]:
        """Links whose drawers come with the page: the open one and the first of the ranking; others on demand."""
        chosen = {link.node.id for link in self.answer.ranked[:TOP]} | {self.opened}
        return [link for link in self.answer.links if link.node.id in chosen]

    def link(self, slug: str) -> LinkAnswer | None:
        """The link that an address means."""
        return next((link for link in self.answer.links if self.slugs[link.node.id] == slug), None)

    def words(self, text: str) -> str:
        """A reason with full-width marks and the region's own word for here."""
        return wide(text).replace("本地", self.here)


def gap_answer(now: Reading, region: str, chain: str, limits: Thresholds | None = None) -> GapAnswer:
    """The answer, computed once for a graph and thresholds whatever names it is asked by.

    Raises:
        UnknownName, AmbiguousName: with names to offer.
    """
    place, of, limits = now.graph.region(region), now.graph.chain(chain), limits or Thresholds()
    return now.once(("answer", place.id, of.id, limits), lambda: now.graph.gaps(place.id, of.id, thresholds=limits))


def gap_page(now: Reading, state: GapState) -> GapPage:
    """The answer with its drawing.

    Raises:
        UnknownName, AmbiguousName: with names to offer.
    """
    answer = gap_answer(now, state.region, state.chain, state.limits)
    place = now.graph.region(answer.region_id)
    state = replace(state, region=PROVINCES.get(place.id, place.name), chain=answer.chain.id)
    drawing = chain_drawing(now, answer.chain.id, [link.node for link in answer.links])
    slugs = slugs_of([link.node.id for link in answer.links])
    here_ids = {p for link in answer.links for a in link.firms for p in a.fact.evidence}
    newest = max((p.published for p in map(answer.passages.get, here_ids) if p and p.published), default=None)
    page = GapPage(answer, state, drawing, slugs, here(place), newest, None)
    first = page.link(state.link) or next(iter(answer.ranked), None)
    opened = first or next((x for x in answer.links if x.firms), next(iter(answer.links), None))
    return replace(page, opened=opened.node.id if opened else None)


def chain_drawing(now: Reading, chain: str, nodes: Sequence[Node]) -> Drawing:
    """A chain drawn, whatever the region: its links in the reference's order."""

    def make() -> Drawing:
        flows = now.once("feeds", lambda: [(f.head, f.tail) for f in now.graph.view.relationships(["FEEDS"])])
        return draw([FlowLink(n.id, wide(n.name), n.properties["criticality"]) for n in nodes], flows, block_title)

    return now.once(("drawing", chain, language()), make)


def slugs_of(links: Sequence[str]) -> dict[str, str]:
    """Each link's part of an address."""
    return {link: slug(link, i) for i, link in enumerate(links)}


def slug(link: str, position: int) -> str:
    """A link's part of an address: its own name within the chain, or its number where that fits no address."""
    own = link.rpartition(".")[2]
    return own if _SLUG.fullmatch(own) else f"n{position}"


def names_of(answer: GapAnswer, step: Step) -> list[str]:
    """Every name of both ends of a step, to be marked in its sentence."""
    found = []
    for id_ in (step.start, step.end):
        node = answer.nodes.get(id_)
        found += [node.name, *(node.properties.get("names") or ())] if node else []
    return found


def same_as_before(introduction: Introduction, step: Step) -> bool:
    """Whether a step rests on the sentence of the step before it."""
    place = introduction.steps.index(step)
    return place > 0 and introduction.steps[place - 1].fact.evidence[:1] == step.fact.evidence[:1]


def stale(page: GapPage, built: str) -> bool:
    """Whether the newest document lies so far behind the graph that the statuses may have changed since."""
    return bool(page.newest and int(built[:4]) - int(page.newest[:4]) >= _OLD)


def five(share: float | None) -> int:
    """A share as one to five steps."""
    return max(1, min(5, round((share or 0.0) * 5)))
