"""Names: one thing with its facts, sentences, neighbours and timeline, and the search for one."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from graph.schema.model import load_schema
from web import params
from web.ego import MOST, asked_state, draw, picture
from web.entity_page import chain_of, entity, find, kinds, link_cells, profile, publishers, timeline
from web.keeper import reading
from web.say import _
from web.twins import twin_of

bp = Blueprint("entities", __name__)
_SHOWN, _MOST = 40, 500


@bp.get("/find", endpoint="find")
def find_page() -> str:
    """Things by name."""
    question = params.text("q", params.LONGEST_QUESTION)
    with reading() as now:
        found = find(now, question, 30)
    twin = twin_of("api.find", q=question, limit=30) if question else {}
    return render_template("find.html", question=question, found=found, **twin)


@bp.get("/entities/<path:id>")
def page(id: str) -> str | Response:
    """One thing; an old id, a stock code or a name leads to the id that stands for it now."""
    asked = params.clean(id, params.LONGEST_ID, "id")
    limit, type_, state = params.whole("limit", _SHOWN, 1, _MOST), _type(), asked_state()
    with reading() as now:
        node, is_id = entity(now, asked)
        if node.label in ("Document", "Passage"):
            return redirect(url_for("documents.page", id=node.properties.get("document") or node.id))
        if node.id != id:
            kept: dict[str, Any] = {**request.args.to_dict(flat=False), "id": node.id}
            return redirect(url_for("entities.page", **kept), 301 if is_id else 302)
        about = profile(now, node, limit, type_)
        cells = link_cells(now, node) if node.label == "Link" else []
        chain = chain_of(now, node) if node.label in ("Link", "Chain") else None
        around, counted = picture(now, node, state), kinds(now, node)
    times, earlier = timeline(about)
    return render_template(
        "entity.html", profile=about, node=node, publishers=publishers(about), most=_MOST, cells=cells, chain=chain,
        around=around, drawing=draw(around, state), names_most=MOST, times=times, earlier=earlier, kinds=counted,
        type_=type_, twin=url_for("api.entity", id=node.id, limit=limit, type=type_ or None),
    )  # fmt: skip


@bp.get("/ego/<path:id>")
def ego(id: str) -> str:
    """The drawing of a thing's neighbours alone, which the script puts in the place of the one before it."""
    state = asked_state()
    with reading() as now:
        node, _is_id = entity(now, params.clean(id, params.LONGEST_ID, "id"))
        around = picture(now, node, state)
    return render_template("ego.html", node=node, around=around, drawing=draw(around, state), names_most=MOST)


def _type() -> str:
    type_ = params.text("type")
    if type_ and type_ not in load_schema().fact_types:
        raise BadRequest(_("没有这一类关系"))
    return type_
