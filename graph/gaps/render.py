"""The gap answer as text for a terminal and as CSV."""

import csv
import io

from graph.export.write import cell
from graph.gaps.answer import CandidateAnswer, GapAnswer, LinkAnswer
from graph.gaps.candidates import ROLE_NAME
from graph.gaps.coverage import RECORDED_NAME
from graph.gaps.rows import COLUMNS, link_rows
from graph.gaps.said import POLARITY_NAME, WHERE_NAME, Said
from graph.gaps.status import STATUS_GLYPH, STATUS_NAME
from graph.gaps.ties import Step
from graph.projection.collective import COLLECTIVE_METHOD
from graph.projection.model import Passage
from graph.tables import render_table

RELATION_NAME = {
    "MAKES": "从事环节", "PRODUCES": "生产", "OPERATES_IN": "从事", "SUPPLIES": "供货给", "INVESTS_IN": "投资",
    "SUBSIDIARY_OF": "隶属", "COOPERATES_WITH": "合作", "LOCATED_IN": "位于", "MEMBER_OF": "成员", "ORGANIZES": "组织",
    "PARTICIPATES_IN": "参加", "REPRESENTS": "代表", "HOLDS_POSITION": "任职", "UPSTREAM_OF": "上游于",
    "PART_OF": "属于", "IS_LINK": "即环节", "IN": "位于", "FEEDS": "供给", "BELONGS_TO": "属于",
    "PRIORITISES": "列为重点", "LACKS": "据资料缺", "EXCELS_IN": "据资料强于",
}  # fmt: skip
KIND_NAME = {"evidenced": "有据引荐", "institutional": "对口机构"}
_SHOWN_SAID = 8
STAGE_NAME = {"upstream": "上游", "midstream": "中游", "downstream": "下游", "supporting": "配套"}


def render_text(answer: GapAnswer, *, rows: int | None = None, details: int = 3) -> str:
    """Headline, the ranked links, the other links in short, and the first ``details`` links in full."""
    ranked = answer.ranked[:rows]
    parts = [f"{answer.headline}\n"]
    if ranked:
        parts.append(
            render_table(
                ("序", "环节", "状态", "动作", "分", "为什么", "外地候选", "引荐"),
                (_row(answer, link) for link in ranked),
                fixed=("序", "状态", "动作", "分", "引荐"),
            )
        )
        if len(answer.ranked) > len(ranked):
            parts.append(f"再列 {len(answer.ranked) - len(ranked)} 环：--rows {len(answer.ranked)}\n")
    parts.append(_others(answer))
    parts.extend(render_link(answer, link) for link in ranked[:details])
    if answer.said:
        parts.append(_said(answer))
    parts.append(f"{_basis(answer)}{answer.thresholds.in_words}环节、供给关系、角色为编者判断，非测量。\n")
    return "\n".join(parts)


def _said(answer: GapAnswer) -> str:
    """What documents call lacking or strong: quoted beside the statuses, which do not rest on it."""
    names = {link.node.id: link.node.name for link in answer.links} | {answer.chain.id: answer.chain.name}
    lines = ["资料所述（原文的说法，不计入状态与排序）"]
    for said in answer.said[:_SHOWN_SAID]:
        lines.append(f"   {POLARITY_NAME[said.polarity]}  {_of_whom(said)} · {names[said.about]}：{said.words}")
        lines += _sentences(answer, said.evidence[:1])
    if len(answer.said) > _SHOWN_SAID:
        lines.append(f"   再有 {len(answer.said) - _SHOWN_SAID} 条：--format json")
    return "\n".join(lines) + "\n"


def _of_whom(said: Said) -> str:
    where = "" if said.where in ("here", "country") else f"（{WHERE_NAME[said.where]}）"
    inferred = "（据上下文推断）" if said.inferred else ""
    return f"{said.place}{where}{inferred}{f' {said.speaker}称' if said.speaker else ''}"


def _basis(answer: GapAnswer) -> str:
    """What is known of region × chain at all: the figures of ``yangtze coverage``."""
    known = answer.coverage
    if known is None:
        return f"依据：本地此链企业 {answer.firms} 家，文献 {answer.documents} 篇；图版本 {answer.graph_version}。"
    newest = f"，最新 {known.newest}" if known.newest else ""
    verified = "" if known.verified is None else f"，已核 {known.verified:.0%}"
    return (
        f"依据（{RECORDED_NAME[known.recorded]}）：本地此链企业 {known.firms} 家，文献 {known.documents} 篇，"
        f"陈述 {known.statements} 条{newest}{verified}；图版本 {answer.graph_version}。"
    )


