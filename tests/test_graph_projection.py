"""From the ledger to a graph: every fact has its passage, and the order of documents does not matter."""

import random
from dataclasses import replace

import pytest

from graph.errors import EvidenceError
from graph.ledger.ledger import StoredDocument
from graph.ledger.records import Document, Extraction, LocalEntity, Mention, Relation, text_sha256
from graph.projection.build import build_projection
from graph.projection.model import Projection, Relationship
from graph.reference.load import load_reference

REFERENCE = load_reference()


def stored(
    text: str,
    *found: tuple[str, str, dict[str, tuple[str, ...]]],
    ties: tuple = (),
    pages: tuple[int, ...] = (),
    **about: str,
) -> StoredDocument:
    """A document with one mention per entity, found where its name first stands; ``ties`` are (type, head, tail)."""
    mentions = tuple(
        Mention(text.index(name), text.index(name) + len(name), name, type_, i, "test")
        for i, (type_, name, _) in enumerate(found)
    )
    entities = tuple(LocalEntity(type_, (name,), features) for type_, name, features in found)
    relations = tuple(
        Relation(type_, head, tail, 0, len(text), modality, 0.9, "test") for type_, head, tail, modality in ties
    )
    document = Document(text, **about)
    extraction = Extraction(text_sha256(text), "test-1", mentions, entities, relations)
    return StoredDocument(document.id, text, (Document("", document.key, *about_fields(about), pages),), extraction)


def about_fields(about: dict[str, str]) -> tuple[str | None, ...]:
    return tuple(about.get(name) for name in ("title", "published", "publisher", "url"))


def project(*documents: StoredDocument) -> Projection:
    return build_projection(documents, REFERENCE, ledger_id="test", sequence=len(documents))


def of_documents(projection: Projection, type_: str) -> list[Relationship]:
    return [r for r in projection.relationships[type_] if any(e.startswith("d:") for e in r.evidence)]


MADE = (("PRODUCES", 0, 1, "asserted"),)
MAKER = ("FIRM", "概伦电子", {})
PRODUCT = ("PRODUCT", "光刻胶", {})


def test_a_fact_of_a_report_says_its_page() -> None:
    text = "第一页。概伦电子生产光刻胶。"
    for pages, page in (((), None), ((0, 4), 2), ((0,), 1)):
        document = stored(text, MAKER, PRODUCT, ties=(("PRODUCES", 0, 1, "asserted"),), pages=pages)
        relation = replace(document.extraction.relations[0], start=4)
        document = replace(document, extraction=replace(document.extraction, relations=(relation,)))
        (passage,) = (n for n in project(document).nodes["Passage"] if n.properties["start"] is not None)
        assert passage.properties["page"] == page


def test_the_reference_alone_is_a_graph_with_a_passage_behind_every_fact() -> None:
    projection = project()
    passages = {node.id for node in projection.nodes["Passage"]}
    facts = [r for type_, found in projection.relationships.items() if type_ != "MENTIONS" for r in found]
    assert len(facts) > 17_000
    assert [r for r in facts if not r.evidence or not set(r.evidence) <= passages] == []
    assert len(projection.nodes["Link"]) == 885
    assert len(projection.relationships["FEEDS"]) == 1329


def test_a_stated_product_becomes_a_link_with_its_sentence() -> None:
    text = "概伦电子生产光刻胶。"
    projection = project(stored(text, MAKER, PRODUCT, ties=(("PRODUCES", 0, 1, "asserted"),), published="2025-03-01"))
    (fact,) = of_documents(projection, "MAKES")
    assert (fact.head, fact.tail) == ("ref:gailundianzi", "integrated-circuit.photoresist")
    assert fact.properties["first_date"] == fact.properties["last_date"] == "2025-03-01"
    (passage,) = [n for n in projection.nodes["Passage"] if n.id in fact.evidence]
    assert passage.properties["text"] == text
    assert (passage.properties["start"], passage.properties["end"]) == (0, len(text))


def with_properties(document: StoredDocument, **properties: str) -> StoredDocument:
    relation = replace(document.extraction.relations[0], properties=properties)
    return replace(document, extraction=replace(document.extraction, relations=(relation,)))


