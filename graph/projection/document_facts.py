"""What documents say, as nodes and statements over resolved entities."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from graph.ids import mention_cluster_id, passage_id
from graph.ledger.ledger import StoredDocument
from graph.ledger.records import Extraction, LocalEntity, Relation
from graph.linking.context import Context
from graph.linking.linker import SURE, Linker
from graph.linking.makers import MARKET_TALK, says_it_makes
from graph.names.normal import name_key
from graph.projection.model import Passage, Statement
from graph.projection.outright import PHRASES, outright_relations
from graph.projection.projects import products_of
from graph.resolution.resolve import TRADE, Cluster
from graph.schema.model import load_schema

# Types that are properties of the fact they belong to, not nodes.
_NO_NODES = frozenset({"MONEY", "DATE", "TITLE"})
_CONTEXT = frozenset({"LOCATED_IN", "HOLDS_POSITION", "COOPERATES_WITH", "SUBSIDIARY_OF", "INVESTS_IN", "SUPPLIES"})
_STOPS = frozenset("。！？!?\n")
Decided = Callable[[str, str], str | None]
_CARRIED = frozenset({"capacity", "output", "said_by"})  # what a PRODUCES passes on to the MAKES read from it


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A stored document with the source id of each of its local entities (None for those that are no nodes)."""

    document: StoredDocument
    source_ids: tuple[str | None, ...]

    @property
    def extraction(self) -> Extraction:
        """What the document says."""
        return self.document.extraction

    def entities(self) -> Iterator[tuple[str, LocalEntity]]:
        """Source id and local entity of all that are nodes."""
        for source_id, entity in zip(self.source_ids, self.extraction.entities, strict=True):
            if source_id is not None:
                yield source_id, entity

    def source_id(self, mention: int) -> str | None:
        """Source id behind a mention."""
        return self.source_ids[self.extraction.mentions[mention].entity]

    def entity(self, mention: int) -> LocalEntity:
        """Local entity behind a mention."""
        return self.extraction.entities[self.extraction.mentions[mention].entity]

    def passage(self, start: int, end: int) -> Passage:
        """A sentence of the document."""
        first = self.document.first
        text = self.document.text[start:end].strip()
        source = first.publisher or first.url or first.title
        id_ = passage_id(self.document.id, start, end)
        page = self.document.page_at(start)
        return Passage(id_, self.document.id, start, end, text, first.published, source, None, page)

    def sentence_around(self, start: int, end: int) -> tuple[int, int]:
        """Bounds of the sentence that holds a span: one that a relation cites, else from full stop to full stop."""
        for relation in self.extraction.relations:
            if relation.start <= start and end <= relation.end:
                return relation.start, relation.end
        text = self.document.text
        while start > 0 and text[start - 1] not in _STOPS:
            start -= 1
        while end < len(text) and text[end - 1] not in _STOPS:
            end += 1
        return start, end


def view_document(document: StoredDocument) -> DocumentView:
    """Give each local entity its source id: hash of document, type and first offset."""
    extraction = document.extraction
    first: dict[int, int] = {}
    for mention in extraction.mentions:
        first[mention.entity] = min(mention.start, first.get(mention.entity, mention.start))
    ids = tuple(
        mention_cluster_id(document.id, entity.type, first[i]) if entity.type not in _NO_NODES and i in first else None
        for i, entity in enumerate(extraction.entities)
    )
    return DocumentView(document, ids)


