"""What the ledger knows of one entity over time."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from graph.ledger.decisions import Decisions
from graph.ledger.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened to an entity: a document that mentions it came in, or somebody decided."""

    at: str
    what: str
    detail: str

    def to_json(self) -> dict[str, Any]:
        """The form of the CLI and the API."""
        return {"at": self.at, "what": self.what, "detail": self.detail}


def history(ledger: Ledger, source_ids: Collection[str], documents: Collection[str]) -> list[Happening]:
    """What made an entity what it is, the oldest first.

    Args:
        ledger: the ledger of its graph.
        source_ids: every source id that it stands for, its own id among them.
        documents: ids of the documents that mention it.
    """
    found: list[Happening] = []
    for document in sorted(documents):
        for added, title, published in ledger.read(
            "SELECT d.added_at, p.title, p.published FROM documents d JOIN publications p ON p.document_id = d.id"
            " WHERE d.id = ? ORDER BY coalesce(p.published, '9999'), p.key LIMIT 1",
            (document,),
        ):
            found.append(Happening(added, "document", f"{document} {published or ''} {title or ''}".strip()))
    for decision in Decisions(ledger):
        if not set(decision.subject).isdisjoint(source_ids):
            subject = " ".join(decision.subject)
            found.append(Happening(decision.at, decision.kind, f"{subject} — {decision.who}: {decision.reason}"))
            if decision.undone:
                undone = decision.undone
                found.append(
                    Happening(undone.at, f"undo {decision.kind}", f"{subject} — {undone.who}: {undone.reason}")
                )
    return sorted(found, key=lambda h: (h.at, h.what, h.detail))
