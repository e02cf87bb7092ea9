"""For load balancers and containers: is the process alive, can it answer."""

from flask import Blueprint, Response, current_app, json

from graph.errors import YangtzeError
from web.keeper import keeper

bp = Blueprint("health", __name__)


def _plain(data: dict[str, str], status: int = 200) -> Response:
    response = Response(json.dumps(data) + "\n", status, content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/healthz")
def alive() -> Response:
    """The process answers."""
    return _plain({"status": "ok"})


@bp.get("/readyz")
def ready() -> Response:
    """The graph can be read."""
    try:
        with keeper().reading() as now:
            return _plain({"status": "ready", "graph_version": now.meta.version, "state": now.meta.state})
    except YangtzeError as error:
        current_app.logger.warning("not ready: %s", error)
        return _plain({"status": "not ready"}, 503)
