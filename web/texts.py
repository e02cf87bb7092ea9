"""A document's text and extraction, read from the ledger file without ever writing to it."""

import json
import re
import sqlite3
import zlib
from dataclasses import dataclass
from pathlib import Path

from graph.errors import LedgerError
from graph.ledger.ledger import StoredDocument
from graph.ledger.records import Document, Extraction
from graph.projection.document_facts import DocumentView, view_document
from nlp.sentences import sentences

_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A numbered sentence."""

    number: int
    start: int
    end: int


def stored_document(ledger: Path, id_: str) -> DocumentView | None:
    """A document by id, or None when the ledger does not hold it (any more).

    Raises:
        LedgerError: the file cannot be read.
    """
    if not ledger.is_file():
        return None
    try:
        connection = sqlite3.connect(f"{ledger.resolve().as_uri()}?mode=ro", uri=True, timeout=5)
        try:
            row = connection.execute(
                "SELECT d.text, e.body FROM documents d JOIN extractions e ON e.document_id = d.id WHERE d.id = ?",
                (id_,),
            ).fetchone()
            publications = connection.execute(
                "SELECT key, title, published, publisher, url, pages FROM publications WHERE document_id = ?"
                " ORDER BY coalesce(published, '9999'), key",
                (id_,),
            ).fetchall()
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise LedgerError(f"The ledger {ledger} could not be read: {error}.") from error
    if row is None:
        return None
    text, body = (zlib.decompress(part).decode("utf-8", "surrogatepass") for part in row)
    known = tuple(
        Document("", key, title, published, publisher, url, tuple(json.loads(pages)))
        for key, title, published, publisher, url, pages in publications
    )
    text = _SURROGATE.sub("\ufffd", text)  # half a character cannot be sent; offsets stay as they are
    extraction = Extraction.from_json(json.loads(body))
    return view_document(StoredDocument(id_, text, known, extraction))


def numbered(text: str) -> list[Sentence]:
    """The sentences of a text by number, as evidence is counted on every page."""
    return [Sentence(i, start, end) for i, (start, end) in enumerate(sentences(text), start=1)]


def sentence_at(found: list[Sentence], start: int) -> int:
    """Number of the sentence that holds an offset, or that comes next."""
    return next((s.number for s in found if start < s.end), len(found))
