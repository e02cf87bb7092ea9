"""Peers and coverage: which regions are like one, what they have that it lacks, and how much is known of each."""

import json
import sys

import pytest
from click.testing import CliRunner

import yangtze
from graph.errors import MissingExtra
from graph.gaps.coverage import coverage_of, coverage_table, places_below
from graph.gaps.engine import GapEngine
from graph.gaps.peers import NoPeers, find_peers
from graph.gaps.status import Thresholds
from graph.options import threshold_options
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
            assert all(p in found.passages for f in link.firms for p in f.evidence)


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


def test_regions_are_compared_link_by_link(demo: Graph) -> None:
    names = ("合肥", "武汉")
    found = demo.compare(names, "集成电路")
    for column, name in enumerate(names):
        expected = [(x.node.id, x.status, len(x.firms), x.documents) for x in demo.statuses(name, "集成电路")]
        said = [(n.id, c[column].status, c[column].n_firms, c[column].documents) for n, c in found.rows]
        assert said == expected
    for link in found.to_json()["links"]:
        for cell in link["regions"]:
            assert len(cell["firms"]) == min(cell["n_firms"], 5)
            assert all(firm["evidence"][0]["text"] for firm in cell["firms"])


def test_thresholds_move_statuses_in_every_answer(demo: Graph) -> None:
    high = Thresholds(weak_coverage=50.0, strong_firms=50)
    usual, strict = demo.compare(["上海"], "集成电路"), demo.compare(["上海"], "集成电路", thresholds=high)

    def counts(found):
        return sum(cells[0].status in {"strong", "present"} for _, cells in found.rows)

    assert counts(strict) < counts(usual)
    assert [x.status for x in demo.statuses("上海", "集成电路", thresholds=high)] == [
        cells[0].status for _, cells in strict.rows
    ]
    assert strict.to_json()["thresholds"]["weak_coverage"] == 50.0
    fewer = demo.peers("合肥", "集成电路", thresholds=high)
    assert sum(len(p.links) for p in fewer.peers) < sum(len(p.links) for p in demo.peers("合肥", "集成电路").peers)


def test_the_options_of_the_command_line_are_the_thresholds() -> None:
    @threshold_options
    def command(limits): ...

    options = {o.name: o.default for o in command.__click_params__}
    assert options == Thresholds().to_json()


def test_coverage_counts_what_the_answer_rests_on(demo: Graph, engine: GapEngine) -> None:
    place, chip = demo.region("安徽"), demo.chain("集成电路")
    row = coverage_of(engine, place, chip)
    answer = demo.gaps("安徽", "集成电路", candidates=0)
    assert (row.firms, row.documents, row.links) == (answer.firms, answer.documents, len(answer.links))
    assert row.links_seen == sum(bool(link.firms) for link in answer.links)
    assert row.statements >= row.firms
    assert row.verified is not None
    assert 0 < row.verified < 1
    assert answer.coverage == row
    assert answer.to_json()["coverage"] == row.to_json()
    assert row.recorded == "here"
    assert row.newest is None  # reference rows bear no date, and the article says nothing of chips in 安徽


def test_coverage_of_nothing_is_nothing(demo: Graph, engine: GapEngine) -> None:
    row = coverage_of(engine, demo.region("迪庆藏族自治州"), demo.chain("船舶与海洋工程装备"))
    assert (row.firms, row.documents, row.statements, row.newest, row.verified) == (0, 0, 0, None, None)
    assert row.recorded == "elsewhere"


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
    assert len(coverage_table(engine, below[:2], engine.chains).rows) == 60


def test_statuses_of_all_chains_are_those_of_each(demo: Graph) -> None:
    every = {x.node.id: x.status for x in demo.statuses("安徽")}
    assert len(every) == 885
    for chain in ("集成电路", "光伏"):
        assert all(every[x.node.id] == x.status for x in demo.gaps("安徽", chain, candidates=0).links)


def test_every_answer_is_a_frame_for_pandas(demo: Graph) -> None:
    answer = demo.gaps("安徽", "集成电路")
    frame = answer.to_pandas()
    assert list(frame["link"]) == [link.node.id for link in answer.links]
    assert list(frame["status"]) == [link.status for link in answer.links]
    compared = demo.compare(["合肥", "武汉"], "集成电路")
    assert len(compared.to_pandas()) == 2 * len(compared.rows)
    found = demo.peers("合肥", "集成电路")
    assert len(found.to_pandas()) == sum(len(p.links) for p in found.peers)
    covered = demo.coverage("安徽", "集成电路")
    assert covered.to_pandas().to_dict("records")[0]["firms"] == covered.rows[0].firms


def test_without_pandas_the_error_says_what_to_install(demo: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingExtra, match=r"pip install 'yangtze-chains\[pandas\]'"):
        demo.coverage("安徽", "集成电路").to_pandas()


def test_python_and_the_commands_give_one_answer(demo: Graph, demo_store) -> None:
    def said(*arguments: str):
        return json.loads(run(demo_store, *arguments, "--format", "json").stdout)

    assert said("gaps", "--region", "安徽", "--chain", "光伏") == demo.gaps("安徽", "光伏").to_json()
    assert said("peers", "--region", "合肥", "--limit", "2") == demo.peers("合肥", limit=2).to_json()
    assert said("compare", "安徽", "江苏", "--chain", "芯片") == demo.compare(["安徽", "江苏"], "芯片").to_json()
    assert said("coverage", "--region", "安徽") == demo.coverage("安徽").to_json()
    strict = Thresholds(min_evidence=9, strong_rca=2.5)
    options = ("--min-evidence", "9", "--strong-rca", "2.5")
    assert said("peers", "--region", "合肥", *options) == demo.peers("合肥", thresholds=strict).to_json()
    assert said("compare", "上海", "--chain", "光伏", *options) == (
        demo.compare(["上海"], "光伏", thresholds=strict).to_json()
    )


def test_the_commands_say_it_in_text(demo_store) -> None:
    text = run(demo_store, "peers", "--region", "合肥", "--chain", "集成电路")
    assert text.output.startswith("与合肥市产业结构最像的地区")
    table = run(demo_store, "compare", "合肥", "武汉", "--chain", "集成电路")
    assert "合肥市" in table.output
    assert "武汉市" in table.output
    wrong = CliRunner().invoke(yangtze.cli, ["compare", "合肥", "武汉", "--store", str(demo_store)])
    assert wrong.exit_code == 2
    covered = run(demo_store, "coverage", "--region", "安徽", "--chain", "集成电路")
    assert "合肥市" in covered.output
    rows = json.loads(run(demo_store, "coverage", "--format", "json").output)["coverage"]
    assert len(rows) == 11 * 30
