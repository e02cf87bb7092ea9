"""Whatever is cut off, full or locked: the ledger stays whole and the next run finishes what the last one began."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from killing import kill_and_resume
from neo4j_server import neo4j_server

from graph.errors import LedgerError
from graph.ledger.ledger import Ledger
from graph.ledger.records import Document, Extraction, text_sha256
from graph.store.workspace import Workspace

DOMAIN = Path(__file__).parent / "data" / "domain.jsonl"


def test_ten_kills_on_a_hundred_items_leave_the_same_graph(tmp_path: Path) -> None:
    outcome = kill_and_resume(str(tmp_path / "a.yangtze"), str(tmp_path / "b.yangtze"), [DOMAIN], kills=10, seed=1)
    assert outcome.killed == 10
    assert outcome.resumed == outcome.undisturbed


def test_ten_kills_on_neo4j_leave_the_graph_of_an_undisturbed_workspace(tmp_path: Path) -> None:
    server = neo4j_server()
    server.wipe()
    letting_in = {**server.environment, "YANGTZE_LEDGER": str(tmp_path / "disturbed")}
    undisturbed = str(tmp_path / "a.yangtze")
    outcome = kill_and_resume(undisturbed, server.uri, [DOMAIN], kills=10, seed=2, variables=letting_in, stretch=2.5)
    assert outcome.killed == 10
    assert outcome.resumed == outcome.undisturbed


def test_two_runs_at_once_on_one_workspace_both_end_well(tmp_path: Path) -> None:
    store = str(tmp_path / "belt.yangtze")
    halves = [tmp_path / "1.jsonl", tmp_path / "2.jsonl"]
    lines = DOMAIN.read_text("utf-8").splitlines(keepends=True)
    for half, part in zip(halves, (lines[:50], lines[50:]), strict=True):
        half.write_text("".join(part), "utf-8")
    runs = [
        subprocess.Popen(
            [sys.executable, "-m", "yangtze", "ingest", str(half), "--store", store, "--publisher", "甲报"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
        )
        for half in halves
    ]  # fmt: skip
    told = [run.communicate(timeout=300) for run in runs]
    assert [run.returncode for run in runs] == [0, 0], told
    with Ledger.open(tmp_path / "belt.yangtze" / "ledger.sqlite") as ledger:
        assert ledger.counts()["documents"] == 100
        assert Workspace.open(store).view().meta.sequence == ledger.sequence


def put(ledger: Ledger, text: str) -> None:
    ledger.put(Document(text, key=text[:9]), Extraction(text_sha256(text), "test-1"))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit on file sizes to play a full disk with")
def test_a_full_disk_is_one_clear_message_and_a_sound_store(tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path / "belt.yangtze", create=True)
    with workspace.ledger() as ledger:
        put(ledger, "长江")
    workspace.project()
    script = (
        "import resource, signal, sys\n"
        "from yangtze import main\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop()), resource.RLIM_INFINITY))\n"
        "main()\n"
    )
    for limit in (60_000, 3_000_000):  # the ledger does not fit; then the ledger fits and the graph does not
        done = subprocess.run(
            [sys.executable, "-c", script, "ingest", str(DOMAIN), "--store", str(workspace.path), str(limit)],
            capture_output=True, text=True, encoding="utf-8",
        )  # fmt: skip
        assert done.returncode == 1, (limit, done.stdout, done.stderr)
        assert "Traceback" not in done.stderr
        assert "written" in done.stdout + done.stderr or "built" in done.stderr, done.stderr
    with Ledger.open(workspace.ledger_path) as ledger:
        assert "长江" in {d.text for d in ledger.documents()}
    fresh = Workspace.open(workspace.path)
    assert fresh.view().counts().nodes["Firm"] >= 4134
    fresh.project()
    assert fresh.view().counts().nodes["Firm"] >= 4134


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such folder permissions")
def test_a_read_only_folder_is_one_clear_message(tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir()
    folder.chmod(0o555)
    script = (
        "import os, sys\n"
        "from graph.errors import StoreError\n"
        "from graph.store.workspace import Workspace\n"
        "os.chdir(sys.argv[1])\n"
        "if os.geteuid() == 0: os.setuid(65534)\n"  # root may write anywhere: go on as nobody
        "try: Workspace.open('belt.yangtze', create=True)\n"
        "except StoreError as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(folder)], capture_output=True, text=True)
    assert "The workspace belt.yangtze cannot be made: [Errno 13] Permission denied" in done.stdout, done.stderr


def test_a_ledger_that_may_only_be_read_says_so(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.sqlite") as ledger:
        put(ledger, "长江")
        ledger._db.execute("PRAGMA query_only = ON")  # what a read-only disk does to every write
        with pytest.raises(
            LedgerError, match="could not be written: attempt to write a readonly database; nothing was lost"
        ):
            put(ledger, "黄河")
        ledger._db.execute("PRAGMA query_only = OFF")
        assert [d.text for d in ledger.documents()] == ["长江"]
