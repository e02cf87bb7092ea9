"""Unknown names, places outside the belt, empty graphs, a chain of one's own with a cycle, a link nobody makes: each
says what it is, in Python, on the command line and in the API."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

import yangtze
from graph.errors import EmptyGraph, InvalidReference, UnknownName
from graph.gaps.render import render_text
from graph.projection.build import build_projection
from graph.projection.model import Projection
from graph.reference.load import load_reference
from graph.session import Graph, open_graph
from graph.store.embedded import EmbeddedStore
from graph.store.workspace import Workspace
from web.app import create_app

CHAINS = "chain_id,chain_name_zh\nteapot,茶壶\n"
LINKS = """chain_id,link_id,link_name_zh,stage,criticality
teapot,teapot.clay,紫砂泥,upstream,core
teapot,teapot.pot,壶身,midstream,core
teapot,teapot.lid,壶盖,downstream,general
"""
FIRMS = "firm_id,full_name,hq_province,hq_city\nhu,无锡甲乙茶壶有限公司,江苏省,无锡市\n"
FIRM_LINKS = "firm_id,link_id,role\nhu,teapot.pot,major\n"
FLOWS = "chain_id,from_link_id,to_link_id\nteapot,teapot.clay,teapot.pot\nteapot,teapot.pot,teapot.lid\n"


def said(store: Path, *arguments: str):
    return CliRunner().invoke(yangtze.cli, [*arguments, "--store", str(store)])


@pytest.fixture(scope="module")
def client(demo_store: Path) -> Iterator[FlaskClient]:
    app = create_app(demo_store)
    yield app.test_client()
    app.extensions["yangtze"].close()


def layer(folder: Path, flows: str = FLOWS) -> Path:
    folder.mkdir()
    for name, text in (("chains.csv", CHAINS), ("chain_links.csv", LINKS), ("firms.csv", FIRMS),
                       ("firm_links.csv", FIRM_LINKS), ("link_flows.csv", flows)):  # fmt: skip
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Graph]]:
    """A graph with a chain of one's own, of one link of which a single firm is known."""
    folder = tmp_path_factory.mktemp("own")
    workspace = Workspace.open(folder / "belt.yangtze", create=True)
    workspace.add_layers([layer(folder / "mine")])
    workspace.project()
    workspace.close()
    with open_graph(workspace.path) as graph:
        yield workspace.path, graph


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph without a single node."""
    path = tmp_path_factory.mktemp("empty") / "belt.yangtze"
    Workspace.open(path, create=True).close()
    whole = build_projection([], load_reference(), ledger_id="x", sequence=0)
    nothing = Projection(whole.meta, {k: [] for k in whole.nodes}, {k: [] for k in whole.relationships})
    EmbeddedStore(path).writer().write(nothing)
    return path


ASKED = {
    "gaps": ("region=安微&chain=光伏", ("--region", "安微", "--chain", "光伏"), lambda g: g.gaps("安微", "光伏")),
    "peers": ("region=安微", ("--region", "安微"), lambda g: g.peers("安微")),
    "compare": ("regions=江苏,安微&chain=集成电路", ("江苏", "安微", "--chain", "集成电路"),
                lambda g: g.compare(["江苏", "安微"], "集成电路")),
    "coverage": ("region=安微", ("--region", "安微"), lambda g: g.coverage("安微")),
}  # fmt: skip


@pytest.mark.parametrize("question", ASKED)
def test_an_unknown_region_is_answered_with_the_nearest(
    question: str, demo: Graph, demo_store: Path, client: FlaskClient
) -> None:
    query, options, ask = ASKED[question]
    with pytest.raises(UnknownName, match="安徽省"):
        ask(demo)
    done = said(demo_store, question, *options)
    assert isinstance(done.exception, UnknownName)
    response = client.get(f"/api/v1/{question}?{query}")
    assert response.status_code == 404
    assert "安徽省" in json.loads(response.get_data())["nearest"]


def test_an_unknown_chain_is_answered_with_the_nearest(demo: Graph, client: FlaskClient) -> None:
    for ask in (lambda: demo.peers("合肥", "集成电炉"), lambda: demo.compare(["合肥"], "集成电炉"),
                lambda: demo.coverage("安徽", "集成电炉"), lambda: demo.statuses("安徽", "集成电炉")):  # fmt: skip
        with pytest.raises(UnknownName, match="集成电路"):
            ask()
    response = client.get("/api/v1/coverage?region=安徽&chain=集成电炉")
    assert (response.status_code, "集成电路" in json.loads(response.get_data())["nearest"]) == (404, True)


def test_a_region_outside_the_belt_is_answered_and_said_to_be_outside(
    demo: Graph, demo_store: Path, client: FlaskClient
) -> None:
    answer = demo.gaps("广东", "集成电路")
    assert answer.links
    assert answer.note.startswith("广东省不在长江经济带内")
    assert demo.gaps("安徽", "集成电路").note == demo.gaps("长三角", "集成电路").note == ""
    assert demo.compare(["安徽", "广东"], "光伏").note.startswith("广东省不在长江经济带内")
    assert demo.coverage("广东", "光伏").note.startswith("广东省不在长江经济带内")
    done = said(demo_store, "gaps", "--region", "广东", "--chain", "集成电路")
    assert (done.exit_code, "广东省不在长江经济带内" in done.stderr) == (0, True)
    assert client.get("/api/v1/gaps?region=广东&chain=集成电路").json == answer.to_json()


def test_a_region_of_which_too_little_is_known_has_no_peers_and_says_so(demo_store: Path, client: FlaskClient) -> None:
    done = said(demo_store, "peers", "--region", "迪庆藏族自治州")
    assert "too few to say what is like it" in str(done.exception)
    response = client.get("/api/v1/peers?region=迪庆藏族自治州")
    assert (response.status_code, json.loads(response.get_data())["detail"]) == (404, str(done.exception))


def test_an_empty_graph_says_that_it_is(empty: Path) -> None:
    app = create_app(empty)
    with open_graph(empty) as graph:
        for ask in (lambda: graph.gaps("安徽", "集成电路"), lambda: graph.peers("安徽"), lambda: graph.statuses("安徽"),
                    lambda: graph.compare(["安徽"], "集成电路"), lambda: graph.coverage("安徽")):  # fmt: skip
            with pytest.raises(EmptyGraph, match="holds no region.* 'yangtze project'"):
                ask()
        assert graph.coverage().rows == ()
        assert graph.find("安徽") == []
    done = said(empty, "gaps", "--region", "安徽", "--chain", "集成电路")
    assert isinstance(done.exception, EmptyGraph)
    response = app.test_client().get("/api/v1/gaps?region=安徽&chain=集成电路")
    problem = json.loads(response.get_data())
    app.extensions["yangtze"].close()
    assert (response.status_code, problem["type"]) == (503, "urn:yangtze:empty-graph")
    assert "holds no region" in problem["detail"]


def test_a_chain_of_ones_own_with_a_cycle_is_named_and_not_taken(tmp_path: Path) -> None:
    circle = layer(tmp_path / "circle", f"{FLOWS}teapot,teapot.lid,teapot.clay\n")
    store = tmp_path / "belt.yangtze"
    Workspace.open(store, create=True).close()
    done = said(store, "project", "--reference", str(circle))
    assert isinstance(done.exception, InvalidReference)
    assert "the flows of 'teapot' go in a circle: 紫砂泥 → 壶身 → 壶盖 → 紫砂泥" in str(done.exception)


def test_a_link_nobody_is_known_to_make_is_told_from_one_that_only_others_make(own: tuple[Path, Graph]) -> None:
    store, graph = own
    here, there = graph.gaps("江苏", "茶壶"), graph.gaps("安徽", "茶壶")
    assert here.recorded == {"teapot.clay": "nowhere", "teapot.pot": "here", "teapot.lid": "nowhere"}
    assert there.recorded == {"teapot.clay": "nowhere", "teapot.pot": "elsewhere", "teapot.lid": "nowhere"}
    assert there.coverage is not None
    assert there.coverage.recorded == "elsewhere"
    assert "各地都未收录企业，未见不足为凭：紫砂泥、壶盖" in render_text(here)
    data = json.loads(said(store, "gaps", "--region", "安徽", "--chain", "茶壶", "--format", "json").stdout)
    assert [link["recorded"] for link in data["links"]] == ["nowhere", "elsewhere", "nowhere"]
    app = create_app(store)
    assert app.test_client().get("/api/v1/gaps?region=安徽&chain=茶壶").json == data
    app.extensions["yangtze"].close()
