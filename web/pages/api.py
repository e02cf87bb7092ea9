"""The same answers as JSON: every page has its twin here, under its name and with its parameters."""

from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, json, redirect, request, url_for
from werkzeug.exceptions import NotFound

from graph.paths.profile import fact_json
from graph.projection.model import Node
from graph.session import store_status
from web import params
from web.belt import PROVINCES, belt
from web.document_page import document_node, document_page
from web.entity_page import entity as entity_of
from web.entity_page import find as find_things
from web.gap_page import gap_answer
from web.keeper import reading
from web.lists import chain_names, rows
from web.lists import documents as all_documents
from web.pages.start import start_context
from web.reviewing import board
from web.signin import signed_in

bp = Blueprint("api", __name__, url_prefix="/api/v1")
_MOST = 500


def _json(data: Any) -> Response:
    return Response(json.dumps(data, ensure_ascii=False, sort_keys=False) + "\n", content_type="application/json")


@bp.get("/")
def start() -> Response:
    """A chain's statuses in every province, and how many links each province has of every chain."""
    chain = params.text("chain")
    with reading() as now:
        context = start_context(now, chain)
        cells, names = belt(now), chain_names(now)
    chosen = context["chosen"]
    return _json({
        "chain": chosen,
        "provinces": [
            {"adcode": code, "name": name, "firms": cells[code, chosen].firms,
             "statuses": list(cells[code, chosen].statuses)}
            for code, name in PROVINCES.items()
        ],
        "chains": [
            {"id": id_, "name": name, "links": len(cells["310000", id_].statuses),
             "present": {code: cells[code, id_].there for code in PROVINCES}}
            for id_, name in names
        ],
    })  # fmt: skip


@bp.get("/gaps")
def gaps() -> Response:
    """The gap answer as ``yangtze gaps --format json`` gives it."""
    region, chain = params.needed("region"), params.needed("chain")
    with reading() as now:
        answer = gap_answer(now, region, chain)
    return _json(answer.to_json())


@bp.get("/find")
def find() -> Response:
    """Things by name as ``yangtze find --format json`` gives them."""
    question = params.needed("q", params.LONGEST_QUESTION)
    limit = params.whole("limit", 10, 1, _MOST)
    with reading() as now:
        found = find_things(now, question, limit)
    return _json([
        {"id": h.thing.id, "label": h.thing.label, "name": h.thing.name, "matched": h.matched, "score": h.score,
         "why": h.why}
        for h in found.hits
    ])  # fmt: skip


@bp.get("/entities/<path:id>")
def entity(id: str) -> Response:
    """A thing as ``yangtze show --format json`` gives it; an old id leads to the one that stands for it now."""
    asked = params.clean(id, params.LONGEST_ID, "id")
    limit = params.whole("limit", 30, 1, _MOST)
    with reading() as now:
        node, is_id = entity_of(now, asked)
        if node.label in ("Document", "Passage"):
            raise NotFound("A document is at /api/v1/documents/.")
        if node.id != id:
            moved = redirect(url_for("api.entity", id=node.id), 301 if is_id else 302)
            return Response(moved.get_data(), moved.status_code, moved.headers)
        profile = now.graph.show(node.id, limit=limit)
    return _json(profile.to_json())


def _about(node: Node) -> dict[str, Any]:
    return {"id": node.id, **{k: v for k, v in node.properties.items() if v not in (None, "")}}


@bp.get("/documents")
def documents() -> Response:
    """Documents, the newest first, a hundred to a page."""
    number = params.whole("page", 1, 1, 100_000)
    with reading() as now:
        found = all_documents(now)
    return _json({"total": len(found), "documents": [_about(d) for d in found[(number - 1) * 100 : number * 100]]})


@bp.get("/documents/<path:id>")
def document(id: str) -> Response:
    """A document: its text, sentences, mentions and facts; the cited rows of a reference file."""
    asked = params.clean(id, params.LONGEST_ID, "id")
    with reading() as now:
        node = document_node(now, asked)
        if node.properties.get("kind") == "reference":
            return _json(_about(node) | {"rows": [p.to_json() for _, p in rows(now, node.id)]})
        page = document_page(now, node)
    text = page.view.document.text if page.view else ""
    return _json(_about(node) | {
        "text": text if page.view else None,
        "sentences": [{"number": s.number, "start": s.start, "end": s.end} for s in page.sentences],
        "mentions": [
            {"start": m.start, "end": m.end, "text": text[m.start : m.end], "type": m.type, "entity": page.thing(m)}
            for m in (page.view.extraction.mentions if page.view else ())
        ],
        "facts": [
            fact_json(f.fact, dict(page.nodes), dict(page.passages)) | {"sentences": list(f.sentences)}
            for f in page.facts
        ],
    })  # fmt: skip


@bp.get("/status")
def status() -> Response:
    """What the store holds as ``yangtze status --format json`` gives it; of the store's place only its name."""
    with reading():
        data = store_status(current_app.config["STORE"], ledger=current_app.config["LEDGER"])
    return _json(data | {"store": Path(str(data["store"])).name})


@bp.get("/review")
@signed_in
def review() -> Response:
    """What waits for a decision as ``yangtze review --format json`` gives it, and what was decided."""
    with reading() as now:
        return _json(board(now).to_json())


@bp.get("/<path:rest>")
def nothing(rest: str) -> Response:
    """Anything else."""
    raise NotFound(f"There is nothing at {request.path}.")
