"""A document as a page shows it: its text in pieces, its mentions by type, its facts with sentence numbers."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from graph.errors import UnknownName
from graph.ledger.records import Mention
from graph.projection.document_facts import DocumentView
from graph.projection.model import Node, Passage, Relationship
from web.keeper import Reading
from web.lists import documents
from web.texts import Sentence, numbered, sentence_at, stored_document
from web.words import MENTION_CLASS

_LINE = re.compile(r"[^\n]*(?:\n|$)")
_HEADING = 42
_STOPS = "。！？!?；;…"
_BYLINE = re.compile(r"[/／:：]")
_MOST_FACTS = 120


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; ``kind`` is the class of the mention it is, ``type`` its type, ``id`` the thing it names."""

    text: str
    kind: str = ""
    type: str = ""
    id: str | None = None


@dataclass(frozen=True, slots=True)
class ShownSentence:
    """A sentence in pieces; ``hot`` when the address points at it."""

    number: int
    pieces: tuple[Piece, ...]
    hot: bool


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences of one line of the text."""

    sentences: tuple[ShownSentence, ...]
    heading: bool


@dataclass(frozen=True, slots=True)
class StatedFact:
    """A fact that this document states, and the numbers of the sentences that do."""

    fact: Relationship
    sentences: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """All that the page of a text shows; without ``view`` the ledger does not hold the text (any more)."""

    node: Node
    view: DocumentView | None
    sentences: tuple[Sentence, ...]
    things: Mapping[str, Node]
    facts: tuple[StatedFact, ...]
    nodes: Mapping[str, Node]
    passages: Mapping[str, Passage]

    @property
    def types(self) -> Counter[str]:
        """Mentions by type."""
        return Counter(m.type for m in self.view.extraction.mentions) if self.view else Counter()

    def thing(self, mention: Mention) -> str | None:
        """Id of what a mention stands for now."""
        source = self.view.source_ids[mention.entity] if self.view else None
        node = self.things.get(source or "")
        return node.id if node else None

    def paragraphs(self, at: tuple[int, int] | None) -> list[Paragraph]:
        """The text, with the sentences of ``at`` (offsets) marked."""
        if self.view is None:
            return []
        mentions = _apart(self.view.extraction.mentions)
        text, result = self.view.document.text, []
        for line in _LINE.finditer(text):
            inside = [s for s in self.sentences if s.start < line.end() and s.end > line.start()]
            inside = [s for s in inside if text[max(s.start, line.start()) : min(s.end, line.end())].strip()]
            if not inside:
                continue
            shown = tuple(
                ShownSentence(
                    s.number,
                    tuple(self._pieces(max(s.start, line.start()), min(s.end, line.end()), mentions)),
                    at is not None and s.start < at[1] and s.end > at[0],
                )
                for s in inside
            )
            result.append(Paragraph(shown, len(shown) == 1 and _is_heading(line[0].strip())))
        return result

    def _pieces(self, start: int, end: int, mentions: list[Mention]) -> Iterator[Piece]:
        text = self.view.document.text if self.view else ""
        here = start
        for mention in mentions:
            first, last = max(mention.start, start), min(mention.end, end)
            if first >= last:
                continue
            if here < first:
                yield Piece(text[here:first])
            yield Piece(text[first:last], MENTION_CLASS[mention.type], mention.type, self.thing(mention))
            here = last
        if here < end:
            yield Piece(text[here:end])


def _is_heading(line: str) -> bool:
    """Whether a line reads like one: short, without a full stop, and no byline (文/…, 来源:…)."""
    end = line.rstrip("”’」』）)")[-1:]
    return 4 < len(line) <= _HEADING and end not in _STOPS and not _BYLINE.search(line)


def _apart(mentions: tuple[Mention, ...]) -> list[Mention]:
    """Mentions that do not overlap, the longer of two first."""
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


def document_node(now: Reading, id_: str) -> Node:
    """The document of an id.

    Raises:
        UnknownName: with the ids that are most like it.
    """
    node = now.graph.view.get([id_]).get(id_)
    if node is None or node.label != "Document":
        raise UnknownName("document", id_, tuple(get_close_matches(id_, [d.id for d in documents(now)], 3, 0.8)))
    return node


def document_page(now: Reading, node: Node) -> DocumentPage:
    """What the page of a text shows."""
    return now.once(("document", node.id), lambda: _page(now, node))


def _page(now: Reading, node: Node) -> DocumentPage:
    stored = stored_document(now.graph.place.ledger_path, node.id)
    if stored is None:
        return DocumentPage(node, None, (), {}, (), {}, {})
    found = numbered(stored.document.text)
    view = now.graph.view
    things = view.get(source for source in stored.source_ids if source)
    # Regions are hubs: what the text says of one stands at the fact's other end too.
    parties = {thing.id for thing in things.values() if thing.label not in ("Region", "RegionGroup", "Chain", "Link")}
    facts = []
    for fact in view.around(parties) if parties else ():
        starts = [int(e.rpartition(":")[2].partition("-")[0]) for e in fact.evidence if e.startswith(f"{node.id}:")]
        if starts:
            facts.append(StatedFact(fact, tuple(sorted({sentence_at(found, s) for s in starts}))))
    facts.sort(key=lambda f: (f.sentences, f.fact.type, f.fact.id))
    ends = view.get({end for f in facts for end in (f.fact.head, f.fact.tail)})
    own = [e for f in facts for e in f.fact.evidence if e.startswith(f"{node.id}:")]
    return DocumentPage(node, stored, tuple(found), things, tuple(facts[:_MOST_FACTS]), ends, view.passages(own))
