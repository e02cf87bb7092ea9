"""What a reader hands on: a document with its place, a rejection, or a remark; and what a run was told."""

import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import PurePath
from urllib.parse import urlsplit

from graph.ledger.records import Document
from ingest.dates import normal_date

# Bytes that mark a file as something else than text come out of any decoder as control characters or
# replacement characters. Real texts have a stray one at times; one in fifty is no text.
MAX_RUBBISH = 0.02
_LINE_CONTROLS = "\t\n\r\v\f"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item was read: the file as the user named it, its line if it has lines, its size in bytes."""

    path: str
    line: int | None = None
    size: int = 0

    def __str__(self) -> str:
        return self.path if self.line is None else f"{self.path}:{self.line}"


@dataclass(frozen=True, slots=True)
class Reading:
    """A document that was read, and where."""

    place: Place
    document: Document


@dataclass(frozen=True, slots=True)
class Rejection:
    """A document that could not be read, and why; the run goes on without it."""

    place: Place
    reason: str


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about the input that was set aside or put right; no document is lost by it."""

    place: Place
    reason: str


Item = Reading | Rejection | Remark


@dataclass(frozen=True, slots=True)
class Meta:
    """What is said about a document beside its text, as written (the date is not normalised yet)."""

    title: str | None = None
    published: str | None = None
    publisher: str | None = None
    url: str | None = None

    def or_else(self, other: "Meta") -> "Meta":
        """Return this with what it leaves open filled from ``other``."""
        return Meta(*(getattr(self, f.name) or getattr(other, f.name) for f in fields(self)))


META_FIELDS = tuple(f.name for f in fields(Meta))
ROW_FIELDS = ("id", "text", "html", *META_FIELDS)


@dataclass(frozen=True, slots=True)
class Options:
    """What the user said about a run's documents.

    ``meta`` fills what the documents do not say themselves; ``fields`` maps our names to the columns of a
    JSON Lines file, as ``{"text": "body"}``.
    """

    meta: Meta = field(default_factory=Meta)
    fields: Mapping[str, str] = field(default_factory=dict)


def publication_key(meta: Meta, stem: str, row_id: str | None = None) -> str | None:
    """Return which publication this is, or None when nobody says.

    An id is only unique within its publisher, so it is read as ``publisher/id``; without a publisher the
    host of the address stands for it, and without either the name of the file. An unnamed publisher in a
    renamed file therefore gives another key: the ledger then sees one text published twice and counts it
    once, whereas a bare id would let item 1 of one publisher replace item 1 of another. The address alone
    is the key only where there is no id, because feeds often repeat one address on many items.
    """
    if row_id:
        return f"{meta.publisher or urlsplit(meta.url or '').hostname or stem}/{row_id}"
    return meta.url


def compose(
    place: Place, text: str, stated: Meta, guessed: Meta | None = None, key: str | None = None
) -> Iterator[Item]:
    """Make a document of ``text``: yield remarks on what was put right, then the reading or a rejection.

    ``stated`` is what somebody said about the document; ``guessed`` (from a page's markup) fills the rest.
    """
    reason = _no_text_reason(text)
    if reason:
        yield Rejection(place, reason)
        return
    if any("\ud800" <= char <= "\udfff" for char in text):
        # Half a character cannot be written as UTF-8 anywhere further on; its neighbours are sound.
        text = "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)
        yield Remark(place, "the text holds half characters (lone surrogates); each is replaced by U+FFFD")
    meta = stated.or_else(guessed or Meta())
    published = normal_date(meta.published)
    if meta.published and published is None:
        yield Remark(place, f"the date '{_short(meta.published)}' is not understood; the document counts as undated")
    yield Reading(place, Document(text, key, meta.title, published, meta.publisher, meta.url))


def _no_text_reason(text: str) -> str | None:
    if not text.strip():
        return "the text is empty"
    if "\0" in text:
        return "holds NUL characters: this is not a text; convert it to plain text first"
    rubbish = sum(
        char == "\ufffd" or (char < " " and char not in _LINE_CONTROLS) or "\x7f" <= char < "\xa0" for char in text
    )
    if rubbish > MAX_RUBBISH * len(text):
        return "does not read as text in any known encoding; save it as UTF-8 plain text first"
    return None


def fault(error: Exception) -> str:
    """Return an unexpected error with its type and where it was raised, for a reason that can be reported."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {PurePath(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}: {_short(str(error), 200)}{where}"


def _short(value: str, limit: int = 60) -> str:
    return value if len(value) <= limit else value[:limit] + "…"
