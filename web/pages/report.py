"""A reader reports a wrong fact: it waits in the ledger until somebody accepts or rejects the fact in review."""

from flask import Blueprint, Flask, g, redirect, render_template, request, url_for
from werkzeug.exceptions import BadRequest, ServiceUnavailable, TooManyRequests
from werkzeug.wrappers import Response

from graph.errors import UnknownName
from graph.ledger.reports import LONGEST_REASON, MOST_WAITING, Reports
from graph.projection.model import Node, Passage, Relationship
from web import params
from web.keeper import Reading, reading
from web.say import _
from web.signin import visitor
from web.words import FAULT_NAME

bp = Blueprint("report", __name__, url_prefix="/report")
_RATE = "10 per minute"
_GUEST = "访客"


def register(app: Flask) -> None:
    """The page; nobody sends reports by the hundred."""
    app.register_blueprint(bp)
    app.extensions["yangtze-limiter"].limit(_RATE, methods=["POST"])(bp)


@bp.get("")
def page() -> str:
    """The fact with its sentence, and the form; with ``done`` the thanks."""
    with reading() as now:
        fact, nodes, passage = _fact(now, params.needed("fact"), params.needed("of", params.LONGEST_ID))
        open_ = now.graph.place.ledger_path.is_file()
    g.pop("meta", None)  # the form carries a secret: nobody keeps it
    return render_template(
        "report.html", fact=fact, nodes=nodes, passage=passage, kinds=FAULT_NAME, longest=LONGEST_REASON - 20,
        open=open_, document=params.text("document", params.LONGEST_ID), done=params.text("done", 20),
    )  # fmt: skip


@bp.post("")
def take() -> Response:
    """Keep the report.

    Raises:
        BadRequest: it says nothing.
        ServiceUnavailable: the ledger of this graph is not on this machine.
        TooManyRequests: more wait than can be read.
    """
    fact_id, of, document = (_given(name) for name in ("fact", "of", "document"))
    kind, more = request.form.get("kind", ""), _given("reason", LONGEST_REASON - 20)
    if kind not in FAULT_NAME or (kind == "other" and not more):
        raise BadRequest(_("请选哪里不对；选「其他」时写一句"))
    with reading() as now:
        fact, _ends, _passage = _fact(now, fact_id, of)
        place = now.graph.place
        if not place.ledger_path.is_file():
            raise ServiceUnavailable("The ledger of this graph is not on this machine.")
        with place.ledger(create=False) as ledger:
            if ledger.ledger_id != now.meta.ledger_id:
                raise ServiceUnavailable("The ledger at hand is not the one this graph was made from.")
            reports = Reports(ledger)
            if len(reports.waiting()) >= MOST_WAITING:
                raise TooManyRequests("Too many reports wait for review.")
            who = visitor()
            reason = f"{FAULT_NAME[kind]}：{more}" if more else FAULT_NAME[kind]
            report = reports.add(fact.id, fact.subject, document, reason, who.name if who else _GUEST)
    return redirect(url_for("report.page", fact=fact.id, of=of, document=document or None, done=report.id), 303)


def _given(name: str, longest: int = params.LONGEST_ID) -> str:
    text = request.form.get(name, "")
    return params.clean(" ".join(text.split()) if name == "reason" else text, longest, name)


def _fact(now: Reading, id_: str, of: str) -> tuple[Relationship, dict[str, Node], Passage | None]:
    """The fact of one of its ends, both ends, and its newest sentence.

    Raises:
        UnknownName: there is no such fact (any more).
    """
    fact = next((f for f in now.graph.view.around([of]) if f.id == id_), None)
    if fact is None:
        raise UnknownName("fact", id_, ())
    passages = now.graph.view.passages(fact.evidence[:1])
    return fact, now.graph.view.get([fact.head, fact.tail]), next(iter(passages.values()), None)
