"""The gap page's state, drawers, evidence and files; the matrix, the comparison, coverage and status beside it."""

import csv
import io
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import openpyxl
import pytest
from flask.testing import FlaskClient

from graph.gaps.status import STATUS_NAME, Thresholds
from graph.session import Graph
from web.app import create_app
from web.belt import PROVINCES
from web.flow.draw import text_width
from web.flow.tokens import colours
from web.sheets import Sheet, to_csv, to_xlsx

QUESTION = "region=安徽&chain=集成电路"
ANHUI = f"/gaps?{QUESTION}"
TWO = "regions=安徽,江苏&chain=集成电路"


@pytest.fixture(scope="module")
def client(demo_store: Path) -> Iterator[FlaskClient]:
    app = create_app(demo_store, TESTING=False)
    yield app.test_client()
    app.extensions["yangtze"].close()


def page(client: FlaskClient, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, response.get_data(as_text=True)[:400]
    return response.get_data(as_text=True)


def words(text: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def heading(text: str) -> str:
    (found,) = re.findall(r"<h1>(.*?)</h1>", text, re.S)
    return words(found)


def nodes(text: str) -> dict[str, tuple[bool, str]]:
    """Of each node of the drawing, whether it is faded, and where it stands."""
    found = re.findall(r'<a class="node ([^"]*)"[^>]* data-id="([^"]+)".*?<rect class="bx" ([^/]*)/>', text, re.S)
    return {id_: (" off" in f" {classes}", place) for classes, id_, place in found}


def rows(client: FlaskClient, address: str) -> list[dict[str, str]]:
    response = client.get(address)
    assert response.status_code == 200
    assert response.content_type == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(response.get_data().decode("utf-8-sig"))))


def sheets(client: FlaskClient, address: str) -> openpyxl.Workbook:
    response = client.get(address)
    assert response.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(response.get_data()))


# ---- the address keeps the state ---------------------------------------------------------------------------------


def test_filters_fade_and_never_move_a_node(client: FlaskClient, demo: Graph) -> None:
    answer = demo.gaps("安徽", "集成电路")
    whole, some = nodes(page(client, ANHUI)), nodes(page(client, f"{ANHUI}&status=weak,present&action=强链"))
    assert len(whole) == 39
    assert not any(faded for faded, _place in whole.values())
    assert {id_: place for id_, (_faded, place) in whole.items()} == {i: place for i, (_f, place) in some.items()}
    kept = {x.node.id.partition(".")[2] for x in answer.links if x.status in ("weak", "present") and x.action == "强链"}
    assert kept
    assert {id_ for id_, (faded, _place) in some.items() if not faded} == kept


def test_every_chip_is_an_address_of_the_filter_turned(client: FlaskClient) -> None:
    text = page(client, f"{ANHUI}&status=weak")
    chips = re.findall(r'aria-pressed="(true|false)" href="([^"]+)" data-filter="(\w+)" data-word="([^"]+)"', text)
    assert ("weak", "true") in {(word, pressed) for pressed, _href, _name, word in chips}
    for pressed, href, name, word in chips:
        state = parse_qs(urlsplit(unescape(href)).query)
        assert (word in state.get(name, [""])[0].split(",")) == (pressed == "false")
        assert state["region"] == ["安徽"]


def test_stage_and_criticality_filter_too(client: FlaskClient, demo: Graph) -> None:
    found = nodes(page(client, f"{ANHUI}&stage=midstream&criticality=core"))
    kept = {
        x.node.id.partition(".")[2]
        for x in demo.gaps("安徽", "集成电路").links
        if (x.node.properties["stage"], x.node.properties["criticality"]) == ("midstream", "core")
    }
    assert {id_ for id_, (faded, _place) in found.items() if not faded} == kept


@pytest.mark.parametrize(
    "state", ["status=bad", "action=拆链", "min_evidence=-1", "min_evidence=1.5", "strong_rca=nan", "strong_rca=9e9"]
)
def test_a_state_that_is_none_is_said(client: FlaskClient, state: str) -> None:
    page(client, f"{ANHUI}&{state}", 400)


