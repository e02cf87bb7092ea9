"""Addresses, passwords and servers that fail: one clear answer each, no password in it, nothing lost."""

import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from belt_documents import AWKWARD, fill, say, small_reference
from click.testing import CliRunner
from neo4j_server import Server, admin, neo4j_server, new_home, stop_server

from graph.cli import project
from graph.errors import StoreError
from graph.session import Graph, open_graph
from graph.store.neo4j_address import Address, parse_address
from graph.store.neo4j_bulk import COMMAND_FILE, write_bulk
from graph.store.neo4j_connection import Limits
from graph.store.neo4j_place import Neo4jPlace
from graph.store.place import default_ledger, ledger_file, open_place
from graph.store.workspace import Workspace

QUICK = Limits(connect=2, retry=0.5)
TIE = ("FIRM:东方试验有限公司", "COOPERATES_WITH", "FIRM:西方试验有限公司")


# ---- the address --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "uri", "database"),
    [
        ("neo4j://localhost", "neo4j://localhost:7687", None),
        ("bolt://127.0.0.1:17687/", "bolt://127.0.0.1:17687", None),
        ("neo4j+s://graph.example.org:7688?database=belt", "neo4j+s://graph.example.org:7688", "belt"),
        ("bolt+ssc://[::1]:7687?database=a.b-c", "bolt+ssc://[::1]:7687", "a.b-c"),
    ],
)
def test_an_address_names_a_server_and_a_database(text: str, uri: str, database: str | None) -> None:
    address = parse_address(text, {})
    assert (address.uri, address.database, address.user, address.password) == (uri, database, "neo4j", None)


def test_user_password_and_database_come_from_the_environment_or_a_file(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("from a file\n", "utf-8")
    variables = {"YANGTZE_NEO4J_USER": "reader", "YANGTZE_NEO4J_PASSWORD": "secret", "YANGTZE_NEO4J_DATABASE": "belt"}
    address = parse_address("neo4j://h", variables)
    assert (address.user, address.password, address.database) == ("reader", "secret", "belt")
    assert "secret" not in f"{address} {address!r}"
    assert parse_address("neo4j://h?database=other", variables).database == "other"
    assert parse_address("neo4j://h", {"YANGTZE_NEO4J_PASSWORD_FILE": str(file)}).password == "from a file"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("neo4j://neo4j:s3cret@host", "names a user or password; leave out all up to '@' and set YANGTZE_NEO4J_USER"),
        ("neo4j://host?password=s3cret", "only ?database=NAME may follow the port"),
        ("http://host:7474", "begins with neo4j, neo4j+s, neo4j+ssc, bolt, bolt+s, bolt+ssc"),
        ("neo4j://", "write neo4j://host:7687?database=name"),
        ("neo4j://host:port", "is no address"),
        ("neo4j://host:99999", "is no address"),
        ("neo4j://ho st", "a blank or an unprintable character"),
        ("neo4j://host\nX-Evil: 1", "a blank or an unprintable character"),
        ("neo4j://host/../../etc/passwd", "is no address of a store"),
        ("neo4j://<script>", "is no address of a store"),
        ("neo4j://host?database=x'}) DETACH", "a blank or an unprintable character"),
        ("neo4j://host?database=x`;DROP", "is no name of a database"),
        ("neo4j://" + "长" * 5000, "is no address of a store"),
    ],
)
def test_a_wrong_or_hostile_address_is_refused_in_one_line_without_its_password(text: str, message: str) -> None:
    with pytest.raises(StoreError, match=re.escape(message)) as caught:
        open_place(text)
    assert "s3cret" not in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 320


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"YANGTZE_NEO4J_PASSWORD": "a", "YANGTZE_NEO4J_PASSWORD_FILE": "b"}, "Both .* are set; set one of them"),
        ({"YANGTZE_NEO4J_PASSWORD_FILE": "/nowhere"}, "password's file .* cannot be read"),
        ({"YANGTZE_NEO4J_DATABASE": "no name"}, "is no name of a database"),
    ],
)
def test_wrong_settings_are_said(variables: dict[str, str], message: str) -> None:
    with pytest.raises(StoreError, match=message):
        parse_address("neo4j://h", variables)


def test_the_ledger_of_a_server_is_named_or_in_the_users_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("YANGTZE_LEDGER", raising=False)
    assert ledger_file(None) == default_ledger()
    assert ledger_file(tmp_path) == tmp_path / "ledger.sqlite"
    assert ledger_file(tmp_path / "own.sqlite") == tmp_path / "own.sqlite"
    monkeypatch.setenv("YANGTZE_LEDGER", str(tmp_path / "belt.yangtze"))
    assert ledger_file(None) == tmp_path / "belt.yangtze" / "ledger.sqlite"


