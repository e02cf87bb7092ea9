"""``create_app``: the Flask factory of the pages and the API."""

import hashlib
import importlib
import os
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import jinja2
from flask import Flask, Response, g, request, url_for

from graph.projection.model import Passage
from graph.store.workspace import DEFAULT_STORE
from web import guard, problems, signin, state, words
from web.gap_page import five, names_of, same_as_before
from web.keeper import Keeper
from web.lists import row_number
from web.pages import NAVIGATION, PAGES
from web.say import say_safely

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
}
_YEAR = 31_536_000
_PERSONAL = ("review.", "signin.", "report.", "api.review")


def create_app(store: str | Path | None = None, **config: Any) -> Flask:
    """An app that reads one store.

    Args:
        store: a workspace folder or a Neo4j's address; ``YANGTZE_STORE`` or ``belt.yangtze`` when it is not given.
        config: anything for ``Flask.config``; ``LEDGER`` says where the ledger of a server's graph is.
    """
    app = Flask(__name__)
    app.config.update(
        STORE=str(store or os.environ.get("YANGTZE_STORE") or DEFAULT_STORE), LEDGER=None,
        MAX_CONTENT_LENGTH=64 * 1024, MAX_FORM_MEMORY_SIZE=64 * 1024,
    )  # fmt: skip
    app.config.update(config)
    app.extensions["yangtze"] = Keeper(app.config["STORE"], app.config["LEDGER"])
    app.url_map.merge_slashes = False  # an id may hold two slashes in a row
    guard.register(app)
    state.register(app)
    signin.register(app)
    for page in PAGES:
        module = importlib.import_module(f"web.pages.{page}")
        if hasattr(module, "register"):  # it has more to say than its addresses
            module.register(app)
        else:
            app.register_blueprint(module.bp)
    guard.guard_sign_in(app)
    problems.register(app)
    _prepare_templates(app)
    app.after_request(_finish)
    return app


def _prepare_templates(app: Flask) -> None:
    environment = app.jinja_env
    environment.undefined = jinja2.StrictUndefined
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.filters.update(words.FILTERS)
    prints = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:10]
        for path in sorted(Path(app.static_folder or "").iterdir())
        if path.is_file()
    }

    def static_url(name: str) -> str:
        return url_for("static", filename=name, v=prints[name])

    environment.globals.update(
        words.NAMES,
        _=say_safely,
        static_url=static_url,
        language=state.language,
        languages=state.LANGUAGES,
        turned=state.turned,
        navigation=[row for row in NAVIGATION if row[0] in app.view_functions],
        asked_date=state.shown_date,
        passage_url=passage_url,
        names_of=names_of,
        five=five,
        same_as_before=same_as_before,
    )


def passage_url(passage: Passage) -> str:
    """Where a sentence or a reference row stands, with itself marked."""
    at = row_number(passage.id) if passage.start is None else f"{passage.start}-{passage.end}"
    return url_for("documents.page", id=passage.document, at=at, _anchor="at")


def _finish(response: Response) -> Response:
    """Safety for every answer, and for those of the graph its version as their mark."""
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint == "static":
        # The address carries a hash of the content.
        if "v" in request.args and response.status_code == 200:
            response.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
        return response
    if (request.endpoint or "").startswith(_PERSONAL):
        # What is shown to one person is of no use to another, nor to the same one after a decision.
        response.headers["Cache-Control"] = "private, no-store"
        return response
    meta = g.get("meta")
    if meta is None or response.status_code != 200 or meta.state != "ready":
        response.headers.setdefault("Cache-Control", "no-store")
        return response
    response.headers["Cache-Control"] = "no-cache"  # keep it, and ask whether it is still so
    response.set_etag(f"{meta.version}-{_program()}")
    return response.make_conditional(request)  # type: ignore[return-value]


def _program() -> str:
    try:
        return version("yangtze-chains")
    except PackageNotFoundError:
        return "source"