def test_thresholds_on_the_page_are_those_of_the_answer(client: FlaskClient, demo: Graph) -> None:
    limits = Thresholds(weak_coverage=6.0, strong_firms=6)
    usual, other = demo.gaps("江苏", "集成电路"), demo.gaps("江苏", "集成电路", thresholds=limits)
    assert [x.status for x in usual.links] != [x.status for x in other.links]
    address = "/gaps?region=江苏&chain=集成电路&weak_coverage=6&strong_firms=6"
    table = rows(client, address.replace("/gaps?", "/gaps.csv?"))
    assert {row["id"]: row["状态"] for row in table} == {x.node.id: STATUS_NAME[x.status] for x in other.links}
    text = page(client, address)
    assert 'name="weak_coverage" min="0" max="1000" step="0.1" value="6"' in text
    assert "weak_coverage=6" in re.findall(r'data-part="([^"]+)"', text)[0]


def test_language_and_date_stay_in_the_links(client: FlaskClient) -> None:
    text = page(client, f"{ANHUI}&as-of=2025-01-01&lang=en&status=weak")
    for href in re.findall(r'<a class="node[^"]*" href="([^"]+)"', text):
        state = parse_qs(urlsplit(unescape(href)).query)
        assert (state["as-of"], state["lang"], state["status"]) == (["2025-01-01"], ["en"], ["weak"])


# ---- drawers and evidence ----------------------------------------------------------------------------------------


def test_a_drawer_of_every_link_comes_on_demand(client: FlaskClient, demo: Graph) -> None:
    for link in demo.gaps("安徽", "集成电路").links:
        slug = link.node.id.partition(".")[2]
        part = page(client, f"/gaps/drawer?{QUESTION}&link={slug}")
        assert part.strip().startswith('<section class="drawer')
        assert f'id="d-{slug}"' in part
        assert STATUS_NAME[link.status] in words(part)
        assert "<html" not in part
    page(client, f"/gaps/drawer?{QUESTION}&link=nothing", 404)


def test_the_address_opens_a_drawer_without_script(client: FlaskClient) -> None:
    text = page(client, f"{ANHUI}&link=ic-test")
    assert re.findall(r'<section class="drawer open[^"]*" id="d-([a-z-]+)"', text) == ["ic-test"]


def test_every_number_unfolds_to_as_many_firms_and_documents(client: FlaskClient, demo: Graph) -> None:
    answer = demo.gaps("安徽", "集成电路")
    for link in answer.links:
        text = page(client, f"/gaps/evidence?{QUESTION}&link={link.node.id.partition('.')[2]}")
        firms = text[text.index('id="firms"') : text.index('id="documents"')]
        said = text[text.index('id="documents"') : text.index('id="method"')]
        assert firms.count('<th scope="row">') == len(link.firms)
        assert said.count("<li><time") == link.documents, link.node.name
        assert f"{link.coverage:.2f}" in text
        if link.action:
            near = re.findall(r'<a href="/entities/[^"]+">[^<]+</a> (0\.\d\d)', text[text.index('id="method"') :])
            assert near == sorted(near, reverse=True)
            assert near or link.relatedness == 0
        if link.action and link.n_candidates:
            candidates = text[text.index('id="candidates"') :]
            assert len(re.findall(r'class="nm quiet"', candidates)) == min(50, link.n_candidates)
    whole = page(client, f"/gaps/evidence?{QUESTION}")
    assert heading(whole) == f"安徽集成电路：{answer.firms} 家企业、{answer.documents} 篇资料的出处"
    assert whole.count("<li><time") == answer.documents


# ---- files -------------------------------------------------------------------------------------------------------


