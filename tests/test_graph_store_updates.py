"""What a writer does to a graph that others read: cut off in the middle, changed by hand, asked meanwhile."""

import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from belt_documents import say, small_reference
from neo4j_server import Server, neo4j_server

from graph.answers import UPDATING_NOTE
from graph.errors import StoreError
from graph.ledger.ledger import Ledger
from graph.session import Graph, open_graph, store_status
from graph.store import embedded
from graph.store.neo4j_connection import Neo4jConnection
from graph.store.place import StorePlace, open_place

TIE = ("FIRM:东方试验有限公司", "COOPERATES_WITH", "FIRM:西方试验有限公司")


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    reference = small_reference(["integrated-circuit"], 40)
    monkeypatch.setattr("graph.store.home.load_reference", lambda _=(): reference)


@pytest.fixture(scope="module")
def server() -> Server:
    return neo4j_server()


@pytest.fixture
def address(server: Server, monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty server that lets us in."""
    server.wipe()
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    return server.uri


@pytest.fixture(params=["embedded", "neo4j"])
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of each store in turn, empty, with a ledger of its own."""
    monkeypatch.setenv("YANGTZE_LEDGER", str(tmp_path / "belt.yangtze"))
    return str(tmp_path / "belt.yangtze") if request.param == "embedded" else request.getfixturevalue("address")


@pytest.fixture
def place(store: str) -> Iterator[StorePlace]:
    """Open for writing, with one document in it."""
    opened = open_place(store, create=True)
    with opened.ledger() as ledger:
        say(ledger, "东方试验有限公司与西方试验有限公司合作。", "2024-01-01", TIE)
    assert opened.project() is True
    yield opened
    opened.close()


def add(place: StorePlace, text: str) -> None:
    with place.ledger() as ledger:
        say(ledger, text, "2024-02-01", TIE)


def evidence(graph: Graph) -> int:
    """Passages that say the one fact; 0 where an update is between its old and its new state."""
    return sum(fact.properties["n_evidence"] for fact in graph.show("东方试验有限公司").facts)


def asked(store: str, question: Callable[[Graph], Any] = evidence) -> Any:
    with open_graph(store) as graph:
        return question(graph)


# ---- both stores --------------------------------------------------------------------------------------------


def test_the_same_ledger_again_changes_nothing(place: StorePlace, store: str) -> None:
    view = place.view()
    assert place.project() is False
    assert place.view() is view
    add(place, "东方试验有限公司又与西方试验有限公司合作。")
    assert place.project() is True
    assert asked(store) == 2


def test_an_update_that_fails_in_the_middle_is_completed_by_the_next_run(
    place: StorePlace, store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(place, "东方试验有限公司又与西方试验有限公司合作。")
    with monkeypatch.context() as patch:
        if place.backend == "embedded":

            def fail(*_: object) -> None:
                raise RuntimeError("disk full")

            patch.setattr(embedded, "_copy_relationships", fail)
        else:
            write = Neo4jConnection.write

            def fail_at_relationships(self: Neo4jConnection, query: str, parameters: Any = None) -> Any:
                if "]->(" in query and "SET r" in query:
                    raise StoreError("the server is gone")
                return write(self, query, parameters)

            patch.setattr(Neo4jConnection, "write", fail_at_relationships)
        with pytest.raises(StoreError, match=r"disk full|the server is gone"):
            place.project()
    if place.backend == "embedded":
        assert asked(store, lambda graph: (evidence(graph), graph.notes())) == (1, ())
    else:
        assert store_status(store)["state"] == "updating"
        assert asked(store, lambda graph: graph.gaps("安徽", "集成电路").note) == UPDATING_NOTE
    assert place.project() is True
    assert store_status(store)["state"] == "ready"
    assert asked(store, lambda graph: (evidence(graph), graph.notes())) == (2, ())


def test_a_writer_that_is_killed_in_the_middle_leaves_nothing_that_the_next_run_does_not_repair(
    place: StorePlace, store: str
) -> None:
    add(place, "东方试验有限公司又与西方试验有限公司合作。")
    script = f"""
        import os, sys
        sys.path.insert(0, {str(Path(__file__).parent)!r})
        from belt_documents import small_reference
        from graph.store import embedded, home, neo4j_connection
        home.load_reference = lambda _=(): small_reference(["integrated-circuit"], 40)
        embedded._copy_relationships = lambda *_: os._exit(9)
        write = neo4j_connection.Neo4jConnection.write
        def killed(self, query, parameters=None):
            if "SET r" in query:
                os._exit(9)
            return write(self, query, parameters)
        neo4j_connection.Neo4jConnection.write = killed
        from graph.store.place import open_place
        open_place({store!r}, create=True).project()
    """
    assert subprocess.run([sys.executable, "-c", textwrap.dedent(script)], check=False).returncode == 9
    assert place.project() is True
    assert asked(store) == 2
    assert place.project() is False


def test_two_readers_beside_a_writer_see_the_old_graph_or_the_new_one_or_are_told(
    place: StorePlace, store: str
) -> None:
    seen: list[tuple[int, bool]] = []
    failures: list[Exception] = []
    done = threading.Event()

    def read() -> None:
        try:
            with open_graph(store) as graph:
                while not done.is_set():
                    seen.append((evidence(graph), bool(graph.notes())))
        except Exception as error:  # noqa: BLE001 - shown below
            failures.append(error)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(3):
        add(place, f"第{number}次，东方试验有限公司与西方试验有限公司合作。")
        assert place.project() is True
    time.sleep(0.5)
    done.set()
    for reader in readers:
        reader.join(30)
    assert failures == []
    assert {number for number, told in seen if not told} <= {1, 2, 3, 4}
    assert asked(store) == 4


# ---- a server that others can write to ----------------------------------------------------------------------


@pytest.fixture
def on_server(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[StorePlace]:
    """A place on the server, open for writing, with one document in it."""
    monkeypatch.setenv("YANGTZE_LEDGER", str(tmp_path / "mine"))
    opened = open_place(address, create=True)
    with opened.ledger() as ledger:
        say(ledger, "东方试验有限公司与西方试验有限公司合作。", "2024-01-01", TIE)
    opened.project()
    yield opened
    opened.close()


def everything(server: Server) -> list[Any]:
    nodes = server.run("MATCH (n) WHERE NOT n:Meta RETURN labels(n) AS l, properties(n) AS p ORDER BY n.id, l[0]")
    facts = server.run("MATCH (h)-[r]->(t) RETURN h.id AS h, t.id AS t, type(r) AS y, properties(r) AS p ORDER BY r.id")
    return [record.data() for record in (*nodes, *facts)]


EDITS = (
    "MATCH (n:Firm {name: '东方试验有限公司'}) SET n.name = '西方'",
    "MATCH (n:Firm {name: '东方试验有限公司'}) REMOVE n.n_documents",
    "MATCH (n:Firm {name: '东方试验有限公司'}) SET n.note = 'mine'",
    "MATCH (n:Firm {name: '东方试验有限公司'}) SET n.names = ['西方']",
    "MATCH (n:Firm {name: '东方试验有限公司'}) DETACH DELETE n",
    "MATCH (n:Firm {name: '东方试验有限公司'}) SET n:Person",
    "MATCH (n:Firm {name: '东方试验有限公司'}) REMOVE n:Firm SET n:Person",
    "MATCH (n:Firm {name: '东方试验有限公司'}) REMOVE n.id",
    "MATCH (n:Firm {name: '东方试验有限公司'}) WITH properties(n) AS p CREATE (m:Firm) SET m = p {.*, id: 'copy'}",
    "CREATE (:Firm {name: '外来'})",
    "MATCH ()-[r:COOPERATES_WITH]->() SET r.confidence = 0.1",
    "MATCH ()-[r:COOPERATES_WITH]->() DELETE r",
    "MATCH (h)-[r:COOPERATES_WITH]->(t) CREATE (h)-[:COOPERATES_WITH]->(t)",
    "MATCH (h)-[r:COOPERATES_WITH]->(t) WITH h, t, r, properties(r) AS p DELETE r"
    " CREATE (t)-[s:COOPERATES_WITH]->(h) SET s = p",
    "MATCH (p:Passage)-[r:MENTIONS]->() DELETE r",
    "DROP CONSTRAINT yangtze_Firm_id; MATCH (n:Firm) CREATE (m:Firm) SET m = properties(n)",
    "DROP CONSTRAINT yangtze_MAKES_id; MATCH (h)-[r:MAKES]->(t) CREATE (h)-[s:MAKES]->(t) SET s = properties(r)",
)


def test_a_hand_edit_is_repaired_by_the_next_run(server: Server, on_server: StorePlace) -> None:
    before = everything(server)
    for edit in EDITS:
        view = on_server.view()
        for statement in edit.split("; "):
            server.run(statement)
        assert everything(server) != before, edit
        assert on_server.project() is True, edit
        assert everything(server) == before, edit
        assert on_server.view() is not view, edit
    assert on_server.project() is False


def test_a_hand_edit_of_meta_is_repaired_too(server: Server, on_server: StorePlace) -> None:
    server.run("MATCH (m:Meta) SET m.version = 'old'")
    assert on_server.project() is True
    assert on_server.view().meta.version != "old"


def test_what_is_not_ours_is_left_alone(server: Server, on_server: StorePlace) -> None:
    server.run("MATCH (n:Firm) WITH n LIMIT 1 CREATE (:Note {text: 'mine'})-[:ABOUT]->(n)")
    on_server.project()
    assert server.run("MATCH (n:Note)-[:ABOUT]->(:Firm) RETURN n.text AS text")[0]["text"] == "mine"


def test_another_ledgers_graph_is_refused_unless_it_is_taken_over(
    server: Server, on_server: StorePlace, address: str, tmp_path: Path
) -> None:
    before = everything(server)
    with Ledger.open(tmp_path / "other.sqlite") as other:
        other_id = other.ledger_id
    with pytest.raises(StoreError, match=f"this ledger is {other_id}.*--take-over"):
        open_place(address, ledger=tmp_path / "other.sqlite", create=True)
    assert everything(server) == before
    place = open_place(address, ledger=tmp_path / "other.sqlite", create=True, take_over=True)
    assert place.project() is True
    assert place.view().meta.ledger_id == other_id
    place.close()
    with pytest.raises(StoreError, match="--take-over"):
        on_server.project()


def test_a_database_with_someone_elses_firms_is_refused_unless_it_is_taken_over(server: Server, address: str) -> None:
    server.run("CREATE (:Firm {name: '外来'})")
    with pytest.raises(StoreError, match="holds nodes with labels of ours that this program has not made"):
        open_place(address, create=True)
    assert server.run("MATCH (n) RETURN count(n) AS n")[0]["n"] == 1


def test_without_its_ledger_a_graph_can_be_asked_and_not_changed(
    on_server: StorePlace, address: str, tmp_path: Path
) -> None:
    nowhere = tmp_path / "nowhere"
    with open_graph(address, ledger=nowhere) as graph:
        assert evidence(graph) == 1
    status = store_status(address, ledger=nowhere)
    assert (status["documents"], status["up_to_date"]) == (None, None)
    with pytest.raises(StoreError, match=f"there is none at {nowhere}.*--ledger.*asked, explored and exported"):
        open_place(address, ledger=nowhere, create=True)
    assert not nowhere.exists()


def test_questions_are_asked_in_read_only_mode(on_server: StorePlace) -> None:
    connection = on_server.view()._connection  # type: ignore[attr-defined]
    with pytest.raises(StoreError, match=r"(?i)read"):
        connection.read("CREATE (:Firm {id: 'x'})")


def test_ids_are_kept_apart_by_constraints_of_ours(server: Server, on_server: StorePlace) -> None:
    found = {(r["name"], r["type"]) for r in server.run("SHOW CONSTRAINTS YIELD name, type")}
    assert ("yangtze_Firm_id", "UNIQUENESS") in found
    assert ("yangtze_MAKES_id", "RELATIONSHIP_UNIQUENESS") in found
    assert ("yangtze_MENTIONS_id", "RELATIONSHIP_UNIQUENESS") in found
