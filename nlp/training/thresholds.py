"""Step 5: how sure the pair classifier must be of each relation, measured on the documents kept apart from training.

    python -m nlp.training.thresholds --data DATA --model nlp/model

Of all relations those are let in that are right often enough; how often is the least that gives the asked precision
over all types together. A type moves away from the common threshold only where its own figures clearly ask for it.
"""

# ruff: noqa: D103 - steps to run, no interface
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import click

from nlp.pipeline import Extractor, make_nlp
from nlp.scoring import gold_relations, our_relations
from nlp.training.prepare import tune_part
from nlp.training.rows import read

GRID = [step / 20 for step in range(6, 20)]
# What moving one step away from the common threshold costs, as a share of a type's relations.
PULL = 0.15
# For each type: how many are annotated, and (certainty, right) of each that was found; 2.0 is a rule's.
Found = dict[str, list[tuple[float, bool]]]


def found_by_type(rows: list[dict[str, Any]], extractor: Extractor) -> tuple[Found, dict[str, int]]:
    """Read each document with the lowest threshold and keep what each relation is sure of."""
    found: Found = defaultdict(list)
    gold: dict[str, int] = defaultdict(int)
    for row in rows:
        stated = gold_relations(row)
        for kind, *_ in stated:
            gold[kind] += 1
        extraction = extractor.extract(row["text"])
        sure: dict[tuple[str, ...], float] = {}
        for relation in extraction.relations:
            value = relation.confidence if relation.method.startswith("encoder@") else 2.0
            one = type(extraction)(extraction.text_sha256, "", extraction.mentions, extraction.entities, (relation,))
            key = next(iter(our_relations(row, one)))
            sure[key] = max(value, sure.get(key, 0))
        for key, value in sure.items():
            found[key[0]].append((value, key in stated))
    return found, gold


def counts(found: Found, least: dict[str, float]) -> tuple[int, int]:
    kept = [right for kind, items in found.items() for value, right in items if value >= least.get(kind, 0.9)]
    return sum(kept), len(kept)


def chosen(found: Found, gold: dict[str, int], worth: float, common: float) -> dict[str, float]:
    """Return each type's threshold when a found relation must be right with a chance of ``worth``."""
    least = {}
    for kind, size in gold.items():
        value = {}
        for t in GRID:
            hits, all_found = counts({kind: found.get(kind, [])}, {kind: t})
            value[t] = hits - worth * all_found - PULL * abs(t - common) * size
        least[kind] = max(GRID, key=lambda t: value[t])
    return least


@click.command()
@click.option("--data", envvar="YANGTZE_DATA", required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--model", required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--precision", default=0.68, show_default=True, help="What all relations together must reach.")
def main(data: Path, model: Path, precision: float) -> None:
    """Choose and write the thresholds."""
    path = model / "model.json"
    settings: dict[str, Any] = json.loads(path.read_text("utf-8"))
    rows = [row for row in read(data / "annotated" / "train.jsonl") if tune_part(str(row["id"]))]
    extractor = Extractor(make_nlp(model=model))
    policy = extractor.nlp.get_pipe("yangtze_relations").encoder.settings["policy"]  # type: ignore[attr-defined]
    policy["relations"] = dict.fromkeys(settings["relations"], GRID[0])
    found, gold = found_by_type(rows, extractor)
    total, least = sum(gold.values()), dict.fromkeys(settings["relations"], 0.9)
    for common in GRID:
        hits, all_found = counts(found, dict.fromkeys(gold, common))
        if hits / max(all_found, 1) >= precision - 0.04:
            break
    for step in range(20, 80):
        tried = chosen(found, gold, step / 100, common)
        hits, all_found = counts(found, tried)
        if hits / max(all_found, 1) >= precision:
            least |= tried
            break
    click.echo(f"common {common}, worth {step / 100}: {least}")
    hits, all_found = counts(found, least)
    click.echo(
        f"precision {hits / max(all_found, 1):.3f} recall {hits / total:.3f} F1 {2 * hits / (all_found + total):.3f}"
    )
    settings["policy"]["relations"] = least
    path.write_text(json.dumps(settings, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
