"""Reports of readers: kept without touching the graph, answered by a verdict, bounded."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from graph.errors import LedgerError
from graph.ledger import reports
from graph.ledger.decisions import Decisions
from graph.ledger.ledger import Ledger
from graph.ledger.reports import Reports
from graph.store.backup import read_backup, write_backup

SUBJECT = ("ref:a", "SUPPLIES", "ref:b", "asserted")


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger.open(tmp_path / "ledger.sqlite")


def test_a_report_waits_and_the_graph_stays_up_to_date(ledger: Ledger) -> None:
    assert Reports(ledger).waiting() == []
    before = ledger.sequence
    report = Reports(ledger).add("f:1", SUBJECT, "d:1", " 供货方写反了 ", "访客")
    assert ledger.sequence == before
    assert Reports(ledger).waiting() == [report]
    assert (report.reason, report.to_json()["subject"]) == ("供货方写反了", list(SUBJECT))


def test_the_same_report_again_is_one(ledger: Ledger) -> None:
    found = [Reports(ledger).add("f:1", SUBJECT, "d:1", "写反了", "访客") for _ in range(2)]
    assert found[0] == found[1]
    assert len(Reports(ledger).waiting()) == 1


@pytest.mark.parametrize("kind", ["accept", "reject"])
def test_a_verdict_answers_it_and_a_later_report_waits_again(ledger: Ledger, kind: str) -> None:
    Reports(ledger).add("f:1", SUBJECT, "d:1", "写反了", "访客")
    other = Reports(ledger).add("f:2", (*SUBJECT[:3], "planned"), "d:1", "只是打算", "访客")
    decision = Decisions(ledger).add(kind, SUBJECT, "审者", "核过")
    assert Reports(ledger).waiting() == [other]
    again = Reports(ledger).add("f:1", SUBJECT, "d:2", "还是反的", "访客")
    assert Reports(ledger).waiting() == [other, again]
    Decisions(ledger).undo(decision.id, "审者", "")
    assert len(Reports(ledger).waiting()) == 3


@pytest.mark.parametrize("reason", ["", "  ", "长" * 501])
def test_a_report_says_something_and_not_too_much(ledger: Ledger, reason: str) -> None:
    with pytest.raises(LedgerError, match="1 to 500 characters"):
        Reports(ledger).add("f:1", SUBJECT, "d:1", reason, "访客")


def test_more_than_can_be_read_is_refused(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reports, "MOST_WAITING", 2)
    for number in range(2):
        Reports(ledger).add(f"f:{number}", SUBJECT, "d:1", f"错 {number}", "访客")
    with pytest.raises(LedgerError, match="2 reports wait for review"):
        Reports(ledger).add("f:3", SUBJECT, "d:1", "又错", "访客")


def test_a_backup_carries_reports(ledger: Ledger, tmp_path: Path) -> None:
    report = Reports(ledger).add("f:1", SUBJECT, "d:1", "'); DROP TABLE reports; --", "访客")
    ledger.close()
    write_backup(ledger.path, tmp_path / "b")
    read_backup(tmp_path / "b", tmp_path / "other.sqlite")
    with Ledger.open(tmp_path / "other.sqlite", create=False) as restored:
        assert Reports(restored).waiting() == [report]


def test_the_command_lists_them_with_what_to_type_next(demo_store: Path, tmp_path: Path) -> None:
    import shutil

    import yangtze

    store = shutil.copytree(demo_store, tmp_path / "belt.yangtze")
    with Ledger.open(store / "ledger.sqlite") as opened:
        Reports(opened).add("f:1", SUBJECT, "d:1", "写反了", "访客")
    done = CliRunner().invoke(yangtze.cli, ["review", "--store", str(store), "reports"])
    assert done.exit_code == 0, done.output
    assert "访客: 写反了" in done.output
    assert "ref:a SUPPLIES ref:b asserted  d:1" in done.output
    assert "yangtze reject f:1" in done.output
