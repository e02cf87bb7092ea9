"""The frame of the API: one decorator parses, bounds and documents a question; answers leave as plain JSON."""

import base64
import binascii
from collections.abc import Callable, Mapping
from typing import Any

import flask_smorest
import marshmallow
from flask import Response, json
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import NotFound

from web.api.shapes import ref

PROBLEM_TYPE = "application/problem+json"
_ERRORS = {
    400: "A parameter is missing, too long or not of its kind",
    404: "Nothing bears this name; `nearest` has names to offer",
    429: "Too many questions; `Retry-After` says when to ask again",
    500: "Something went wrong; the number finds it in the server's log",
    503: "The graph cannot be read just now",
}
_HEADERS = {
    "ETag": {"schema": {"type": "string"}, "description": "The graph's version; send it as `If-None-Match`"},
    "Cache-Control": {
        "schema": {"type": "string"},
        "description": "`no-cache` (keep it and ask whether it is still so), `no-store` while a load is running",
    },
}


class _Parser(FlaskParser):
    DEFAULT_VALIDATION_STATUS = 400


class Blueprint(flask_smorest.Blueprint):  # type: ignore[misc] # flask-smorest has no types
    """A blueprint whose documents know problems as RFC 9457 has them, and that never coerces an answer."""

    ARGUMENTS_PARSER = _Parser()


bp = Blueprint("api", __name__, url_prefix="/api/v1", description="Questions, each the twin of a page.")


def question(
    rule: str,
    asked: type[marshmallow.Schema],
    shape: str,
    *,
    path: Mapping[str, Any] | None = None,
    others: Mapping[int, str] | None = None,
    **doc: Any,
) -> Callable[[Callable[..., Response]], Callable[..., Response]]:
    """Register a question by GET: its parameters come parsed as the view's first argument.

    Args:
        rule: the address below ``/api/v1``.
        asked: the parameters of the query.
        shape: name of the answer's shape in ``web.api.shapes``.
        path: schema of the parameter in the address, whose name is ``id``.
        others: further statuses with what they mean; from 400 on they are problems.
        doc: anything else for the operation's description.
    """

    def decorate(view: Callable[..., Response]) -> Callable[..., Response]:
        for status, meaning in (_ERRORS | dict(others or {})).items():
            shown = {"schema": ref("Problem"), "content_type": PROBLEM_TYPE} if status >= 400 else {}
            view = bp.alt_response(status, description=meaning, **shown)(view)
        view = bp.response(200, ref(shape), headers=_HEADERS)(view)
        view = bp.doc(operationId=view.__name__, **doc)(view)
        view = bp.arguments(asked, location="query")(view)
        place = [{"in": "path", "name": "id", "required": True, "schema": dict(path)}] if path else None
        registered: Callable[..., Response] = bp.route(rule, parameters=place)(view)
        return registered

    return decorate


def answer(data: Any, **headers: str) -> Response:
    """The answer in the order its makers gave it, Chinese as Chinese."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=False) + "\n"
    return Response(text, content_type="application/json", headers=headers)


def cursor(*position: str) -> str:
    """A position in a list as an opaque word: what stands at it, so that a graph made anew moves nothing."""
    return base64.urlsafe_b64encode(json.dumps(position).encode()).decode().rstrip("=")


def position(word: str, length: int) -> tuple[str, ...]:
    """What a cursor holds; it is checked, and says nothing but where to go on.

    Raises:
        NotFound: it is none of ours.
    """
    try:
        found = json.loads(base64.b64decode(word + "=" * (-len(word) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError):
        found = None
    if not isinstance(found, list) or len(found) != length or not all(isinstance(part, str) for part in found):
        raise NotFound("This cursor leads nowhere; begin again without one.")
    return tuple(found)
