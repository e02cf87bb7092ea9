"""Hostile words through every parameter of every address: they are words, never Cypher, markup, paths or headers."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import quote

import pytest
from flask import Flask, Request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import Rule

from graph.session import open_graph
from web.accounts import Accounts
from web.app import create_app

OFFICE = "ref:office:江苏省人民政府驻上海办事处"
IDS = {"entities": OFFICE, "documents": "d:b7bcf021c69b021a", "around": OFFICE, "ego": OFFICE}
GOOD = {
    "region": "安徽", "chain": "集成电路", "regions": "安徽,江苏", "q": "华润", "a": "羊贵平", "b": "黄运海",
    "link": "ic-test", "type": "MAKES",
}  # fmt: skip
WORDS = {
    "markup": "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{7*191}}",
    "cypher": "') DETACH DELETE n //\" }) MATCH (n) DETACH DELETE n RETURN 1 //`",
    "path": "../../../../../../../etc/passwd",
    "header": "x\r\nX-Injected: 1\r\n\r\n<b>",
    "format": "%(x)s %s {0.__class__} ${7*191} \\u0000",
}


class Recorded(ImmutableMultiDict[str, str]):
    """The query's parameters, which writes down what is asked of it."""

    asked: ClassVar[set[str]] = set()

    def get(self, key: Any, *rest: Any, **more: Any) -> Any:
        self.asked.add(key)
        return super().get(key, *rest, **more)

    def getlist(self, key: Any, *rest: Any, **more: Any) -> Any:
        self.asked.add(key)
        return super().getlist(key, *rest, **more)

    def __contains__(self, key: object) -> bool:
        self.asked.add(str(key))
        return super().__contains__(key)

    def __getitem__(self, key: Any) -> Any:
        self.asked.add(key)
        return super().__getitem__(key)


class _Request(Request):
    parameter_storage_class = Recorded


@pytest.fixture(scope="module")
def app(demo_store: Path) -> Iterator[Flask]:
    made = create_app(demo_store, RATE="", COMPRESS_REGISTER=False)
    made.request_class = _Request
    yield made
    made.extensions["yangtze"].close()


@pytest.fixture(scope="module")
def signed_in(demo_store: Path) -> Iterator[dict[str, str]]:
    accounts = Accounts(demo_store)
    yield {"Authorization": f"Bearer {accounts.add('试者')}"}
    accounts.remove("试者")


def addresses(app: Flask) -> Iterator[tuple[Rule, str]]:
    """A good address for every rule by GET, and for every form of a file."""
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        forms = list(rule._converters["form"].items) if "form" in rule.arguments else [None]
        for form in forms:
            path = rule.rule
            for argument in rule.arguments - {"form"}:
                place = path.split("<", 1)[0].rstrip("/").rpartition("/")[2]
                path = path.replace(f"<path:{argument}>", IDS[place])
            yield rule, path if form is None else path.partition("<")[0] + str(form)


def harmless(response: Any, asked: str) -> None:
    text = response.get_data()
    assert response.status_code < 500, asked
    assert "X-Injected" not in response.headers, asked
    assert b"root:" not in text, asked
    assert b"1337" not in text, asked
    if response.mimetype in ("text/html", "image/svg+xml"):
        for raw in (b"<script>alert(1)", b"onerror=alert(2)>", b"\n\r\n<b>"):
            assert raw not in text, asked
        assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")
    for trace in (b"Traceback", b"site-packages", b'.py"', b"Parser exception", b"Binder exception"):
        assert trace not in text, asked


def test_hostile_words_are_words(app: Flask, signed_in: dict[str, str], demo_store: Path) -> None:
    client = app.test_client()
    with open_graph(demo_store) as graph:
        before = graph.counts()
    tried: dict[str, set[str]] = {}
    for rule, path in addresses(app):
        Recorded.asked = set()
        first = client.get(path, query_string=GOOD, headers=signed_in)
        assert first.status_code < 500, path
        for name in [*sorted(Recorded.asked - {"lang"}), "lang"]:
            for words in WORDS.values():
                response = client.get(path, query_string=GOOD | {name: words}, headers=signed_in)
                harmless(response, f"{path} {name}={words}")
            tried.setdefault(rule.endpoint, set()).add(name)
        if "<path:" in rule.rule:
            for words in WORDS.values():
                hostile = rule.rule.partition("<path:")[0] + quote(words, safe="")
                harmless(client.get(hostile, query_string=GOOD, headers=signed_in), hostile)
    assert {"region", "chain", "as-of", "min_evidence"} <= tried["api.gaps"] & tried["gaps.page"]
    assert {"a", "b", "longest"} <= tried["api.path"] & tried["paths.page"]
    with open_graph(demo_store) as graph:
        assert graph.counts() == before


@pytest.mark.parametrize(
    "path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2f..%2fsetup.cfg", "/static//etc/passwd"]
)
def test_static_files_are_those_of_the_folder(app: Flask, path: str) -> None:
    assert app.test_client().get(path).status_code == 404


def test_forms_take_hostile_words_as_words(app: Flask, signed_in: dict[str, str]) -> None:
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        if "POST" not in (rule.methods or ()) or rule.arguments:
            continue
        for words in WORDS.values():
            for field in ("token", "kind", "fact", "a", "b", "reason", "next", "id", "document", "text"):
                form = {"kind": "reject", "fact": "f", field: words}
                response = client.post(rule.rule, data=form, headers=signed_in)
                harmless(response, f"{rule.rule} {field}={words}")
                assert not response.headers.get("Location", "/").startswith(("//", "http", "\\"))
