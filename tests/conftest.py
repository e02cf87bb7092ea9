"""Fixtures that are costly to make and safe to share: they are read, never written."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.session import Graph, open_graph
from graph.store.workspace import Workspace

pytest_plugins = ("browsing",)
ARTICLE = Path(__file__).parent.parent / "ingest" / "samples" / "article.txt"


@pytest.fixture(scope="session")
def demo_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the shipped reference and the shipped article."""
    from ingest.discover import discover
    from ingest.run import run
    from nlp.pipeline import Extractor

    path = tmp_path_factory.mktemp("demo") / "belt.yangtze"
    workspace = Workspace.open(path, create=True)
    with workspace.ledger() as ledger:
        run(discover([str(ARTICLE)]), ledger, Extractor(), progress=False)
    workspace.project()
    workspace.close()
    return path


@pytest.fixture
def demo(demo_store: Path) -> Iterator[Graph]:
    """The demo graph, open."""
    with open_graph(demo_store) as graph:
        yield graph


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line what was left out, and in CI that nothing may be."""
    left_out = terminalreporter.stats.get("skipped", [])
    if left_out and os.environ.get("CI") == "true":
        terminalreporter.write_line(f"{len(left_out)} tests were left out: in CI every one has to run", red=True)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI a test that was left out is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") == "true" and reporter and reporter.stats.get("skipped") and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
