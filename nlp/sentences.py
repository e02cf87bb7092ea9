"""Where sentences end, and how a text too long for spaCy is cut."""

import re
from collections.abc import Iterator

_END = re.compile(r"(?:[。！？!?;；]+|\n)[\s”’」』)）]*")
_SPACY_LIMIT = 1_000_000


def sentences(text: str) -> list[tuple[int, int]]:
    """Return the bounds of the sentences of ``text``, in order and without gaps between words."""
    bounds: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        end = match.end()
        if text[start:end].strip():
            bounds.append((start, end))
        start = end
    if text[start:].strip():
        bounds.append((start, len(text)))
    return bounds


def blocks(text: str, limit: int = _SPACY_LIMIT) -> Iterator[tuple[int, str]]:
    """Yield (offset, block) pairs that join to ``text``, cut after a line or a sentence where there is one."""
    start = 0
    while len(text) - start > limit:
        end = start + limit
        for mark in ("\n", "。", "!", "?", ";", "；", ","):
            cut = text.rfind(mark, start + limit // 2, end)
            if cut >= 0:
                end = cut + 1
                break
        yield start, text[start:end]
        start = end
    yield start, text[start:]
