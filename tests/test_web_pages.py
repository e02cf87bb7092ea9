"""The pages: what they say over the demo graph, how they fail, and that nothing a name holds is ever markup."""

import csv
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from graph.gaps.status import STATUS_NAME
from graph.session import Graph, open_graph
from graph.store.workspace import Workspace
from web.app import POLICY, create_app
from web.belt import PROVINCES
from web.words import excerpt, wide

ARTICLE = "d:b7bcf021c69b021a"
OFFICE = "ref:office:江苏省人民政府驻上海办事处"
STATUSES = ("strong", "present", "weak", "not_observed", "unknown")
ANHUI = "/gaps?region=安徽&chain=集成电路"


@pytest.fixture(scope="module")
def client(demo_store: Path) -> Iterator[FlaskClient]:
    app = create_app(demo_store, TESTING=False)
    yield app.test_client()
    app.extensions["yangtze"].close()


def page(client: FlaskClient, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, response.get_data(as_text=True)[:400]
    assert response.content_type == "text/html; charset=utf-8"
    return response.get_data(as_text=True)


def heading(text: str) -> str:
    found = re.findall(r"<h1>(.*?)</h1>", text, re.S)
    assert len(found) == 1
    return unescape(re.sub(r"<[^>]+>", "", found[0]))


def words(text: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def section(text: str, id_: str) -> str:
    start = text.index(f'id="{id_}"')
    return text[start : text.index("</section>", start)]


# ---- what they say ----------------------------------------------------------------------------------------------


def test_start_asks_and_shows_the_belt(client: FlaskClient) -> None:
    text = page(client, "/")
    assert heading(text) == "长江经济带 11 省市、30 条产业链：哪一环未见，谁能补，经谁去找"
    assert text.count('<a class="tile"') == 11
    assert text.count('<a class="chain') == 30
    assert "长江经济带12省驻沪办支持服务在沪企业座谈会在上海举办" in text
    assert "最近一篇资料是 2024-10-29" in words(text)


def test_start_draws_the_chain_that_was_chosen(client: FlaskClient) -> None:
    text = page(client, "/?chain=光伏")
    assert '<option value="photovoltaic" selected>光伏</option>' in text
    assert "region=%E5%AE%89%E5%BE%BD&amp;chain=photovoltaic" in text


def test_tiles_show_the_statuses_that_answers_give(client: FlaskClient, demo: Graph) -> None:
    text = page(client, "/?chain=光伏")
    for name in PROVINCES.values():
        answer = demo.gaps(name, "光伏", candidates=0)
        counted = {s: sum(link.status == s for link in answer.links) for s in STATUS_NAME}
        label = "，".join(f"{STATUS_NAME[s]} {counted[s]}" for s in STATUSES)
        assert f'aria-label="{name}：{label}"' in text
        assert f"{name}<span>{answer.firms} 家</span>" in text


def test_gap_answer_is_a_sentence_with_its_proof(client: FlaskClient, demo: Graph) -> None:
    text, answer = page(client, ANHUI), demo.gaps("安徽", "集成电路")
    assert heading(text) == wide(answer.headline)
    assert not re.search(r"[一-鿿][,:;]", heading(text))
    assert text.count('<a class="node ') == 39
    assert text.count('<section class="drawer') == 5  # the first five; the others come on demand
    assert text.count('class="edge"') == 15
    rows = re.findall(r'<a class="quiet" href="[^"]*" data-drawer="([a-z-]+)">', section(text, "rk"))
    ranked = [link.node.id.partition(".")[2] for link in answer.ranked]
    assert rows[: len(ranked)] == ranked


def test_drawers_hold_status_reason_candidates_introduction_and_sentence(client: FlaskClient, demo: Graph) -> None:
    text, answer = page(client, ANHUI), demo.gaps("安徽", "集成电路")
    first = answer.ranked[0]
    drawer = section(text, f"d-{first.node.id.partition('.')[2]}")
    said = words(drawer)
    assert first.node.name in said
    assert STATUS_NAME[first.status] in said
    assert f"第 1 位，共 {len(answer.ranked)} 位" in said
    assert answer.name(first.candidates[0].candidate.firm) in said
    assert "有据引荐" in said
    assert f"/documents/{ARTICLE}?at=" in drawer
    assert "此次携手浙江、安徽" in said


def test_institutional_introductions_never_look_evidenced(client: FlaskClient) -> None:
    text = page(client, "/gaps?region=江苏&chain=集成电路")
    for drawer in re.findall(r'<section class="drawer.*?</section>', text, re.S):
        for kind, thread in re.findall(r"<h3>(有据引荐|对口机构).*?<ol class=\"path( dashed)?\"", drawer, re.S):
            assert (kind == "对口机构") == bool(thread)
        official = re.search(r'<ol class="path dashed">.*?</ol>', drawer, re.S)
        if official:
            assert "<blockquote" not in official[0]
            assert "未见往来" in drawer


def test_thin_evidence_is_no_gap(client: FlaskClient) -> None:
    text = page(client, "/gaps?region=贵州&chain=量子信息")
    assert heading(text) == "贵州量子信息：资料少，还不能下结论"
    assert 'data-a=""' in text
    assert '<span class="act">' not in text
    assert "第 1 位" not in text


def test_the_form_stands_where_no_question_was_asked(client: FlaskClient) -> None:
    text = page(client, "/gaps")
    assert text.count("<option") >= 11 + 22 + 30


def test_an_entity_has_names_facts_sentences_and_publishers(client: FlaskClient) -> None:
    text = page(client, f"/entities/{OFFICE}")
    assert heading(text) == "江苏省人民政府驻上海办事处"
    said = words(text)
    for part in ("驻外机构", "江苏省驻沪办", "任职者（党组书记、主任） 黄运海", "新江苏·中国江苏网 1 篇", "2024-10-29"):
        assert part in said
    assert "<mark>江苏省驻沪办</mark>" in text


def test_a_link_stands_in_every_province(client: FlaskClient) -> None:
    text = page(client, "/entities/integrated-circuit.photoresist")
    assert len(re.findall(r'<a class="chip" href="/gaps\?[^"]*#d-photoresist"', text)) == 11


def test_a_name_and_an_old_id_lead_to_the_id_that_stands(client: FlaskClient, demo: Graph) -> None:
    by_name = client.get("/entities/江苏省驻沪办")
    assert by_name.status_code == 302
    old = next(s for s in demo.entity("江苏省驻沪办").properties["source_ids"] if s.startswith("m:"))
    moved = client.get(f"/entities/{old}")
    assert moved.status_code == 301
    assert moved.location == by_name.location
    assert heading(page(client, moved.location)) == "江苏省人民政府驻上海办事处"


def test_a_document_shows_mentions_facts_and_the_sentence_asked_for(client: FlaskClient) -> None:
    text = page(client, f"/documents/{ARTICLE}?at=256-395")
    assert heading(text) == "长江经济带12省驻沪办支持服务在沪企业座谈会在上海举办"
    hot = re.findall(r'<span class="s hot" id="s(\d+)"><span id="at"></span>', text)
    assert hot == ["6"]
    assert re.search(r'<a class="m m-office[^>]* href="/entities/ref:office:[^"]+">江苏省驻沪办</a>', text)
    assert re.search(r'<a class="m m-firm[^>]* href="[^"]+">上海港湾集团</a>', text)
    said = words(text)
    assert "徐士龙 任职（董事长） 上海港湾 第 31 句" in said
    assert "据句意推断" in said


def test_the_text_of_a_document_is_whole(client: FlaskClient) -> None:
    text = page(client, f"/documents/{ARTICLE}")
    article = text[text.index("<article") : text.index("</article>")]
    shown = "".join(unescape(re.sub(r"<[^>]+>", "", article)).split())
    original = client.get(f"/api/v1/documents/{ARTICLE}").json["text"]
    assert shown[shown.index("为深入") :] == "".join(original.split())


def test_a_reference_file_shows_the_row_asked_for(client: FlaskClient) -> None:
    text = page(client, "/documents/reference:shipped/firms.csv?at=300")
    assert heading(text) == "企业表：被引用的 4,134 行"
    assert re.search(r'<tr id="at" class="sel"><td>300</td>', text)


def test_find_forgives_short_names_and_says_what_it_understood(client: FlaskClient) -> None:
    assert heading(page(client, "/find?q=华润")) == "「华润」：找到 6 个名称"
    assert f"/entities/{OFFICE}".split(":")[-1] in unescape(page(client, "/find?q=江苏省驻沪办"))
    asked = page(client, "/find?q=安徽的半导体缺哪些环节？谁能补？")
    assert "/gaps?region=340000&amp;chain=integrated-circuit" in asked
    assert "没有读懂" not in asked
    nothing = page(client, "/find?q=zzzz不存在")
    assert heading(nothing) == "没有叫「zzzz不存在」的"
    assert "资料中未见这个名称" in nothing


def test_documents_are_listed(client: FlaskClient) -> None:
    assert heading(page(client, "/documents")) == "读进的资料 1 篇，新的在前"


def test_no_english_word_of_the_graph_reaches_a_page(client: FlaskClient) -> None:
    addresses = (ANHUI, f"/entities/{OFFICE}", "/entities/310000", "/entities/integrated-circuit.photoresist",
                 "/find?q=华润", "/find?q=江苏驻沪办", f"/documents/{ARTICLE}")  # fmt: skip
    terms = re.compile(
        r"\b(not_observed|weak|present|strong|unknown|asserted|planned|leader|major|specialised|supporting|Firm|Office|"
        r"Region|MAKES|LOCATED_IN|HOLDS_POSITION|PARTICIPATES_IN|knowledge|itself|spelling|differs|listed_companies_file|None|True|False)\b"
    )
    for address in addresses:
        assert terms.findall(words(page(client, address))) == [], address


# ---- how they fail ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "said", "link"),
    [
        ("/gaps?region=安微&chain=集成电路", "没有找到叫「安微」的地区", "/gaps?region=安徽省&chain=集成电路"),
        ("/gaps?region=安徽&chain=集成电炉", "没有找到叫「集成电炉」的产业链", "/gaps?region=安徽&chain=集成电路"),
        ("/gaps?region=鼓楼&chain=光伏", "「鼓楼」不止一个地区", "/gaps?region=江苏省南京市鼓楼区(320106)&chain=光伏"),
        ("/entities/江苏省驻沪", "没有找到叫「江苏省驻沪」的名称", "/find?q=江苏省人民政府驻上海办事处"),
        ("/documents/d:b7bcf021c69b021b", "没有找到叫「d:b7bcf021c69b021b」的资料", f"/documents/{ARTICLE}"),
        ("/?chain=光复", "没有找到叫「光复」的产业链", "/"),
    ],
)  # fmt: skip
def test_an_unknown_name_offers_the_nearest(client: FlaskClient, address: str, said: str, link: str) -> None:
    from urllib.parse import unquote

    text = page(client, address, 404)
    assert heading(text) == said
    assert f'href="{link}' in unquote(unescape(text))


@pytest.mark.parametrize(
    "address",
    ["/gaps?region=安徽", "/gaps?chain=光伏", "/gaps?region=%00&chain=a", f"/gaps?region={'安' * 101}&chain=a",
     f"/find?q={'x' * 201}", f"/entities/{'x' * 401}", "/entities/310000?limit=501", "/entities/310000?limit=-1",
     "/documents?page=0", "/documents?page=²"],
)  # fmt: skip
def test_what_is_no_question_is_refused(client: FlaskClient, address: str) -> None:
    assert "没有读懂" in heading(page(client, address, 400))


def test_nothing_is_here_and_nothing_can_be_sent(client: FlaskClient) -> None:
    assert heading(page(client, "/nothing", 404)) == "没有这一页"
    for method in ("post", "put", "delete", "patch"):
        response = getattr(client, method)(ANHUI)
        assert response.status_code == 405
        assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_head_is_get_without_a_body(client: FlaskClient) -> None:
    head, get = client.head(ANHUI), client.get(ANHUI)
    assert head.get_data() == b""
    assert head.headers["ETag"] == get.headers["ETag"]
    assert head.headers["Content-Length"] == get.headers["Content-Length"]


def test_an_accident_tells_a_number_and_no_more(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret/path/of/ours")

    monkeypatch.setattr("web.pages.gaps.gap_page", broken)
    text = page(client, f"{ANHUI}&all=1&criticality=core", 500)  # an address that nobody asked for before
    assert heading(text) == "出了意外"
    assert re.search(r"编号 [0-9a-f]{8}，", text)
    assert "secret" not in text
    assert "Traceback" not in text


def test_a_store_that_is_not_there_is_503(tmp_path: Path) -> None:
    client = create_app(tmp_path / "none.yangtze").test_client()
    assert heading(page(client, "/", 503)) == "图谱暂时读不到"
    assert str(tmp_path) not in page(client, "/", 503)
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503


# ---- safety and caching -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/", ANHUI, "/nothing", f"/documents/{ARTICLE}", "/static/app.js", "/healthz"])
def test_every_answer_carries_the_policy(client: FlaskClient, address: str) -> None:
    headers = client.get(address).headers
    assert headers["Content-Security-Policy"] == POLICY
    assert "unsafe" not in POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"


@pytest.mark.parametrize(
    "address", ["/", ANHUI, "/gaps", f"/entities/{OFFICE}", f"/documents/{ARTICLE}", "/find?q=华润", "/nothing"]
)
def test_no_markup_needs_an_unsafe_policy(client: FlaskClient, address: str) -> None:
    text = client.get(address).get_data(as_text=True)
    assert re.findall(r'<[^>]*\s(?:style|on[a-z]+)\s*=\s*["\']', text) == []
    assert re.findall(r"<style|<script(?! src=\"/static/)", text) == []
    assert re.findall(r'(?:src|href)="(?:https?:)?//[^"]*\.(?:js|css|woff2?)', text) == []
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert sorted(ids) == sorted(set(ids))


def test_an_unchanged_graph_is_not_sent_twice(client: FlaskClient) -> None:
    first = client.get(ANHUI)
    assert first.headers["Cache-Control"] == "no-cache"
    again = client.get(ANHUI, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.get_data()) == (304, b"")


def test_static_files_are_kept_by_their_content(client: FlaskClient) -> None:
    address = re.search(r'href="(/static/style\.css\?v=[0-9a-f]{10})"', page(client, "/"))
    assert address
    assert client.get(address[1]).headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_nothing_is_kept_while_a_load_is_running(demo_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    app = create_app(demo_store)
    with open_graph(demo_store) as graph:
        meta = replace(graph.meta, state="updating")
    monkeypatch.setattr("graph.store.embedded.EmbeddedView._read_meta", lambda _: meta)
    response = app.test_client().get(ANHUI)
    app.extensions["yangtze"].close()
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers
    assert "正在更新" in response.get_data(as_text=True)


SCRIPT = "<script>alert(1)</script>"
AWKWARD = "a//b?c=\"d'#😀%2F"
LAYER = {
    "firms.csv": [
        ("firm_id", "full_name", "short_name", "aliases", "hq_province", "hq_city", "stock_code"),
        (SCRIPT, f"{SCRIPT}股份有限公司", SCRIPT, "", "安徽省", "合肥市", ""),
        (AWKWARD, "引号'与斜线/公司😀有限公司", "", "", "安徽省", "合肥市", ""),
    ],
    "firm_links.csv": [
        ("firm_id", "link_id", "role", "site_province", "site_city", "evidence", "verified", "source"),
        (
            SCRIPT,
            "integrated-circuit.eda",
            "leader",
            "",
            "",
            "<img src=x onerror=alert(2)>",
            "no",
            "javascript:alert(3)",
        ),
    ],
}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A store with a layer whose names are out to do harm, and a text that holds half a character."""
    from graph.ledger.records import Document
    from nlp.pipeline import Extractor

    root = tmp_path_factory.mktemp("hostile")
    layer = root / "mine"
    layer.mkdir()
    for name, rows in LAYER.items():
        with open(layer / name, "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    workspace = Workspace.open(root / "belt.yangtze", create=True)
    workspace.add_layers([layer])
    text = f"{SCRIPT}股份有限公司与上海港湾集团在合肥市签约。\n半个字\ud83d<b>粗</b>。"
    document = Document(
        text, title="<b>标题</b>", published="2026-01-02", publisher="<i>某报</i>", url="javascript:alert(4)"
    )
    with workspace.ledger() as ledger:
        extractor = Extractor()
        ledger.put(document, extractor.extract(text))
    workspace.project()
    workspace.close()
    app = create_app(root / "belt.yangtze")
    yield app.test_client()
    app.extensions["yangtze"].close()


def test_a_firm_named_script_is_a_firm(hostile: FlaskClient) -> None:
    from urllib.parse import quote

    document = hostile.get("/api/v1/documents").json["documents"][0]["id"]
    addresses = ("/", f"{ANHUI}&link=eda", "/gaps/drawer?region=安徽&chain=集成电路&link=eda",
                 "/gaps/evidence?region=安徽&chain=集成电路", "/matrix?chain=集成电路",
                 "/compare?regions=安徽,江苏&chain=集成电路", f"/entities/{quote('ref:' + SCRIPT)}",
                 f"/find?q={quote(SCRIPT)}", "/documents",
                 f"/documents/{document}", "/documents/reference:mine/firm_links.csv",
                 f"/entities/{quote(SCRIPT + 'x')}")  # fmt: skip
    for address in addresses:
        text = hostile.get(address).get_data(as_text=True)
        assert len(re.findall(r"<script", text)) == ("/drawer?" not in address), address  # our own
        assert re.findall(r"<img|<b>标题|<i>某报|href=\"javascript:", text) == [], address
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page(hostile, f"{ANHUI}&link=eda")
    assert heading(page(hostile, f"/entities/{quote('ref:' + SCRIPT)}")) == SCRIPT
    assert "半个字�" in page(hostile, f"/documents/{document}")


def test_an_id_may_hold_slashes_quotes_and_emoji(hostile: FlaskClient) -> None:
    found = page(hostile, "/find?q=引号与斜线公司")
    address = unescape(re.findall(r'href="(/entities/ref:a[^"]+)"', found)[0])
    text = page(hostile, address)
    assert heading(text) == "引号'与斜线/公司😀有限公司"
    assert hostile.get(f"/api/v1{address}").json["id"] == f"ref:{AWKWARD}"


def test_quotes_are_marked_and_cut_and_ours_is_full_width() -> None:
    assert excerpt("江苏省驻沪办牵头", ["江苏省驻沪办", "江苏"]) == [("江苏省驻沪办", True), ("牵头", False)]
    long = "一" * 200 + "合肥市" + "二" * 200
    pieces = excerpt(long, ["合肥市"])
    assert ("合肥市", True) in pieces
    assert pieces[0][0].startswith("……")
    assert pieces[-1][0].endswith("……")
    assert wide("封装(长电科技)要用它,只见 1 家;1,200 家") == "封装（长电科技）要用它，只见 1 家；1,200 家"
