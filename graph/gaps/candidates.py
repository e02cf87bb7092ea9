"""Firms of the belt that make a link elsewhere, with the reasons to ask them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from graph.gaps.activity import Activities, Activity
from graph.gaps.ties import Step, Ties
from graph.reference.neighbours import adjacent_provinces

ROLE_NAME = {
    "leader": "龙头",
    "major": "骨干",
    "specialised": "专精",
    "supporting": "配套",
    "emerging": "新锐",
    None: "资料所述",
}


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


def rank_candidates(
    activities: Activities, ties: Ties, link: str, members: Sequence[str], firms_here: Collection[str]
) -> list[Candidate]:
    """Firms of the belt active in the link outside the areas, the likeliest first."""
    provinces = {member[:2] for member in members}
    near = {p for province in provinces for p in adjacent_provinces(province)}
    found = []
    for activity in _elsewhere(activities, link, members):
        why = [_role_reason(activities, activity)]
        score = activity.weight / 3.0
        if tied := ties.between(activity.firm, firms_here):
            why.append(_tie_reason(activities, tied))
            score += 0.4
        if any(activities.is_in(other.places, members) for other in activities.by_firm[activity.firm]):
            why.append(_plant_reason(activities, activity.firm, members))
            score += 0.3
        homes = {place[:2] for place in activity.places}
        if homes & (near | provinces):
            why.append(Reason("near", "同省" if homes & provinces else "所在省与本地相邻", ()))
            score += 0.1
        found.append(Candidate(activity.firm, activity.places, round(score, 4), tuple(why)))
    return sorted(found, key=lambda c: (-c.score, c.firm))


def _elsewhere(activities: Activities, link: str, members: Sequence[str]) -> list[Activity]:
    best: dict[str, Activity] = {}
    for activity in activities.by_link.get(link, ()):
        in_belt = any(activities.regions[p].properties["in_belt"] for p in activity.places if p in activities.regions)
        if not in_belt or activities.is_in(activity.places, members):
            continue
        known = best.get(activity.firm)
        if known is None or known.weight < activity.weight:
            best[activity.firm] = activity
    return list(best.values())


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
