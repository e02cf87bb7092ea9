"""Review: uncertain merges and facts, what was decided, undo; only for those who signed in."""

from typing import cast, get_args

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from graph.errors import LedgerError, StoreError
from graph.gaps.render import RELATION_NAME
from graph.ledger.decisions import Kind
from web import params
from web.keeper import reading
from web.reviewing import board, decide, fact_subject, undo, updater
from web.say import _
from web.signin import signed_in, visitor

bp = Blueprint("review", __name__, url_prefix="/review")
KINDS = ("reports", "facts", "merges", "doubts", "decisions")
_PER_PAGE = 25
_LONGEST_REASON = 300


@bp.get("")
@signed_in
def page() -> str:
    """What waits, a kind at a time."""
    kind = params.text("kind")
    if kind and kind not in KINDS:
        raise BadRequest(_("%(name)s 应是 %(words)s 之一", name="kind", words="、".join(KINDS)))
    with reading() as now:
        found = board(now)
    kind = kind or next((name for name in KINDS if getattr(found, name)), KINDS[0])
    rows = getattr(found, kind)
    pages = max(1, -(-len(rows) // _PER_PAGE))
    number = min(params.whole("page", 1, 1, 100_000), pages)
    return render_template(
        "review.html", board=found, kind=kind, rows=rows[(number - 1) * _PER_PAGE : number * _PER_PAGE],
        number=number, pages=pages, who=visitor(), updater=updater(),
        relation=lambda type_: RELATION_NAME.get(type_, type_), twin=url_for("api.review"),
    )  # fmt: skip


@bp.post("/decide")
@signed_in
def take() -> Response:
    """Accept or reject a fact, join or part two; the form says which."""
    kind = request.form.get("kind", "")
    if kind not in get_args(Kind):
        raise BadRequest(_("%(name)s 应是 %(words)s 之一", name="kind", words="、".join(get_args(Kind))))
    if kind in ("same", "differ"):
        subject: tuple[str, ...] = tuple(_given(name) for name in ("a", "b"))
    else:
        with reading() as now:
            subject = fact_subject(now, _given("fact"))
    _try(lambda: decide(cast(Kind, kind), subject, _who(), _reason()))
    return _back()


@bp.post("/undo")
@signed_in
def take_back() -> Response:
    """Take a decision back."""
    _try(lambda: undo(_given("decision"), _who(), _reason()))
    return _back()


@bp.post("/update")
@signed_in
def update() -> Response:
    """Bring what was decided into the graph."""
    updater().start()
    return _back()


def _given(name: str) -> str:
    value = params.clean(request.form.get(name, ""), params.LONGEST_ID, name)
    if not value:
        raise BadRequest(_("缺参数 %(name)s", name=name))
    return value


def _reason() -> str:
    return params.clean(request.form.get("reason", ""), _LONGEST_REASON, "reason")


def _who() -> str:
    who = visitor()
    assert who is not None
    return who.name


def _try(change: object) -> None:
    try:
        decision = change()  # type: ignore[operator]
    except (LedgerError, StoreError) as error:
        flash(str(error), "wrong")
    else:
        flash(decision.id, "done")


def _back() -> Response:
    kind = request.form.get("from", "")
    page_ = request.form.get("page", "1")
    return redirect(
        url_for("review.page", kind=kind if kind in KINDS else None, page=page_ if page_.isdigit() else None), 303
    )
