"""Questions about the graph itself, its export, and what waits for review."""

from typing import Any

from flask import Response, url_for
from werkzeug.exceptions import BadRequest

from graph.export.cite import citation
from graph.export.selection import Selection, checked
from graph.export.write import WRITERS, approximate_size
from graph.store.asof import InvalidDate
from web.api import asked as a
from web.api.frame import answer, question
from web.keeper import reading
from web.pages.status import held
from web.reviewing import board
from web.signin import signed_in


@question("/export", a.Export, "Export")
def export(asked: dict[str, Any]) -> Response:
    """How large a file of these facts would be, where it is, and how to cite it."""
    given = {name: asked[name] for name in ("region", "chain", "type", "since", "until", "dated") if asked.get(name)}
    try:
        selection = checked(Selection(
            given.get("region"), given.get("chain"), tuple(given.get("type", ())), given.get("since"),
            given.get("until"), bool(given.get("dated")),
        ))  # fmt: skip
    except InvalidDate as error:
        raise BadRequest(str(error)) from error
    narrowed = {name: getattr(selection, name) for name in ("types", "since", "until", "dated")}
    with reading() as now:
        found = now.once(
            ("export", selection), lambda: now.graph.subgraph(selection.region, selection.chain, **narrowed)
        )
        built = now.meta.built_at
    return answer({
        "graph_version": found.version, "query": found.query, "nodes": len(found.nodes), "facts": len(found.facts),
        "citation": citation(found.version, found.query, built),
        "files": {
            form: {"address": url_for("export.file", form=form, **given), "bytes": approximate_size(found, form)}
            for form in WRITERS
        },
    })  # fmt: skip


@question("/status", a.Asked, "Status")
def status(asked: dict[str, Any]) -> Response:
    """What the store holds, as `yangtze status --format json` gives it; of the store's place only its name."""
    with reading() as now:
        return answer(held(now))


@question(
    "/review", a.Asked, "Review", others={401: "Sign in, or send a token"}, security=[{"token": []}],
)  # fmt: skip
@signed_in
def review(asked: dict[str, Any]) -> Response:
    """What waits for a decision, as `yangtze review --format json` gives it, and what was decided."""
    with reading() as now:
        return answer(board(now).to_json())
