"""One contract for both stores: the same questions give the same answers, in the same order, to the byte."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from belt_documents import AWKWARD, LONG, claim, fill, small_reference
from click.testing import CliRunner
from neo4j_server import neo4j_server

from graph.cli import status
from graph.export.write import WRITERS
from graph.ids import mention_cluster_id
from graph.schema.model import load_schema
from graph.session import Graph, open_graph, store_status
from graph.store.place import open_place
from graph.store.workspace import Workspace

BACKENDS = ("embedded", "neo4j")
Opener = Callable[..., Graph]


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A workspace whose ledger both stores are made from."""
    workspace = Workspace.open(tmp_path_factory.mktemp("contract") / "belt.yangtze", create=True)
    with workspace.ledger() as opened:
        fill(opened)
        claim(opened)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("graph.store.home.load_reference", lambda _=(): small_reference())
        workspace.project()
        workspace.close()
        yield workspace.path


@pytest.fixture(scope="module")
def address(ledger: Path) -> Iterator[str]:
    """The same on the server."""
    server = neo4j_server()
    server.wipe()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in server.environment.items():
            patch.setenv(name, value)
        place = open_place(server.uri, ledger=ledger, create=True)
        assert place.project() is True
        place.close()
        yield server.uri


@pytest.fixture(scope="module", params=BACKENDS)
def store(request: pytest.FixtureRequest, ledger: Path) -> str:
    """The name of each store in turn."""
    return str(ledger) if request.param == "embedded" else request.getfixturevalue("address")


@pytest.fixture(scope="module")
def graph(store: str) -> Iterator[Graph]:
    with open_graph(store) as opened:
        yield opened


def facts_of(graph: Graph, name: str) -> list[tuple[str, str]]:
    profile = graph.show(name)
    return sorted((f.type, profile.nodes[f.tail if f.head == profile.node.id else f.head].name) for f in profile.facts)


# ---- each store alone ---------------------------------------------------------------------------------------


def test_gaps_are_ranked_with_candidates_and_introductions(graph: Graph) -> None:
    answer = graph.gaps("安徽", "集成电路")
    assert answer.region_id == "340000"
    assert {link.status for link in answer.links} <= {"not_observed", "weak", "present", "strong", "unknown"}
    assert [link.rank for link in answer.ranked] == list(range(1, len(answer.ranked) + 1))
    assert any(c.introduction for link in answer.ranked for c in link.candidates)
    assert answer.note == ""


def test_what_documents_say_outright_is_a_fact_with_its_sentence(graph: Graph) -> None:
    answer = graph.gaps("安徽", "集成电路")
    assert {(s.polarity, s.place, s.where, s.words, s.speaker, s.inferred) for s in answer.said} == {
        ("lack", "全国", "country", "依赖进口", "甲某", False),
        ("strength", "安徽省", "here", "优势突出", "甲某", False),
    }
    assert all("我国光刻胶依赖进口" in answer.passages[p].text for s in answer.said for p in s.evidence)
    assert answer.coverage is not None
    assert answer.coverage.said == 1


def test_things_are_found_by_name_and_a_name_shows_its_facts_and_sentences(graph: Graph) -> None:
    assert graph.find("江苏省驻沪办")[0].thing.name == "江苏省人民政府驻上海办事处"
    assert ("LOCATED_IN", "上海市") in facts_of(graph, "江苏省驻沪办")
    profile = graph.show("东方试验有限公司")
    assert {p.text for p in profile.passages.values()} >= {"2021年，东方试验有限公司与西方试验有限公司合作。"}
    assert [d.properties["published"] for d in profile.documents] == ["2024-03", "2022", "2021-05-01", None]


def test_a_path_is_walked_fact_by_fact(graph: Graph) -> None:
    answer = graph.path("西方试验有限公司", "北方试验有限公司")
    names = [answer.nodes[stop].name for stop in answer.stops]
    assert names == ["西方试验有限公司", "东方试验有限公司", "北方试验有限公司"]


