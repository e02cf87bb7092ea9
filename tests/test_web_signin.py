"""Who may write: tokens, sessions, the secret of every form, and a house that is closed to strangers."""

import json
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

import yangtze
from web.accounts import AccountError, Accounts
from web.app import create_app
from web.signin import own_path

NAMES = ("王敏", 'O\'Neil "Bob"', "<script>alert(1)</script>", "測試😀")


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    return Accounts(tmp_path)


def opened(store: Path, folder: Path, **config: Any) -> Any:
    """The app over a shared store, with accounts of its own."""
    app = create_app(store, SECRET_KEY="k" * 32, **config)
    app.extensions["yangtze-accounts"] = Accounts(folder)
    return app


@pytest.fixture
def client(demo_store: Path, tmp_path: Path) -> Iterator[FlaskClient]:
    app = opened(demo_store, tmp_path)
    yield app.test_client()
    app.extensions["yangtze"].close()


def secret(client: FlaskClient, path: str) -> str:
    """The hidden field that a form of ours carries."""
    page = client.get(path).text
    return page.split('name="csrf_token" value="')[1].split('"')[0]


def enter(client: FlaskClient, token: str, **more: str) -> Any:
    return client.post("/signin", data={"csrf_token": secret(client, "/signin"), "token": token, **more})


@pytest.mark.parametrize("name", NAMES)
def test_a_token_opens_and_only_its_hash_is_kept(accounts: Accounts, tmp_path: Path, name: str) -> None:
    token = accounts.add(name)
    found = accounts.by_token(token)
    assert found is not None
    assert found.name == name
    assert token not in (tmp_path / "accounts.json").read_text("utf-8")
    assert accounts.by_token(token[:-1]) is None
    assert accounts.by_token("") is None
    assert accounts.by_token("\ud800") is None


def test_files_are_the_owners_alone(accounts: Accounts, tmp_path: Path) -> None:
    accounts.add("王敏")
    for name in ("accounts.json", "session.key"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    key = accounts.key()
    assert len(key) == 32
    assert Accounts(tmp_path).key() == key


def test_a_new_token_ends_the_old_one(accounts: Accounts) -> None:
    first, second = accounts.add("王敏"), accounts.add(" 王敏 ")
    assert accounts.by_token(first) is None
    assert accounts.by_token(second) is not None
    assert len(accounts.all()) == 1


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "长" * 61, "\x00"])
def test_what_is_no_name(accounts: Accounts, name: str) -> None:
    with pytest.raises(AccountError, match="printable"):
        accounts.add(name)


def test_a_broken_file_lets_nobody_in(accounts: Accounts, tmp_path: Path) -> None:
    (tmp_path / "accounts.json").write_text('[{"name": "a"}]', "utf-8")
    with pytest.raises(AccountError, match="cannot be read"):
        accounts.by_token("a")


def test_sign_in_goes_where_one_was_going(client: FlaskClient, tmp_path: Path) -> None:
    token = Accounts(tmp_path).add("王敏")
    away = client.get("/review?kind=merges")
    assert away.status_code == 302
    assert away.location == "/signin?next=/review?kind%3Dmerges"
    done = enter(client, token, next="/review?kind=merges")
    assert (done.status_code, done.location) == (303, "/review?kind=merges")
    cookie = done.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "王敏" in client.get("/review").text


def test_a_wrong_token_opens_nothing(client: FlaskClient, tmp_path: Path) -> None:
    Accounts(tmp_path).add("王敏")
    done = enter(client, "wrong")
    assert done.status_code == 403
    assert "没有这个令牌" in done.text
    assert client.get("/review").status_code == 302


def test_a_form_without_its_secret_is_refused(client: FlaskClient, tmp_path: Path) -> None:
    token = Accounts(tmp_path).add("王敏")
    assert client.post("/signin", data={"token": token}).status_code == 400
    assert client.post("/signin", data={"token": token, "csrf_token": "x"}).status_code == 400
    enter(client, token)
    assert client.post("/review/undo", data={"decision": "x"}).status_code == 400


