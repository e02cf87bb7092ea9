"""``build_projection``: the ledger and the reference become the nodes and relationships of a graph."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from graph.errors import EvidenceError
from graph.ids import THE_COUNTRY, fact_id
from graph.ledger.decisions import Decision, Decisions
from graph.ledger.ledger import Ledger, StoredDocument
from graph.linking.linker import linker_of, linking_version
from graph.names.normal import name_key
from graph.projection.claims import claim_statements, country
from graph.projection.collective import collective_statements
from graph.projection.corroboration import corroborating_statements, known_activities, links_by_firm
from graph.projection.document_facts import (
    DocumentView,
    clusters_of,
    document_statements,
    entity_types,
    linked_phrases,
    view_document,
)
from graph.projection.model import GraphMeta, Node, Passage, Projection, Relationship, Statement
from graph.projection.reference_facts import reference_nodes, reference_statements
from graph.reference.model import Reference
from graph.resolution.duplicates import Text, copies
from graph.resolution.resolve import RESOLUTION_VERSION, Resolution, resolve
from graph.schema.model import SCHEMA_VERSION, load_schema

PROJECTION_VERSION = "projection-5"
MAX_EVIDENCE = 20
MAX_DOCUMENTS = 20
_CONCEPT_LABELS = frozenset({"Industry", "Product", "Place", "Policy"})
ROLES = ("leader", "major", "specialised", "supporting", "emerging")  # the strongest first
_LIST_PROPERTIES = frozenset({"sites"})

Progress = Callable[[str], None]


def graph_version(sequence: int, reference_hash: str, pipelines: Sequence[str]) -> str:
    """Ledger sequence, and a hash of all else that decides what the graph says."""
    rules = (
        reference_hash,
        RESOLUTION_VERSION,
        linking_version(),
        PROJECTION_VERSION,
        str(SCHEMA_VERSION),
        *pipelines,
    )
    return f"{sequence}-{hashlib.sha256('|'.join(rules).encode()).hexdigest()[:12]}"


def build_projection(  # noqa: PLR0913 - four facts about the graph, given by name
    documents: Iterable[StoredDocument],
    reference: Reference,
    *,
    ledger_id: str,
    sequence: int,
    decisions: Sequence[Decision] = (),
    progress: Progress = lambda _: None,
) -> Projection:
    """Resolve who is who and put every fact beside its evidence. The same input gives the same graph.

    ``decisions`` are those in force: merges and splits go before every rule, a rejected fact is left out, an
    accepted one is marked so.

    Raises:
        EvidenceError: a fact without a passage, or one that joins what the schema does not let it join.
    """
    progress("reading the ledger")
    every = sorted(map(view_document, documents), key=lambda view: view.document.id)
    copy_of = copies(map(_as_text, every))
    views = [view for view in every if view.document.id not in copy_of]
    progress("who is who")
    # Copies are resolved too, so that every source id answers; their sentences are not counted again.
    resolution = resolve(chain.from_iterable(map(clusters_of, every)), reference, decisions)
    linker, known = linker_of(reference), known_activities(reference)
    progress(f"facts and their sentences ({linker.version})")
    statements: list[Statement] = [
        s for s in reference_statements(reference) if s.head in reference.regions or s.head != s.tail
    ]
    linker.prepare(chain.from_iterable(map(linked_phrases, views)))
    makes, verdicts = links_by_firm(known), _Verdicts(decisions, resolution)
    for view in views:
        statements.extend(document_statements(view, resolution.canonical, linker, makes, verdicts.on_link))
        statements.extend(collective_statements(view, resolution.canonical, reference))
        statements.extend(corroborating_statements(view, resolution.canonical, linker, known))
        statements.extend(claim_statements(view, linker, reference))
    nodes = _Nodes(reference)
    if any(s.head == THE_COUNTRY for s in statements):
        nodes.add(country())
    nodes.add_documents(views, resolution)
    relationships, passages = _relationships(statements, nodes, verdicts)
    result = nodes.finish(used={end for r in chain.from_iterable(relationships.values()) for end in (r.head, r.tail)})
    result |= _text_nodes(views, passages, Counter(copy_of.values()))
    relationships["MENTIONS"] = _mentions(views, resolution, passages, result)
    result["SourceId"] = [
        Node(source, "SourceId", {"canonical": target})
        for source, target in sorted(
            {**resolution.canonical, **copy_of, **_addresses(every, copy_of, resolution)}.items()
        )
        if source != target
    ]
    pipelines = tuple(sorted({view.extraction.pipeline for view in views}))
    meta = GraphMeta(
        graph_version(sequence, reference.hash, pipelines), SCHEMA_VERSION, ledger_id, sequence, reference.hash,
        pipelines, datetime.now(UTC).isoformat(timespec="seconds"),
    )  # fmt: skip
    return Projection(meta, result, relationships)


def resolve_documents(ledger: Ledger, reference: Reference) -> tuple[Resolution, dict[str, str]]:
    """Who is who in a ledger today, and the fullest name of every source id."""
    views = [view_document(document) for document in ledger.documents()]
    names = {source_id: entity.names[0] for view in views for source_id, entity in view.entities()}
    decisions = Decisions(ledger).in_force()
    return resolve(chain.from_iterable(map(clusters_of, views)), reference, decisions), names


def _as_text(view: DocumentView) -> Text:
    parties = {name_key(entity.names[0]) for entity in view.extraction.entities if entity.type in ("FIRM", "PERSON")}
    document = view.document
    return Text(document.id, document.first.published, document.signature, frozenset(parties))


def _addresses(views: Sequence[DocumentView], copy_of: Mapping[str, str], resolution: Resolution) -> dict[str, str]:
    """Where the entities of a copy answer: at those of the same name in the text that it is a copy of."""
    by_id = {view.document.id: view for view in views}
    answers: dict[str, str] = {}
    for copy, original in copy_of.items():
        there = {
            (entity.type, name_key(entity.names[0])): resolution.canonical[source_id]
            for source_id, entity in by_id[original].entities()
        }
        for source_id, entity in by_id[copy].entities():
            target = there.get((entity.type, name_key(entity.names[0])))
            if target and resolution.canonical[source_id] == source_id:
                answers[source_id] = target
    return answers


class _Nodes:
    """Entities under their canonical ids, reference rows first, documents' names and mentions added to them."""

    def __init__(self, reference: Reference) -> None:
        self._nodes: dict[str, Node] = {node.id: node for node in reference_nodes(reference)}
        self._documents: dict[str, dict[str, str]] = defaultdict(dict)

    def add(self, node: Node) -> None:
        self._nodes.setdefault(node.id, node)

    def label(self, id_: str) -> str | None:
        node = self._nodes.get(id_)
        return node.label if node else None

    def add_documents(self, views: Sequence[DocumentView], resolution: Resolution) -> None:
        labels = entity_types(views)
        for view in views:
            for source_id, entity in zip(view.source_ids, view.extraction.entities, strict=True):
                if source_id is None:
                    continue
                id_ = resolution.canonical[source_id]
                node = self._nodes.get(id_)
                if node is None:
                    collective = (
                        {"collective": bool(entity.features.get("collective"))} if entity.type == "OFFICE" else {}
                    )
                    properties = {"name": "", "names": [], "source_ids": [], **collective}
                    node = self._nodes[id_] = Node(id_, labels[source_id], properties)
                if code := entity.features.get("stock_code"):
                    node.properties.setdefault("stock_code", code[0])
                node.properties["names"].extend(n for n in entity.names if n not in node.properties["names"])
                node.properties["source_ids"].append(source_id)
                self._documents[id_][view.document.id] = view.document.first.published or ""

    def finish(self, used: set[str]) -> dict[str, list[Node]]:
        """Nodes by label; a bare term that no fact speaks of is left to the ledger."""
        result: dict[str, list[Node]] = {label: [] for label in load_schema().entity_labels}
        for id_, node in sorted(self._nodes.items()):
            if node.label in _CONCEPT_LABELS and id_ not in used:
                continue
            newest = sorted(self._documents[id_].items(), key=lambda item: (item[1], item[0]), reverse=True)
            node.properties["documents"] = [document for document, _ in newest[:MAX_DOCUMENTS]]
            node.properties["n_documents"] = len(newest)
            if not node.properties["name"]:
                # Longest first: a document's fullest name says the most; ties fall to the code points.
                node.properties["names"].sort(key=lambda n: (-len(n), n))
                node.properties["name"] = node.properties["names"][0]
            result[node.label].append(node)
        return result