def test_csv_and_xlsx_hold_the_ranking_firms_and_candidates(client: FlaskClient, demo: Graph) -> None:
    answer = demo.gaps("安徽", "集成电路")
    table = rows(client, f"/gaps.csv?{QUESTION}")
    assert [row["id"] for row in table[: len(answer.ranked)]] == [link.node.id for link in answer.ranked]
    assert len(table) == len(answer.links)
    assert {row["id"]: int(row["企业数"]) for row in table} == {x.node.id: len(x.firms) for x in answer.links}
    book = sheets(client, f"/gaps.xlsx?{QUESTION}")
    assert book.sheetnames == ["环节", "本地企业", "外地候选", "说明"]
    assert book["本地企业"].max_row - 1 == sum(len(link.firms) for link in answer.links)
    assert book["外地候选"].max_row - 1 == sum(len(link.candidates) for link in answer.links)
    assert [row[1] for row in book["说明"].values][1] == answer.headline.replace("(", "（").replace(")", "）")


def test_a_name_is_never_a_formula() -> None:
    harm = ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x.example")', "\t=1", "普通", -1.5]
    sheet = Sheet("表", ["名"], [[value] for value in harm])
    written = list(csv.reader(io.StringIO(to_csv(sheet).decode("utf-8-sig"))))[1:]
    for value, (cell,) in zip(harm, written, strict=True):
        assert cell == (f"'{value}" if isinstance(value, str) and value != "普通" else str(value))
    page = openpyxl.load_workbook(io.BytesIO(to_xlsx([sheet]))).worksheets[0]
    found = [cell for (cell,) in page.iter_rows(min_row=2)]
    assert [cell.value for cell in found] == harm
    assert {cell.data_type for cell in found} == {"s", "n"}
    assert [cell.quotePrefix for cell in found] == [isinstance(v, str) and v != "普通" for v in harm]


def test_a_cell_holds_whatever_a_document_says() -> None:
    sheet = Sheet("x" * 40, ["名"], [["半个字\ud83d"], ["控制\x00\x0b符"], [None], ["长" * 40_000]])
    page = openpyxl.load_workbook(io.BytesIO(to_xlsx([sheet]))).worksheets[0]
    values = [cell.value for (cell,) in page.iter_rows(min_row=2)]
    assert values[:2] == ["半个字?", "控制符"]
    assert values[2] is None
    assert len(str(values[3])) == 32_000
    assert to_csv(sheet).startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize(("address", "halves"), [(f"/gaps.svg?{QUESTION}", 1), (f"/compare.svg?{TWO}", 2)])
def test_a_picture_stands_alone(client: FlaskClient, address: str, halves: int) -> None:
    response = client.get(address)
    assert response.content_type == "image/svg+xml; charset=utf-8"
    assert "filename*=UTF-8''" in response.headers["Content-Disposition"]
    text = response.get_data(as_text=True)
    tree = ElementTree.fromstring(text)
    assert not re.search(r"var\(|<style|<script|style=|class=|<use|href=", text)
    used = set(re.findall(r"#[0-9a-fA-F]{6}", text))
    assert used <= set(colours().values())
    assert {colours()["strong-bg"], colours()["none-bd"]} <= used
    boxes = [r for r in tree.iter("{http://www.w3.org/2000/svg}rect") if r.get("rx") == "2" and r.get("fill") != "none"]
    assert len(boxes) == 39 * halves + 5  # the legend's
    assert "图谱版本" not in text
    assert "版本" in text


def test_pictures_are_drawn_in_the_colours_of_the_page() -> None:
    css = (Path(__file__).parent.parent / "web" / "static" / "style.css").read_text(encoding="utf-8")
    assert len(colours()) > 30
    for name in ("paper", "ink", "seal", "edge", "strong-bg", "have-bd", "weak-fg", "none-bd", "thin-bd"):
        assert f"--{name}: {colours()[name]}" in css


# ---- matrix ------------------------------------------------------------------------------------------------------


