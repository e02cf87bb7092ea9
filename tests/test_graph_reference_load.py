"""The reference is read whole, laid over in order, whatever Excel made of the files."""

import io
from pathlib import Path

import openpyxl
import pytest

from graph.errors import InvalidReference
from graph.reference.load import Layer, load_reference

FIRMS = "firm_id,full_name,short_name,aliases,hq_province,hq_city,stock_code\n"


def layer(name: str = "mine", **tables: str) -> Layer:
    return Layer(name, {f"{stem}.csv": text.encode() for stem, text in tables.items()})


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_the_shipped_reference_is_whole():
    reference = load_reference()
    sizes = {
        "regions": len(reference.regions),
        "groups": len(reference.groups),
        "chains": len(reference.chains),
        "links": len(reference.links),
        "flows": len(reference.flows),
        "offices": len(reference.offices),
        "programmes": len(reference.programmes),
        "priorities": len(reference.priorities),
        "firms": len(reference.firms),
        "firm_links": len(reference.firm_links),
    }
    assert sizes == {
        "regions": 3342,
        "groups": 22,
        "chains": 30,
        "links": 885,
        "flows": 1329,
        "offices": 73,
        "programmes": 41,
        "priorities": 361,
        "firms": 4134,
        "firm_links": 7749,
    }
    assert reference.layers == ("shipped",)
    assert reference.warnings == ()


def test_the_shipped_reference_is_read_once():
    assert load_reference() is load_reference()


def test_names_of_places_become_adcodes():
    reference = load_reference()
    office = reference.offices["江苏省人民政府驻上海办事处"]
    assert (office.represents, office.located_in) == ("320000", "310000")
    assert reference.groups["长三角"].members == ("310000", "320000", "330000", "340000")
    assert (reference.firms["guangliwei"].hq_province, reference.firms["guangliwei"].hq_city) == (
        "330000",
        "330100",
    )
    assert all(office.represents and office.located_in for office in reference.offices.values())


def test_a_row_is_the_evidence_of_its_fact():
    reference = load_reference()
    office = reference.offices["江苏省人民政府驻上海办事处"].row
    assert (office.document, office.line) == ("reference:shipped/liaison_offices.csv", 2)
    assert office.text == "江苏省人民政府驻上海办事处，代表江苏省，驻上海"
    assert office.source == "上海市工商联:上海市江苏商会会员代表大会(2026-01-20)"
    assert office.url == "https://www.sfic.cn/xw/xq/1/27161"
    assert office.verified
    link = reference.firm_links[0].row
    assert (link.text, link.verified) == ("器件建模与电路仿真EDA", False)
    assert reference.flows[0].row.text == "电子级多晶硅 → 硅片"
    assert reference.flows[0].row.source == "编者判断（非测量）"
    assert reference.priorities[0].row.text == "江西省 1269行动计划(2023): 电子信息"


def test_a_layer_adds_a_chain_and_a_firm_and_replaces_one():
    mine = layer(
        chains="chain_id,chain_name_zh,aliases\nfusion-energy,可控核聚变,核聚变；人造太阳\n",
        chain_links=(
            "chain_id,link_id,link_name_zh,stage,criticality\n"
            "fusion-energy,fusion-energy.magnet,超导磁体,upstream,core\n"
        ),
        firms=(
            FIRMS + "juneng,合肥聚能测试有限公司,聚能测试,,安徽,合肥,\n"
            "guangliwei,杭州广立微电子股份有限公司,广立微电,Semitronix,浙江省,杭州市,301095\n"
        ),
        firm_links="firm_id,link_id,role,evidence\njuneng,fusion-energy.magnet,leader,为EAST供应磁体\n",
    )
    reference = load_reference([mine])
    assert reference.chains["fusion-energy"].aliases == ("核聚变", "人造太阳")
    assert len(reference.chains) == 31
    assert len(reference.firms) == 4135
    assert reference.firms["guangliwei"].short_name == "广立微电"
    assert reference.firms["guangliwei"].row.document == "reference:mine/firms.csv"
    assert (reference.firms["juneng"].hq_province, reference.firms["juneng"].hq_city) == ("340000", "340100")
    assert reference.firm_links[-1].row.text == "为EAST供应磁体"
    assert reference.firm_links[-1].row.source == "mine/firm_links.csv"
    assert reference.layers == ("shipped", "mine")


