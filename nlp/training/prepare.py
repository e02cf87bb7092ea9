"""Step 1: annotated texts and CLUENER as windows with what the rules say of each character.

    python -m nlp.training.prepare --data DATA --work WORK

Needs no torch. The rules' mentions become one soft feature of the encoder, so that it learns when to trust them.
"""

# ruff: noqa: D103 - steps to run, no interface
import hashlib
from collections.abc import Iterator
from pathlib import Path

import click

from nlp.pipeline import Extractor, fold_safely
from nlp.sentences import sentences
from nlp.training.rows import Row, read, write
from nlp.windows import TYPES, windows


def tune_part(identity: str) -> bool:
    """Say whether a training document is kept apart to choose thresholds: one in twelve, by its id."""
    return hashlib.sha256(identity.encode()).digest()[0] % 12 == 0


def spans(extractor: Extractor, text: str) -> list[tuple[int, int, int]]:
    reading = extractor.rules(text)
    return [(m.start, m.end, TYPES.index(m.type)) for m in reading.mentions]


def annotated(extractor: Extractor, row: Row) -> Iterator[Row]:
    """Yield the windows of one annotated document with mentions, relations and the rules' spans, all local."""
    text = fold_safely(row["text"])
    rules = spans(extractor, text)
    cluster = {m: n for n, members in enumerate(row["clusters"]) for m in members}
    for start, end in windows(sentences(text)):
        inside = [i for i, m in enumerate(row["mentions"]) if start <= m["start"] and m["end"] <= end]
        number = {i: n for n, i in enumerate(inside)}
        yield {
            "id": row["id"],
            "source": row["source"],
            "start": start,
            "text": text[start:end],
            "mentions": [
                (m["start"] - start, m["end"] - start, TYPES.index(m["type"]), cluster.get(i, -1 - i))
                for i, m in ((i, row["mentions"][i]) for i in inside)
            ],
            "relations": [
                (r["type"], number[r["head"]], number[r["tail"]], r.get("modality", "asserted"))
                for r in row["relations"]
                if r["head"] in number and r["tail"] in number
            ],
            "tied": sorted({(cluster.get(r["head"], -1), cluster.get(r["tail"], -1)) for r in row["relations"]}),
            "rules": [(a - start, b - start, t) for a, b, t in rules if start <= a and b <= end],
        }


def cluener(extractor: Extractor, row: Row) -> Row:
    """Return one CLUENER sentence in the same form; its ends are inclusive in the file."""
    text = fold_safely(row["text"])
    names = [(a, b + 1, kind) for kind, found in row["label"].items() for at in found.values() for a, b in at]
    return {"source": "cluener", "text": text, "mentions": sorted(names), "rules": spans(extractor, text)}


@click.command()
@click.option("--data", envvar="YANGTZE_DATA", required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--work", required=True, type=click.Path(path_type=Path), help="Folder for what the steps make.")
def main(data: Path, work: Path) -> None:
    """Cut texts into windows and add the rules' view."""
    work.mkdir(parents=True, exist_ok=True)
    extractor = Extractor()
    parts: dict[str, list[Row]] = {"train": [], "tune": [], "dev": []}
    for split in ("train", "dev"):
        for row in read(data / "annotated" / f"{split}.jsonl"):
            name = "tune" if split == "train" and tune_part(str(row["id"])) else split
            parts[name] += annotated(extractor, row)
    for name, rows in parts.items():
        write(work / f"{name}.jsonl", rows)
        click.echo(f"{name}: {len(rows)} windows")
    folder = data / "ner" / "cluener"
    train, dev = ([cluener(extractor, row) for row in read(folder / f"{split}.jsonl")] for split in ("train", "dev"))
    write(work / "cluener-tune.jsonl", train[::20])
    write(work / "cluener-train.jsonl", [row for number, row in enumerate(train) if number % 20])
    write(work / "cluener-dev.jsonl", dev)


if __name__ == "__main__":
    main()
