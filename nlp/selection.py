"""From candidates to mentions: the better of two that overlap, with clean edges."""

from dataclasses import replace

from nlp.reading import Found

_TRIM = " \t\r\n　,。;:、"
_ORDER = (
    "DOC",
    "EVENT",
    "OFFICE",
    "PERSON",
    "TITLE",
    "GOV",
    "ASSOC",
    "INSTITUTE",
    "FIRM",
    "MONEY",
    "DATE",
    "PLACE",
    "INDUSTRY",
    "PRODUCT",
)
_PLACE_IN_ORDER = {name: index for index, name in enumerate(_ORDER)}


def select(text: str, candidates: list[Found]) -> list[Found]:
    """Return the candidates that stand, in text order, none overlapping another."""
    taken = bytearray(len(text))
    chosen: list[Found] = []
    cleaned = (c for c in map(lambda c: _clean(text, c), candidates) if c)
    for found in sorted(cleaned, key=_preference):
        if not any(taken[found.start : found.end]):
            taken[found.start : found.end] = b"\1" * (found.end - found.start)
            chosen.append(found)
    return sorted(chosen, key=lambda found: found.start)


def _preference(found: Found) -> tuple[int, int, int, int, str]:
    return (-found.rank, found.start - found.end, _PLACE_IN_ORDER[found.type], found.start, found.method)


def _clean(text: str, found: Found) -> Found | None:
    start, end = found.start, found.end
    while start < end and text[start] in _TRIM:
        start += 1
    while end > start and text[end - 1] in _TRIM:
        end -= 1
    surface = text[start:end]
    # Outer quotes are no part of a name; they stay where they wrap only a piece of it.
    if len(surface) > 2 and surface[0] == "“" and surface.find("”") == len(surface) - 1:
        start, end = start + 1, end - 1
    if not text[start:end].strip():
        return None
    return found if (start, end) == (found.start, found.end) else replace(found, start=start, end=end)
