"""The same documents in any order, by one process or by four, are the same graph."""

import random
import subprocess
import sys
from pathlib import Path

from graph.store.fingerprint import fingerprint
from graph.store.workspace import Workspace

DOMAIN = Path(__file__).parent / "data" / "domain.jsonl"


def ingest(store: Path, *files: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "yangtze", "ingest", *map(str, files), "--store", str(store)]
    command += ["--publisher", "甲报", "--no-project"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8")


def finished(*runs: subprocess.Popen[str]) -> None:
    told = [run.communicate(timeout=300) for run in runs]
    assert [run.returncode for run in runs] == [0] * len(runs), told


def graph_of(store: Path) -> str:
    workspace = Workspace.open(store)
    workspace.project()
    return fingerprint(workspace.view())


def test_any_order_and_four_processes_give_the_same_graph(tmp_path: Path) -> None:
    finished(ingest(tmp_path / "one.yangtze", DOMAIN))
    lines = DOMAIN.read_text("utf-8").splitlines(keepends=True)
    random.Random(3).shuffle(lines)
    quarters = []
    for number in range(4):
        quarters.append(tmp_path / f"{number}.jsonl")
        quarters[-1].write_text("".join(lines[number::4]), "utf-8")
    Workspace.open(tmp_path / "four.yangtze", create=True).ledger().close()
    finished(*(ingest(tmp_path / "four.yangtze", quarter) for quarter in quarters))
    assert graph_of(tmp_path / "four.yangtze") == graph_of(tmp_path / "one.yangtze")
