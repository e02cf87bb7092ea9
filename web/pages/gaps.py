"""The heart: which links of a chain are missing or weak in a region, and who could fill them."""

from flask import Blueprint, render_template, url_for
from werkzeug.exceptions import BadRequest

from web import params
from web.belt import PROVINCES
from web.gap_page import gap_page
from web.keeper import reading
from web.lists import chain_names, group_names

bp = Blueprint("gaps", __name__)


@bp.get("/gaps")
def page() -> str:
    """The gap answer; without a question, the form to ask one."""
    region, chain = params.text("region"), params.text("chain")
    if bool(region) != bool(chain):
        raise BadRequest("要地区和产业链两样")
    with reading() as now:
        names, groups = chain_names(now), group_names(now)
        found = gap_page(now, region, chain) if region else None
    regions = list(PROVINCES.values())
    if found is None:
        return render_template("choose.html", regions=regions, groups=groups, names=names)
    answer = found.answer
    chosen = PROVINCES.get(answer.region_id, answer.region_name)
    if chosen not in (*regions, *groups):
        regions.insert(0, chosen)
    return render_template(
        "gaps.html", page=found, answer=answer, regions=regions, groups=groups, names=names, chosen=chosen,
        twin=url_for("api.gaps", region=chosen, chain=answer.chain.id),
    )  # fmt: skip
