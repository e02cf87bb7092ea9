"""The same pages and the same JSON, whichever store the graph is in."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from belt_documents import fill, small_reference
from flask.testing import FlaskClient
from neo4j_server import neo4j_server

from graph.store.place import open_place
from graph.store.workspace import Workspace
from web.app import create_app


@pytest.fixture(scope="module")
def clients(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FlaskClient, FlaskClient]]:
    """A client of the embedded store, and one of a Neo4j made from the same ledger."""
    server = neo4j_server()
    server.wipe()
    workspace = Workspace.open(tmp_path_factory.mktemp("pages") / "belt.yangtze", create=True)
    with workspace.ledger() as ledger:
        fill(ledger)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("graph.store.home.load_reference", lambda _=(): small_reference())
        for name, value in server.environment.items():
            patch.setenv(name, value)
        workspace.project()
        workspace.close()
        place = open_place(server.uri, ledger=workspace.path, create=True)
        place.project()
        place.close()
        apps = [create_app(workspace.path), create_app(server.uri, LEDGER=str(workspace.path))]
        yield apps[0].test_client(), apps[1].test_client()
        for app in apps:
            app.extensions["yangtze"].close()


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/gaps?region=安徽&chain=集成电路",
        "/api/v1/find?q=东方试验",
        "/api/v1/entities/ref:office:江苏省人民政府驻上海办事处",
    ],
)
def test_the_api_gives_the_same_json(clients: tuple[FlaskClient, FlaskClient], address: str) -> None:
    embedded, neo4j = (client.get(address) for client in clients)
    assert (embedded.status_code, neo4j.status_code) == (200, 200)
    assert embedded.json == neo4j.json


@pytest.mark.parametrize("address", ["/", "/gaps?region=安徽&chain=集成电路", "/find?q=江苏省驻沪办", "/documents"])
def test_the_pages_show_the_same(clients: tuple[FlaskClient, FlaskClient], address: str) -> None:
    embedded, neo4j = (client.get(address) for client in clients)
    assert (embedded.status_code, neo4j.status_code) == (200, 200)
    assert _without_times(embedded.text) == _without_times(neo4j.text)


def _without_times(page: str) -> str:
    # When each graph was made differs by the seconds between the two.
    import re

    return re.sub(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?", "", page)


def test_pages_need_the_ledger_only_for_texts(clients: tuple[FlaskClient, FlaskClient], tmp_path: Path) -> None:
    _, neo4j = clients
    store = neo4j.application.extensions["yangtze"].store
    app = create_app(store, LEDGER=str(tmp_path / "none"))
    try:
        assert app.test_client().get("/gaps?region=安徽&chain=集成电路").status_code == 200
    finally:
        app.extensions["yangtze"].close()