def test_the_matrix_shows_the_statuses_that_answers_give(client: FlaskClient, demo: Graph) -> None:
    table = rows(client, "/matrix.csv?chain=光伏")
    expected = {
        (name, x.node.id): (STATUS_NAME[x.status], len(x.firms))
        for name in PROVINCES.values()
        for x in demo.gaps(name, "光伏", candidates=0).links
    }
    assert {(row["地区"], row["id"]): (row["状态"], int(row["企业数"])) for row in table} == expected
    text = page(client, "/matrix?chain=光伏")
    assert text.count('<a class="c s-') == 2 * len(expected)  # the table, and for phones the table turned
    assert re.findall(r'class="rowh"><a class="quiet" href="[^"]*">(.*?)</a>', text) == list(PROVINCES.values())
    assert 'id="peek" aria-live="polite"' in text


def test_a_region_of_the_matrix_opens_into_its_cities(client: FlaskClient, demo: Graph) -> None:
    text = page(client, "/matrix?chain=集成电路&region=安徽")
    found = re.findall(r'class="rowh"><a class="quiet" href="[^"]*">(.*?)</a>', text)
    assert len(found) == 16
    assert "合肥市" in found
    (row,) = [r for r in rows(client, "/matrix.csv?chain=集成电路&region=安徽")
              if r["地区"] == "合肥市" and r["id"] == "integrated-circuit.packaging"]  # fmt: skip
    link = next(x for x in demo.gaps("合肥", "集成电路").links if x.node.id == "integrated-circuit.packaging")
    assert (row["状态"], int(row["企业数"])) == (STATUS_NAME[link.status], len(link.firms))


def test_chains_by_regions(client: FlaskClient, demo: Graph) -> None:
    table = {(row["地区"], row["id"]): row for row in rows(client, "/matrix.csv")}
    assert len(table) == 11 * 30
    links = demo.gaps("浙江", "纺织服装", candidates=0).links
    row = table["浙江", links[0].node.id.partition(".")[0]]
    assert int(row["具备或强"]) == sum(x.status in ("present", "strong") for x in links)
    assert int(row["见环节"]) == sum(bool(x.firms) for x in links)
    assert page(client, "/matrix").count('data-t="') == 2 * 11 * 30
    page(client, "/matrix?chain=没有这条链", 404)


# ---- comparison --------------------------------------------------------------------------------------------------


def test_two_regions_stand_in_one_drawing(client: FlaskClient, demo: Graph) -> None:
    text, found = page(client, f"/compare?{TWO}"), demo.compare(["安徽", "江苏"], "集成电路")
    have = [tuple(cell.status in ("present", "strong") for cell in cells) for _node, cells in found.rows]
    one, other = have.count((True, False)), have.count((False, True))
    assert heading(text).startswith("安徽与江苏的集成电路：")
    assert f"只安徽有 {one} 环" in heading(text)
    assert f"只江苏有 {other} 环" in heading(text)
    assert text.count('<a class="node two-halves') == 39
    assert len(re.findall(r'<rect class="apart"[^>]*/></a>', text)) == one + other
    gaps, halves = nodes(page(client, ANHUI)), re.findall(
        r'<a class="node two-halves[^"]*" href="#c-([a-z-]+)".*?<rect class="bx" x="([\d.]+)" y="([\d.]+)"', text, re.S
    )  # fmt: skip
    for slug, x, y in halves:  # the same layout as the gap page's
        assert f'x="{x}" y="{y}"' in gaps[slug][1]


def test_regions_of_a_form_become_one_argument_and_three_are_a_table(client: FlaskClient) -> None:
    moved = client.get("/compare?regions=安徽&regions=江苏&chain=集成电路&as-of=2025-01-01")
    assert moved.status_code == 302
    assert parse_qs(urlsplit(moved.location).query) == {
        "regions": ["安徽,江苏"], "chain": ["集成电路"], "as-of": ["2025-01-01"]
    }  # fmt: skip
    text = page(client, "/compare?regions=合肥,南京,武汉&chain=集成电路")
    assert "two-halves" not in text
    assert text.count('<tr id="c-') == 39
    heads = rows(client, "/compare.csv?regions=合肥,南京,武汉&chain=集成电路")[0].keys()
    assert heads >= {"武汉市 状态", "合肥市 企业数"}
    page(client, "/compare.svg?regions=合肥,南京,武汉&chain=集成电路", 400)
    page(client, f"/compare?regions={','.join(PROVINCES.values())}&chain=集成电路", 400)
    assert "安徽" in page(client, "/compare")
    thin = heading(page(client, "/compare?regions=贵州,云南&chain=量子信息"))
    assert thin.startswith("贵州与云南的量子信息：资料太少，还不能下结论")


