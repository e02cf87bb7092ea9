"""Step 4: for each type, what the rules do beside the model, measured on the documents kept apart from training.

    python -m nlp.training.choose --data DATA --model nlp/model

Tries for each type: rules ``off``, ``fill`` what the model leaves, go ``first``; keeps the best F1 over all types
and writes it into model.json as ``policy``.
"""

# ruff: noqa: D103 - steps to run, no interface
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from nlp.encoder import Encoder
from nlp.learned import join, learn
from nlp.lexicon import Lexicon, default_lexicon
from nlp.pipeline import Extractor, fold_safely, make_nlp
from nlp.reading import Found, Reading
from nlp.selection import select
from nlp.training.prepare import tune_part
from nlp.training.rows import read
from nlp.windows import TYPES

START = {"OFFICE": "first", "MONEY": "fill", "DATE": "fill", "TITLE": "off", "PERSON": "fill", "DOC": "fill"}


@dataclass(frozen=True, slots=True)
class Case:
    """One document with what rules and model say, before they are joined."""

    reading: Reading
    learned: list[Found]
    gold: frozenset[tuple[int, int, str]]


def cases(rows: list[dict[str, Any]], model: Path) -> list[Case]:
    """Read each document once."""
    extractor, encoder = Extractor(make_nlp(model=None)), Encoder(model)
    tagging, out = encoder.tagging(), []
    for row in rows:
        reading = extractor.rules(fold_safely(row["text"]))
        learned, _ = learn(reading, encoder, tagging)
        out.append(Case(reading, learned, frozenset((m["start"], m["end"], m["type"]) for m in row["mentions"])))
    return out


def score(cases: list[Case], lexicon: Lexicon, rules: dict[str, str]) -> tuple[int, int, int]:
    """Return hits, found and gold over all cases."""
    hits = found = gold = 0
    for case in cases:
        joined = join(case.reading, case.learned, lexicon, {"rules": rules})
        ours = {(m.start, m.end, m.type) for m in select(case.reading.text, joined)}
        hits, found, gold = hits + len(ours & case.gold), found + len(ours), gold + len(case.gold)
    return hits, found, gold


def f1(counts: tuple[int, int, int]) -> float:
    hits, found, gold = counts
    return 2 * hits / max(found + gold, 1)


@click.command()
@click.option("--data", envvar="YANGTZE_DATA", required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--model", required=True, type=click.Path(exists=True, path_type=Path))
def main(data: Path, model: Path) -> None:
    """Choose and write the policy."""
    rows = [row for row in read(data / "annotated" / "train.jsonl") if tune_part(str(row["id"]))]
    some, lexicon = cases(rows, model), default_lexicon()
    rules = {name: START.get(name, "off") for name in TYPES}
    click.echo(f"{len(rows)} documents, F1 at the start {f1(score(some, lexicon, rules)):.4f}")
    for name in TYPES:
        tried = {way: f1(score(some, lexicon, rules | {name: way})) for way in (rules[name], "off", "fill", "first")}
        rules[name] = max(tried, key=lambda way: tried[way])
        click.echo(f"{name:10} " + " ".join(f"{way} {value:.4f}" for way, value in tried.items()))
    path = model / "model.json"
    settings = json.loads(path.read_text("utf-8"))
    settings["policy"] = {**settings.get("policy", {}), "rules": rules}
    path.write_text(json.dumps(settings, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
