"""The gap answer's drawing as a file: what is written around it, and how each link is marked."""

from collections.abc import Mapping, Sequence

from graph.projection.model import GraphMeta
from web.flow.picture import Mark, Picture, look_of
from web.gap_page import TOP, GapPage
from web.gap_words import headline
from web.say import _


def gap_picture(page: GapPage, meta: GraphMeta) -> Picture:
    """The answer drawn; filters take no part, so that a picture is always whole."""
    marks = tuple(
        Mark(
            page.drawing.nodes[link.node.id], (look_of(link.status),), link.node.properties["criticality"] == "core",
            link.action, bool(link.rank and link.rank <= TOP),
        )
        for link in page.answer.links
    )  # fmt: skip
    return Picture(headline(page.answer), foot(meta), page.drawing, marks)


def foot(meta: GraphMeta) -> str:
    """What a picture says of where it is from."""
    return _(
        "长江产业链图谱，版本 %(version)s，成于 %(date)s。环节、供给关系、角色为编者判断，非测量；未见是资料中未见。",
        version=meta.version, date=meta.built_at[:10],
    )  # fmt: skip


def status_words() -> Sequence[str]:
    """What each fill means, in the order of the legend."""
    return (
        _("强：数家，或有龙头"), _("具备：两家，或骨干"), _("薄弱：只见一家或很小"), _("未见：查过，没有见到"),
        _("资料少：不能下结论"),
    )  # fmt: skip


def legend_words(sides: Sequence[str] = ()) -> Mapping[str, str | Sequence[str]]:
    """The words of a drawing's legend; ``sides`` are the names of the halves of its nodes."""
    return {
        "heads": (_("底色 = 状态"), _("一格两半") if sides else _("印章 = 行动")),
        "statuses": status_words(),
        "actions": (_("补链：上下游已有"), _("延链：接着强项"), _("强链：核心却单薄"), _("建链：重点而未成")),
        "solid": _("实印前五，空印其余"),
        "halves": (_("左：%(name)s", name=sides[0]), _("右：%(name)s", name=sides[1])) if sides else (),
        "differs": _("一地有，一地无"),
    }
