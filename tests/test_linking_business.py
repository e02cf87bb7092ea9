"""A firm's whole business as chain links: what is sure, what is left open, and what facts give it already."""

import json

import pytest
from click.testing import CliRunner

from graph.errors import DocumentError, UnknownName
from graph.linking.business import read_business
from graph.reference.load import load_reference
from graph.session import Graph
from nlp.portfolio import business_of_text
from yangtze import cli

REFERENCE = load_reference()
SEALS = {"construction-machinery.seal", "general-machinery.seal"}


def read(*phrases: str, known: frozenset[str] = frozenset()) -> tuple[set[str], set[str], tuple[str, ...]]:
    found = read_business("虚构公司", [(0, phrase) for phrase in phrases], REFERENCE, known=known)
    return {link.link for link in found.links}, {link.link for link in found.unsure}, found.left


def test_phrases_of_one_firm_decide_for_each_other() -> None:
    assert read("密封件") == (set(), SEALS, ())
    sure, unsure, _ = read("密封件", "离心泵", "工业阀门", "滚动轴承")
    assert "general-machinery.seal" in sure
    assert not unsure & SEALS


def test_what_names_no_single_link_is_left_and_said() -> None:
    assert read("云朵", "新能源产业", "光刻胶") == ({"integrated-circuit.photoresist"}, set(), ("云朵", "新能源产业"))


def test_a_link_gathers_its_phrases_with_the_surest_reason() -> None:
    found = read_business("虚构公司", [(0, "光刻胶"), (4, "高端光刻胶"), (9, "光刻胶")], REFERENCE)
    (link,) = found.links
    assert (link.name, link.chain, set(link.phrases)) == ("光刻胶", "集成电路", {"光刻胶", "高端光刻胶"})
    assert link.reason.startswith("「光刻胶」即环节名或别名")
    assert not link.recorded


def test_what_facts_give_the_firm_is_there_without_a_phrase() -> None:
    recorded = {"integrated-circuit.eda": (0.9, "某文所述"), "integrated-circuit.photoresist": (0.8, "某表所列")}
    found = read_business("虚构公司", [(0, "光刻胶")], REFERENCE, recorded)
    eda, resist = sorted(found.links, key=lambda link: link.link)
    assert (eda.phrases, eda.score, eda.reason, eda.recorded) == ((), 0.9, "某文所述", True)
    assert (resist.phrases, resist.recorded) == (("光刻胶",), True)


def test_a_list_of_products_needs_no_sentence() -> None:
    found = business_of_text("机械密封件销售；离心泵制造；云朵", REFERENCE)
    assert [link.link for link in found.links] == ["general-machinery.pump", "general-machinery.seal"]
    assert found.left == ("云朵",)


def test_a_paragraph_is_read_by_its_phrases() -> None:
    text = "虚构材料股份有限公司成立于1998年，主要生产光刻胶，产品销往长三角的晶圆厂，员工三百人，近年利润稳步增长。"
    assert "integrated-circuit.photoresist" in {link.link for link in business_of_text(text, REFERENCE).links}


def test_an_empty_text_is_said_to_be_empty() -> None:
    with pytest.raises(DocumentError, match="empty"):
        business_of_text(" \n")


def test_a_firm_of_the_graph_has_its_recorded_links(demo: Graph) -> None:
    row = next(row for row in REFERENCE.firm_links if row.link == "integrated-circuit.wafer-fab")
    found = demo.business(REFERENCE.firms[row.firm].full_name)
    assert "integrated-circuit.wafer-fab" in {link.link for link in found.links if link.recorded}
    with pytest.raises(UnknownName):
        demo.business("没有这家公司")


def test_the_command_says_the_same_as_python() -> None:
    result = CliRunner().invoke(cli, ["link", "--format", "json", "-"], input="光刻胶、云朵")
    assert result.exit_code == 0, result.output
    assert json.loads(result.output) == business_of_text("光刻胶、云朵").to_json()
    text = CliRunner().invoke(cli, ["link", "光刻胶、云朵"]).output
    assert "集成电路 · 光刻胶（integrated-circuit.photoresist）" in text
    assert "不归入任一环节：云朵" in text


@pytest.mark.parametrize("arguments", [["link"], ["link", "光刻胶", "--firm", "甲"]])
def test_the_command_wants_a_text_or_a_firm(arguments: list[str]) -> None:
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code == 2
    assert "Give either a TEXT or --firm NAME." in result.output
