"""Links with the same neighbours as one block, and blocks in columns: what kills the hairball."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

MAX_LINKS = 9  # a longer block is split
MAX_COLUMNS = 6  # more do not fit the page at a size that can be read
MAX_STACK = 3  # blocks above one another, the upper feeding the lower


@dataclass(frozen=True, slots=True)
class Block:
    """Links, in the reference's order, that are fed by the same links and feed the same links."""

    links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Structure:
    """Blocks by index, flows between them, and the columns: each a list of stacks, each a list of blocks."""

    blocks: tuple[Block, ...]
    edges: tuple[tuple[int, int], ...]
    stacks: tuple[tuple[int, ...], ...]
    column: Mapping[int, int]
    """Column of every stack."""

    @property
    def columns(self) -> int:
        """Number of columns."""
        return max(self.column.values(), default=-1) + 1

    @property
    def stack_of(self) -> dict[int, int]:
        """Stack of every block."""
        return {block: i for i, stack in enumerate(self.stacks) for block in stack}


def neighbours(
    links: Sequence[str], flows: Iterable[tuple[str, str]]
) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Which links of the chain feed a link, and which it feeds."""
    known = set(links)
    inputs: dict[str, set[str]] = {link: set() for link in links}
    outputs: dict[str, set[str]] = {link: set() for link in links}
    for source, target in flows:
        if source in known and target in known and source != target:
            inputs[target].add(source)
            outputs[source].add(target)
    return inputs, outputs


def structure(links: Sequence[str], flows: Iterable[tuple[str, str]]) -> Structure:
    """Blocks, stacks and columns of a chain whose links are given in the reference's order."""
    inputs, outputs = neighbours(links, flows)
    blocks = _blocks(links, inputs, outputs)
    block_of = {link: i for i, block in enumerate(blocks) for link in block.links}
    edges = sorted({(block_of[a], block_of[b]) for a in links for b in outputs[a]})
    stacks: list[tuple[int, ...]] = [(i,) for i in range(len(blocks))]
    while (columns := _columns(stacks, edges)) and max(columns.values()) >= MAX_COLUMNS:
        joined = _join(blocks, stacks, edges)
        if joined is None:
            break
        stacks = joined
    return Structure(tuple(blocks), tuple(edges), tuple(stacks), columns)


def _blocks(links: Sequence[str], inputs: Mapping[str, set[str]], outputs: Mapping[str, set[str]]) -> list[Block]:
    alike: dict[tuple[frozenset[str], frozenset[str]], list[str]] = defaultdict(list)
    for link in links:
        alike[frozenset(inputs[link]), frozenset(outputs[link])].append(link)
    parts = []
    for members in alike.values():
        pieces = -(-len(members) // MAX_LINKS)
        size = -(-len(members) // pieces)
        parts += [Block(tuple(members[i : i + size])) for i in range(0, len(members), size)]
    return parts


def _columns(stacks: Sequence[tuple[int, ...]], edges: Sequence[tuple[int, int]]) -> dict[int, int]:
    """Column of a stack: as far right as what it feeds allows."""
    after = _after(stacks, edges)
    depth = _depths(after)
    last = max(depth.values(), default=0)
    return {stack: last - depth[stack] for stack in after}


def _after(stacks: Sequence[tuple[int, ...]], edges: Sequence[tuple[int, int]]) -> dict[int, set[int]]:
    stack_of = {block: i for i, stack in enumerate(stacks) for block in stack}
    after: dict[int, set[int]] = {i: set() for i in range(len(stacks))}
    for source, target in edges:
        if stack_of[source] != stack_of[target]:
            after[stack_of[source]].add(stack_of[target])
    return after


def _depths(after: Mapping[int, set[int]]) -> dict[int, int]:
    """Longest way from each to a sink; a flow that runs in a circle is not followed round it."""
    walking: set[int] = set()

    @cache
    def depth(here: int) -> int:
        walking.add(here)
        found = max((1 + depth(there) for there in after[here] if there not in walking), default=0)
        walking.discard(here)
        return found

    return {stack: depth(stack) for stack in after}


def _join(
    blocks: Sequence[Block], stacks: Sequence[tuple[int, ...]], edges: Sequence[tuple[int, int]]
) -> list[tuple[int, ...]] | None:
    """Put a stack above the single link that alone it feeds, on a longest way; None where there is no such place."""
    after = _after(stacks, edges)
    before: dict[int, set[int]] = {i: set() for i in after}
    for upper, lowers in after.items():
        for lower in lowers:
            before[lower].add(upper)
    down, up = _depths(after), _depths(before)
    longest = max(down.values())
    found = []
    for upper, lowers in after.items():
        lower = min(lowers, default=upper)
        height = len(stacks[upper]) + len(stacks[lower])
        top = stacks[lower][0]
        if len(lowers) != 1 or height > MAX_STACK or len(blocks[top].links) != 1:
            continue
        leaving = {(a, b) for a, b in edges if a in stacks[upper] and b not in stacks[upper]}
        if leaving == {(stacks[upper][-1], top)} and up[upper] + down[upper] == longest:
            merged = [stack for i, stack in enumerate(stacks) if i not in (upper, lower)]
            merged.append(stacks[upper] + stacks[lower])
            size = sum(len(blocks[block].links) for block in merged[-1])
            found.append((max(_depths(_after(merged, edges)).values()), size, upper, merged))
    return min(found)[-1] if found else None
