"""What the documents themselves say of a place and a chain: beside the computed status, never part of it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from graph.gaps.activity import Activities
from graph.ids import THE_COUNTRY
from graph.projection.model import Passage, Relationship
from graph.reference.places import Place
from graph.store.base import View

Polarity = Literal["lack", "strength"]
Where = Literal["here", "below", "around", "country"]

POLARITY_NAME: Mapping[Polarity, str] = {"lack": "言缺", "strength": "言强"}
WHERE_NAME: Mapping[Where, str] = {"here": "本地", "below": "辖内", "around": "所在区域", "country": "全国"}
_POLARITY: Mapping[str, Polarity] = {"LACKS": "lack", "EXCELS_IN": "strength"}
_ORDER: tuple[Where, ...] = ("here", "below", "around", "country")
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Said:
    """That documents call a link or chain lacking, or strong, at a place.

    Attributes:
        about: id of the link or chain.
        where: the place asked for, one in it, one around it, or the country.
        inferred: no sentence names the place; it is the document's, or the country.
        words, speaker: the words that say so, and who is quoted ("" for the documents themselves).
        evidence: ids of the sentences, the newest first.
    """

    id: str
    polarity: Polarity
    about: str
    place_id: str
    place: str
    where: Where
    inferred: bool
    words: str
    speaker: str
    n_documents: int
    first_date: str | None
    last_date: str | None
    evidence: tuple[str, ...]

    def to_json(self, passages: Mapping[str, Passage]) -> dict[str, Any]:
        """With its sentences."""
        return {
            "id": self.id, "polarity": self.polarity, "about": self.about,
            "region": {"adcode": self.place_id, "name": self.place}, "where": self.where, "inferred": self.inferred,
            "words": self.words, "speaker": self.speaker or None, "n_documents": self.n_documents,
            "first_date": self.first_date, "last_date": self.last_date,
            "evidence": [passages[p].to_json() for p in self.evidence[:_SHOWN] if p in passages],
        }  # fmt: skip


class Claims:
    """All that the documents of a graph say outright, by what it is about."""

    def __init__(self, view: View, activities: Activities) -> None:
        self._activities = activities
        self._about: dict[str, list[Relationship]] = {}
        for fact in view.relationships(list(_POLARITY)):
            self._about.setdefault(fact.tail, []).append(fact)
        self._groups = {g.id: g for g in view.nodes("RegionGroup")} if self._about else {}

    def facts(self, about: Iterable[str], place: Place, *, wider: bool = True) -> list[tuple[Where, Relationship]]:
        """Facts about the links or chains: of the place and what lies in it, ``wider`` also of what is around."""
        found = []
        for id_ in about:
            for fact in self._about.get(id_, ()):
                where = self._where(fact.head, place)
                if where and (wider or where in ("here", "below")):
                    found.append((where, fact))
        return found

    def said(self, about: Iterable[str], place: Place) -> tuple[Said, ...]:
        """What is said, of the place itself first, then lacks before strengths, the newest first."""
        found = [self._said(where, fact) for where, fact in self.facts(about, place)]
        found.sort(key=lambda s: s.id)
        found.sort(key=lambda s: s.last_date or "", reverse=True)
        return tuple(sorted(found, key=lambda s: (_ORDER.index(s.where), s.polarity)))

    def _where(self, head: str, place: Place) -> Where | None:
        if head == THE_COUNTRY:
            return "country"
        if head == place.id:
            return "here"
        if group := self._groups.get(head):
            members = frozenset(group.properties["members"])
            if members <= frozenset(place.members):
                return "below"
            return "around" if all(self._lies_in(member, members) for member in place.members) else None
        if self._lies_in(head, place.members):
            return "below"
        return "around" if all(self._lies_in(member, (head,)) for member in place.members) else None

    def _lies_in(self, area: str, areas: Collection[str]) -> bool:
        return not self._activities.above(area).isdisjoint(areas)

    def _said(self, where: Where, fact: Relationship) -> Said:
        properties = fact.properties
        node = self._groups.get(fact.head) or self._activities.regions.get(fact.head)
        return Said(
            fact.id, _POLARITY[fact.type], fact.tail, fact.head, node.name if node else fact.head, where,
            bool(properties.get("inferred")), properties.get("words") or "", properties.get("speaker") or "",
            int(properties.get("n_documents") or 0), properties.get("first_date") or None,
            properties.get("last_date") or None, tuple(fact.evidence),
        )  # fmt: skip
