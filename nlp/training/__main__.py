"""Run the steps of project.toml whose outputs are missing or older than their inputs.

YANGTZE_DATA=<data folder> python -m nlp.training --work <folder>
"""

import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import click

from nlp.encoder import SHIPPED

PROJECT = Path(__file__).parent / "project.toml"


def stale(inputs: list[Path], outputs: list[Path]) -> bool:
    """Say whether a step has to run."""
    if not all(path.exists() for path in outputs):
        return True
    oldest = min(path.stat().st_mtime for path in outputs)
    return any(path.exists() and path.stat().st_mtime > oldest for path in inputs)


@click.command()
@click.option("--data", envvar="YANGTZE_DATA", required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--work", required=True, type=click.Path(path_type=Path), help="Folder for what the steps make.")
@click.option("--model", default=SHIPPED, type=click.Path(path_type=Path), show_default="the shipped one")
@click.option("--force", multiple=True, help="Run this step whatever its files say; repeatable.")
def main(data: Path, work: Path, model: Path, force: tuple[str, ...]) -> None:
    """Train the shipped encoder again."""
    work.mkdir(parents=True, exist_ok=True)
    names = {
        "data": data,
        "work": work,
        "base": work / "base",
        "model": model,
        "here": PROJECT.parent,
        "python": sys.executable,
    }
    ran = False
    for step in tomllib.loads(PROJECT.read_text("utf-8"))["step"]:
        inputs, outputs = ([Path(p.format(**names)) for p in step[key]] for key in ("inputs", "outputs"))
        if ran or step["name"] in force or stale(inputs, outputs):
            ran = True
            command = [part.format(**names) for part in shlex.split(step["run"])]
            click.echo(f"{step['name']}: {shlex.join(command)}")
            subprocess.run(command, check=True)  # noqa: S603 - the commands are those of project.toml
        else:
            click.echo(f"{step['name']}: nothing to do")


if __name__ == "__main__":
    main()
