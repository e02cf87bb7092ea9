"""Questions about things by name, what connects them, and documents."""

from typing import Any

from flask import Response, redirect, url_for
from werkzeug.exceptions import NotFound

from graph.paths.profile import fact_json
from graph.projection.model import Node
from web import params
from web.api import asked as a
from web.api.frame import answer, cursor, position, question
from web.document_page import document_node, document_page
from web.ego import asked_state, picture
from web.entity_page import entity as entity_of
from web.entity_page import find as find_things
from web.entity_page import profile
from web.keeper import Reading, reading
from web.lists import documents as all_documents
from web.lists import rows
from web.pages.paths import find as find_path

_ID: dict[str, Any] = {
    "type": "string",
    "minLength": 1,
    "maxLength": params.LONGEST_ID,
    "pattern": "^[^\\x00-\\x1f\\x7f]+$",
}
_MOVED = {301: "This id has moved to the one in `Location`", 302: "A name: its id is in `Location`"}


@question("/find", a.Find, "Hits")
def find(asked: dict[str, Any]) -> Response:
    """Things by name, the best first, each with why, as `yangtze find --format json` gives them."""
    with reading() as now:
        found = find_things(now, asked["q"], asked["limit"])
    return answer([
        {"id": h.thing.id, "label": h.thing.label, "name": h.thing.name, "matched": h.matched, "score": h.score,
         "why": h.why}
        for h in found.hits
    ])  # fmt: skip


def _thing(now: Reading, id_: str, endpoint: str) -> Node | Response:
    """The thing of an id, or the way to the one that stands for it now."""
    node, is_id = entity_of(now, params.clean(id_, params.LONGEST_ID, "id"))
    if node.label in ("Document", "Passage"):
        raise NotFound("A document is at /api/v1/documents/.")
    if node.id == id_:
        return node
    moved = redirect(url_for(endpoint, id=node.id), 301 if is_id else 302)
    return Response(moved.get_data(), moved.status_code, moved.headers)


@question("/entities/<path:id>", a.Entity, "Entity", path=_ID | {"examples": ["340000"]}, others=_MOVED)
def entity(asked: dict[str, Any], id: str) -> Response:
    """A thing with its facts and sentences, as `yangtze show --format json` gives it.

    An id that was merged, or a name, leads to the id that stands for it now.
    """
    with reading() as now:
        node = _thing(now, id, "api.entity")
        if isinstance(node, Response):
            return node
        return answer(profile(now, node, asked["limit"], asked["type"]).to_json())


@question("/around/<path:id>", a.Around, "Around", path=_ID | {"examples": ["340000"]}, others=_MOVED)
def around(asked: dict[str, Any], id: str) -> Response:
    """What stands around a thing, in columns; `rests` are what a bundle holds beyond the names shown."""
    state = asked_state()
    with reading() as now:
        node = _thing(now, id, "api.around")
        return node if isinstance(node, Response) else answer(picture(now, node, state).to_json())


@question("/paths", a.Path, "Path")
def path(asked: dict[str, Any]) -> Response:
    """The shortest way of facts between two things, and the one through a liaison office.

    As `yangtze path --format json` gives it.
    """
    with reading() as now:
        one, other = entity_of(now, asked["a"])[0], entity_of(now, asked["b"])[0]
        return answer(find_path(now, one, other, asked["longest"]).to_json())


def _about(node: Node) -> dict[str, Any]:
    return {"id": node.id, **{k: v for k, v in node.properties.items() if v not in (None, "")}}


@question("/documents", a.Page, "Documents")
def documents(asked: dict[str, Any]) -> Response:
    """Documents, the newest first."""
    with reading() as now:
        found = all_documents(now)
    keys = [(str(d.properties.get("published") or ""), d.id) for d in found]
    start = (asked["page"] - 1) * asked["limit"]
    if asked["cursor"]:
        after = position(asked["cursor"], 2)
        start = next((i for i, key in enumerate(keys) if key < after), len(keys))
    shown = found[start : start + asked["limit"]]
    more = start + len(shown) < len(found)
    last = cursor(*keys[start + len(shown) - 1]) if more else ""
    following = url_for("api.documents", limit=asked["limit"], cursor=last) if more else None
    return answer({"total": len(found), "documents": list(map(_about, shown)), "next": following})


@question(
    "/documents/<path:id>", a.Page, "Document", path=_ID | {"examples": ["reference:shipped/liaison_offices.csv"]}
)
def document(asked: dict[str, Any], id: str) -> Response:
    """A document: its text, sentences, mentions and facts; of a reference file the cited rows, a page at a time."""
    wanted = params.clean(id, params.LONGEST_ID, "id")
    with reading() as now:
        node = document_node(now, wanted)
        if node.properties.get("kind") == "reference":
            return answer(_about(node) | _rows(now, node.id, asked))
        page = document_page(now, node)
    text = page.view.document.text if page.view else ""
    return answer(_about(node) | {
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


def _rows(now: Reading, id_: str, asked: dict[str, Any]) -> dict[str, Any]:
    found = rows(now, id_)
    start = (asked["page"] - 1) * asked["limit"]
    if asked["cursor"]:
        (after,) = position(asked["cursor"], 1)
        start = next((i + 1 for i, (_, passage) in enumerate(found) if passage.id == after), len(found))
    shown = found[start : start + asked["limit"]]
    more = start + len(shown) < len(found)
    following = url_for("api.document", id=id_, limit=asked["limit"], cursor=cursor(shown[-1][1].id)) if more else None
    return {"rows": [passage.to_json() for _, passage in shown], "next": following}
