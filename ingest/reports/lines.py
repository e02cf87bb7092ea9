"""From characters to stretches of lines, and from drawn lines to tables."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import Final

from ingest.reports.joining import is_cjk, join_cells, joined, space_between
from ingest.reports.shapes import WIDE_SPACE, Box, Glyph, Rule

_GAP: Final = 0.85  # in em: what is further apart is not one stretch; narrower than any gutter between columns
_STATED_GAP: Final = 1.2  # where the file has a wide space (王　刚)
_NEAR: Final = 3.0  # points within which drawn lines meet
_MAX_RULES: Final = 4_000  # a drawing, not a table
_MAX_CELLS: Final = 20_000


def make_boxes(glyphs: Sequence[Glyph]) -> list[Box]:
    """Return the stretches of ``glyphs``, each on one line, top to bottom and left to right."""
    runs: list[list[Glyph]] = []
    for glyph in glyphs:
        if runs and _follows(runs[-1][-1], glyph):
            runs[-1].append(glyph)
        else:
            runs.append([glyph])
    boxes = [_box(run) for run in _merged(runs)]
    return sorted(boxes, key=lambda b: (-(b.y0 + b.y1), b.x0))


def _size(glyph: Glyph) -> float:
    # A Chinese character is as wide as the type is large; the box of a Latin one is a little higher.
    return glyph.x1 - glyph.x0 if is_cjk(glyph.char) else (glyph.y1 - glyph.y0) / 1.2


def _em(glyphs: Sequence[Glyph]) -> float:
    chinese = [_size(g) for g in glyphs if is_cjk(g.char)]
    return median(chinese) if chinese else max(map(_size, glyphs))


def _overlap(a0: float, a1: float, b0: float, b1: float) -> float:
    return min(a1, b1) - max(a0, b0)


def _level(a: Glyph, b: Glyph) -> bool:
    return _overlap(a.y0, a.y1, b.y0, b.y1) >= 0.5 * min(a.y1 - a.y0, b.y1 - b.y0)


def _follows(a: Glyph, b: Glyph) -> bool:
    em = max(_size(a), _size(b))
    most = _STATED_GAP if b.space == WIDE_SPACE else _GAP
    return -0.6 * em <= b.x0 - a.x1 <= most * em and b.x0 > a.x0 - 0.1 * em and _level(a, b)


def _merged(runs: list[list[Glyph]]) -> Iterator[list[Glyph]]:
    """Join runs that go on from one another (a change of font ends a run); drop one printed twice for boldness."""
    waiting = sorted(runs, key=lambda run: (-(run[0].y0 + run[0].y1), run[0].x0))
    open_runs: list[list[Glyph]] = []
    for run in sorted(waiting, key=lambda run: run[0].x0):
        text = [g.char for g in run]
        for other in open_runs:
            if _level(other[-1], run[0]) and abs(other[0].x0 - run[0].x0) < 2 and [g.char for g in other] == text:
                break
            if _follows(other[-1], run[0]):
                other.extend(run)
                break
        else:
            open_runs.append(run)
    yield from open_runs


def _without_note_marks(run: list[Glyph]) -> list[Glyph]:
    """Leave out the raised small numbers of notes after Chinese text (公司年报¹)."""
    height, floor = max(g.y1 - g.y0 for g in run), min(g.y0 for g in run)
    kept = run[:1]
    for glyph in run[1:]:
        raised = glyph.y0 - floor > 0.2 * height and glyph.y1 - glyph.y0 < 0.85 * height
        if not (raised and glyph.char.isdigit() and is_cjk(kept[-1].char)):
            kept.append(glyph)
    return kept


def _box(run: list[Glyph]) -> Box:
    run = _without_note_marks(run)
    em = _em(run)
    text = run[0].char
    for before, after in pairwise(run):
        text += space_between(before, after, after.space, em) + after.char
    cjk = any(is_cjk(g.char) for g in run)
    return Box(
        text.strip(), run[0].x0, min(g.y0 for g in run), max(g.x1 for g in run), max(g.y1 for g in run), em, cjk
    )  # fmt: skip


def take_tables(glyphs: list[Glyph], rules: Sequence[Rule]) -> tuple[list[Glyph], list[Box]]:
    """Return the characters outside of tables, and the tables that drawn lines make."""
    tables: list[Box] = []
    if len(rules) > _MAX_RULES:
        return glyphs, tables
    for group in _meeting(rules):
        grid = _Grid(group)
        if not grid.is_table:
            continue
        inside = [g for g in glyphs if grid.holds(g)]
        rows = grid.rows(inside)
        if sum(row.count(" | ") + 1 for row in rows) < 3:
            continue  # a frame around text, or a chart's axes
        taken = set(map(id, inside))
        glyphs = [g for g in glyphs if id(g) not in taken]
        tables.append(Box("", grid.xs[0], grid.ys[-1], grid.xs[-1], grid.ys[0], _em(inside), rows=tuple(rows)))
    return glyphs, tables


def _meeting(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Group the rules that touch one another."""
    find, join = _union(len(rules))
    across = [i for i, rule in enumerate(rules) if rule.horizontal]
    upright = [i for i, rule in enumerate(rules) if not rule.horizontal]
    for i in across:
        for k in upright:
            a, b = rules[i], rules[k]
            if a.x0 - _NEAR <= b.x0 <= a.x1 + _NEAR and b.y0 - _NEAR <= a.y0 <= b.y1 + _NEAR:
                join(i, k)
    groups: dict[int, list[Rule]] = {}
    for i, rule in enumerate(rules):
        groups.setdefault(find(i), []).append(rule)
    return [group for group in groups.values() if len(group) >= 4]


