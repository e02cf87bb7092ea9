"""The words around a gap answer: names of filters and thresholds, in the language of the page."""

from collections.abc import Sequence

from graph.gaps.answer import GapAnswer
from graph.gaps.render import STAGE_NAME
from graph.gaps.status import STATUS_NAME
from web.gap_state import ACTIONS, CRITICALITIES, STAGES, STATUSES
from web.say import _
from web.state import language
from web.words import CRITICALITY_NAME, wide

Words = Sequence[tuple[str, str]]


def filter_words() -> dict[str, Words]:
    """The words of every filter with their names."""
    return {
        "status": [(word, _(STATUS_NAME[word])) for word in STATUSES],
        "action": [(word, _(word)) for word in ACTIONS],
        "stage": [(word, _(STAGE_NAME[word])) for word in STAGES],
        "criticality": [(word, _(CRITICALITY_NAME[word])) for word in CRITICALITIES],
    }


def threshold_words() -> Sequence[tuple[str, str, str]]:
    """Name, meaning and step of every threshold."""
    return (
        ("min_evidence", _("企业与资料合计不足几件，不下结论"), "1"),
        ("min_expected", _("但若照全带比例该有几家，未见即是未见"), "0.1"),
        ("weak_coverage", _("合计分量不足几家，为薄弱"), "0.1"),
        ("strong_firms", _("几家以上"), "1"),
        ("strong_rca", _("且优势指数达多少，为强"), "0.1"),
    )


def block_title(links: int, feeds: str | None, fed_by: str | None) -> str:
    """The head of a block of the drawing, as ``web.flow.draw.block_title`` words it."""
    if feeds:
        return _("%(n)s 环，供给%(name)s", n=links, name=feeds)
    return _("%(n)s 环，来自%(name)s", n=links, name=fed_by) if fed_by else _("%(n)s 环", n=links)


def here_word(here: str) -> str:
    """本省, 本市 or 本地 in the language of the page."""
    return {"本省": _("本省"), "本市": _("本市"), "本地": _("本地")}[here]


def headline(answer: GapAnswer) -> str:
    """The finding in one sentence: the answer's own in Chinese, made of the same parts in another language."""
    strong = sorted((x for x in answer.links if x.status == "strong"), key=lambda x: -x.coverage)[:2]
    missing = sum(link.status == "not_observed" for link in answer.links)
    decided = any(link.status != "unknown" for link in answer.links)
    if language() == "zh" or not decided or not answer.firms:
        return wide(answer.headline)
    parts = [_("%(names)s已强", names="、".join(wide(x.node.name) for x in strong))] if strong else []
    parts.append(_("%(n)s 环未见", n=missing))
    if first := answer.ranked[:2]:
        names = "、".join(wide(x.node.name) for x in first)
        parts.append(_("宜先%(action)s%(names)s", action=_(str(first[0].action)), names=names))
    return f"{answer.region_name} {wide(answer.chain.name)}: {_('，').join(parts)}"