def test_of_two_layers_the_later_wins():
    first = layer("a", firms=FIRMS + "juneng,合肥聚能测试有限公司,聚能一,,,,\n")
    second = layer("b", firms=FIRMS + "juneng,合肥聚能测试有限公司,聚能二,,,,\n")
    assert load_reference([first, second]).firms["juneng"].short_name == "聚能二"
    assert load_reference([second, first]).firms["juneng"].short_name == "聚能一"


def test_a_firm_list_may_be_a_workbook():
    header = tuple(FIRMS.strip().split(","))
    content = workbook(header, ("juneng", "合肥聚能测试有限公司", "聚能测试", "聚能A；聚能B", "安徽省", "合肥市", 1))
    firm = load_reference([Layer("mine", {"firms.xlsx": content})]).firms["juneng"]
    assert firm.aliases == ("聚能A", "聚能B")
    assert firm.stock_code == "000001"
    assert (firm.row.document, firm.row.line) == ("reference:mine/firms.xlsx", 2)


def test_of_a_workbook_the_sheet_of_the_table_is_read_and_the_others_are_said():
    book = openpyxl.Workbook()
    book.active.title = "说明"
    sheet = book.create_sheet("firms")
    sheet.append(("firm_id", "full_name"))
    sheet.append(("juneng", "合肥聚能测试有限公司"))
    content = io.BytesIO()
    book.save(content)
    reference = load_reference([Layer("mine", {"firms.xlsx": content.getvalue()})])
    assert reference.firms["juneng"].full_name == "合肥聚能测试有限公司"
    assert reference.warnings == ("mine/firms.xlsx: sheet '说明' not read",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_what_excel_writes_is_read(tmp_path: Path, encoding: str):
    folder = tmp_path / "mine"
    folder.mkdir()
    text = FIRMS + "juneng,合肥聚能测试有限公司,聚能测试,,安徽省,合肥市,\n"
    (folder / "firms.csv").write_bytes(text.replace("\n", "\r\n").encode(encoding))
    assert load_reference([folder]).firms["juneng"].full_name == "合肥聚能测试有限公司"


def test_a_row_over_several_lines_stands_where_it_begins():
    mine = layer(firms=FIRMS + 'a1,"合肥甲\n测试有限公司",甲测试,,,,\nb1,合肥乙测试有限公司,乙测试,,,,\n')
    firms = load_reference([mine]).firms
    assert (firms["a1"].row.line, firms["b1"].row.line) == (2, 4)


def test_the_hash_follows_the_content_and_not_the_place(tmp_path: Path):
    text = FIRMS + "juneng,合肥聚能测试有限公司,聚能测试,,安徽省,合肥市,\n"
    for place, encoding in (("here", "utf-8"), ("there", "gb18030")):
        (tmp_path / place).mkdir()
        (tmp_path / place / "firms.csv").write_bytes(text.encode(encoding))
    here, there = (load_reference([tmp_path / place]).hash for place in ("here", "there"))
    assert here == there
    assert len(here) == 16
    assert here != load_reference().hash
    assert load_reference([layer(firms=text.replace("安徽省,合肥市", "安徽省,"))]).hash != here


def test_what_is_not_understood_is_said():
    mine = Layer(
        "mine",
        {
            "firms.csv": (
                "firm_id,full_name,ownership,电话\na1,合肥甲测试有限公司,民营,1\nb1,合肥乙测试有限公司,民营,2\n"
            ).encode(),
            "notes.csv": b"x\n",
        },
    )
    assert load_reference([mine]).warnings == (
        "mine/firms.csv: unknown column '电话', not read",
        "mine/notes.csv: not a table of a reference folder, not read",
        "mine/firms.csv: unknown ownership '民营', 2 rows",
    )


def test_a_layer_with_errors_is_refused_with_the_first_of_them():
    mine = layer(firm_links="firm_id,link_id,role\n" + "".join(f"nobody{n},x.y,boss\n" for n in range(3)))
    with pytest.raises(InvalidReference) as error:
        load_reference([mine])
    assert str(error.value).splitlines()[:2] == [
        "The reference has 9 errors:",
        "  mine/firm_links.csv:2: firm_id 'nobody0' is not in firms",
    ]
    assert str(error.value).endswith("and 4 more; 'yangtze check-reference' lists them all")


def test_a_folder_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(InvalidReference, match="There is no reference folder at"):
        load_reference([tmp_path / "nowhere"])


def test_two_layers_of_one_name_stay_apart():
    first = layer("mine", firms=FIRMS + "a1,合肥甲测试有限公司,甲测试,,,,\n")
    second = layer("mine", firms=FIRMS + "b1,合肥乙测试有限公司,乙测试,,,,\n")
    assert load_reference([first, second]).layers == ("shipped", "mine", "mine-2")
