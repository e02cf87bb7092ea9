"""``match`` answers one thing or none, and says why."""

import pytest

from graph.names.index import NamedThing, NameIndex
from graph.names.near import one_slip

INDEX = NameIndex([
    NamedThing("概伦", "Firm", "上海概伦电子股份有限公司", ("概伦电子", "Primarius")),
    NamedThing("安洁", "Firm", "苏州安洁科技股份有限公司", ("Suzhou Anjie Technology Co.,Ltd.",)),
    NamedThing("华润微", "Firm", "华润微电子有限公司", ("华润微",)),
    NamedThing("华润微重庆", "Firm", "华润微电子(重庆)有限公司", ("华润微重庆",)),
    NamedThing("四环", "Firm", "江苏四环生物股份有限公司", ("*ST四环药业",)),
    NamedThing("广立微", "Firm", "杭州广立微电子股份有限公司", ("广立微",)),
    NamedThing("长川", "Firm", "杭州长川科技股份有限公司", ("长川科技",)),
    NamedThing("华为", "Firm", "华为技术有限公司", ("华为",)),
    NamedThing("办事处", "Office", "安徽省人民政府驻上海办事处", ("安徽省驻沪办",)),
    NamedThing("鼓楼南京", "Region", "鼓楼区", ()),
    NamedThing("鼓楼徐州", "Region", "鼓楼区", ()),
    NamedThing("苏州", "Region", "苏州市", ("苏州",)),
    NamedThing("苏州队", "Event", "苏州", ()),
])  # fmt: skip


@pytest.mark.parametrize(
    ("name", "expected", "why"),
    [
        ("概倫電子", "概伦", "正是此名 the name itself"),
        ("Ｐｒｉｍａｒｉｕｓ", "概伦", "正是此名 the name itself"),
        ("华为", "华为", "正是此名 the name itself"),
        ("上海概伦电子有限公司", "概伦", "仅组织形式不同 only the legal form differs"),
        ("上海概伦电子", "概伦", "略去组织形式 the name without its legal form"),
        ("四环生物", "四环", "略去地名与组织形式 brand and trade, without place and legal form"),
        ("杭州广立微", "广立微", "所在地加简称 the short name behind its place"),
        ("四环药业", "四环", "略去证券标记 the name without marks of listing"),
        ("suzhou anjie technology", "安洁", "略去英文公司字样 the English name without Co., Ltd."),
        ("安徽省政府驻沪办事处", "办事处", "代表同一地区、驻同一地 represents the same region at the same place"),
        ("gai lun dian zi", "概伦", "拼音相同 the same pinyin"),
        ("HRWCQ", "华润微重庆", "拼音首字母相同 the same initials"),
        ("概仑电子", "概伦", "一字之差（“仑”应为“伦”） one wrong character"),
        ("广立徽", "广立微", "一字之差（“徽”应为“微”） one wrong character"),
        ("上海概伦电股份有限公司", "概伦", "少写一字（“子”） one character is missing"),
        ("上海概伦电子股份有限公司司", "概伦", "多写一字（“司”） one character too many"),
        ("上海概伦子电股份有限公司", "概伦", "两字颠倒（“子电”应为“电子”） two characters are transposed"),
    ],
)
def test_one_thing_and_why(name: str, expected: str, why: str) -> None:
    found = INDEX.match(name)
    assert found
    assert found.hit is not None
    assert (found.hit.thing.id, found.why) == (expected, why)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "没有名称 no name"),
        ("鼓楼区", "数者同名 several things bear the name"),
        ("北京概伦电子股份有限公司", "未收录此名 no such name is known"),
        ("上海概伦科技股份有限公司", "未收录此名 no such name is known"),
        ("华润微电子（深圳）有限公司", "未收录此名 no such name is known"),
        ("长光科技", "未收录此名 no such name is known"),
        ("江西四环生物股份有限公司", "未收录此名 no such name is known"),
        ("概伦", "未收录此名 no such name is known"),
        ("上海概伦电子股份有限公司深圳分公司", "所查为分支机构，未收录 a branch, which is not known itself"),
    ],
)
def test_none_and_why(name: str, why: str) -> None:
    found = INDEX.match(name)
    assert not found
    assert (found.hit, found.why) == (None, why)


def test_a_branch_names_its_parent_without_being_it() -> None:
    found = INDEX.match("上海概伦电子股份有限公司深圳分公司")
    assert [hit.thing.id for hit in found.others] == ["概伦"]


def test_a_label_tells_namesakes_apart() -> None:
    assert INDEX.match("苏州").hit is None
    found = INDEX.match("苏州", ("Region",)).hit
    assert found is not None
    assert found.thing.id == "苏州"


def test_slips_can_be_refused() -> None:
    assert not INDEX.match("概仑电子", slips=False)


def test_the_better_known_of_those_that_sound_alike() -> None:
    index = NameIndex([NamedThing("1", "Firm", "概伦电子", (), 1000), NamedThing("2", "Firm", "盖伦电子", ())])
    found = index.match("gailundianzi")
    assert found.hit is not None
    assert (found.hit.thing.id, [o.thing.id for o in found.others]) == ("1", ["2"])


@pytest.mark.parametrize(
    ("typed", "meant", "kind"),
    [("ab", "ab", None), ("abx", "aby", "wrong"), ("ab", "abb", "missing"), ("abb", "ab", "extra"),
     ("abc", "acb", "swapped"), ("abcd", "badc", None), ("a", "", "extra"), ("", "", None)],
)  # fmt: skip
def test_one_slip(typed: str, meant: str, kind: str | None) -> None:
    slip = one_slip(typed, meant)
    assert (slip and slip.kind) == kind
