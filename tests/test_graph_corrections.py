"""Decisions, undo, forgetting, reprocessing, backup: what people may change, and what never gets lost."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import yangtze
from graph.errors import DocumentError, LedgerError, StoreError
from graph.ledger.decisions import Decision, Decisions
from graph.ledger.ledger import Ledger
from graph.ledger.records import Document, Extraction, LocalEntity, Mention, Relation, text_sha256
from graph.session import Graph, open_graph
from graph.store.backup import read_backup, write_backup
from graph.store.workspace import Workspace

SECRET = "合肥秘密科技有限公司生产光刻胶。"


def says(text: str, firm: str, product: str = "光刻胶", pipeline: str = "test-1") -> Extraction:
    spans = [(text.index(firm), firm, "FIRM"), (text.index(product), product, "PRODUCT")]
    return Extraction(
        text_sha256(text),
        pipeline,
        tuple(Mention(at, at + len(name), name, type_, i, "test") for i, (at, name, type_) in enumerate(spans)),  # type: ignore[arg-type]
        tuple(LocalEntity(type_, (name,)) for _, name, type_ in spans),  # type: ignore[arg-type]
        (Relation("PRODUCES", 0, 1, 0, len(text), "asserted", 0.9, "test"),),
    )


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Three documents: two firms of one short name and no other sign, and one with a registered name."""
    workspace = Workspace.open(tmp_path / "belt.yangtze", create=True)
    with workspace.ledger() as ledger:
        for text, firm, product in [
            ("光明电子生产光刻胶。", "光明电子", "光刻胶"),
            ("据悉,光明电子生产硅片。", "光明电子", "硅片"),
            (SECRET, SECRET[:10], "光刻胶"),
        ]:
            ledger.put(Document(text, key=text[:4], published="2025-01-01"), says(text, firm, product))
    workspace.project()
    workspace.close()
    return workspace.path


def run(store: Path, *arguments: str) -> Result:
    return CliRunner().invoke(yangtze.cli, [*arguments, "--store", str(store)], env={"YANGTZE_USER": "甲"})


def firms(store: Path, name: str = "光明电子") -> list[str]:
    with open_graph(store) as graph:
        return sorted(h.thing.id for h in graph.find(name, labels=("Firm",)) if h.score == 1.0)


def test_same_and_undo_send_each_back_to_its_own_part(store: Path) -> None:
    one, other = firms(store)
    assert run(store, "same", one, other, "--reason", "官网写明").exit_code == 0
    assert firms(store) == [one]
    with open_graph(store) as graph:
        assert graph.show(other).node.id == one  # the old address answers
    with Ledger.open(store / "ledger.sqlite") as ledger:
        (made,) = Decisions(ledger)
    assert (made.kind, made.who, made.reason) == ("same", "甲", "官网写明")
    result = CliRunner().invoke(yangtze.cli, ["review", "--store", str(store), "undo", made.id, "--reason", "看错了"])
    assert result.exit_code == 0, result.output
    assert firms(store) == [one, other]


def test_differ_keeps_apart_what_a_rule_would_join(store: Path) -> None:
    text = "另外,合肥秘密科技有限公司生产光刻胶。"
    workspace = Workspace.open(store)
    with workspace.ledger() as ledger:
        ledger.put(Document(text, key="other"), says(text, "合肥秘密科技有限公司"))
    workspace.project()
    (joined,) = firms(store, "合肥秘密科技有限公司")
    with open_graph(store) as graph:
        one, other = (s for s in graph.entity(joined).properties["source_ids"])
    assert run(store, "differ", one, other, "--reason", "两家").exit_code == 0
    assert firms(store, "合肥秘密科技有限公司") == sorted([one, other])


def test_differ_by_one_name_says_how_to_split(store: Path) -> None:
    with open_graph(store) as graph:
        name = graph.entity("合肥秘密科技有限公司").name
    result = run(store, "differ", name, name)
    assert result.exit_code == 2
    assert "name its parts by source id" in result.output


def fact(graph: Graph) -> str:
    made = graph.show("合肥秘密科技有限公司").to_json()["facts"]
    return next(f["id"] for f in made if f["type"] == "MAKES")


def test_a_rejected_fact_is_gone_until_it_is_taken_back(store: Path) -> None:
    with open_graph(store) as graph:
        id_ = fact(graph)
    assert run(store, "reject", id_, "--reason", "句子说的是另一家").exit_code == 0
    with open_graph(store) as graph:
        assert "MAKES" not in {f.type for f in graph.show("合肥秘密科技有限公司").facts}
    with Ledger.open(store / "ledger.sqlite") as ledger:
        Decisions(ledger).undo(next(iter(Decisions(ledger))).id, "乙", "还是对的")
    Workspace.open(store).project()
    with open_graph(store) as graph:
        assert fact(graph) == id_