def test_how_much_is_made_stands_on_the_product_and_on_the_link() -> None:
    much = "5000 吨/年（年产5000吨）"
    said = with_properties(stored("概伦电子年产5000吨光刻胶。", MAKER, PRODUCT, ties=MADE), capacity=much)
    projection = project(said)
    for type_ in ("PRODUCES", "MAKES"):
        assert [r.properties["capacity"] for r in of_documents(projection, type_)] == [much]


def test_who_is_quoted_stands_on_a_fact_until_a_document_says_it_in_its_own_word() -> None:
    quoted = with_properties(stored("专家称，概伦电子生产光刻胶。", MAKER, PRODUCT, ties=MADE), said_by="专家")
    plain = stored("概伦电子生产光刻胶。", MAKER, PRODUCT, ties=MADE)
    (fact,) = of_documents(project(quoted), "PRODUCES")
    assert fact.properties["said_by"] == "专家"
    (fact,) = of_documents(project(quoted, plain), "PRODUCES")
    assert not fact.properties.get("said_by")


def test_a_planned_fact_stays_planned() -> None:
    projection = project(stored("概伦电子拟生产光刻胶。", MAKER, PRODUCT, ties=(("PRODUCES", 0, 1, "planned"),)))
    assert [r.properties["modality"] for r in of_documents(projection, "MAKES")] == ["planned"]


def test_a_sentence_bears_out_what_a_reference_row_says_and_nothing_more() -> None:
    known, other = ("PRODUCT", "EDA软件", {}), ("PRODUCT", "光刻胶", {})
    projection = project(stored("概伦电子谈到EDA软件和光刻胶。", MAKER, known, other))
    assert [r.tail for r in of_documents(projection, "MAKES")] == ["integrated-circuit.eda"]
    market_talk = project(stored("概伦电子涨停，EDA软件走强。", MAKER, known))
    assert of_documents(market_talk, "MAKES") == []


def test_several_documents_are_counted_and_the_newest_sentence_comes_first() -> None:
    ties = (("PRODUCES", 0, 1, "asserted"),)
    old = stored("概伦电子生产光刻胶。", MAKER, PRODUCT, ties=ties, published="2023")
    new = stored("概伦电子量产光刻胶。", MAKER, PRODUCT, ties=ties, published="2025-01-01")
    undated = stored("概伦电子主营光刻胶。", MAKER, PRODUCT, ties=ties)
    (fact,) = of_documents(project(old, undated, new), "MAKES")
    assert (fact.properties["n_evidence"], fact.properties["n_documents"]) == (3, 3)
    assert (fact.properties["first_date"], fact.properties["last_date"]) == ("2023", "2025-01-01")
    assert fact.evidence[0].startswith(new.id)


def test_the_order_of_documents_changes_nothing() -> None:
    documents = [
        stored(f"{name}生产{product}。", ("FIRM", name, {}), ("PRODUCT", product, {}), ties=MADE)
        for name, product in [
            ("概伦电子", "光刻胶"), ("合肥甲乙科技有限公司", "硅片"), ("甲乙科技", "光刻胶"), ("广立微", "EDA软件"),
        ]
    ]  # fmt: skip
    first = project(*documents)
    random.Random(7).shuffle(documents)
    again = project(*documents)
    assert first.nodes == again.nodes
    assert first.relationships == again.relationships


def test_offices_named_together_are_read_from_the_list_of_their_provinces() -> None:
    text = "12省驻沪办参加座谈会，携手浙江、安徽、湖北畅谈合作。"
    projection = project(
        stored(
            text,
            ("OFFICE", "12省驻沪办", {"collective": ("yes",), "host": ("310000",)}),
            ("EVENT", "座谈会", {}),
            ("PLACE", "浙江", {"adcode": ("330000",)}),
            ("PLACE", "安徽", {"adcode": ("340000",)}),
            ("PLACE", "湖北", {"adcode": ("420000",)}),
            ties=(("PARTICIPATES_IN", 0, 1, "asserted"),),
        )
    )
    inferred = [r for r in of_documents(projection, "PARTICIPATES_IN") if r.head.startswith("ref:")]
    assert sorted(r.head for r in inferred) == [
        "ref:office:安徽省人民政府驻上海办事处",
        "ref:office:浙江省人民政府驻上海办事处",
        "ref:office:湖北省人民政府驻上海办事处",
    ]
    assert {(r.properties["confidence"], r.properties["method"].split()[0]) for r in inferred} == {
        (0.6, "collective-office")
    }


