"""``find`` forgives: parts, sounds, near spellings; ranked, typed, with a reason."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.names.index import NamedThing, NameIndex
from graph.names.near import NearIndex, one_slip
from graph.names.pinyin import to_initials, to_pinyin
from graph.session import Graph, open_graph
from graph.store.workspace import Workspace

INDEX = NameIndex([
    NamedThing("1", "Firm", "上海微电子装备(集团)股份有限公司", ("上海微电子",)),
    NamedThing("2", "Firm", "上海概伦电子股份有限公司", ("概伦电子", "Primarius")),
    NamedThing("3", "Firm", "中芯国际集成电路制造有限公司", ("中芯国际",), 5),
    NamedThing("4", "Firm", "中芯集成电路(宁波)有限公司", ("中芯宁波",)),
    NamedThing("5", "Office", "江苏省人民政府驻上海办事处", ("江苏省驻沪办",)),
    NamedThing("6", "Region", "上海市", ("上海",)),
])  # fmt: skip


@pytest.mark.parametrize(
    ("name", "first", "why"),
    [
        ("中芯", "3", "名称含此 a longer name that contains it"),
        ("上微", "1", "各字依次见于名称 its characters in their order"),
        ("jssz", "5", "拼音首字母相同 the same initials，开头 at the beginning"),
        ("gailun", "2", "拼音相同 the same pinyin，开头 at the beginning"),
        ("盖伦店子", "2", "拼音相同 the same pinyin"),
        ("概伦电器", "2", "一字之差 one character differs"),
        ("概伦电子（深圳）分公司", "2", "或为其总部 perhaps the firm it is a branch of"),
        ("Primarius Technologies Co., Ltd.", "2", "所查含此名 a shorter name within it"),
        ("沪", "5", "名称含此 a longer name that contains it"),
        ("江苏驻上海办事处", "5", "代表同一地区、驻同一地 represents the same region at the same place"),
    ],
)
def test_the_first_hit_and_why(name: str, first: str, why: str) -> None:
    hit = INDEX.find(name)[0]
    assert (hit.thing.id, hit.why) == (first, why)


def test_labels_and_limit() -> None:
    assert [h.thing.id for h in INDEX.find("上海", ("Region",))] == ["6"]
    assert {h.thing.label for h in INDEX.find("上海", ("Firm",))} == {"Firm"}
    assert len(INDEX.find("上海", limit=2)) == 2
    assert INDEX.find("上海", ("Person",)) == []


def test_what_names_nothing_finds_nothing() -> None:
    assert INDEX.find("") == INDEX.find("（）") == []
    assert INDEX.nearest("概伦电") == ("上海概伦电子股份有限公司",)
    assert NameIndex([]).find("华为") == []
    assert not NameIndex([]).match("华为技术有限公司")


def test_sounds_of_names() -> None:
    assert to_pinyin(["重庆长安", "ab绿c", "六安"]) == ["chongqingchangan", "ablvc", "luan"]
    assert to_initials(["江苏省驻沪办", "重庆"]) == ["jsszhb", "cq"]
    assert to_pinyin([]) == []


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    path = tmp_path_factory.mktemp("names") / "belt.yangtze"
    workspace = Workspace.open(path, create=True)
    workspace.project()
    workspace.close()
    with open_graph(path) as graph:
        yield graph


@pytest.mark.parametrize("name", ["安徽省政府驻沪办事处", "安徽驻上海办事处", "ahszhb"])
def test_a_graph_understands_other_forms_of_a_name(shipped: Graph, name: str) -> None:
    assert shipped.entity(name).name == "安徽省人民政府驻上海办事处"


@given(st.text(alphabet="甲乙丙丁戊", min_size=3, max_size=8), st.integers(0, 7), st.sampled_from("甲乙丙己"))
@settings(max_examples=200)
def test_every_name_one_slip_away_is_a_candidate(name: str, at: int, character: str) -> None:
    at %= len(name)
    index = NearIndex(["壬癸壬癸", name])
    for typed in (name[:at] + character + name[at + 1 :], name[:at] + character + name[at:], name[:at] + name[at + 1 :],
                  name[:at] + name[at : at + 2][::-1] + name[at + 2 :]):  # fmt: skip
        if len(typed) >= 3 and one_slip(typed, name):
            assert 1 in index.candidates(typed)


@given(st.text(max_size=12))
@settings(max_examples=200)
def test_any_text_can_be_asked(text: str) -> None:
    INDEX.match(text)
    INDEX.find(text)
