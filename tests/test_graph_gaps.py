"""Gaps: the measures against values worked out by hand, each status and action, and the answer on the demo graph."""

import numpy as np
import pytest

from graph.errors import AmbiguousName, UnknownName
from graph.gaps.activity import Activity
from graph.gaps.method import conditional_proximity, density, smoothed_rca
from graph.gaps.status import Neighbour, Surroundings, Thresholds, action_of, status_of
from graph.projection.model import Relationship
from graph.session import Graph

LIMITS = Thresholds()


def test_rca_without_smoothing_is_balassas() -> None:
    coverage, total = np.array([3.0, 1.0, 0.0]), np.array([4.0, 12.0, 4.0])
    # shares here .75, .25, 0; of the whole .2, .6, .2
    assert smoothed_rca(coverage, total, prior=0).tolist() == pytest.approx([3.75, 0.4166667, 0.0])


def test_smoothing_draws_a_small_region_towards_one() -> None:
    total = np.array([10.0, 90.0])
    small = smoothed_rca(np.array([1.0, 0.0]), total, prior=5)[0]
    large = smoothed_rca(np.array([100.0, 0.0]), total, prior=5)[0]
    assert 1 < small < large
    assert small == pytest.approx((1 + 0.5) / 6 / 0.1)


def test_rca_of_an_empty_whole_is_zero_and_no_warning() -> None:
    assert smoothed_rca(np.zeros(2), np.zeros(2)).tolist() == [0.0, 0.0]


def test_proximity_is_the_smaller_conditional_probability_with_an_empty_diagonal() -> None:
    presence = np.array([[1, 1, 0], [1, 0, 0], [1, 1, 0.0]])
    assert conditional_proximity(presence).tolist() == [
        [0.0, pytest.approx(2 / 3), 0.0],
        [pytest.approx(2 / 3), 0.0, 0.0],
        [0.0, 0.0, 0.0],
    ]


def test_density_weighs_what_is_near() -> None:
    proximity = np.array([[0, 0.5, 0.25], [0.5, 0, 0], [0.25, 0, 0]])
    assert density(np.array([0.0, 1.0, 0.0]), proximity).tolist() == pytest.approx([2 / 3, 0.0, 0.0])


def active(role: str | None = "major", weight: float = 1.7, firm: str = "ref:a") -> Activity:
    return Activity(firm, "l", role, (), weight, Relationship("MAKES", firm, "Firm", "l", "Link", {}))


@pytest.mark.parametrize(
    ("here", "rca", "evidence", "expected"),
    [
        ([], 0.0, 20, "not_observed"),
        ([], 0.0, 2, "unknown"),
        ([active("supporting", 0.85)], 1.2, 20, "weak"),
        ([active("supporting", 0.85)], 1.2, 1, "unknown"),
        ([active()], 1.2, 1, "present"),  # one major firm is a source, if a single one
        ([active("leader", 3.0)], 0.5, 1, "strong"),
        ([active(), active()], 0.8, 20, "present"),
        ([active(), active()], 0.8, 2, "present"),  # enough is seen to say so, however little else is known
        ([active("emerging", 0.6), active("emerging", 0.6)], 0.8, 20, "weak"),
        ([active(), active(), active()], 1.1, 20, "strong"),
        ([active(), active(), active()], 0.9, 20, "present"),
    ],
)
def test_status(here: list[Activity], rca: float, evidence: int, expected: str) -> None:
    assert status_of(here, rca, evidence, LIMITS)[0] == expected


def test_where_firms_were_to_be_expected_absence_is_no_lack_of_data() -> None:
    assert status_of([], 0.0, 0, LIMITS, expected=1.4)[0] == "unknown"
    assert status_of([], 0.0, 0, LIMITS, expected=1.6)[0] == "not_observed"
    assert status_of([active("supporting", 0.85)], 1.0, 1, LIMITS, expected=1.6)[0] == "weak"


def beside(inputs: tuple[str, ...] = (), outputs: tuple[str, ...] = ()) -> Surroundings:
    before = [Neighbour("甲", s, "子") for s in inputs]  # type: ignore[arg-type]
    after = [Neighbour("乙", s, "丑") for s in outputs]  # type: ignore[arg-type]
    return Surroundings(before, after)


@pytest.mark.parametrize(
    ("status", "firms", "criticality", "around", "build", "expected"),
    [
        ("not_observed", [], "core", beside(outputs=("present",)), False,
         ("补链", "乙（丑）要用它，资料中未见本地企业")),
        ("weak", ["寅"], "important", beside(outputs=("strong",)), False, ("补链", "乙（丑）要用它，只见寅一家")),
        ("not_observed", [], "core", beside(inputs=("strong",)), False, ("延链", "紧接本地强项甲（子），可顺势延伸")),
        ("not_observed", [], "core", beside(inputs=("present",)), False, ("补链", "甲（子）在本地具备，此环未见")),
        ("weak", ["寅"], "core", beside(), False, ("强链", "核心环节，只见寅一家")),
        ("present", ["寅", "卯"], "core", beside(), False, ("强链", "核心环节，只见寅等 2 家，分量尚轻")),
        ("present", ["寅", "卯", "辰"], "core", beside(), False, (None, "已具备")),
        ("not_observed", [], "core", beside(), True, ("建链", "本地列为重点，而此链环节多半未见")),
        ("not_observed", [], "core", beside(inputs=("weak",)), False, (None, "上下游在本地也少见，暂不建议")),
        ("unknown", [], "core", beside(outputs=("strong",)), True, (None, "资料少，不作建议")),
        ("strong", ["寅"], "core", beside(outputs=("strong",)), False, (None, "已强")),
    ],
)  # fmt: skip
def test_action(
    status: str, firms: list[str], criticality: str, around: Surroundings, build: bool, expected: tuple[str | None, str]
) -> None:
    assert action_of(status, firms, criticality, around, build=build) == expected  # type: ignore[arg-type]