def _relationships(
    statements: Iterable[Statement], nodes: _Nodes, verdicts: "_Verdicts"
) -> tuple[dict[str, list[Relationship]], dict[str, Passage]]:
    schema = load_schema()
    groups: dict[tuple[str, str, str, str], list[Statement]] = defaultdict(list)
    for s in statements:
        head, tail = s.head, s.tail
        if head == tail:
            continue  # two names of one thing in a sentence: nothing is said between them
        if schema.relationships[s.type].symmetric and tail < head:
            head, tail = tail, head
        groups[s.type, head, tail, s.modality].append(s)
    result: dict[str, list[Relationship]] = {name: [] for name in schema.fact_types}
    passages: dict[str, Passage] = {}
    for (type_, head, tail, modality), said in sorted(groups.items()):
        head_label, tail_label = nodes.label(head), nodes.label(tail)
        if (head_label, tail_label) not in schema.relationships[type_].pairs:
            if any(s.method != "reference" for s in said):
                continue  # the text joins two kinds of things that the schema does not: the ledger keeps it
            raise EvidenceError(f"{said[0].passage.id}: {type_} may not join {head_label} and {tail_label}.")
        verdict = verdicts.on(type_, head, tail, modality)
        if verdict == "reject":
            continue
        properties = _aggregate(said) | {"reviewed": verdict == "accept"}
        properties |= {"id": fact_id(head, type_, tail, modality), "modality": modality}
        result[type_].append(Relationship(type_, head, str(head_label), tail, str(tail_label), properties))
        passages.update((s.passage.id, s.passage) for s in said if s.passage.id in properties["evidence"])
    return result, passages