# ---- servers that fail --------------------------------------------------------------------------------------


class Wire:
    """A way to the server that can be cut: with the next connection, or after so many bytes from the client."""

    def __init__(self, port: int) -> None:
        self._server, self.left = port, float("inf")
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self._server))
            self._open += [client, server]
            for source, target, counted in ((client, server, True), (server, client, False)):
                threading.Thread(target=self._carry, args=(source, target, counted), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, counted: bool) -> None:
        try:
            while data := source.recv(65536):
                if counted:
                    self.left -= len(data)
                    if self.left < 0:
                        self.cut()
                        return
                target.sendall(data)
        except OSError:
            pass  # the other direction was cut
        self._close(source, target)

    def cut(self) -> None:
        self._close(self._listener, *self._open)

    @staticmethod
    def _close(*ends: socket.socket) -> None:
        for end in ends:
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # closed already
            finally:
                end.close()


@pytest.fixture(scope="module")
def server() -> Server:
    return neo4j_server()


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    reference = small_reference(["integrated-circuit"], 40)
    monkeypatch.setattr("graph.store.home.load_reference", lambda _=(): reference)


@pytest.fixture
def empty(server: Server, _small: None, monkeypatch: pytest.MonkeyPatch) -> Server:
    """The server without content, which lets us in."""
    server.wipe()
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    return server


@pytest.fixture
def wire(empty: Server) -> Iterator[Wire]:
    opened = Wire(empty.port)
    yield opened
    opened.cut()


def place_at(server: Server, port: int, tmp_path: Path, **changes: str) -> Neo4jPlace:
    known = {"user": server.user, "password": server.password, "database": None, "uri": f"bolt://127.0.0.1:{port}"}
    return Neo4jPlace(Address(**(known | changes)), tmp_path / "ledger.sqlite", limits=QUICK)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"password": "wrong"}, "refused the user 'neo4j' or its password; check YANGTZE_NEO4J_USER and"),
        ({"user": "nobody"}, "refused the user 'nobody' or its password"),
        ({"password": ""}, "asks for a password; set YANGTZE_NEO4J_USER, and YANGTZE_NEO4J_PASSWORD"),
        ({"database": "elsewhere"}, "has no database 'elsewhere'; check ?database=NAME"),
        ({"uri": "bolt+s://127.0.0.1:{port}"}, "could not be reached by TLS"),
        ({"uri": "neo4j+ssc://127.0.0.1:{port}"}, "could not be reached by TLS"),
        ({"uri": "bolt://127.0.0.1:1"}, "does not answer: .*refused.* Nothing is lost"),
        ({"uri": "neo4j://127.0.0.1:1"}, "does not answer: .* Nothing is lost"),
        ({"uri": "bolt://no-such-host.invalid:7687"}, "does not answer: .* Nothing is lost"),
    ],
)
def test_a_server_that_does_not_let_us_in_is_said_in_one_line(
    empty: Server, tmp_path: Path, changes: dict[str, str], message: str
) -> None:
    changes = {name: value.replace("{port}", str(empty.port)) for name, value in changes.items()}
    place = place_at(empty, empty.port, tmp_path, **changes)
    with pytest.raises(StoreError, match=message.replace("?", r"\?")) as caught:
        place.view()
    assert "\n" not in str(caught.value)
    assert empty.password not in str(caught.value)
    place.close()


def test_what_is_no_neo4j_is_said(tmp_path: Path) -> None:
    listener = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        client, _ = listener.accept()
        client.recv(1000)
        client.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        client.close()

    threading.Thread(target=answer, daemon=True).start()
    place = Neo4jPlace(Address(f"bolt://127.0.0.1:{listener.getsockname()[1]}"), tmp_path / "l.sqlite", limits=QUICK)
    with pytest.raises(StoreError, match="answers, but is no Neo4j's Bolt port"):
        place.view()
    listener.close()


def test_an_empty_server_says_how_to_make_a_graph(empty: Server) -> None:
    with (
        open_graph(empty.uri) as graph,
        pytest.raises(StoreError, match=r"no graph in bolt://.*yangtze ingest"),
    ):
        graph.find("安徽")


def test_a_server_gone_in_mid_question_is_said_and_the_next_question_is_answered(
    empty: Server, wire: Wire, tmp_path: Path
) -> None:
    direct = place_at(empty, empty.port, tmp_path)
    direct.project()
    with Graph(place_at(empty, wire.port, tmp_path)) as graph:
        assert graph.entity("集成电路").label == "Chain"
        wire.left = 300  # enough to begin the next question
        with pytest.raises(StoreError, match=r"does not answer: .* Nothing is lost"):
            graph.gaps("安徽", "集成电路")
    with Graph(direct) as graph:
        assert graph.gaps("安徽", "集成电路").firms > 0


