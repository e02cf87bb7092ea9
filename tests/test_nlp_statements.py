"""Sentences that say outright that something is lacking or strong somewhere; all of them invented."""

import pytest

from graph.ids import THE_COUNTRY
from graph.names.normal import fold
from nlp.pipeline import Extractor
from nlp.reading import Found, Reading
from nlp.sentences import sentences
from nlp.statements import find_claims

TRADES = ("集成电路", "工业母机", "光刻胶", "硬碳", "钠离子电池", "船舶", "造船", "显示面板", "传感器", "新能源汽车")
PLACES = {"安徽": "340000", "合肥": "340100", "江苏": "320000", "四川": "510000", "上海": "310000"}


def claims(text: str, firms: tuple[str, ...] = ()) -> set[tuple[str, str, str, bool]]:
    """(polarity, phrase, place, inferred) of every claim in a text whose mentions are found by these lists."""
    folded = fold(text)
    reading = Reading(folded, sentences=sentences(folded))
    found = []
    for type_, names in (("PRODUCT", TRADES), ("PLACE", (*PLACES, "韩国")), ("FIRM", firms)):
        for name in names:
            start = folded.find(name)
            while start >= 0:
                keys = (PLACES[name],) if name in PLACES else ()
                found.append(Found(start, start + len(name), type_, "test", keys=keys))
                start = folded.find(name, start + 1)
    reading.mentions = sorted(found, key=lambda m: m.start)
    return {(c.polarity, reading.surface(c.mention), c.place, c.inferred) for c in find_claims(reading)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("四川应尽快补齐钠离子电池链条中的硬碳短板。", {("lack", "硬碳", "510000", False)}),
        ("我国着力破解集成电路、工业母机等关键领域“卡脖子”难题。",
         {("lack", "集成电路", THE_COUNTRY, False), ("lack", "工业母机", THE_COUNTRY, False)}),
        ("安徽的光刻胶仍然主要依赖进口。", {("lack", "光刻胶", "340000", False)}),
        ("该项目有望填补合肥光刻胶领域的空白。", {("lack", "光刻胶", "340100", False)}),
        ("2031年，江苏造船产量占全球的三分之一。", {("strength", "造船", "320000", False)}),
        ("合肥显示面板出货量居全球第一。", {("strength", "显示面板", "340100", False)}),
        ("合肥是全国最大的传感器生产基地。", {("strength", "传感器", "340100", False)}),
        ("上海集聚了集成电路企业1200多家。", {("strength", "集成电路", "310000", False)}),
        ("安徽依托新能源汽车产业优势引来配套。", {("strength", "新能源汽车", "340000", False)}),
    ],
)  # fmt: skip
def test_a_lack_or_a_strength_is_read_with_its_place(text: str, expected: set) -> None:
    assert claims(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "安徽已补齐光刻胶短板。",
        "安徽补齐了光刻胶短板。",
        "这项技术填补了我国光刻胶领域的空白。",
        "安徽的光刻胶短板已补齐。",
        "安徽光刻胶不再依赖进口。",
        "安徽将打造全国领先的集成电路产业集群。",
        "到2035年，江苏力争船舶产量居全国第一。",
        "江苏船舶出口占全国的3%。",
        "韩国的显示面板产量居全球第一。",
        "我国集成电路产量居全国第一。",
        "合肥的疫情防控存在短板，集成电路展览推迟。",
        "大会在合肥举行，集聚了集成电路企业300多家参展。",
    ],
)
def test_what_is_over_wished_for_small_or_abroad_is_no_claim(text: str) -> None:
    assert claims(text) == set()


def test_a_firms_own_strength_is_not_its_regions() -> None:
    assert claims("合肥甲乙科技的传感器出货量居全国第一。", firms=("合肥甲乙科技",)) == set()
    assert claims("在合肥，这家公司的传感器出货量居全国第一。") == set()
    assert claims("合肥传感器出货量居全国第一。") == {("strength", "传感器", "340100", False)}


def test_a_place_that_the_sentence_does_not_name_is_inferred_and_marked() -> None:
    text = "安徽公布上半年数据。新能源汽车产量居全国第一。"
    assert claims(text) == {("strength", "新能源汽车", "340000", True)}
    assert claims("新能源汽车产量居全国第一。") == set()
    assert claims("我国公布数据。\n造船产量居世界第一。") == {("strength", "造船", THE_COUNTRY, True)}


def test_the_pipeline_gives_offsets_words_and_speaker_of_the_text_itself() -> None:
    text = "甲市长期做传统产业。\n张三表示，四川集成电路产业规模居全国前列。"
    (claim,) = Extractor().extract(text).claims
    assert (claim.polarity, claim.place, claim.speaker) == ("strength", "510000", "张三")
    assert text[claim.start : claim.end].startswith("张三表示")
    assert claim.words == "居全国前列"
