"""Documents: the list, a text with what was read out of it, and the cited rows of a reference file."""

import re

from flask import Blueprint, render_template, request, url_for

from web import params
from web.document_page import document_node, document_page
from web.keeper import reading
from web.lists import documents, rows
from web.words import MENTION_CLASS, TYPE_NAME

bp = Blueprint("documents", __name__)
_PER_PAGE = 100
_SPAN = re.compile(r"(\d{1,9})(?:-(\d{1,9}))?")


@bp.get("/documents")
def recent() -> str:
    """Documents, the newest first."""
    number = params.whole("page", 1, 1, 100_000)
    with reading() as now:
        found = documents(now)
    pages = max(1, -(-len(found) // _PER_PAGE))
    shown = found[(number - 1) * _PER_PAGE : number * _PER_PAGE]
    return render_template(
        "documents.html", documents=shown, total=len(found), number=number, pages=pages,
        twin=url_for("api.documents", page=number),
    )  # fmt: skip


@bp.get("/documents/<path:id>")
def page(id: str) -> str:
    """One document; ``at`` is a span of its text, or the number of a reference row."""
    asked = params.clean(id, params.LONGEST_ID, "id")
    at = _SPAN.fullmatch(params.text("at", 20))
    with reading() as now:
        node = document_node(now, asked)
        if node.properties.get("kind") == "reference":
            cited = rows(now, node.id)
        else:
            found = document_page(now, node)
    twin = url_for("api.document", id=node.id)
    if node.properties.get("kind") != "reference":
        span = (int(at[1]), int(at[2] or int(at[1]) + 1)) if at else None
        return render_template(
            "document.html", page=found, node=node, paragraphs=found.paragraphs(span), types=TYPE_NAME,
            classes=MENTION_CLASS, marked=_marked(), twin=twin,
        )  # fmt: skip
    wanted = int(at[1]) if at else 0
    index = next((i for i, (number, _) in enumerate(cited) if number == wanted), 0)
    number = params.whole("page", index // _PER_PAGE + 1, 1, 100_000)
    return render_template(
        "reference.html", node=node, cited=cited[(number - 1) * _PER_PAGE : number * _PER_PAGE], total=len(cited),
        number=number, pages=max(1, -(-len(cited) // _PER_PAGE)), wanted=wanted,
        twin=url_for("api.document", id=node.id, page=number),
        keep="at" in request.args,
    )  # fmt: skip


def _marked() -> set[str]:
    """Types that are marked: all, until the checkboxes say which."""
    return set(request.args.getlist("show")) & TYPE_NAME.keys() if "marks" in request.args else set(TYPE_NAME)
