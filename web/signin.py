"""Who asks: sessions of people who signed in, tokens of programs, and what is closed to everybody else.

Every POST carries the form's own secret (Flask-WTF's CSRF token), or comes with a program's bearer token, which no
foreign page can send.
"""

import secrets
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, redirect, request, session, url_for
from flask.sessions import SecureCookieSessionInterface
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import Unauthorized

from graph.errors import YangtzeError
from graph.store.place import open_place
from web.accounts import Account, Accounts

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
T = TypeVar("T")
HOURS = 12
_OPEN = ("static", "signin.", "health.")  # what a closed house still shows
_SAFE = ("GET", "HEAD", "OPTIONS")


class _Sessions(SecureCookieSessionInterface):
    """Flask's signed cookie, sent back over https only when it came over https."""

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure


def register(app: Flask) -> None:
    """Sessions, the CSRF check of every POST, and a closed house where ``PRIVATE`` is set."""
    accounts = app.extensions["yangtze-accounts"] = Accounts(_beside_ledger(app))
    app.config.setdefault("PRIVATE", False)
    if not app.config.get("SECRET_KEY"):
        # Without accounts there is nothing that has to outlive the process.
        app.config["SECRET_KEY"] = accounts.key() if accounts.has_key else secrets.token_bytes(32)
    app.config.update(
        SESSION_COOKIE_NAME="yangtze", SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=HOURS * 3600, WTF_CSRF_CHECK_DEFAULT=False, WTF_CSRF_TIME_LIMIT=HOURS * 3600,
    )  # fmt: skip
    app.session_interface = _Sessions()
    csrf = CSRFProtect(app)

    @app.before_request
    def check() -> Response | None:
        if request.method not in _SAFE and request.routing_exception is None and not _bearer():
            csrf.protect()
        if app.config["PRIVATE"] and not (request.endpoint or "").startswith(_OPEN) and visitor() is None:
            return turned_away()
        return None

    @app.after_request
    def keep_private(response: Response) -> Response:
        if app.config["PRIVATE"] and request.endpoint != "static":
            kept = response.headers.get("Cache-Control", "no-store")
            response.headers["Cache-Control"] = kept if "private" in kept else f"private, {kept}"
            response.vary.update(("Cookie", "Authorization"))
        return response


def _beside_ledger(app: Flask) -> Path:
    try:
        return open_place(app.config["STORE"], ledger=app.config["LEDGER"]).ledger_path.parent
    except YangtzeError:
        return Path(app.config["STORE"])  # the first page says what is wrong


def accounts() -> Accounts:
    """The accounts of the app at hand."""
    return cast(Accounts, current_app.extensions["yangtze-accounts"])


def _bearer() -> str:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def visitor() -> Account | None:
    """Who asks: by a program's token, or by a session."""
    if "visitor" not in g:
        if token := _bearer():
            g.visitor = accounts().by_token(token)
        elif session.get("name"):
            g.visitor = accounts().by_mark(str(session["name"]), str(session.get("mark", "")))
        else:
            g.visitor = None
    return cast("Account | None", g.visitor)


def sign_in(account: Account) -> None:
    """Begin a session; what an earlier one held is gone."""
    session.clear()
    session.update(name=account.name, mark=account.mark)
    session.permanent = True
    g.visitor = account


def sign_out() -> None:
    """End the session."""
    session.clear()
    g.visitor = None


def turned_away() -> Response:
    """To the sign-in page, and back afterwards; a program is told what to send.

    Raises:
        Unauthorized: a program asked.
    """
    if request.path.startswith("/api/") or request.method not in _SAFE:
        raise Unauthorized("Sign in, or send 'Authorization: Bearer TOKEN' ('yangtze user add NAME' makes one).")
    back = request.full_path.rstrip("?")
    return cast(Response, redirect(url_for("signin.page", next=back)))


def signed_in(view: "Callable[P, T]") -> "Callable[P, T | Response]":
    """Only for those who signed in."""

    @wraps(view)
    def closed(*args: P.args, **kwargs: P.kwargs) -> Any:
        return view(*args, **kwargs) if visitor() else turned_away()

    return closed


def own_path(address: str) -> str:
    """The address if it is a path of this house, else the review page: nobody is sent elsewhere by a link to us."""
    parts = urlsplit(address)
    ours = address.startswith("/") and not address.startswith("//") and "\\" not in address and address.isprintable()
    return address if ours and not parts.scheme and not parts.netloc else url_for("review.page")
