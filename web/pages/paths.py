"""How two names are connected, each step with its sentence: the shortest way, then the one through the offices."""

from typing import NamedTuple

from flask import Blueprint, render_template

from graph.errors import AmbiguousName, UnknownName
from graph.paths.shortest import PathAnswer
from graph.projection.model import Node
from web import params
from web.entity_page import entity
from web.keeper import Reading, reading
from web.twins import twin_of

bp = Blueprint("paths", __name__)
LONGEST, _MOST = 6, 8


class End(NamedTuple):
    """One of the two boxes: what was written, the thing it stands for, and the names to choose from when it is none."""

    text: str
    node: Node | None
    choices: list[tuple[str, str]]


@bp.get("/paths")
def page() -> str:
    """Two boxes, and the answer when both are filled."""
    texts = [params.text(name, params.LONGEST_ID) for name in ("a", "b")]
    longest = params.whole("longest", LONGEST, 1, _MOST)
    with reading() as now:
        ends = [_end(now, text) for text in texts]
        one, other = (end.node for end in ends)
        answer = find(now, one, other, longest) if one and other else None
    twin = twin_of("api.path", a=one.id, b=other.id, longest=longest) if one and other else {}
    return render_template("paths.html", ends=ends, answer=answer, longest=longest, longest_most=_MOST, **twin)


def find(now: Reading, one: Node, other: Node, longest: int) -> PathAnswer:
    """The answer as ``yangtze path`` gives it."""
    return now.once(("path", one.id, other.id, longest), lambda: now.graph.path(one.id, other.id, longest=longest))


def _end(now: Reading, text: str) -> End:
    if not text:
        return End(text, None, [])
    try:
        return End(text, entity(now, text)[0], [])
    except AmbiguousName as error:
        ids = [choice.partition(" (")[0] for choice in error.choices]
    except UnknownName:
        ids = [hit.thing.id for hit in now.graph.find(text, limit=5)]
    found = now.graph.view.get(ids)
    return End(text, None, [(id_, found[id_].name) for id_ in ids if id_ in found])
