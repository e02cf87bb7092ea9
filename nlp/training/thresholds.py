"""Step 5: how sure the pair classifier must be, measured on the documents kept apart from training.

    python -m nlp.training.thresholds --data DATA --model nlp/model

One threshold for all relations, the one with the best F1 at the asked precision, written into model.json.
"""

import json
from pathlib import Path
from typing import Any

import click

from nlp.pipeline import Extractor, make_nlp
from nlp.scoring import gold_relations, our_relations
from nlp.training.prepare import tune_part
from nlp.training.rows import read


@click.command()
@click.option("--data", envvar="YANGTZE_DATA", required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--model", required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--precision", default=0.68, show_default=True, help="What the threshold must reach.")
def main(data: Path, model: Path, precision: float) -> None:
    """Choose and write the threshold."""
    path = model / "model.json"
    settings: dict[str, Any] = json.loads(path.read_text("utf-8"))
    rows = [row for row in read(data / "annotated" / "train.jsonl") if tune_part(str(row["id"]))]
    names = settings["relations"]
    best = (0.0, 0.9)
    extractor = Extractor(make_nlp(model=model))
    policy = extractor.nlp.get_pipe("yangtze_relations").encoder.settings["policy"]  # type: ignore[attr-defined]
    for step in range(6, 19):
        least = step / 20
        policy["relations"] = dict.fromkeys(names, least)
        hits = found = gold = 0
        for row in rows:
            stated, ours = gold_relations(row), our_relations(row, extractor.extract(row["text"]))
            hits, found, gold = hits + len(stated & ours), found + len(ours), gold + len(stated)
        exact, f1 = hits / max(found, 1), 2 * hits / max(found + gold, 1)
        click.echo(f"{least:.2f} precision {exact:.3f} recall {hits / max(gold, 1):.3f} F1 {f1:.3f}")
        if exact >= precision:
            best = max(best, (f1, least))
    settings["policy"]["relations"] = dict.fromkeys(names, best[1])
    path.write_text(json.dumps(settings, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
