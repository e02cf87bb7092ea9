"""Stated facts between the things of a text, with how they are stated."""

import pytest

from nlp.pipeline import Extractor


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor()


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("皖仪科技生产光谱仪。", ("皖仪科技", "PRODUCES", "光谱仪", "asserted")),
        ("皖仪科技拟投资5亿元在芜湖市建厂。", ("皖仪科技", "INVESTS_IN", "芜湖市", "planned")),
        (
            "曜阳绿能有限公司为曜阳控股集团的全资子公司。",
            ("曜阳绿能有限公司", "SUBSIDIARY_OF", "曜阳控股集团", "asserted"),
        ),
        ("万达集团旗下大连万达商业有限公司。", ("大连万达商业有限公司", "SUBSIDIARY_OF", "万达集团", "asserted")),
        ("皖江特钢向申澜港机集团供应钢板。", ("皖江特钢", "SUPPLIES", "申澜港机集团", "asserted")),
        ("江西省驻沪办与浙江省驻沪办签署备忘录。", ("江西省驻沪办", "COOPERATES_WITH", "浙江省驻沪办", "asserted")),
        ("上海港湾集团总部位于上海市普陀区。", ("上海港湾集团", "LOCATED_IN", "上海市普陀区", "asserted")),
        ("合肥重点发展集成电路产业。", ("合肥", "OPERATES_IN", "集成电路产业", "asserted")),
        ("上海市云南商会会员单位：滇红楼酒店集团。", ("滇红楼酒店集团", "MEMBER_OF", "上海市云南商会", "asserted")),
        ("湖南省驻沪办主办“湘品入沪”链群大会。", ("湖南省驻沪办", "ORGANIZES", "“湘品入沪”链群大会", "asserted")),
        ("“湘品入沪”链群大会由湖南省驻沪办承办。", ("湖南省驻沪办", "ORGANIZES", "“湘品入沪”链群大会", "asserted")),
        (
            "安徽省驻沪办主任李卫国在长江航运发展论坛上致辞。",
            ("李卫国", "PARTICIPATES_IN", "长江航运发展论坛", "asserted"),
        ),
        ("江苏省驻沪办在上海，服务江苏。", ("江苏省驻沪办", "REPRESENTS", "江苏", "asserted")),
    ],
)
def test_a_stated_fact_is_found_with_its_modality(extractor: Extractor, text: str, fact: tuple[str, str, str, str]):
    extraction = extractor.extract(text)
    found = {
        (extraction.mentions[r.head].text, r.type, extraction.mentions[r.tail].text, r.modality)
        for r in extraction.relations
    }
    assert fact in found


@pytest.mark.parametrize(
    "text",
    [
        "皖江特钢未向申澜港机集团供应钢板。",
        "上海港湾集团没有收购安徽皖科精密股份有限公司。",
        "皖仪科技否认生产光谱仪。",
    ],
)
def test_what_is_denied_is_no_fact(extractor: Extractor, text: str):
    assert extractor.extract(text).relations == ()


def test_a_relation_names_its_sentence_its_method_and_its_confidence(extractor: Extractor):
    text = "昨天下雨。江西省驻沪办主任肖承贵表示欢迎。再见。"
    (relation,) = extractor.extract(text).relations
    assert text[relation.start : relation.end] == "江西省驻沪办主任肖承贵表示欢迎。"
    assert (relation.method, relation.confidence) == ("title-chain", 0.95)


def test_both_of_two_organisers_organise(extractor: Extractor):
    extraction = extractor.extract("梁溪区人民政府、无锡市人民政府驻深圳办事处共同主办无锡(深圳)产业合作恳谈会。")
    heads = {extraction.mentions[r.head].text for r in extraction.relations if r.type == "ORGANIZES"}
    assert heads == {"梁溪区人民政府", "无锡市人民政府驻深圳办事处"}
