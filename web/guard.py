"""What keeps one visitor from taking the house: how often one may ask, and answers sent small."""

import time
from typing import cast

from flask import Blueprint, Flask, current_app, request
from flask_compress import Compress
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

USUAL_RATE = "600 per minute"
SIGN_IN_RATE = "20 per minute"
_FREE = ("static", "health.")  # files are cheap, and a balancer asks as often as it likes

_WORTH_IT = [
    "text/html", "text/css", "text/csv", "application/javascript", "text/javascript", "image/svg+xml",
    "application/json", "application/problem+json",
]  # fmt: skip


def register(app: Flask) -> None:
    """Rate limits by address, kept in memory, and compression; before whatever else looks at a request.

    ``RATE`` in the configuration is how often one address may ask, as ``600 per minute``; "" for no limit.
    """
    rate = app.config.setdefault("RATE", USUAL_RATE)
    app.config["RATELIMIT_ENABLED"] = bool(rate)
    # Quick rather than small: the time counts on two cores, and pages are far below their bound either way.
    app.config.setdefault("COMPRESS_ALGORITHM", ["zstd", "br", "gzip"])
    app.config.setdefault("COMPRESS_MIN_SIZE", 1000)
    app.config.setdefault("COMPRESS_MIMETYPES", _WORTH_IT)
    limiter = Limiter(get_remote_address, app=app, storage_uri="memory://", application_limits=[rate] if rate else [])
    limiter.request_filter(lambda: (request.endpoint or "").startswith(_FREE))
    app.extensions["yangtze-limiter"] = limiter
    # What a page says back and a form's secret meet in one answer, but its cookie never travels from a foreign page
    # (SameSite): nobody can ask often enough to learn the secret from lengths.
    Compress(app)


def guard_sign_in(app: Flask) -> None:
    """Tokens cannot be tried one after the other."""
    limiter = cast(Limiter, app.extensions["yangtze-limiter"])
    limiter.limit(SIGN_IN_RATE, methods=["POST"])(cast(Blueprint, app.blueprints["signin"]))


def seconds_to_wait() -> int:
    """Seconds until the visitor who asked too often may ask again."""
    limit = cast(Limiter, current_app.extensions["yangtze-limiter"]).current_limit
    return max(1, int(limit.reset_at - time.time()) + 1) if limit else 60
