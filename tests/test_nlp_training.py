"""The training is a list of steps that anyone can run again."""

import os
import shlex
import tomllib
from pathlib import Path

from nlp.training.__main__ import PROJECT, stale
from nlp.training.prepare import tune_part

STEPS = tomllib.loads(PROJECT.read_text("utf-8"))["step"]


def test_every_step_names_a_module_that_exists_and_what_it_makes():
    root = PROJECT.parent.parent.parent
    for step in STEPS:
        assert step["outputs"], step["name"]
        words = shlex.split(step["run"])
        if "-m" in words and (module := words[words.index("-m") + 1]).startswith("nlp."):
            assert (root / f"{module.replace('.', '/')}.py").exists(), module


def test_what_a_step_reads_is_data_or_made_by_a_step_before_it():
    made: set[str] = set()
    for step in STEPS:
        for path in step["inputs"]:
            assert path.startswith("{data}") or path in made, (step["name"], path)
        made |= set(step["outputs"])


def test_a_step_is_stale_when_an_output_is_missing_or_older(tmp_path: Path):
    source, made = tmp_path / "source", tmp_path / "made"
    source.write_text("a", "utf-8")
    assert stale([source], [made])
    made.write_text("b", "utf-8")
    os.utime(source, (1, 1))
    assert not stale([source], [made])
    os.utime(made, (0, 0))
    assert stale([source], [made])


def test_the_same_documents_are_kept_apart_everywhere():
    apart = [f"syn-{n:03}" for n in range(120) if tune_part(f"syn-{n:03}")]
    assert 2 <= len(apart) <= 20
    assert apart == [identity for identity in apart if tune_part(identity)]
