"""An export is what was asked for: by region, chain, type and period; every file opens in the tool it is for."""

import csv
from collections.abc import Iterator
from pathlib import Path

import networkx as nx
import pytest
from belt_documents import fill, small_reference
from click.testing import CliRunner
from openpyxl import load_workbook

import yangtze
from graph.errors import UnknownName
from graph.export.subgraph import Subgraph
from graph.export.write import WRITERS, approximate_size
from graph.projection.model import Node, Relationship
from graph.session import Graph, open_graph
from graph.store.asof import InvalidDate
from graph.store.workspace import Workspace


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two chains, and five documents of 2021 to 2024 and of no date that say who cooperates with whom."""
    workspace = Workspace.open(tmp_path_factory.mktemp("export") / "belt.yangtze", create=True)
    with workspace.ledger() as opened:
        fill(opened)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("graph.store.home.load_reference", lambda _=(): small_reference())
        workspace.project()
    workspace.close()
    return workspace.path


@pytest.fixture(scope="module")
def graph(store: Path) -> Iterator[Graph]:
    with open_graph(store) as opened:
        yield opened


def said(subgraph: Subgraph) -> set[tuple[str, str]]:
    names = {node.id: node.name[:4] for node in subgraph.nodes}
    return {(names[f.head], names[f.tail]) for f in subgraph.facts if f.type == "COOPERATES_WITH"}


def test_a_type_of_facts_leaves_those_and_their_ends(graph: Graph) -> None:
    found = graph.subgraph(types=["cooperates_with"])
    assert {f.type for f in found.facts} == {"COOPERATES_WITH"}
    assert {n.id for n in found.nodes} == {end for f in found.facts for end in (f.head, f.tail)}
    assert found.query == "type=COOPERATES_WITH"


def test_a_label_leaves_its_nodes_and_the_facts_between_them(graph: Graph) -> None:
    found = graph.subgraph("安徽", "集成电路", types=["Firm", "Link"])
    assert {n.label for n in found.nodes} == {"Firm", "Link"}
    assert {f.type for f in found.facts} <= {"MAKES", "FEEDS", "COOPERATES_WITH"}
    assert {"MAKES", "FEEDS"} <= {f.type for f in found.facts}
    assert len(graph.subgraph("安徽", "集成电路").nodes) > len(found.nodes)


def test_a_type_and_a_label_together_narrow(graph: Graph) -> None:
    found = graph.subgraph(types=["MAKES", "COOPERATES_WITH", "Firm"])
    assert {f.type for f in found.facts} == {"COOPERATES_WITH"}


def test_a_period_leaves_what_its_texts_say(graph: Graph) -> None:
    all_of_it = said(graph.subgraph(types=["COOPERATES_WITH"]))
    early = graph.subgraph(types=["COOPERATES_WITH"], until="2021")
    late = graph.subgraph(types=["COOPERATES_WITH"], since="2024")
    assert said(early) == {("东方试验", "西方试验")}
    assert {p.published for p in early.passages.values()} == {"2021-05-01"}
    assert ("东方试验", "南方试验") in said(late)
    assert said(early) | said(late) < all_of_it
    assert early.undated == late.undated == 1
    # 西方试验 is named in 2021 and in 2024, and in no text between.
    assert said(graph.subgraph(since="2023-01", until="2023")) == set()


def test_standing_knowledge_stays_in_a_period_unless_only_the_dated_is_asked_for(graph: Graph) -> None:
    standing = graph.subgraph("安徽", "集成电路", since="2022")
    assert {f.type for f in standing.facts} >= {"MAKES", "FEEDS"}
    dated = graph.subgraph(since="2022", dated=True)
    assert {f.type for f in dated.facts}.isdisjoint({"MAKES", "FEEDS", "BELONGS_TO"})
    assert said(dated)
    assert all(f.properties["last_date"] for f in dated.facts)


@pytest.mark.parametrize(
    ("asked", "error", "said"),
    [
        ({"types": ["SUPPLES"]}, UnknownName, "SUPPLIES"),
        ({"types": ["firms"]}, UnknownName, "Firm"),
        ({"types": ["Document"]}, UnknownName, "Document"),
        ({"since": "2024-13"}, InvalidDate, "2024-13"),
        ({"since": "2024", "until": "2023-12-31"}, InvalidDate, "before it begins"),
        ({"region": "安微"}, UnknownName, "安徽"),
    ],
)
def test_what_is_not_known_is_said(graph: Graph, asked: dict[str, str], error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        graph.subgraph(**asked)


def test_every_file_opens_and_says_how_to_cite_it(graph: Graph, tmp_path: Path) -> None:
    subgraph = graph.subgraph("安徽", "集成电路", since="2020")
    (graphml,) = WRITERS["graphml"](subgraph, tmp_path / "a.graphml")
    read = nx.read_graphml(graphml, force_multigraph=True)
    assert (len(read), read.number_of_edges()) == (len(subgraph.nodes), len(subgraph.facts))
    assert read.graph["query"] == "region=安徽; chain=集成电路; since=2020"
    assert subgraph.version in read.graph["citation"]
    facts, nodes = WRITERS["csv"](subgraph, tmp_path / "a.csv")
    for file, number in ((facts, len(subgraph.facts)), (nodes, len(subgraph.nodes))):
        with open(file, encoding="utf-8", newline="") as opened:
            assert len(list(csv.DictReader(opened))) == number
    (xlsx,) = WRITERS["xlsx"](subgraph, tmp_path / "a.xlsx")
    book = load_workbook(xlsx)
    assert book.sheetnames == ["facts", "nodes", "citation"]
    assert book["facts"].max_row == len(subgraph.facts) + 1
    assert [c.value for c in book["facts"][1]][:4] == ["source", "target", "key", "type"]
    assert subgraph.version in book["citation"]["A2"].value


def test_a_name_is_never_a_formula_in_a_workbook(tmp_path: Path) -> None:
    name = '=HYPERLINK("x")\x07'
    node = Node("ref:x", "Firm", {"name": name, "names": [name]})
    fact = Relationship("COOPERATES_WITH", "ref:x", "Firm", "ref:x", "Firm", {"id": "f:1", "confidence": -0.5})
    (file,) = WRITERS["xlsx"](Subgraph("1", (node,), (fact,), {}), tmp_path / "a.xlsx")
    book = load_workbook(file)
    cell = book["nodes"]["C2"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    assert cell.value.startswith("=HYPERLINK")
    values = {book["facts"].cell(1, c.column).value: c.value for c in book["facts"][2]}
    assert values["confidence"] == -0.5


@pytest.mark.parametrize("form", sorted(WRITERS))
def test_the_size_is_known_before(graph: Graph, form: str, tmp_path: Path) -> None:
    for asked in ({}, {"region": "安徽", "chain": "集成电路"}, {"types": ["COOPERATES_WITH"]}):
        subgraph = graph.subgraph(**asked)
        files = WRITERS[form](subgraph, tmp_path / f"a.{form}")
        real = sum(file.stat().st_size for file in files)
        assert approximate_size(subgraph, form) == pytest.approx(real, rel=0.4)


def test_the_command_narrows_and_says_how_to_cite(store: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    done = CliRunner().invoke(
        yangtze.cli,
        ["export", "--format", "csv", "--output", str(file), "--store", str(store), "--type", "COOPERATES_WITH",
         "--since", "2024", "--dated"],
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "1 facts without a date were left out." in done.output
    assert "Query: type=COOPERATES_WITH; since=2024; dated." in done.output
    with open(file, encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert rows
    assert all(row["last_date"] >= "2024" for row in rows)
