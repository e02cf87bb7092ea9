"""Read the stored texts anew with today's pipeline, and say what would change before it is taken."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from graph.ledger.ledger import Ledger, StoredDocument
from graph.ledger.records import Extraction
from ingest.run import ReadsText

_EXAMPLES = 20


@dataclass(slots=True)
class Changes:
    """What a pipeline reads otherwise: how many documents, and for each kind how many came and went."""

    documents: int = 0
    changed: int = 0
    came: Counter[str] = field(default_factory=Counter)
    went: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """The form of ``--format json``."""
        return {
            "documents": self.documents, "changed": self.changed, "came": dict(self.came), "went": dict(self.went),
            "examples": self.examples,
        }  # fmt: skip


def reprocess(
    ledger: Ledger, extractor: ReadsText, *, take: bool, progress: Callable[[int], None] = lambda _: None
) -> Changes:
    """Read every text that another pipeline version read; with ``take``, put what today's reads in its place.

    Each document is a transaction of its own: a run that is cut off goes on where it stopped.
    """
    changes = Changes()
    for document in list(_of_other_pipelines(ledger, extractor.version)):
        fresh = extractor.extract(document.text)
        _compare(document, fresh, changes)
        if take:
            ledger.put_extraction(document.id, fresh)
        progress(changes.documents)
    return changes


def _of_other_pipelines(ledger: Ledger, version: str) -> Iterator[StoredDocument]:
    return (document for document in ledger.documents() if document.extraction.pipeline != version)


def _compare(document: StoredDocument, fresh: Extraction, changes: Changes) -> None:
    before, after = _said(document.extraction), _said(fresh)
    changes.documents += 1
    came, went = after - before, before - after
    if not came and not went:
        return
    changes.changed += 1
    changes.came.update(kind for kind, *_ in came)
    changes.went.update(kind for kind, *_ in went)
    room = _EXAMPLES - len(changes.examples)
    lines = [f"+ {' '.join(map(str, c))}" for c in sorted(came)] + [f"- {' '.join(map(str, w))}" for w in sorted(went)]
    changes.examples.extend(f"{document.id} {line}" for line in lines[:room])


def _said(extraction: Extraction) -> set[tuple[str, ...]]:
    """Mentions by place and type, relations by their ends, claims: what can be compared between two pipelines."""
    mentions = extraction.mentions
    found: set[tuple[str, ...]] = {(m.type, m.text, str(m.start)) for m in mentions}
    found |= {(r.type, mentions[r.head].text, mentions[r.tail].text, r.modality) for r in extraction.relations}
    found |= {(f"claim:{c.polarity}", mentions[c.mention].text, c.place, c.words) for c in extraction.claims}
    return found
