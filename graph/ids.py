"""Ids are made here and nowhere else; every one is immutable and says what it was made from.

================  =====================================================
``ref:<firm_id>``  a firm of a reference folder (``ref:office:<name>`` an office)
``m:<hash>``       a cluster of mentions: hash of document, type, first offset
``d:<hash>``       a document: hash of its text
``<adcode>``       a region; ``group:<name>`` a group of regions
``<chain>.<link>`` a chain link; ``<chain>`` a chain
``f:<hash>``       a fact: hash of head, type, tail, modality
``r:<hash>``       a relationship that is no fact: hash of head, type, tail
================  =====================================================
"""

import hashlib

THE_COUNTRY = "100000"
"""Adcode of the country: no row of the reference, and the place of what is said of all of it."""


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def mention_cluster_id(document_id: str, type_: str, first_offset: int) -> str:
    """Source id of a document-local cluster of mentions."""
    return f"m:{_digest(document_id, type_, str(first_offset))}"


def passage_id(document_id: str, start: int, end: int) -> str:
    """Id of a sentence of a document, readable and sortable by place."""
    return f"{document_id}:{start}-{end}"


def fact_id(head: str, type_: str, tail: str, modality: str) -> str:
    """Id of a relationship: one per head, type, tail and modality."""
    return f"f:{_digest(head, type_, tail, modality)}"


def concept_id(label: str, key: str) -> str:
    """Id of a thing known by its normalised name alone: an industry, a product, a place without an adcode."""
    return f"c:{_digest(label, key)}"


def relationship_id(head: str, type_: str, tail: str) -> str:
    """Id of a relationship that is no fact (a passage mentions an entity): one per head, type and tail."""
    return f"r:{_digest(head, type_, tail)}"
