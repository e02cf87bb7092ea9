"""What people decide: who is the same, who is not, which facts hold; each with who, when, why, and how to undo it.

Decisions name immutable source ids (or, for facts, the ids that stood at the time, which every later graph still
resolves), never positions in a graph, so they outlive every projection and can be shared between two ledgers.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal, get_args
from uuid import uuid4

from graph.errors import LedgerError
from graph.ledger.ledger import Ledger

Kind = Literal["same", "differ", "reject", "accept"]
_OPPOSITE: dict[str, str] = {"same": "differ", "differ": "same", "reject": "accept", "accept": "reject"}


@dataclass(frozen=True, slots=True)
class Undoing:
    """Who took a decision back, when and why."""

    who: str
    at: str
    reason: str


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision; ``subject`` is a pair of source ids, or (head, type, tail, modality) of a fact."""

    id: str
    kind: Kind
    subject: tuple[str, ...]
    who: str
    at: str
    reason: str
    undone: Undoing | None = None

    def to_json(self) -> dict[str, Any]:
        """A plain dict that ``from_json`` reads back: a line of an exported file."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Decision":
        """Read one line of an exported file.

        Raises:
            LedgerError: a field is missing, or of another kind than it should be.
        """
        try:
            kind, subject = data["kind"], tuple(map(str, data["subject"]))
            undone = Undoing(**data["undone"]) if data.get("undone") else None
            decision = cls(
                str(data["id"]), kind, subject, str(data["who"]), str(data["at"]), str(data["reason"]), undone
            )
        except (KeyError, TypeError) as error:
            raise LedgerError(
                f"This is no decision: {json.dumps(data, ensure_ascii=False)[:200]} ({error})."
            ) from error
        if kind not in get_args(Kind) or len(subject) != (2 if kind in ("same", "differ") else 4):
            raise LedgerError(f"This is no decision: {json.dumps(data, ensure_ascii=False)[:200]}.")
        return decision


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of imported decisions; ``conflicts`` stand against one that is in force here and were left out."""

    added: int
    known: int
    undone: int
    conflicts: tuple[Decision, ...]


class Decisions:
    """The decisions of a ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def __iter__(self) -> Iterator[Decision]:
        """Every decision, undone ones too, the oldest first."""
        for row in self._ledger.read(
            "SELECT id, kind, subject, who, at, reason, undone FROM decisions ORDER BY at, id"
        ):
            id_, kind, subject, who, at, reason, undone = row
            taken_back = Undoing(**json.loads(undone)) if undone else None
            yield Decision(id_, kind, tuple(json.loads(subject)), who, at, reason, taken_back)

    def in_force(self) -> list[Decision]:
        """Decisions that nobody has undone."""
        return [d for d in self if d.undone is None]

    def add(self, kind: Kind, subject: tuple[str, ...], who: str, reason: str) -> Decision:
        """Decide; the same decision again changes nothing.

        Raises:
            LedgerError: another decision in force says the opposite, or both ids are one.
        """
        subject = _in_order(kind, subject)
        if kind in ("same", "differ") and subject[0] == subject[1]:
            raise LedgerError(f"'{subject[0]}' is one thing; name two.")
        for known in self.in_force():
            if known.subject == subject and known.kind == kind:
                return known
            if known.subject == subject and known.kind == _OPPOSITE[kind]:
                raise LedgerError(
                    f"{known.who} decided '{known.kind}' on {known.at[:10]} ({known.reason or 'no reason given'}); "
                    f"take that back first: yangtze review undo {known.id}"
                )
        decision = Decision(uuid4().hex[:12], kind, subject, who, _now(), reason)
        self._write(decision)
        return decision

    def undo(self, id_: str, who: str, reason: str) -> Decision:
        """Take a decision back; it stays on record.

        Raises:
            LedgerError: there is none by that id, or it is undone already.
        """
        decision = next((d for d in self if d.id == id_), None)
        if decision is None:
            raise LedgerError(f"There is no decision '{id_}'; 'yangtze review decisions' lists them.")
        if decision.undone:
            raise LedgerError(f"Decision {id_} was undone by {decision.undone.who} on {decision.undone.at[:10]}.")
        taken_back = Undoing(who, _now(), reason)
        self._set_undone(id_, taken_back)
        return replace(decision, undone=taken_back)

    def take(self, decisions: Iterable[Decision]) -> Imported:
        """Import another team's decisions; one that stands against ours is left out and returned."""
        added = known = undone = 0
        conflicts: list[Decision] = []
        ours = {d.id: d for d in self}
        standing = {(d.kind, d.subject): d for d in ours.values() if d.undone is None}
        for decision in decisions:
            mine = ours.get(decision.id)
            if mine:
                if decision.undone and not mine.undone:
                    self._set_undone(mine.id, decision.undone)
                    undone += 1
                else:
                    known += 1
            elif not decision.undone and (_OPPOSITE[decision.kind], decision.subject) in standing:
                conflicts.append(decision)
            else:
                self._write(decision)
                added += 1
        return Imported(added, known, undone, tuple(conflicts))

    def _write(self, decision: Decision) -> None:
        undone = json.dumps(asdict(decision.undone), ensure_ascii=False) if decision.undone else None
        self._ledger.change(
            "INSERT INTO decisions VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                decision.id, decision.kind, json.dumps(decision.subject, ensure_ascii=False), decision.who,
                decision.at, decision.reason, undone,
            ),
        )  # fmt: skip

    def _set_undone(self, id_: str, undoing: Undoing) -> None:
        self._ledger.change(
            "UPDATE decisions SET undone = ? WHERE id = ?", (json.dumps(asdict(undoing), ensure_ascii=False), id_)
        )


def _in_order(kind: str, subject: tuple[str, ...]) -> tuple[str, ...]:
    # «A is B» and «B is A» are one decision.
    return tuple(sorted(subject)) if kind in ("same", "differ") else subject


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
