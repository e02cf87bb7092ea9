"""A genuine Neo4j for the tests: the published jars of the community server, run with Java, no Docker.

``neo4j_server()`` installs them once by Maven into a cache outside the tree (``YANGTZE_TEST_CACHE``, else the user's
cache folder), starts the server on a free loopback port with a random password, and stops it when Python ends, however
the tests went. ``YANGTZE_TEST_NEO4J_URI`` (with ``…_USER`` and ``…_PASSWORD``) names a server that runs already; its
content is wiped. Without Java and Maven the tests are left out, in CI (``CI=true``) they fail.
"""

import atexit
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import filelock
import neo4j
import platformdirs
import pytest

VERSION = "5.26.30"
POM = Path(__file__).parent / "neo4j" / "pom.xml"
_URI, _USER, _PASSWORD = (f"YANGTZE_TEST_NEO4J_{name}" for name in ("URI", "USER", "PASSWORD"))
_CACHE = "YANGTZE_TEST_CACHE"
_OPEN = [
    f"--add-opens=java.base/{package}=ALL-UNNAMED"
    for package in ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent")
]
_SETTINGS = """
server.default_listen_address=127.0.0.1
server.bolt.listen_address=127.0.0.1:{port}
server.bolt.advertised_address=127.0.0.1:{port}
server.http.enabled=false
dbms.usage_report.enabled=false
server.memory.pagecache.size=256m
db.tx_log.rotation.retention_policy=1 files
"""


# Holds the server and ends it when its standard input ends, which it does when the tests do, killed or not.
_GUARD = """
import os, subprocess, sys, threading
server = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL)
threading.Thread(target=lambda: os._exit(server.wait()), daemon=True).start()
sys.stdin.read()
server.terminate()
try:
    server.wait(20)
except subprocess.TimeoutExpired:
    server.kill()
"""


