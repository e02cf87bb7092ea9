"""Who can make the introduction: seen in documents (有据引荐), or only responsible by its office (对口机构)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from graph.gaps.activity import Activities
from graph.gaps.ties import Step, Ties
from graph.projection.model import Node, Relationship
from graph.store.base import View

Kind = Literal["evidenced", "institutional"]
_SHANGHAI = "310000"


@dataclass(frozen=True, slots=True)
class Introduction:
    """A way from the region to a candidate; ``note`` says in words what it is."""

    kind: Kind
    note: str
    steps: tuple[Step, ...]


class Introductions:
    """Introductions into the firms of other regions, as seen from one region."""

    def __init__(
        self, offices: "Offices", ties: Ties, activities: Activities, members: Sequence[str], firms_here: frozenset[str]
    ) -> None:
        self._activities = activities
        self._above = frozenset(area for member in members for area in activities.above(member))
        self._offices = offices
        self._own_offices = self._offices.representing(self._above)
        self._from_offices = ties.from_any(self._own_offices)
        self._from_firms = ties.from_any(firms_here, longest=2)

    def to(self, candidate: str, home: Sequence[str]) -> Introduction | None:
        """The best introduction to a candidate whose places are ``home``."""
        return self._evidenced(candidate, home) or self._institutional(candidate, home)

    def _evidenced(self, candidate: str, home: Sequence[str]) -> Introduction | None:
        if path := self._from_offices.get(candidate):
            return Introduction("evidenced", "本地驻外办事处与候选企业有往来", tuple(path))
        if path := self._from_firms.get(candidate):
            return Introduction("evidenced", "经本地企业或共同加入的协会、活动", tuple(path))
        met = [
            (len(self._from_offices[office]), office)
            for office in self._offices.representing(self._areas(home))
            if self._from_offices.get(office)
        ]
        if not met:
            return None
        office = min(met)[1]
        tail = self._home_steps(office, candidate)
        if tail is None:
            return None
        return Introduction(
            "evidenced", "候选企业所在地的办事处与本地办事处见过面", (*self._from_offices[office], *tail)
        )

    def _home_steps(self, office: str, candidate: str) -> tuple[Step, Step] | None:
        """From the office of the candidate's home to the candidate: it represents the area the firm is in."""
        seat = self._offices.seat_of(candidate)
        represents = self._offices.represents[office]
        if seat is None:
            return None
        return Step(office, represents.tail, represents), Step(seat.tail, candidate, seat)

    def _institutional(self, candidate: str, home: Sequence[str]) -> Introduction | None:
        areas = self._areas(home)
        for office in self._own_offices:  # ours, sitting where the candidate is
            seat = self._offices.located.get(office)
            if seat and seat.tail in areas:
                steps = self._responsible(office, candidate)
                return Introduction("institutional", "本地设在候选企业所在地的办事处", steps)
        for office in self._offices.representing(areas):  # theirs, sitting here
            seat = self._offices.located.get(office)
            if seat and seat.tail in self._above:
                return Introduction(
                    "institutional", "候选企业所在地设在本地的办事处", self._responsible(office, candidate)
                )
        theirs = {s.tail: o for o in self._offices.representing(areas) if (s := self._offices.located.get(o))}
        shared = [
            (seat.tail != _SHANGHAI, office, theirs[seat.tail])
            for office in self._own_offices
            if (seat := self._offices.located.get(office)) and seat.tail in theirs
        ]
        if shared:
            _, own, other = min(shared)
            steps = (*self._at_one_place(own, other), *self._responsible(other, candidate))
            return Introduction("institutional", "两地办事处同驻一城", steps)
        return None

    def _at_one_place(self, own: str, other: str) -> tuple[Step, Step]:
        here, there = self._offices.located[own], self._offices.located[other]
        return Step(own, here.tail, here), Step(there.tail, other, there)

    def _responsible(self, office: str, candidate: str) -> tuple[Step, ...]:
        represents = self._offices.represents[office]
        steps: list[Step] = []
        if located := self._offices.located.get(office):
            steps.append(Step(office, located.tail, located))
        if represents.tail not in self._above:  # the office of the candidate's home
            steps = [Step(office, represents.tail, represents)]
        else:
            steps.insert(0, Step(represents.tail, office, represents))
        if seat := self._offices.seat_of(candidate):
            steps.append(Step(seat.tail, candidate, seat))
        return tuple(steps)

    def _areas(self, places: Sequence[str]) -> frozenset[str]:
        return frozenset(area for place in places for area in self._activities.above(place))


class Offices:
    """Liaison offices with whom they represent and where they sit."""

    def __init__(self, view: View, located: Sequence[Relationship]) -> None:
        self.nodes: dict[str, Node] = {node.id: node for node in view.nodes("Office")}
        self.represents: dict[str, Relationship] = {}
        for fact in view.relationships(["REPRESENTS"]):
            self.represents.setdefault(fact.head, fact)
        self.located: dict[str, Relationship] = {}
        self._seats: dict[str, Relationship] = {}
        for fact in located:
            if fact.head_label == "Office":
                self.located.setdefault(fact.head, fact)
            elif fact.head_label == "Firm" and fact.tail_label == "Region":
                self._seats.setdefault(fact.head, fact)

    def representing(self, areas: frozenset[str]) -> list[str]:
        """Offices of any of the areas: those of the smaller area first, at Shanghai before elsewhere."""
        found = [o for o, fact in self.represents.items() if fact.tail in areas and o in self.nodes]
        return sorted(found, key=self._order)

    def _order(self, office: str) -> tuple[bool, bool, str]:
        located = self.located.get(office)
        province = self.represents[office].tail.endswith("0000")
        return province, located is None or located.tail != _SHANGHAI, office

    def seat_of(self, firm: str) -> Relationship | None:
        """The fact that says where a firm sits."""
        return self._seats.get(firm)