class _Verdicts:
    """What people decided about facts; their ends are followed to whoever stands for them today."""

    def __init__(self, decisions: Sequence[Decision], resolution: Resolution) -> None:
        self._verdicts: dict[tuple[str, str, str, str], str] = {}
        for decision in decisions:
            if decision.kind in ("accept", "reject"):
                head, type_, tail, modality = decision.subject
                now = (resolution.canonical.get(head, head), resolution.canonical.get(tail, tail))
                self._verdicts[type_, now[0], now[1], modality] = decision.kind

    def on(self, type_: str, head: str, tail: str, modality: str) -> str | None:
        """accept, reject, or None when nobody has looked at the fact."""
        return self._verdicts.get((type_, head, tail, modality))

    def on_link(self, phrase: str, link: str) -> str | None:
        """The same for a phrase's link; MAKES is read from it, and follows."""
        return self.on("IS_LINK", phrase, link, "asserted")


def _aggregate(said: Sequence[Statement]) -> dict[str, Any]:
    """One fact out of all that say it: evidence newest first, the surest statement's method and publisher."""
    if not all(s.passage.id and s.passage.text for s in said):
        raise EvidenceError(f"{said[0].type} {said[0].head} → {said[0].tail}: a statement without a passage.")
    passages = {s.passage.id: s.passage for s in said}
    ordered = sorted(passages.values(), key=lambda p: (p.published or "", p.id), reverse=True)
    dates = sorted(p.published for p in ordered if p.published)
    surest = max(said, key=lambda s: (s.confidence, s.method == "reference", s.passage.id))
    oldest = min(said, key=lambda s: (s.passage.published or "9999", s.passage.id))
    return {
        "evidence": [p.id for p in ordered[:MAX_EVIDENCE]],
        "n_evidence": len(passages),
        "n_documents": len({p.document for p in ordered}),
        "first_date": dates[0] if dates else None,
        "last_date": dates[-1] if dates else None,
        "confidence": surest.confidence,
        "method": surest.method,
        "publisher": oldest.publisher,
        "source": next((p.source for p in ordered if p.verified is not None and p.source), None),
        "verified": any(p.verified for p in ordered),
        **_merged_properties(said),
    }


def _merged_properties(said: Sequence[Statement]) -> dict[str, Any]:
    allowed = load_schema().relationships[said[0].type].properties
    merged: dict[str, Any] = {}
    for statement in said:
        for name, value in statement.properties.items():
            if name not in allowed or value in (None, ""):
                continue
            if name == "said_by" and not all(other.properties.get(name) for other in said):
                continue  # somebody says it, and so does a document in its own word
            if name in _LIST_PROPERTIES:
                merged[name] = sorted({*merged.get(name, ()), *value})
            elif name == "role":
                merged[name] = min(value, merged.get(name, value), key=ROLES.index)
            elif isinstance(value, bool):
                merged[name] = merged.get(name, value) and value
            elif name not in merged:
                merged[name] = value
            elif isinstance(value, str) and value not in str(merged[name]).split("；"):
                merged[name] = f"{merged[name]}；{value}"
    return merged


def _text_nodes(
    views: Sequence[DocumentView], passages: Mapping[str, Passage], copies_of: Mapping[str, int]
) -> dict[str, list[Node]]:
    documents = [
        Node(view.document.id, "Document", {
            "title": view.document.first.title, "published": view.document.first.published,
            "publisher": view.document.first.publisher, "url": view.document.first.url, "kind": "document",
            "publications": len(view.document.publications) + copies_of.get(view.document.id, 0),
        })
        for view in views
    ]  # fmt: skip
    files = sorted({p.document for p in passages.values() if p.start is None})
    documents += [
        Node(f, "Document", {"title": f.partition(":")[2], "kind": "reference", "publications": 1}) for f in files
    ]
    return {
        "Document": documents,
        "Passage": [
            Node(p.id, "Passage", {
                "document": p.document, "start": p.start, "end": p.end, "text": p.text,
                "published": p.published, "source": p.source, "verified": p.verified,
                "page": p.page,
            })
            for _, p in sorted(passages.items())
        ],
    }  # fmt: skip


def _mentions(
    views: Sequence[DocumentView],
    resolution: Resolution,
    passages: Mapping[str, Passage],
    nodes: Mapping[str, list[Node]],
) -> list[Relationship]:
    """Which entities the sentences that carry a fact mention."""
    labels = {node.id: label for label in load_schema().entity_labels for node in nodes[label]}
    spans: dict[str, list[Passage]] = defaultdict(list)
    for passage in passages.values():
        if passage.start is not None:
            spans[passage.document].append(passage)
    found: set[tuple[str, str]] = set()
    for view in views:
        for passage in spans.get(view.document.id, ()):
            for mention in view.extraction.mentions:
                source_id = view.source_ids[mention.entity]
                if source_id and passage.start <= mention.start and mention.end <= passage.end:  # type: ignore[operator]
                    found.add((passage.id, resolution.canonical[source_id]))
    return [
        Relationship("MENTIONS", passage, "Passage", entity, labels[entity], {})
        for passage, entity in sorted(found)
        if entity in labels
    ]
