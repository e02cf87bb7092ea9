"""A graph as of a date: a view that leaves out what no evidence up to that date says.

* A fact stays when a reference row is among its evidence (standing knowledge, which has no date), or when its first
  dated evidence is not later than the date.
* Two dates are compared as far as both go: ``2024`` is not later than ``2024-03-01`` (it may lie before it), nor is
  ``2024-10-29`` later than ``2024`` (which means the whole of that year).
* Evidence without a date takes no part; how many documents have none is counted.
* Entities stay; documents and passages that are later or undated do not.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from graph.errors import YangtzeError
from graph.projection.model import GraphMeta, Node, Passage, Relationship
from graph.schema.model import load_schema
from graph.store.base import Bundle, Counts, View
from graph.store.values import best_attested

_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
_TEXT_LABELS = frozenset({"Document", "Passage"})


class InvalidDate(YangtzeError):
    """A date that is none."""


def checked_date(text: str) -> str:
    """An ISO date of a year, a month or a day, as it was given.

    Raises:
        InvalidDate: it is none.
    """
    if _DATE.fullmatch(text):
        try:
            date.fromisoformat((text + "-01-01")[:10])
        except ValueError as error:
            raise InvalidDate(f"'{text}' is no day of the calendar.") from error
        return text
    raise InvalidDate(f"'{text[:40]}' is no date; write 2024-10-29, 2024-10 or 2024.")


def not_later(one: str | None, other: str) -> bool:
    """Whether a known date is not later than another, as far as both go."""
    if not one:
        return False
    length = min(len(one), len(other))
    return one[:length] <= other[:length]


class AsOfView:
    """A view of the same graph, as of a date."""

    def __init__(self, base: View, as_of: str) -> None:
        self.base, self.as_of = base, checked_date(as_of)

    @property
    def meta(self) -> GraphMeta:
        """Version and origin of the graph: today's, for it is today's graph that is filtered."""
        return self.base.meta

    @cached_property
    def _published(self) -> Mapping[str, str | None]:
        return {
            node.id: node.properties["published"]
            for node in self.base.nodes("Document")
            if node.properties["kind"] != "reference"
        }

    @property
    def undated_documents(self) -> int:
        """How many documents take no part because nobody knows their date."""
        return sum(not published for published in self._published.values())

    def _counts_document(self, document: str) -> bool:
        """Whether a document is a reference file or was published by then."""
        return _is_reference(document) or not_later(self._published.get(document), self.as_of)

    def counts(self) -> Counts:
        """Nodes by label, relationships by type."""
        counts = self.base.counts()
        nodes = dict(counts.nodes) | {label: len(self.nodes(label)) for label in counts.nodes if label in _TEXT_LABELS}
        facts = {type_: len(self.relationships([type_])) for type_ in counts.relationships}
        return Counts({k: v for k, v in nodes.items() if v}, {k: v for k, v in facts.items() if v})

    def nodes(self, label: str) -> list[Node]:
        """Every node of a label that was there."""
        return self._nodes(self.base.nodes(label))

    def get(self, ids: Iterable[str]) -> dict[str, Node]:
        """Nodes by the id asked for."""
        found = self.base.get(ids)
        kept = {node.id: node for node in self._nodes(found.values())}
        return {asked: kept[node.id] for asked, node in found.items() if node.id in kept}

    def _nodes(self, nodes: Iterable[Node]) -> list[Node]:
        kept = []
        for node in nodes:
            document = {"Document": node.id, "Passage": node.properties.get("document")}.get(node.label)
            if document is None:
                kept.append(self._entity(node))
            elif self._counts_document(document):
                kept.append(node)
        return kept

    def _entity(self, node: Node) -> Node:
        """The entity, mentioned by the documents of the time only."""
        documents = node.properties.get("documents")
        if not documents:
            return node
        known = [document for document in documents if self._counts_document(document)]
        if known == documents:
            return node
        return Node(node.id, node.label, node.properties | {"documents": known, "n_documents": len(known)})

    def relationships(self, types: Sequence[str], head: str | None = None) -> list[Relationship]:
        """Every relationship of the types that had evidence by then."""
        return self._facts(self.base.relationships(types, head))

    def around(self, ids: Iterable[str], types: Sequence[str] | None = None) -> list[Relationship]:
        """Facts that begin or end at any of the ids and had evidence by then."""
        return self._facts(self.base.around(ids, types))

    def bundles(self, id_: str) -> list[Bundle]:
        """What a node's facts were, counted; here they have to be read, for each may be later than the date."""
        here = self._id(id_)
        counted = Counter(kind for fact in self.around([here]) for kind in _kinds(here, fact))
        return sorted(Bundle(*kind, count) for kind, count in counted.items())

    def bundle(self, id_: str, of: Bundle, limit: int, skip: int = 0) -> list[Relationship]:
        """At most ``limit`` facts of a bundle, the latest and best attested first."""
        here, wanted = self._id(id_), (of.type, of.outgoing, of.label)
        found = [fact for fact in self.around([here], [of.type]) if wanted in _kinds(here, fact)]
        found.sort(key=lambda fact: fact.id)
        return sorted(found, key=best_attested, reverse=True)[skip : skip + limit]

    def _id(self, id_: str) -> str:
        node = self.get([id_]).get(id_)
        return node.id if node else id_

    def _facts(self, facts: Iterable[Relationship]) -> list[Relationship]:
        return [kept for fact in facts if (kept := self._fact(fact)) is not None]

    def _fact(self, fact: Relationship) -> Relationship | None:
        if load_schema().relationships[fact.type].plain:
            return fact if self._counts_document(_document(fact.head)) else None
        kept = [passage for passage in fact.evidence if self._counts_document(_document(passage))]
        standing = fact.properties["method"] == "reference" or any(map(_is_reference, kept))
        if not standing and not not_later(fact.properties["first_date"], self.as_of):
            return None
        if kept == fact.evidence and not_later(fact.properties["last_date"] or self.as_of, self.as_of):
            return fact
        return Relationship(
            fact.type, fact.head, fact.head_label, fact.tail, fact.tail_label,
            fact.properties | self._evidence(fact, kept),
        )  # fmt: skip

    def _evidence(self, fact: Relationship, kept: Sequence[str]) -> dict[str, Any]:
        """What the kept passages say of how well and how long the fact was attested.

        The store holds the newest passages of a fact: of a much-attested one those of the time may all be in the
        ledger only. It stays then, with its first date and none of its later sentences.
        """
        documents = {_document(passage) for passage in kept}
        dates = sorted(filter(None, (self._published.get(document) for document in documents)))
        first = fact.properties["first_date"]
        first = first if not_later(first, self.as_of) else None
        return {
            "evidence": list(kept), "n_evidence": len(kept), "n_documents": len(documents),
            "first_date": first, "last_date": dates[-1] if dates else first,
        }  # fmt: skip

    def passages(self, ids: Iterable[str]) -> dict[str, Passage]:
        """Passages of the time by id."""
        found = self.base.passages(ids)
        return {id_: passage for id_, passage in found.items() if self._counts_document(passage.document)}

    def close(self) -> None:
        """Let go of the graph."""
        self.base.close()


def _is_reference(document_or_passage: str) -> bool:
    return not document_or_passage.startswith("d:")


def _document(passage: str) -> str:
    """The document of a passage's id: all before its place."""
    return passage.rpartition(":")[0]


def _kinds(here: str, fact: Relationship) -> list[tuple[str, bool, str]]:
    """The bundles of a node that one of its facts is in."""
    ends = ((True, fact.head, fact.tail_label), (False, fact.tail, fact.head_label))
    return [(fact.type, outgoing, label) for outgoing, near, label in ends if near == here]
