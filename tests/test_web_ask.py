"""The box: what a question names is recognised wherever it stands, and said."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from web.app import create_app
from web.ask import understood
from web.keeper import Keeper


@pytest.fixture(scope="module")
def keeper(demo_store: Path) -> Iterator[Keeper]:
    found = Keeper(demo_store)
    yield found
    found.close()


@pytest.fixture(scope="module")
def client(demo_store: Path) -> Iterator[FlaskClient]:
    app = create_app(demo_store, TESTING=False)
    yield app.test_client()
    app.extensions["yangtze"].close()


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("安徽的集成电路产业链缺哪些环节？谁能补？", [("region", "安徽"), ("chain", "集成电路")]),
        ("缺什么：集成电路，在合肥", [("chain", "集成电路"), ("region", "合肥市")]),
        ("谁能在武汉做光刻胶", [("region", "武汉市"), ("link", "光刻胶")]),
        ("江苏省驻沪办和上海港湾集团是什么关系", [("name", "江苏省人民政府驻上海办事处"), ("name", "上海港湾")]),
        ("给我 2020 年以来 长三角 新能源汽车 的子图", [("region", "长三角"), ("chain", "新能源汽车与智能网联汽车")]),
        ("安徽和江苏比光伏", [("region", "安徽"), ("region", "江苏"), ("chain", "光伏")]),
        ("安　徽「集 成 电 路」", [("region", "安徽"), ("chain", "集成电路")]),
        ("FLEDGED", []),
        ("<script>alert(1)</script>", []),
        ("", []),
    ],
)
def test_names_are_found_wherever_they_stand(keeper: Keeper, question: str, named: list[tuple[str, str]]) -> None:
    with keeper.reading() as now:
        parts = understood(now, question).parts
    assert [(part.thing.kind, part.thing.name) for part in parts] == named
    assert all(question[part.start : part.end] == part.text for part in parts)


def test_the_chain_that_is_named_decides_between_links_of_one_name(keeper: Keeper) -> None:
    with keeper.reading() as now:
        links: dict[str, set[str]] = {}
        for node in now.graph.view.nodes("Link"):
            links.setdefault(node.name, set()).add(str(node.properties["chain"]))
        name, chains = next((n, c) for n, c in sorted(links.items()) if len(c) > 1)
        for chain in chains:
            asked = understood(now, f"{now.graph.chain(chain).name}里的{name}")
            assert [t.chain for t in asked.of("link")] == [chain]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("合肥的芯片产业链缺什么", r"/gaps\?region=340100&chain=integrated-circuit"),
        ("谁能在武汉做光刻胶", r"/gaps\?region=420100&chain=integrated-circuit&link=photoresist#d-photoresist"),
        ("安徽和江苏比光伏", r"/compare\?regions=340000,320000&chain=photovoltaic"),
        ("光伏怎么样", r"/\?chain=photovoltaic#belt"),
        ("合肥", r"/matrix\?region=340100"),
    ],
)
def test_the_page_says_what_it_understood_and_where_that_leads(client: FlaskClient, question: str, first: str) -> None:
    text = client.get("/find", query_string={"q": question}).get_data(as_text=True)
    assert "读作：" in text
    ways = re.findall(r'<a class="btn[^"]*" href="([^"]+)"', text[text.index('class="ways"') :])
    assert re.fullmatch(first, unescape(ways[0]).replace("%2C", ",")), ways[0]
    for way in ways:
        assert client.get(unescape(way)).status_code in (200, 302)
