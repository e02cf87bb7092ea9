"""Nobody takes the house: rates, sizes, waiting, and what is sent is small and versioned."""

import gzip
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

import yangtze
from web.app import create_app
from web.keeper import Busy, Keeper

GAPS = "/gaps?region=安徽&chain=集成电路"
LARGEST = 600_000
"""Bytes that a page may have on its way."""


@pytest.fixture(scope="module")
def client(demo_store: Path) -> Iterator[FlaskClient]:
    app = create_app(demo_store)
    yield app.test_client()
    app.extensions["yangtze"].close()


def test_who_asks_too_often_is_told_when_to_come_again(demo_store: Path) -> None:
    app = create_app(demo_store, RATE="3 per hour")
    asking, other = app.test_client(), {"REMOTE_ADDR": "198.51.100.7"}
    assert [asking.get("/api/v1/status").status_code for _ in range(4)] == [200, 200, 200, 429]
    turned = asking.get("/api/v1/status")
    assert turned.content_type == "application/problem+json"
    assert 0 < int(turned.headers["Retry-After"]) <= 3601
    page = asking.get("/")
    assert page.status_code == 429
    assert "问得太密" in page.get_data(as_text=True)
    assert asking.get("/healthz").status_code == 200
    assert asking.get("/static/mark.svg").status_code == 200
    assert asking.get("/api/v1/status", environ_base=other).status_code == 200
    app.extensions["yangtze"].close()


def test_tokens_cannot_be_tried_one_after_the_other(demo_store: Path) -> None:
    app = create_app(demo_store, RATE="1000 per minute")
    visitor = app.test_client()
    answers = [visitor.post("/signin", data={"token": f"guess {i}"}).status_code for i in range(25)]
    assert answers[-1] == 429
    assert 429 not in answers[:20]
    app.extensions["yangtze"].close()


def test_no_rate_where_none_is_wanted(demo_store: Path) -> None:
    app = create_app(demo_store, RATE="")
    assert {app.test_client().get("/api/v1/status").status_code for _ in range(5)} == {200}
    app.extensions["yangtze"].close()


def test_a_rate_that_is_none_is_said(demo_store: Path) -> None:
    done = CliRunner().invoke(yangtze.cli, ["serve", "--rate", "often", "--store", str(demo_store)])
    assert done.exit_code == 2
    assert "'often' is no rate; write '600 per minute', '10 per second' or 'none'." in done.output


def test_a_body_beyond_the_bound_is_a_problem(client: FlaskClient) -> None:
    for address in ("/signin", "/review/decide"):
        assert client.post(address, data=b"x" * 100_000, content_type="text/plain").status_code in (400, 413)
    assert client.post("/signin", data={"token": "x" * 100_000}).status_code == 413


def test_who_waits_too_long_is_told_to_come_again(demo_store: Path) -> None:
    keeper = Keeper(demo_store, patience=0.05)
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with keeper.reading():
            held.set()
            done.wait(30)

    thread = threading.Thread(target=hold)
    thread.start()
    assert held.wait(60)
    with pytest.raises(Busy), keeper.reading():
        pass
    app = create_app(demo_store)
    app.extensions["yangtze"] = keeper
    response = app.test_client().get("/api/v1/status")
    done.set()
    thread.join()
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert response.get_json(force=True)["type"] == "urn:yangtze:busy"
    assert app.test_client().get("/api/v1/status").status_code == 200
    keeper.close()


@pytest.mark.parametrize("address", [GAPS, "/", "/api/v1/gaps?region=安徽&chain=集成电路", "/entities/310000"])
def test_what_is_sent_is_small_and_asked_for_again_for_nothing(client: FlaskClient, address: str) -> None:
    plain = client.get(address)
    packed = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < min(LARGEST, len(plain.data) / 3)
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert packed.headers["Cache-Control"] == plain.headers["Cache-Control"] == "no-cache"
    for found, coding in ((plain, "identity"), (packed, "gzip")):
        again = client.get(address, headers={"Accept-Encoding": coding, "If-None-Match": found.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
    assert packed.headers["ETag"] != plain.headers["ETag"]


def test_nothing_is_kept_while_a_load_is_running(demo_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from graph.session import Graph

    app = create_app(demo_store)
    meta = Graph.meta.fget
    monkeypatch.setattr(Graph, "meta", property(lambda self: replace(meta(self), state="updating")))
    response = app.test_client().get("/api/v1/find?q=华润")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers
    app.extensions["yangtze"].close()
