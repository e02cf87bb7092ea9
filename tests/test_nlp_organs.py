"""What the rules know by name and by grammar: public bodies, plans without title marks, firms of the exchanges."""

import pytest

from nlp.amounts import find_money
from nlp.automaton import NameFinder, occurrences
from nlp.pipeline import Extractor, fold_safely, make_nlp


@pytest.fixture(scope="module")
def rules() -> Extractor:
    return Extractor(make_nlp(model=None))


def found(rules: Extractor, text: str, *kinds: str) -> list[str]:
    return [text[m.start : m.end] for m in rules.rules(fold_safely(text)).mentions if m.type in kinds]


@pytest.mark.parametrize(
    ("text", "kind", "names"),
    [
        ("记者从中国物流与采购联合会了解到。", "ASSOC", ["中国物流与采购联合会"]),
        ("双方推动构建命运共同体。", "ASSOC", []),
        ("国家林业和草原局昨天发布。", "GOV", ["国家林业和草原局"]),
        ("水利部门将强化预报。", "GOV", []),
        ("向国家发展改革委外资司报送。", "GOV", ["国家发展改革委外资司"]),
        ("俄罗斯国防部称。", "GOV", ["俄罗斯国防部"]),
        ("工厂建在韩国西南部。", "GOV", []),
        ("全球首个人形机器人零部件中试平台投用。", "INSTITUTE", ["人形机器人零部件中试平台"]),
        ("打造具有全球影响力的科技创新中心。", "INSTITUTE", []),
        ("获上海交大支持。", "INSTITUTE", ["上海交大"]),
    ],
)
def test_bodies_are_known_whole(rules: Extractor, text: str, kind: str, names: list[str]):
    assert found(rules, text, kind) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("当地发布人工智能创新高地建设行动计划，涵盖三年。", ["人工智能创新高地建设行动计划"]),
        ("中方提出全球治理倡议。", ["全球治理倡议"]),
        ("公司发布了相关管理办法。", []),
        ("热播剧《湖上人家》播出。", []),
        ("《湖上人家》《远山》等影片上映。", []),
        ("《关于支持湖区发展的意见》印发。", ["《关于支持湖区发展的意见》"]),
        ("双方签订产地直采协议。", ["产地直采协议"]),
        ("双方签署了相关协议。", []),
    ],
)
def test_documents_need_no_marks_and_works_of_art_are_none(rules: Extractor, text: str, names: list[str]):
    assert found(rules, text, "DOC") == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("湖光远山（SH 600999，收盘价：9.9元）发布公告。", ["湖光远山"]),
        ("昨日，*ST湖光（000999.SZ）停牌。", ["*ST湖光"]),
        ("湖光远山公告称，将扩产。", ["湖光远山"]),
        ("近日公司公告称，将扩产。", []),
    ],
)
def test_a_short_name_before_a_code_or_a_notice_is_a_firm(rules: Extractor, text: str, names: list[str]):
    assert found(rules, text, "FIRM") == names


@pytest.mark.parametrize(
    "text",
    [
        "两国隆重庆祝建交。",
        "拓展线上海外业务。",
        "乡村振兴示范县创建工作。",
        "企业投资兴业。",
        "规模稳居世界首位。",
        "弘扬中华文化。",
        "上海队夺冠。",
    ],
)
def test_two_words_that_meet_make_no_county(rules: Extractor, text: str):
    assert found(rules, text, "PLACE") == []


def test_one_digit_before_yuan_is_a_name():

    assert [text[m.start : m.end] for text in ("三元牛奶", "近百亿元", "3元") for m in find_money(text)] == [
        "百亿元",
        "3元",
    ]


@pytest.mark.parametrize("names", [["甲", "甲乙", "乙丙"], ["丙丙"], ["甲乙丙", "丙"], []])
def test_names_are_found_alike_with_and_without_an_automaton(names: list[str]):
    text = "甲乙丙丙丙甲甲乙丁乙丙" * 3
    expected = [(a, b) for a, b, _ in NameFinder(dict.fromkeys(names, ())).find(text)] if names else []
    assert list(occurrences(text, names)) == expected
