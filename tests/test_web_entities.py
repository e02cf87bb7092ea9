"""The page of a name: its drawing unfolds by address, hubs stay quick, every kind of id leads to it."""

import re
from collections.abc import Iterator
from html import unescape
from itertools import combinations
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from graph.paths.neighbourhood import MOST
from graph.session import Graph
from web.app import create_app
from web.ego import State, draw, fit, measure, picture
from web.keeper import Keeper

OFFICE = "ref:office:江苏省人民政府驻上海办事处"


@pytest.fixture(scope="module")
def client(demo_store: Path) -> Iterator[FlaskClient]:
    app = create_app(demo_store)
    yield app.test_client()
    app.extensions["yangtze"].close()


def drawing(text: str) -> str:
    return text[text.index('<svg class="ego"') : text.index("</svg>", text.index('<svg class="ego"'))]


def boxes(text: str) -> list[str]:
    return [unescape(name) for name in re.findall(r'class="n [a-z]+" data-id="([^"]+)"', drawing(text))]


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("/entities/688206", "/entities/ref:gailundianzi"),
        ("/entities/688206.SH", "/entities/ref:gailundianzi"),
        ("/entities/sh688206?type=MAKES&limit=5", "/entities/ref:gailundianzi?type=MAKES&limit=5"),
        ("/entities/gailundianzi?lang=en", "/entities/ref:gailundianzi?lang=en"),
    ],
)
def test_every_source_id_leads_to_the_one_address(client: FlaskClient, address: str, target: str) -> None:
    moved = client.get(address)
    assert (moved.status_code, unescape(moved.location)) == (301, target)
    assert client.get(moved.location).status_code == 200


def test_an_adcode_is_a_region_and_an_unknown_code_is_unknown(client: FlaskClient) -> None:
    assert client.get("/entities/310000").status_code == 200
    assert client.get("/entities/999999").status_code == 404


def test_the_picture_unfolds_by_its_address_and_folds_again(client: FlaskClient) -> None:
    text = client.get(f"/entities/{OFFICE}?open=").get_data(as_text=True)
    shut = boxes(text)
    assert "310000" in shut
    handle = next(h for h in re.findall(r'<a href="([^"]+)" class="h" data-ego data-of="310000"', drawing(text)))
    opened = client.get(unescape(handle))
    text = opened.get_data(as_text=True)
    assert len(boxes(text)) > len(shut)
    assert len(set(boxes(text))) == len(boxes(text))
    assert re.search(r'data-of="310000" aria-label="收起 上海市" aria-expanded="true"', text)
    back = next(h for h in re.findall(r'<a href="([^"]+)" class="h" data-ego data-of="310000"', drawing(text)))
    assert boxes(client.get(unescape(back)).get_data(as_text=True)) == shut


def test_the_fragment_is_the_picture_of_the_page(client: FlaskClient) -> None:
    page, part = (client.get(f"/{kind}/{OFFICE}?open=310000").get_data(as_text=True) for kind in ("entities", "ego"))
    assert drawing(page) == drawing(part)
    assert "<html" not in part


def test_a_place_with_thousands_shows_twelve_and_says_how_many_more(client: FlaskClient, demo: Graph) -> None:
    n = next(b.count for b in demo.view.bundles("310000") if (b.type, b.label) == ("LOCATED_IN", "Firm"))
    text = client.get("/entities/310000").get_data(as_text=True)
    assert n > 500
    shown = len([id_ for id_ in boxes(text) if id_.startswith("ref:") and not id_.startswith("ref:office")])
    assert f"另 {n - shown:,} 家企业" in text
    more = next(h for h in re.findall(r'<a href="([^"]+)" class="n firm more" data-ego', drawing(text)))
    assert "more=LOCATED_IN.in.Firm.1@310000" in unescape(more)
    text = client.get(unescape(more)).get_data(as_text=True)
    assert f"另 {n - shown - 12:,} 家企业" in text


