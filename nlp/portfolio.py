"""A pasted description of a business, or a list of its products, as chain links."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from graph.errors import DocumentError
from graph.linking.business import Business, read_business
from graph.reference.load import load_reference
from graph.reference.model import Reference

if TYPE_CHECKING:
    from nlp.pipeline import Extractor

_PHRASES = ("INDUSTRY", "PRODUCT")
_PIECE = re.compile("[^、，,；;。：:\n（）()]+")
_LONGEST_PIECE = 20  # 集成电路芯片及产品制造 is an item of a list, a clause is longer
_SHOWN = 20


def business_of_text(text: str, reference: Reference | None = None, extractor: "Extractor | None" = None) -> Business:
    """The chain links of a business from its description: 主营光刻胶、显影液, a registered scope, a paragraph.

    Phrases are what the extraction marks as industries and products, and, in a bare list, its items. All that the text
    names is taken for the firm's own: who makes it and who only uses it is told apart for firms in documents.

    Raises:
        DocumentError: the text is empty.
    """
    if not text.strip():
        raise DocumentError("The text is empty; there is nothing to read.")
    if extractor is None:
        from nlp.pipeline import Extractor  # noqa: PLC0415 - the pipeline loads spaCy

        extractor = Extractor()
    mentions = [(m.start, m.end, m.text) for m in extractor.extract(text).mentions if m.type in _PHRASES]
    items = [item for item in _items(text) if all(item[1] <= start or end <= item[0] for start, end, _ in mentions)]
    subject = " ".join(text.split())
    return read_business(
        subject if len(subject) <= _SHOWN else subject[:_SHOWN] + "…",
        [(start, said) for start, _, said in sorted([*mentions, *items])],
        reference or load_reference(),
    )


def _items(text: str) -> Iterator[tuple[int, int, str]]:
    """Items of a list; none where a piece is as long as a clause."""
    pieces = [(match.start(), match.end(), match.group().strip()) for match in _PIECE.finditer(text)]
    pieces = [piece for piece in pieces if piece[2]]
    if all(len(piece[2]) <= _LONGEST_PIECE for piece in pieces):
        yield from pieces
