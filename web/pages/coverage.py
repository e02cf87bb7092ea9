"""How much the graph knows of each region × chain, so that 资料中未见 can be told from 未收录."""

from flask import Blueprint, Response, render_template

from graph.gaps.coverage import RECORDED_NAME, Coverage, CoverageTable
from web import params
from web.belt import PROVINCES
from web.keeper import Reading, reading
from web.lists import chain_names, group_names
from web.say import _
from web.sheets import Sheet, table_file
from web.twins import twin_of
from web.words import wide

bp = Blueprint("coverage", __name__)
_MOST_ROWS = 600


def _asked(now: Reading) -> tuple[CoverageTable, str, str]:
    """The table with the region (name) and chain (id) of the address."""
    region, chain = params.text("region"), params.text("chain")
    place = now.graph.region(region) if region else None
    of = now.graph.chain(chain).id if chain else ""
    at = place.id if place else None
    found = now.once(("coverage", at, of), lambda: now.graph.coverage(at, of or None))
    return found, PROVINCES.get(place.id, place.name) if place else "", of


@bp.get("/coverage")
def page() -> str:
    """The table."""
    with reading() as now:
        found, region, chain = _asked(now)
        names, groups = chain_names(now), group_names(now)
    order = {code: i for i, code in enumerate(PROVINCES)}
    rows = sorted(found.rows, key=lambda r: (order.get(r.region_id, -1 if r.region == region else 99),))
    known = [row for row in rows if row.recorded == "here"]
    return render_template(
        "coverage.html", rows=known[:_MOST_ROWS], n_known=len(known), rest=[r for r in rows if r.recorded != "here"],
        region=region, chain=chain, names=names, groups=groups, regions=_choices(region, groups), note=found.note,
        **twin_of("api.coverage", region=region or None, chain=chain or None),
    )  # fmt: skip


def _choices(region: str, groups: list[str]) -> list[str]:
    provinces = list(PROVINCES.values())
    return provinces if region in ("", *provinces, *groups) else [region, *provinces]


@bp.get("/coverage.<any(csv, xlsx):form>")
def file(form: str) -> Response:
    """The table as a file."""
    with reading() as now:
        found, region, chain = _asked(now)
    head = (
        _("地区"), _("产业链"), _("见环节"), _("环节数"), _("企业数"), _("资料数"), _("陈述数"), _("最新"), _("已核"),
        _("收录"), "adcode", "id",
    )  # fmt: skip
    rows = [_row(row) for row in found.rows]
    return table_file([Sheet(_("覆盖"), head, rows)], form, f"{_('覆盖')}{region}{chain}")


def _row(row: Coverage) -> list[str | int | float | None]:
    return [
        row.region, wide(row.chain), row.links_seen, row.links, row.firms, row.documents, row.statements, row.newest,
        None if row.verified is None else round(row.verified, 3), RECORDED_NAME[row.recorded], row.region_id,
        row.chain_id,
    ]  # fmt: skip