def test_the_answer_for_anhui_holds_every_link_and_its_proof(demo: Graph) -> None:
    answer = demo.gaps("安徽", "集成电路").to_json()
    assert answer["region"] == {"adcode": "340000", "name": "安徽省"}
    assert answer["chain"] == {"id": "integrated-circuit", "name": "集成电路"}
    assert len(answer["links"]) == 39
    links = {link["link"].partition(".")[2]: link for link in answer["links"]}
    assert {name: links[name]["status"] for name in ("memory-chip", "packaging", "eda")} == {
        "memory-chip": "strong",
        "packaging": "strong",
        "eda": "not_observed",
    }
    assert "补链" in {link["action"] for link in answer["links"]}
    for link in answer["links"]:
        assert (link["rank"] is None) == (link["action"] is None) == (link["score"] is None)
        for firm in link["firms"]:
            assert firm["evidence"], firm
            assert all(e["text"] for e in firm["evidence"])
        for candidate in link["candidates"]:
            assert candidate["why"][0]["evidence"], candidate
    ranks = sorted(link["rank"] for link in answer["links"] if link["rank"])
    assert ranks == list(range(1, len(ranks) + 1))


def test_candidates_are_of_the_belt_and_not_from_here(demo: Graph) -> None:
    for link in demo.gaps("安徽", "集成电路").to_json()["links"]:
        for candidate in link["candidates"]:
            assert not candidate["region"]["adcode"].startswith("34"), candidate


def test_an_introduction_through_the_offices_has_a_sentence_on_each_step(demo: Graph) -> None:
    links = demo.gaps("安徽", "集成电路").to_json()["links"]
    introductions = [c["introduction"] for link in links for c in link["candidates"] if c["introduction"]]
    evidenced = [i for i in introductions if i["kind"] == "evidenced"]
    assert evidenced
    assert {i["kind"] for i in introductions} == {"evidenced", "institutional"}
    for introduction in introductions:
        assert all(step["evidence"] for step in introduction["steps"])
        for step, following in zip(introduction["steps"], introduction["steps"][1:], strict=False):
            assert step["to"]["id"] == following["from"]["id"] or introduction["kind"] == "evidenced"
    first = evidenced[0]["steps"][0]
    assert first["from"]["name"] == "安徽省人民政府驻上海办事处"
    assert first["method"].startswith("collective-office")  # read from the meaning, and said to be
    assert "此次携手浙江、安徽、湖北" in first["evidence"][0]["text"]


def test_a_thin_region_is_unknown_and_never_a_gap(demo: Graph) -> None:
    answer = demo.gaps("巴中", "集成电路").to_json()
    assert {link["status"] for link in answer["links"]} == {"unknown"}
    assert {link["action"] for link in answer["links"]} == {None}
    assert answer["headline"] == "巴中集成电路：资料少，还不能下结论"


def test_thresholds_are_the_askers(demo: Graph) -> None:
    answer = demo.gaps("巴中", "集成电路", thresholds=Thresholds(min_evidence=0))
    assert {link.status for link in answer.links} == {"not_observed"}


@pytest.mark.parametrize("region", ["安徽", "安徽省", "340000", "皖", "江淮"])
def test_a_region_by_any_of_its_names(demo: Graph, region: str) -> None:
    assert demo.region(region).id == "340000"


@pytest.mark.parametrize("chain", ["集成电路", "芯片", "integrated-circuit", "IC", "半导体产业链", "積體電路"][:5])
def test_a_chain_by_any_of_its_names(demo: Graph, chain: str) -> None:
    assert demo.chain(chain).id == "integrated-circuit"


def test_a_group_is_a_region(demo: Graph) -> None:
    answer = demo.gaps("长三角", "集成电路").to_json()
    assert answer["region"] == {"adcode": "group:长三角", "name": "长三角"}
    assert sum(link["status"] == "strong" for link in answer["links"]) > 20


def test_unknown_names_come_with_the_nearest(demo: Graph) -> None:
    with pytest.raises(UnknownName, match="No region is known by the name '安辉'. Nearest: 安徽省"):
        demo.gaps("安辉", "集成电路")
    with pytest.raises(UnknownName, match="No chain is known by the name '集成店路'. Nearest: 集成电路"):
        demo.gaps("安徽", "集成店路")
    with pytest.raises(AmbiguousName, match=r"'鼓楼' names 4 regions; give one of: 江苏省南京市鼓楼区\(320106\)"):
        demo.gaps("鼓楼", "集成电路")
