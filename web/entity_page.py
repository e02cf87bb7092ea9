"""What the pages of a name show: the thing an address stands for, and hits of a search."""

from collections import Counter
from dataclasses import dataclass

from graph.names.index import NameHit
from graph.paths.profile import Profile
from graph.projection.model import Node
from web.ask import Asked, understood
from web.belt import PROVINCES, belt
from web.keeper import Reading
from web.lists import chain_names

_SPELLINGS = ("a near spelling", "one character differs")


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, and the gap question it was read as, if any."""

    hits: list[NameHit]
    nearest: tuple[str, ...]
    asked: Asked

    @property
    def exact(self) -> bool:
        """Whether something bears the very name."""
        return any(hit.score == 1.0 for hit in self.hits)

    @property
    def shown(self) -> list[NameHit]:
        """Hits for people: near spellings are left out where something bears the very name."""
        return [hit for hit in self.hits if not self.exact or not hit.why.endswith(_SPELLINGS)]


def find(now: Reading, question: str, limit: int) -> Found:
    """Things by name, and the region and chain that the question names."""
    hits = now.graph.find(question, limit=limit) if question else []
    nearest = now.graph.nearest(question) if question and not hits else ()
    return Found(hits, nearest, understood(now, question))


def entity(now: Reading, id_or_name: str) -> tuple[Node, bool]:
    """The thing, and whether the address is an id (that may have moved) rather than a name.

    Raises:
        UnknownName, AmbiguousName: with names to offer.
    """
    node = now.graph.entity(id_or_name)
    return node, id_or_name in now.graph.view.get([id_or_name])


def publishers(profile: Profile) -> list[tuple[str, int]]:
    """Who published the documents that mention it, and how many; the most first."""
    return Counter(str(d.properties.get("publisher") or "来源不详") for d in profile.documents).most_common(8)


def link_cells(now: Reading, link: Node) -> list[tuple[str, str, str]]:
    """Adcode, name and status of a link in every province."""
    chain = str(link.properties["chain"])
    links = sorted(
        (n for n in now.once("links", lambda: now.graph.view.nodes("Link")) if n.properties["chain"] == chain),
        key=lambda n: n.properties["position"],
    )
    place = [n.id for n in links].index(link.id)
    cells = belt(now)
    return [(code, name, cells[code, chain].statuses[place]) for code, name in PROVINCES.items()]


def chain_of(now: Reading, node: Node) -> tuple[str, str] | None:
    """Id and name of the chain that a chain or link is or belongs to."""
    wanted = node.id if node.label == "Chain" else node.properties.get("chain")
    return next(((id_, name) for id_, name in chain_names(now) if id_ == wanted), None)
