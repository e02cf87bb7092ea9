"""The shipped article, read as a person reads it."""

from pathlib import Path

import pytest

from graph.ledger.records import Extraction
from nlp.pipeline import Extractor

ARTICLE = Path(__file__).parent.parent / "ingest" / "samples" / "article.txt"

POSITIONS = {
    ("肖承贵", "党组书记、主任", "江西省驻沪办"),
    ("羊贵平", "一级巡视员", "湖南省驻沪办"),
    ("李云龙", "副书记", "上海市市级机关工委"),
    ("徐方", "二级巡视员", "上海市经信工作党委"),
    ("张润斌", "委员", "上海市政协"),
    ("张润斌", "董事长", "上海致盛实业集团有限公司"),
    ("黄运海", "党组书记、主任", "江苏省驻沪办"),
    ("徐士龙", "委员", "全国政协"),
    ("徐士龙", "董事长", "上海港湾集团"),
    ("滕堂伟", "教授", "华东师范大学中国现代城市研究中心"),
    ("滕堂伟", "教授", "地理科学学院"),
}
OFFICES = {"江苏省驻沪办": "320000", "江西省驻沪办": "360000", "湖南省驻沪办": "430000"}
COLLECTIVE = {
    "12省(自治区、直辖市)人民政府驻上海办事处",
    "各省驻沪机构",
    "省市驻沪机构",
    "长江经济带驻沪机构",
    "各省(自治区、直辖市)驻沪办",
    "各地驻沪办事处",
    "省市区驻沪机构",
}
TITLE_OF_THE_MEETING = (
    "“长江经济带——长江流域”12省(自治区、直辖市)人民政府驻上海办事处支持服务在沪企业参与长江经济带发展战略座谈会"
)
EXPECTED = {
    "PERSON": {"肖承贵", "羊贵平", "李云龙", "徐方", "张润斌", "黄运海", "徐士龙", "滕堂伟", "张承辰", "夏晓晨"},
    "TITLE": {"党组书记、主任", "一级巡视员", "副书记", "二级巡视员", "委员", "董事长", "教授"},
    "OFFICE": {*OFFICES, *COLLECTIVE, "驻沪办"},
    "GOV": {"上海市市级机关工委", "上海市经信工作党委", "上海市政协", "全国政协"},
    "FIRM": {"上海致盛实业集团有限公司", "上海港湾集团"},
    "INSTITUTE": {"华东师范大学中国现代城市研究中心", "地理科学学院"},
    "DOC": {"《创建合作新平台,积极参与长江经济带高质量发展倡议书》"},
    "DATE": {"10月29日"},
}


@pytest.fixture(scope="module")
def text() -> str:
    return ARTICLE.read_text("utf-8")


@pytest.fixture(scope="module")
def extraction(text: str) -> Extraction:
    return Extractor().extract(text)


def surfaces(extraction: Extraction, kind: str) -> set[str]:
    return {m.text for m in extraction.mentions if m.type == kind}


@pytest.mark.parametrize("kind", EXPECTED)
def test_every_name_of_a_type_is_found_and_nothing_else(extraction: Extraction, kind: str):
    assert surfaces(extraction, kind) == EXPECTED[kind]


def test_every_person_has_the_right_title_and_organisation(extraction: Extraction):
    found = {
        (extraction.mentions[r.head].text, r.properties["title"], extraction.mentions[r.tail].text)
        for r in extraction.relations
        if r.type == "HOLDS_POSITION"
    }
    assert found == POSITIONS


def test_every_office_represents_its_region_and_sits_in_shanghai(extraction: Extraction):
    offices = {e.names[0]: e.features for e in extraction.entities if e.type == "OFFICE"}
    assert {name: offices[name]["region"] for name in OFFICES} == {n: (code,) for n, code in OFFICES.items()}
    assert all(features["host"] == ("310000",) for features in offices.values())
    assert {name for name, features in offices.items() if "collective" in features} == COLLECTIVE


def test_offices_are_tied_to_the_places_the_text_names(extraction: Extraction):
    ties = {
        (extraction.mentions[r.head].text, extraction.mentions[r.tail].text)
        for r in extraction.relations
        if r.type == "REPRESENTS"
    }
    assert ties == {("江苏省驻沪办", "江苏"), ("江西省驻沪办", "江西"), ("湖南省驻沪办", "湖南")}


def test_the_meeting_is_one_event_with_its_organiser_and_speakers(extraction: Extraction):
    meeting = next(m for m in extraction.mentions if m.text == TITLE_OF_THE_MEETING)
    ties = {
        (r.type, extraction.mentions[r.head].text)
        for r in extraction.relations
        if extraction.mentions[r.tail].entity == meeting.entity
    }
    speakers = EXPECTED["PERSON"] - {"张承辰", "夏晓晨"}
    assert ("ORGANIZES", "江苏省驻沪办") in ties
    assert {head for kind, head in ties if kind == "ORGANIZES"} == {"江苏省驻沪办"}
    assert speakers <= {head for kind, head in ties if kind == "PARTICIPATES_IN"}


def test_nothing_absurd_is_found(extraction: Extraction):
    names = {m.text for m in extraction.mentions}
    assert not names & {
        "大江",
        "光荣之城",
        "生力军",
        "主力军",
        "主战场",
        "一江水",
        "一盘棋",
        "江经济",
        "市长",
        "产业链",
    }


def test_the_association_and_its_preparatory_committee_are_found(extraction: Extraction):
    found = surfaces(extraction, "ASSOC")
    assert "长江经济带高质量发展促进会" in found
    assert "沪上企业服务长江经济带高质量发展促进会筹备委员会" in found


def test_who_heeds_a_meeting_neither_held_it_nor_was_there(extraction: Extraction):
    names = {extraction.mentions[i].text for r in extraction.relations for i in (r.head, r.tail)}
    assert "党的二十届三中全会" in surfaces(extraction, "EVENT")
    assert "党的二十届三中全会" not in names
