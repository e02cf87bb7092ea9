"""What the store holds: its version and where it is from, the last documents read, how much of everything."""

from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, render_template

from graph.session import store_status
from web.keeper import Reading, reading
from web.lists import documents
from web.twins import twin_of

bp = Blueprint("status", __name__)


def held(now: Reading) -> dict[str, Any]:
    """The store's state as ``yangtze status --format json`` gives it; of the store's place only its name."""
    data = store_status(current_app.config["STORE"], ledger=current_app.config["LEDGER"])
    return data | {"store": Path(str(data["store"])).name}


@bp.get("/status")
def page() -> str:
    """The page."""
    with reading() as now:
        data, found = held(now), documents(now)
    dated = [d for d in found if d.properties.get("published")]
    return render_template(
        "status.html", s=data, n_documents=len(found), newest=dated[:1], undated=len(found) - len(dated),
        **twin_of("api.status"),
    )  # fmt: skip
