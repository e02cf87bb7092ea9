"""Copies of one text with small changes (syndicated news): one document, counted once as evidence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from datasketch import MinHash, MinHashLSH

from graph.ledger.signature import PERMUTATIONS, sketch_of

ALIKE = 0.85
"""Similarity (estimated Jaccard index of 5-grams) from which two texts may be copies of one."""


@dataclass(frozen=True, slots=True)
class Text:
    """A document as the search for copies sees it; ``parties`` are the names of firms and people in it."""

    id: str
    published: str | None
    signature: bytes | None
    parties: frozenset[str]


def copies(texts: Iterable[Text]) -> Mapping[str, str]:
    """Which text each copy stands for: id → id of the earliest of its kind; texts without copies are left out.

    Two texts are copies when their wording is alike and they name the same parties: notices made from one form,
    with another firm in each, are alike too, and are not copies. The order of ``texts`` does not matter.
    """
    ordered = sorted(texts, key=lambda t: (t.published or "9999", t.id))
    index = MinHashLSH(threshold=ALIKE - 0.05, num_perm=PERMUTATIONS)
    sketches: dict[str, tuple[MinHash, Text]] = {}
    rank = {text.id: i for i, text in enumerate(ordered)}
    first: dict[str, str] = {}
    for text in ordered:
        if text.signature is None:
            continue
        sketch = sketch_of(text.signature)
        # Earlier texts only: a copy stands for the earliest text like it that is no copy itself.
        for other in sorted(map(str, index.query(sketch)), key=rank.__getitem__):
            known, original = sketches[other]
            if sketch.jaccard(known) >= ALIKE and original.parties == text.parties:
                first[text.id] = other
                break
        else:
            index.insert(text.id, sketch)
            sketches[text.id] = (sketch, text)
    return first