@pytest.mark.parametrize("name", [AWKWARD, LONG], ids=["awkward", "long"])
def test_a_name_with_every_awkward_character_comes_back_as_it_went_in(graph: Graph, name: str) -> None:
    found = graph.entity(name)
    assert (found.label, found.name, found.properties["names"]) == ("Firm", name, [name])
    assert facts_of(graph, name) == [("COOPERATES_WITH", "东方试验有限公司")]
    assert [answer.name for answer in (graph.path(name, "西方试验有限公司").start,)] == [name]
    assert name in next(iter(graph.show(name).passages.values())).text


def test_every_source_id_answers_and_unknown_ones_are_left_out(graph: Graph) -> None:
    moved = {old.id: old.properties["canonical"] for old in graph.view.nodes("SourceId")}
    firms = {node.id for node in graph.view.nodes("Firm")}
    to_firms = {old: new for old, new in moved.items() if new in firms}
    assert len(to_firms) >= 3  # 东方试验有限公司 stands in four documents
    assert {old: node.id for old, node in graph.view.get(to_firms).items()} == to_firms
    assert graph.view.get(["m:none", "'}) RETURN 1 //"]) == {}
    assert graph.view.passages(["none"]) == {}
    assert graph.view.around([mention_cluster_id("none", "FIRM", 0)]) == []


def test_status_counts_what_is_there_and_knows_the_ledger(store: str, ledger: Path) -> None:
    data = store_status(store, ledger=ledger)
    assert (data["documents"], data["up_to_date"], data["state"]) == (6, True, "ready")
    assert data["counts"]["nodes"]["Chain"] == 2
    assert data["counts"]["relationships"]["COOPERATES_WITH"] >= 4
    assert data["backend"] == ("neo4j" if "://" in store else "embedded")


# ---- as of a date -------------------------------------------------------------------------------------------


def as_of(store: str, date: str, name: str = "东方试验有限公司") -> list[tuple[str, int, str | None]]:
    with open_graph(store, as_of=date) as graph:
        profile = graph.show(name)
    return sorted(
        (profile.nodes[f.tail if f.head == profile.node.id else f.head].name[:4], f.properties["n_evidence"],
         f.properties["last_date"])
        for f in profile.facts
    )  # fmt: skip


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2020", []),
        ("2021-04-30", []),
        ("2021-05", [("西方试验", 1, "2021-05-01")]),
        ("2021", [("西方试验", 1, "2021-05-01")]),
        # 2022 alone may lie before any day of it
        ("2022-01-01", [("甲'乙\"", 1, "2022"), ("西方试验", 1, "2021-05-01"), ("长长长长", 1, "2022")]),
        ("2024-03-01", [("南方试验", 1, "2024-03"), ("甲'乙\"", 1, "2022"), ("西方试验", 2, "2024-03"),
                        ("长长长长", 1, "2022")]),
    ],
)  # fmt: skip
def test_as_of_a_date_only_earlier_evidence_takes_part(
    store: str, date: str, expected: list[tuple[str, int, str | None]]
) -> None:
    assert as_of(store, date) == expected


def test_as_of_a_date_standing_knowledge_stays_and_what_is_left_out_is_said(store: str) -> None:
    with open_graph(store, as_of="2020") as graph:
        answer = graph.gaps("安徽", "集成电路")
        assert answer.firms > 10
        assert answer.documents == 0
        assert answer.note == ("截至 2020：只计此前的证据；参照表为常备知识，不论日期；1 篇文献日期不详，未计入")
        assert graph.entity("北方试验有限公司").properties["documents"] == []
        counts = graph.counts()
        assert "COOPERATES_WITH" not in counts.relationships
        assert "MENTIONS" not in counts.relationships
        assert counts.relationships["FEEDS"] == 101


@pytest.mark.parametrize("date", ["2024-13", "2023-02-29", "24", "gestern", "2024/10", "２０２４"])
def test_a_wrong_date_is_wrong_usage(date: str) -> None:
    result = CliRunner().invoke(status, ["--as-of", date])
    assert result.exit_code == 2
    assert f"Invalid value for '--as-of': '{date}' is no d" in result.output


# ---- both stores together -----------------------------------------------------------------------------------


