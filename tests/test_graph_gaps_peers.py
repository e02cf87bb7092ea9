"""Peers and coverage: which regions are like one, what they have that it lacks, and how much is known of each."""

import json

import pytest
from click.testing import CliRunner

import yangtze
from graph.gaps.coverage import coverage_of, coverage_table, places_below
from graph.gaps.engine import GapEngine
from graph.gaps.peers import NoPeers, compare, find_peers
from graph.session import Graph


@pytest.fixture(scope="module")
def engine(demo_store):
    with yangtze.open_graph(demo_store) as graph:
        yield GapEngine(graph.view)


def run(store, *arguments: str):
    return CliRunner().invoke(yangtze.cli, [*arguments, "--store", str(store)], catch_exceptions=False)


def test_a_peer_has_what_the_region_lacks_and_says_by_whom(demo: Graph, engine: GapEngine) -> None:
    hefei, chip = demo.region("合肥"), demo.chain("集成电路")
    found = find_peers(engine, hefei, chip, limit=3)
    assert [p.similarity for p in found.peers] == sorted((p.similarity for p in found.peers), reverse=True)
    assert all(p.region_id != hefei.id and 0 < p.similarity <= 1 for p in found.peers)
    here = {link.node.id: link.status for link in engine.statuses(hefei, chip)}
    for peer in found.peers:
        there = {link.node.id: link.status for link in engine.statuses(demo.region(peer.region), chip)}
        for link in peer.links:
            assert there[link.node.id] == link.status in {"strong", "present"}
            assert here[link.node.id] == link.here in {"weak", "not_observed", "unknown"}
            assert len(link.firms) == min(link.n_firms, 5) > 0
            assert all(f.evidence and f.name for f in link.firms)


def test_peers_are_of_the_same_level_and_of_the_belt(demo: Graph, engine: GapEngine) -> None:
    regions = engine.activities.regions
    for name, level in (("安徽", "province"), ("合肥", "prefecture")):
        found = find_peers(engine, demo.region(name))
        assert {regions[p.region_id].properties["level"] for p in found.peers} == {level}
        assert all(regions[p.region_id].properties["in_belt"] for p in found.peers)


def test_a_group_and_a_region_without_firms_have_no_peers(demo: Graph, engine: GapEngine) -> None:
    with pytest.raises(NoPeers, match="group of regions"):
        find_peers(engine, demo.region("长三角"))
    with pytest.raises(NoPeers, match="too few"):
        find_peers(engine, demo.region("迪庆藏族自治州"))


def test_regions_are_compared_link_by_link(demo: Graph, engine: GapEngine) -> None:
    places, chip = [demo.region(name) for name in ("合肥", "武汉")], demo.chain("集成电路")
    found = compare(engine, places, chip)
    for column, place in enumerate(places):
        expected = [(link.node.id, link.status, len(link.firms)) for link in engine.statuses(place, chip)]
        assert [(node.id, *cells[column]) for node, cells in found.rows] == expected


def test_coverage_counts_what_the_answer_rests_on(demo: Graph, engine: GapEngine) -> None:
    place, chip = demo.region("安徽"), demo.chain("集成电路")
    row = coverage_of(engine, place, chip)
    answer = demo.gaps("安徽", "集成电路", candidates=0)
    assert (row.firms, row.documents, row.links) == (answer.firms, answer.documents, len(answer.links))
    assert row.links_seen == sum(bool(link.firms) for link in answer.links)
    assert row.statements >= row.firms
    assert row.verified is not None
    assert 0 < row.verified < 1
    assert row.newest is None  # reference rows bear no date, and the article says nothing of chips in 安徽


def test_coverage_of_nothing_is_nothing(demo: Graph, engine: GapEngine) -> None:
    row = coverage_of(engine, demo.region("迪庆藏族自治州"), demo.chain("船舶与海洋工程装备"))
    assert (row.firms, row.documents, row.statements, row.newest, row.verified) == (0, 0, 0, None, None)


def test_coverage_goes_over_the_belt_or_the_areas_below(demo: Graph, engine: GapEngine) -> None:
    assert len(places_below(engine, None)) == 11
    below = places_below(engine, demo.region("安徽"))
    assert [p.name for p in below[:2]] == ["安徽省", "合肥市"]
    assert [p.name for p in places_below(engine, demo.region("长三角"))] == [
        "长三角",
        "上海市",
        "江苏省",
        "浙江省",
        "安徽省",
    ]
    assert len(coverage_table(engine, below[:2], engine.chains)) == 60


def test_the_commands_say_it_in_text_and_json(demo_store) -> None:
    text = run(demo_store, "peers", "--region", "合肥", "--chain", "集成电路")
    assert text.output.startswith("与合肥市产业结构最像的地区")
    data = json.loads(run(demo_store, "peers", "--region", "合肥", "--format", "json").output)
    assert len(data["peers"]) == 5
    table = run(demo_store, "peers", "--region", "合肥", "--region", "武汉", "--chain", "集成电路")
    assert "合肥市" in table.output
    assert "武汉市" in table.output
    wrong = CliRunner().invoke(
        yangtze.cli, ["peers", "--region", "合肥", "--region", "武汉", "--store", str(demo_store)]
    )
    assert wrong.exit_code == 2
    covered = run(demo_store, "coverage", "--region", "安徽", "--chain", "集成电路")
    assert "合肥市" in covered.output
    rows = json.loads(run(demo_store, "coverage", "--format", "json").output)["coverage"]
    assert len(rows) == 11 * 30