def _row(answer: GapAnswer, link: LinkAnswer) -> tuple[str, ...]:
    found = "、".join(answer.name(c.candidate.firm) for c in link.candidates[:3])
    more = f" 等 {link.n_candidates} 家" if link.n_candidates > 3 else ""
    introduced = next((c.introduction for c in link.candidates if c.introduction), None)
    return (
        str(link.rank), link.node.name, f"{STATUS_GLYPH[link.status]}{STATUS_NAME[link.status]}", link.action or "",
        f"{link.score:.2f}", link.action_reason, f"{found}{more}" if found else "未见",
        KIND_NAME[introduced.kind] if introduced else "未见",
    )  # fmt: skip


def _others(answer: GapAnswer) -> str:
    lines = []
    for status in ("strong", "present", "weak", "not_observed", "unknown"):
        names = [_short(link) for link in answer.links if link.status == status and link.rank is None]
        if names:
            lines.append(f"{STATUS_GLYPH[status]}{STATUS_NAME[status]}：{'、'.join(names)}")
    nowhere = [link.node.name for link in answer.links if answer.recorded.get(link.node.id) == "nowhere"]
    if nowhere and len(nowhere) < len(answer.links):
        lines.append(f"各地都未收录企业，未见不足为凭：{'、'.join(nowhere)}")
    return "\n".join(lines) + "\n"


def _short(link: LinkAnswer) -> str:
    return f"{link.node.name}（{len(link.firms)} 家）" if link.firms else link.node.name


def render_link(answer: GapAnswer, link: LinkAnswer) -> str:
    """One link with its firms, candidates, introduction and the sentences behind each."""
    lines = [
        f"── {link.rank}. {link.node.name}  {STATUS_NAME[link.status]} → {link.action}"
        f"  （{link.status_reason}；{link.action_reason}）",
        f"   可行 {link.feasibility:.2f} × 重要 {link.importance:.2f} × 来者 {link.supply:.2f} = {link.score:.2f}",
    ]
    for activity in link.firms[:3]:
        lines.append(f"   本地  {answer.name(activity.firm)}（{ROLE_NAME[activity.role]}）")
        lines += _sentences(answer, activity.fact.evidence[:2])
    shown: set[tuple[str, ...]] = set()
    for candidate in link.candidates[:2]:
        lines += _candidate(answer, candidate, shown)
    return "\n".join(lines) + "\n"


def _candidate(answer: GapAnswer, found: CandidateAnswer, shown: set[tuple[str, ...]]) -> list[str]:
    """A candidate with its reasons and its introduction; a way that stands above already is only named."""
    lines = [f"   候选  {answer.name(found.candidate.firm)}：{'；'.join(r.text for r in found.candidate.why)}"]
    lines += _sentences(answer, found.candidate.why[0].evidence[:1])
    introduction = found.introduction
    if introduction is None:
        return lines
    unseen = "，未见往来" if introduction.kind == "institutional" else ""
    title = f"   {KIND_NAME[introduction.kind]}{unseen}  {introduction.note}，{len(introduction.steps)} 步"
    way = tuple(step.fact.id for step in introduction.steps[:-1])
    if way in shown:
        return [*lines, f"{title}：同上一候选"]
    shown.add(way)
    lines.append(title)
    for step in introduction.steps:
        lines.append(f"     {_step(answer, step)}")
        lines += _sentences(answer, step.fact.evidence[:1])
    return lines


def _step(answer: GapAnswer, step: Step) -> str:
    relation = RELATION_NAME[step.fact.type]
    inferred = "（据句意推断）" if step.fact.properties["method"].startswith(COLLECTIVE_METHOD) else ""
    planned = "（拟）" if step.fact.properties["modality"] == "planned" else ""
    start, end = answer.name(step.start), answer.name(step.end)
    arrow = f"─{relation}{inferred}{planned}→" if step.fact.head == step.start else f"←{relation}{inferred}{planned}─"
    return f"{start} {arrow} {end}"


def _sentences(answer: GapAnswer, ids: list[str] | tuple[str, ...]) -> list[str]:
    return [f"{' ' * 9}{quoted(answer.passages[i])}" for i in ids if i in answer.passages]


def quoted(passage: Passage, longest: int = 110) -> str:
    """A passage with its origin: quoted when a document says it, named when a reference row does."""
    text = " ".join(passage.text.split())
    text = text if len(text) <= longest else f"{text[:longest]}……"
    if passage.start is None:
        checked = "已核" if passage.verified else "未核"
        return f"参照表，{checked}：{text} [{passage.source or passage.document}]"
    page = f"第{passage.page}页" if passage.page else None
    origin = "、".join(part for part in (passage.source, passage.published or "日期不详", page) if part)
    return f"「{text}」 {origin}"


def render_csv(answer: GapAnswer) -> str:
    """A row for every link of the chain; lists are joined with ``;``."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in link_rows(answer):
        writer.writerow([cell(value) for value in row.values()])
    return text.getvalue()