def test_an_accepted_fact_is_marked_and_no_longer_listed(store: Path) -> None:
    listed = CliRunner().invoke(yangtze.cli, ["review", "--store", str(store), "--format", "json"])
    assert listed.exit_code == 0, listed.output
    data = json.loads(listed.output)
    assert {tuple(d["names"]) for d in data["doubts"]} == {("光明电子", "光明电子")}
    with open_graph(store) as graph:
        id_ = fact(graph)
    result = CliRunner().invoke(yangtze.cli, ["review", "--store", str(store), "accept", id_])
    assert result.exit_code == 0, result.output
    with open_graph(store) as graph:
        facts = graph.show("合肥秘密科技有限公司").facts
    assert [f.properties["reviewed"] for f in facts if f.id == id_] == [True]
    undone = CliRunner().invoke(yangtze.cli, ["review", "--store", str(store), "reject", id_])
    assert undone.exit_code == 1  # it was accepted: that has to be taken back first


def test_an_unknown_fact_and_an_unknown_decision_say_so(store: Path) -> None:
    from graph.errors import UnknownName

    with pytest.raises(UnknownName, match="No fact is known by the name 'f:none'"):
        CliRunner().invoke(yangtze.cli, ["reject", "f:none", "--store", str(store)], catch_exceptions=False)
    with Ledger.open(store / "ledger.sqlite") as ledger, pytest.raises(LedgerError, match="There is no decision 'x'"):
        Decisions(ledger).undo("x", "甲", "")


def test_opposite_decisions_are_refused_and_the_same_one_changes_nothing(store: Path) -> None:
    with Ledger.open(store / "ledger.sqlite") as ledger:
        decisions = Decisions(ledger)
        first = decisions.add("same", ("m:b", "m:a"), "甲", "")
        assert decisions.add("same", ("m:a", "m:b"), "乙", "") == first
        with pytest.raises(LedgerError, match=f"甲 decided 'same' .* yangtze review undo {first.id}"):
            decisions.add("differ", ("m:a", "m:b"), "乙", "")
        with pytest.raises(LedgerError, match="is one thing; name two"):
            decisions.add("same", ("m:a", "m:a"), "乙", "")


def test_two_teams_share_their_decisions(store: Path, tmp_path: Path) -> None:
    with Ledger.open(store / "ledger.sqlite") as ours, Ledger.open(tmp_path / "theirs.sqlite") as theirs:
        kept = Decisions(theirs).add("same", ("m:a", "m:b"), "乙", "一家")
        against = Decisions(theirs).add("differ", ("m:c", "m:d"), "乙", "两家")
        Decisions(ours).add("same", ("m:c", "m:d"), "甲", "一家")
        lines = [Decision.from_json(json.loads(json.dumps(d.to_json()))) for d in Decisions(theirs)]
        taken = Decisions(ours).take(lines)
        assert (taken.added, taken.known, taken.conflicts) == (1, 0, (against,))
        assert Decisions(ours).take([kept]).known == 1
        Decisions(theirs).undo(kept.id, "乙", "错了")
        assert Decisions(ours).take(list(Decisions(theirs))).undone == 1


@pytest.mark.parametrize(
    "line", ['{"id": 1}', '{"id":"1","kind":"other","subject":["a","b"],"who":"","at":"","reason":""}']
)
def test_a_line_that_is_no_decision_is_refused(line: str) -> None:
    with pytest.raises(LedgerError, match="This is no decision"):
        Decision.from_json(json.loads(line))


def test_a_decision_about_an_entity_that_is_gone_waits_for_it(store: Path) -> None:
    one, other = firms(store)
    with Ledger.open(store / "ledger.sqlite") as ledger:
        Decisions(ledger).add("same", (one, other), "甲", "")
        ledger.forget("据悉,光", "应要求")
    Workspace.open(store).project()
    assert len(firms(store)) == 1


def bytes_of(store: Path) -> bytes:
    return b"".join(p.read_bytes() for p in sorted(store.rglob("*")) if p.is_file())


