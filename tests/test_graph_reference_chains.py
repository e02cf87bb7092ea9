"""A chain is found by id, name or alias, with or without 产业链 behind it."""

import pytest

from graph.errors import AmbiguousName, UnknownName
from graph.reference.chains import ChainIndex
from graph.reference.load import load_reference


@pytest.fixture(scope="module")
def index() -> ChainIndex:
    return ChainIndex.from_reference(load_reference())


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("集成电路", "integrated-circuit"),
        ("芯片", "integrated-circuit"),
        ("integrated-circuit", "integrated-circuit"),
        ("Integrated circuits", "integrated-circuit"),
        ("IC", "integrated-circuit"),
        ("ic", "integrated-circuit"),
        ("集成電路", "integrated-circuit"),
        ("半导体产业链", "integrated-circuit"),
        ("半导体产业", "integrated-circuit"),
        ("人工智能产业集群", "artificial-intelligence"),
        ("电子信息", "electronic-information"),
        ("电子信息（元器件·通信·智能终端）", "electronic-information"),
        ("新能源汽车", "new-energy-vehicle"),
        ("锂电", "power-battery"),
    ],
)
def test_a_name_stands_for_one_chain(index: ChainIndex, name: str, id_: str):
    assert index.resolve(name).id == id_


@pytest.mark.parametrize(
    ("name", "first"), [("芯片制造", "集成电路"), ("集成电络", "集成电路"), ("软件", "软件与信创")]
)
def test_an_unknown_name_is_answered_with_the_nearest(index: ChainIndex, name: str, first: str):
    with pytest.raises(UnknownName) as error:
        index.resolve(name)
    assert error.value.nearest[0] == first


@pytest.mark.parametrize("name", ["", "产业链"])
def test_what_is_no_name_is_unknown(index: ChainIndex, name: str):
    with pytest.raises(UnknownName):
        index.resolve(name)


def test_an_alias_of_two_chains_asks_for_a_choice():
    index = ChainIndex([("a", "甲链", "", ["通用"]), ("b", "乙链", "", ["通用"]), ("c", "丙", "", ["甲链"])])
    with pytest.raises(AmbiguousName) as error:
        index.resolve("通用")
    assert error.value.choices == ("甲链(a)", "乙链(b)")
    assert index.resolve("甲链").id == "a"
