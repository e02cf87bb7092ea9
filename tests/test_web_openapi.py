"""The OpenAPI document is made from the code and true: real answers have its shapes, and a fuzzer finds nothing."""

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from flask.testing import FlaskClient

from web.api.shapes import SHAPES
from web.app import create_app

ARTICLE = "d:b7bcf021c69b021a"
OFFICE = "ref:office:江苏省人民政府驻上海办事处"
QUESTIONS = {
    "Start": ["/?chain=光伏"],
    "Gaps": ["/gaps?region=安徽&chain=集成电路", "/gaps?region=舟山&chain=集成电路&strong_firms=1&weak_coverage=0.5"],
    "Matrix": ["/matrix", "/matrix?chain=光伏&region=安徽"],
    "Comparison": ["/compare?regions=安徽,长三角&chain=光伏"],
    "Peers": ["/peers?region=合肥", "/peers?region=合肥&chain=光伏&limit=2"],
    "Coverage": ["/coverage", "/coverage?region=安徽&chain=光伏"],
    "Hits": ["/find?q=华润"],
    "Entity": [f"/entities/{OFFICE}", "/entities/340000?limit=500"],
    "Around": [f"/around/{OFFICE}", "/around/340000?more=LOCATED_IN.in.Firm.2@340000"],
    "Path": ["/paths?a=羊贵平&b=黄运海", "/paths?a=羊贵平&b=光伏&longest=1"],
    "Documents": ["/documents", "/documents?limit=1"],
    "Document": [f"/documents/{ARTICLE}", "/documents/reference:shipped/liaison_offices.csv?limit=10"],
    "Export": ["/export?region=安徽&chain=光伏&type=MAKES&since=2020"],
    "Status": ["/status"],
}


@pytest.fixture(scope="module")
def client(demo_store: Path) -> Iterator[FlaskClient]:
    app = create_app(demo_store, RATE="")
    yield app.test_client()
    app.extensions["yangtze"].close()


@pytest.fixture(scope="module")
def document(client: FlaskClient) -> dict[str, Any]:
    found = client.get("/api/openapi.json").json
    assert isinstance(found, dict)
    return found


def closed(shape: Any) -> Any:
    """A shape that allows no member it does not name."""
    if isinstance(shape, list):
        return [closed(one) for one in shape]
    if not isinstance(shape, dict):
        return shape
    found = {name: closed(one) for name, one in shape.items()}
    return {"additionalProperties": False} | found if isinstance(found.get("properties"), dict) else found


def test_the_document_is_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1.")
    named = {
        operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        for item in document["paths"].values()
        for method, operation in item.items()
        if method == "get"
    }
    assert named == set(QUESTIONS) | {"Review"}


@pytest.mark.parametrize(("shape", "address"), [(s, a) for s, addresses in QUESTIONS.items() for a in addresses])
def test_real_answers_have_the_shapes_of_the_document(
    client: FlaskClient, document: dict[str, Any], shape: str, address: str
) -> None:
    response = client.get(f"/api/v1{address}")
    assert response.status_code == 200
    components = {"schemas": closed(document["components"]["schemas"])}
    schema = {"$ref": f"#/components/schemas/{shape}", "components": components}
    jsonschema.Draft202012Validator(schema).validate(response.json)


def test_the_foot_of_every_page_leads_to_its_data(client: FlaskClient) -> None:
    limits = "&strong_firms=1"
    for address, name in {
        "/?chain=光伏": "Start",
        f"/gaps?region=安徽&chain=光伏{limits}": "Gaps",
        "/find?q=华润": "Hits",
        f"/gaps/evidence?region=安徽&chain=光伏{limits}": "Gaps",
        f"/matrix?chain=光伏{limits}": "Matrix",
        "/coverage?region=安徽": "Coverage",
        f"/compare?regions=安徽,江苏&chain=光伏{limits}": "Comparison",
        "/entities/310000?type=LOCATED_IN&limit=20": "Entity",
        "/paths?a=羊贵平&b=黄运海": "Path",
        "/documents": "Documents",
        f"/documents/{ARTICLE}": "Document",
        "/documents/reference:shipped/regions.csv?page=2": "Document",
        "/export?region=安徽&chain=光伏": "Export",
        "/status": "Status",
    }.items():
        text = client.get(f"{address}{'&' if '?' in address else '?'}as-of=2026").get_data(as_text=True)
        (twin,) = re.findall(r'<a href="([^"]*)">此页的 JSON', text)
        twin = html.unescape(twin)
        assert "as-of=2026" in twin, address
        assert ("strong_firms=1" in twin) == (limits in address), address
        response = client.get(twin)
        assert response.status_code == 200, twin
        assert isinstance(response.json, list) == (name == "Hits")
        assert name == "Hits" or set(SHAPES[name].get("required", ())) <= set(response.json)


def test_an_entity_gives_facts_of_one_type(client: FlaskClient) -> None:
    facts = client.get("/api/v1/entities/310000?type=LOCATED_IN&limit=20").json["facts"]
    assert {fact["type"] for fact in facts} == {"LOCATED_IN"}
    assert client.get("/api/v1/entities/310000?type=NOTHING").status_code == 400


def test_problems_have_their_shape(client: FlaskClient, document: dict[str, Any]) -> None:
    schema = closed(document["components"]["schemas"]["Problem"])
    for address in (
        "/gaps",
        "/gaps?region=安微&chain=光伏",
        "/compare?regions=,&chain=光伏",
        "/nothing",
        "/review",
        "/around/340000?more=x",
    ):
        response = client.get(f"/api/v1{address}")
        assert response.content_type == "application/problem+json"
        jsonschema.Draft202012Validator(schema).validate(json.loads(response.get_data()))


def test_a_mistake_is_named(client: FlaskClient) -> None:
    said = client.get("/api/v1/gaps?region=安徽&strong_firms=many&as-of=2024").get_json(force=True)
    mistakes = {"chain: Missing data for required field.", "strong_firms: a whole number"}
    assert set(said["detail"].split("; ")) == mistakes
    assert client.get("/api/v1/status?as-of=2024-02-30").status_code == 400


def test_lists_go_on_by_their_cursor(client: FlaskClient) -> None:
    address: str | None = "/api/v1/documents/reference:shipped/liaison_offices.csv?limit=30"
    passages: list[str] = []
    pages = 0
    while address:
        page = client.get(address).json
        passages += [row["passage"] for row in page["rows"]]
        address, pages = page["next"], pages + 1
    whole = client.get("/api/v1/documents/reference:shipped/liaison_offices.csv?limit=500").json
    assert passages == [row["passage"] for row in whole["rows"]]
    assert len(set(passages)) == len(passages) > 60
    assert pages == -(-len(passages) // 30)


@pytest.mark.parametrize("cursor", ["x", "bm9uZQ", "WzFd", "W10", "WyJhIiwiYiIsImMiXQ", "=" * 600])
def test_a_cursor_that_is_none_leads_nowhere(client: FlaskClient, cursor: str) -> None:
    assert client.get("/api/v1/documents", query_string={"cursor": cursor}).status_code == 404


def test_the_docs_page_shows_every_question_and_asks_nothing_of_others(
    client: FlaskClient, document: dict[str, Any]
) -> None:
    text = client.get("/api/docs").get_data(as_text=True)
    for path in document["paths"]:
        assert f"GET {path}" in text
    for shape in document["components"]["schemas"]:
        assert f'id="{shape}"' in text
    assert "http://" not in text.replace("http://localhost", "")
    assert "https://" not in text
    assert "<style" not in text
    assert "style=" not in text