def clusters_of(view: DocumentView) -> Iterator[Cluster]:
    """The document's entities as resolution sees them."""
    positions: dict[str, list[str]] = defaultdict(list)
    context: dict[str, set[str]] = defaultdict(set)
    places: dict[str, list[str]] = defaultdict(list)
    for relation in view.extraction.relations:
        head, tail = view.source_id(relation.head), view.source_id(relation.tail)
        if not head or not tail:
            continue
        if relation.type == "HOLDS_POSITION":
            positions[head].append(tail)
        if relation.type == "LOCATED_IN":
            places[head].extend(view.entity(relation.tail).features.get("adcode", ()))
        if relation.type in _CONTEXT:
            context[head].add(tail)
            context[tail].add(head)
    company = {source_id: _company_names(entity) for source_id, entity in view.entities()}
    trades = frozenset(f"{TRADE}{chain}" for _, entity in view.entities() for chain in _chains(entity))
    everyone = Counter(name for names in company.values() for name in names)
    for source_id, entity in view.entities():
        features = dict(entity.features)
        if stated := places.get(source_id):
            features["place"] = tuple(dict.fromkeys((*features.get("place", ()), *stated)))
        yield Cluster(
            source_id, view.document.id, entity.type, entity.names, features,
            tuple(positions.get(source_id, ())), frozenset(context.get(source_id, ())),
            frozenset(everyone - Counter(company[source_id])) | trades if entity.type == "FIRM" else frozenset(),
        )  # fmt: skip


def _chains(entity: LocalEntity) -> Iterator[str]:
    """Chains that an industry or a product speaks of, where its name leaves no doubt."""
    links = entity.features.get("link", ())
    chains = {*entity.features.get("chain", ()), *(link.partition(".")[0] for link in links)}
    if entity.type in ("INDUSTRY", "PRODUCT") and len(chains) == 1:
        yield from chains


def _company_names(entity: LocalEntity) -> tuple[str, ...]:
    """Names by which an entity speaks for who is meant by another in its document."""
    if entity.type not in ("FIRM", "PERSON", "PRODUCT", "INDUSTRY"):
        return ()
    return tuple({name_key(name) for name in entity.names if len(name) >= 2})


def phrase_context(view: DocumentView, linker: Linker, mention: int, known: frozenset[str] = frozenset()) -> Context:
    """What surrounds a phrase in its document; ``known`` are links that its firm is known to make."""
    mentions = view.extraction.mentions
    others = [(m.start, m.text) for m in mentions if m.type in PHRASES]
    return Context(linker.votes.around(mentions[mention].start, mentions[mention].text, others), known)


def linked_phrases(view: DocumentView) -> Iterator[str]:
    """Phrases of the document that a relation joins to something: those to be read against the links."""
    for relation in view.extraction.relations:
        for mention in (relation.head, relation.tail):
            if view.extraction.mentions[mention].type in PHRASES:
                yield view.entity(mention).names[0]


def document_statements(
    view: DocumentView,
    canonical: Mapping[str, str],
    linker: Linker,
    known: Mapping[str, frozenset[str]],
    decided: Decided = lambda _phrase, _link: None,
) -> Iterator[Statement]:
    """Every fact that the document states or that follows from an office's name or a phrase's link.

    ``known`` holds the links that reference rows give each firm, by its canonical id; ``decided`` says whether
    somebody accepted or rejected that a phrase, by its canonical id, names a link.
    """
    reader = _PhraseReader(view, canonical, linker, known, decided)
    for relation in view.extraction.relations:
        head_id, tail_id = view.source_id(relation.head), view.source_id(relation.tail)
        if head_id is None or tail_id is None:
            continue
        method = f"{relation.method} {view.extraction.pipeline}".strip()
        yield Statement(
            relation.type, canonical[head_id], canonical[tail_id], view.passage(relation.start, relation.end),
            relation.modality, relation.confidence, method, view.document.first.publisher, dict(relation.properties),
        )  # fmt: skip
        yield from reader.statements(relation, method)
    for relation in outright_relations(view):
        yield from reader.statements(relation, f"{relation.method} {view.extraction.pipeline}")
    yield from _office_statements(view, canonical)


