"""The parts of a company's name, and what keeps two names apart."""

import pytest

from graph.names.parts import NameParts, distinct, leading_place, short_place, split_name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("上海概伦电子股份有限公司", NameParts("上海", "概伦", "电子", form="股份有限公司")),
        ("上海概倫電子股份有限公司", NameParts("上海", "概伦", "电子", form="股份有限公司")),
        ("概伦电子（深圳）分公司", NameParts("", "概伦", "电子", branch="深圳分公司")),
        ("概伦电子深圳分公司", NameParts("", "概伦", "电子", branch="深圳分公司")),
        (
            "上海概伦电子股份有限公司深圳分公司",
            NameParts("上海", "概伦", "电子", form="股份有限公司", branch="深圳分公司"),
        ),
        ("华润微电子（重庆）有限公司", NameParts("", "华润", "微电子", ("重庆",), form="有限公司")),
        ("上海微电子装备(集团)股份有限公司", NameParts("上海", "", "微电子装备", (), ("集团",), "股份有限公司")),
        ("江苏省苏州市安洁科技股份有限公司", NameParts("江苏苏州", "安洁", "科技", form="股份有限公司")),
        ("宁波长阳科技股份有限公司", NameParts("宁波", "长阳", "科技", form="股份有限公司")),
        ("东方财富信息股份有限公司", NameParts("", "东方财富", "信息", form="股份有限公司")),
        ("中国电子科技集团公司第四十八研究所",
         NameParts("中国", "", "电子科技集团", form="公司", branch="第四十八研究所")),
        ("上海概伦电子公司", NameParts("上海", "概伦", "电子", form="公司")),
        ("某某产业基金合伙企业（有限合伙）", NameParts("", "某某", "产业基金", form="合伙企业")),
        ("广立微", NameParts("", "广立微")),
        ("", NameParts()),
        ("有限公司", NameParts("", "", "", form="有限公司")),
    ],
)  # fmt: skip
def test_a_name_has_parts(name: str, expected: NameParts) -> None:
    assert split_name(name) == expected


def test_a_place_lies_in_the_one_before_it() -> None:
    assert leading_place("江苏省苏州市昆山市某某") == len("江苏省苏州市昆山市")
    assert leading_place("浙江德宏汽车") == len("浙江")  # 德宏 is a place of Yunnan
    assert short_place("江苏省苏州市") == "江苏苏州"


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("华润微电子（重庆）有限公司", "华润微电子有限公司", ["括号内地名不同 another place in brackets"]),
        ("北京概伦电子有限公司", "上海概伦电子有限公司", ["地名不同 another place"]),
        ("概伦电子深圳分公司", "概伦电子有限公司", ["一为分支机构 one is a branch"]),
        ("上海概伦科技有限公司", "上海概伦电子有限公司", ["行业不同 another trade"]),
        ("上海概伦电子有限公司", "上海概伦电子股份有限公司", []),
    ],
)
def test_what_keeps_two_names_apart(one: str, other: str, why: list[str]) -> None:
    assert list(distinct(split_name(one), split_name(other))) == why