def test_a_forgotten_document_leaves_a_tombstone_and_nothing_else(store: Path, tmp_path: Path) -> None:
    workspace = Workspace.open(store)
    with workspace.ledger() as ledger:
        ledger.put(Document("别的文章。", key="x"), Extraction(text_sha256("别的文章。"), "test-1"))
    workspace.project()  # two graphs hold the text now
    assert run(store, "forget", "合肥秘密", "--reason", "应发布者要求").exit_code == 0
    with open_graph(store) as graph:
        assert not [h for h in graph.find("合肥秘密科技有限公司") if h.score == 1.0]
    assert len(list(store.glob("graph-*.lbug"))) == 1
    assert SECRET[:10].encode() not in bytes_of(store)
    with Ledger.open(store / "ledger.sqlite") as ledger:
        ((sha, reason),) = ledger.read("SELECT sha256, reason FROM tombstones")
        assert (sha, reason) == (text_sha256(SECRET), "forgotten: 应发布者要求")
        with pytest.raises(DocumentError, match="was forgotten: 应发布者要求 on .*'yangtze forget --lift"):
            ledger.put(Document(SECRET), says(SECRET, SECRET[:10]))
        assert ledger.lift(Document(SECRET).id)
        assert ledger.put(Document(SECRET), says(SECRET, SECRET[:10])) == "stored"


def test_forgetting_what_is_not_there_says_so(store: Path) -> None:
    with Ledger.open(store / "ledger.sqlite") as ledger, pytest.raises(LedgerError, match="holds no document 'none'"):
        ledger.forget("none", "")


def test_a_corrected_text_is_purged_from_older_graphs(store: Path) -> None:
    workspace = Workspace.open(store)
    with workspace.ledger() as ledger:
        text = "合肥公开科技有限公司生产光刻胶。"
        ledger.put(Document(text, key="合肥秘密"), says(text, text[:10]))
    workspace.project()
    assert SECRET[:10].encode() not in bytes_of(store)
    assert firms(store, "合肥公开科技有限公司")
    assert len(firms(store)) == 2  # the facts of other documents stay


class Reads:
    """A newer pipeline that finds a firm less."""

    version = "test-2"

    def extract(self, text: str) -> Extraction:
        if "据悉" in text:
            return Extraction(text_sha256(text), self.version)
        firm, product = ("光明电子", "光刻胶") if text != SECRET else (SECRET[:10], "光刻胶")
        return says(text, firm, product, pipeline=self.version)


def test_reprocessing_shows_what_changes_before_it_is_taken(store: Path) -> None:
    from ingest.reprocess import reprocess

    with Ledger.open(store / "ledger.sqlite") as ledger:
        shown = reprocess(ledger, Reads(), take=False)
        assert (shown.documents, shown.changed) == (3, 1)
        assert (dict(shown.came), dict(shown.went)) == ({}, {"FIRM": 1, "PRODUCT": 1, "PRODUCES": 1})
        assert ledger.pipelines() == ("test-1",)
        assert reprocess(ledger, Reads(), take=True).to_json() == shown.to_json()
        assert ledger.pipelines() == ("test-2",)
        assert reprocess(ledger, Reads(), take=True).documents == 0


def test_history_tells_what_made_an_entity(store: Path) -> None:
    one, other = firms(store)
    run(store, "same", one, other, "--reason", "官网写明")
    result = run(store, "history", "光明电子", "--format", "json")
    assert result.exit_code == 0, result.output
    data = json.loads(result.output)
    assert {one, other} <= set(data["source_ids"])
    assert [h["what"] for h in data["history"]] == ["document", "document", "same"]


def test_a_backup_comes_back_as_it_was(store: Path, tmp_path: Path) -> None:
    manifest = write_backup(store / "ledger.sqlite", tmp_path / "b.zip")
    assert (manifest["documents"], manifest["sequence"]) == (3, 3)
    target = tmp_path / "other.yangtze"
    assert run(target, "restore", str(tmp_path / "b.zip")).exit_code == 0
    assert firms(target) == firms(store)
    with pytest.raises(StoreError, match="There is a ledger at .* already"):
        read_backup(tmp_path / "b.zip", target / "ledger.sqlite")
    assert run(target, "restore", str(tmp_path / "b.zip"), "--force").exit_code == 0


def test_a_damaged_backup_is_refused(store: Path, tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_bytes(b"rubbish")
    with pytest.raises(StoreError, match="is no backup of a ledger"):
        read_backup(tmp_path / "b.zip", tmp_path / "ledger.sqlite")
    write_backup(store / "ledger.sqlite", tmp_path / "b.zip")
    data = bytearray((tmp_path / "b.zip").read_bytes())
    data[len(data) // 2] ^= 0xFF
    (tmp_path / "b.zip").write_bytes(bytes(data))
    with pytest.raises(StoreError, match="damaged|no backup"):
        read_backup(tmp_path / "b.zip", tmp_path / "ledger.sqlite")
