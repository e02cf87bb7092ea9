import io
import json
import os
import signal

import pytest

from graph.errors import DocumentError, LedgerError
from graph.ledger.ledger import Ledger
from graph.ledger.records import Extraction, text_sha256
from ingest.discover import discover
from ingest.items import Meta, Options
from ingest.progress import Progress
from ingest.run import run


class Extractor:
    """Finds nothing; 坏 is a known error to it, 崩 a fault of its own, and at 停 the user stops the run."""

    version = "test-1"

    def __init__(self):
        self.texts = []

    def extract(self, text):
        self.texts.append(text)
        if "坏" in text:
            raise DocumentError("this text is bad")
        if "崩" in text:
            raise ZeroDivisionError("division by zero")
        if "停" in text:
            os.kill(os.getpid(), signal.SIGINT)
        return Extraction(text_sha256(text), self.version)


@pytest.fixture
def ledger(tmp_path):
    with Ledger.open(tmp_path / "belt.yangtze" / "ledger.sqlite") as opened:
        yield opened


@pytest.fixture
def news(tmp_path):
    path = tmp_path / "news.jsonl"
    rows = [
        {"id": "1", "text": "甲。", "published": "2024-10-29"},
        {"id": "2", "text": "乙。", "published": None},
        {"id": "3", "text": "甲。", "published": "2024-10-30"},
        "{broken",
        {"id": "4", "text": "坏。"},
        {"id": "5", "text": "崩。"},
        {"id": "2", "text": "乙，改。", "published": "不详"},
        {"id": "6", "text": "丙。", "published": "2024"},
    ]
    lines = (row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def ingest(ledger, *paths, extractor=None, options=None):
    return run(discover([str(path) for path in paths]), ledger, extractor or Extractor(), options)


def counts(summary):
    names = ("read", "stored", "same", "duplicate", "replaced", "rejected", "undated", "remarks")
    return {name: getattr(summary, name) for name in names}


def test_every_document_is_accounted_for(ledger, news):
    summary = ingest(ledger, news)
    assert counts(summary) == {
        "read": 8, "stored": 3, "same": 0, "duplicate": 1, "replaced": 1, "rejected": 3,
        "undated": 2, "remarks": 2,
    }  # fmt: skip
    assert summary.adds_up
    assert summary.exit_code == 1
    assert ledger.counts()["documents"] == 3


def test_every_issue_is_written_beside_the_ledger_with_file_line_and_reason(ledger, news):
    summary = ingest(ledger, news)
    path = ledger.path.with_name("issues.jsonl")
    assert summary.issues_file == str(path)
    issues = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [(issue["kind"], issue["line"], issue["reason"].split(" at test_")[0]) for issue in issues] == [
        ("rejected", 4, "broken JSON: Expecting property name enclosed in double quotes (column 2)"),
        ("rejected", 5, "this text is bad"),
        ("rejected", 6, "extraction failed: ZeroDivisionError: division by zero"),
        ("remark", 7, "the date '不详' is not understood; the document counts as undated"),
        ("remark", 7, f"has the id or address 'news/2' of {news}:2 and replaces it"),
    ]
    assert {issue["file"] for issue in issues} == {str(news)}
    ingest(ledger, news)
    assert len(path.read_text(encoding="utf-8").splitlines()) > len(issues)


def test_the_same_documents_twice_change_nothing_and_are_not_extracted_again(ledger, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("甲。", encoding="utf-8")
    (folder / "b.jsonl").write_text('{"id": "1", "text": "乙。"}\n', encoding="utf-8")
    assert counts(ingest(ledger, folder))["stored"] == 2
    before, extractor = ledger.sequence, Extractor()
    summary = ingest(ledger, folder, extractor=extractor)
    assert (summary.read, summary.same, summary.exit_code, summary.changed) == (2, 2, 0, False)
    assert (ledger.sequence, extractor.texts) == (before, [])


def test_a_corrected_document_replaces_its_earlier_text(ledger, tmp_path):
    path = tmp_path / "a.txt"
    options = Options(Meta(url="https://example.org/1"))
    path.write_text("甲。", encoding="utf-8")
    ingest(ledger, path, options=options)
    path.write_text("甲，改。", encoding="utf-8")
    assert ingest(ledger, path, options=options).replaced == 1
    assert [document.text for document in ledger.documents()] == ["甲，改。"]


def test_an_interrupt_finishes_the_document_and_keeps_what_was_read(ledger, tmp_path):
    for name, text in (("a.txt", "甲。"), ("b.txt", "停。"), ("c.txt", "丙。")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    handler = signal.getsignal(signal.SIGINT)
    summary = ingest(ledger, *sorted(tmp_path.glob("*.txt")))
    assert (summary.read, summary.stored, summary.interrupted, summary.exit_code) == (2, 2, True, 130)
    assert summary.lines()[-1] == ("Interrupted: 2 documents are kept; the same command goes on with the rest.")
    assert signal.getsignal(signal.SIGINT) is handler


def test_a_ledger_that_cannot_be_written_ends_the_run_and_says_what_is_kept(ledger, tmp_path, monkeypatch):
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    put = ledger.put

    def full_at_second(document, extraction):
        if document.text == "b.txt":
            raise LedgerError("The disk is full.")
        return put(document, extraction)

    monkeypatch.setattr(Ledger, "put", lambda _, *given: full_at_second(*given))
    summary = ingest(ledger, *sorted(tmp_path.glob("*.txt")))
    assert (summary.read, summary.stored, summary.exit_code) == (1, 1, 1)
    assert summary.lines()[-1] == "Stopped: The disk is full. 1 documents are kept."


def test_standard_input_is_one_text(ledger, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("甲。".encode("gb18030"))))
    assert ingest(ledger, "-").stored == 1
    assert [document.text for document in ledger.documents()] == ["甲。"]


def test_pictures_in_a_folder_are_remarked_and_reports_rejected(ledger, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("a.png", "b.pdf", "c.txt"):
        (folder / name).write_bytes(b"text")
    summary = ingest(ledger, folder)
    assert (summary.read, summary.stored, summary.rejected, summary.remarks) == (2, 1, 1, 1)


def test_progress_is_a_line_every_few_seconds_in_a_log_and_a_bar_on_demand(monkeypatch):
    clock = iter([0.0, 1.0, 6.0, 6.0, 7.0])
    monkeypatch.setattr("ingest.progress.time.monotonic", lambda: next(clock))
    log = io.StringIO()
    with Progress(200, stream=log) as progress:
        for _ in range(3):
            progress.advance(50)
    assert log.getvalue() == "ingest: 2 documents (50%)\n"
    monkeypatch.undo()
    bar = io.StringIO()
    with Progress(200, bar=True, stream=bar) as progress:
        progress.advance(50)
    assert "documents=1" in bar.getvalue()
