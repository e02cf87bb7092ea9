"""The drawing of what stands around a name: columns from left to right, boxes in the order of their parents."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from flask import request, url_for
from werkzeug.exceptions import BadRequest

from graph.paths.neighbourhood import FARTHEST, MOST, More, Neighbour, Neighbourhood, Rest
from graph.projection.collective import COLLECTIVE_METHOD
from graph.projection.model import Node, Relationship
from graph.schema.model import load_schema
from web import params
from web.keeper import Reading
from web.say import _
from web.words import relation_name

_WIDTH, _SELF, _GAP, _HEIGHT, _SELF_HEIGHT = 184, 200, 116, 30, 42
_BETWEEN, _APART = 8, 10
_HANDLE = 28
_MOST_OPEN, _MOST_MORE, _MOST_STEPS = 20, 30, 20
KIND: dict[str, str] = {
    "Firm": "firm", "Office": "office", "Authority": "org", "Association": "org", "Institute": "org",
    "Person": "person", "Event": "event", "Region": "region", "RegionGroup": "region", "Place": "region",
    "Industry": "trade", "Product": "trade", "Link": "trade", "Chain": "trade", "Policy": "ink",
}  # fmt: skip
Item = Neighbour | Rest


@dataclass(frozen=True, slots=True)
class State:
    """What the address says: the unfolded names in their order (None: as the page likes), and what more is shown."""

    opened: tuple[str, ...] | None
    more: tuple[More, ...]

    def address(self, id_: str, opened: Iterable[str], more: Iterable[More]) -> str:
        """The page of a name with its picture in this state."""
        words = [f"{m.type}.{'out' if m.outgoing else 'in'}.{m.label}.{m.steps}@{m.node}" for m in more]
        kept = {name: request.args.get(name) for name in ("type", "limit")}
        given: dict[str, Any] = kept | {"id": id_, "open": list(opened) or [""], "more": words or None, "_anchor": "eg"}
        return url_for("entities.page", **given)


@dataclass(frozen=True, slots=True)
class Box:
    """A name, or what a bundle holds beyond the names shown (``node`` None); ``handle`` unfolds or folds."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    text: str
    full: str
    node: Node | None
    href: str
    handle: str = ""
    opened: bool = False
    side: int = 1
    note: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """A line from a name to its parent; ``style`` is inf (dotted) or plan (dashed)."""

    d: str
    style: str


@dataclass(frozen=True, slots=True)
class Label:
    """A relation's name beside the box it leads to."""

    x: float
    y: float
    width: float
    text: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """A row of the nested list, which phones get: the same names with the same ways on."""

    relation: str
    box: Box
    children: tuple["Leaf", ...]


@dataclass(slots=True)
class Drawing:
    """What the template draws."""

    width: float
    height: float
    boxes: list[Box] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    tree: tuple[Leaf, ...] = ()


def asked_state() -> State:
    """The state that the address carries.

    Raises:
        BadRequest: it is none.
    """
    opened = [params.clean(text, params.LONGEST_ID, "open") for text in request.args.getlist("open")]
    more = [params.clean(text, params.LONGEST_ID + 60, "more") for text in request.args.getlist("more")]
    if len(opened) > _MOST_OPEN or len(more) > _MOST_MORE:
        raise BadRequest(_("至多展开 %(names)s 个名称、%(kinds)s 类", names=_MOST_OPEN, kinds=_MOST_MORE))
    return State(tuple(filter(None, opened)) if "open" in request.args else None, tuple(map(_more, more)))


def _more(text: str) -> More:
    head, _at, node = text.partition("@")
    type_, way, label, steps = [*head.split("."), "", "", "", ""][:4]
    schema = load_schema()
    known = type_ in schema.fact_types and way in ("in", "out") and label in schema.entity_labels and node
    if not known or not (steps.isascii() and steps.isdigit() and 1 <= int(steps) <= _MOST_STEPS):
        raise BadRequest(_("%(name)s 应如 %(example)s", name="more", example="LOCATED_IN.in.Firm.1@310000"))
    return More(node, type_, way == "out", label, int(steps))


def picture(now: Reading, node: Node, state: State) -> Neighbourhood:
    """The names to draw; an address that unfolds nothing itself unfolds the first event of a small picture."""
    key = ("ego", node.id, state)
    return now.once(key, lambda: _picture(now, node, state))


def _picture(now: Reading, node: Node, state: State) -> Neighbourhood:
    found = now.graph.around(node.id, opened=state.opened or (), more=state.more)
    if state.opened is None and not found.rests:
        event = next((n.id for n in found.neighbours if found.nodes[n.id].label == "Event" and n.column == 1), None)
        if event and node.label != "Event":
            return now.graph.around(node.id, opened=[event], more=state.more)
    return found


