"""Review on the pages: what waits, accept, reject, join, part, undo, and the graph that shows it afterwards."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from graph.ledger.decisions import Decisions
from graph.ledger.reports import Reports
from graph.session import open_graph
from graph.store.workspace import Workspace
from web.accounts import Accounts
from web.app import create_app


@pytest.fixture
def store(demo_store: Path, tmp_path: Path) -> Path:
    """A store of its own: decisions are written into it."""
    return Path(shutil.copytree(demo_store, tmp_path / "belt.yangtze"))


@pytest.fixture
def client(store: Path) -> Iterator[FlaskClient]:
    token = Accounts(store).add("王敏")
    app = create_app(store)
    client = app.test_client()
    client.post("/signin", data={"csrf_token": secret(client, "/signin"), "token": token})
    yield client
    app.extensions["yangtze"].close()


def secret(client: FlaskClient, path: str = "/review") -> str:
    return client.get(path).text.split('name="csrf_token" value="')[1].split('"')[0]


def post(client: FlaskClient, path: str, **data: str) -> Any:
    return client.post(path, data={"csrf_token": secret(client), **data})


def waiting(client: FlaskClient) -> dict[str, Any]:
    return dict(client.get("/api/v1/review").json or {})


def decisions(store: Path) -> list[Any]:
    workspace = Workspace.open(store)
    with workspace.ledger() as ledger:
        return list(Decisions(ledger))


def some_fact(store: Path) -> Any:
    with open_graph(store) as graph:
        return next(iter(sorted(graph.view.relationships(["ORGANIZES"]), key=lambda f: f.id)))


def test_a_rejected_fact_leaves_the_graph_and_comes_back(client: FlaskClient, store: Path) -> None:
    fact = some_fact(store)
    post(client, "/review/decide", kind="reject", fact=fact.id, reason="句子说的是另一家 <b>")
    made = decisions(store)
    assert [(d.kind, d.who, d.reason) for d in made] == [("reject", "王敏", "句子说的是另一家 <b>")]
    page = client.get("/review?kind=decisions").text
    assert "句子说的是另一家 &lt;b&gt;" in page
    assert "有改动还没有进图谱" in page
    update(client, store)
    assert "有改动还没有进图谱" not in client.get("/review").text
    assert not stands(store, fact.id)
    post(client, "/review/undo", decision=made[0].id, reason="看错了")
    assert decisions(store)[0].undone.who == "王敏"
    update(client, store)
    assert stands(store, fact.id)


def update(client: FlaskClient, store: Path) -> None:
    assert post(client, "/review/update").status_code == 303
    updater = client.application.extensions["yangtze-updater"]
    for _ in range(600):
        if not updater.running:
            break
        time.sleep(0.1)
    assert updater.failed == ""


def stands(store: Path, fact: str) -> bool:
    with open_graph(store) as graph:
        return any(f.id == fact for f in graph.view.relationships(["ORGANIZES"]))


def test_a_readers_report_waits_until_a_verdict_answers_it(client: FlaskClient, store: Path) -> None:
    fact = some_fact(store)
    subject = (fact.head, fact.type, fact.tail, fact.properties["modality"])
    with Workspace.open(store).ledger() as ledger:
        Reports(ledger).add(fact.id, subject, "", "主办方<i>写错了", "读者")
    page = client.get("/review").text
    assert "主办方&lt;i&gt;写错了" in page
    assert [row["fact"] for row in waiting(client)["reports"]] == [fact.id]
    post(client, "/review/decide", kind="reject", fact=fact.id, reason="确实")
    assert waiting(client)["reports"] == []


def test_two_are_joined_and_the_opposite_is_refused(client: FlaskClient, store: Path) -> None:
    with open_graph(store) as graph:
        a, b = sorted(n.id for n in graph.view.nodes("Firm"))[:2]
    post(client, "/review/decide", kind="same", a=a, b=b, reason="")
    post(client, "/review/decide", kind="same", a=b, b=a, reason="")
    assert len(decisions(store)) == 1
    post(client, "/review/decide", kind="differ", a=a, b=b, reason="")
    assert "没有记下" in client.get("/review").text
    assert [d.kind for d in decisions(store)] == ["same"]


def test_every_row_of_the_command_is_on_the_page(client: FlaskClient, store: Path) -> None:
    board = waiting(client)
    assert {"reports", "merges", "doubts", "facts", "decisions", "waiting"} == set(board)
    for kind in ("facts", "merges", "doubts", "reports"):
        page = client.get(f"/review?kind={kind}").text
        assert page.count('<form class="verdict"') == min(25, len(board[kind])), kind
    if board["facts"]:
        first = board["facts"][0]["fact"]
        post(client, "/review/decide", kind="accept", fact=first, reason="")
        assert first not in [row["fact"] for row in waiting(client)["facts"]]


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("decide", {"kind": "drop"}), ("decide", {"kind": "same", "a": "x"}), ("decide", {"kind": "reject"}),
        ("undo", {}), ("decide", {"kind": "accept", "fact": "f:\x00"}),
    ],
)  # fmt: skip
def test_a_form_that_lacks_something(client: FlaskClient, store: Path, path: str, data: dict[str, str]) -> None:
    assert post(client, f"/review/{path}", **data).status_code == 400
    assert decisions(store) == []


def test_an_unknown_fact_and_an_unknown_decision(client: FlaskClient, store: Path) -> None:
    assert post(client, "/review/decide", kind="reject", fact="f:0000000000000000").status_code == 404
    post(client, "/review/undo", decision="nothing")
    assert "没有记下" in client.get("/review").text


def test_strangers_see_and_change_nothing(client: FlaskClient, store: Path) -> None:
    stranger = client.application.test_client()
    assert stranger.get("/review").status_code == 302
    assert stranger.get("/api/v1/review").status_code == 401
    form = secret(stranger, "/signin")
    refused = stranger.post("/review/decide", data={"csrf_token": form, "kind": "same", "a": "x", "b": "y"})
    assert refused.status_code == 401
    assert decisions(store) == []


def test_a_program_decides_by_its_token_without_a_form(client: FlaskClient, store: Path) -> None:
    token = Accounts(store).add("机器人")
    program = client.application.test_client()
    said = program.post(
        "/review/decide", data={"kind": "reject", "fact": some_fact(store).id},
        headers={"Authorization": f"Bearer {token}"},
    )  # fmt: skip
    assert said.status_code == 303
    assert [d.who for d in decisions(store)] == ["机器人"]


def test_while_another_run_writes_a_decision_is_refused_and_said_so(client: FlaskClient, store: Path) -> None:
    fact = some_fact(store)
    form = secret(client)
    with Workspace.open(store).writing():
        client.post("/review/decide", data={"csrf_token": form, "kind": "reject", "fact": fact.id})
    assert "没有记下" in client.get("/review").text
    assert decisions(store) == []


def test_a_page_of_ones_own_is_never_kept(client: FlaskClient, store: Path) -> None:
    first = client.get("/review?kind=facts")
    assert first.headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in first.headers
    assert client.get("/api/v1/review").headers["Cache-Control"] == "private, no-store"
    everybody = client.application.test_client().get("/gaps?region=安徽&chain=集成电路")
    assert (everybody.headers["Cache-Control"], "ETag" in everybody.headers) == ("no-cache", True)
