"""What a question names, wherever it stands in it: regions, chains, links, names; its grammar is later work."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from graph.names.normal import name_key
from graph.projection.model import Node
from web.belt import PROVINCES
from web.keeper import Reading

Kind = Literal["region", "chain", "link", "name"]
_SHORTEST, _SHORTEST_TERM, _LONGEST = 2, 3, 60
_NAMES = ("Firm", "Office", "Authority", "Association", "Institute", "Person", "Event", "Policy")
_TERMS = ("Place", "Product", "Industry")  # short ones are everyday words


@dataclass(frozen=True, slots=True)
class Thing:
    """What a name stands for; ``chain`` and ``chain_name`` are those of a link."""

    kind: Kind
    id: str
    name: str
    label: str
    chain: str = ""
    chain_name: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Something that a question names: where it stands, and what it may stand for, the likeliest first."""

    start: int
    end: int
    text: str
    things: tuple[Thing, ...]

    @property
    def thing(self) -> Thing:
        """The likeliest."""
        return self.things[0]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question names, in its order."""

    parts: tuple[Part, ...]

    def of(self, kind: Kind) -> list[Thing]:
        """Things of one kind, each once, in the question's order."""
        found = {part.thing.id: part.thing for part in self.parts if part.thing.kind == kind}
        return list(found.values())

    @property
    def region(self) -> tuple[str, str] | None:
        """Id and name of the first region."""
        return next(((t.id, t.name) for t in self.of("region")), None)

    @property
    def chain(self) -> tuple[str, str] | None:
        """Id and name of the first chain."""
        return next(((t.id, t.name) for t in self.of("chain")), None)


def understood(now: Reading, question: str) -> Asked:
    """What a question names: of names that overlap the longest counts, the earlier of two as long."""
    known = now.once("names asked", lambda: _known(now))
    taken: set[int] = set()
    parts = []
    for start, end, key in sorted(_named(question, known), key=lambda f: (f[0] - f[1], f[0])):
        if taken.isdisjoint(range(start, end)):
            taken.update(range(start, end))
            parts.append(Part(start, end, question[start:end], tuple(known[key])))
    parts.sort(key=lambda part: part.start)
    chains = {part.thing.id for part in parts if part.thing.kind == "chain"}
    return Asked(tuple(_in_chain(part, chains) for part in parts))


def _in_chain(part: Part, chains: set[str]) -> Part:
    """Of links of one name the one whose chain the question names comes first."""
    if part.thing.kind != "link":
        return part
    return Part(part.start, part.end, part.text, tuple(sorted(part.things, key=lambda t: t.chain not in chains)))


def _named(question: str, known: dict[str, list[Thing]]) -> Iterator[tuple[int, int, str]]:
    """Start, end and key of every known name in the question."""
    keys = [(name_key(character), i) for i, character in enumerate(question)]
    kept = [(key, i) for key, i in keys if key]
    for first, (_key, start) in enumerate(kept):
        key = ""
        for piece, last in kept[first : first + _LONGEST]:
            key += piece
            if key in known and _whole(question, start, last + 1):
                yield start, last + 1, key


def _whole(question: str, start: int, end: int) -> bool:
    """Whether a name begins and ends where a word does: LED is not in FLEDGED."""

    def inside(at: int) -> bool:
        pair = question[at - 1 : at + 1] if at else ""
        return len(pair) == 2 and pair.isascii() and pair.isalnum()

    return not inside(start) and not inside(end)


def _known(now: Reading) -> dict[str, list[Thing]]:
    """Things by the keys of their names; for a name of several kinds: regions, chains, links, then the rest."""
    found: dict[str, list[Thing]] = {}
    for thing, names in _things(now):
        shortest = _SHORTEST_TERM if thing.label in _TERMS else _SHORTEST
        for key in {name_key(name) for name in names}:
            if len(key) < shortest:
                continue
            others = found.setdefault(key, [])
            if not others or (others[0].kind == thing.kind and thing.kind in ("link", "name")):
                # A thing's own name goes before another's alias.
                own = name_key(thing.name) == key and bool(others) and name_key(others[0].name) != key
                others.insert(0 if own else len(others), thing)
    return found


def _things(now: Reading) -> Iterator[tuple[Thing, Iterable[str]]]:
    view = now.graph.view
    for node in _regions(now):
        full = node.properties.get("level") in ("district", "county")
        yield (
            Thing("region", node.id, PROVINCES.get(node.id, node.name), node.label),
            ([node.name] if full else _names(node)),
        )
    for node in view.nodes("Chain"):
        yield Thing("chain", node.id, node.name, node.label), (*_names(node), node.name.partition("(")[0])
    chains = {node.id: node.name for node in view.nodes("Chain")}
    for node in view.nodes("Link"):
        chain = str(node.properties["chain"])
        yield Thing("link", node.id, node.name, node.label, chain, chains.get(chain, chain)), _names(node)
    for label in (*_NAMES, *_TERMS):
        # What the reference knows stands for a name before what documents mention.
        for node in sorted(view.nodes(label), key=lambda n: (not n.id.startswith("ref:"), n.id)):
            yield Thing("name", node.id, node.name, label), _names(node)


def _names(node: Node) -> list[str]:
    return [node.name, node.properties.get("short_name") or "", *(node.properties.get("names") or ())]


def _regions(now: Reading) -> list[Node]:
    """Groups, then provinces, cities and, by their full names, districts that share theirs with no other."""
    rank = {"province": 0, "prefecture": 1, "district": 2, "county": 2}
    regions = sorted(now.graph.view.nodes("Region"), key=lambda r: (rank.get(r.properties["level"], 3), r.id))
    small = [r.name for r in regions if rank.get(r.properties["level"], 3) >= 2]
    shared = {name for name in small if len(name) < 3}
    seen: set[str] = set()
    for name in small:
        (shared if name in seen else seen).add(name)
    return [*now.graph.view.nodes("RegionGroup"),
            *(r for r in regions if rank.get(r.properties["level"], 3) < 2 or r.name not in shared)]  # fmt: skip