def test_two_provinces_in_a_row_are_no_list() -> None:
    projection = project(
        stored(
            "12省驻沪办参加座谈会，浙江、安徽合作。",
            ("OFFICE", "12省驻沪办", {"collective": ("yes",), "host": ("310000",)}),
            ("EVENT", "座谈会", {}),
            ("PLACE", "浙江", {"adcode": ("330000",)}),
            ("PLACE", "安徽", {"adcode": ("340000",)}),
            ties=(("PARTICIPATES_IN", 0, 1, "asserted"),),
        )
    )
    assert [r for r in of_documents(projection, "PARTICIPATES_IN") if r.head.startswith("ref:")] == []


NOTICE = (
    "江苏省驻沪办牵头的座谈会在上海举行,概伦电子等十九家企业的代表到会。会上介绍,概伦电子生产光刻胶的新线已在临港开工,"
    "预计明年量产,将为长三角的晶圆厂就近供货。与会企业还现场发出倡议,愿同沿江各省市的链主企业一道补短板、锻长板。"
)


def notice(text: str, firm: str, **about: str) -> StoredDocument:
    found = (("FIRM", firm, {}), PRODUCT, ("PERSON", "黄运海", {}))
    text = f"{text}黄运海说。"
    return with_signature(stored(text, *found, ties=(("PRODUCES", 0, 1, "asserted"),), **about))


def with_signature(document: StoredDocument) -> StoredDocument:
    from dataclasses import replace

    from graph.ledger.signature import signature

    return replace(document, signature=signature(document.text))


def test_a_syndicated_copy_is_counted_once_and_its_addresses_answer() -> None:
    first = notice(NOTICE, "概伦电子", published="2025-01-02", publisher="甲报")
    copy = notice(NOTICE.replace("十九家", "19家"), "概伦电子", published="2025-01-03", publisher="乙报")
    projection = project(copy, first)
    (fact,) = of_documents(projection, "MAKES")
    assert (fact.properties["n_documents"], fact.properties["publisher"]) == (1, "甲报")
    (document,) = [n for n in projection.nodes["Document"] if n.properties["kind"] == "document"]
    assert (document.id, document.properties["publications"]) == (first.id, 2)
    (person,) = projection.nodes["Person"]
    addresses = {n.id: n.properties["canonical"] for n in projection.nodes["SourceId"]}
    assert addresses[copy.id] == first.id
    assert person.id in addresses.values()


def test_notices_made_from_one_form_are_no_copies() -> None:
    one = notice(NOTICE, "概伦电子", published="2025-01-02")
    other = notice(NOTICE.replace("概伦电子", "广立微"), "广立微", published="2025-01-03")
    assert len(of_documents(project(one, other), "MAKES")) == 2


def test_a_fact_without_evidence_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from graph.projection import build, model

    nowhere = model.Passage("", "d:x", 0, 1, "", None, None, None)
    statement = model.Statement("MAKES", "ref:gailundianzi", "integrated-circuit.eda", nowhere)
    monkeypatch.setattr(build, "reference_statements", lambda _: iter([statement]))
    with pytest.raises(
        EvidenceError, match="MAKES ref:gailundianzi → integrated-circuit.eda: a statement without a passage"
    ):
        project()


def test_a_reference_fact_that_the_schema_forbids_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from graph.projection import build, model

    row = model.Passage("reference:x:1", "reference:x", None, None, "行", None, None, True)
    statement = model.Statement("MAKES", "integrated-circuit.eda", "ref:gailundianzi", row)
    monkeypatch.setattr(build, "reference_statements", lambda _: iter([statement]))
    with pytest.raises(EvidenceError, match="MAKES may not join Link and Firm"):
        project()
