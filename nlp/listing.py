"""How an extraction is written down: a JSON record for programs, a listing for people."""

from typing import Any

from graph.ledger.records import Extraction, Mention, Relation


def as_record(identity: str, extraction: Extraction) -> dict[str, Any]:
    """Return the JSON record of one document; relations point into ``mentions`` by index."""
    return {
        "id": identity,
        "text_sha256": extraction.text_sha256,
        "mentions": [
            {"start": m.start, "end": m.end, "text": _printable(m.text), "type": m.type, "entity": m.entity}
            for m in extraction.mentions
        ],
        "relations": [_relation(r) for r in extraction.relations],
    }


def _relation(relation: Relation) -> dict[str, Any]:
    return {
        **relation.properties,
        "type": relation.type,
        "head": relation.head,
        "tail": relation.tail,
        "start": relation.start,
        "end": relation.end,
        "modality": relation.modality,
    }


def as_text(identity: str, text: str, extraction: Extraction) -> str:
    """Return a readable listing: the entities with their names, then the facts with their sentences."""
    lines = [
        f"== {identity}: {len(extraction.mentions)} mentions, {len(extraction.entities)} entities, "
        f"{len(extraction.relations)} relations"
    ]
    counts = [0] * len(extraction.entities)
    for mention in extraction.mentions:
        counts[mention.entity] += 1
    for entity, count in zip(extraction.entities, counts, strict=True):
        names = " = ".join(_one_line(name) for name in entity.names)
        lines.append(f"{entity.type:9} {names}" + (f"  ×{count}" if count > 1 else ""))
    for relation in extraction.relations:
        lines.append(f"{_fact(relation, extraction.mentions)}\n    {_one_line(text[relation.start : relation.end])}")
    return "\n".join(lines)


def _fact(relation: Relation, mentions: tuple[Mention, ...]) -> str:
    head, tail = _one_line(mentions[relation.head].text), _one_line(mentions[relation.tail].text)
    extra = "".join(f" {value}" for value in relation.properties.values() if value)
    how = "" if relation.modality == "asserted" else f" ({relation.modality})"
    return f"{head} —{relation.type}{extra}→ {tail}{how}"


def _one_line(text: str) -> str:
    return " ".join(_printable(text).split())


def _printable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
