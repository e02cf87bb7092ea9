"""What readers report as wrong: it waits for review and changes nothing until somebody decides.

Reports lie in the ledger, so that a backup carries them, and leave its ``sequence`` alone: no graph is made from them.
A verdict on the fact (``reject`` or ``accept``) that is younger than a report answers it.
"""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from graph.errors import LedgerError
from graph.ledger.decisions import Decisions
from graph.ledger.ledger import Ledger

MOST_WAITING = 2000
"""Reports that may wait at one time: whoever sends more than can be read is told so."""
LONGEST_REASON = 500

_TABLE = (
    "CREATE TABLE IF NOT EXISTS reports ("
    "id TEXT PRIMARY KEY, fact TEXT NOT NULL, subject TEXT NOT NULL, document TEXT NOT NULL, reason TEXT NOT NULL,"
    " who TEXT NOT NULL, at TEXT NOT NULL) WITHOUT ROWID"
)


@dataclass(frozen=True, slots=True)
class Report:
    """One report; ``subject`` is (head, type, tail, modality) of the fact, as decisions have it."""

    id: str
    fact: str
    subject: tuple[str, ...]
    document: str
    reason: str
    who: str
    at: str

    def to_json(self) -> dict[str, Any]:
        """The form of the CLI and the API."""
        return asdict(self) | {"subject": list(self.subject)}


class Reports:
    """The reports of a ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def waiting(self) -> list[Report]:
        """Reports that no verdict has answered yet, the oldest first."""
        if not self._ledger.read("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'reports'"):
            return []
        answered: dict[tuple[str, ...], str] = {}
        for decision in Decisions(self._ledger).in_force():
            if decision.kind in ("accept", "reject"):
                answered[decision.subject] = max(decision.at, answered.get(decision.subject, ""))
        rows = self._ledger.read("SELECT id, fact, subject, document, reason, who, at FROM reports ORDER BY at, id")
        found = [Report(row[0], row[1], tuple(json.loads(row[2])), *row[3:]) for row in rows]
        return [report for report in found if report.at > answered.get(report.subject, "")]

    def add(self, fact: str, subject: tuple[str, ...], document: str, reason: str, who: str) -> Report:
        """Keep a report; the same one again, while it waits, changes nothing.

        Raises:
            LedgerError: it says nothing or too much, or too many wait already.
        """
        reason = reason.strip()
        if not 0 < len(reason) <= LONGEST_REASON:
            raise LedgerError(f"A report says in 1 to {LONGEST_REASON} characters what is wrong.")
        waiting = self.waiting()
        for known in waiting:
            if (known.subject, known.document, known.reason) == (subject, document, reason):
                return known
        if len(waiting) >= MOST_WAITING:
            raise LedgerError(f"{len(waiting):,} reports wait for review; no more are taken until some are answered.")
        at = datetime.now(UTC).isoformat(timespec="microseconds")
        report = Report(uuid4().hex[:12], fact, subject, document, reason, who, at)
        self._ledger.note(_TABLE)
        self._ledger.note(
            "INSERT INTO reports VALUES (?, ?, ?, ?, ?, ?, ?)",
            (report.id, fact, json.dumps(subject, ensure_ascii=False), document, reason, who, at),
        )
        return report