@pytest.mark.parametrize("sent", [3_000, 60_000, 200_000])
def test_a_server_gone_in_mid_load_loses_nothing_and_the_next_run_completes_it(
    empty: Server, wire: Wire, tmp_path: Path, sent: int
) -> None:
    through = place_at(empty, wire.port, tmp_path)
    with through.ledger() as ledger:
        say(ledger, "东方试验有限公司与西方试验有限公司合作。", "2024-01-01", TIE)
    wire.left = sent
    with pytest.raises(StoreError, match=r"does not answer: .* the next 'yangtze project' completes what was begun"):
        through.project()
    through.close()
    direct = place_at(empty, empty.port, tmp_path)
    assert direct.project() is True
    assert direct.project() is False
    with Graph(direct) as graph:
        assert graph.meta.state == "ready"
        assert len(graph.show("东方试验有限公司").facts) == 1


# ---- files for neo4j-admin ----------------------------------------------------------------------------------


def test_files_for_neo4j_admin_hold_the_same_graph_which_the_next_run_finds_current(
    empty: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if empty.home is None:
        pytest.skip("the admin tool is beside a server of our own only")
    workspace = Workspace.open(tmp_path / "belt.yangtze", create=True)
    with workspace.ledger() as ledger:
        fill(ledger)
    workspace.project()
    command = write_bulk(workspace.projection(), tmp_path / "load")
    assert (tmp_path / "load" / COMMAND_FILE).read_text("utf-8") == command + "\n"
    assert command.startswith("neo4j-admin database import full neo4j ")

    def fill_home(server: Server) -> None:
        done = admin(server, *command.split()[1:])
        assert done.returncode == 0, done.stdout + done.stderr

    loaded = new_home(fill_home)
    try:
        monkeypatch.setenv("YANGTZE_NEO4J_PASSWORD", loaded.password)
        place = open_place(loaded.uri, ledger=workspace.path, create=True)
        before = place.view().meta
        assert place.project() is False
        assert place.view().meta == before
        for label in ("Firm", "Region", "Passage", "Link"):
            assert place.view().nodes(label) == workspace.view().nodes(label)
        assert place.view().relationships(["COOPERATES_WITH"]) == workspace.view().relationships(["COOPERATES_WITH"])
        with Graph(place) as graph:
            assert graph.entity(AWKWARD).name == AWKWARD
    finally:
        stop_server(loaded)


@pytest.mark.usefixtures("_small")
def test_the_command_writes_files_without_asking_the_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YANGTZE_LEDGER", str(tmp_path))
    arguments = ["--store", "neo4j://127.0.0.1:1?database=belt", "--bulk", str(tmp_path / "load")]
    result = CliRunner().invoke(project, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("neo4j-admin database import full belt --overwrite-destination=true")
    assert "then run 'yangtze project' once" in result.stderr
    assert (
        (tmp_path / "load" / "nodes-Firm.csv").read_text("utf-8").startswith("id:ID(Firm),h,name:string,names:string[]")
    )
    assert (tmp_path / "load" / "nodes-Meta.csv").is_file()


# ---- py2neo -------------------------------------------------------------------------------------------------


def test_a_subgraph_goes_to_py2neo_and_a_py2neo_graph_is_a_store(empty: Server, tmp_path: Path) -> None:
    py2neo = pytest.importorskip("py2neo", reason="the extra [py2neo] is not installed")
    from graph.store.py2neo_bridge import to_py2neo

    place = place_at(empty, empty.port, tmp_path)
    place.project()
    with Graph(place) as graph:
        subgraph = graph.subgraph("安徽", "集成电路")
    theirs = to_py2neo(subgraph)
    assert (len(theirs.nodes), len(theirs.relationships)) == (len(subgraph.nodes), len(subgraph.facts))
    remote = py2neo.Graph(empty.uri, auth=(empty.user, empty.password))
    with open_graph(remote) as graph:
        assert graph.gaps("安徽", "集成电路").firms > 0
        before = graph.counts()
    transaction = remote.begin()
    transaction.merge(theirs)  # what is there already, by its id
    remote.commit(transaction)
    place = place_at(empty, empty.port, tmp_path)
    assert place.view().counts() == before
    assert place.project() is False
    place.close()


def test_what_is_no_store_is_said() -> None:
    with pytest.raises(StoreError, match=r"A dict is no store; give a folder, an address or a py2neo\.Graph"):
        open_graph({})
