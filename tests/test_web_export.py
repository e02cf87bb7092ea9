"""The form of exports: the size before, the file as the command writes it, a limit with the way round it."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import networkx as nx
import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from graph.export.write import WRITERS
from graph.session import Graph
from web.app import create_app

ASKED = "region=安徽&chain=集成电路&since=2020"


@pytest.fixture(scope="module")
def client(demo_store: Path) -> Iterator[FlaskClient]:
    app = create_app(demo_store)
    yield app.test_client()
    app.extensions["yangtze"].close()


def words(text: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def test_the_size_is_shown_before_with_how_to_cite(client: FlaskClient, demo: Graph) -> None:
    found = demo.subgraph("安徽", "集成电路", since="2020")
    text = client.get(f"/export?{ASKED}").get_data(as_text=True)
    said = words(text)
    assert f"选中 {len(found.nodes):,} 个节点、{len(found.facts):,} 条关系" in said
    assert f"Graph {found.version} ({demo.meta.built_at[:10]}). Query: region=安徽; chain=集成电路; since=2020." in said
    files = [unescape(link) for link in re.findall(r'<a class="btn(?: main)?" href="([^"]+)" download>', text)]
    assert [file.partition("?")[0] for file in files] == ["/export.graphml", "/export.csv", "/export.xlsx"]
    for file in files:
        assert client.get(file).status_code == 200
    assert len(re.findall(r"约 [\d,.]+ [KM]B", said)) == 3


def test_every_file_opens_in_its_tool(client: FlaskClient, demo: Graph, tmp_path: Path) -> None:
    found = demo.subgraph("安徽", "集成电路", since="2020")
    graphml = client.get(f"/export.graphml?{ASKED}")
    assert "filename=yangtze-" in graphml.headers["Content-Disposition"]
    read = nx.read_graphml(io.BytesIO(graphml.data), force_multigraph=True)
    assert (len(read), read.number_of_edges()) == (len(found.nodes), len(found.facts))
    (file,) = WRITERS["graphml"](found, tmp_path / "a.graphml")
    assert graphml.data == file.read_bytes()
    packed = zipfile.ZipFile(io.BytesIO(client.get(f"/export.csv?{ASKED}").data))
    assert packed.namelist() == ["yangtze.csv", "yangtze.nodes.csv", "CITATION.txt"]
    rows = list(csv.DictReader(io.StringIO(packed.read("yangtze.csv").decode("utf-8"))))
    assert len(rows) == len(found.facts)
    assert found.version in packed.read("CITATION.txt").decode("utf-8")
    book = load_workbook(io.BytesIO(client.get(f"/export.xlsx?{ASKED}").data))
    assert book["facts"].max_row == len(found.facts) + 1


def test_types_are_ticked_and_kept(client: FlaskClient, demo: Graph) -> None:
    text = client.get("/export?type=HOLDS_POSITION&type=Office&show=1").get_data(as_text=True)
    assert re.search(r'value="HOLDS_POSITION" checked', text)
    assert re.search(r'value="Office" checked', text)
    assert len(re.findall(r'name="type" value="[A-Za-z_]+" checked', text)) == 2
    file = unescape(re.findall(r'href="(/export\.csv[^"]+)"', text)[0])
    assert "type=HOLDS_POSITION&type=Office" in file
    assert "--type HOLDS_POSITION --type Office" in words(text)


def test_over_the_limit_both_numbers_and_the_way_round_are_said(demo_store: Path, demo: Graph) -> None:
    app = create_app(demo_store, EXPORT_LIMIT=10)
    client, number = app.test_client(), len(demo.subgraph("安徽", "集成电路", since="2020").facts)
    said = words(client.get(f"/export?{ASKED}").get_data(as_text=True))
    assert f"{number:,} 条，超过网页上限 10 条" in said
    assert "yangtze export --format csv --output belt.csv --region '安徽' --chain '集成电路' --since 2020" in said
    assert "下载" not in said
    assert client.get(f"/export.graphml?{ASKED}").status_code == 413
    app.extensions["yangtze"].close()


def test_what_is_empty_says_so(client: FlaskClient) -> None:
    assert "这样选，什么也没有" in words(client.get("/export?type=SUPPLIES").get_data(as_text=True))


@pytest.mark.parametrize(
    "query", ["since=2024-13", "since=2024&until=2023", "type=DROP", "until=yesterday", "chain=%00"]
)
def test_what_cannot_be_asked_is_refused(client: FlaskClient, query: str) -> None:
    for address in ("/export", "/export.csv"):
        assert client.get(f"{address}?{query}").status_code == 400


def test_unknown_names_are_404_with_the_nearest(client: FlaskClient) -> None:
    assert client.get("/export?region=安微").status_code == 404
