"""The workspace: numbered graphs, ``CURRENT``, readers that never wait, and one writer at a time."""

import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path

import pytest

from graph.errors import InvalidReference, StoreError
from graph.ledger.records import Document, Extraction, text_sha256
from graph.projection.build import build_projection
from graph.reference.load import load_reference
from graph.schema.model import SCHEMA_VERSION
from graph.session import open_graph, store_status
from graph.store.embedded import EmbeddedStore
from graph.store.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.open(tmp_path / "belt.yangtze", create=True)


def add(workspace: Workspace, text: str) -> None:
    with workspace.ledger() as ledger:
        ledger.put(Document(text, key=text), Extraction(text_sha256(text), "test-1"))


def graphs(workspace: Workspace) -> list[str]:
    return sorted(p.name for p in workspace.path.iterdir() if p.suffix == ".lbug")


def test_a_second_projection_of_the_same_ledger_builds_nothing(workspace: Workspace) -> None:
    assert workspace.project() is True
    assert workspace.project() is False
    assert graphs(workspace) == ["graph-000001.lbug"]


def test_the_last_three_graphs_stay_and_readers_see_the_new_one_at_their_next_question(workspace: Workspace) -> None:
    workspace.project()
    reader = Workspace.open(workspace.path)
    assert reader.view().meta.sequence == 0
    for number in range(1, 5):
        add(workspace, f"文{number}")
        held = reader.view()
        workspace.project()
        assert held.counts().nodes["Firm"] == 4134  # a reader in mid-question is not disturbed
        assert reader.view().meta.sequence == number
    assert graphs(workspace) == ["graph-000003.lbug", "graph-000004.lbug", "graph-000005.lbug"]
    assert (workspace.path / "CURRENT").read_text() == "graph-000005.lbug\n"


def test_a_failed_build_leaves_the_old_graph(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace.project()
    add(workspace, "文")

    def fail(*_: object) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setattr("graph.store.embedded._copy_relationships", fail)
    with pytest.raises(StoreError, match="could not be built: disk full. The graph before it is untouched"):
        workspace.project()
    assert workspace.view().meta.sequence == 0
    assert graphs(workspace) == ["graph-000001.lbug"]
    monkeypatch.undo()
    assert workspace.project() is True
    assert workspace.view().meta.sequence == 1


def test_a_build_that_is_killed_leaves_the_old_graph(workspace: Workspace) -> None:
    workspace.project()
    add(workspace, "文")
    script = f"""
        import os
        from graph.store import embedded
        embedded._copy_relationships = lambda *_: os._exit(9)
        from graph.store.workspace import Workspace
        Workspace.open({str(workspace.path)!r}).project()
    """
    assert subprocess.run([sys.executable, "-c", textwrap.dedent(script)]).returncode == 9
    assert workspace.view().meta.sequence == 0
    assert workspace.project() is True
    assert workspace.view().meta.sequence == 1


def test_a_graph_of_another_schema_version_says_what_to_do(workspace: Workspace) -> None:
    projection = build_projection([], load_reference(), ledger_id="x", sequence=0)
    store = EmbeddedStore(workspace.path)
    store.writer().write(replace(projection, meta=replace(projection.meta, schema_version=99)))
    what_to_do = f"has schema version 99, this program reads {SCHEMA_VERSION}; .* 'yangtze project'"
    with pytest.raises(StoreError, match=what_to_do):
        store.view()
    assert workspace.project() is True  # the ledger is whole: a new graph is made beside it
    assert workspace.view().meta.schema_version == SCHEMA_VERSION


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("graph-000009.lbug\n", "cannot be opened"),
        ("../../etc/passwd", "names no graph file"),
        ("", "names no graph file"),
    ],
)
def test_a_broken_current_says_what_to_do(workspace: Workspace, content: str, message: str) -> None:
    workspace.project()
    (workspace.path / "CURRENT").write_text(content)
    with pytest.raises(StoreError, match=message):
        Workspace.open(workspace.path).view()
    assert Workspace.open(workspace.path).project() is True


def test_a_missing_store_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(
        StoreError, match="There is no workspace at .*; make one with 'yangtze ingest' or 'yangtze demo'"
    ):
        open_graph(tmp_path / "none.yangtze")
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="is not a workspace folder"):
        open_graph(tmp_path / "file")


def test_many_handles_in_one_process(demo_store: Path) -> None:
    views = [EmbeddedStore(demo_store).view() for _ in range(40)]  # the 16th of 8 TB each would fail
    assert {view.meta.version for view in views} == {views[0].meta.version}
    for view in views:
        view.close()


def test_a_users_own_chain_is_laid_over_ours_and_kept(workspace: Workspace, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "chains.csv").write_text("chain_id,chain_name_zh,chain_name_en,aliases\ntea,茶,Tea,茶产业\n", "utf-8")
    (mine / "chain_links.csv").write_text(
        "chain_id,link_id,link_name_zh,link_name_en,stage,aliases,gbt4754_code,criticality,source_title,source_url,verified\n"
        "tea,tea.leaf,茶叶种植,Tea growing,upstream,,,core,,,no\n",
        "utf-8",
    )
    workspace.add_layers([mine])
    workspace.project()
    with open_graph(workspace.path) as graph:
        answer = graph.gaps("安徽", "茶")
        assert answer.note == "未收录：没有「茶」任何环节的企业资料，不能判断"
        assert [(link.node.name, link.status, link.action) for link in answer.links] == [("茶叶种植", "unknown", None)]
    add(workspace, "文")
    workspace.project()  # the folder itself may be gone by now
    with open_graph(workspace.path) as graph:
        assert graph.chain("茶").id == "tea"


def test_a_broken_layer_is_refused_and_nothing_is_kept(workspace: Workspace, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "link_flows.csv").write_text(
        "chain_id,from_link_id,to_link_id\nintegrated-circuit,nowhere,nothing\n", "utf-8"
    )
    with pytest.raises(InvalidReference, match="nowhere"):
        workspace.add_layers([mine])
    with workspace.ledger() as ledger:
        assert ledger.layers() == []


def test_status_counts_what_is_there(demo_store: Path) -> None:
    status = store_status(demo_store)
    assert (status["documents"], status["up_to_date"], status["state"]) == (1, True, "ready")
    counts = status["counts"]
    assert (counts["nodes"]["Chain"], counts["nodes"]["Link"], counts["nodes"]["Region"]) == (30, 885, 3342)
    assert (counts["relationships"]["FEEDS"], counts["relationships"]["ORGANIZES"]) == (1329, 1)


def test_ladybug_copies_more_names_than_the_version_that_hangs() -> None:
    # 0.22.0 hangs for ever on a COPY of more than 131,072 ordinary names; what the bound in setup.cfg keeps out.
    script = """
        import tempfile, ladybug, pyarrow as pa
        names = [f"{product}#{k}" for k in range(20_000) for product in
                 ("光刻胶", "硅片", "电子特气", "溅射靶材", "锂电池隔膜", "磷酸铁锂", "工业机器人")]
        database = ladybug.Database(tempfile.mkdtemp() + "/x.lbug", buffer_pool_size=1 << 28, max_db_size=1 << 32)
        connection = ladybug.Connection(database)
        connection.execute("CREATE NODE TABLE N(id STRING PRIMARY KEY)")
        connection.execute("COPY N FROM $rows", {"rows": pa.table({"id": names})})
        print(connection.execute("MATCH (n:N) RETURN count(*)").get_next()[0])
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "140000", done.stderr
