"""One answer everywhere: the command line, the API and Python say the same, by the same names."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

import yangtze
from graph.gaps.status import Thresholds
from graph.session import Graph
from web.app import create_app

STRICT = Thresholds(min_evidence=9, weak_coverage=3.5, strong_firms=4, strong_rca=2.5, min_expected=4.0)
OPTIONS = [part for name, value in STRICT.to_json().items() for part in (f"--{name.replace('_', '-')}", f"{value:g}")]
QUERY = "&".join(f"{name}={value:g}" for name, value in STRICT.to_json().items())

ASKED = {
    "gaps": ("region=安徽&chain=光伏", ["--region", "安徽", "--chain", "光伏"],
             lambda g, limits: g.gaps("安徽", "光伏", thresholds=limits)),
    "peers": ("region=合肥&chain=芯片&limit=2", ["--region", "合肥", "--chain", "芯片", "--limit", "2"],
              lambda g, limits: g.peers("合肥", "芯片", limit=2, thresholds=limits)),
    "compare": ("regions=安徽,长三角&chain=芯片", ["安徽", "长三角", "--chain", "芯片"],
                lambda g, limits: g.compare(["安徽", "长三角"], "芯片", thresholds=limits)),
}  # fmt: skip


@pytest.fixture(scope="module")
def client(demo_store: Path) -> Iterator[FlaskClient]:
    app = create_app(demo_store)
    yield app.test_client()
    app.extensions["yangtze"].close()


def printed(store: Path, *arguments: str) -> Any:
    done = CliRunner().invoke(yangtze.cli, [*arguments, "--format", "json", "--store", str(store)])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.mark.parametrize("limits", [None, STRICT], ids=["usual", "strict"])
@pytest.mark.parametrize("question", ASKED)
def test_the_command_the_api_and_python_give_one_answer(
    question: str, limits: Thresholds | None, demo: Graph, demo_store: Path, client: FlaskClient
) -> None:
    query, options, ask = ASKED[question]
    answer = ask(demo, limits).to_json()
    assert answer["thresholds"] == (limits or Thresholds()).to_json()
    assert printed(demo_store, question, *options, *(OPTIONS if limits else ())) == answer
    assert client.get(f"/api/v1/{question}?{query}{f'&{QUERY}' if limits else ''}").json == answer


def test_coverage_is_one_everywhere_and_stands_behind_every_answer(
    demo: Graph, demo_store: Path, client: FlaskClient
) -> None:
    answer = demo.coverage("安徽", "光伏").to_json()
    assert printed(demo_store, "coverage", "--region", "安徽", "--chain", "光伏") == answer
    assert client.get("/api/v1/coverage?region=安徽&chain=光伏").json == answer
    assert demo.gaps("安徽", "光伏").to_json()["coverage"] == answer["coverage"][0]
