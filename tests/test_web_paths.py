"""The page of paths: two boxes, each step with its sentence, the shortest first, then through the offices."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from web.app import create_app


@pytest.fixture(scope="module")
def client(demo_store: Path) -> Iterator[FlaskClient]:
    app = create_app(demo_store)
    yield app.test_client()
    app.extensions["yangtze"].close()


def text_of(client: FlaskClient, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.get_data(as_text=True)[:300]
    return response.get_data(as_text=True)


def words(text: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def test_each_step_has_its_sentence_and_the_shortest_comes_first(client: FlaskClient) -> None:
    text = text_of(client, "/paths?a=上海港湾集团&b=黄运海")
    assert "上海港湾到黄运海：3 步，经驻外机构 4 步" in words(text)
    ways = re.findall(r'<ol class="path big">(.*?)</ol>', text, re.S)
    assert [way.count("<li>") for way in ways] == [4, 5]
    assert [way.count("<blockquote") for way in ways] == [3, 4]
    assert text.index('id="w1"') < text.index('id="w2"')
    assert "江苏省人民政府驻上海办事处" in words(ways[1])
    assert "江苏省人民政府驻上海办事处" not in words(ways[0])
    assert re.search(r"<mark>黄运海</mark>", ways[0])


def test_an_empty_form_asks_and_one_name_waits_for_the_other(client: FlaskClient) -> None:
    assert "两个名称之间" in text_of(client, "/paths")
    text = text_of(client, "/paths?a=ref:gailundianzi")
    assert 'name="a" maxlength="400" required value="概伦电子"' in text


def test_a_name_that_is_not_known_is_offered_others_in_its_place(client: FlaskClient) -> None:
    text = text_of(client, "/paths?a=概伦电了&b=黄运海")
    links = [unescape(link) for link in re.findall(r'<a href="(/paths\?[^"]+)"', text)]
    assert any("a=ref%3Agailundianzi" in link and "b=" in link for link in links)


def test_the_same_name_twice_and_no_way(client: FlaskClient) -> None:
    assert "是同一个" in text_of(client, "/paths?a=江苏省驻沪办&b=江苏驻沪办")
    assert "资料中未见联系" in text_of(client, "/paths?a=江苏省驻沪办&b=概伦电子&longest=1")
    assert client.get("/paths?a=1&b=2&longest=9").status_code == 400
