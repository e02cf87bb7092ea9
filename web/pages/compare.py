"""Regions beside each other on a chain: one drawing in halves, one table, one sentence on the difference."""

import re
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response as BaseResponse

from web import params
from web.belt import PROVINCES
from web.comparing import MOST, ComparePage, compare_page, compare_picture, compare_sheet
from web.gap_picture import legend_words
from web.gap_state import limit_arguments, thresholds
from web.keeper import Reading, reading
from web.lists import chain_names, group_names
from web.pages.gaps import picture_file
from web.say import _
from web.sheets import table_file
from web.twins import twin_of

bp = Blueprint("compare", __name__)
_BETWEEN = re.compile(r"[,，、;；]")
_USUAL = ("安徽", "江苏")


def asked_regions() -> list[str]:
    """Regions of the address: several ``regions``, or one with commas in it.

    Raises:
        BadRequest: more than a table can hold.
    """
    texts = [part for value in request.args.getlist("regions") for part in _BETWEEN.split(value)]
    found = [name for text in texts if (name := params.clean(text, params.LONGEST_NAME, "regions"))]
    if len(found) > MOST:
        raise BadRequest(_("%(what)s 至多 %(n)s 个", what="regions", n=MOST))
    return found


def _found(now: Reading, regions: list[str], chain: str) -> ComparePage:
    if len(regions) < 2 or not chain:
        raise BadRequest(_("要两个地区和一条产业链"))
    return compare_page(now, regions, chain, thresholds())


@bp.get("/compare")
def page() -> str | BaseResponse:
    """The comparison; without two regions and a chain, the form to ask for one."""
    regions, chain = asked_regions(), params.text("chain")
    if len(request.args.getlist("regions")) > 1:  # as a form sends them
        arguments: dict[str, Any] = request.args.to_dict() | {"regions": ",".join(regions)}
        return redirect(url_for("compare.page", **arguments))
    with reading() as now:
        names, groups = chain_names(now), group_names(now)
        if len(regions) < 2 or not chain:
            one = next((PROVINCES.get(p.id, p.name) for p in map(now.graph.region, regions[:1])), _USUAL[0])
            other = next(name for name in _USUAL[::-1] if name != one)
            chosen = now.graph.chain(chain).id if chain else ""
            return render_template(
                "compare_choose.html", regions=_choices((one, other), groups), groups=groups, names=names,
                chosen=(one, other), chain=chosen,
            )  # fmt: skip
        found = _found(now, regions, chain)
    return render_template(
        "compare.html", page=found, names=names, groups=groups, regions=_choices(found.names, groups),
        legend=legend_words(found.names) if found.two else None,
        **twin_of("api.compare", regions=",".join(found.names), chain=found.found.chain.id,
                  **limit_arguments(thresholds())),
    )  # fmt: skip


def _choices(chosen: tuple[str, ...], groups: list[str]) -> list[str]:
    """Regions to choose from: the provinces, and whatever else was asked for."""
    return [*(name for name in chosen if name not in PROVINCES.values() and name not in groups), *PROVINCES.values()]


@bp.get("/compare.<any(csv, xlsx, svg):form>")
def file(form: str) -> Response:
    """The comparison as a table or, of two regions, as a picture."""
    with reading() as now:
        found, meta = _found(now, asked_regions(), params.text("chain")), now.meta
    name = f"{'-'.join(found.names)}{found.found.chain.name}"
    if form != "svg":
        return table_file([compare_sheet(found)], form, name)
    if not found.two:
        raise BadRequest(_("图只画两个地区"))
    return picture_file(compare_picture(found, meta), name)
