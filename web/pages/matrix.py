"""Regions × links of a chain; without a chain, regions × chains; within a region, its cities or districts."""

from flask import Blueprint, Response, render_template

from graph.gaps.render import STAGE_NAME
from graph.gaps.status import STATUS_NAME
from web import params
from web.gap_state import limit_arguments, thresholds
from web.keeper import reading
from web.lists import chain_names, group_names
from web.matrix import ChainMatrix, Matrix, chain_matrix, link_matrix
from web.say import _
from web.sheets import Sheet, Value, table_file
from web.twins import twin_of
from web.words import wide

bp = Blueprint("matrix", __name__)


@bp.get("/matrix")
def page() -> str:
    """The table."""
    chain, region = params.text("chain"), params.text("region")
    with reading() as now:
        names, groups = chain_names(now), group_names(now)
        found = link_matrix(now, chain, region, thresholds()) if chain else chain_matrix(now, region, thresholds())
    template = "matrix.html" if isinstance(found, Matrix) else "matrix_chains.html"
    found_twin = twin_of("api.matrix", chain=chain or None, region=region or None, **limit_arguments(thresholds()))
    return render_template(template, m=found, names=names, groups=groups, region=region, **found_twin)


@bp.get("/matrix.<any(csv, xlsx):form>")
def file(form: str) -> Response:
    """The table as a file."""
    chain, region = params.text("chain"), params.text("region")
    with reading() as now:
        found = link_matrix(now, chain, region, thresholds()) if chain else chain_matrix(now, region, thresholds())
    place = found.within.name if found.within else _("长江经济带")
    if isinstance(found, Matrix):
        return table_file(_link_sheets(found), form, f"{place}{found.chain.name}")
    return table_file(_chain_sheets(found), form, f"{place}{_('各产业链')}")


def _link_sheets(m: Matrix) -> list[Sheet]:
    head = (_("地区"), _("环节"), _("段"), _("状态"), _("企业数"), _("企业"), "adcode", "id")
    rows: list[list[Value]] = [
        [
            row.name, wide(link.name), STAGE_NAME.get(link.properties["stage"], ""), STATUS_NAME[cell.status],
            cell.n_firms, "、".join(cell.firms), row.place.id, link.id,
        ]
        for row in m.rows
        for link, cell in zip(m.links, row.cells, strict=True)
    ]  # fmt: skip
    wide_head = (_("地区"), *(wide(link.name) for link in m.links))
    return [
        Sheet(_("明细"), head, rows),
        Sheet(_("企业数"), wide_head, [[row.name, *(c.n_firms for c in row.cells)] for row in m.rows]),
        Sheet(_("状态"), wide_head, [[row.name, *(STATUS_NAME[c.status] for c in row.cells)] for row in m.rows]),
    ]


def _chain_sheets(m: ChainMatrix) -> list[Sheet]:
    head = (_("地区"), _("产业链"), _("见环节"), _("具备或强"), _("环节数"), _("企业数"), "adcode", "id")
    rows: list[list[Value]] = [
        [row.name, wide(name), s.seen, s.there, s.links, s.firms, row.place.id, id_]
        for row in m.rows
        for (id_, name), s in zip(m.chains, row.shares, strict=True)
    ]
    wide_head = (_("地区"), *(wide(name) for _id, name in m.chains))
    return [
        Sheet(_("明细"), head, rows),
        Sheet(_("具备或强"), wide_head, [[row.name, *(s.there for s in row.shares)] for row in m.rows]),
    ]
