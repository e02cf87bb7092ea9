"""A region is found by whatever name people give it, and nobody guesses when there are several."""

import pytest

from graph.errors import AmbiguousName, UnknownName
from graph.reference.load import load_reference
from graph.reference.places import Place, RegionIndex


@pytest.fixture(scope="module")
def index() -> RegionIndex:
    return RegionIndex.from_reference(load_reference())


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("安徽省", "340000"),
        ("安徽", "340000"),
        ("皖", "340000"),
        ("340000", "340000"),
        ("３４００００", "340000"),
        ("江淮", "340000"),
        ("安徽芜湖", "340200"),
        ("安徽省芜湖市", "340200"),
        ("安徽 芜湖", "340200"),
        ("沪", "310000"),
        ("浦東", "310115"),
        ("长寿", "500115"),
        ("海南", "460000"),
        ("吉林", "220000"),
        ("吉林吉林", "220200"),
        ("朝阳", "211300"),
        ("北京朝阳", "110105"),
        ("南京鼓楼", "320106"),
        ("江苏省南京市鼓楼区", "320106"),
        ("江苏省南京市鼓楼区(320106)", "320106"),
        ("鼓楼区（320106）", "320106"),
        ("恩施州", "422800"),
        ("长三角", "group:长三角"),
        ("沪苏浙皖", "group:长三角"),
        ("長三角", "group:长三角"),
        ("group:长三角", "group:长三角"),
        ("苏南", "group:苏南"),
    ],
)
def test_a_name_stands_for_one_place(index: RegionIndex, name: str, id_: str):
    assert index.resolve(name).id == id_


def test_a_group_has_its_members(index: RegionIndex):
    assert index.resolve("长三角") == Place("group", "group:长三角", "长三角", ("310000", "320000", "330000", "340000"))
    assert index.resolve("皖") == Place("region", "340000", "安徽省", ("340000",))


def test_several_on_one_level_ask_for_a_choice(index: RegionIndex):
    with pytest.raises(AmbiguousName) as error:
        index.resolve("鼓楼")
    assert error.value.choices == (
        "江苏省南京市鼓楼区(320106)",
        "江苏省徐州市鼓楼区(320302)",
        "福建省福州市鼓楼区(350102)",
        "河南省开封市鼓楼区(410204)",
    )
    assert [index.resolve(choice).id for choice in error.value.choices] == [
        "320106",
        "320302",
        "350102",
        "410204",
    ]
    with pytest.raises(AmbiguousName) as error:
        index.resolve("江苏鼓楼")
    assert error.value.choices == ("江苏省南京市鼓楼区(320106)", "江苏省徐州市鼓楼区(320302)")


@pytest.mark.parametrize(
    ("name", "first"),
    [("安灰", "安徽省"), ("长三角洲", "长三角"), ("合肥高新", "合肥市"), ("江苏省上海", "江苏省")],
)
def test_an_unknown_name_is_answered_with_the_nearest(index: RegionIndex, name: str, first: str):
    with pytest.raises(UnknownName) as error:
        index.resolve(name)
    assert first in error.value.nearest


@pytest.mark.parametrize("name", ["", "34", "999999"])
def test_what_is_no_name_is_unknown(index: RegionIndex, name: str):
    with pytest.raises(UnknownName):
        index.resolve(name)


def test_what_lies_in_what(index: RegionIndex):
    assert index.ancestors("320106") == ("320100", "320000")
    assert index.ancestors("320000") == ()
    assert index.province_of("320106") == "320000"
    assert index.province_of("320000") == "320000"
    assert index.descendants("340200") == (
        "340202",
        "340207",
        "340209",
        "340210",
        "340212",
        "340223",
        "340271",
        "340272",
        "340281",
    )
    with pytest.raises(UnknownName):
        index.ancestors("999999")


def test_an_index_is_made_from_plain_tuples():
    index = RegionIndex(
        [("1", "甲省", "甲", "", "province", None, ()), ("2", "乙市", "乙", "", "prefecture", "1", ["丙"])],
        [("group:g", "甲乙圈", ["圈"], ["1", "2"])],
    )
    assert index.resolve("甲丙").id == "2"
    assert index.resolve("圈").members == ("1", "2")
    assert index.descendants("1") == ("2",)
