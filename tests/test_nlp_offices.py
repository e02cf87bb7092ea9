"""The grammar of liaison offices."""

import pytest

from nlp.pipeline import Extractor


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor()


@pytest.mark.parametrize(
    ("text", "name", "region", "host"),
    [
        ("江苏省驻沪办来了。", "江苏省驻沪办", "320000", "310000"),
        ("由江苏省人民政府驻上海办事处主办。", "江苏省人民政府驻上海办事处", "320000", "310000"),
        ("浙江省政府驻京办说", "浙江省政府驻京办", "330000", "110000"),
        ("四川省人民政府驻北京办事处", "四川省人民政府驻北京办事处", "510000", "110000"),
        ("芜湖市驻沪办事处主任", "芜湖市驻沪办事处", "340200", "310000"),
        ("九江驻沪联络处", "九江驻沪联络处", "360400", "310000"),
        ("重庆市荣昌区人民政府驻上海联络处", "重庆市荣昌区人民政府驻上海联络处", "500153", "310000"),
        ("毕节市驻广州招商联络处", "毕节市驻广州招商联络处", "520500", "440100"),
        ("中共南通市驻沪工作委员会", "中共南通市驻沪工作委员会", "320600", "310000"),
        ("渝驻粤办来电", "渝驻粤办", "500000", "440000"),
        ("。川驻沪办：", "川驻沪办", "510000", "310000"),
        ("江蘇省駐滬辦", "江蘇省駐滬辦", "320000", "310000"),
        ("湖州市驻上海招商局", "湖州市驻上海招商局", "330500", "310000"),
        ("十堰市政府驻沪招商专班", "十堰市政府驻沪招商专班", "420300", "310000"),
        ("丽水市驻上海招商中心", "丽水市驻上海招商中心", "331100", "310000"),
        ("广西壮族自治区人民政府驻上海办事处", "广西壮族自治区人民政府驻上海办事处", "450000", "310000"),
    ],
)
def test_an_office_is_found_whole_with_its_region_and_host(
    extractor: Extractor, text: str, name: str, region: str, host: str
):
    extraction = extractor.extract(text)
    office = next(m for m in extraction.mentions if m.type == "OFFICE")
    assert office.text == name
    features = extraction.entities[office.entity].features
    assert (features["region"], features["host"]) == ((region,), (host,))


@pytest.mark.parametrize(
    "name",
    [
        "各省驻沪机构",
        "各地驻沪办事处",
        "12省(自治区、直辖市)人民政府驻上海办事处",
        "沿江各省市驻京办",
        "驻沪机构",
        "岳阳、郴州等地驻沪联络处",
        "两省驻沪办",
    ],
)
def test_a_collective_phrase_is_one_mention_marked_collective(extractor: Extractor, name: str):
    extraction = extractor.extract(f"会上,{name}发言。")
    office = next(m for m in extraction.mentions if m.type == "OFFICE")
    assert office.text == name
    assert extraction.entities[office.entity].features["collective"] == ("yes",)


@pytest.mark.parametrize(
    "text",
    [
        "常驻上海办理业务",
        "驻村工作组",
        "进驻沪办公",
        "中央纪委国家监委驻东风汽车集团有限公司纪检监察组",
        "驻华大使",
        "驻沪办理",
    ],
)
def test_what_only_looks_like_an_office_is_none(extractor: Extractor, text: str):
    assert [m.text for m in extractor.extract(text).mentions if m.type == "OFFICE"] == []


def test_short_and_full_names_of_one_office_are_one_entity(extractor: Extractor):
    extraction = extractor.extract(
        "江苏省驻沪办牵头。江苏省人民政府驻上海办事处主办。江苏省驻京办出席。江苏驻沪办协办。"
    )
    offices = {e.names for e in extraction.entities if e.type == "OFFICE"}
    assert offices == {("江苏省人民政府驻上海办事处", "江苏省驻沪办", "江苏驻沪办"), ("江苏省驻京办",)}


def test_an_office_of_another_kind_at_the_same_place_stays_apart(extractor: Extractor):
    extraction = extractor.extract("南通市驻沪办与中共南通市驻沪工作委员会合办。")
    assert len({m.entity for m in extraction.mentions if m.type == "OFFICE"}) == 2
