"""Step 4: for each type, what the rules do beside the model, measured on the documents kept apart from training.

    python -m nlp.training.choose --data DATA --model nlp/model

Tries for each type: rules ``off``, ``fill`` what the model leaves, go ``first``, ``only``
rules; keeps the best F1 over all types
and writes it into model.json as ``policy``, with how sure the model must be.
"""

# ruff: noqa: D103 - steps to run, no interface
import json
from collections.abc import Collection
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
from nlp.training.prepare import documents
from nlp.windows import TYPES

# A gain under this is chance on a part this small: the way it starts with stays.
MARGIN = 0.0015
# What a type loses for each step of certainty away from what suits all types: a part this small says little of one.
PULL = 0.05
# What is an industry and what a product is often a matter of taste: they are judged as one, and so are their misses.
AS_ONE = ("INDUSTRY", "PRODUCT")
Policy = dict[str, Any]
WAYS = ("off", "fill", "first", "only")
START = {
    "OFFICE": "only",
    "MONEY": "fill",
    "DATE": "fill",
    "TITLE": "off",
    "PERSON": "fill",
    "DOC": "fill",
    "PLACE": "fill",
}


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


def score(cases: list[Case], lexicon: Lexicon, policy: Policy, *kinds: str) -> tuple[int, int, int]:
    """Return hits, found and gold over all cases, of all types or of some; of two, either counts for the other."""
    hits = found = gold = 0
    for case in cases:
        joined = join(case.reading, case.learned, lexicon, policy)
        found_here = {(m.start, m.end, m.type) for m in select(case.reading.text, joined)}
        ours, right = _of(found_here, kinds), _of(case.gold, kinds)
        hits, found, gold = hits + len(ours & right), found + len(ours), gold + len(right)
    return hits, found, gold


def _of(items: Collection[tuple[int, int, str]], kinds: tuple[str, ...]) -> set[tuple[int, int, str]]:
    one = kinds[0] if len(kinds) > 1 else ""
    return {(start, end, one or kind) for start, end, kind in items if not kinds or kind in kinds}


def f1(counts: tuple[int, int, int]) -> float:
    hits, found, gold = counts
    return 2 * hits / max(found + gold, 1)


def sure_enough(cases: list[Case], lexicon: Lexicon, rules: dict[str, str]) -> dict[str, float]:
    """Return how sure the model must be of each type: the best for all, moved where a type clearly wants another."""
    tried = [step / 20 for step in range(19)]
    policies: dict[float, Policy] = {t: {"rules": rules, "least": dict.fromkeys(TYPES, t)} for t in tried}
    common = max(tried, key=lambda t: f1(score(cases, lexicon, policies[t])))
    least: dict[str, float] = {}
    for names in [(name,) for name in TYPES if name not in AS_ONE] + [AS_ONE]:
        of_type = {t: f1(score(cases, lexicon, policies[t], *names)) - PULL * abs(t - common) for t in tried}
        least |= dict.fromkeys(names, max(tried, key=lambda t: of_type[t]))
    click.echo(f"sure enough: {common} for all; {least}")
    return least


@click.command()
@click.option("--data", envvar="YANGTZE_DATA", required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--model", required=True, type=click.Path(exists=True, path_type=Path))
def main(data: Path, model: Path) -> None:
    """Choose and write the policy."""
    rows = [row for part, row in documents(data) if part == "tune"]
    some, lexicon = cases(rows, model), default_lexicon()
    rules = {name: START.get(name, "off") for name in TYPES}
    least = sure_enough(some, lexicon, rules)
    click.echo(f"{len(rows)} documents, F1 {f1(score(some, lexicon, {'rules': rules})):.4f} before")
    for name in TYPES:
        tried = {
            way: f1(score(some, lexicon, {"rules": rules | {name: way}, "least": least}))
            for way in (rules[name], *WAYS)
        }
        best = max(tried, key=lambda way: tried[way])
        if tried[best] >= tried[rules[name]] + MARGIN:
            rules[name] = best
        click.echo(f"{name:10} {rules[name]:5} " + " ".join(f"{way} {value:.4f}" for way, value in tried.items()))
    path = model / "model.json"
    settings = json.loads(path.read_text("utf-8"))
    settings["policy"] = {**settings.get("policy", {}), "rules": rules, "least": least}
    path.write_text(json.dumps(settings, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
