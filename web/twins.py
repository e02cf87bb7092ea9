"""The address of a page's JSON twin, where there is one."""

from typing import Any

from flask import current_app, url_for


def twin_of(endpoint: str, **arguments: Any) -> dict[str, str]:
    """``twin`` for a template: the same question to the API; nothing where the API does not answer it."""
    if endpoint not in current_app.view_functions:
        return {}
    return {"twin": url_for(endpoint, **arguments)}
