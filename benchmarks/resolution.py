"""How well is it known who is who: the judged pairs of ``benchmarks/data/resolution_pairs.csv``, pairwise and B-cubed.

Pairs are document ids and offsets into the annotated texts (``YANGTZE_DATA``): names that meet between documents,
judged one by one, and, within documents, forms of one name and near names of two. The whole pipeline reads the texts;
a pair one of whose mentions it did not find is counted apart, since resolution never saw it.

    YANGTZE_DATA=… python -m benchmarks.resolution [--growth]
"""

import argparse
import csv
import json
import os
import time
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

from graph.ledger.ledger import StoredDocument
from graph.ledger.records import Document
from graph.projection.document_facts import clusters_of, view_document
from graph.reference.load import load_reference
from graph.resolution.resolve import Cluster, resolve
from nlp.pipeline import Extractor

PAIRS = Path(__file__).parent / "data" / "resolution_pairs.csv"
Place = tuple[str, int]


def read_texts(folder: Path) -> dict[str, dict[str, Any]]:
    """Annotated documents by id."""
    documents = {}
    for split in ("train", "dev"):
        for line in (folder / "annotated" / f"{split}.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            documents[row["id"]] = row
    return documents


def read_pairs() -> list[tuple[Place, Place, bool, str]]:
    """Judged pairs of mentions."""
    with open(PAIRS, encoding="utf-8", newline="") as file:
        return [
            ((r["document_a"], int(r["start_a"])), (r["document_b"], int(r["start_b"])), r["same"] == "1", r["kind"])
            for r in csv.DictReader(file)
        ]


def entities_of(documents: dict[str, dict[str, Any]], wanted: set[str]) -> tuple[dict[Place, str], list[Cluster]]:
    """Source id of every mention found as annotated (document, start), and every cluster, of the documents wanted."""
    extractor = Extractor()
    places: dict[Place, str] = {}
    clusters: list[Cluster] = []
    for id_ in sorted(wanted):
        text = documents[id_]["text"]
        annotated = {(m["start"], m["end"], m["type"]) for m in documents[id_]["mentions"]}
        view = view_document(StoredDocument(f"d:{id_}", text, (Document("", id_),), extractor.extract(text)))
        clusters.extend(clusters_of(view))
        for i, mention in enumerate(view.extraction.mentions):
            source_id = view.source_id(i)
            if source_id and (mention.start, mention.end, mention.type) in annotated:
                places[id_, mention.start] = source_id
    return places, clusters


def b_cubed(pairs: list[tuple[str, str, bool]], canonical: dict[str, str]) -> tuple[float, float]:
    """B-cubed precision and recall over the mentions of judged pairs; gold clusters are the closure of «same»."""
    gold: dict[str, str] = {}

    def find(item: str) -> str:
        while gold.setdefault(item, item) != item:
            item = gold[item]
        return item

    for one, other, same in pairs:
        a, b = find(one), find(other)
        if same:
            gold[b] = a
    by_gold, by_ours = defaultdict(set), defaultdict(set)
    for item in gold:
        by_gold[find(item)].add(item)
        by_ours[canonical[item]].add(item)
    together = {i: (by_gold[find(i)], by_ours[canonical[i]]) for i in gold}
    precision = sum(len(g & o) / len(o) for g, o in together.values()) / len(gold)
    recall = sum(len(g & o) / len(g) for g, o in together.values()) / len(gold)
    return precision, recall


def evaluate(folder: Path) -> dict[str, Any]:
    """Figures over all pairs and by kind."""
    pairs = read_pairs()
    places, clusters = entities_of(read_texts(folder), {p[0] for pair in pairs for p in pair[:2]})
    canonical = dict(resolve(clusters, load_reference()).canonical)
    result: dict[str, Any] = {"pairs": len(pairs)}
    for kind in ("cross", "within", "all"):
        chosen = [p for p in pairs if kind in ("all", p[3])]
        seen = [(places[a], places[b], same) for a, b, same, _ in chosen if a in places and b in places]
        said = [(canonical[a] == canonical[b], same) for a, b, same in seen]
        right = sum(ours and same for ours, same in said)
        result[kind] = {
            "pairs": len(chosen), "found by extraction": len(seen),
            "precision": round(right / max(1, sum(ours for ours, _ in said)), 4),
            "recall": round(right / max(1, sum(same for _, same in said)), 4),
            "b_cubed": [round(x, 4) for x in b_cubed(seen, canonical)],
        }  # fmt: skip
        if os.environ.get("SHOW") == kind:
            names = {c.source_id: c.names for c in clusters}
            for (a, b, same), (ours, _) in zip(seen, said, strict=True):
                if ours != same:
                    print("WRONG" if ours else "missed", names[a], names[b])
    return result


def growth(folder: Path) -> list[dict[str, float]]:
    """Seconds of resolution at 1× and 10× the mentions (copies with changed names)."""
    pairs = read_pairs()
    _, clusters = entities_of(read_texts(folder), {p[0] for pair in pairs for p in pair[:2]})
    reference, rows = load_reference(), []
    for times in (1, 10):
        many = [
            replace(
                c, source_id=f"{c.source_id}{n}", document=f"{c.document}{n}",
                names=tuple(f"{x}{n or ''}" for x in c.names),
            )
            for n in range(times) for c in clusters
        ]  # fmt: skip
        began = time.perf_counter()
        resolve(many, reference)
        rows.append({"times": times, "clusters": len(many), "seconds": round(time.perf_counter() - began, 2)})
    return rows


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--growth", action="store_true", help="also show that cost grows with mentions, not their square"
    )
    arguments = parser.parse_args()
    data = Path(os.environ["YANGTZE_DATA"])
    print(json.dumps(evaluate(data), ensure_ascii=False, indent=2))
    if arguments.growth:
        print(json.dumps(growth(data), indent=2))