def _union(n: int) -> tuple[Callable[[int], int], Callable[[int, int], None]]:
    parent = list(range(n))

    def find(i: int) -> int:
        while parent[i] != i:
            parent[i] = i = parent[parent[i]]
        return i

    def join(i: int, k: int) -> None:
        a, b = sorted((find(i), find(k)))
        parent[b] = a

    return find, join


class _Grid:
    """The cells between drawn lines; a missing line between two makes them one."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._across = [r for r in rules if r.horizontal]
        self._upright = [r for r in rules if not r.horizontal]
        # Many tables are open at their sides: their cells end where the lines across end.
        ends = [r.x0 for r in self._across] + [r.x1 for r in self._across]
        self.xs = _distinct([*(r.x0 for r in self._upright), *([min(ends), max(ends)] if ends else [])])
        self.ys = _distinct([r.y0 for r in self._across])[::-1]

    @property
    def is_table(self) -> bool:
        return len(self.xs) >= 3 and len(self.ys) >= 3 and len(self.xs) * len(self.ys) <= _MAX_CELLS

    def holds(self, glyph: Glyph) -> bool:
        x, y = (glyph.x0 + glyph.x1) / 2, (glyph.y0 + glyph.y1) / 2
        return self.xs[0] <= x <= self.xs[-1] and self.ys[-1] <= y <= self.ys[0]

    def rows(self, glyphs: Iterable[Glyph]) -> list[str]:
        """The rows' texts, a cell that reaches over several rows in its first."""
        width, height = len(self.xs) - 1, len(self.ys) - 1
        find, join = _union(width * height)
        for r in range(height):
            for c in range(width):
                if c + 1 < width and not self._parted(r, c):
                    join(r * width + c, r * width + c + 1)
                if r + 1 < height and not self._cut(r, c):
                    join(r * width + c, (r + 1) * width + c)
        cells: dict[int, list[Glyph]] = {}
        for glyph in glyphs:
            c = _slot(self.xs, (glyph.x0 + glyph.x1) / 2)
            r = height - 1 - _slot(self.ys[::-1], (glyph.y0 + glyph.y1) / 2)
            cells.setdefault(find(r * width + c), []).append(glyph)
        texts = {cell: joined(box.text for box in make_boxes(held)) for cell, held in cells.items()}
        rows = (
            join_cells(texts.get(r * width + c, "") for c in range(width) if c == 0 or self._starts(find, r, c))
            for r in range(height)
        )
        return [row for row in rows if row]

    def _starts(self, find: Callable[[int], int], r: int, c: int) -> bool:
        """Whether a cell begins here, not one to the left going on."""
        width = len(self.xs) - 1
        return find(r * width + c) != find(r * width + c - 1)

    def _parted(self, r: int, c: int) -> bool:
        x, y = self.xs[c + 1], (self.ys[r] + self.ys[r + 1]) / 2
        return any(abs(v.x0 - x) <= _NEAR and v.y0 <= y <= v.y1 for v in self._upright)

    def _cut(self, r: int, c: int) -> bool:
        x, y = (self.xs[c] + self.xs[c + 1]) / 2, self.ys[r + 1]
        return any(abs(h.y0 - y) <= _NEAR and h.x0 <= x <= h.x1 for h in self._across)


def _distinct(values: Iterable[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _NEAR:
            found.append(value)
    return found


def _slot(edges: Sequence[float], value: float) -> int:
    return max(0, min(len(edges) - 2, sum(edge <= value for edge in edges) - 1))
