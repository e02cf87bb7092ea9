"""Order within columns by barycentre, with a lane where an edge passes a column, and heights without overlaps."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

Lane = tuple[str, int, int]
"""A place reserved in a column for the edges of one block: ("lane", block, column)."""
Thing = int | Lane
"""What stands in a column: a stack, or a lane."""

Sides = tuple[Mapping[Thing, set[Thing]], Mapping[Thing, set[Thing]]]
"""What stands left and what right of everything."""

_SWEEPS = 12


def lanes(
    edges: Sequence[tuple[int, int]], stack_of: Mapping[int, int], column: Mapping[int, int]
) -> dict[tuple[int, int], list[Lane]]:
    """The lanes that each edge (between blocks) runs in, from left to right; one lane serves all edges of a block."""
    return {(a, b): [("lane", a, c) for c in range(column[stack_of[a]] + 1, column[stack_of[b]])] for a, b in edges}


def ordered(
    stacks: int,
    column: Mapping[int, int],
    edges: Sequence[tuple[int, int]],
    stack_of: Mapping[int, int],
    rank: Mapping[int, float],
) -> tuple[list[list[Thing]], Sides]:
    """Columns in the order with the fewest crossings found, and what stands left and right of everything.

    Args:
        stacks: how many there are.
        column: column of every stack.
        edges: flows between blocks.
        stack_of: stack of every block.
        rank: where a stack stands in the reference's order, to begin with.
    """  # fmt: skip
    left: dict[Thing, set[Thing]] = defaultdict(set)
    right: dict[Thing, set[Thing]] = defaultdict(set)
    columns: list[list[Thing]] = [[] for _ in range(max(column.values(), default=-1) + 1)]
    for stack in sorted(range(stacks), key=lambda s: rank[s]):
        columns[column[stack]].append(stack)
    for (a, b), way in lanes(edges, stack_of, column).items():
        if stack_of[a] == stack_of[b]:
            continue
        things: list[Thing] = [stack_of[a], *way, stack_of[b]]
        for lane in way:
            if lane not in columns[lane[2]]:
                columns[lane[2]].append(lane)
        for one, other in pairwise(things):
            right[one].add(other)
            left[other].add(one)
    best = [list(c) for c in columns]
    fewest = _crossings(columns, right)
    for sweep in range(_SWEEPS):
        forward = sweep % 2 == 0
        for index in range(1, len(columns)) if forward else range(len(columns) - 2, -1, -1):
            fixed = {thing: i for i, thing in enumerate(columns[index - 1 if forward else index + 1])}
            beside = left if forward else right
            here = {thing: float(i) for i, thing in enumerate(columns[index])}
            centre = {t: _mean([fixed[n] for n in beside[t] if n in fixed], here[t]) for t in columns[index]}
            columns[index].sort(key=lambda t: (centre[t], here[t]))
        if (crossings := _crossings(columns, right)) < fewest:
            best, fewest = [list(c) for c in columns], crossings
    return best, (left, right)


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _crossings(columns: Sequence[Sequence[Thing]], right: Mapping[Thing, set[Thing]]) -> int:
    total = 0
    for here, there in pairwise(columns):
        place = {thing: i for i, thing in enumerate(there)}
        ends = [sorted(place[n] for n in right.get(thing, ()) if n in place) for thing in here]
        for i, upper in enumerate(ends):
            for lower in ends[i + 1 :]:
                total += sum(b < a for a in upper for b in lower)
    return total


def spread(
    columns: Sequence[Sequence[Thing]], height: Mapping[Thing, float], sides: Sides, gap: float
) -> dict[Thing, float]:
    """Tops of everything: near the middle of what stands at its ``sides``, in order, ``gap`` apart."""
    tallest = max((sum(height[t] + gap for t in c) for c in columns), default=0.0)
    top: dict[Thing, float] = {}
    for things in columns:
        y = (tallest - sum(height[t] + gap for t in things)) / 2
        for thing in things:
            top[thing] = y
            y += height[thing] + gap
    for sweep in range(_SWEEPS):
        order = range(len(columns)) if sweep % 2 == 0 else range(len(columns) - 1, -1, -1)
        for index in order:
            tops = _settled(columns[index], top, height, sides, gap)
            top.update(tops)
    least = min(top.values(), default=0.0)
    return {thing: y - least for thing, y in top.items()}


def _settled(
    things: Sequence[Thing], top: Mapping[Thing, float], height: Mapping[Thing, float], sides: Sides, gap: float
) -> dict[Thing, float]:
    """Where a column's things would like to be, as near as order and gaps allow (by pooling adjacent violators)."""
    pools: list[tuple[float, int]] = []  # mean wish of a run of things that touch, and how many they are
    offsets, offset = [], 0.0
    for thing in things:
        near = [n for side in sides for n in side.get(thing, ())]
        middle = top[thing] + height[thing] / 2
        wish = _mean([top[n] + height[n] / 2 for n in near], middle) - height[thing] / 2 - offset
        offsets.append(offset)
        offset += height[thing] + gap
        pools.append((wish, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (a, m), (b, n) = pools[-2:]
            pools[-2:] = [((a * m + b * n) / (m + n), m + n)]
    wishes = [wish for wish, count in pools for _ in range(count)]
    tallest = max((top[t] + height[t] for t in top), default=0.0)
    highest = max(0.0, tallest + gap - offset)  # a column stays within the drawing as it is
    return {
        thing: min(max(wish, 0.0), highest) + before
        for thing, wish, before in zip(things, wishes, offsets, strict=True)
    }
