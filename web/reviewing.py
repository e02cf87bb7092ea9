"""What waits for a decision, what was decided, and bringing decisions into the graph."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock, Thread
from typing import Any

from flask import current_app

from graph.errors import LedgerError, UnknownName, YangtzeError
from graph.ledger.decisions import Decision, Decisions, Kind
from graph.ledger.ledger import Ledger
from graph.ledger.reports import Reports
from graph.projection.uncertain import uncertain
from graph.schema.model import load_schema
from graph.store.place import StorePlace, open_place
from web.keeper import Reading

log = logging.getLogger(__name__)
_WAIT_SECONDS = 5.0  # for another writer; a visitor does not wait ten minutes


@dataclass(frozen=True, slots=True)
class Board:
    """The page's content: rows as ``yangtze review --format json`` gives them, without what is decided already."""

    reports: tuple[dict[str, Any], ...]
    merges: tuple[dict[str, Any], ...]
    doubts: tuple[dict[str, Any], ...]
    facts: tuple[dict[str, Any], ...]
    decisions: tuple[Decision, ...]
    names: dict[str, str]
    waiting: bool
    """Whether the ledger holds changes, decisions among them, that the graph does not show yet."""

    def name(self, id_: str) -> str:
        """A source id's fullest name."""
        return self.names.get(id_, id_)

    def to_json(self) -> dict[str, Any]:
        """The form of the API."""
        return {
            "reports": list(self.reports), "merges": list(self.merges), "doubts": list(self.doubts),
            "facts": list(self.facts), "decisions": [decision.to_json() for decision in self.decisions],
            "waiting": self.waiting,
        }  # fmt: skip


@contextmanager
def _place() -> Iterator[StorePlace]:
    place = open_place(current_app.config["STORE"], ledger=current_app.config["LEDGER"])
    try:
        yield place
    finally:
        place.close()


@contextmanager
def _deciding() -> Iterator[Ledger]:
    """The ledger, held for writing."""
    with _place() as place, place.writing(wait=_WAIT_SECONDS), place.ledger(create=False) as ledger:
        yield ledger


def board(now: Reading) -> Board:
    """What waits for a decision in the graph at hand, the least sure first.

    Raises:
        LedgerError: the ledger of this graph is not on this machine.
    """
    with now.graph.place.ledger(create=False) as ledger:
        if ledger.ledger_id != now.meta.ledger_id:
            raise LedgerError("The ledger at hand is not the one this graph was made from.")
        sequence = ledger.sequence

        def look() -> tuple[dict[str, Any], dict[str, str]]:
            found = uncertain(ledger, now.graph.place.reference(ledger), now.graph.view)
            return found.to_json(), found.names

        data, names = now.once(("uncertain", sequence), look)
        decisions, reports = tuple(Decisions(ledger)), [report.to_json() for report in Reports(ledger).waiting()]
    ends = now.graph.view.get(id_ for row in reports for id_ in (row["subject"][0], row["subject"][2]))
    subjects = _subjects(now) if data["facts"] else {}
    decided = {d.subject for d in decisions if not d.undone}
    open_facts = tuple(row for row in data["facts"] if subjects.get(row["fact"]) not in decided)
    return Board(
        tuple(reports), tuple(data["merges"]), tuple(data["doubts"]), open_facts, decisions[::-1],
        names | {id_: node.name for id_, node in ends.items()}, sequence != now.meta.sequence,
    )  # fmt: skip


def _subjects(now: Reading) -> dict[str, tuple[str, ...]]:
    """What decisions on facts are about, by the facts' ids."""
    facts = load_schema().fact_types
    return now.once("subjects", lambda: {fact.id: fact.subject for fact in now.graph.view.relationships(facts)})


def fact_subject(now: Reading, fact: str) -> tuple[str, ...]:
    """What a decision on a fact is about.

    Raises:
        UnknownName: there is no fact of this id.
    """
    found = _subjects(now).get(fact)
    if found is None:
        raise UnknownName("fact", fact)
    return found


def decide(kind: Kind, subject: tuple[str, ...], who: str, reason: str) -> Decision:
    """Write a decision down; the graph shows it after ``Updater.start``.

    Raises:
        LedgerError: another decision says the opposite.
        StoreError: another run is writing.
    """
    with _deciding() as ledger:
        return Decisions(ledger).add(kind, subject, who, reason)


def undo(id_: str, who: str, reason: str) -> Decision:
    """Take a decision back.

    Raises:
        LedgerError: there is none, or it is taken back already.
        StoreError: another run is writing.
    """
    with _deciding() as ledger:
        return Decisions(ledger).undo(id_, who, reason)


class Updater:
    """Makes the graph anew in the background, one at a time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._running = False
        self.failed = ""

    @property
    def running(self) -> bool:
        """Whether the graph is being made now."""
        return self._running

    def start(self) -> bool:
        """Begin, unless one is at work already; returns whether one was begun."""
        store, ledger = current_app.config["STORE"], current_app.config["LEDGER"]
        with self._lock:
            if self._running:
                return False
            self._running, self.failed = True, ""
        Thread(target=self._run, args=(store, ledger), daemon=True).start()
        return True

    def _run(self, store: str, ledger: str | None) -> None:
        try:
            place = open_place(store, ledger=ledger)
            try:
                place.project()
            finally:
                place.close()
        except YangtzeError:
            log.exception("the graph could not be made anew")
            self.failed = "图没有更新成功，决定都还在；请管理员看服务记录。"
        finally:
            self._running = False


def updater() -> Updater:
    """The updater of the app at hand."""
    made = current_app.extensions.setdefault("yangtze-updater", Updater())
    assert isinstance(made, Updater)
    return made
