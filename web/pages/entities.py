"""Names: one thing with its facts and sentences, and the search for one."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from web import params
from web.entity_page import chain_of, entity, find, link_cells, publishers
from web.keeper import reading

bp = Blueprint("entities", __name__)
_SHOWN, _MOST = 40, 500


@bp.get("/find", endpoint="find")
def find_page() -> str:
    """Things by name."""
    question = params.text("q", params.LONGEST_QUESTION)
    with reading() as now:
        found = find(now, question, 30)
    return render_template("find.html", question=question, found=found, twin=url_for("api.find", q=question))


@bp.get("/entities/<path:id>")
def page(id: str) -> str | Response:
    """One thing; an old id or a name leads to the id that stands for it now."""
    asked = params.clean(id, params.LONGEST_ID, "id")
    limit = params.whole("limit", _SHOWN, 1, _MOST)
    with reading() as now:
        node, is_id = entity(now, asked)
        if node.label in ("Document", "Passage"):
            return redirect(url_for("documents.page", id=node.properties.get("document") or node.id))
        if node.id != id:
            return redirect(url_for("entities.page", id=node.id), 301 if is_id else 302)
        profile = now.graph.show(node.id, limit=limit)
        cells = link_cells(now, node) if node.label == "Link" else []
        chain = chain_of(now, node) if node.label in ("Link", "Chain") else None
    return render_template(
        "entity.html", profile=profile, node=node, publishers=publishers(profile), most=_MOST, cells=cells,
        chain=chain, twin=url_for("api.entity", id=node.id),
    )  # fmt: skip
