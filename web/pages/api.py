"""The JSON API with its OpenAPI document, and a page that shows it without a line from elsewhere."""

from importlib.metadata import PackageNotFoundError, version
from typing import Any

import flask_smorest
from flask import Flask, current_app, render_template, url_for

from web.api import gaps, names, store  # noqa: F401 - they register their questions
from web.api.frame import bp
from web.api.shapes import SHAPES

__all__ = ["bp", "register"]
_DESCRIPTION = (
    "Which links of an industrial chain are missing or weak in a region of the Yangtze River Economic Belt, who could "
    "fill them, and who can make the introduction. Every fact comes with the sentence that says it."
)


class _Api(flask_smorest.Api):  # type: ignore[misc] # flask-smorest has no types
    """Flask-smorest without its own notion of an error: ours are RFC 9457's, named by each question."""

    DEFAULT_ERROR_RESPONSE_NAME = None


def register(app: Flask) -> None:
    """The questions, the document at ``/api/openapi.json``, its page at ``/api/docs``."""
    app.config.update(
        API_TITLE="Yangtze Chains", API_VERSION=_version(), OPENAPI_VERSION="3.1.0", OPENAPI_URL_PREFIX="/api",
        API_SPEC_OPTIONS={"info": {"description": _DESCRIPTION}},
    )  # fmt: skip
    api = _Api(app)
    for name, shape in SHAPES.items():
        api.spec.components.schema(name, shape)
    api.spec.components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    api.register_blueprint(bp)
    app.extensions["yangtze-api"] = api
    app.add_url_rule("/api/docs", "api.docs", docs)


def _version() -> str:
    try:
        return version("yangtze-chains")
    except PackageNotFoundError:
        return "0"


def docs() -> str:
    """Every question with its parameters and the shape of its answer."""
    document = current_app.extensions["yangtze-api"].spec.to_dict()
    questions = [
        (path, operation | {"parameters": _sorted([*item.get("parameters", ()), *operation.get("parameters", ())])})
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method == "get"
    ]
    return render_template(
        "api.html", questions=questions, shapes=document["components"]["schemas"], info=document["info"],
        kind=kind, twin=url_for("api-docs.openapi_json"),
    )  # fmt: skip


def _sorted(parameters: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What has to be given first, what every question takes last."""
    return sorted(parameters, key=lambda p: (not p.get("required"), p["name"] == "as-of"))


def kind(shape: dict[str, Any]) -> list[tuple[str, str]]:
    """A shape in pieces: the words, and for a shape with a name of its own that name."""
    if "$ref" in shape:
        return [("", shape["$ref"].rpartition("/")[2])]
    if "anyOf" in shape:
        ways = list({str(kind(one)): kind(one) for one in shape["anyOf"] if "const" not in one}.values())
        return [piece for i, way in enumerate(ways) for piece in ([(" | ", "")] if i else []) + way]
    if "enum" in shape:
        return [(" | ".join(f'"{word}"' for word in shape["enum"]), "")]
    if shape.get("type") == "array":
        return [("[ ", ""), *kind(shape["items"]), (" ]", "")]
    if "properties" in shape:
        return [
            ("{ ", ""),
            *(p for name, one in shape["properties"].items() for p in _member(shape, name, one)),
            ("}", ""),
        ]
    if isinstance(shape.get("additionalProperties"), dict):
        return [("{ …: ", ""), *kind(shape["additionalProperties"]), (" }", "")]
    types = shape.get("type", "any")
    return [(types if isinstance(types, str) else " | ".join(types), "")]


def _member(shape: dict[str, Any], name: str, one: dict[str, Any]) -> list[tuple[str, str]]:
    mark = "" if name in shape.get("required", ()) else "?"
    return [(f"{name}{mark}: ", ""), *kind(one), ("; ", "")]
