"""Firms of the belt that make a link elsewhere, with the reasons to ask them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from graph.gaps.activity import Activities, Activity
from graph.gaps.here import Here
from graph.gaps.ties import Step, Ties

ROLE_NAME = {
    "leader": "龙头",
    "major": "骨干",
    "specialised": "专精",
    "supporting": "配套",
    "emerging": "新锐",
    None: "资料所述",
}

_TIED, _PLANT, _NEAR = 0.4, 0.3, 0.1  # beside the weight of the activity over 3, a leader's


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a candidate is one: a code, words, and passage ids."""

    code: str
    text: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A firm that could fill a link."""

    firm: str
    places: tuple[str, ...]
    score: float
    why: tuple[Reason, ...]


class Candidates:
    """Who could fill which link: the firms of the belt, gathered once; reasons are written for those that are shown."""

    def __init__(self, activities: Activities, ties: Ties) -> None:
        self._activities, self._ties = activities, ties
        self._pool: dict[str, list[Activity]] = {}

    def ranked(self, link: str, here: Here, firms_here: Collection[str]) -> list[tuple[float, Activity]]:
        """Firms of the belt active in the link outside the place with their scores, the likeliest first."""
        own = {activity.firm for activity in self._activities.here(link, here.members)}
        near = here.adjacent | here.provinces
        found = []
        for activity in self._of_belt(link):
            firm = activity.firm
            if firm in own:
                continue
            score = activity.weight / 3.0
            if self._ties.between(firm, firms_here):
                score += _TIED
            if firm in here.active:
                score += _PLANT
            if any(place[:2] in near for place in activity.places):
                score += _NEAR
            found.append((round(score, 4), activity))
        return sorted(found, key=lambda item: (-item[0], item[1].firm))

    def explained(self, scored: tuple[float, Activity], here: Here, firms_here: Collection[str]) -> Candidate:
        """A candidate with its reasons."""
        score, activity = scored
        why = [_role_reason(self._activities, activity)]
        if tied := self._ties.between(activity.firm, firms_here):
            why.append(_tie_reason(self._activities, tied))
        if activity.firm in here.active:
            why.append(_plant_reason(self._activities, activity.firm, here.members))
        homes = {place[:2] for place in activity.places}
        if homes & (here.adjacent | here.provinces):
            why.append(Reason("near", "同省" if homes & here.provinces else "所在省与本地相邻", ()))
        return Candidate(activity.firm, activity.places, score, tuple(why))

    def _of_belt(self, link: str) -> list[Activity]:
        """Activities in a link within the belt, a firm once."""
        if link not in self._pool:
            regions = self._activities.regions
            best: dict[str, Activity] = {}
            for activity in self._activities.by_link.get(link, ()):
                if any(regions[p].properties["in_belt"] for p in activity.places if p in regions):
                    known = best.get(activity.firm)
                    if known is None or known.weight < activity.weight:
                        best[activity.firm] = activity
            self._pool[link] = list(best.values())
        return self._pool[link]


def _role_reason(activities: Activities, activity: Activity) -> Reason:
    link = activities.links[activities.link_index[activity.link]].name
    places = "、".join(activities.regions[p].name for p in activity.places[:2])
    return Reason("role", f"{places}的{link}企业（{ROLE_NAME[activity.role]}）", tuple(activity.fact.evidence))


def _tie_reason(activities: Activities, tied: Sequence[Step]) -> Reason:
    names = "、".join(dict.fromkeys(activities.firms[s.end].name for s in tied[:3]))
    return Reason("tie", f"与本地企业有往来：{names}", tuple(e for s in tied[:3] for e in s.fact.evidence[:2]))


def _plant_reason(activities: Activities, firm: str, members: Sequence[str]) -> Reason:
    here = [a for a in activities.by_firm[firm] if activities.is_in(a.places, members)]
    links = "、".join(dict.fromkeys(activities.links[activities.link_index[a.link]].name for a in here[:3]))
    return Reason("plant", f"在本地已有布点：{links}", tuple(e for a in here[:3] for e in a.fact.evidence[:1]))
