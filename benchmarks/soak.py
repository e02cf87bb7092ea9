"""Long proofs that nothing is lost: kills on the 1,797 news items, and growth at 1× and 10×.

    YANGTZE_DATA=… python -m benchmarks.soak [--kills 100] [--growth [--share 0.1]]

Writes ``benchmarks/results/soak.json`` with the commit and a hash of the data.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from killing import kill_and_resume  # noqa: E402 - the same killing as in the tests

from benchmarks.provenance import files_hash  # noqa: E402

RESULT = Path(__file__).parent / "results" / "soak.json"


def commit() -> str:
    """The commit that is measured."""
    return subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()


def kills(items: Path, number: int) -> dict[str, Any]:
    """Kill ``number`` runs over ``items``; the resumed graph must equal the undisturbed one."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        outcome = kill_and_resume(f"{folder}/a.yangtze", f"{folder}/b.yangtze", [items], kills=number, seed=7)
    return {
        "asked": number, "killed": outcome.killed, "equal": outcome.resumed == outcome.undisturbed,
        "fingerprint": outcome.undisturbed, "seconds": round(time.perf_counter() - began),
    }  # fmt: skip


def _with_changed_names(line: str, copy: int) -> str:
    """A copy of a news item that no search for copies takes for one: every seventh character is another."""
    row = json.loads(line)
    text = row["html"]
    letters = [c for c in text if "一" <= c <= "鿿"]
    random.Random(f"{row['id']}{copy}").shuffle(letters)
    drawn = iter(letters)
    row["html"] = "".join(next(drawn) if "一" <= c <= "鿿" and i % 7 == 0 else c for i, c in enumerate(text))
    row["id"] = f"{row['id']}-{copy}"
    return json.dumps(row, ensure_ascii=False)


def growth(items: Path, share: float) -> list[dict[str, Any]]:
    """Seconds of ingest and projection, and bytes of ledger and graph, at 1× and 10× a share of the items."""
    lines = items.read_text("utf-8").splitlines()
    lines = lines[: max(1, round(share * len(lines)))]
    rows = []
    for times in (1, 10):
        with tempfile.TemporaryDirectory() as folder:
            source, store = Path(folder) / "items.jsonl", Path(folder) / "belt.yangtze"
            copies = (line if n == 0 else _with_changed_names(line, n) for n in range(times) for line in lines)
            source.write_text("\n".join(copies), "utf-8")
            seconds = []
            for command in (["ingest", str(source), "--no-project"], ["project"]):
                began = time.perf_counter()
                done = [sys.executable, "-m", "yangtze", *command, "--store", str(store)]
                subprocess.run(done, cwd=ROOT, check=True, capture_output=True)
                seconds.append(round(time.perf_counter() - began, 1))
            ledger = sum(p.stat().st_size for p in store.glob("ledger.sqlite*"))
            graph = sum(p.stat().st_size for p in store.glob("graph-*.lbug"))
        rows.append({
            "times": times, "items": len(lines) * times, "ingest_seconds": seconds[0], "project_seconds": seconds[1],
            "ledger_bytes": ledger, "graph_bytes": graph,
        })  # fmt: skip
    return rows


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--growth", action="store_true", help="only measure growth")
    parser.add_argument("--share", type=float, default=1.0, help="of the items, for growth")
    arguments = parser.parse_args()
    items = Path(os.environ["YANGTZE_DATA"]) / "news" / "broadcast.jsonl"
    known = json.loads(RESULT.read_text("utf-8")) if RESULT.exists() else {}
    found = {"growth": growth(items, arguments.share)} if arguments.growth else {"kills": kills(items, arguments.kills)}
    about = {"commit": commit(), "data": files_hash([items])}
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(known | {name: value | about if isinstance(value, dict) else {"rows": value, **about}
                                          for name, value in found.items()}, indent=1) + "\n", "utf-8")  # fmt: skip
    print(json.dumps(found, indent=1))
    if not arguments.growth and not found["kills"]["equal"]:
        sys.exit(1)