def test_a_picture_that_is_full_sends_to_the_table(client: FlaskClient) -> None:
    text = client.get("/entities/310000?more=LOCATED_IN.in.Firm.20@310000").get_data(as_text=True)
    assert len(boxes(text)) == MOST
    assert f"一张图至多 {MOST} 个名称" in text
    assert re.search(r'href="/entities/310000\?type=LOCATED_IN#fc" class="n firm more"', drawing(text))


def test_facts_are_narrowed_to_a_type_with_the_rest_of_the_state_kept(client: FlaskClient) -> None:
    text = client.get("/entities/310000?open=320000&limit=7").get_data(as_text=True)
    (link,) = re.findall(r'<a class="chip" href="([^"]+)">代表机构', text)
    assert {"open=320000", "limit=7", "type=REPRESENTS"} <= set(re.split(r"[?&#]", unescape(link)))
    text = client.get(unescape(link)).get_data(as_text=True)
    rows = re.findall(r'<th scope="row" class="rl">([^<]+)</th>', text)
    assert rows
    assert set(rows) == {"代表机构"}


@pytest.mark.parametrize(
    "address",
    ["/entities/310000?more=x", "/entities/310000?more=DROP.in.Firm.1@310000", "/entities/310000?type=Firm",
     "/entities/310000?more=LOCATED_IN.in.Firm.21@310000", "/entities/310000?more=LOCATED_IN.in.Nothing.1@310000",
     "/ego/310000?" + "&".join(["open=1"] * 21), f"/ego/310000?open={'x' * 401}"],
)  # fmt: skip
def test_a_state_that_is_none_is_refused(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 400


def test_the_timeline_has_documents_with_what_they_state(client: FlaskClient) -> None:
    text = client.get(f"/entities/{OFFICE}").get_data(as_text=True)
    line = re.search(r'<ol class="tline.*?</ol>', text, re.S)
    assert line
    assert '<time datetime="2024-10-29">2024-10-29</time>' in line[0]
    assert "组织：" in unescape(line[0])
    assert "不表示没有活动，只表示还没读到" in line[0]


@pytest.mark.parametrize("opened", [(), ("310000",), ("320000", "310000"), ("310000", "ref:office:重庆市驻沪办")])
def test_no_two_boxes_of_a_drawing_overlap(client: FlaskClient, demo_store: Path, opened: tuple[str, ...]) -> None:
    with client.application.test_request_context("/"):
        keeper = Keeper(demo_store)
        with keeper.reading() as now:
            for id_ in (OFFICE, "310000", "integrated-circuit", "ref:gailundianzi"):
                state = State(opened, ())
                found = picture(now, now.graph.entity(id_), state)
                drawn = draw(found, state)
                assert len(drawn.boxes) == len(found.neighbours) + len(found.rests) + 1
                for one, other in combinations(drawn.boxes, 2):
                    apart = abs(one.x - other.x) >= min(one.width, other.width) or abs(one.y - other.y) >= one.height
                    assert apart, (one.full, other.full)
                for box in drawn.boxes:
                    assert 0 <= box.x <= box.x + box.width <= drawn.width
                    assert 0 <= box.y <= box.y + box.height <= drawn.height
        keeper.close()


def test_a_long_name_is_cut_to_its_box() -> None:
    assert fit("江苏省", 100, 12.5) == "江苏省"
    cut = fit("长江经济带长江流域十二省人民政府驻上海办事处座谈会", 146, 12.5)
    assert cut.endswith("…")
    assert measure(cut, 12.5) <= 146


def test_amounts_and_who_said_it_stand_beside_a_fact(client: FlaskClient) -> None:
    from graph.projection.model import Relationship

    properties = {"capacity": "20 万吨（年产二十万吨）", "said_by": "<某负责人>"}
    fact = Relationship("PRODUCES", "ref:a", "Firm", "c:b", "Product", properties)
    with client.application.test_request_context("/"):
        macros = client.application.jinja_env.get_template("macros.html").module
        said = str(macros.belongs(fact))  # type: ignore[attr-defined]
    assert "产能 20 万吨（年产二十万吨）" in said
    assert '<span class="flag soft">&lt;某负责人&gt;称</span>' in said
