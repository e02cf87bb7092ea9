"""Who is who: nothing is merged on a name alone, and no order of documents changes a result."""

import itertools

import pytest

from graph.reference.load import load_reference
from graph.resolution.resolve import Cluster, resolve

REFERENCE = load_reference()


def canonical(*clusters: Cluster) -> list[str]:
    resolution = resolve(clusters, REFERENCE)
    return [resolution.canonical[c.source_id] for c in clusters]


def firm(id_: str, *names: str, context: tuple[str, ...] = (), **features: tuple[str, ...]) -> Cluster:
    return Cluster(f"m:{id_}", f"d:{id_}", "FIRM", names, features, (), frozenset(context))


@pytest.mark.parametrize(
    ("cluster", "expected"),
    [
        (firm("1", "上海概伦电子股份有限公司"), "ref:gailundianzi"),
        (firm("1", "概伦电子"), "ref:gailundianzi"),
        (firm("1", "概倫電子"), "ref:gailundianzi"),
        (firm("1", "概伦电子", place=("310000",)), "ref:gailundianzi"),
        (firm("1", "概伦电子", place=("440300",)), "m:1"),  # stated to be in Shenzhen: another one
        (firm("1", "概伦电子（深圳）有限公司", "概伦电子"), "m:1"),  # a registered name that is not the reference's
        (firm("1", "某某", stock_code=("688206",)), "ref:gailundianzi"),
        (firm("1", "某某科技"), "m:1"),
    ],
)  # fmt: skip
def test_a_firm_against_the_reference(cluster: Cluster, expected: str) -> None:
    assert canonical(cluster) == [expected]


def test_firms_with_one_registered_name_are_one() -> None:
    assert canonical(firm("2", "合肥甲乙科技有限公司"), firm("1", "合肥甲乙科技有限公司", "甲乙科技")) == ["m:1", "m:1"]


def test_namesakes_in_two_places_stay_two() -> None:
    one, other = firm("1", "光明电子", place=("340100",)), firm("2", "光明电子", place=("510100",))
    assert canonical(one, other) == ["m:1", "m:2"]


def test_a_short_name_alone_merges_nothing_and_a_shared_place_does() -> None:
    assert canonical(firm("1", "光明电子"), firm("2", "光明电子")) == ["m:1", "m:2"]
    one, other = firm("1", "光明电子", place=("340100",)), firm("2", "光明电子", place=("340100",))
    assert canonical(one, other) == ["m:1", "m:1"]


def office(id_: str, name: str, **features: tuple[str, ...]) -> Cluster:
    return Cluster(f"m:{id_}", f"d:{id_}", "OFFICE", (name,), features)


def test_short_and_full_names_of_an_office_are_one() -> None:
    short = office("1", "江苏省驻沪办", region=("320000",), host=("310000",))
    full = office("2", "江苏省人民政府驻上海办事处", region=("320000",), host=("310000",))
    assert canonical(short, full) == ["ref:office:江苏省人民政府驻上海办事处"] * 2


def test_an_office_that_no_row_knows_is_known_by_region_and_seat() -> None:
    one = office("1", "芜湖市驻沪办", region=("340200",), host=("310000",))
    other = office("2", "芜湖市人民政府驻上海办事处", region=("340200",), host=("310000",))
    elsewhere = office("3", "芜湖市驻京办", region=("340200",), host=("110000",))
    assert canonical(one, other, elsewhere) == ["m:1", "m:1", "m:3"]


def test_a_phrase_for_several_offices_is_none_of_them() -> None:
    phrase = office("1", "各省驻沪机构", region=("320000",), host=("310000",), collective=("yes",))
    assert canonical(phrase) == ["m:1"]


def test_people_are_one_by_name_and_organisation() -> None:
    government = Cluster("m:g", "d:1", "GOV", ("上海市经信委",), {"place": ("310000",)})
    again = Cluster("m:h", "d:2", "GOV", ("上海市经信委",), {"place": ("310000",)})
    one = Cluster("m:1", "d:1", "PERSON", ("徐方",), {}, ("m:g",))
    same = Cluster("m:2", "d:2", "PERSON", ("徐方",), {}, ("m:h",))
    namesake = Cluster("m:3", "d:3", "PERSON", ("徐方",))
    assert canonical(government, again, one, same, namesake) == ["m:g", "m:g", "m:1", "m:1", "m:3"]


def test_a_local_authority_is_one_only_within_its_document() -> None:
    one = Cluster("m:1", "d:1", "GOV", ("市发改委",))
    other = Cluster("m:2", "d:2", "GOV", ("市发改委",))
    assert canonical(one, other) == ["m:1", "m:2"]


def test_merge_split_reorder_and_every_old_address_answers() -> None:
    full = firm("3", "合肥甲乙科技有限公司", "甲乙科技")
    short = firm("1", "甲乙科技", context=("m:p",))
    bridge = firm("2", "甲乙科技", "合肥甲乙科技有限公司", context=("m:p",))
    # Three documents: the one in the middle says that both names are one firm.
    for order in itertools.permutations([full, short, bridge]):
        assert {c.source_id: i for c, i in zip(order, canonical(*order), strict=True)} == {
            "m:1": "m:1",
            "m:2": "m:1",
            "m:3": "m:1",
        }
    # Without it they are two again, each under its own source id, which never changed.
    assert canonical(full, short) == ["m:3", "m:1"]
