"""Offsets are those of the text as it came, whatever the text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.ledger.records import Extraction
from nlp.pipeline import Extractor
from nlp.sentences import blocks, sentences

PIECES = st.sampled_from(
    [
        "江苏省驻沪办主任黄运海说",
        "安徽",
        "芜湖市",
        "驻沪办",
        "《",
        "》",
        "“",
        "”",
        "（",
        "）",
        "\r\n",
        "\t",
        " ",
        "　",
        "\x00",
        "\ud800",
        "😀👩‍👩‍👧",
        "é",
        "２０２４年３月",
        "500万元",
        "集成电路产业",
        "有限公司",
        "皖科精密",
        "座谈会",
        "在",
        "的",
        "、",
        "。",
        "駐滬辦",
        "臺灣",
        "ﬁ",
        "①",
        "以下简称",
        "|",
        "驻",
        "12省",
        "年产10万吨",
        "湖光电子投资12.6亿元建设",
        "据专家介绍，",
        "表示：“",
        "（SH 600000）",
        "产能达",
        "中国",
        "与",
        "研究院",
        "发布",
        "行动方案",
    ]
)


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor()


def check(text: str, extraction: Extraction):
    end = 0
    for mention in extraction.mentions:
        assert end <= mention.start < mention.end <= len(text)
        assert mention.text == text[mention.start : mention.end]
        assert 0 <= mention.entity < len(extraction.entities)
        assert mention.text in extraction.entities[mention.entity].names
        assert mention.method
        end = mention.end
    for relation in extraction.relations:
        for side in (relation.head, relation.tail):
            assert 0 <= side < len(extraction.mentions)
        assert 0 <= relation.start < relation.end <= len(text)


@settings(max_examples=120, deadline=None)
@given(st.lists(PIECES | st.text(max_size=5), max_size=30).map("".join))
def test_any_text_keeps_its_offsets(extractor: Extractor, text: str):
    check(text, extractor.extract(text))


@pytest.mark.parametrize("text", ["", " ", "\n\r\n", "。", "\ud800", "\x00" * 5, "😀"])
def test_a_text_of_nothing_holds_nothing(extractor: Extractor, text: str):
    assert extractor.extract(text).mentions == ()


def test_traditional_and_full_width_forms_are_read_and_kept(extractor: Extractor):
    text = "😀江蘇省駐滬辦主任黃運海２０２４年３月５日到訪。\r\n"
    found = {(m.type, m.text) for m in extractor.extract(text).mentions}
    assert {
        ("OFFICE", "江蘇省駐滬辦"),
        ("TITLE", "主任"),
        ("PERSON", "黃運海"),
        ("DATE", "２０２４年３月５日"),
    } <= found


def test_a_table_pasted_as_text_keeps_its_rows_apart(extractor: Extractor):
    text = "姓名　单位　职务\n沈建良　江苏省纺织工业协会　副会长\n郝玉兰　望江县雅尚服饰公司　总经理\n"
    extraction = extractor.extract(text)
    check(text, extraction)
    held = {
        (extraction.mentions[r.head].text, r.properties["title"], extraction.mentions[r.tail].text)
        for r in extraction.relations
        if r.type == "HOLDS_POSITION"
    }
    assert held == {("沈建良", "副会长", "江苏省纺织工业协会"), ("郝玉兰", "总经理", "望江县雅尚服饰公司")}


@pytest.mark.parametrize("filler", ["长江" * 20_000 + "，" + "哦" * 1_000_000, "啊" * 1_050_000])
def test_a_text_beyond_spacys_limit_is_read_to_its_end_and_clusters_join(extractor: Extractor, filler: str):
    text = "江苏省驻沪办主任黄运海说。" + filler + "\n江苏省人民政府驻上海办事处来了。" * 2
    extraction = extractor.extract(text + filler[:450_000])
    offices = [m for m in extraction.mentions if m.type == "OFFICE"]
    assert [text[m.start : m.end] for m in offices] == ["江苏省驻沪办", *["江苏省人民政府驻上海办事处"] * 2]
    assert len({m.entity for m in offices}) == 1


def test_blocks_join_to_the_text_and_end_at_lines_where_there_are_lines():
    text = "一二三\n四五六\n七八九"
    cut = list(blocks(text, 7))
    assert "".join(block for _, block in cut) == text
    assert [text[offset : offset + len(block)] for offset, block in cut] == [block for _, block in cut]
    assert cut[0][1] == "一二三\n"


def test_sentences_keep_their_closing_quotes():
    text = "“好。”他说。\n完"
    assert [text[start:end] for start, end in sentences(text)] == ["“好。”", "他说。\n", "完"]


def test_the_same_text_gives_the_same_extraction_and_the_version_names_the_lexicon(extractor: Extractor):
    text = "江苏省驻沪办主任黄运海说。"
    assert extractor.extract(text) == Extractor().extract(text)
    assert extractor.extract(text).pipeline == extractor.version
    assert extractor.version.startswith("yangtze-rules-")