def draw(found: Neighbourhood, state: State) -> Drawing:
    """Place every name of a picture: columns side by side, each centred, children in the order of their parents."""
    return _Drawer(found, state).draw()


class _Drawer:
    def __init__(self, found: Neighbourhood, state: State) -> None:
        self.found, self.state = found, state
        self.items: dict[int, list[Item]] = {}
        every: list[Item] = [*found.neighbours, *found.rests]
        for item in every:
            self.items.setdefault(item.column, []).append(item)
        first = min(self.items, default=0)
        self.first, self.last = min(first, 0), max(max(self.items, default=0), 0)
        self.boxes: dict[str, Box] = {}
        self.made: dict[int, list[tuple[Item, Box]]] = {}

    def draw(self) -> Drawing:
        columns = {column: self._ordered(column) for column in self.items}
        tallest = max([_SELF_HEIGHT, *(self._tall(items) for items in columns.values())])
        width = _SELF + (self.last - self.first) * (_WIDTH + _GAP)
        drawing = Drawing(width, tallest + 16)
        node = self.found.node
        middle = drawing.height / 2
        self.boxes[node.id] = Box(
            self._x(0), middle - _SELF_HEIGHT / 2, _SELF, _SELF_HEIGHT, "self", fit(brief(node), _SELF - 20, 14),
            node.name, node, url_for("entities.page", id=node.id),
        )  # fmt: skip
        drawing.boxes.append(self.boxes[node.id])
        for column in sorted(columns, key=abs):
            self._column(drawing, column, columns[column])
        drawing.tree = self._leaves(node.id)
        return drawing

    def _x(self, column: int) -> float:
        before = column - self.first
        return before * (_WIDTH + _GAP) + (_SELF - _WIDTH if column > 0 else 0)

    def _ordered(self, column: int) -> list[Item]:
        """Items by the order of their parents, the rest of a bundle after its names."""
        side = 1 if column > 0 else -1
        parents = [self.found.node.id] if abs(column) == 1 else [
            item.id for item in self._ordered(column - side) if isinstance(item, Neighbour)
        ]  # fmt: skip
        place = {id_: i for i, id_ in enumerate(parents)}
        met: dict[tuple[str, str, bool, str], int] = {}
        for item in self.items.get(column, []):
            met.setdefault(self._bundle(item), len(met))
        return sorted(
            self.items.get(column, []),
            key=lambda item: (place.get(item.parent, 0), met[self._bundle(item)], isinstance(item, Rest)),
        )

    def _bundle(self, item: Item) -> tuple[str, str, bool, str]:
        if isinstance(item, Rest):
            return item.parent, item.bundle.type, item.bundle.outgoing, item.bundle.label
        fact = item.facts[0]
        outgoing = fact.head == item.parent
        return item.parent, fact.type, outgoing, fact.tail_label if outgoing else fact.head_label

    def _tall(self, items: list[Item]) -> float:
        breaks = sum(self._bundle(a) != self._bundle(b) for a, b in pairwise(items))
        return len(items) * (_HEIGHT + _BETWEEN) - _BETWEEN + breaks * _APART

    def _column(self, drawing: Drawing, column: int, items: list[Item]) -> None:
        y = (drawing.height - self._tall(items)) / 2
        runs: list[list[tuple[Item, Box, str]]] = []
        for place, item in enumerate(items):
            if place and self._bundle(item) != self._bundle(items[place - 1]):
                y += _APART
            box = self._name(item, column, y) if isinstance(item, Neighbour) else self._rest(item, column, y)
            drawing.boxes.append(box)
            self.made.setdefault(column, []).append((item, box))
            words = self._relation(item)
            if runs and runs[-1][0][2] == words and runs[-1][0][0].parent == item.parent:
                runs[-1].append((item, box, words))
            else:
                runs.append([(item, box, words)])
            y += _HEIGHT + _BETWEEN
        for run in runs:
            self._lines(drawing, run)

    def _relation(self, item: Item) -> str:
        if isinstance(item, Rest):
            return _bare(item.bundle.type, item.bundle.outgoing)
        titles = [fact.properties.get("title") for fact in item.facts if fact.properties.get("title")]
        if titles:
            return str(titles[0])
        return "、".join(dict.fromkeys(_bare(fact.type, fact.head == item.parent) for fact in item.facts))

    def _lines(self, drawing: Drawing, run: list[tuple[Item, Box, str]]) -> None:
        """The edges of boxes of one relation, and its name once, beside the middle one."""
        text = fit(run[0][2], _GAP - 40, 11.5)
        wide = measure(text, 11.5) + 8
        parent = self.boxes[run[0][0].parent]
        for item, box, _words in run:
            left = box.x < parent.x
            near, far = (box.x + box.width, parent.x) if left else (box.x, parent.x + parent.width)
            stub = near + (wide + 10) * (1 if left else -1)
            y, to = box.y + box.height / 2, parent.y + parent.height / 2
            bend = (stub + far) / 2
            style = _style(item.facts) if isinstance(item, Neighbour) else ""
            d = f"M{near:g} {y:g}H{stub:g}C{bend:g} {y:g} {bend:g} {to:g} {far:g} {to:g}"
            drawing.edges.append(Edge(d, style))
        middle = run[len(run) // 2][1]
        left = middle.x < parent.x
        x = middle.x + middle.width + 5 if left else middle.x - 5 - wide
        drawing.labels.append(Label(x, middle.y + middle.height / 2, wide, text))

    def _name(self, item: Neighbour, column: int, y: float) -> Box:
        node = self.found.nodes.get(item.id) or Node(item.id, "", {"name": item.id})
        opened = item.id in self.found.opened
        others = [id_ for id_ in self.found.opened if id_ != item.id]
        handle = ""
        if opened or (abs(column) < FARTHEST and not self.found.full):
            handle = self.state.address(self.found.node.id, others if opened else [*others, item.id], self.state.more)
        side = 1 if column > 0 else -1
        text = fit(brief(node), _WIDTH - 14 - (_HANDLE if handle else 0), 12.5)
        box = Box(self._x(column), y, _WIDTH, _HEIGHT, KIND.get(node.label, "ink"), text, node.name, node,
                  url_for("entities.page", id=node.id), handle, opened, side)  # fmt: skip
        self.boxes[item.id] = box
        return box

    def _rest(self, item: Rest, column: int, y: float) -> Box:
        asked = More(item.parent, item.bundle.type, item.bundle.outgoing, item.bundle.label, item.steps + 1)
        kept = [m for m in self.state.more if (m.node, m.type, m.outgoing, m.label) !=
                (asked.node, asked.type, asked.outgoing, asked.label)]  # fmt: skip
        if self.found.full or asked.steps > _MOST_STEPS:
            href, note = url_for("entities.page", id=item.parent, type=item.bundle.type, _anchor="fc"), "list"
        else:
            href, note = self.state.address(self.found.node.id, self.found.opened, [*kept, asked]), "more"
        kind, side = f"{KIND.get(item.bundle.label, 'ink')} more", 1 if column > 0 else -1
        text, label = f"{item.count:,}", item.bundle.label
        return Box(self._x(column), y, _WIDTH, _HEIGHT, kind, text, label, None, href, side=side, note=note)

    def _leaves(self, parent: str) -> tuple[Leaf, ...]:
        return tuple(
            Leaf(self._relation(item), box, self._leaves(item.id) if isinstance(item, Neighbour) else ())
            for column in sorted(self.made, key=abs)
            for item, box in self.made[column]
            if item.parent == parent
        )


def _bare(type_: str, outgoing: bool) -> str:
    """A relation's name without title and role, seen from the parent."""
    head, tail = ("here", "") if outgoing else ("", "here")
    return relation_name(Relationship(type_, head, "", tail, "", {}), "here")


def _style(facts: tuple[Relationship, ...]) -> str:
    """Dotted what is read between the lines, dashed what is planned; solid as soon as one fact is stated."""
    if all(fact.properties.get("method", "").startswith(COLLECTIVE_METHOD) for fact in facts):
        return "inf"
    return "plan" if all(fact.properties.get("modality") == "planned" for fact in facts) else ""


def brief(node: Node) -> str:
    """A name for a small box: an office by the short form of its name (江苏省驻沪办)."""
    if node.label != "Office":
        return node.name
    shorter = [n for n in node.properties.get("names") or () if "驻" in n and 5 <= len(n) < len(node.name)]
    return min(shorter, key=len, default=node.name)


def measure(text: str, size: float) -> float:
    """Width of a text in pixels: a Chinese character is as wide as high, a Latin one a little more than half."""
    return sum(size if ord(c) > 0x2E7F or c in "“”‘’—…" else 0.58 * size for c in text)


def fit(text: str, width: float, size: float) -> str:
    """The text, or as much of its beginning as there is room for."""
    if measure(text, size) <= width:
        return text
    while text and measure(text, size) > width - size:
        text = text[:-1]
    return f"{text}…"


__all__ = ["KIND", "MOST", "Drawing", "State", "asked_state", "brief", "draw", "fit", "measure", "picture"]