def test_a_session_ends_with_the_account_and_with_sign_out(client: FlaskClient, tmp_path: Path) -> None:
    known = Accounts(tmp_path)
    enter(client, known.add("王敏"))
    assert client.get("/review").status_code == 200
    client.post("/signout", data={"csrf_token": secret(client, "/review")})
    assert client.get("/review").status_code == 302
    enter(client, known.add("王敏"))
    known.remove("王敏")
    assert client.get("/review").status_code == 302


def test_a_forged_session_is_none(client: FlaskClient, tmp_path: Path) -> None:
    Accounts(tmp_path).add("王敏")
    client.set_cookie("yangtze", "eyJuYW1lIjoi546L5pWPIiwibWFyayI6IiJ9.aaaa.bbbb")
    assert client.get("/review").status_code == 302


@pytest.mark.parametrize(
    "address", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "", "\n//a"]
)
def test_nobody_is_sent_elsewhere(client: FlaskClient, address: str) -> None:
    with client.application.test_request_context():
        assert own_path(address) == "/review"
        assert own_path("/gaps?region=安徽") == "/gaps?region=安徽"


def test_the_cookie_is_for_https_only_where_the_page_is(client: FlaskClient) -> None:
    assert "Secure" not in client.get("/signin").headers["Set-Cookie"]
    assert "Secure" in client.get("/signin", base_url="https://belt.example").headers["Set-Cookie"]


def test_what_everybody_reads_sets_no_cookie(client: FlaskClient) -> None:
    for path in ("/", "/gaps?region=安徽&chain=集成电路", "/api/v1/status"):
        assert "Set-Cookie" not in client.get(path).headers


def test_a_closed_house(demo_store: Path, tmp_path: Path) -> None:
    app = opened(demo_store, tmp_path, PRIVATE=True)
    token = Accounts(tmp_path).add("王敏")
    client = app.test_client()
    for path in ("/", "/gaps", "/find", "/documents", "/entities/x", "/nowhere"):
        answer = client.get(path)
        assert answer.status_code == 302, path
        assert answer.location.startswith("/signin"), path
    refused = client.get("/api/v1/status")
    assert refused.status_code == 401
    assert refused.content_type == "application/problem+json"
    assert client.get("/healthz").status_code == 200
    assert client.get("/static/style.css").status_code == 200
    told = client.get("/api/v1/status", headers={"Authorization": f"Bearer {token}"})
    assert told.status_code == 200
    assert "private" in told.headers["Cache-Control"]
    assert {"Cookie", "Authorization"} <= set(told.vary)
    assert client.get("/api/v1/status", headers={"Authorization": "Bearer x"}).status_code == 401
    enter(client, token)
    assert client.get("/").status_code == 200
    app.extensions["yangtze"].close()


def test_the_command_makes_lists_and_removes(demo_store: Path, tmp_path: Path) -> None:
    (tmp_path / "belt.yangtze").mkdir()
    where = ["--store", str(tmp_path / "belt.yangtze")]
    made = CliRunner().invoke(yangtze.cli, ["user", "add", "王敏", *where])
    assert made.exit_code == 0, made.output
    token = made.stdout.strip()
    assert Accounts(tmp_path / "belt.yangtze").by_token(token) is not None
    assert "王敏" in CliRunner().invoke(yangtze.cli, ["user", "list", *where]).stdout
    assert CliRunner().invoke(yangtze.cli, ["user", "remove", "王敏", *where]).exit_code == 0
    assert Accounts(tmp_path / "belt.yangtze").by_token(token) is None
    assert CliRunner().invoke(yangtze.cli, ["user", "remove", "王敏", *where]).exit_code == 1
    assert json.loads((tmp_path / "belt.yangtze" / "accounts.json").read_text("utf-8")) == []
