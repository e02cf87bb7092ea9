"""The ledger: one transaction a document, versions and copies told apart, nothing of another kind opened."""

import sqlite3
from pathlib import Path

import pytest

from graph.errors import LedgerError
from graph.ledger.ledger import Ledger, Outcome
from graph.ledger.records import Document, Extraction, LocalEntity, Mention, Relation, text_sha256


def says_nothing(document: Document, pipeline: str = "rules-1") -> Extraction:
    return Extraction(document.sha256, pipeline)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger.open(tmp_path / "ledger.sqlite")


def put(ledger: Ledger, text: str, **fields: str) -> Outcome:
    document = Document(text, **fields)
    return ledger.put(document, says_nothing(document))


def test_the_same_document_twice_changes_nothing(ledger: Ledger) -> None:
    assert put(ledger, "长江", key="a") is Outcome.STORED
    before = ledger.sequence
    assert put(ledger, "长江", key="a") is Outcome.SAME
    assert ledger.sequence == before == 1


def test_one_text_under_two_keys_is_one_document_published_twice(ledger: Ledger) -> None:
    put(ledger, "长江", key="b", published="2024-10-30", publisher="乙报")
    assert put(ledger, "长江", key="a", published="2024-10-29", publisher="甲报") is Outcome.DUPLICATE
    (stored,) = ledger.documents()
    assert stored.first.publisher == "甲报"
    assert len(stored.publications) == 2
    assert put(ledger, "长江", key="a", published="2024-10-29", publisher="甲报") is Outcome.SAME


def test_the_pages_of_a_report_are_kept_with_its_publication(ledger: Ledger) -> None:
    web_page, report = Document("甲乙丙丁", key="a"), Document("甲乙丙丁", key="b", pages=(0, 2, 2, 3))
    ledger.put(web_page, says_nothing(web_page))
    assert ledger.put(report, says_nothing(report)) is Outcome.DUPLICATE
    assert ledger.put(report, says_nothing(report)) is Outcome.SAME
    (stored,) = ledger.documents()
    assert [p.pages for p in stored.publications] == [(), (0, 2, 2, 3)]
    assert [stored.page_at(offset) for offset in range(4)] == [1, 1, 3, 4]


def test_a_text_without_pages_has_no_page(ledger: Ledger) -> None:
    put(ledger, "长江", key="a")
    (stored,) = ledger.documents()
    assert stored.page_at(0) is None


def test_a_corrected_text_replaces_the_old_one_and_leaves_a_tombstone(ledger: Ledger) -> None:
    put(ledger, "旧文", key="a")
    assert put(ledger, "新文", key="a") is Outcome.REPLACED
    assert [d.text for d in ledger.documents()] == ["新文"]
    assert ledger.counts() == {"documents": 1, "publications": 1, "tombstones": 1}


def test_a_correction_leaves_the_text_that_another_publisher_still_has(ledger: Ledger) -> None:
    put(ledger, "旧文", key="a")
    put(ledger, "旧文", key="b")
    put(ledger, "新文", key="a")
    assert sorted(d.text for d in ledger.documents()) == ["新文", "旧文"]


def test_a_date_given_later_is_taken(ledger: Ledger) -> None:
    put(ledger, "长江")
    assert put(ledger, "长江", published="2024-10-29") is Outcome.REPLACED
    (stored,) = ledger.documents()
    assert (stored.first.published, len(stored.publications)) == ("2024-10-29", 1)


def test_what_a_document_says_comes_back_as_it_was(ledger: Ledger) -> None:
    text = "江苏省驻沪办😀\ud800“牵头”"
    extraction = Extraction(
        text_sha256(text),
        "rules-1",
        (Mention(0, 6, "江苏省驻沪办", "OFFICE", 0, "office-name"), Mention(0, 3, "江苏省", "PLACE", 1, "region")),
        (LocalEntity("OFFICE", ("江苏省驻沪办",), {"region": ("320000",)}), LocalEntity("PLACE", ("江苏省",))),
        (Relation("REPRESENTS", 0, 1, 0, 8, "asserted", 0.9, "office-name", {"note": "名"}),),
    )
    ledger.put(Document(text, key="a"), extraction)
    (stored,) = ledger.documents()
    assert (stored.text, stored.extraction) == (text, extraction)


def test_a_newer_pipeline_replaces_what_the_older_one_read(ledger: Ledger) -> None:
    document = Document("长江", key="a")
    ledger.put(document, says_nothing(document, "rules-1"))
    assert not ledger.has(document, "rules-2")
    ledger.put(document, says_nothing(document, "rules-2"))
    assert ledger.pipelines() == ("rules-2",)


def test_a_cut_off_write_leaves_all_or_nothing(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    put(ledger, "旧文", key="a")

    def fail(*_: object) -> None:
        raise RuntimeError("killed here")

    monkeypatch.setattr(ledger, "_bury_if_unpublished", fail)
    with pytest.raises(RuntimeError):
        put(ledger, "新文", key="a")
    assert ([d.text for d in ledger.documents()], ledger.sequence) == (["旧文"], 1)


def test_another_sqlite_file_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "x.sqlite") as other:
        other.execute("CREATE TABLE t (a)")
    other.close()
    with pytest.raises(LedgerError, match="is an SQLite file but not a ledger of this program"):
        Ledger.open(tmp_path / "x.sqlite")


def test_rubbish_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.sqlite").write_bytes(b"rubbish" * 1000)
    with pytest.raises(LedgerError, match="cannot be used as a ledger: file is not a database"):
        Ledger.open(tmp_path / "x.sqlite")


def test_a_newer_ledger_is_refused(tmp_path: Path) -> None:
    Ledger.open(tmp_path / "l.sqlite").close()
    with sqlite3.connect(tmp_path / "l.sqlite") as newer:
        newer.execute("PRAGMA user_version = 99")
    newer.close()
    with pytest.raises(LedgerError, match="is a ledger of version 99, this program reads version 3"):
        Ledger.open(tmp_path / "l.sqlite")


def test_a_missing_ledger_is_made_only_when_asked(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="There is no ledger"):
        Ledger.open(tmp_path / "l.sqlite", create=False)


def test_layers_come_back_in_order_and_change_only_when_they_do(ledger: Ledger) -> None:
    assert ledger.put_layer("乙", {"chains.csv": b"\xef\xbb\xbfa"})
    assert ledger.put_layer("甲", {})
    assert not ledger.put_layer("乙", {"chains.csv": b"\xef\xbb\xbfa"})
    assert ledger.layers() == [("乙", {"chains.csv": b"\xef\xbb\xbfa"}), ("甲", {})]
