"""The finding of a gap answer in one sentence, at most forty characters where the names allow it."""

from collections.abc import Sequence

from graph.gaps.activity import MUNICIPALITIES
from graph.gaps.answer import LinkAnswer
from graph.projection.model import Node
from graph.reference.places import Place


def here(place: Place) -> str:
    """本市 for a municipality or city, 本省 for a province, 本地 for a group."""
    if place.kind == "group":
        return "本地"
    return "本省" if place.id.endswith("0000") and place.id not in MUNICIPALITIES else "本市"


def headline(place: Place, chain: Node, links: Sequence[LinkAnswer]) -> str:
    """What is strong, what is not seen, what to do first."""
    short = _short(place.name)
    chain_name = chain.name.partition("(")[0]
    if all(link.status == "unknown" for link in links):
        return f"{short}{chain_name}：资料少，还不能下结论"
    strong = [link for link in links if link.status == "strong"]
    missing = sum(link.status == "not_observed" for link in links)
    first = sorted((a for a in links if a.rank), key=lambda a: a.rank or 0)[:2]
    strong.sort(key=lambda a: -a.coverage)
    parts = []
    if strong:
        parts.append(f"{'、'.join(a.node.name for a in strong[:2])}已强")
    parts.append(f"{missing} 环未见" if missing else "各环都见到企业")
    if first:
        parts.append(f"宜先{first[0].action[0] if first[0].action else ''}{'、'.join(a.node.name for a in first)}")
    return f"{short}{chain_name}：{'，'.join(parts)}"


def _short(name: str) -> str:
    for suffix in ("省", "市"):
        if name.endswith(suffix) and len(name) > 2:
            return name.removesuffix(suffix)
    return name