QUESTIONS: dict[str, Callable[[Graph], Any]] = {
    "gaps of a province": lambda g: g.gaps("安徽", "集成电路").to_json(),
    "gaps of a group": lambda g: g.gaps("长三角", "新能源汽车", candidates=20).to_json(),
    "gaps of a city": lambda g: g.gaps("合肥", "芯片").to_json(),
    "peers": lambda g: g.peers("安徽", "集成电路").to_json(),
    "several regions on one chain": lambda g: g.compare(["安徽", "江苏", "长三角"], "集成电路").to_json(),
    "coverage": lambda g: g.coverage("安徽").to_json(),
    "find": lambda g: [asdict(hit) for hit in g.find("试验", limit=100)],
    "show an office": lambda g: g.show("江苏省驻沪办").to_json(),
    "show a firm": lambda g: g.show("东方试验有限公司").to_json(),
    "show an awkward name": lambda g: g.show(AWKWARD).to_json(),
    "show a province": lambda g: g.show("安徽", limit=1000).to_json(),
    "path": lambda g: g.path("羊贵平", "黄运海").to_json(),
    "path by an awkward name": lambda g: g.path(AWKWARD, LONG).to_json(),
    "counts": lambda g: asdict(g.counts()),
}


@pytest.fixture(scope="module", params=[None, "2022"])
def both(request: pytest.FixtureRequest, ledger: Path, address: str) -> Iterator[tuple[Graph, Graph]]:
    with open_graph(ledger, as_of=request.param) as one, open_graph(address, as_of=request.param) as other:
        yield one, other


@pytest.mark.parametrize("question", QUESTIONS)
def test_both_stores_give_the_same_json(both: tuple[Graph, Graph], question: str) -> None:
    one, other = (json.dumps(QUESTIONS[question](graph), ensure_ascii=False, indent=1) for graph in both)
    assert one == other


def test_both_stores_hold_the_same_values_in_the_same_order(both: tuple[Graph, Graph]) -> None:
    one, other = (graph.view for graph in both)
    schema = load_schema()
    for label in schema.labels:
        assert one.nodes(label) == other.nodes(label), label
    for type_ in schema.relationships:
        every = one.relationships([type_])
        assert every == other.relationships([type_]), type_
        for head in ("Firm", "Region"):
            assert one.relationships([type_], head) == [r for r in every if r.head_label == head]
            assert other.relationships([type_], head) == one.relationships([type_], head)
    ids = [node.id for node in one.nodes("SourceId")] + [node.id for node in one.nodes("Firm")[:50]] + ["none"]
    assert one.get(ids) == other.get(ids)
    assert list(one.get(ids)) == list(other.get(ids))
    assert one.around(ids) == other.around(ids)
    assert one.around(ids, ["MAKES"]) == other.around(ids, ["MAKES"])
    passages = [node.id for node in one.nodes("Passage")[:500]]
    assert one.passages(passages) == other.passages(passages)
    assert list(one.passages(passages)) == list(other.passages(passages))


def test_both_stores_bundle_and_count_alike(both: tuple[Graph, Graph]) -> None:
    one, other = (graph.view for graph in both)
    for id_ in ("340000", "integrated-circuit.eda", one.nodes("SourceId")[0].id, "none"):
        bundles = one.bundles(id_)
        assert bundles == other.bundles(id_)
        around = one.around([id_])
        assert sum(bundle.count for bundle in bundles) == len(around)
        for bundle in bundles:
            assert one.bundle(id_, bundle, 5, 3) == other.bundle(id_, bundle, 5, 3)
            whole = one.bundle(id_, bundle, bundle.count + 1)
            assert len(whole) == bundle.count
            assert whole[3:8] == one.bundle(id_, bundle, 5, 3)
            assert {fact.id for fact in whole} <= {fact.id for fact in around}
            dates = [fact.properties["last_date"] or "" for fact in whole]
            assert dates == sorted(dates, reverse=True)


@pytest.mark.parametrize("form", sorted(WRITERS))
def test_both_stores_export_the_same_bytes(both: tuple[Graph, Graph], form: str, tmp_path: Path) -> None:
    written = []
    for name, graph in zip(BACKENDS, both, strict=True):
        files = WRITERS[form](graph.subgraph(), tmp_path / name / f"belt.{form}")
        written.append([file.read_bytes() for file in files])
    assert written[0] == written[1]
    assert sum(map(len, written[0])) > 200_000  # a workbook is compressed
