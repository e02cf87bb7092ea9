"""What a run did: counts that add up, and the file of its issues."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

from graph.errors import StoreError
from graph.ledger.ledger import Outcome
from ingest.items import Rejection, Remark

_SHOWN = 10


@dataclass(slots=True)
class RunSummary:
    """Counts of one run. Every document that was read has exactly one outcome or was rejected.

    ``undated`` counts documents, of any outcome, whose date nobody knows. ``stopped`` says why a run ended
    before its last document: the user interrupted it, or the ledger could not be written.
    """

    read: int = 0
    stored: int = 0
    same: int = 0
    duplicate: int = 0
    replaced: int = 0
    rejected: int = 0
    undated: int = 0
    remarks: int = 0
    seconds: float = 0.0
    interrupted: bool = False
    stopped: str | None = None
    issues_file: str | None = None
    first_rejections: list[str] = field(default_factory=list)
    first_remarks: list[str] = field(default_factory=list)

    def count(self, outcome: Outcome) -> None:
        """Count a document that reached the ledger."""
        setattr(self, outcome.value, getattr(self, outcome.value) + 1)

    @property
    def kept(self) -> int:
        """Documents of this run that the ledger holds now."""
        return self.stored + self.same + self.duplicate + self.replaced

    @property
    def changed(self) -> bool:
        """Whether the ledger is another one than before."""
        return bool(self.stored or self.duplicate or self.replaced)

    @property
    def adds_up(self) -> bool:
        """Whether every document that was read is accounted for."""
        return self.read == self.kept + self.rejected

    @property
    def exit_code(self) -> int:
        """130 after an interrupt, 1 when something was rejected or the run was stopped, else 0."""
        if self.interrupted:
            return 130
        return 1 if self.rejected or self.stopped else 0

    def to_json(self) -> dict[str, Any]:
        """Return the summary as plain values, with names that only grow from here."""
        names = ("read", "stored", "same", "duplicate", "replaced", "rejected", "undated", "remarks")
        return {name: getattr(self, name) for name in names} | {
            "seconds": round(self.seconds, 2),
            "interrupted": self.interrupted,
            "stopped": self.stopped,
            "issues_file": self.issues_file,
        }

    def lines(self) -> list[str]:
        """Return the summary as lines for people."""
        counts = ", ".join(
            f"{getattr(self, name)} {name}" for name in ("stored", "same", "duplicate", "replaced", "rejected")
        )
        lines = [f"Read {self.read} documents in {self.seconds:.1f} s: {counts}."]
        if self.undated:
            lines.append(f"{self.undated} have no known date and take no part in questions about a date.")
        lines += _listed("rejected", self.rejected, self.first_rejections)
        lines += _listed("remarks", self.remarks, self.first_remarks)
        if self.issues_file and (self.rejected or self.remarks):
            lines.append(f"All of these, with file, line and reason: {self.issues_file}")
        if self.interrupted:
            lines.append(f"Interrupted: {self.kept} documents are kept; the same command goes on with the rest.")
        elif self.stopped:
            lines.append(f"Stopped: {self.stopped} {self.kept} documents are kept.")
        return lines


def _listed(word: str, total: int, shown: list[str]) -> list[str]:
    if not total:
        return []
    more = [f"  … and {total - len(shown)} more"] if total > len(shown) else []
    return [f"{total} {word}:", *(f"  {line}" for line in shown), *more]


class IssueLog:
    """Writes every rejection and remark of a run to a JSON Lines file and counts them in the summary.

    The file is appended to, each line with the time of its run, and made when there is something to say.
    """

    def __init__(self, path: Path | None, summary: RunSummary) -> None:
        self._path = path
        self._summary = summary
        self._run = datetime.now(UTC).isoformat(timespec="seconds")
        self._stream: TextIO | None = None
        summary.issues_file = str(path) if path else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._stream:
            self._stream.close()

    def add(self, issue: Rejection | Remark) -> None:
        """Count and write one issue.

        Raises:
            StoreError: the issues file cannot be written.
        """
        rejected = isinstance(issue, Rejection)
        if rejected:
            self._summary.rejected += 1
        else:
            self._summary.remarks += 1
        first = self._summary.first_rejections if rejected else self._summary.first_remarks
        if len(first) < _SHOWN:
            first.append(f"{issue.place}: {issue.reason}")
        self._write("rejected" if rejected else "remark", issue)

    def _write(self, kind: str, issue: Rejection | Remark) -> None:
        if self._path is None:
            return
        row = {
            "run": self._run,
            "kind": kind,
            "file": issue.place.path,
            "line": issue.place.line,
            "reason": issue.reason,
        }
        try:
            if self._stream is None:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._stream = self._path.open("a", encoding="utf-8", errors="backslashreplace")
            self._stream.write(json.dumps(row, ensure_ascii=False) + "\n")
        except OSError as error:
            raise StoreError(f"The issues file {self._path} cannot be written: {error.strerror or error}.") from error
