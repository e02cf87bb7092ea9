"""How an extraction is judged against an annotated document.

A mention counts when span and type are exact; a relation counts between clusters, whatever mentions carry it.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from graph.ledger.records import Extraction

Row = dict[str, Any]
Scores = dict[str, Counter[str]]
Triple = tuple[str, ...]


def gold_clusters(row: Row) -> dict[int, int]:
    """Return for each annotated mention the number of its cluster."""
    return {mention: number for number, members in enumerate(row["clusters"]) for mention in members}


def gold_mentions(row: Row) -> set[tuple[int, int, str]]:
    """Return what is annotated as (start, end, type)."""
    return {(m["start"], m["end"], m["type"]) for m in row["mentions"]}


def gold_relations(row: Row) -> set[Triple]:
    """Return what is annotated as (type, head cluster, tail cluster)."""
    clusters = gold_clusters(row)
    return {
        unordered((r["type"], clusters.get(r["head"], f"m{r['head']}"), clusters.get(r["tail"], f"m{r['tail']}")))
        for r in row["relations"]
    }


def our_relations(row: Row, extraction: Extraction) -> set[Triple]:
    """Translate our clusters into gold clusters through shared mentions; what has none stays our own."""
    clusters = gold_clusters(row)
    by_span = {(m["start"], m["end"]): clusters.get(i) for i, m in enumerate(row["mentions"])}
    entity: dict[int, Any] = {}
    for mention in extraction.mentions:
        if (number := by_span.get((mention.start, mention.end))) is not None:
            entity.setdefault(mention.entity, number)
    found = set()
    for relation in extraction.relations:
        ends = [extraction.mentions[i].entity for i in (relation.head, relation.tail)]
        found.add(unordered((relation.type, *(entity.get(e, f"own-{e}") for e in ends))))
    return found


def unordered(triple: tuple[Any, ...]) -> Triple:
    """Return a relation whose ends are sorted where their order says nothing."""
    kind, head, tail = triple
    ends = sorted(map(str, (head, tail))) if kind == "COOPERATES_WITH" else [str(head), str(tail)]
    return (kind, *ends)


def tally(scores: Scores, gold: set[Any], found: set[Any], kind: Callable[[Any], Iterable[str]]) -> None:
    """Count hits, misses and extras under every name that ``kind`` gives an item."""
    for name, items in (("hit", gold & found), ("missed", gold - found), ("extra", found - gold)):
        for item in items:
            for label in kind(item):
                scores.setdefault(label, Counter())[name] += 1


def figures(counts: Counter[str]) -> tuple[float, float, float]:
    """Return precision, recall and F1."""
    hit, missed, extra = counts["hit"], counts["missed"], counts["extra"]
    precision, recall = hit / ((hit + extra) or 1), hit / ((hit + missed) or 1)
    return precision, recall, 2 * precision * recall / ((precision + recall) or 1)
