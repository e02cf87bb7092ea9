"""Precision, recall and F1 of the extraction on annotated documents, and its speed.

    YANGTZE_DATA=<folder with annotated/> python -m benchmarks.extraction [--split dev] [--source domain]

A mention counts when span and type are exact; a relation counts between clusters, whatever mentions carry it.
"""

import json
import os
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from graph.ledger.records import Extraction
from nlp.pipeline import Extractor

Scores = dict[str, Counter[str]]


def gold_clusters(row: dict[str, Any]) -> dict[int, int]:
    return {mention: number for number, members in enumerate(row["clusters"]) for mention in members}


def found_relations(row: dict[str, Any], extraction: Extraction) -> Iterable[tuple[str, Any, Any]]:
    """Translate our clusters into gold clusters through shared mentions; what has none stays our own."""
    clusters = gold_clusters(row)
    by_span = {(m["start"], m["end"]): clusters.get(i) for i, m in enumerate(row["mentions"])}
    entity: dict[int, Any] = {}
    for mention in extraction.mentions:
        if (number := by_span.get((mention.start, mention.end))) is not None:
            entity.setdefault(mention.entity, number)
    for relation in extraction.relations:
        ends = [extraction.mentions[i].entity for i in (relation.head, relation.tail)]
        yield relation.type, *(entity.get(e, f"own-{e}") for e in ends)


def unordered(triple: tuple[str, Any, Any]) -> tuple[str, ...]:
    kind, head, tail = triple
    ends = sorted(map(str, (head, tail))) if kind == "COOPERATES_WITH" else [str(head), str(tail)]
    return (kind, *ends)


def tally(scores: Scores, gold: set[Any], found: set[Any], kind: Any) -> None:
    for name, items in (("hit", gold & found), ("missed", gold - found), ("extra", found - gold)):
        for item in items:
            scores.setdefault(kind(item), Counter())[name] += 1


def line(name: str, counts: Counter[str]) -> str:
    hit, missed, extra = counts["hit"], counts["missed"], counts["extra"]
    precision, recall = hit / ((hit + extra) or 1), hit / ((hit + missed) or 1)
    f1 = 2 * precision * recall / ((precision + recall) or 1)
    return f"{name:16} P {precision:5.1%}  R {recall:5.1%}  F1 {f1:5.1%}  gold {hit + missed:5}"


def report(title: str, scores: Scores) -> None:
    click.echo(title)
    total: Counter[str] = Counter()
    for name, counts in sorted(scores.items(), key=lambda item: -item[1]["hit"] - item[1]["missed"]):
        click.echo("  " + line(name, counts))
        total += counts
    click.echo("  " + line("all", total))


@click.command()
@click.option("--split", default="dev", show_default=True, help="dev or train.")
@click.option("--source", help="Only news, business, finance or domain.")
@click.option("--errors", help="Print what is missed and extra of this type.")
@click.option("--data", envvar="YANGTZE_DATA", type=click.Path(exists=True, path_type=Path), help="Or YANGTZE_DATA.")
def main(split: str, source: str | None, errors: str | None, data: Path | None) -> None:
    if data is None:
        raise click.UsageError("Name the data folder with --data or the variable YANGTZE_DATA.")
    rows = [json.loads(text) for text in (data / "annotated" / f"{split}.jsonl").read_text("utf-8").splitlines()]
    rows = [row for row in rows if source in (None, row["source"])]
    extractor = Extractor()
    mentions: Scores = {}
    relations: Scores = {}
    characters, seconds = 0, 0.0
    for row in rows:
        began = time.perf_counter()
        extraction = extractor.extract(row["text"])
        seconds += time.perf_counter() - began
        characters += len(row["text"])
        gold = {(m["start"], m["end"], m["type"]) for m in row["mentions"]}
        found = {(m.start, m.end, m.type) for m in extraction.mentions}
        tally(mentions, gold, found, lambda item: item[2])
        clusters = gold_clusters(row)
        stated = {
            unordered((r["type"], clusters.get(r["head"], f"m{r['head']}"), clusters.get(r["tail"], f"m{r['tail']}")))
            for r in row["relations"]
        }
        ours = {unordered(triple) for triple in found_relations(row, extraction)}
        tally(relations, stated, ours, lambda item: item[0])
        if errors:
            show(row, gold, found, errors)
            show_relations(row, extraction, stated, ours, errors)
    where = os.path.basename(data)
    click.echo(
        f"{extractor.version} on {where}/annotated/{split}.jsonl, source {source or 'all'}: {len(rows)} documents"
    )
    report("Mentions, exact span and type", mentions)
    report("Relations between clusters", relations)
    click.echo(f"Speed: {characters / (seconds or 1):,.0f} characters/s")


def show(row: dict[str, Any], gold: set[Any], found: set[Any], kind: str) -> None:
    text = row["text"]
    for sign, items in (("-", gold - found), ("+", found - gold)):
        for start, end, label in sorted(items):
            if label == kind:
                before, after = text[max(0, start - 12) : start], text[end : end + 10]
                click.echo(f"{sign} {row['id']} {before}[{text[start:end]}]{after}".replace("\n", "⏎"))


def show_relations(row: dict[str, Any], extraction: Extraction, gold: set[Any], found: set[Any], kind: str) -> None:
    names: dict[str, str] = {}
    for index, number in gold_clusters(row).items():
        names.setdefault(str(number), row["mentions"][index]["text"])
    for mention in extraction.mentions:
        names.setdefault(f"own-{mention.entity}", mention.text)
    for sign, items in (("-", gold - found), ("+", found - gold)):
        for label, head, tail in sorted(items):
            if label == kind:
                click.echo(f"{sign} {row['id']} {names.get(head, head)} → {names.get(tail, tail)}")


if __name__ == "__main__":
    main()
