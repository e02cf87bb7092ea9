"""Coordinates of a chain's flow drawing, by the rules of the design; the template only writes them down."""

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from web.flow.blocks import Structure, structure
from web.flow.order import Thing, lanes, ordered, spread

WIDTH = 976.0  # the page's main column at 1440
_GUTTER, _WIDEST_GUTTER = 28.0, 120.0
_NARROWEST, _WIDEST = 92.0, 236.0
_HEIGHT = {"core": 27.0, "important": 23.0, "general": 20.0}
_TWO_LINES = 36.0
_BETWEEN, _PAD, _TITLE = 4.0, 6.0, 18.0
_GAP, _ARROW = 14.0, 22.0
_LANE = 6.0
_PORT = 5.0
LEGEND = (306.0, 152.0)

Title = Callable[[int, str | None, str | None], str]


@dataclass(frozen=True, slots=True)
class FlowLink:
    """What the drawing has to know of a link."""

    id: str
    name: str
    criticality: str


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; ``lines`` are written in it, ``small`` says that they are written small."""

    x: float
    y: float
    w: float
    h: float
    lines: tuple[str, ...] = ()
    small: bool = False
    links: tuple[str, ...] = ()

    def meets(self, other: "Box", apart: float = 0.0) -> bool:
        """Whether two boxes overlap or come nearer than ``apart``."""
        across = self.x < other.x + other.w + apart and other.x < self.x + self.w + apart
        return across and self.y < other.y + other.h + apart and other.y < self.y + self.h + apart


@dataclass(frozen=True, slots=True)
class Edge:
    """A flow between blocks as a path; ``points`` are the ends of its straight and bent parts."""

    path: str
    width: float
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chain drawn: nodes by link id, blocks, edges, and where the legend stands."""

    width: float
    height: float
    nodes: Mapping[str, Box]
    blocks: tuple[Box, ...]
    edges: tuple[Edge, ...]
    legend: Box
    inputs: Mapping[str, tuple[str, ...]]
    outputs: Mapping[str, tuple[str, ...]]


def text_width(text: str, size: float = 13.0) -> float:
    """About how wide a label is: a Chinese character is square, a capital two thirds of it, others a little less."""
    return sum(size * (1.0 if ord(c) > 0x2E7F else 0.68 if c.isupper() else 0.58) for c in text)


def block_title(links: int, feeds: str | None, fed_by: str | None) -> str:
    """How many links a block holds, and the one link that they feed or are fed by, where there is one."""
    if feeds:
        return f"{links} 环，供给{feeds}"
    return f"{links} 环，来自{fed_by}" if fed_by else f"{links} 环"


def draw(links: Sequence[FlowLink], flows: Sequence[tuple[str, str]], title: Title = block_title) -> Drawing:
    """Lay out a chain; links are given in the reference's order, ``title`` words the heads of blocks."""
    return _Drawer(links, flows, title).drawing()


