"""How fast the pages are: wrk against ``yangtze serve``, with Flask's "hello" on the same server in the same run.

    [YANGTZE_DATA=…] python -m benchmarks.web [--store belt.yangtze] [--seconds 10]

Without ``--store`` one is made of the shipped reference and article, and of the news items where ``YANGTZE_DATA`` names
them (read by the rules alone: the pages do not mind who read them). Latency is what a client on this machine sees, of
pages that were asked before; ``first`` is a page that nobody asked before. The first paint and the bytes are
Chromium's own. Writes ``benchmarks/results/web.json``.
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote
from urllib.request import Request, urlopen

import click
import numpy as np

from benchmarks.provenance import ROOT, commit, files_hash
from graph.reference.load import load_reference
from web.belt import PROVINCES

RESULT = ROOT / "benchmarks" / "results" / "web.json"
CHAINS = 7  # times eleven provinces are pages enough, and few enough for all to be kept
NEWS = ("broadcast.jsonl", "business.jsonl")
HELLO = """
from flask import Flask
from waitress.server import create_server
app = Flask(__name__)
app.add_url_rule("/", view_func=lambda: "Hello, World!")
server = create_server(app, host="127.0.0.1", port=0, threads=8, ident=None)
print(f"http://127.0.0.1:{server.effective_port}/", flush=True)
server.run()
"""
PAINT = """new Promise(done => {
  const look = () => {
    const [found] = performance.getEntriesByName("first-contentful-paint");
    if (found) done(found.startTime); else requestAnimationFrame(look);
  };
  look();
})"""
# One page after the other, so that no answer is the one of a moment ago.
SCRIPT = """
local paths, at = {}, 0
for line in io.lines(os.getenv("YANGTZE_PATHS")) do paths[#paths + 1] = line end
request = function()
  at = at % #paths + 1
  return wrk.format("GET", paths[at], {["Accept-Encoding"] = "gzip"})
end
done = function(summary, latency, requests)
  local e = summary.errors
  io.write(string.format('RESULT {"p50": %d, "p95": %d, "p99": %d, "requests": %d, "microseconds": %d, "failed": %d}',
    latency:percentile(50), latency:percentile(95), latency:percentile(99), summary.requests, summary.duration,
    e.connect + e.read + e.write + e.status + e.timeout))
end
"""


@contextlib.contextmanager
def serving(command: Sequence[str]) -> Iterator[str]:
    """The address that a server prints."""
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        line = process.stdout.readline()
        yield line[line.index("http") :].split()[0].rstrip("/")
    finally:
        process.terminate()
        process.wait(20)


def made(folder: Path, data: str | None) -> Path:
    """A store of what is shipped, and of the news where they are at hand."""
    from graph.store.workspace import Workspace
    from ingest.discover import discover
    from ingest.run import run
    from nlp.pipeline import Extractor, make_nlp

    sources = [str(ROOT / "ingest" / "samples" / "article.txt")]
    sources += [str(Path(data) / "news" / name) for name in NEWS] if data else []
    workspace = Workspace.open(folder / "belt.yangtze", create=True)
    with workspace.ledger() as ledger:
        run(discover(sources), ledger, Extractor(make_nlp(model=None)), progress=False)
    workspace.project()
    workspace.close()
    return workspace.path


def warm(address: str, paths: Sequence[str]) -> tuple[list[float], int]:
    """Milliseconds of a first visit to each, and the bytes of the largest as they came."""
    took, largest = [], 0
    for path in paths:
        began = time.perf_counter()
        with urlopen(Request(address + path, headers={"Accept-Encoding": "gzip"})) as answer:
            largest = max(largest, len(answer.read()))
        took.append((time.perf_counter() - began) * 1000)
    return took, largest


def load(address: str, paths: Sequence[str], connections: int, seconds: int) -> dict[str, float]:
    """What wrk says: milliseconds, requests a second, failures."""
    with tempfile.TemporaryDirectory() as folder:
        script, list_ = Path(folder) / "paths.lua", Path(folder) / "paths"
        script.write_text(SCRIPT, "utf-8")
        list_.write_text("\n".join(paths) + "\n", "utf-8")
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(script), address]
        said = subprocess.run(
            command, check=True, capture_output=True, text=True, env=os.environ | {"YANGTZE_PATHS": str(list_)}
        ).stdout
    found = json.loads(said.split("RESULT ")[1])
    return {
        "p50_ms": found["p50"] / 1000, "p95_ms": found["p95"] / 1000, "p99_ms": found["p99"] / 1000,
        "per_second": round(found["requests"] / (found["microseconds"] / 1e6), 1), "failed": found["failed"],
    }  # fmt: skip


def seen(url: str) -> dict[str, float]:
    """The first contentful paint of a first visit in milliseconds, and the bytes that came, as Chromium has them."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("YANGTZE_CHROMIUM") or shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu"],
        )
        paints, size = [], 0.0
        for _ in range(5):
            page = browser.new_page(viewport={"width": 1440, "height": 1000})
            page.goto(url)
            paints.append(page.evaluate(PAINT))
            size = page.evaluate(
                "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
                ".reduce((sum, entry) => sum + entry.encodedBodySize, 0)"
            )
            page.close()
        browser.close()
    return {"first_paint_ms": round(float(np.median(paints)), 1), "bytes": size}


@click.command()
@click.option("--store", type=click.Path(exists=True, path_type=Path), help="A store that is there already.")
@click.option("--data", envvar="YANGTZE_DATA", type=click.Path(exists=True), help="Folder with the news items.")
@click.option("--seconds", default=10, show_default=True, help="Length of each run of wrk.")
def main(store: Path | None, data: str | None, seconds: int) -> None:
    """Measure and write the result."""
    if not shutil.which("wrk"):
        raise click.ClickException("wrk is not installed: apt-get install wrk")
    chains = list(load_reference().chains)[:CHAINS]
    pages = [f"/gaps?region={quote(p)}&chain={c}" for c in chains for p in PROVINCES.values()]
    others = ["/", "/find?q=" + quote("华润"), "/documents", "/entities/310000"]
    with tempfile.TemporaryDirectory() as folder:
        used = store or made(Path(folder), data)
        with serving([sys.executable, "-c", HELLO]) as hello, serving(
            [sys.executable, "-m", "yangtze", "serve", "--port", "0", "--rate", "none", "--store", str(used)]
        ) as ours:  # fmt: skip
            warm(ours, others)
            first, largest = warm(ours, pages)
            rows = {
                f"{name}, {connections} at a time": load(address, paths, connections, seconds)
                for connections in (1, 4)
                for name, address, paths in (("hello", hello, ["/"]), ("gaps", ours, pages), ("others", ours, others))
            }
            browser = seen(ours + pages[0])
    result = {
        "commit": commit(), "data": files_hash(Path(data) / "news" / n for n in NEWS) if data and not store else None,
        "store": "given" if store else "shipped and news" if data else "shipped", "cores": os.cpu_count(),
        "first_p50_ms": round(float(np.percentile(first, 50)), 1),
        "first_p95_ms": round(float(np.percentile(first, 95)), 1),
        "largest_page_bytes": largest, "browser": browser, "load": rows,
    }  # fmt: skip
    RESULT.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", "utf-8")
    click.echo(json.dumps(result, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
