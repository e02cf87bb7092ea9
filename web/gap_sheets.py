"""A gap answer as tables for a spreadsheet: links by rank, firms here, candidates, how it was made."""

from dataclasses import fields

from graph.gaps.answer import CandidateAnswer, GapAnswer, LinkAnswer
from graph.gaps.candidates import ROLE_NAME
from graph.gaps.introductions import Introduction
from graph.gaps.render import KIND_NAME, STAGE_NAME
from graph.gaps.status import STATUS_NAME, Thresholds
from graph.projection.model import GraphMeta
from web.say import _
from web.sheets import Sheet, Value
from web.words import CRITICALITY_NAME, source_name, wide


def gap_sheets(answer: GapAnswer, meta: GraphMeta, address: str) -> list[Sheet]:
    """The tables of an answer; ``address`` is where it can be seen again."""
    return [_links(answer), _firms(answer), _candidates(answer), _about(answer, meta, address)]


def _links(answer: GapAnswer) -> Sheet:
    head = (
        _("位"), _("环节"), _("段"), _("重要性"), _("状态"), _("状态依据"), _("行动"), _("为什么"), _("可行"),
        _("重要"), _("来者"), _("得分"), _("企业数"), _("企业"), _("合计分量"), _("优势指数"), _("资料数"), _("候选数"),
        _("候选"), _("怎么引荐"), "id",
    )  # fmt: skip
    rest = [link for link in answer.links if link.rank is None]
    return Sheet(_("环节"), head, [_link_row(answer, link) for link in (*answer.ranked, *rest)])


def _link_row(answer: GapAnswer, link: LinkAnswer) -> list[Value]:
    properties = link.node.properties
    way = next((c.introduction for c in link.candidates if c.introduction), None)
    return [
        link.rank, wide(link.node.name), STAGE_NAME.get(properties["stage"], properties["stage"]),
        CRITICALITY_NAME.get(properties["criticality"], properties["criticality"]), STATUS_NAME[link.status],
        wide(link.status_reason), link.action, wide(link.action_reason), link.feasibility, link.importance,
        link.supply, link.score, len(link.firms), "、".join(answer.name(a.firm) for a in link.firms),
        round(link.coverage, 2), round(link.rca, 2), link.documents, link.n_candidates,
        "、".join(answer.name(c.candidate.firm) for c in link.candidates), _way(answer, way), link.node.id,
    ]  # fmt: skip


def _way(answer: GapAnswer, way: Introduction | None) -> str | None:
    if way is None:
        return None
    names = [answer.name(step.start) for step in way.steps] + [answer.name(way.steps[-1].end)]
    return f"{KIND_NAME[way.kind]}：{' → '.join(names)}"


def _firms(answer: GapAnswer) -> Sheet:
    head = (_("环节"), _("企业"), _("角色"), _("分量"), _("原句或所据"), _("出处"), "id")
    rows: list[list[Value]] = []
    for link in answer.links:
        for a in link.firms:
            said = [answer.passages[p] for p in a.fact.evidence if p in answer.passages]
            rows.append([
                wide(link.node.name), answer.name(a.firm), ROLE_NAME.get(a.role, a.role), round(a.weight, 2),
                said[0].text if said else None, source_name(said[0]) if said else None, a.firm,
            ])  # fmt: skip
    return Sheet(_("本地企业"), head, rows)


def _candidates(answer: GapAnswer) -> Sheet:
    head = (_("位"), _("环节"), _("候选企业"), _("所在"), _("理由"), _("引荐"), _("路径"), "id")
    rows = [_candidate_row(answer, link, c) for link in answer.ranked for c in link.candidates]
    return Sheet(_("外地候选"), head, rows)


def _candidate_row(answer: GapAnswer, link: LinkAnswer, found: CandidateAnswer) -> list[Value]:
    candidate, way = found.candidate, found.introduction
    return [
        link.rank, wide(link.node.name), answer.name(candidate.firm),
        "、".join(answer.name(place) for place in candidate.places), wide("；".join(r.text for r in candidate.why)),
        KIND_NAME[way.kind] if way else None, _way(answer, way), candidate.firm,
    ]  # fmt: skip


def _about(answer: GapAnswer, meta: GraphMeta, address: str) -> Sheet:
    rows: list[list[Value]] = [
        [_("结论"), wide(answer.headline)], [_("地区"), answer.region_name], [_("产业链"), wide(answer.chain.name)],
        [_("本地企业"), answer.firms], [_("资料"), answer.documents], [_("说明"), wide(answer.note) or None],
        *([field.name, getattr(answer.thresholds, field.name)] for field in fields(Thresholds)),
        [_("图谱版本"), meta.version], [_("成于"), meta.built_at], [_("网址"), address],
        [_("口径"), _("环节、供给关系、角色为编者判断，非测量；未见是资料中未见，不是没有")],
    ]  # fmt: skip
    return Sheet(_("说明"), (_("项"), _("内容")), rows)
