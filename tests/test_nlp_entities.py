"""Clusters within a text and the features that resolution across texts uses."""

import pytest

from graph.ledger.records import Extraction
from nlp.pipeline import Extractor


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor()


def entities(extraction: Extraction, kind: str) -> dict[tuple[str, ...], dict[str, tuple[str, ...]]]:
    return {e.names: e.features for e in extraction.entities if e.type == kind}


def test_a_short_name_the_text_introduces_joins_its_full_name(extractor: Extractor):
    text = "公司与曜阳绿能（盐城）有限公司（以下简称“曜阳绿能”）签约。曜阳绿能供货。"
    assert list(entities(extractor.extract(text), "FIRM")) == [("曜阳绿能（盐城）有限公司", "曜阳绿能")]


def test_a_short_name_that_follows_from_the_full_one_joins_it(extractor: Extractor):
    text = "安徽皖科精密股份有限公司投产。皖科精密的减速器畅销。"
    assert list(entities(extractor.extract(text), "FIRM")) == [("安徽皖科精密股份有限公司", "皖科精密")]


def test_parent_and_subsidiary_stay_two(extractor: Extractor):
    text = "申澜港机集团与申澜港机（宜昌）有限公司都来了。"
    assert len(entities(extractor.extract(text), "FIRM")) == 2


def test_an_association_is_known_by_the_end_of_its_name(extractor: Extractor):
    text = "上海市重庆荣昌商会，简称荣昌商会，落户上海。"
    assert list(entities(extractor.extract(text), "ASSOC")) == [("上海市重庆荣昌商会", "荣昌商会")]


def test_a_place_carries_its_adcode_and_two_forms_of_it_are_one(extractor: Extractor):
    found = entities(extractor.extract("安徽省合肥市，合肥。安徽。"), "PLACE")
    assert found == {("安徽省合肥市", "合肥"): {"adcode": ("340100",)}, ("安徽",): {"adcode": ("340000",)}}


@pytest.mark.parametrize(
    ("text", "adcodes"), [("鼓楼区。", []), ("福州。鼓楼区。", ["350102"]), ("江苏南京。鼓楼区。", ["320106"])]
)
def test_an_ambiguous_place_is_decided_by_what_the_text_names_beside_it(
    extractor: Extractor, text: str, adcodes: list[str]
):
    found = entities(extractor.extract(text), "PLACE")
    assert list(found[("鼓楼区",)].get("adcode", ())) == adcodes


def test_a_firm_of_the_reference_carries_its_row_and_a_written_stock_code(extractor: Extractor):
    features = entities(extractor.extract("广立微（301095）发布公告。"), "FIRM")[("广立微",)]
    assert features == {"ref": ("guangliwei",), "stock_code": ("301095",)}


def test_an_industry_and_a_product_carry_their_chain_and_link(extractor: Extractor):
    extraction = extractor.extract("合肥发展集成电路产业，企业生产光刻胶。")
    assert entities(extraction, "INDUSTRY")[("集成电路产业",)]["chain"] == ("integrated-circuit",)
    assert "integrated-circuit.photoresist" in entities(extraction, "PRODUCT")[("光刻胶",)]["link"]


def test_an_organisation_carries_the_place_its_name_begins_with(extractor: Extractor):
    extraction = extractor.extract("合肥市半导体行业协会与上海港湾集团座谈。")
    assert entities(extraction, "ASSOC")[("合肥市半导体行业协会",)] == {"place": ("340100",)}
    assert entities(extraction, "FIRM")[("上海港湾集团",)] == {"place": ("310000",)}


def test_the_short_word_for_a_meeting_means_the_meeting(extractor: Extractor):
    text = "“锡引湾区”无锡(深圳)产业合作恳谈会在深圳召开。恳谈会上，大家发言。"
    assert list(entities(extractor.extract(text), "EVENT")) == [("“锡引湾区”无锡(深圳)产业合作恳谈会", "恳谈会")]
