"""How the encoder sees a text: windows of whole sentences, and spans as tags of characters."""

import re
from collections.abc import Iterator

from graph.ledger.records import MentionType

KINDS: tuple[MentionType, ...] = (
    "FIRM", "OFFICE", "GOV", "ASSOC", "INSTITUTE", "PERSON", "TITLE",
    "PLACE", "INDUSTRY", "PRODUCT", "EVENT", "DOC", "MONEY", "DATE",
)  # fmt: skip
TYPES: tuple[str, ...] = KINDS
# Windows end with a sentence once they are this long; a sentence beyond the second limit is cut.
TARGET, LIMIT = 220, 480
_PAUSE = re.compile(r"[,，、|\s]")


def windows(sentences: list[tuple[int, int]], text: str = "") -> Iterator[tuple[int, int]]:
    """Yield (start, end) of windows that cover all sentences in order.

    A sentence too long for a window is cut at a pause of ``text`` near the limit, else right at it.
    """
    start = last = sentences[0][0] if sentences else 0
    for _, end in sentences:
        if end - start > TARGET and last > start:
            yield start, last
            start = last
        while end - start > LIMIT:
            pauses = [m.end() for m in _PAUSE.finditer(text, start + LIMIT - 90, start + LIMIT)]
            cut = pauses[-1] if pauses else start + LIMIT
            yield start, cut
            start = cut
        last = end
    if last > start:
        yield start, last


def tag_names(types: tuple[str, ...]) -> list[str]:
    """Return the BIO tags of types in their fixed order, ``O`` first."""
    return ["O", *(f"{prefix}-{name}" for name in types for prefix in "BI")]


def bio(size: int, spans: list[tuple[int, int, int]]) -> list[int]:
    """Return the tag of each character under (start, end, type number) spans."""
    tags = [0] * size
    for start, end, kind in spans:
        tags[start] = 1 + 2 * kind
        tags[start + 1 : end] = [2 + 2 * kind] * (end - start - 1)
    return tags
