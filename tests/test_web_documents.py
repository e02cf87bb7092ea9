"""The page of a document: fourteen types of marks kept in the address, reports of wrong facts that wait for review."""

import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from graph.ledger.ledger import Ledger
from graph.ledger.reports import Report, Reports
from web.app import create_app
from web.words import TYPE_NAME

ARTICLE = "d:b7bcf021c69b021a"


@pytest.fixture(scope="module")
def store(demo_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy that reports may be written to."""
    return Path(shutil.copytree(demo_store, tmp_path_factory.mktemp("reports") / "belt.yangtze"))


@pytest.fixture(scope="module")
def client(store: Path) -> Iterator[FlaskClient]:
    app = create_app(store, RATE="")
    yield app.test_client()
    app.extensions["yangtze"].close()


def waiting(store: Path) -> list[Report]:
    with Ledger.open(store / "ledger.sqlite", create=False) as ledger:
        return Reports(ledger).waiting()


def form_of(client: FlaskClient, address: str) -> dict[str, str]:
    text = client.get(address).get_data(as_text=True)
    return {
        unescape(k): unescape(v) for k, v in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', text)
    }


def report_link(client: FlaskClient) -> str:
    text = client.get(f"/documents/{ARTICLE}").get_data(as_text=True)
    item = next(li for li in re.findall(r"<li data-s=.*?</li>", text, re.S) if "徐士龙" in li and "上海港湾" in li)
    return unescape(re.findall(r'href="(/report\?[^"]+)"', item)[0])


def test_there_are_fourteen_types_and_each_mark_has_its_own() -> None:
    from typing import get_args

    from graph.ledger.records import MentionType

    assert set(TYPE_NAME) == set(get_args(MentionType))
    assert len(TYPE_NAME) == 14


def test_marks_are_by_type_and_the_address_says_which(client: FlaskClient) -> None:
    text = client.get(f"/documents/{ARTICLE}").get_data(as_text=True)
    found = set(re.findall(r'class="m m-[a-z]+ t-([A-Z]+)"', text))
    assert {"OFFICE", "FIRM", "PERSON", "TITLE", "PLACE", "GOV", "DATE"} <= found
    boxes = re.findall(r'<input type="checkbox" name="show" value="([A-Z]+)" checked>', text)
    assert set(boxes) == found
    some = client.get(f"/documents/{ARTICLE}?at=256-395&marks=1&show=OFFICE&show=nothing").get_data(as_text=True)
    assert re.findall(r'name="show" value="([A-Z]+)" checked>', some) == ["OFFICE"]
    (hidden,) = re.findall(r'<article class="art([^"]*)"', some)
    assert set(hidden.split()) == {f"hide-{type_}" for type_ in TYPE_NAME if type_ != "OFFICE"}
    assert 'name="at" value="256-395"' in some


def test_a_wrong_fact_is_reported_and_waits_for_review(client: FlaskClient, store: Path) -> None:
    link = report_link(client)
    text = client.get(link).get_data(as_text=True)
    assert "徐士龙" in text
    assert "<blockquote" in text
    assert client.get(link).headers["Cache-Control"] == "private, no-store"
    sent = client.post("/report", data=form_of(client, link) | {"kind": "name", "reason": "是另一个\n徐士龙 <b>"})
    assert sent.status_code == 303
    (report,) = waiting(store)
    assert report.subject[1] == "HOLDS_POSITION"
    assert (report.document, report.reason, report.who) == (ARTICLE, "名称认错：是另一个 徐士龙 <b>", "访客")
    thanks = client.get(sent.location).get_data(as_text=True)
    assert "收到了，等人核对" in thanks
    assert report.id in thanks
    # The graph itself is as it was.
    assert client.get("/api/v1/status").json["up_to_date"] is True


def test_a_report_without_the_forms_secret_is_refused(client: FlaskClient, store: Path) -> None:
    link, before = report_link(client), waiting(store)
    form = form_of(client, link) | {"kind": "date"}
    for token in ("", "x", None):
        data = {k: v for k, v in (form | {"csrf_token": token}).items() if v is not None}
        assert client.post("/report", data=data).status_code in (400, 403)
    assert waiting(store) == before


@pytest.mark.parametrize(
    ("change", "status"),
    [({"kind": ""}, 400), ({"kind": "other"}, 400), ({"reason": "长" * 481}, 400), ({"fact": "f:none"}, 404),
     ({"of": "m:none"}, 404), ({"of": "'}) RETURN 1 //"}, 404), ({"reason": "x\x00"}, 400)],
)  # fmt: skip
def test_what_is_no_report_is_refused(client: FlaskClient, store: Path, change: dict[str, str], status: int) -> None:
    before = waiting(store)
    form = form_of(client, report_link(client)) | {"kind": "date"} | change
    assert client.post("/report", data=form).status_code == status
    assert waiting(store) == before


def test_without_a_ledger_no_report_is_taken_and_the_page_says_why(demo_store: Path, tmp_path: Path) -> None:
    store = Path(shutil.copytree(demo_store, tmp_path / "belt.yangtze"))
    app = create_app(store, RATE="")
    client = app.test_client()
    link = report_link(client)
    form = form_of(client, link) | {"kind": "date"}
    for file in store.glob("ledger.sqlite*"):
        file.unlink()
    assert "收不了报告" in client.get(link).get_data(as_text=True)
    assert client.post("/report", data=form).status_code == 503
    app.extensions["yangtze"].close()


def test_nobody_sends_reports_by_the_hundred(demo_store: Path) -> None:
    app = create_app(demo_store)
    client = app.test_client()
    answers = [client.post("/report").status_code for _ in range(12)]
    assert set(answers[:10]) <= {400, 403}
    assert 429 in answers[10:]
    assert client.get("/healthz").status_code == 200
    app.extensions["yangtze"].close()
