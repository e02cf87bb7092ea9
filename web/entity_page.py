"""What the pages of a name show: the thing an address stands for, its timeline, and hits of a search."""

import re
from collections import Counter
from dataclasses import dataclass

from graph.names.index import NameHit
from graph.paths.profile import Profile, describe
from graph.projection.model import Node, Relationship
from graph.store.base import Bundle
from web.ask import Asked, understood
from web.belt import PROVINCES, belt
from web.keeper import Reading
from web.lists import chain_names
from web.say import _

_SPELLINGS = ("a near spelling", "one character differs")
# A stock code, alone or with its exchange before or behind it.
_CODE = re.compile(r"(?:stock:)?(?:sh|sz|bj)?(\d{6})(?:\.(?:sh|ss|sz|bj))?", re.IGNORECASE | re.ASCII)
_TIMES = 12


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


@dataclass(frozen=True, slots=True)
class Time:
    """A document on the timeline, with the facts about the thing that it states; none when it only mentions it."""

    document: Node
    facts: tuple[Relationship, ...]


def find(now: Reading, question: str, limit: int) -> Found:
    """Things by name, and the region and chain that the question names."""
    hits = now.graph.find(question, limit=limit) if question else []
    nearest = now.graph.nearest(question) if question and not hits else ()
    return Found(hits, nearest, understood(now, question))


def entity(now: Reading, id_or_name: str) -> tuple[Node, bool]:
    """The thing, and whether the address is an id (that may have moved) rather than a name.

    Ids are canonical and old source ids, ids of reference rows with and without ``ref:``, and stock codes (600519,
    600519.SH, sh600519).

    Raises:
        UnknownName, AmbiguousName: with names to offer.
    """
    for id_ in (id_or_name, f"ref:{id_or_name}", _by_code(now, id_or_name)):
        if found := now.graph.view.get([id_]).get(id_):
            return found, True
    return now.graph.entity(id_or_name), False


def _by_code(now: Reading, text: str) -> str:
    code = _CODE.fullmatch(text)
    if not code:
        return ""

    def make() -> dict[str, str]:
        firms = now.graph.view.nodes("Firm")
        return {str(firm.properties["stock_code"]): firm.id for firm in firms if firm.properties.get("stock_code")}

    return now.once("stock codes", make).get(code[1], "")


def profile(now: Reading, node: Node, limit: int, type_: str) -> Profile:
    """Names, facts and documents; only facts of a type when one is asked for."""
    key = ("profile", node.id, limit, type_)
    return now.once(key, lambda: describe(now.graph.view, node, limit, [type_] if type_ else ()))


def kinds(now: Reading, node: Node) -> list[tuple[str, bool, int]]:
    """Types of its facts, direction and number, the most first."""
    bundles: list[Bundle] = now.once(("bundles", node.id), lambda: now.graph.view.bundles(node.id))
    counted: Counter[str] = Counter()
    outgoing: dict[str, bool] = {}
    for bundle in bundles:
        counted[bundle.type] += bundle.count
        outgoing.setdefault(bundle.type, bundle.outgoing)
    return [(type_, outgoing[type_], number) for type_, number in counted.most_common()]


def publishers(profile: Profile) -> list[tuple[str, int]]:
    """Who published the documents that mention it, and how many; the most first."""
    return Counter(str(d.properties.get("publisher") or _("来源不详")) for d in profile.documents).most_common(8)


def timeline(profile: Profile) -> tuple[list[Time], int]:
    """The newest dated documents that state facts about it or mention it, and how many dated ones are left out."""
    said: dict[str, list[Relationship]] = {}
    for fact in profile.facts:
        for passage in fact.evidence:
            facts = said.setdefault(passage.rpartition(":")[0], [])
            if not facts or facts[-1].id != fact.id:
                facts.append(fact)
    dated = [d for d in profile.documents if d.properties.get("published")]
    times = [Time(document, tuple(said.get(document.id, ()))) for document in dated]
    return times[:_TIMES], max(0, len(times) - _TIMES)


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
