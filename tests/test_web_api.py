"""The API says what the commands say, byte for byte the same data, and fails as RFC 9457 has it."""

import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

import yangtze
from web.app import create_app
from web.belt import PROVINCES
from web.keeper import Keeper

ARTICLE = "d:b7bcf021c69b021a"
OFFICE = "ref:office:江苏省人民政府驻上海办事处"


@pytest.fixture(scope="module")
def client(demo_store: Path) -> Iterator[FlaskClient]:
    app = create_app(demo_store)
    yield app.test_client()
    app.extensions["yangtze"].close()


def command(store: Path, *arguments: str) -> object:
    done = CliRunner().invoke(yangtze.cli, [*arguments, "--format", "json", "--store", str(store)])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_gaps_are_what_the_command_prints(client: FlaskClient, demo_store: Path) -> None:
    response = client.get("/api/v1/gaps?region=安徽&chain=集成电路")
    assert response.content_type == "application/json"
    assert response.json == command(demo_store, "gaps", "--region", "安徽", "--chain", "集成电路")
    assert list(response.json)[:3] == ["region", "chain", "graph_version"]


def test_one_answer_whatever_names_it_is_asked_by(client: FlaskClient) -> None:
    asked = [client.get(f"/api/v1/gaps?region={r}&chain={c}").json for r, c in
             (("安徽", "集成电路"), ("340000", "integrated-circuit"), ("皖", "芯片"))]  # fmt: skip
    assert asked[0] == asked[1] == asked[2]


def test_find_is_what_the_command_prints(client: FlaskClient, demo_store: Path) -> None:
    assert client.get("/api/v1/find?q=华润").json == command(demo_store, "find", "华润")
    assert client.get("/api/v1/find?q=zzzzqqqq").json == []


def test_an_entity_is_what_the_command_prints(client: FlaskClient, demo_store: Path) -> None:
    assert client.get(f"/api/v1/entities/{OFFICE}").json == command(demo_store, "show", "江苏省驻沪办")
    by_name = client.get("/api/v1/entities/江苏省驻沪办")
    assert by_name.status_code == 302
    assert client.get(by_name.location).json["id"] == OFFICE


def test_status_is_what_the_command_prints_without_the_place(client: FlaskClient, demo_store: Path) -> None:
    said = client.get("/api/v1/status").json
    assert said == command(demo_store, "status") | {"store": "belt.yangtze"}


def test_a_document_has_text_sentences_mentions_and_facts(client: FlaskClient) -> None:
    document = client.get(f"/api/v1/documents/{ARTICLE}").json
    text = document["text"]
    assert document["title"] == "长江经济带12省驻沪办支持服务在沪企业座谈会在上海举办"
    assert all(text[m["start"] : m["end"]] == m["text"] for m in document["mentions"])
    assert {"OFFICE", "FIRM", "PERSON", "PLACE", "EVENT"} <= {m["type"] for m in document["mentions"]}
    assert {m["entity"] for m in document["mentions"] if m["text"] == "江苏省驻沪办"} == {OFFICE}
    numbers = [s["number"] for s in document["sentences"]]
    assert numbers == list(range(1, len(numbers) + 1))
    said = {(f["head"]["name"], f["type"], f["tail"]["name"], *f["sentences"]) for f in document["facts"]}
    chairman = [f for f in said if f[:3] == ("徐士龙", "HOLDS_POSITION", "上海港湾")]
    assert len(chairman) == 1
    number = chairman[0][3]
    sentence = document["sentences"][number - 1]
    assert "徐士龙" in text[sentence["start"] : sentence["end"]]


def test_a_reference_file_has_its_rows(client: FlaskClient) -> None:
    rows = client.get("/api/v1/documents/reference:shipped/liaison_offices.csv").json["rows"]
    assert {row["document"] for row in rows} == {"reference:shipped/liaison_offices.csv"}
    assert all(row["start"] is None for row in rows)


def test_start_has_a_twin(client: FlaskClient) -> None:
    said = client.get("/api/v1/?chain=光伏").json
    assert said["chain"] == "photovoltaic"
    assert [p["name"] for p in said["provinces"]] == list(PROVINCES.values())
    assert len(said["chains"]) == 30
    assert {len(p["statuses"]) for p in said["provinces"]} == {28}


