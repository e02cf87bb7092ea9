"""The house stands as the design has it: imports run one way, and the four names are ours."""

import ast
import importlib.metadata
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("graph", "nlp", "ingest", "web")
MAY_IMPORT = {"graph": set(), "nlp": {"graph"}, "ingest": {"graph", "nlp"}, "web": {"graph", "nlp", "ingest"}}


def rooms_imported(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module.partition(".")[0])
    return found & set(ROOMS)


@pytest.mark.parametrize("room", ROOMS)
def test_imports_run_one_way(room: str) -> None:
    files = sorted((ROOT / room).rglob("*.py"))
    assert files
    wrong = {str(f.relative_to(ROOT)): rooms_imported(f) - MAY_IMPORT[room] - {room} for f in files}
    assert {f: rooms for f, rooms in wrong.items() if rooms} == {}


@pytest.mark.parametrize("room", ROOMS)
def test_no_other_installed_distribution_owns_our_names(room: str) -> None:
    owners = importlib.metadata.packages_distributions().get(room, [])
    assert set(owners) <= {"yangtze-chains"}


def test_every_folder_with_code_is_a_listed_package() -> None:
    setup = (ROOT / "setup.cfg").read_text("utf-8")
    folders = {f.parent.relative_to(ROOT).as_posix().replace("/", ".") for r in ROOMS for f in (ROOT / r).rglob("*.py")}
    assert [f for f in sorted(folders) if f"\n    {f}\n" not in setup] == []


def test_every_command_has_a_help_with_an_example_and_loads_nothing_heavy() -> None:
    code = (
        "import sys, yangtze\n"
        "from click.testing import CliRunner\n"
        "for name in yangtze.COMMANDS:\n"
        "    result = CliRunner().invoke(yangtze.cli, [name, '--help'])\n"
        "    assert result.exit_code == 0, (name, result.output)\n"
        "    assert f'yangtze {name}' in result.output, f'{name}: no example'\n"
        "heavy = {'spacy', 'trafilatura', 'ladybug', 'pyarrow', 'networkx', 'neo4j'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_command_has_its_place_in_the_docs() -> None:
    import yangtze

    docs = (ROOT / "docs" / "commands.md").read_text("utf-8")
    assert [name for name in yangtze.COMMANDS if f"## yangtze {name}" not in docs] == []


def test_every_dependency_has_its_sentence() -> None:
    import configparser

    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", "utf-8")
    docs = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    required = setup["options"]["install_requires"].strip().splitlines()
    for extra in setup["options.extras_require"].values():
        required += extra.strip().splitlines()
    names = {line.split()[0] for line in required}
    assert sorted(name for name in names if f"`{name}`" not in docs) == []
