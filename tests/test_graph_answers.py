"""Names, profiles, paths and exports on the demo graph."""

import csv
from pathlib import Path

import networkx as nx
import pytest

from graph.errors import AmbiguousName, UnknownName
from graph.export.subgraph import Subgraph, to_networkx
from graph.export.write import WRITERS, cell
from graph.names.index import NamedThing, NameIndex
from graph.names.normal import fold, name_key
from graph.projection.model import Node, Relationship
from graph.session import Graph

JIANGSU = "ref:office:江苏省人民政府驻上海办事处"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("臺灣積體電路", "台湾积体电路"),
        ("ＡＢＣ１２３", "ABC123"),
        ("江苏省　驻沪办", "江苏省 驻沪办"),
        ("①㎡ﬁ😀\U0002a6a5", "1㎡ﬁ😀\U0002a6a5"),  # what would grow stays, so that offsets stay true
    ],
)
def test_fold_keeps_the_length(text: str, expected: str) -> None:
    assert fold(text) == expected
    assert len(fold(text)) == len(text)


@pytest.mark.parametrize(
    "spelling", ["上海概伦电子(集团)", "上海概倫電子（集團）", "上海 概伦电子 “集团”", "上海概伦电子【集团】"]
)
def test_spellings_meet_in_one_key(spelling: str) -> None:
    assert name_key(spelling) == "上海概伦电子集团"


def test_the_index_finds_two_characters_parts_and_near_spellings() -> None:
    index = NameIndex([
        NamedThing("1", "Firm", "华为", ("华为技术有限公司",)),
        NamedThing("2", "Firm", "中芯国际", ()),
        NamedThing("3", "Firm", "华润微", ()),
    ])  # fmt: skip
    assert [(h.thing.id, h.why) for h in index.find("华为")][:1] == [("1", "正是此名 the name itself")]
    assert [h.thing.id for h in index.find("中芯")] == ["2"]
    assert index.find("中心国际")[0].thing.id == "2"
    assert index.find("") == []
    assert index.find("華為")[0].score == 1.0


def test_find_takes_short_names(demo: Graph) -> None:
    hit = demo.find("江苏省驻沪办")[0]
    assert (hit.thing.id, hit.score, hit.matched) == (JIANGSU, 1.0, "江苏省驻沪办")


def test_show_gives_facts_with_sentences(demo: Graph) -> None:
    profile = demo.show("江苏省驻沪办").to_json()
    assert profile["id"] == JIANGSU
    position = next(f for f in profile["facts"] if f["type"] == "HOLDS_POSITION")
    assert (position["head"]["name"], position["properties"]["title"]) == ("黄运海", "党组书记、主任")
    assert position["evidence"][0]["text"].startswith("江苏省驻沪办党组书记、主任黄运海在座谈会上分享了")
    assert position["evidence"][0]["published"] == "2024-10-29"
    assert [d["title"] for d in profile["documents"]] == ["长江经济带12省驻沪办支持服务在沪企业座谈会在上海举办"]


def test_an_old_source_id_answers_with_the_entity_that_stands_for_it(demo: Graph) -> None:
    old = next(s for s in demo.show(JIANGSU).node.properties["source_ids"] if s.startswith("m:"))
    assert demo.show(old).node.id == JIANGSU


def test_an_unknown_name_comes_with_the_nearest(demo: Graph) -> None:
    with pytest.raises(UnknownName, match="Nearest: .*概伦电子"):
        demo.show("概伦电了")
    with pytest.raises(AmbiguousName, match="'鼓楼区' names 4 entitys|'鼓楼区' names 4"):
        demo.show("鼓楼区")


def test_a_path_walks_facts_with_a_sentence_on_each_step(demo: Graph) -> None:
    answer = demo.path("羊贵平", "黄运海")
    assert [answer.nodes[stop].name for stop in answer.stops][::2][0] == "羊贵平"
    assert answer.stops[-1] == answer.end.id
    assert 2 <= len(answer.facts) <= 3
    assert all(step["evidence"] for step in answer.to_json()["steps"])


def test_a_path_to_oneself_and_no_path(demo: Graph) -> None:
    assert demo.path("江苏省驻沪办", "江苏驻沪办").to_json()["found"] is True
    assert demo.path("江苏省驻沪办", "概伦电子", longest=1).to_json()["found"] is False


def test_networkx_gets_labels_types_and_sentences(demo: Graph) -> None:
    graph = demo.to_networkx("安徽", "集成电路")
    assert graph.nodes["integrated-circuit.eda"]["label"] == "Link"
    fed = graph["integrated-circuit.poly-silicon-eg"]["integrated-circuit.silicon-wafer"]
    assert [data["type"] for data in fed.values()] == ["FEEDS"]
    assert all(data["sentence"] for _, _, data in graph.edges(data=True))
    assert "ref:gailundianzi" not in graph  # of Shanghai


@pytest.mark.parametrize("format_", ["graphml", "csv"])
def test_an_export_is_the_same_bytes_twice(demo: Graph, tmp_path: Path, format_: str) -> None:
    subgraph = demo.subgraph("安徽", "集成电路")
    one = WRITERS[format_](subgraph, tmp_path / f"a.{format_}")
    two = WRITERS[format_](demo.subgraph("安徽", "集成电路"), tmp_path / f"b.{format_}")
    assert [p.read_bytes() for p in one] == [p.read_bytes() for p in two]


def test_networkx_reads_both_exports(demo: Graph, tmp_path: Path) -> None:
    subgraph = demo.subgraph("安徽", "集成电路")
    (graphml,) = WRITERS["graphml"](subgraph, tmp_path / "a.graphml")
    read = nx.read_graphml(graphml, force_multigraph=True)
    assert (len(read), read.number_of_edges()) == (len(subgraph.nodes), len(subgraph.facts))
    assert read.nodes["340000"]["name"] == "安徽省"
    facts, nodes = WRITERS["csv"](subgraph, tmp_path / "a.csv")
    with open(facts, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert nx.from_edgelist([(r["source"], r["target"]) for r in rows], nx.MultiDiGraph).number_of_edges() == len(rows)
    assert len(rows) == len(subgraph.facts)
    with open(nodes, encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == len(subgraph.nodes)


def test_names_that_xml_or_a_spreadsheet_cannot_bear(tmp_path: Path) -> None:
    name = '=HYPERLINK("x")<script>\x07\ud800😀'
    node = Node("ref:x", "Firm", {"name": name, "names": [name]})
    fact = Relationship("COOPERATES_WITH", "ref:x", "Firm", "ref:x", "Firm", {"id": "f:1"})
    subgraph = Subgraph("1", (node,), (fact,), {})
    (graphml,) = WRITERS["graphml"](subgraph, tmp_path / "a.graphml")
    assert nx.read_graphml(graphml).nodes["ref:x"]["name"] == '=HYPERLINK("x")<script>��😀'
    _, nodes = WRITERS["csv"](subgraph, tmp_path / "a.csv")
    with open(nodes, encoding="utf-8", newline="") as file:
        assert next(csv.DictReader(file))["name"].startswith("'=HYPERLINK")
    assert to_networkx(subgraph).nodes["ref:x"]["label"] == "Firm"


def test_numbers_stay_numbers_in_a_spreadsheet() -> None:
    assert [cell(v) for v in (-1.5, "-1", None, "安徽")] == ["-1.5", "'-1", "", "安徽"]