class _Drawer:
    def __init__(self, links: Sequence[FlowLink], flows: Sequence[tuple[str, str]], title: Title) -> None:
        self._say = title
        self._links = {link.id: link for link in links}
        self._plan: Structure = structure([link.id for link in links], flows)
        self._stack_of = self._plan.stack_of
        place = {link.id: i for i, link in enumerate(links)}
        rank = {
            i: sum(place[x] for b in stack for x in self._plan.blocks[b].links)
            / sum(len(self._plan.blocks[b].links) for b in stack)
            for i, stack in enumerate(self._plan.stacks)
        }
        self._columns, sides = ordered(
            len(self._plan.stacks), self._plan.column, self._plan.edges, self._stack_of, rank
        )
        self._xs, self._widths = self._across()
        heights: dict[Thing, float] = {
            thing: self._stack_height(thing) if isinstance(thing, int) else _LANE
            for column in self._columns
            for thing in column
        }
        self._top = spread(self._columns, heights, sides, _GAP)
        self._nodes: dict[str, Box] = {}
        self._blocks: dict[int, Box] = {}
        self._place_blocks()

    def _titled(self, block: int) -> bool:
        return len(self._plan.blocks[block].links) > 1

    def _block_height(self, block: int) -> float:
        links = self._plan.blocks[block].links
        width = self._widths[self._plan.column[self._stack_of[block]]]
        rows = sum(self._height(x, width) for x in links) + _BETWEEN * (len(links) - 1)
        return rows + 2 * _PAD + (_TITLE - 2 if self._titled(block) else 0)

    def _height(self, link: str, width: float) -> float:
        return _TWO_LINES if len(self._lines(link, width)[0]) > 1 else _HEIGHT.get(self._links[link].criticality, 20.0)

    def _lines(self, link: str, width: float) -> tuple[tuple[str, ...], bool]:
        """A name as it is written in a node, and whether small: in two lines where one is too short for it."""
        name, room = self._links[link].name, width - 49
        if text_width(name) <= room:
            return (name,), False
        if text_width(name, 12.0) <= room + 6:
            return (name,), True
        cut = next((i for i in range(len(name), 0, -1) if text_width(name[:i], 12.0) <= room + 4), 1)
        cut = max(1, min(cut, len(name) - 2))  # no single character alone on the second line
        rest = name[cut:]
        while len(rest) > 1 and text_width(rest, 12.0) > room + 4:
            rest = f"{rest.removesuffix('…')[:-1]}…"
        return (name[:cut], rest), True

    def _stack_height(self, stack: int) -> float:
        blocks = self._plan.stacks[stack]
        return sum(map(self._block_height, blocks)) + _ARROW * (len(blocks) - 1)

    def _across(self) -> tuple[list[float], list[float]]:
        """Left edges and widths of the columns: as wide as their names need, or as there is room for."""
        count = len(self._columns)
        room = max(_NARROWEST, (WIDTH - _GUTTER * (count - 1)) / max(1, count))
        widths = []
        for column in self._columns:
            names = [self._links[x].name for s in column if isinstance(s, int) for b in self._plan.stacks[s]
                     for x in self._plan.blocks[b].links]  # fmt: skip
            widths.append(min(_WIDEST, max((text_width(n) + 52 for n in names), default=_NARROWEST)))
        spare = WIDTH - _GUTTER * (count - 1)
        while sum(widths) > spare + 0.5 and max(widths) > room + 0.5:
            # The widest column gives way first, down to an equal share.
            widest = max(range(count), key=lambda i: widths[i])
            widths[widest] = max(room, widths[widest] - 4)
        gutter = _GUTTER if count < 2 else min(_WIDEST_GUTTER, max(_GUTTER, (WIDTH - sum(widths)) / (count - 1)))
        xs, x = [], 0.0
        for width in widths:
            xs.append(x)
            x += width + gutter
        return xs, widths

    def _place_blocks(self) -> None:
        for stack, blocks in enumerate(self._plan.stacks):
            column = self._plan.column[stack]
            x, w, y = self._xs[column], self._widths[column], self._top[stack]
            for block in blocks:
                h = self._block_height(block)
                self._blocks[block] = Box(x, y, w, h, (self._title(block, w),), links=self._plan.blocks[block].links)
                self._place_nodes(block, x, y, w)
                y += h + _ARROW

    def _place_nodes(self, block: int, x: float, y: float, w: float) -> None:
        y += _PAD + (_TITLE - 2 if self._titled(block) else 0)
        for id_ in self._plan.blocks[block].links:
            h = self._height(id_, w)
            self._nodes[id_] = Box(x + _PAD, y, w - _PAD - 11, h, *self._lines(id_, w))
            y += h + _BETWEEN

    def _title(self, block: int, width: float) -> str:
        """In the block's width: the whole of it, or how many links alone."""
        if not self._titled(block):
            return ""
        links = self._plan.blocks[block].links
        after = [x for a, b in self._plan.edges if a == block for x in self._plan.blocks[b].links]
        before = [x for a, b in self._plan.edges if b == block for x in self._plan.blocks[a].links]
        feeds = self._links[after[0]].name if len(after) == 1 else None
        fed_by = self._links[before[0]].name if len(before) == 1 else None
        title = self._say(len(links), feeds, fed_by)
        return title if text_width(title, 11.5) <= width - 10 else self._say(len(links), None, None)

    # ---- edges --------------------------------------------------------------------------------------------

    def _edges(self) -> list[Edge]:
        ways = lanes(self._plan.edges, self._stack_of, self._plan.column)
        leave, enter = self._ports()
        edges = []
        for a, b in self._plan.edges:
            links = self._plan.blocks[a].links, self._plan.blocks[b].links
            width = round(1.2 + 0.55 * math.log2(max(map(len, links))), 2)
            if self._stack_of[a] == self._stack_of[b]:
                points = self._down(a, b)
                path = f"M{_n(points[0])}V{points[1][1]:g}"
            else:
                points = [(self._blocks[a].x + self._blocks[a].w, leave[a, b])]
                for lane in ways[a, b]:
                    x, y = self._xs[lane[2]], self._top[lane] + _LANE / 2
                    points += [(x, y), (x + self._widths[lane[2]], y)]
                points.append((self._blocks[b].x - 5, enter[a, b]))
                path = _bent(points)
            edges.append(Edge(path, width, *links, tuple(points)))
        return edges

    def _down(self, a: int, b: int) -> list[tuple[float, float]]:
        upper, lower = self._blocks[a], self._blocks[b]
        x = upper.x + upper.w / 2
        return [(x, upper.y + upper.h), (x, lower.y - 5)]

    def _ports(self) -> tuple[dict[tuple[int, int], float], dict[tuple[int, int], float]]:
        """Where edges leave and enter their blocks: side by side, in the order of their other ends."""
        across = [e for e in self._plan.edges if self._stack_of[e[0]] != self._stack_of[e[1]]]
        sides: tuple[dict[int, list[tuple[int, int]]], ...] = (defaultdict(list), defaultdict(list))
        for edge in across:
            for side in (0, 1):
                sides[side][edge[side]].append(edge)
        result: list[dict[tuple[int, int], float]] = []
        for side, by_block in enumerate(sides):
            ports: dict[tuple[int, int], float] = {}
            for block, members in by_block.items():
                box = self._blocks[block]
                members.sort(key=lambda e: (self._blocks[e[1 - side]].y, e))
                step = min(_PORT, (box.h - 8) / max(1, len(members) - 1)) if side else 0.0
                for i, edge in enumerate(members):
                    ports[edge] = box.y + box.h / 2 + (i - (len(members) - 1) / 2) * step
            result.append(ports)
        return result[0], result[1]

    # ---- the whole ----------------------------------------------------------------------------------------

    def drawing(self) -> Drawing:
        edges = self._edges()
        height = max((b.y + b.h for b in self._blocks.values()), default=0.0)
        width = max(WIDTH, max((b.x + b.w for b in self._blocks.values()), default=0.0))
        legend = self._legend(edges, width, height)
        return Drawing(
            round(width, 1), round(max(height, legend.y + legend.h), 1), self._nodes, tuple(self._blocks.values()),
            tuple(edges), legend, *self._neighbours(),
        )  # fmt: skip

    def _neighbours(self) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
        inputs: dict[str, list[str]] = {x: [] for x in self._links}
        outputs: dict[str, list[str]] = {x: [] for x in self._links}
        for a, b in self._plan.edges:
            for source in self._plan.blocks[a].links:
                for target in self._plan.blocks[b].links:
                    outputs[source].append(target)
                    inputs[target].append(source)
        return {k: tuple(v) for k, v in inputs.items()}, {k: tuple(v) for k, v in outputs.items()}

    def _legend(self, edges: Sequence[Edge], width: float, height: float) -> Box:
        """A free place for the legend, a corner first; below everything where there is none."""
        w, h = LEGEND
        taken = [*self._blocks.values(), *(Box(x - 2, y - 2, 4, 4) for e in edges for x, y in along(e))]
        right, bottom = width - w, max(0.0, height - h)
        spots = [(right, 0.0), (0.0, 0.0), (right, bottom), (0.0, bottom)]
        spots += [(x * right / 12, y * bottom / 8) for y in range(9) for x in range(12, -1, -1)]
        for x, y in spots:
            box = Box(round(x, 1), round(y, 1), w, h)
            if y + h <= height and not any(box.meets(other, 10) for other in taken):
                return box
        return Box(0.0, height + 16, w, h)


def _n(point: tuple[float, float]) -> str:
    return f"{point[0]:.1f} {point[1]:.1f}"


def _bent(points: Sequence[tuple[float, float]]) -> str:
    """A path through the points: bent in the gutters, straight along the lanes."""
    parts = [f"M{_n(points[0])}"]
    for i in range(1, len(points)):
        (x0, y0), (x1, y1) = points[i - 1], points[i]
        if i % 2 == 0:
            parts.append(f"H{x1:.1f}")
        else:
            middle = (x0 + x1) / 2
            parts.append(f"C{middle:.1f} {y0:.1f} {middle:.1f} {y1:.1f} {x1:.1f} {y1:.1f}")
    return "".join(parts)


def along(edge: Edge) -> list[tuple[float, float]]:
    """Points along an edge, close enough that nothing of some size fits between them."""
    found = []
    for (x0, y0), (x1, y1) in zip(edge.points, edge.points[1:], strict=False):
        steps = max(2, int(max(abs(x1 - x0), abs(y1 - y0)) / 12))
        for step in range(steps + 1):
            t = step / steps
            s = t * t * (3 - 2 * t)
            found.append((x0 + (x1 - x0) * t, y0 + (y1 - y0) * s))
    return found
