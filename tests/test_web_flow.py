"""The flow drawing keeps the rules of the design for every shipped chain, and for chains that nobody has thought of."""

from collections.abc import Callable, Sequence
from itertools import combinations

import pytest

from graph.reference.load import load_reference
from web.flow.blocks import MAX_COLUMNS, MAX_LINKS, structure
from web.flow.draw import WIDTH, Box, Drawing, FlowLink, along, draw, text_width

REFERENCE = load_reference()
CHAINS = sorted(REFERENCE.chains)


def links_of(chain: str) -> list[FlowLink]:
    return [FlowLink(x.id, x.name, x.criticality) for x in REFERENCE.links.values() if x.chain == chain]


def flows_of(chain: str) -> set[tuple[str, str]]:
    own = {link.id for link in links_of(chain)}
    return {(f.source, f.target) for f in REFERENCE.flows if f.source in own and f.target in own}


@pytest.fixture(scope="module")
def drawn() -> Callable[[str], Drawing]:
    kept: dict[str, Drawing] = {}

    def drawing(chain: str) -> Drawing:
        if chain not in kept:
            kept[chain] = draw(links_of(chain), sorted(flows_of(chain)))
        return kept[chain]

    return drawing


def overlapping(boxes: Sequence[Box], apart: float) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    return [(a.lines, b.lines) for a, b in combinations(boxes, 2) if a.meets(b, apart)]


def test_all_thirty_chains_are_drawn() -> None:
    assert len(CHAINS) == 30


@pytest.mark.parametrize("chain", CHAINS)
def test_every_link_stands_in_one_block_and_nothing_overlaps(chain: str, drawn) -> None:
    drawing = drawn(chain)
    names = sorted(link.id for link in links_of(chain))
    assert sorted(drawing.nodes) == names
    assert sorted(x for block in drawing.blocks for x in block.links) == names
    assert overlapping(list(drawing.nodes.values()), 3) == []
    assert overlapping(drawing.blocks, 8) == []
    for block in drawing.blocks:
        for link in block.links:
            node = drawing.nodes[link]
            assert block.x < node.x
            assert node.x + node.w < block.x + block.w
            assert block.y < node.y
            assert node.y + node.h < block.y + block.h


@pytest.mark.parametrize("chain", CHAINS)
def test_every_flow_is_drawn_once_and_no_other(chain: str, drawn) -> None:
    pairs = [(a, b) for edge in drawn(chain).edges for a in edge.sources for b in edge.targets]
    assert sorted(pairs) == sorted(flows_of(chain))


@pytest.mark.parametrize("chain", CHAINS)
def test_edges_run_between_blocks_and_never_under_one(chain: str, drawn) -> None:
    drawing = drawn(chain)
    of = {link: block for block in drawing.blocks for link in block.links}
    for edge in drawing.edges:
        source, target = of[edge.sources[0]], of[edge.targets[0]]
        (x0, y0), (x1, y1) = edge.points[0], edge.points[-1]
        assert (x0 == source.x + source.w and source.y <= y0 <= source.y + source.h) or y0 == source.y + source.h
        assert (x1 == target.x - 5 and target.y <= y1 <= target.y + target.h) or y1 == target.y - 5
        for x, y in along(edge):
            under = [b.links for b in drawing.blocks if b.x < x < b.x + b.w and b.y < y < b.y + b.h]
            assert under == [], (edge.sources, edge.targets)


@pytest.mark.parametrize("chain", CHAINS)
def test_a_chain_fits_the_page_with_its_legend_on_free_ground(chain: str, drawn) -> None:
    drawing = drawn(chain)
    assert len({block.x for block in drawing.blocks}) <= MAX_COLUMNS
    assert drawing.width == WIDTH
    assert drawing.height < 1200
    assert [b.links for b in drawing.blocks if b.meets(drawing.legend)] == []
    assert drawing.legend.y + drawing.legend.h <= drawing.height
    for id_, node in drawing.nodes.items():
        assert all(text_width(line, 12) <= node.w - 18 for line in node.lines), id_
        assert "…" not in "".join(node.lines), id_


@pytest.mark.parametrize("chain", CHAINS)
def test_flows_run_from_left_to_right_or_down(chain: str, drawn) -> None:
    nodes = drawn(chain).nodes
    for a, b in flows_of(chain):
        source, target = nodes[a], nodes[b]
        assert source.x + source.w < target.x or (source.x == target.x and source.y + source.h < target.y)


def test_integrated_circuits_are_fifteen_blocks_and_fifteen_edges(drawn) -> None:
    drawing = drawn("integrated-circuit")
    assert (len(drawing.nodes), len(drawing.blocks), len(drawing.edges)) == (39, 15, 15)
    titles = sorted(block.lines[0] for block in drawing.blocks if len(block.links) > 1)
    fab = "8 环，供给晶圆制造"
    assert titles == ["2 环，供给芯片设计", "5 环，供给封装", "6 环，供给终端应用", fab, fab]


def test_node_heights_say_how_critical_a_link_is(drawn) -> None:
    nodes = drawn("integrated-circuit").nodes
    one_line = [link for link in links_of("integrated-circuit") if len(nodes[link.id].lines) == 1]
    assert {(x.criticality, nodes[x.id].h) for x in one_line} == {("core", 27), ("important", 23), ("general", 20)}


def test_a_long_block_is_split() -> None:
    names = [f"l{i}" for i in range(20)]
    found = structure([*names, "end"], [(name, "end") for name in names])
    assert sorted(len(block.links) for block in found.blocks) == [1, 6, 7, 7]
    assert max(len(block.links) for block in found.blocks) <= MAX_LINKS


def test_links_without_flows_and_circles_are_drawn_too() -> None:
    links = [FlowLink(name, name, "core") for name in "abcd"]
    drawing = draw(links, [("a", "b"), ("b", "c"), ("c", "a")])
    assert sorted(drawing.nodes) == ["a", "b", "c", "d"]
    assert overlapping(drawing.blocks, 0) == []
    assert len(drawing.edges) == 3


def test_no_links_at_all_are_an_empty_drawing() -> None:
    drawing = draw([], [])
    assert (dict(drawing.nodes), drawing.blocks, drawing.edges) == ({}, (), ())


def test_the_same_chain_is_drawn_the_same_every_time() -> None:
    flows = sorted(flows_of("photovoltaic"))
    assert draw(links_of("photovoltaic"), flows) == draw(links_of("photovoltaic"), flows[::-1])
