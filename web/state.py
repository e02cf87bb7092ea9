"""What every address keeps beside its own question: the language, and the date up to which evidence takes part."""

from typing import Any
from urllib.parse import urlencode

from flask import Flask, has_request_context, request
from flask_babel import Babel
from werkzeug.exceptions import BadRequest
from werkzeug.urls import iri_to_uri

from graph.store.asof import InvalidDate, checked_date

LANGUAGES = {"zh": "中文", "en": "English"}
USUAL = "zh"
LANGUAGE, AS_OF = "lang", "as-of"


def language() -> str:
    """The language of the page: that of the address, else Chinese; an unknown one is Chinese too."""
    asked = request.args.get(LANGUAGE, USUAL) if has_request_context() else USUAL
    return asked if asked in LANGUAGES else USUAL


def as_of() -> str | None:
    """The date of the address, None where it has none.

    Raises:
        BadRequest: it is no date.
    """
    text = request.args.get(AS_OF, "").strip()
    try:
        return checked_date(text) if text else None
    except InvalidDate as error:
        raise BadRequest(f"{AS_OF}：2024-10-29、2024-10、2024") from error


def shown_date() -> str | None:
    """The date of the address, as the frame of a page shows and keeps it; one that is none is left out."""
    try:
        return as_of() if has_request_context() else None
    except BadRequest:
        return None


def register(app: Flask) -> None:
    """Translations, and the state in every address that is made."""
    Babel(app, default_locale=USUAL, default_translation_directories="translations", locale_selector=language)

    @app.url_defaults
    def keep(endpoint: str, values: dict[str, Any]) -> None:
        if not has_request_context() or endpoint == "static" or endpoint.startswith("health."):
            return
        if language() != USUAL and (not endpoint.startswith("api.") or endpoint == "api.docs"):
            values.setdefault(LANGUAGE, language())
        if date := shown_date():
            values.setdefault(AS_OF, date)


def turned(**changes: str | None) -> str:
    """The address at hand with some of its arguments changed or, by None, taken out."""
    arguments = request.args.to_dict(flat=False) | {name: [value] for name, value in changes.items()}
    kept = [(name, value) for name, values in arguments.items() for value in values if value is not None]
    return iri_to_uri(request.path) + (f"?{urlencode(kept)}" if kept else "")
