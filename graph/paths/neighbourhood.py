"""What stands around an entity, in columns: what it is and who runs it left, what it did right, unfolded on demand.

Only what is shown is read from the store: a node's facts are counted by the bundle, and each bundle gives its best
attested few, so that a place with a hundred thousand firms answers like any other.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graph.projection.model import Node, Relationship
from graph.store.base import Bundle, View

SIDE = 12
"""Names per side of a node, and what each "N more" adds."""
MOST = 150
"""Names of one picture."""
FARTHEST = 3
"""Columns on either side."""
_LEFT = frozenset({
    ("LOCATED_IN", True), ("REPRESENTS", True), ("REPRESENTS", False), ("HOLDS_POSITION", True),
    ("HOLDS_POSITION", False), ("SUBSIDIARY_OF", True), ("MEMBER_OF", True), ("INVESTS_IN", False), ("IN", True),
    ("BELONGS_TO", True), ("PART_OF", True), ("IS_LINK", True), ("ORGANIZES", False), ("FEEDS", False),
    ("UPSTREAM_OF", False), ("SUPPLIES", False),
})  # fmt: skip
# What distinguishes a thing comes first, what it shares with thousands last.
_ORDER = (
    "REPRESENTS", "HOLDS_POSITION", "SUBSIDIARY_OF", "ORGANIZES", "INVESTS_IN", "COOPERATES_WITH", "SUPPLIES",
    "PARTICIPATES_IN", "MEMBER_OF", "PRODUCES", "MAKES", "OPERATES_IN", "LOCATED_IN",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class More:
    """A bundle of a node of which more is asked for: ``steps`` times twelve."""

    node: str
    type: str
    outgoing: bool
    label: str
    steps: int


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A name in a column (left of the centre below 0) with the facts that tie it to ``parent``."""

    id: str
    column: int
    parent: str
    facts: tuple[Relationship, ...]


@dataclass(frozen=True, slots=True)
class Rest:
    """What a bundle holds beyond the names shown."""

    parent: str
    column: int
    bundle: Bundle
    count: int
    steps: int


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """The picture: names and rests in the order of their columns; ``full`` when it holds as many names as it may."""

    node: Node
    neighbours: tuple[Neighbour, ...]
    rests: tuple[Rest, ...]
    nodes: Mapping[str, Node]
    opened: tuple[str, ...]
    full: bool

    def to_json(self) -> dict[str, Any]:
        """The form of the API."""

        def thing(id_: str) -> dict[str, str]:
            node = self.nodes.get(id_)
            return {"id": id_, "label": node.label if node else "", "name": node.name if node else id_}

        return {
            **thing(self.node.id), "opened": list(self.opened), "full": self.full,
            "neighbours": [
                thing(n.id) | {
                    "column": n.column, "parent": n.parent,
                    "facts": [{"id": f.id, "type": f.type, "head": f.head, "tail": f.tail,
                               "modality": f.properties.get("modality"), "title": f.properties.get("title")}
                              for f in n.facts],
                }
                for n in self.neighbours
            ],
            "rests": [
                {"parent": r.parent, "column": r.column, "type": r.bundle.type, "outgoing": r.bundle.outgoing,
                 "label": r.bundle.label, "count": r.count}
                for r in self.rests
            ],
        }  # fmt: skip


@dataclass(slots=True)
class _Picture:
    """What has been placed so far."""

    view: View
    more: Mapping[tuple[str, str, bool, str], int]
    columns: dict[str, int]
    facts: dict[str, list[Relationship]] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    rests: list[Rest] = field(default_factory=list)
    full: bool = False


def neighbourhood(view: View, node: Node, opened: Iterable[str] = (), more: Iterable[More] = ()) -> Neighbourhood:
    """The picture around a node; ``opened`` names neighbours to unfold, in the order they were."""
    asked = {(m.node, m.type, m.outgoing, m.label): m.steps for m in more}
    picture = _Picture(view, asked, {node.id: 0})
    _unfold(picture, node.id)
    done = []
    for id_ in dict.fromkeys(opened):
        column = picture.columns.get(id_)
        if column and abs(column) < FARTHEST and not picture.full:
            _unfold(picture, id_)
            done.append(id_)
    placed = tuple(
        Neighbour(id_, column, picture.parents[id_], tuple(picture.facts[id_]))
        for id_, column in picture.columns.items() if column
    )  # fmt: skip
    nodes = {node.id: node} | view.get(n.id for n in placed)
    return Neighbourhood(node, placed, tuple(picture.rests), nodes, tuple(done), picture.full)


def _unfold(picture: _Picture, id_: str) -> None:
    """Place a node's neighbours: of the centre on both sides, of any other on the side where it stands."""
    sides: dict[int, list[Bundle]] = {}
    here = picture.columns[id_]
    for bundle in sorted(picture.view.bundles(id_), key=_rank):
        side = here or (-1 if (bundle.type, bundle.outgoing) in _LEFT else 1)
        sides.setdefault(1 if side > 0 else -1, []).append(bundle)
    for side, bundles in sorted(sides.items()):
        shares = _shares(picture, id_, bundles)
        for bundle, share in zip(bundles, shares, strict=True):
            _place(picture, id_, bundle, share, here + side)


def _rank(bundle: Bundle) -> tuple[int, str, bool, str]:
    known = _ORDER.index(bundle.type) if bundle.type in _ORDER else len(_ORDER)
    return known, bundle.type, not bundle.outgoing, bundle.label


def _shares(picture: _Picture, id_: str, bundles: list[Bundle]) -> list[int]:
    """How many of each bundle are shown: one of each in turn, while there is room and the bundle has any left."""
    shares = [0] * len(bundles)
    while sum(shares) < SIDE and any(share < b.count for share, b in zip(shares, bundles, strict=True)):
        for place, bundle in enumerate(bundles):
            shares[place] += shares[place] < bundle.count and sum(shares) < SIDE
    for place, bundle in enumerate(bundles):
        steps = picture.more.get((id_, bundle.type, bundle.outgoing, bundle.label), 0)
        shares[place] = min(bundle.count, shares[place] + steps * SIDE)
    return shares


def _place(picture: _Picture, id_: str, bundle: Bundle, share: int, column: int) -> None:
    """Place the first ``share`` of a bundle, and say how many remain; who stands in the picture keeps the place."""
    facts = picture.view.bundle(id_, bundle, share) if share else []
    unplaced = 0
    for fact in facts:
        far = fact.tail if bundle.outgoing else fact.head
        if far == id_ or far == picture.parents.get(id_):
            continue
        if far in picture.columns:
            if picture.parents.get(far) == id_:
                picture.facts[far].append(fact)
        elif len(picture.columns) > MOST:
            picture.full, unplaced = True, unplaced + 1
        else:
            picture.columns[far], picture.parents[far], picture.facts[far] = column, id_, [fact]
    if (rest := bundle.count - len(facts) + unplaced) > 0:
        steps = picture.more.get((id_, bundle.type, bundle.outgoing, bundle.label), 0)
        picture.rests.append(Rest(id_, column, bundle, rest, steps))
