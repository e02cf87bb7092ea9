"""From a phrase to a chain link: what is linked, what is left open, and who makes it."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from graph.ledger.decisions import Decision
from graph.ledger.ledger import StoredDocument
from graph.ledger.records import Document, Extraction, LocalEntity, Mention, Relation, text_sha256
from graph.linking.context import Context
from graph.linking.linker import LINKING_VERSION, SURE, Linker, linker_of, linking_version
from graph.linking.makers import says_it_makes
from graph.projection.build import build_projection
from graph.projection.model import Relationship
from graph.projection.projects import products_of
from graph.reference.load import load_reference
from nlp.encoder import SHIPPED, load_encoder
from nlp.phrases import KEPT, EncodedPhrases, exemplar_texts, read_kept

REFERENCE = load_reference()
LINKER = Linker(REFERENCE)


def link_of(phrase: str, *spoken_of: str, known: frozenset[str] = frozenset()) -> str | None:
    votes = LINKER.votes.around(0, phrase, [(n, text) for n, text in enumerate(spoken_of)])
    match = LINKER.match(phrase, Context(votes, known))
    return match.link if match else None


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("光刻胶", "integrated-circuit.photoresist"),
        ("EDA软件", "integrated-circuit.eda"),
        ("ＥＤＡ軟件", "integrated-circuit.eda"),
        ("高端大硅片", "integrated-circuit.silicon-wafer"),
        ("海底电缆", "wind-power.submarine-cable"),
        ("甲醇双燃料集装箱船", "shipbuilding-offshore.container-ship"),
        ("六维力传感器", "intelligent-equipment.force-sensor"),
        ("扫地机器人产品", "smart-appliance.cleaning-robot"),
        ("集成电路产业", None),  # a chain, no link of it
        ("新能源产业", None),  # too broad for one link
        ("技术服务", None),
        ("农业", None),  # a trade of its own, though an alias of a link that gathers buyers
        ("云朵", None),
        ("AI芯片ASIC", None),  # SiC, a link's alias, is no end of ASIC
        ("期货市场", None),
    ],
)
def test_a_phrase_without_context(phrase: str, expected: str | None) -> None:
    assert link_of(phrase) == expected


def test_a_name_of_two_links_is_decided_by_the_chain_that_is_spoken_of() -> None:
    assert link_of("密封件", "挖掘机", "装载机", "液压油缸") == "construction-machinery.seal"
    assert link_of("密封件", "通用机械", "离心泵", "工业阀门", "滚动轴承") == "general-machinery.seal"


def test_a_name_of_two_links_goes_to_review_where_nothing_decides() -> None:
    one, other = LINKER.read("密封件")
    assert {one.link, other.link} == {"construction-machinery.seal", "general-machinery.seal"}
    assert max(one.score, other.score) < SURE
    assert not one.sure


def test_what_the_firm_is_known_to_make_decides() -> None:
    assert link_of("密封件", known=frozenset({"general-machinery.seal"})) == "general-machinery.seal"


def test_the_reason_says_what_decided() -> None:
    votes = LINKER.votes.around(0, "光刻胶", [(1, "晶圆制造"), (2, "电子特气")])
    match = LINKER.match("光刻胶", Context(votes, frozenset({"integrated-circuit.photoresist"})))
    assert match
    assert match.reason == "「光刻胶」即环节名或别名，文中说到集成电路链，参照表已列此企业做此环节"


class Invented:
    """Two meanings: what is said of clouds, and all else."""

    version = "invented-1"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, phrases: Sequence[str]) -> np.ndarray:
        self.asked.extend(phrases)
        rows = np.zeros((len(phrases), 4), np.float32)
        for row, text in zip(rows, phrases, strict=True):
            row[1 if text in ("泡泡云朵", "电子特气") else 0] = 1.0
        return rows


def test_sentence_vectors_are_a_seam() -> None:
    vectors = Invented()
    assert LINKER.read("泡泡云朵") == ()
    linker = Linker(REFERENCE, vectors)
    assert linker.read("泡泡云朵")[0].link == "integrated-circuit.electronic-gas"
    assert "泡泡云朵" in vectors.asked
    assert (LINKER.version, linker.version) == (LINKING_VERSION, f"{LINKING_VERSION}+invented-1")


def test_without_a_model_links_are_read_by_letters_and_the_version_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    with_vectors = linking_version()
    monkeypatch.setattr("graph.linking.linker.installed_vectors", lambda: None)
    assert linking_version() == LINKING_VERSION != with_vectors
    assert linker_of(REFERENCE).match("光刻胶") == LINKER.match("光刻胶")


def test_what_is_installed_reads_with_the_shipped_encoder() -> None:
    assert linking_version() == f"{LINKING_VERSION}+{load_encoder(SHIPPED).version}"


def test_the_kept_vectors_are_those_of_the_shipped_model_and_reference() -> None:
    again = "is out of date: run python -m nlp.phrases"
    rows = read_kept(KEPT, load_encoder(SHIPPED).hash)
    assert rows, f"{KEPT.name} {again}"
    assert len(set(exemplar_texts()) - rows.keys()) <= 50, f"{KEPT.name} {again}"
    text = exemplar_texts()[0]
    fresh = load_encoder(SHIPPED).vectors([text])[0]
    assert float(rows[text] @ fresh) / 127 > 0.98  # another processor rounds otherwise


def test_vectors_of_another_model_or_a_broken_file_are_left_aside(tmp_path: Path) -> None:
    assert read_kept(KEPT, "0" * 64) == {}
    (tmp_path / "broken.npz").write_bytes(b"PK not a file")
    assert read_kept(tmp_path / "broken.npz", load_encoder(SHIPPED).hash) == {}
    assert read_kept(tmp_path / "none.npz", load_encoder(SHIPPED).hash) == {}


def test_a_phrase_has_one_vector_whatever_stands_beside_it(tmp_path: Path) -> None:
    encoder, nothing = load_encoder(SHIPPED), tmp_path / "none.npz"
    alone = EncodedPhrases(encoder, nothing)(["高端光刻胶"])
    among = EncodedPhrases(encoder, nothing)(["旋挖钻", "高端光刻胶", "年产十万吨负极材料"])
    assert (alone[0] == among[1]).all()
    assert np.linalg.norm(among, axis=1) == pytest.approx(1.0)


def facts_of(type_: str, *decisions: Decision) -> list[Relationship]:
    text = "虚构机电有限公司生产密封件。"
    mentions = (Mention(0, 8, text[:8], "FIRM", 0, "t"), Mention(10, 13, text[10:13], "PRODUCT", 1, "t"))
    entities = (LocalEntity("FIRM", (text[:8],)), LocalEntity("PRODUCT", (text[10:13],)))
    said = (Relation("PRODUCES", 0, 1, 0, len(text), "asserted", 0.9, "t"),)
    read = Extraction(text_sha256(text), "t-1", mentions, entities, said)
    document = StoredDocument(Document(text).id, text, (Document("", "k"),), read)
    graph = build_projection([document], REFERENCE, ledger_id="t", sequence=1, decisions=decisions)
    return [fact for fact in graph.relationships[type_] if fact.documents]


def test_who_makes_it_follows_when_somebody_accepts_the_link_of_a_phrase() -> None:
    proposed = {fact.tail: fact for fact in facts_of("IS_LINK")}
    assert proposed.keys() == {"construction-machinery.seal", "general-machinery.seal"}
    assert facts_of("MAKES") == []
    fact = proposed["general-machinery.seal"]
    subject = (fact.head, "IS_LINK", fact.tail, "asserted")
    (made,) = facts_of("MAKES", Decision("1", "accept", subject, "甲", "2026-01-01", "机械用的"))
    assert made.tail == "general-machinery.seal"
    assert facts_of("MAKES", Decision("1", "reject", subject, "甲", "2026-01-01", "不是")) == []


def made_in(text: str, said: tuple[tuple[str, str, float], ...], *names: tuple[str, str]) -> dict[str, str]:
    """Link → method of each MAKES that a text gives; ``said`` are (firm, thing, confidence) of PRODUCES."""
    mentions = tuple(
        Mention(text.index(name), text.index(name) + len(name), name, type_, n, "t")
        for n, (name, type_) in enumerate(names)
    )
    at = {name: n for n, (name, _) in enumerate(names)}
    relations = tuple(Relation("PRODUCES", at[f], at[p], 0, len(text), "asserted", sure, "t") for f, p, sure in said)
    entities = tuple(LocalEntity(type_, (name,)) for name, type_ in names)
    read = Extraction(text_sha256(text), "t-1", mentions, entities, relations)
    document = StoredDocument(Document(text).id, text, (Document("", "k"),), read)
    graph = build_projection([document], REFERENCE, ledger_id="t", sequence=1)
    return {f.tail: str(f.properties["method"]) for f in graph.relationships["MAKES"] if f.documents}


FIRM = ("虚构机电有限公司", "FIRM")
RESIST, PUMP = ("光刻胶", "PRODUCT"), ("离心泵", "PRODUCT")


@pytest.mark.parametrize(
    ("between", "sure", "expected"), [("、", 0.95, 2), ("及", 0.95, 2), ("，采购", 0.95, 1), ("、", 0.7, 1)]
)
def test_what_stands_in_one_list_with_a_thing_made_is_made(between: str, sure: float, expected: int) -> None:
    made = made_in(f"虚构机电有限公司生产光刻胶{between}离心泵。", ((FIRM[0], "光刻胶", sure),), FIRM, RESIST, PUMP)
    assert len(made) == expected
    assert ("general-machinery.pump" in made) == (expected == 2)


@pytest.mark.parametrize(
    ("text", "makes"),
    [
        ("所需光刻胶拟由虚构机电有限公司供应。", True),
        ("光刻胶均已由虚构机电有限公司团队自主研发完成。", True),
        ("光刻胶龙头虚构机电有限公司昨日开会。", True),
        ("光刻胶由虚构机电有限公司采购。", False),
        ("光刻胶用户虚构机电有限公司昨日开会。", False),
    ],
)
def test_who_makes_it_is_read_from_words_that_leave_no_doubt(text: str, makes: bool) -> None:
    made = made_in(text, (), FIRM, RESIST)
    assert made == ({"integrated-circuit.photoresist": "linking, said-outright t-1"} if makes else {})


@pytest.mark.parametrize(
    ("project", "products"),
    [
        ("年产10GW单晶硅棒和硅片建设项目", ["单晶硅棒", "硅片"]),
        ("年产600万条半钢及105万条全钢子午线轮胎扩建项目", ["半钢", "全钢子午线轮胎"]),
        ("虚构市光刻胶生产基地（一期）", ["虚构市光刻胶"]),
        ("4500吨/年电子级三氟化氮项目", ["电子级三氟化氮"]),
        ("虚构产业园", []),  # no plant or line
        ("光刻胶研讨会", []),
    ],
)
def test_the_name_of_a_project_says_what_it_will_make(project: str, products: list[str]) -> None:
    assert products_of(project) == products


@pytest.mark.parametrize(
    ("relation", "expected"), [("INVESTS_IN", ["integrated-circuit.photoresist"]), ("ORGANIZES", [])]
)
def test_who_invests_in_a_project_plans_to_make_its_product(relation: str, expected: list[str]) -> None:
    text = "虚构机电有限公司投资年产5000吨光刻胶项目。"
    names = (("虚构机电有限公司", "FIRM"), ("年产5000吨光刻胶项目", "EVENT"))
    mentions = tuple(
        Mention(text.index(n), text.index(n) + len(n), n, type_, i, "t") for i, (n, type_) in enumerate(names)
    )
    said = (Relation(relation, 0, 1, 0, len(text), "asserted", 0.9, "t"),)
    read = Extraction(text_sha256(text), "t-1", mentions, tuple(LocalEntity(t, (n,)) for n, t in names), said)
    document = StoredDocument(Document(text).id, text, (Document("", "k"),), read)
    graph = build_projection([document], REFERENCE, ledger_id="t", sequence=1)
    made = [fact for fact in graph.relationships["MAKES"] if fact.documents]
    assert [fact.tail for fact in made] == expected
    assert all(fact.properties["modality"] == "planned" for fact in made)


@pytest.mark.parametrize(
    ("sentence", "firm", "phrase", "expected"),
    [
        ("甲公司生产光刻胶。", "甲公司", "光刻胶", True),
        ("甲公司是光刻胶龙头企业。", "甲公司", "光刻胶", True),
        ("甲公司向乙公司采购光刻胶。", "甲公司", "光刻胶", False),
        ("甲公司采购光刻胶后生产芯片。", "甲公司", "芯片", True),
        ("光刻胶的客户为甲公司。", "甲公司", "光刻胶", False),
        ("光刻胶供应给甲公司。", "甲公司", "光刻胶", False),
        ("光刻胶由甲公司供应。", "甲公司", "光刻胶", True),
        ("银行向甲公司发放贷款支持光刻胶项目。", "甲公司", "光刻胶", False),
    ],
)
def test_makers_are_told_from_users(sentence: str, firm: str, phrase: str, expected: bool) -> None:
    start, other = sentence.index(firm), sentence.index(phrase)
    assert says_it_makes(sentence, (start, start + len(firm)), (other, other + len(phrase))) is expected


def test_linking_keeps_its_floors_on_the_committed_pieces() -> None:
    from benchmarks.linking import below_floors, domain_counts

    assert below_floors(domain_counts()) == []


def test_the_judged_phrases_hold_ids_offsets_and_labels_of_links_that_exist() -> None:
    from benchmarks.linking import judged

    rows = judged(["phrase", "product", "makes"])
    allowed = {"part", "kind", "data", "source", "document", "row", "firm_start", "firm_end", "start", "end", "links"}
    assert len(rows) >= 300
    assert {key for row in rows for key in row} == allowed | {"may_abstain"}
    assert {link for row in rows for link in row["links"]} <= REFERENCE.links.keys()
    assert sum(row["part"] in ("kept", "apart2") for row in rows) * 10 >= len(rows) * 3
    places = [(r["kind"], r["document"], r.get("row"), r.get("firm_start"), r.get("start")) for r in rows]
    assert len(set(places)) == len(places)