@dataclass(frozen=True)
class Server:
    """A running server; ``home`` is None for one that somebody else started."""

    uri: str
    user: str
    password: str
    home: Path | None = None

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs to be let in."""
        return {"YANGTZE_NEO4J_USER": self.user, "YANGTZE_NEO4J_PASSWORD": self.password}

    @property
    def port(self) -> int:
        return int(self.uri.rpartition(":")[2])

    def driver(self) -> neo4j.Driver:
        return neo4j.GraphDatabase.driver(self.uri, auth=(self.user, self.password), notifications_min_severity="OFF")

    def run(self, query: str, **parameters: Any) -> list[neo4j.Record]:
        """A statement past our store: a hand at work."""
        with self.driver() as driver:
            return driver.execute_query(query, parameters).records

    def wipe(self) -> None:
        """Leave an empty database; constraints and indexes may stay, they say nothing of content."""
        with self.driver() as driver, driver.session() as session:
            session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS").consume()

    def wipe_schema(self) -> None:
        """Drop constraints and indexes too, as on a new server."""
        with self.driver() as driver:
            for record in driver.execute_query("SHOW CONSTRAINTS YIELD name").records:
                driver.execute_query(f"DROP CONSTRAINT `{record['name']}` IF EXISTS")
            for record in driver.execute_query(
                "SHOW INDEXES YIELD name, type WHERE type = 'RANGE' RETURN name"
            ).records:
                driver.execute_query(f"DROP INDEX `{record['name']}` IF EXISTS")


def neo4j_server() -> Server:
    """The server of this test session, started with the first call; skips or fails where there cannot be one."""
    missing = [tool for tool in ("java", "mvn") if shutil.which(tool) is None]
    if missing and _URI not in os.environ:
        left_out = f"the Neo4j tests are left out: no {' and no '.join(missing)}, and {_URI} names no server"
        if os.environ.get("CI") == "true":
            pytest.fail(f"In CI {left_out}.")
        pytest.skip(left_out)
    return _running()


@cache
def _running() -> Server:
    if uri := os.environ.get(_URI):
        server = Server(uri, os.environ.get(_USER, "neo4j"), os.environ.get(_PASSWORD, ""))
        _wait(server, None)
        return server
    return new_home(lambda _: None)


def _install() -> Path:
    """The folder with the server's jars."""
    cache_folder = Path(os.environ.get(_CACHE) or platformdirs.user_cache_path("yangtze-chains-tests", appauthor=False))
    jars = cache_folder / f"neo4j-{VERSION}"
    cache_folder.mkdir(parents=True, exist_ok=True)
    with filelock.FileLock(cache_folder / "install.lock"):
        if not jars.is_dir():
            part = jars.with_suffix(".part")
            shutil.rmtree(part, ignore_errors=True)
            command = ["mvn", "-q", "-B", "-f", str(POM), f"-Dneo4j.version={VERSION}", "dependency:copy-dependencies",
                       "-DincludeScope=runtime", f"-DoutputDirectory={part}"]  # fmt: skip
            done = subprocess.run(command, check=False, capture_output=True, text=True)
            if done.returncode:
                pytest.fail(f"Maven could not fetch Neo4j:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
            part.rename(jars)
    return jars


def java(jars: Path, *arguments: str) -> list[str]:
    """A command line of the server or its admin tool."""
    return ["java", "-Xmx1g", *_OPEN, "-Dfile.encoding=UTF-8", "-cp", f"{jars}{os.sep}*", *arguments]


def admin(server: Server, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run ``neo4j-admin`` on the server's home."""
    assert server.home is not None
    environment = os.environ | {"NEO4J_HOME": str(server.home), "NEO4J_CONF": str(server.home / "conf")}
    command = java(_install(), "org.neo4j.cli.AdminTool", *arguments)
    return subprocess.run(command, check=False, env=environment, capture_output=True, text=True)


def _start(jars: Path, home: Path, fill: Callable[[Server], None] = lambda _: None) -> Server:
    for folder in ("conf", "data", "logs"):
        (home / folder).mkdir(parents=True, exist_ok=True)
    server = Server(f"bolt://127.0.0.1:{_free_port()}", "neo4j", secrets.token_urlsafe(18), home)
    (home / "conf" / "neo4j.conf").write_text(_SETTINGS.format(port=server.port), "utf-8")
    done = admin(server, "dbms", "set-initial-password", server.password)
    assert done.returncode == 0, done.stderr
    fill(server)
    entry = "org.neo4j.server.CommunityEntryPoint"
    command = [sys.executable, "-c", _GUARD, *java(jars, entry, f"--home-dir={home}", f"--config-dir={home}/conf")]
    with open(home / "logs" / "console.log", "ab") as log:
        group: dict[str, Any] = {} if sys.platform == "win32" else {"start_new_session": True}
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=log, stderr=log, **group)
    atexit.register(_stop, process, home)
    _PROCESSES[server.uri] = process
    _wait(server, process)
    return server


_PROCESSES: dict[str, "subprocess.Popen[bytes]"] = {}


def new_home(fill: Callable[[Server], None]) -> Server:
    """A second server on a home of its own, which ``fill`` may load by ``neo4j-admin`` before it starts."""
    home = Path(tempfile.mkdtemp(prefix="yangtze-neo4j-"))
    return _start(_install(), home, fill=fill)


def stop_server(server: Server) -> None:
    """Stop a server before Python ends."""
    assert server.home is not None
    _stop(_PROCESSES.pop(server.uri), server.home)


def _stop(process: "subprocess.Popen[bytes]", home: Path) -> None:
    """End the server and all it started, at the latest by force, and remove its data."""
    if process.poll() is None:
        assert process.stdin is not None
        process.stdin.close()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            if sys.platform != "win32":
                os.killpg(process.pid, signal.SIGKILL)
            process.kill()
            process.wait(10)
    shutil.rmtree(home, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(server: Server, process: "subprocess.Popen[bytes] | None", seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            with server.driver() as driver:
                driver.verify_connectivity()
                break
        except (neo4j.exceptions.DriverError, neo4j.exceptions.Neo4jError, OSError) as error:
            dead = process is not None and process.poll() is not None
            if dead or time.monotonic() > end:
                log = (server.home / "logs" / "console.log").read_text("utf-8", "replace") if server.home else ""
                pytest.fail(f"Neo4j did not start: {error}\n{log[-3000:]}")
            time.sleep(0.25)
