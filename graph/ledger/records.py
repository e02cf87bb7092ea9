"""The plain data that travel from a reader through extraction into the ledger.

All offsets are Unicode code points into ``Document.text``, end exclusive.
"""

import hashlib
from bisect import bisect_right
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

MentionType = Literal[
    "FIRM", "OFFICE", "GOV", "ASSOC", "INSTITUTE", "PERSON", "TITLE",
    "PLACE", "INDUSTRY", "PRODUCT", "EVENT", "DOC", "MONEY", "DATE",
]  # fmt: skip
Modality = Literal["asserted", "planned", "ended"]


def text_sha256(text: str) -> str:
    """Return the hex SHA-256 of the UTF-8 bytes of ``text``: the content key of a document."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Document:
    """One text as it was published.

    ``key`` says which publication this is (the publisher's own id, or the address); two texts under one
    key are versions of one document, two keys with one text are one document published twice.
    ``published`` is an ISO date (``2024``, ``2024-10`` or ``2024-10-29``) or None when nobody knows.
    ``pages`` is where in the text each page of the file begins; empty when the file has no pages.
    """

    text: str
    key: str | None = None
    title: str | None = None
    published: str | None = None
    publisher: str | None = None
    url: str | None = None
    pages: tuple[int, ...] = ()

    def page_at(self, offset: int) -> int | None:
        """Return the page, counted from 1, that holds a code point of the text."""
        return bisect_right(self.pages, offset) or None

    @property
    def sha256(self) -> str:
        """Content hash of the text."""
        return text_sha256(self.text)

    @property
    def id(self) -> str:
        """The document's id everywhere: ``d:`` and the first 16 hex digits of its content hash."""
        return f"d:{self.sha256[:16]}"


@dataclass(frozen=True, slots=True)
class Mention:
    """A span of the text that names something; ``entity`` indexes ``Extraction.entities``.

    ``method`` names the rule or model that found it.
    """

    start: int
    end: int
    text: str
    type: MentionType
    entity: int
    method: str


@dataclass(frozen=True, slots=True)
class LocalEntity:
    """One thing within one document: the cluster of its mentions.

    ``names`` are the distinct surface forms, the fullest first. ``features`` hold what resolution may use,
    each a list of strings, e.g. ``{"region": ["340000"], "host": ["310000"], "place": ["合肥市"]}``.
    """

    type: MentionType
    names: tuple[str, ...]
    features: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Relation:
    """A stated fact: ``head`` and ``tail`` index ``Extraction.mentions``, ``start``/``end`` bound its sentence.

    ``properties`` are flat strings or numbers that belong to the fact (``title``, ``amount``, ``date``).
    """

    type: str
    head: int
    tail: int
    start: int
    end: int
    modality: Modality = "asserted"
    confidence: float = 1.0
    method: str = ""
    properties: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence that says outright that something is lacking, or strong, somewhere.

    ``mention`` indexes ``Extraction.mentions``: the industry or product spoken of. ``place`` is an adcode
    (``100000`` the country) or the name of a group of regions, ``inferred`` when the sentence itself names none.
    ``words`` are those that say it, ``speaker`` who is quoted ("" for the document itself).
    """

    polarity: Literal["lack", "strength"]
    mention: int
    start: int
    end: int
    words: str
    place: str
    inferred: bool = False
    speaker: str = ""
    confidence: float = 1.0
    method: str = ""


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that one pipeline version read out of one text."""

    text_sha256: str
    pipeline: str
    mentions: tuple[Mention, ...] = ()
    entities: tuple[LocalEntity, ...] = ()
    relations: tuple[Relation, ...] = ()
    claims: tuple[Claim, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return plain lists and dicts that ``from_json`` reads back."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Extraction":
        """Rebuild an extraction from what ``to_json`` returned."""
        return cls(
            text_sha256=data["text_sha256"],
            pipeline=data["pipeline"],
            mentions=tuple(Mention(**m) for m in data["mentions"]),
            entities=tuple(
                LocalEntity(e["type"], tuple(e["names"]), {k: tuple(v) for k, v in e["features"].items()})
                for e in data["entities"]
            ),
            relations=tuple(Relation(**r) for r in data["relations"]),
            claims=tuple(Claim(**c) for c in data.get("claims", ())),  # rows from before there were any
        )
