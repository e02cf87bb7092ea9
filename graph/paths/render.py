"""Profiles and paths as text for a terminal."""

from collections.abc import Sequence

from graph.gaps.render import RELATION_NAME, quoted
from graph.paths.profile import Profile
from graph.paths.shortest import PathAnswer
from graph.projection.collective import COLLECTIVE_METHOD
from graph.projection.model import Relationship

AMOUNTS = {"capacity": "产能", "output": "产量", "investment": "投资"}
_MODALITY = {"planned": "（拟）", "ended": "（已止）"}


def render_profile(profile: Profile) -> str:
    """Names, facts with the newest sentences, documents."""
    node = profile.node
    lines = [f"{node.name}  [{node.label}]  {node.id}"]
    others = [n for n in node.properties.get("names") or () if n != node.name]
    if others:
        lines.append(f"又名  {'、'.join(others)}")
    for fact in profile.facts:
        lines.append(f"  {_fact(fact, node.id, profile)}")
        lines += [f"      {quoted(profile.passages[p])}" for p in fact.evidence[:2] if p in profile.passages]
        if (more := (fact.properties.get("n_evidence") or 0) - 2) > 0:
            lines.append(f"      另有 {more} 句")
    if profile.n_facts > len(profile.facts):
        lines.append(f"  列前 {len(profile.facts)} 条，共 {profile.n_facts} 条：--limit {profile.n_facts}")
    if not profile.facts:
        lines.append("  资料中未见关于它的事实")
    if profile.documents:
        lines.append(f"见于 {node.properties.get('n_documents')} 篇文献：")
        for document in profile.documents[:5]:
            origin = [document.properties.get(k) for k in ("published", "publisher")]
            lines.append(f"  {document.name}  {' '.join(o for o in origin if o)}  {document.id}")
    return "\n".join(lines) + "\n"


def _fact(fact: Relationship, here: str, profile: Profile) -> str:
    name = RELATION_NAME[fact.type]
    detail = fact.properties.get("title") or fact.properties.get("role") or ""
    mark = _MODALITY.get(fact.properties["modality"], "")
    if fact.properties["method"].startswith(COLLECTIVE_METHOD):
        mark += "（据句意推断）"
    mark += f"：{detail}" if detail else ""
    mark += "".join(f"：{word} {fact.properties[name]}" for name, word in AMOUNTS.items() if fact.properties.get(name))
    if said_by := fact.properties.get("said_by"):
        mark += f"（{said_by}称）"
    if fact.head == here:
        return f"─{name}{mark}→ {profile.nodes[fact.tail].name}"
    return f"←{name}{mark}─ {profile.nodes[fact.head].name}"


def render_path(answer: PathAnswer) -> str:
    """The steps in walking order, each with its newest sentence."""
    start, end = answer.start.name, answer.end.name
    if answer.start.id == answer.end.id:
        return f"{start} 与 {end} 是同一个\n"
    if not answer.facts:
        return f"{start} 与 {end} 之间，资料中未见联系\n"
    lines = [f"{start} 与 {end}：{len(answer.facts)} 步", *_steps(answer, answer.facts)]
    if answer.through_offices:
        lines += [f"经驻外机构：{len(answer.through_offices)} 步", *_steps(answer, answer.through_offices)]
    return "\n".join(lines) + "\n"


def _steps(answer: PathAnswer, facts: Sequence[Relationship]) -> list[str]:
    """The steps of one way in walking order, each with its newest sentence."""
    lines, stops = [], answer.stops_of(facts)
    for here, there, fact in zip(stops, stops[1:], facts, strict=False):
        name = RELATION_NAME[fact.type] + _MODALITY.get(fact.properties["modality"], "")
        if fact.properties.get("title"):
            name += f"：{fact.properties['title']}"
        arrow = f"─{name}→" if fact.head == here else f"←{name}─"
        lines.append(f"  {answer.nodes[here].name} {arrow} {answer.nodes[there].name}")
        lines += [f"      {quoted(answer.passages[p])}" for p in fact.evidence[:1] if p in answer.passages]
    return lines
