"""Step 1: annotated texts and CLUENER as windows with what the rules say of each character.

Beside the annotated documents of the data folder stand marks of our own on news items (``marks.jsonl`` here: ids,
offsets and types, no text); their relations were not read, so the pairs learn nothing from them.

    python -m nlp.training.prepare --data DATA --work WORK

Needs no torch. The rules' mentions become one soft feature of the encoder, so that it learns when to trust them.
"""

# ruff: noqa: D103 - steps to run, no interface
import hashlib
import html
import re
from collections.abc import Iterator
from pathlib import Path

import click

from nlp.pipeline import Extractor, fold_safely
from nlp.sentences import sentences
from nlp.training.rows import Row, read, write
from nlp.windows import TYPES, windows

MARKS = Path(__file__).with_name("marks.jsonl")
_TAG, _BYLINE = re.compile(r"<[^>]+>"), re.compile(r"央视网消息\s*(?:（新闻联播）)?[：:]?\s*")


def body(row: Row) -> str:
    """Return the text of a news item as it is annotated: plain, without the broadcaster's line."""
    if row.get("text"):
        return str(row["text"])
    plain = re.sub(r"\s*\n\s*", "\n", html.unescape(_TAG.sub("\n", row["html"]))).strip()
    if not plain.startswith("央视网"):
        return plain
    return _BYLINE.sub("", plain.replace("\n（新闻联播）", "（新闻联播）"), count=1)


def marked(data: Path) -> Iterator[Row]:
    """Yield the news items that have marks of our own, as annotated documents without relations."""
    marks = {row["id"]: row for row in read(MARKS)}
    for source in ("broadcast", "business"):
        for row in read(data / "news" / f"{source}.jsonl"):
            ours = marks.get(row["id"])
            text = body(row) if ours else ""
            if ours and hashlib.sha256(text.encode()).hexdigest()[:16] == ours["text"]:
                mentions = [{"start": a, "end": b, "type": kind} for a, b, kind in ours["mentions"]]
                names: dict[str, list[int]] = {}
                for number, one in enumerate(mentions):
                    names.setdefault(text[one["start"] : one["end"]], []).append(number)
                clusters, kind = list(names.values()), "news" if source == "broadcast" else source
                yield {"id": row["id"], "source": kind, "text": text, "mentions": mentions, "clusters": clusters}


def tune_part(identity: str, one_in: int = 12) -> bool:
    """Say whether a training document is kept apart to choose thresholds: one in twelve, by its id."""
    return hashlib.sha256(identity.encode()).digest()[0] % one_in == 0


def documents(data: Path) -> Iterator[tuple[str, Row]]:
    """Yield the annotated documents with their part: ``train``, ``tune`` (kept apart to choose by) or ``dev``."""
    for split in ("train", "dev"):
        for row in read(data / "annotated" / f"{split}.jsonl"):
            yield "tune" if split == "train" and tune_part(str(row["id"])) else split, row
    for row in marked(data):
        yield "tune" if tune_part(str(row["id"]), 6) else "train", row


def spans(extractor: Extractor, text: str) -> list[tuple[int, int, int]]:
    reading = extractor.rules(text)
    return [(m.start, m.end, TYPES.index(m.type)) for m in reading.mentions]


def annotated(extractor: Extractor, row: Row) -> Iterator[Row]:
    """Yield the windows of one annotated document with mentions, relations and the rules' spans, all local."""
    text = fold_safely(row["text"])
    rules = spans(extractor, text)
    cluster = {m: n for n, members in enumerate(row["clusters"]) for m in members}
    for start, end in windows(sentences(text)):
        related = row.get("relations", [])
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
                for r in related
                if r["head"] in number and r["tail"] in number
            ],
            "tied": sorted({(cluster.get(r["head"], -1), cluster.get(r["tail"], -1)) for r in related}),
            "judged": "relations" in row,
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
    for part, row in documents(data):
        parts[part] += annotated(extractor, row)
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