class _PhraseReader:
    """The links that the phrases of one document name, and the firms that make them."""

    def __init__(
        self,
        view: DocumentView,
        canonical: Mapping[str, str],
        linker: Linker,
        known: Mapping[str, frozenset[str]],
        decided: Decided,
    ) -> None:
        self._view, self._canonical, self._linker, self._known = view, canonical, linker, known
        self._decided = decided

    def statements(self, relation: Relation, method: str) -> Iterator[Statement]:
        """IS_LINK of each end that is a phrase; MAKES where a firm is said to make it."""
        firm = self._view.entity(relation.head).type == "FIRM"
        for end in (relation.head, relation.tail):
            if self._view.extraction.mentions[end].type in PHRASES:
                yield from self._phrase(relation, end, method, relation.head if firm and end == relation.tail else None)
        if firm and relation.type == "INVESTS_IN" and self._view.entity(relation.tail).type == "EVENT":
            yield from self._project(relation, method)

    def _project(self, relation: Relation, method: str) -> Iterator[Statement]:
        """Planned MAKES of who invests in a project that is named after its product."""
        view, project = self._view, self._view.entity(relation.tail).names[0]
        maker = self._canonical[view.source_id(relation.head) or ""]
        context = phrase_context(view, self._linker, relation.tail, self._known.get(maker, frozenset()))
        for product in products_of(project):
            if match := self._linker.match(product, context):
                yield Statement(
                    "MAKES", maker, match.link, view.passage(relation.start, relation.end), "planned",
                    round(match.score * relation.confidence, 3), f"linking, project, {method}",
                    view.document.first.publisher, {"reason": f"「{project}」是其所投项目：{match.reason}"},
                )  # fmt: skip

    def _phrase(self, relation: Relation, end: int, method: str, firm: int | None) -> Iterator[Statement]:
        view = self._view
        phrase, publisher = view.entity(end).names[0], view.document.first.publisher
        node, maker = self._canonical[view.source_id(end) or ""], None
        if firm is not None:
            maker = self._canonical[view.source_id(firm) or ""]
        context = phrase_context(view, self._linker, end, self._known.get(maker or "", frozenset()))
        passage = view.passage(relation.start, relation.end)
        for match in self._linker.read(phrase, context):
            reason = {"reason": match.reason}
            yield Statement("IS_LINK", node, match.link, passage, "asserted", match.score, "linking", publisher, reason)
            verdict = self._decided(node, match.link)
            sure = verdict == "accept" or (match.sure and verdict != "reject")
            if maker and sure and self._made(relation):
                confidence = round(max(match.score, SURE) * relation.confidence, 3)
                yield Statement(
                    "MAKES", maker, match.link, passage, relation.modality, confidence, f"linking, {method}", publisher,
                    reason | {n: v for n, v in relation.properties.items() if n in _CARRIED},
                )  # fmt: skip

    def _made(self, relation: Relation) -> bool:
        if relation.type not in ("PRODUCES", "OPERATES_IN"):
            return False
        if MARKET_TALK.search(self._view.document.text, relation.start, relation.end):
            return False
        head, tail = (self._view.extraction.mentions[n] for n in (relation.head, relation.tail))
        return says_it_makes(self._view.document.text, (head.start, head.end), (tail.start, tail.end))


def _office_statements(view: DocumentView, canonical: Mapping[str, str]) -> Iterator[Statement]:
    """What an office's own name says: whom it represents and where it sits."""
    done: set[int] = set()
    for mention in view.extraction.mentions:
        entity = view.extraction.entities[mention.entity]
        source_id = view.source_ids[mention.entity]
        if entity.type != "OFFICE" or source_id is None or mention.entity in done or entity.features.get("collective"):
            continue
        done.add(mention.entity)
        passage = view.passage(*view.sentence_around(mention.start, mention.end))
        for type_, feature in (("REPRESENTS", "region"), ("LOCATED_IN", "host")):
            for code in entity.features.get(feature, ())[:1]:
                yield Statement(
                    type_, canonical[source_id], code, passage, "asserted", 0.95,
                    f"office-name {view.extraction.pipeline}", view.document.first.publisher,
                )  # fmt: skip


def entity_types(views: Iterable[DocumentView]) -> dict[str, str]:
    """Node label of every source id."""
    labels = load_schema().label_of_mention
    return {
        source_id: labels[entity.type]
        for view in views
        for source_id, entity in zip(view.source_ids, view.extraction.entities, strict=True)
        if source_id is not None
    }


__all__ = [
    "DocumentView", "clusters_of", "document_statements", "entity_types", "linked_phrases", "phrase_context",
    "view_document",
]  # fmt: skip