@pytest.mark.parametrize(
    ("address", "kind", "status", "nearest"),
    [
        ("/api/v1/gaps?region=安微&chain=集成电路", "unknown-name", 404, "安徽省"),
        ("/api/v1/gaps?region=安徽&chain=集成电炉", "unknown-name", 404, "集成电路"),
        ("/api/v1/gaps?region=鼓楼&chain=光伏", "ambiguous-name", 404, "江苏省南京市鼓楼区(320106)"),
        ("/api/v1/entities/江苏省驻沪", "unknown-name", 404, "江苏省人民政府驻上海办事处"),
        ("/api/v1/documents/d:b7bcf021c69b021b", "unknown-name", 404, ARTICLE),
    ],
)
def test_problems_offer_the_nearest(client: FlaskClient, address: str, kind: str, status: int, nearest: str) -> None:
    response = client.get(address)
    problem = json.loads(response.get_data())
    assert response.status_code == problem["status"] == status
    assert response.content_type == "application/problem+json"
    assert problem["type"] == f"urn:yangtze:{kind}"
    assert set(problem) == {"type", "title", "status", "detail", "instance", "nearest"}
    assert nearest in problem["nearest"]


@pytest.mark.parametrize(
    ("address", "status"),
    [("/api/v1/gaps", 400), ("/api/v1/gaps?region=安徽", 400), ("/api/v1/find", 400), ("/api/v1/find?q=a&limit=0", 400),
     ("/api/v1/nothing", 404), (f"/api/v1/entities/{ARTICLE}", 404)],
)  # fmt: skip
def test_every_error_is_a_problem(client: FlaskClient, address: str, status: int) -> None:
    response = client.get(address)
    assert (response.status_code, response.content_type) == (status, "application/problem+json")


def test_posting_is_a_problem_too(client: FlaskClient) -> None:
    response = client.post("/api/v1/gaps")
    assert (response.status_code, response.content_type) == (405, "application/problem+json")


def test_health(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"status": "ok"}
    ready = client.get("/readyz")
    assert ready.json["status"] == "ready"
    assert ready.headers["Cache-Control"] == "no-store"


def test_a_new_graph_is_seen_at_the_next_question(demo_store: Path, tmp_path: Path) -> None:
    import shutil

    from graph.store.workspace import Workspace

    store = tmp_path / "belt.yangtze"
    shutil.copytree(demo_store, store)
    layer = tmp_path / "mine"
    layer.mkdir()
    (layer / "firms.csv").write_text("firm_id,full_name,hq_province,hq_city\nneu,新来的公司,安徽省,合肥市\n", "utf-8")
    app = create_app(store)
    client = app.test_client()
    before = client.get("/api/v1/find?q=新来的公司")
    workspace = Workspace.open(store)
    workspace.add_layers([layer])
    workspace.project()
    workspace.close()
    after = client.get("/api/v1/find?q=新来的公司")
    app.extensions["yangtze"].close()
    assert "ref:neu" not in {hit["id"] for hit in before.json}
    assert after.json[0]["id"] == "ref:neu"
    assert before.headers["ETag"] != after.headers["ETag"]


def test_many_threads_read_at_once(demo_store: Path) -> None:
    app = create_app(demo_store)
    answers: list[object] = []

    def ask(address: str) -> None:
        answers.append((address, app.test_client().get(address).json))

    addresses = [f"/api/v1/gaps?region={r}&chain=光伏" for r in ("安徽", "江苏", "浙江", "上海")] * 4
    threads = [threading.Thread(target=ask, args=(address,)) for address in addresses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    app.extensions["yangtze"].close()
    assert len(answers) == 16
    for address in set(addresses):
        same = [answer for asked, answer in answers if asked == address]
        assert all(answer == same[0] for answer in same)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_forked_worker_opens_its_own_store(demo_store: Path) -> None:
    keeper = Keeper(demo_store)
    with keeper.reading() as now:
        version = now.meta.version
    child = os.fork()
    if child == 0:  # a handle that came over the fork would hang: the alarm ends the child then
        import signal

        signal.alarm(20)
        try:
            with keeper.reading() as now:
                os._exit(0 if now.graph.chain("光伏").id == "photovoltaic" and now.meta.version == version else 1)
        finally:
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    keeper.close()


def test_serve_says_what_is_wrong(demo_store: Path, tmp_path: Path) -> None:
    import socket

    from graph.errors import StoreError

    missing = CliRunner().invoke(yangtze.cli, ["serve", "--store", str(tmp_path / "none")])
    assert isinstance(missing.exception, StoreError)
    assert "There is no workspace at" in str(missing.exception)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = CliRunner().invoke(yangtze.cli, ["serve", "--port", str(port), "--store", str(demo_store)])
    assert done.exit_code == 1
    assert f"Port {port} on 127.0.0.1 is taken" in done.output
