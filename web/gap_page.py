"""What the gap page shows beside the answer itself: the drawing, counts, addresses of drawers."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from graph.gaps.answer import GapAnswer, LinkAnswer
from graph.gaps.headline import here
from graph.gaps.introductions import Introduction
from graph.gaps.ties import Step
from web.flow.draw import Drawing, FlowLink, draw
from web.keeper import Reading
from web.words import wide

_SLUG = re.compile(r"[A-Za-z0-9_-]+")
TOP = 5


@dataclass(frozen=True, slots=True)
class GapPage:
    """An answer with what is drawn of it.

    Attributes:
        slugs: the part of a drawer's address by link id.
        here: 本省, 本市 or 本地.
        newest: date of the newest passage cited of the links here, None where only reference rows are.
        opened: link whose drawer stands open at first.
    """

    answer: GapAnswer
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
    def unlisted(self) -> bool:
        """Whether nobody is known to make anything of the chain, anywhere."""
        return self.answer.headline.startswith("未收录")

    @property
    def rest(self) -> list[LinkAnswer]:
        """Links without an action."""
        return [link for link in self.answer.links if link.rank is None]

    def words(self, text: str) -> str:
        """A reason with full-width marks and the region's own word for here."""
        return wide(text).replace("本地", self.here)


def gap_answer(now: Reading, region: str, chain: str) -> GapAnswer:
    """The answer, computed once for a graph whatever names it is asked by.

    Raises:
        UnknownName, AmbiguousName: with names to offer.
    """
    place, of = now.graph.region(region), now.graph.chain(chain)
    return now.once(("answer", place.id, of.id), lambda: now.graph.gaps(place.id, of.id))


def gap_page(now: Reading, region: str, chain: str) -> GapPage:
    """The answer with its drawing.

    Raises:
        UnknownName, AmbiguousName: with names to offer.
    """
    answer = gap_answer(now, region, chain)
    place = now.graph.region(answer.region_id)
    drawing = now.once(("drawing", answer.chain.id), lambda: _drawing(now, answer))
    slugs = {link.node.id: slug(link.node.id, i) for i, link in enumerate(answer.links)}
    here_ids = {p for link in answer.links for a in link.firms for p in a.fact.evidence}
    newest = max((p.published for p in map(answer.passages.get, here_ids) if p and p.published), default=None)
    first = next(iter(answer.ranked), None)
    opened = first or next((x for x in answer.links if x.firms), next(iter(answer.links), None))
    return GapPage(answer, drawing, slugs, here(place), newest, opened.node.id if opened else None)


def _drawing(now: Reading, answer: GapAnswer) -> Drawing:
    flows = now.once("feeds", lambda: [(f.head, f.tail) for f in now.graph.view.relationships(["FEEDS"])])
    links = [FlowLink(x.node.id, wide(x.node.name), x.node.properties["criticality"]) for x in answer.links]
    return draw(links, flows)


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


def five(share: float | None) -> int:
    """A share as one to five steps."""
    return max(1, min(5, round((share or 0.0) * 5)))
