"""What documents say outright stands beside the computed status, with its sentence, and changes none."""

import json
from pathlib import Path

import pytest
from belt_documents import small_reference
from click.testing import CliRunner

import yangtze
from graph.gaps.render import render_text
from graph.ids import THE_COUNTRY
from graph.ledger.records import Claim, Document, Extraction, LocalEntity, Mention, text_sha256
from graph.session import Graph, open_graph
from graph.store.workspace import Workspace

LACK = "甲某表示，安徽光刻胶仍是短板。"
COUNTRY_LACK = "我国光刻胶依赖进口。"
STRENGTH = "合肥显示面板产量居全国前列，长三角集成电路优势突出。"
CLAIMS = {
    LACK: (("lack", "光刻胶", "短板", "340000", False, "甲某"),),
    COUNTRY_LACK: (("lack", "光刻胶", "依赖进口", THE_COUNTRY, False, ""),),
    STRENGTH: (("strength", "集成电路", "优势突出", "长三角", False, ""),
               ("strength", "封装基板", "优势", "340100", True, "")),
}  # fmt: skip


def put(workspace: Workspace, text: str, published: str) -> None:
    mentions, claims = [], []
    for n, (polarity, phrase, words, place, inferred, speaker) in enumerate(CLAIMS[text]):
        start = max(text.find(phrase), 0)
        mentions.append(Mention(start, start + len(phrase), phrase, "PRODUCT", n, "test"))
        claims.append(Claim(polarity, n, 0, len(text), words, place, inferred, speaker, 0.8, "claim-test"))
    entities = tuple(LocalEntity("PRODUCT", (m.text,)) for m in mentions)
    with workspace.ledger() as ledger:
        said = Extraction(text_sha256(text), "test-1", tuple(mentions), entities, (), tuple(claims))
        ledger.put(Document(text, key=text, published=published, publisher="试验报"), said)


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two graphs of one reference: without documents, and with those above."""
    made = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("graph.store.home.load_reference", lambda _=(): small_reference(("integrated-circuit",)))
        for name, texts in (("silent", {}), ("said", {LACK: "2031-01", COUNTRY_LACK: "2029", STRENGTH: "2030-05-01"})):
            workspace = Workspace.open(tmp_path_factory.mktemp(name) / "belt.yangtze", create=True)
            for text, published in texts.items():
                put(workspace, text, published)
            workspace.project()
            workspace.close()
            made.append(workspace.path)
    return made[0], made[1]


@pytest.fixture(scope="module")
def graph(stores: tuple[Path, Path]):
    with open_graph(stores[1]) as graph:
        yield graph


def test_what_is_said_of_a_link_and_a_chain_is_in_the_answer(graph: Graph) -> None:
    answer = graph.gaps("安徽", "集成电路")
    by_link = {link.node.name: answer.said_of(link.node.id) for link in answer.links}
    resist = next(said for name, said in by_link.items() if "光刻胶" in name and said)
    assert [(s.polarity, s.place, s.where, s.words, s.speaker, s.inferred) for s in resist] == [
        ("lack", "安徽省", "here", "短板", "甲某", False),
        ("lack", "全国", "country", "依赖进口", "", False),
    ]
    assert [answer.passages[p].text for p in resist[0].evidence] == [LACK]
    (chain,) = answer.said_of("integrated-circuit")
    assert (chain.polarity, chain.place, chain.where) == ("strength", "长三角", "around")
    inferred = next(s for s in answer.said if s.inferred)
    assert (inferred.place, inferred.where) == ("合肥市", "below")


def test_no_status_action_or_rank_rests_on_it(stores: tuple[Path, Path], graph: Graph) -> None:
    with open_graph(stores[0]) as silent:
        for region in ("安徽", "合肥", "长三角"):
            before, after = silent.gaps(region, "集成电路"), graph.gaps(region, "集成电路")
            assert [(x.node.id, x.status, x.action, x.rank, x.score, x.documents) for x in after.links] == [
                (x.node.id, x.status, x.action, x.rank, x.score, x.documents) for x in before.links
            ]
            assert (before.said, before.coverage.said) == ((), 0)


def test_a_group_holds_what_is_said_of_its_regions_and_elsewhere_only_the_country_is_heard(graph: Graph) -> None:
    assert {s.where for s in graph.gaps("长三角", "集成电路").said} == {"here", "below", "country"}
    assert {s.where for s in graph.gaps("湖北", "集成电路").said} == {"country"}


def test_coverage_counts_the_sentences_of_a_place_apart(graph: Graph) -> None:
    row = graph.coverage("安徽", "集成电路").rows[0]
    assert (row.said, row.documents) == (2, 0)
    assert graph.gaps("安徽", "集成电路").coverage == row


def test_it_is_a_fact_with_its_sentence_like_any_other(graph: Graph) -> None:
    facts = graph.view.relationships(["LACKS", "EXCELS_IN"])
    assert len(facts) == 4
    assert all(graph.view.passages(f.evidence) for f in facts)
    assert graph.show("安徽").facts
    assert "LACKS" in {fact.type for fact in graph.show("340000", limit=10_000).facts}


def test_as_of_a_date_later_words_are_not_heard(stores: tuple[Path, Path]) -> None:
    with open_graph(stores[1], as_of="2030") as graph:
        assert {s.words for s in graph.gaps("安徽", "集成电路").said} == {"依赖进口", "优势突出", "优势"}


def test_the_command_shows_it_apart_in_text_and_json(stores: tuple[Path, Path], graph: Graph) -> None:
    text = render_text(graph.gaps("安徽", "集成电路"))
    assert "资料所述（原文的说法，不计入状态与排序）" in text
    assert "言缺  安徽省 甲某称 · " in text
    assert LACK in text
    assert "合肥市（辖内）（据上下文推断）" in text
    arguments = ["gaps", "--region", "安徽", "--chain", "集成电路", "--format", "json", "--store", str(stores[1])]
    said = json.loads(CliRunner().invoke(yangtze.cli, arguments, catch_exceptions=False).stdout)
    assert said == graph.gaps("安徽", "集成电路").to_json()
    spoken = [s for link in said["links"] for s in link["said"]]
    assert {s["region"]["name"] for s in spoken} == {"安徽省", "全国", "合肥市"}
    assert said["said"][0]["evidence"][0]["text"] == STRENGTH
