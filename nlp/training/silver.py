"""Unlabelled news as windows for the student, résumés, FinRE's pairs and phrases: what stands beside our annotations.

    python -m nlp.training.silver --data DATA --work WORK

No document of the dev split, and none that is kept apart to choose thresholds, is among the unlabelled ones.
"""

# ruff: noqa: S311 - chance here is for training only
import csv
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import click

from nlp.pipeline import Extractor, fold_safely
from nlp.sentences import sentences
from nlp.training.prepare import body, documents, spans
from nlp.training.rows import RESUME, Row, read, write
from nlp.windows import TYPES, windows

# Characters of each source: enough for the student to see most of them once.
SIZES = {"broadcast": 170_000, "business": 210_000, "finance": 40_000}


def texts(data: Path) -> Iterator[tuple[str, str]]:
    """Yield (source, text) of unlabelled documents."""
    held = {key for row in held_out(data) for key in (str(row["id"]).removeprefix("b-"), row["text"].strip())}
    for source in ("broadcast", "business"):
        for row in read(data / "news" / f"{source}.jsonl"):
            if row["id"] not in held:
                yield source, re.sub(r"\s*\n\s*", "\n", body(row)).strip()
    for sentence in finre_pairs(data / "relations" / "finre" / "train.tsv"):
        if sentence.strip() not in held:
            yield "finance", sentence


def held_out(data: Path) -> list[Row]:
    """Return the annotated documents that nothing is trained on."""
    return [row for part, row in documents(data) if part != "train"]


def unlabelled(extractor: Extractor, data: Path) -> Iterator[Row]:
    """Yield windows with what the rules say, until each source has its share."""
    left, every = dict(SIZES), list(texts(data))
    random.Random(0).shuffle(every)
    for source, whole in every:
        if left[source] <= 0 or len(whole) > 6000:
            continue
        text = fold_safely(whole)
        rules = spans(extractor, text)
        for start, end in windows(sentences(text), text):
            if end - start >= 15 and left[source] > 0:
                left[source] -= end - start
                inside = [(a - start, b - start, t) for a, b, t in rules if start <= a and b <= end]
                yield {"source": source, "text": text[start:end], "mentions": [], "rules": inside}


def resume(extractor: Extractor, path: Path) -> Iterator[Row]:
    """Yield the sentences of ResumeNER (one character and tag a line, an empty line between sentences)."""
    for block in path.read_text("utf-8").strip().split("\n\n"):
        pairs = [line.split(" ") for line in block.splitlines() if " " in line]
        text = fold_safely("".join(character for character, _ in pairs))
        mentions, start = [], 0
        for at, (_, tag) in enumerate(pairs):
            if tag[0] in "BS":
                start = at
            if tag[0] in "ES":
                mentions.append((start, at + 1, RESUME.index(tag[2:])))
        if len(text) == len(pairs) <= 500:
            yield {"source": "resume", "text": text, "mentions": mentions, "rules": spans(extractor, text)}


def finre_pairs(path: Path) -> dict[str, list[tuple[str, str, str]]]:
    """Return for each sentence of FinRE its (head, tail, class)."""
    found: defaultdict[str, list[tuple[str, str, str]]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for head, tail, kind, sentence in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            found[sentence].append((head, tail, kind))
    return found


def finre(extractor: Extractor, path: Path, classes: list[str]) -> Iterator[Row]:
    """Yield the sentences of FinRE with the places of both firms, at their first mention, and the class's number."""
    firm = TYPES.index("FIRM")
    for sentence, pairs in finre_pairs(path).items():
        text = fold_safely(sentence)
        places = [
            (text.find(head), text.find(tail), len(head), len(tail), classes.index(kind)) for head, tail, kind in pairs
        ]
        stated = [(a, a + size, c, c + other, kind) for a, c, size, other, kind in places if a >= 0 and c >= 0]
        if stated and len(text) < 500:
            mentions = [(a, b, firm) for a, b in {(p[0], p[1]) for p in stated}]
            rules = spans(extractor, text)
            yield {"source": "finre", "text": text, "mentions": mentions, "stated": stated, "rules": rules}


def phrases(data: Path) -> list[str]:
    """Return phrases whose vectors are to stay as the base has them: links, products, trades, mentions, sentences."""
    with (data / "reference" / "chain_links.csv").open(encoding="utf-8", newline="") as file:
        links = [name for row in csv.DictReader(file) for name in (row["link_name_zh"], *row["aliases"].split(";"))]
    products = [row["name"] for row in read(data / "chainkg" / "products.jsonl")]
    trades = [row["name"] for row in read(data / "chainkg" / "industries.jsonl")]
    said, whole = set(), []
    for row in read(data / "annotated" / "train.jsonl"):
        said |= {row["text"][m["start"] : m["end"]] for m in row["mentions"] if m["type"] in ("INDUSTRY", "PRODUCT")}
        whole += [row["text"][a:b] for a, b in sentences(row["text"]) if b - a <= 90]
    chance = random.Random(0)
    return sorted({*links, *trades, *said, *chance.sample(products, 22_000), *chance.sample(whole, 2_000)} - {""})


@click.command()
@click.option("--data", envvar="YANGTZE_DATA", required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--work", required=True, type=click.Path(exists=True, path_type=Path))
def main(data: Path, work: Path) -> None:
    """Write windows.jsonl, resume-*.jsonl, finre-*.jsonl and phrases.json."""
    extractor = Extractor()
    write(work / "windows.jsonl", list(unlabelled(extractor, data)))
    folder = data / "relations" / "finre"
    stated = finre_pairs(folder / "train.tsv")
    classes = sorted({kind for pairs in stated.values() for *_, kind in pairs})
    for part, name in (("train", "train"), ("dev", "valid")):
        write(work / f"resume-{part}.jsonl", list(resume(extractor, data / "ner" / "resume" / f"{part}.char.bmes")))
        write(work / f"finre-{part}.jsonl", list(finre(extractor, folder / f"{name}.tsv", classes)))
    (work / "finre-classes.json").write_text(json.dumps(classes, ensure_ascii=False), "utf-8")
    (work / "phrases.json").write_text(json.dumps(phrases(data), ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    main()
