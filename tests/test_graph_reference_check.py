"""Every kind of error in a reference folder is found, with its file, its line and the reason."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from graph.reference.check import Finding, Layer, check_reference, render_findings, summary
from graph.reference.cli import check_reference as command

FIRMS = "firm_id,full_name,short_name,aliases,hq_province,hq_city,stock_code,founded_year\n"
LINKS = "chain_id,link_id,link_name_zh,stage,criticality\n"
CHAIN = "chain_id,chain_name_zh\nhot,甲乙丙链\n"
FLOWS = "chain_id,from_link_id,to_link_id\n"


def errors(**tables: str) -> list[str]:
    files = {f"{stem}.csv": text.encode() for stem, text in tables.items()}
    findings = check_reference([Layer("mine", files)])
    return [str(finding).removeprefix("mine/") for finding in findings if finding.level == "error"]


def alias(text: str) -> list[str]:
    return errors(firms=FIRMS + f"juneng,合肥聚能测试有限公司,聚能测试,{text},,,,\n")


def test_the_shipped_tables_have_no_error():
    findings = check_reference()
    assert [str(finding) for finding in findings if finding.level == "error"] == []
    assert summary(findings) == "0 errors, 330 notes."


def test_ambiguous_region_names_and_link_aliases_are_allowed_and_listed():
    reasons = [finding.reason for finding in check_reference() if finding.level == "note"]
    assert sum(reason.startswith("region name") for reason in reasons) == 109
    assert sum(reason.startswith("link name") for reason in reasons) == 212
    assert (
        "region name '鼓楼' is shared by 4: 鼓楼区(320106)、鼓楼区(320302)、鼓楼区(350102)、鼓楼区(410204)" in reasons
    )


def test_a_duplicate_id():
    row = "juneng,合肥聚能测试有限公司,聚能测试,,,,,\n"
    assert errors(firms=FIRMS + row + row) == ["firms.csv:3: duplicate firm_id 'juneng', first in line 2"]


@pytest.mark.parametrize(
    ("tables", "expected"),
    [
        (
            {"chain_links": LINKS + "hot,hot.a,甲件,upstream,core\n"},
            ["chain_links.csv:2: chain_id 'hot' is not in chains"],
        ),
        (
            {"link_flows": FLOWS + "integrated-circuit,integrated-circuit.eda,integrated-circuit.x\n"},
            ["link_flows.csv:2: to_link_id 'integrated-circuit.x' is not in chain_links"],
        ),
        (
            {"firm_links": "firm_id,link_id,role\nnobody,integrated-circuit.eda,leader\n"},
            ["firm_links.csv:2: firm_id 'nobody' is not in firms"],
        ),
        (
            {"firm_links": "firm_id,link_id,role\nguangliwei,no.link,leader\n"},
            ["firm_links.csv:2: link_id 'no.link' is not in chain_links"],
        ),
        (
            {
                "priority_chains": (
                    "province_or_municipality,programme,year,chain_name,chain_ids\n"
                    "江西省,1269行动计划,2023,新物,photovoltaic;no-chain\n"
                )
            },
            ["priority_chains.csv:2: chain_ids 'no-chain' is not in chains"],
        ),
        (
            {"regions": "adcode,name,level,parent_adcode\n340299,某某区,county,349900\n"},
            ["regions.csv:2: parent_adcode '349900' is not in regions"],
        ),
        (
            {"region_groups": "group_name,members\n我的圈,合肥;火星\n"},
            ["region_groups.csv:2: members '火星' is the name of no region, or of several"],
        ),
        (
            {"liaison_offices": "full_name,represents,located_in\n某省人民政府驻火星办事处,江苏省,火星\n"},
            ["liaison_offices.csv:2: located_in '火星' is the name of no region, or of several"],
        ),
        (
            {"firms": FIRMS + "juneng,合肥聚能测试有限公司,聚能测试,,江苏省,合肥市,,\n"},
            ["firms.csv:2: hq_city '合肥市' does not lie in 江苏省"],
        ),
    ],
)
def test_a_dangling_reference(tables: dict[str, str], expected: list[str]):
    assert errors(**tables) == expected


def test_a_cycle_in_the_flows_is_named():
    links = LINKS + "".join(f"hot,hot.{id_},{name},upstream,core\n" for id_, name in zip("abc", "甲乙丙", strict=True))
    flows = FLOWS + "hot,hot.a,hot.b\nhot,hot.b,hot.c\nhot,hot.c,hot.a\n"
    (found,) = errors(chains=CHAIN, chain_links=links, link_flows=flows)
    assert found == "link_flows.csv:4: the flows of 'hot' go in a circle: 甲 → 乙 → 丙 → 甲"


def test_a_flow_stays_in_its_chain():
    flows = FLOWS + "photovoltaic,integrated-circuit.eda,integrated-circuit.ip-core\n"
    assert errors(link_flows=flows) == [
        "link_flows.csv:2: from_link_id 'integrated-circuit.eda' belongs to the chain 'integrated-circuit'",
        "link_flows.csv:2: to_link_id 'integrated-circuit.ip-core' belongs to the chain 'integrated-circuit'",
    ]


@pytest.mark.parametrize(
    ("tables", "expected"),
    [
        (
            {"chain_links": LINKS + "photovoltaic,photovoltaic.q,甲乙件,above,core\n"},
            "chain_links.csv:2: unknown stage 'above', known are downstream, midstream, supporting, upstream",
        ),
        (
            {"chain_links": LINKS + "photovoltaic,photovoltaic.q,甲乙件,upstream,big\n"},
            "chain_links.csv:2: unknown criticality 'big', known are core, general, important",
        ),
        (
            {"firm_links": "firm_id,link_id,role\nguangliwei,integrated-circuit.ip-core,b\n"},
            "firm_links.csv:2: unknown role 'b', known are emerging, leader, major, specialised, supporting",
        ),
        (
            {"regions": "adcode,name,level,parent_adcode\n340299,某某区,town,340200\n"},
            "regions.csv:2: unknown level 'town', known are county, district, prefecture, province",
        ),
        (
            {"regions": "adcode,name,level,parent_adcode\n34029,某某区,county,340200\n"},
            "regions.csv:2: adcode '34029' is not six digits",
        ),
        (
            {"firms": FIRMS + "juneng,合肥聚能测试有限公司,聚能测试,,,,1,\n"},
            "firms.csv:2: stock_code '1' is not six digits; a spreadsheet may have dropped leading zeros",
        ),
        (
            {"firms": FIRMS + "juneng,合肥聚能测试有限公司,聚能测试,,,,,去年\n"},
            "firms.csv:2: founded_year '去年' is not a year",
        ),
        ({"firms": FIRMS + ",合肥聚能测试有限公司,聚能测试,,,,,\n"}, "firms.csv:2: blank firm_id"),
        ({"firms": "firm_id,short_name\na,b\n"}, "firms.csv:1: the header lacks the columns full_name"),
        (
            {"firms": "firm_id,full_name\na1,合肥甲测试有限公司,多\n"},
            "firms.csv:2: the row has 3 cells, the header 2",
        ),
    ],
)
def test_a_cell_that_makes_no_sense(tables: dict[str, str], expected: str):
    assert errors(**tables) == [expected]


def test_a_workbook_that_is_none():
    findings = check_reference([Layer("mine", {"firms.xlsx": b"not a workbook"})])
    assert str(findings[0]) == "mine/firms.xlsx:1: cannot be read: File is not a zip file"


def test_an_empty_folder(tmp_path: Path):
    (tmp_path / "mine").mkdir()
    (found,) = [finding for finding in check_reference([tmp_path / "mine"]) if finding.level == "error"]
    assert found.reason.startswith("the folder 'mine' holds none of the tables regions.csv, ")


def test_a_short_name_that_two_firms_share():
    found = errors(firms=FIRMS + "a1,合肥甲测试有限公司,甲测,,,,,\nb1,合肥乙测试有限公司,甲测,,,,,\n")
    assert found == ["firms.csv:3: short name '甲测' is the short name of 'a1' too (mine/firms.csv:2)"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("广立微", "is the short name of 'guangliwei' too (shipped/firms.csv:4)"),
        ("安徽", "is the name of a place, 安徽省(shipped/regions.csv:1063)"),
        ("合肥市", "is the name of a place, 合肥市(shipped/regions.csv:1064)"),
        ("长三角", "is the name of a place, 长三角(shipped/region_groups.csv:3)"),
        ("崇明", "is the name of a place, 崇明区(shipped/regions.csv:842)"),
        ("OPC软件", "is the name of the link 'integrated-circuit.eda' (shipped/chain_links.csv:2)"),
        ("锂电", "is the name of the chain 'power-battery' (shipped/chains.csv:5)"),
        ("东风与中车", "joins two names and describes a venture of both"),
        ("广立微和概伦电子", "joins two names and describes a venture of both"),
        ("原三星苏州", "describes the firm ('formerly ...'); give the former name alone"),
        ("应急", "is an ordinary word or names something else"),
        ("Smart", "is an ordinary word or names something else"),
        ("PK", "is too short to name anybody"),
        ("2020", "is too short to name anybody"),
    ],
)
def test_an_alias_that_names_something_else(text: str, reason: str):
    assert alias(text) == [f"firms.csv:2: alias '{text}' {reason}"]


@pytest.mark.parametrize("text", ["聚能", "泰和新测", "原子聚能", "Juneng", "C&U2", "聚能与测试研究院", "昊和"])
def test_an_alias_that_is_a_name(text: str):
    assert alias(text) == []


def test_a_link_that_takes_a_shipped_alias_has_to_give_way():
    links = LINKS.replace("\n", ",aliases\n") + "photovoltaic,photovoltaic.q,甲乙件,upstream,core,Semitronix\n"
    assert errors(chain_links=links) == [
        "chain_links.csv:2: 'Semitronix' is the alias of the firm 'guangliwei' (shipped/firms.csv:4)"
    ]


def test_a_replaced_row_is_said_and_no_error():
    text = FIRMS + "guangliwei,杭州广立微电子股份有限公司,广立微,,浙江省,杭州市,301095,2003\n"
    findings = check_reference([Layer("mine", {"firms.csv": text.encode()})])
    assert Finding("note", "mine", "firms.csv", 2, "'guangliwei' replaces shipped/firms.csv:4") in findings
    assert "note   mine/firms.csv:2: 'guangliwei' replaces shipped/firms.csv:4" in render_findings(findings)


def test_the_command_says_what_it_found_and_fails_on_errors(tmp_path: Path):
    (tmp_path / "firms.csv").write_text(FIRMS + "juneng,合肥聚能测试有限公司,聚能测试,应急,,,,\n", encoding="utf-8")
    good = CliRunner().invoke(command, [])
    assert good.exit_code == 0
    assert good.output.splitlines()[-2:] == [
        "       and 325 more notes (--verbose shows them)",
        "0 errors, 330 notes.",
    ]
    assert len(CliRunner().invoke(command, ["--verbose"]).output.splitlines()) == 331
    bad = CliRunner().invoke(command, ["--reference", str(tmp_path)])
    assert bad.exit_code == 1
    place = f"{tmp_path.name}/firms.csv:2"
    assert bad.output.splitlines()[0] == f"error  {place}: alias '应急' is an ordinary word or names something else"
    as_json = CliRunner().invoke(command, ["--reference", str(tmp_path), "--format", "json"])
    assert as_json.exit_code == 1
    assert json.loads(as_json.output)["findings"][0] == {
        "level": "error",
        "layer": tmp_path.name,
        "file": "firms.csv",
        "line": 2,
        "reason": "alias '应急' is an ordinary word or names something else",
    }