# ---- coverage, status --------------------------------------------------------------------------------------------


def test_coverage_tells_what_is_recorded(client: FlaskClient, demo: Graph) -> None:
    found = demo.coverage().rows
    known = [row for row in found if row.recorded == "here"]
    text = page(client, "/coverage")
    assert heading(text) == f"{len(known)} 组地区与产业链有资料，{len(found) - len(known)} 组本地未收录"
    table = rows(client, "/coverage.csv?region=安徽&chain=集成电路")
    row = next(r for r in table if r["adcode"] == "340000")
    expected = demo.coverage("安徽", "集成电路").rows[0]
    assert (int(row["企业数"]), int(row["资料数"]), row["最新"]) == (
        expected.firms, expected.documents, expected.newest or ""
    )  # fmt: skip


def test_status_says_version_and_last_document(client: FlaskClient, demo: Graph, demo_store: Path) -> None:
    text = words(page(client, "/status"))
    assert demo.meta.version in text
    assert "与账本一致" in text
    assert "长江经济带12省驻沪办支持服务在沪企业座谈会在上海举办" in text
    assert f"{demo.counts().nodes['Firm']:,}" in text
    assert str(demo_store.parent) not in text


# ---- what documents say ------------------------------------------------------------------------------------------


def test_a_count_of_documents_unfolds_to_their_sentences(tmp_path: Path) -> None:
    from graph.ledger.records import Document
    from graph.store.workspace import Workspace
    from nlp.pipeline import Extractor

    workspace, extractor = Workspace.open(tmp_path / "belt.yangtze", create=True), Extractor()
    with workspace.ledger() as ledger:
        for text in (
            "长鑫科技集团股份有限公司的存储芯片业务增长。",
            "晶合集成的晶圆制造产能扩大。晶合集成从事晶圆制造。",
        ):
            ledger.put(Document(text, title=text[:4], published="2026-01-02"), extractor.extract(text))
    workspace.project()
    workspace.close()
    app = create_app(tmp_path / "belt.yangtze", TESTING=False)
    text = page(app.test_client(), f"/gaps/evidence?{QUESTION}&link=memory-chip")
    said = text[text.index('id="documents"') : text.index('id="method"')]
    whole = page(app.test_client(), f"/gaps/evidence?{QUESTION}")
    app.extensions["yangtze"].close()
    assert said.count("<li><time") == 1
    assert "存储芯片业务增长" in words(said)
    assert whole.count("<li><time") == 2


# ---- words -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_legend_has_room_for_its_words(client: FlaskClient, language: str) -> None:
    text = page(client, f"/compare.svg?{TWO}&lang={language}") + page(client, f"/gaps.svg?{QUESTION}&lang={language}")
    x = [
        (float(x), words(said))
        for x, said in re.findall(r'<text x="([\d.]+)"[^>]* font-size="12"[^>]*>(.*?)</text>', text)
    ]
    boxes = [float(x) for x in re.findall(r'<rect x="([\d.]+)" y="[\d.]+" width="306.0"', text)]
    assert len(boxes) == 2
    rooms = {10: 160, 43: 131, 178: 124, 203: 100, 211: 92}
    checked = 0
    for left in set(boxes):
        for at, said in x:
            if (offset := round(at - left)) in rooms and not said.endswith("。"):
                checked += 1
                assert text_width(said, 12) <= rooms[offset], said
    assert checked >= 15


def test_an_english_page_says_its_finding_in_english(client: FlaskClient, demo: Graph) -> None:
    text = page(client, f"{ANHUI}&lang=en")
    missing = sum(x.status == "not_observed" for x in demo.gaps("安徽", "集成电路").links)
    assert f"{missing} links not observed" in heading(text)
    assert "8, to 晶圆制造" in text
