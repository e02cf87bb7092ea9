"""The run itself: read, skip what is known, extract, keep, and account for every document."""

import logging
import signal
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Protocol

from graph.errors import DocumentError, LedgerError, StoreError, YangtzeError
from graph.ledger.ledger import Ledger, Outcome
from graph.ledger.records import Document, Extraction
from ingest.discover import Source
from ingest.items import Item, Options, Place, Reading, Rejection, Remark, fault
from ingest.progress import Progress
from ingest.readers import read_source
from ingest.summary import IssueLog, RunSummary

log = logging.getLogger(__name__)


class ReadsText(Protocol):
    """What a run needs of ``nlp.pipeline.Extractor``."""

    @property
    def version(self) -> str:
        """The pipeline version that goes into the ledger."""
        ...

    def extract(self, text: str) -> Extraction:
        """Read one text."""
        ...


def run(
    sources: Sequence[Source],
    ledger: Ledger,
    extractor: ReadsText,
    options: Options | None = None,
    *,
    progress: bool | None = None,
) -> RunSummary:
    """Bring the documents in ``sources`` (from ``discover``) into ``ledger`` and return the counts.

    A document that cannot be read or extracted is counted, written to ``issues.jsonl`` beside the ledger and
    passed over. An
    interrupt (Ctrl-C) lets the current document finish; a ledger that cannot be written ends the run. Both
    are told by the summary, for what came before them is kept.
    """
    summary = RunSummary()
    began = time.monotonic()
    log.info("run begins", extra={"fields": {"files": [str(s) for s in sources], "pipeline": extractor.version}})
    with (
        _interrupts() as interrupted,
        IssueLog(ledger.path.with_name("issues.jsonl"), summary) as issues,
        Progress(sum(source.size for source in sources), bar=progress) as bar,
    ):
        keeper = _Keeper(ledger, extractor, summary, issues)
        try:
            for item in _items(sources, options or Options()):
                keeper.take(item)
                if not isinstance(item, Remark):
                    bar.advance(item.place.size)
                if interrupted.is_set():
                    summary.interrupted = True
                    break
        except (LedgerError, StoreError) as error:
            # The next document would fail in the same way: full disk, read-only folder, another writer.
            summary.stopped = str(error)
    summary.seconds = time.monotonic() - began
    log.info("run ends", extra={"fields": summary.to_json()})
    assert summary.stopped or summary.adds_up, f"documents are unaccounted for: {summary}"
    return summary


def _items(sources: Iterable[Source], options: Options) -> Iterator[Item]:
    for source in sources:
        yield from read_source(source, options)


class _Keeper:
    """Takes item after item: counts it, and brings documents into the ledger."""

    def __init__(self, ledger: Ledger, extractor: ReadsText, summary: RunSummary, issues: IssueLog) -> None:
        self._ledger = ledger
        self._extractor = extractor
        self._summary = summary
        self._issues = issues
        self._places: dict[str, Place] = {}

    def take(self, item: Item) -> None:
        """Account for one item."""
        if not isinstance(item, Reading):
            log.warning(
                type(item).__name__.lower(), extra={"fields": {"place": str(item.place), "reason": item.reason}}
            )
        if isinstance(item, Remark):
            self._issues.add(item)
            return
        if isinstance(item, Reading):
            outcome = self._keep(item.document, item.place)
            log.debug("document", extra={"fields": {"place": str(item.place), "outcome": str(outcome)}})
            if isinstance(outcome, Outcome):
                self._summary.read += 1
                self._summary.count(outcome)
                self._summary.undated += item.document.published is None
                self._note_second_text(item, outcome)
                return
            item = outcome
        self._summary.read += 1
        self._issues.add(item)

    def _keep(self, document: Document, place: Place) -> Outcome | Rejection:
        if self._ledger.has(document, self._extractor.version):
            return Outcome.SAME
        try:
            extraction = self._extractor.extract(document.text)
        except YangtzeError as error:
            return Rejection(place, str(error))
        except Exception as error:
            # A fault of ours, not of the document: told with its type; the run goes on.
            log.debug("extraction of %s failed", place, exc_info=True)
            return Rejection(place, f"extraction failed: {fault(error)}; please report this")
        try:
            return self._ledger.put(document, extraction)
        except DocumentError as error:
            return Rejection(place, str(error))  # a text that was forgotten on purpose

    def _note_second_text(self, item: Reading, outcome: Outcome) -> None:
        """Remark when one run holds two texts under one key: the later stands, and ids may not be unique."""
        key = item.document.key
        if key is None:
            return
        earlier = self._places.setdefault(key, item.place)
        if outcome is Outcome.REPLACED and earlier is not item.place:
            self._issues.add(Remark(item.place, f"has the id or address '{key}' of {earlier} and replaces it"))


@contextmanager
def _interrupts() -> Iterator[threading.Event]:
    """Let Ctrl-C set an event, so that a document is finished; a second Ctrl-C interrupts at once."""
    event = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield event  # signals reach the main thread only
        return

    def handle(number: int, frame: FrameType | None) -> None:
        if event.is_set():
            raise KeyboardInterrupt
        event.set()

    before = signal.signal(signal.SIGINT, handle)
    try:
        yield event
    finally:
        signal.signal(signal.SIGINT, before)
