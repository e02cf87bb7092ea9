"""The training is a list of steps that anyone can run again."""

import os
import shlex
import tomllib
from pathlib import Path

from nlp.pipeline import Extractor, make_nlp
from nlp.training.__main__ import PROJECT, stale
from nlp.training.prepare import tune_part
from nlp.training.rows import write
from nlp.training.silver import finre_pairs, resume, texts

HELD = next(f"20250101-{n:02}" for n in range(99) if tune_part(f"b-20250101-{n:02}"))
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
            assert path.startswith(("{data}", "{here}")) or path in made, (step["name"], path)
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


def test_no_document_of_dev_or_of_the_tune_part_is_taken_as_unlabelled(tmp_path: Path):
    for folder in ("annotated", "news", "relations/finre"):
        (tmp_path / folder).mkdir(parents=True)
    write(
        tmp_path / "annotated" / "dev.jsonl", [{"id": "bn-1", "text": "甲。"}, {"id": "f-1", "text": "乙方收购丙方。"}]
    )
    write(tmp_path / "annotated" / "train.jsonl", [{"id": f"b-{HELD}", "text": "丁。"}, {"id": "bn-2", "text": "戊。"}])
    write(tmp_path / "news" / "business.jsonl", [{"id": "bn-1", "text": "甲。"}, {"id": "bn-2", "text": "戊。"}])
    write(
        tmp_path / "news" / "broadcast.jsonl", [{"id": HELD, "html": "<p>丁。</p>"}, {"id": "x", "html": "<p>己</p>庚"}]
    )
    pairs = "乙方\t丙方\t收购\t乙方收购丙方。\n辛方\t壬方\t合作\t辛方与壬方合作。\n"
    (tmp_path / "relations" / "finre" / "train.tsv").write_text(pairs, "utf-8")
    assert list(texts(tmp_path)) == [("broadcast", "己\n庚"), ("business", "戊。"), ("finance", "辛方与壬方合作。")]
    assert finre_pairs(tmp_path / "relations" / "finre" / "train.tsv")["辛方与壬方合作。"] == [("辛方", "壬方", "合作")]


def test_a_resume_is_read_with_the_places_of_its_names(tmp_path: Path):
    path = tmp_path / "train.char.bmes"
    path.write_text("高 B-NAME\n勇 E-NAME\n, O\n总 B-TITLE\n经 M-TITLE\n理 E-TITLE\n\n男 O\n", "utf-8")
    first, second = resume(Extractor(make_nlp(model=None)), path)
    assert (first["text"], first["mentions"]) == ("高勇,总经理", [(0, 2, 0), (3, 6, 2)])
    assert (second["text"], second["mentions"]) == ("男", [])
