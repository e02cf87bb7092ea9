"""Shapes of the answers, as JSON Schema; a test holds real answers against them, closed."""

from collections.abc import Mapping
from typing import Any

from graph.gaps.status import STATUS_NAME, Thresholds

Shape = dict[str, Any]
TEXT: Shape = {"type": "string"}
WHOLE: Shape = {"type": "integer"}
NUMBER: Shape = {"type": "number"}
YES: Shape = {"type": "boolean"}
ANYTHING: Shape = {"type": "object"}


def ref(name: str) -> Shape:
    """A shape by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


def maybe(shape: Shape) -> Shape:
    """The shape, or null."""
    if isinstance(shape.get("type"), str) and "enum" not in shape:
        return shape | {"type": [shape["type"], "null"]}
    return {"anyOf": [shape, {"type": "null"}]}


def some(shape: Shape) -> Shape:
    """A list."""
    return {"type": "array", "items": shape}


def one_of(*words: str) -> Shape:
    """One of some words."""
    return {"type": "string", "enum": list(words)}


def record(members: Mapping[str, Shape], optional: Mapping[str, Shape] | None = None) -> Shape:
    """An object with members that are always there, and others that may be."""
    return {"type": "object", "properties": {**members, **(optional or {})}, "required": list(members)}


def table(shape: Shape) -> Shape:
    """An object whose names are data."""
    return {"type": "object", "additionalProperties": shape}


_PLACE = record({"adcode": TEXT, "name": TEXT})
_NAMED = record({"id": TEXT, "name": TEXT})
_NODE = record({"id": TEXT, "label": TEXT, "name": TEXT})
_STATUS = one_of(*STATUS_NAME)
_RECORDED = one_of("here", "elsewhere", "nowhere")
_EVIDENCE = some(ref("Evidence"))
_ANSWERED = {"graph_version": TEXT, "note": TEXT}
_LIMITED = _ANSWERED | {"thresholds": ref("Thresholds")}
_NEXT = {"next": maybe({"type": "string", "description": "The address of the next page; null on the last"})}
_ABOUT = record({"id": TEXT}) | {"additionalProperties": True}

SHAPES: dict[str, Shape] = {
    "Problem": record(
        {"type": TEXT, "title": TEXT, "status": WHOLE, "detail": TEXT, "instance": TEXT, "nearest": some(TEXT)},
        {"number": TEXT},
    ),
    "Evidence": record({
        "document": TEXT, "passage": TEXT, "start": maybe(WHOLE), "end": maybe(WHOLE), "text": TEXT,
        "published": maybe(TEXT), "source": maybe(TEXT), "verified": maybe(YES), "page": maybe(WHOLE),
    }),
    "Thresholds": record({name: NUMBER for name in Thresholds.__slots__}),
    "Said": record({
        "id": TEXT, "polarity": one_of("lack", "strength"), "about": TEXT, "region": _PLACE, "where": TEXT,
        "inferred": YES, "words": TEXT, "speaker": maybe(TEXT), "n_documents": WHOLE, "first_date": maybe(TEXT),
        "last_date": maybe(TEXT), "evidence": _EVIDENCE,
    }),
    "Covered": record({
        "region_id": TEXT, "region": TEXT, "chain_id": TEXT, "chain": TEXT, "links": WHOLE, "links_seen": WHOLE,
        "firms": WHOLE, "documents": WHOLE, "statements": WHOLE, "said": WHOLE, "newest": maybe(TEXT),
        "verified": maybe(NUMBER), "recorded": TEXT,
    }),
    "Firm": record({"id": TEXT, "name": TEXT, "role": maybe(TEXT), "evidence": _EVIDENCE}),
    "Step": record({
        "from": _NAMED, "to": _NAMED, "relation": TEXT, "forward": YES, "modality": TEXT, "method": TEXT,
        "evidence": _EVIDENCE,
    }),
    "Introduction": record({
        "kind": one_of("evidenced", "institutional"), "note": TEXT, "steps": some(ref("Step")),
    }),
    "Candidate": record({
        "id": TEXT, "name": TEXT, "region": maybe(_PLACE), "score": NUMBER, "distance_km": maybe(NUMBER),
        "why": some(record({"code": TEXT, "text": TEXT, "evidence": _EVIDENCE})),
        "introduction": maybe(ref("Introduction")),
    }),
    "GapLink": record({
        "link": TEXT, "name": TEXT, "stage": TEXT, "criticality": TEXT, "status": _STATUS, "status_reason": TEXT,
        "action": maybe(TEXT), "recorded": maybe(_RECORDED),
        "action_reason": maybe(TEXT), "rank": maybe(WHOLE), "score": maybe(NUMBER),
        "feasibility": maybe(NUMBER), "importance": maybe(NUMBER), "supply": maybe(NUMBER), "coverage": NUMBER,
        "rca": NUMBER, "relatedness": NUMBER, "documents": WHOLE, "firms": some(ref("Firm")),
        "planned": some(ref("Firm")), "bottleneck": maybe(NUMBER), "betweenness": maybe(NUMBER),
        "dominates": maybe(NUMBER), "said": some(ref("Said")), "n_candidates": WHOLE,
        "candidates": some(ref("Candidate")),
    }),
    "Gaps": record({
        "region": _PLACE, "chain": _NAMED, "headline": TEXT, "firms": WHOLE, "documents": WHOLE,
        "coverage": maybe(ref("Covered")), "said": some(ref("Said")), "links": some(ref("GapLink")),
    } | _LIMITED),
    "Start": record({
        "chain": TEXT,
        "provinces": some(record({"adcode": TEXT, "name": TEXT, "firms": WHOLE, "statuses": some(_STATUS)})),
        "chains": some(record({"id": TEXT, "name": TEXT, "links": WHOLE, "present": table(WHOLE)})),
    }),
    "Matrix": record(
        {"within": maybe(_PLACE), "regions": some(record({"adcode": TEXT, "name": TEXT, "cells": some(ref("Cell"))}))},
        {"chain": _NAMED, "links": some(record({"id": TEXT, "name": TEXT, "stage": TEXT})), "chains": some(_NAMED)},
    ),
    "Cell": record({"firms": WHOLE}, {"status": _STATUS, "seen": WHOLE, "present": WHOLE, "links": WHOLE}),
    "Comparison": record({
        "regions": some(_PLACE), "chain": _NAMED,
        "links": some(record({
            "link": TEXT, "name": TEXT,
            "regions": some(record({
                "status": _STATUS, "status_reason": TEXT, "coverage": NUMBER, "documents": WHOLE, "n_firms": WHOLE,
                "firms": some(ref("PeerFirm")),
            })),
        })),
    } | _LIMITED),
    "PeerFirm": record({
        "id": TEXT, "name": TEXT, "role": maybe(TEXT), "founded": maybe(TEXT), "first_seen": maybe(TEXT),
        "evidence": _EVIDENCE,
    }),
    "Peers": record({
        "region": _PLACE, "chain": maybe(_NAMED),
        "peers": some(record({
            "region": _PLACE, "similarity": NUMBER, "firms": WHOLE,
            "has_and_this_lacks": some(record({
                "link": TEXT, "name": TEXT, "status": _STATUS, "status_here": _STATUS, "n_firms": WHOLE,
                "firms": some(ref("PeerFirm")),
            })),
        })),
    } | _LIMITED),
    "Coverage": record({"coverage": some(ref("Covered"))} | _ANSWERED),
    "Hits": some(record({"id": TEXT, "label": TEXT, "name": TEXT, "matched": TEXT, "score": NUMBER, "why": TEXT})),
    "Fact": record(
        {"id": TEXT, "type": TEXT, "head": _NODE, "tail": _NODE, "properties": ANYTHING, "evidence": _EVIDENCE},
        {"sentences": some(WHOLE)},
    ),
    "Entity": record({
        "id": TEXT, "label": TEXT, "name": TEXT, "properties": ANYTHING, "facts": some(ref("Fact")), "n_facts": WHOLE,
        "documents": some(record({
            "id": TEXT, "title": maybe(TEXT), "published": maybe(TEXT), "publisher": maybe(TEXT), "url": maybe(TEXT),
        })),
    }),
    "Around": record({
        "id": TEXT, "label": TEXT, "name": TEXT, "opened": some(TEXT), "full": YES,
        "neighbours": some(record({
            "id": TEXT, "label": TEXT, "name": TEXT, "column": WHOLE, "parent": TEXT, "facts": some(ANYTHING),
        })),
        "rests": some(ANYTHING),
    }),
    "Path": record({
        "from": _NODE, "to": _NODE, "found": YES, "steps": some(ref("Fact")), "through_offices": some(ref("Fact")),
    }),
    "Documents": record({"total": WHOLE, "documents": some(_ABOUT)} | _NEXT),
    "Document": _ABOUT | {
        "properties": {
            "id": TEXT, "text": maybe(TEXT),
            "sentences": some(record({"number": WHOLE, "start": WHOLE, "end": WHOLE})),
            "mentions": some(record({
                "start": WHOLE, "end": WHOLE, "text": TEXT, "type": TEXT, "entity": maybe(TEXT),
            })),
            "facts": some(ref("Fact")), "rows": _EVIDENCE, **_NEXT,
        },
    },
    "Export": record({
        "graph_version": TEXT, "query": TEXT, "nodes": WHOLE, "facts": WHOLE, "citation": TEXT,
        "files": table(record({"address": TEXT, "bytes": WHOLE})),
    }),
    "Status": record({
        "store": TEXT, "backend": TEXT, "graph_version": TEXT, "state": one_of("ready", "updating"),
        "schema_version": WHOLE, "ledger_id": TEXT, "reference": TEXT, "pipelines": some(TEXT), "built_at": TEXT,
        "documents": maybe(WHOLE), "up_to_date": maybe(YES), "as_of": maybe(TEXT), "notes": some(TEXT),
        "counts": record({"nodes": table(WHOLE), "relationships": table(WHOLE)}),
    }),
    "Review": record({
        "reports": some(ANYTHING), "merges": some(ANYTHING), "doubts": some(ANYTHING), "facts": some(ANYTHING),
        "decisions": some(ANYTHING), "waiting": YES,
    }),
}  # fmt: skip
