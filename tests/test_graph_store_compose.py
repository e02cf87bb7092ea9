"""What can be said of the compose file and the image without a Docker engine."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
COMPOSE = (ROOT / "docker-compose.yml").read_text("utf-8")
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
EXAMPLE = re.search(r"^YANGTZE_NEO4J_PASSWORD=(.+)$", (ROOT / ".env.example").read_text("utf-8"), re.M)


def entrypoint(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    script = str(ROOT / "docker" / "entrypoint.sh")
    environment = {"PATH": "/usr/bin:/bin", **variables}
    return subprocess.run(["sh", script, *arguments], env=environment, check=False, capture_output=True, text=True)


def test_the_compose_file_keeps_the_published_schema() -> None:
    pytest.importorskip("check_jsonschema", reason="check-jsonschema is not installed")
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    done = subprocess.run([*command, str(ROOT / "docker-compose.yml")], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_ports_are_on_this_machine_only_and_no_password_is_written_down() -> None:
    ports = re.findall(r'- "([^"]*\d+:\d+)"', COMPOSE)
    assert ports == ["127.0.0.1:7687:7687", "127.0.0.1:8000:8000"]
    for line in COMPOSE.splitlines():
        if "PASSWORD" in line or "AUTH" in line:
            assert "${YANGTZE_NEO4J_PASSWORD:?" in line, line


def test_our_image_runs_without_root_and_copies_no_secret() -> None:
    assert re.findall(r"^USER (.+)$", DOCKERFILE, re.M) == ["10001:10001"]
    copied = {name for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.M) for name in line.split()[:-1]}
    assert all((ROOT / name).exists() for name in copied if not name.startswith("--"))
    assert (ROOT / ".dockerignore").read_text("utf-8").splitlines()[1] == "*"


@pytest.mark.skipif(shutil.which("sh") is None, reason="the entry point is a shell script")
@pytest.mark.parametrize(
    ("password", "message"),
    [
        ("", "is empty; copy .env.example to .env"),
        (EXAMPLE[1] if EXAMPLE else "", "is the example's"),
        ("neo4j", "is the example's"),
        ("short", "is shorter than the 8 characters"),
        ("with$dollar", "holds more than letters, digits"),
        ("two words", "holds more than letters, digits"),
    ],
)
def test_the_entry_point_refuses_a_password_that_is_none(password: str, message: str) -> None:
    done = entrypoint("echo", "started", YANGTZE_NEO4J_PASSWORD=password)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr


@pytest.mark.skipif(shutil.which("sh") is None, reason="the entry point is a shell script")
def test_the_entry_point_takes_a_password_of_ones_own_and_makes_the_graph_before_it_is_served(tmp_path: Path) -> None:
    yangtze = tmp_path / "yangtze"
    yangtze.write_text('#!/bin/sh\necho "yangtze $*"\n', "utf-8")
    yangtze.chmod(0o755)
    own = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
    file = tmp_path / "password"
    file.write_text("long-enough-1\n", "utf-8")
    assert entrypoint("check", YANGTZE_NEO4J_PASSWORD="long-enough-1").returncode == 0
    assert entrypoint("yangtze", "status", YANGTZE_NEO4J_PASSWORD_FILE=str(file), **own).stdout == "yangtze status\n"
    done = entrypoint("yangtze", "serve", "--host", "0.0.0.0", YANGTZE_NEO4J_PASSWORD="long-enough-1", **own)
    assert done.stdout == "yangtze project\nyangtze serve --host 0.0.0.0\n"
