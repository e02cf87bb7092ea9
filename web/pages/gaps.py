"""The heart: which links of a chain are missing or weak in a region, and who could fill them."""

from flask import Blueprint, Response, render_template, request, url_for
from werkzeug.exceptions import NotFound

from web.belt import PROVINCES
from web.evidence import evidence_of
from web.flow.picture import Picture
from web.gap_page import GapPage, gap_page, stale
from web.gap_picture import gap_picture, legend_words
from web.gap_sheets import gap_sheets
from web.gap_state import GapState, has_question
from web.gap_words import filter_words, threshold_words
from web.keeper import Reading, reading
from web.lists import chain_names, group_names
from web.say import _
from web.sheets import SVG, download, table_file

bp = Blueprint("gaps", __name__)


@bp.get("/gaps")
def page() -> str:
    """The gap answer; without a question, the form to ask one."""
    asked, state = has_question(), GapState.asked()
    with reading() as now:
        if not asked:
            return render_template(
                "choose.html", regions=list(PROVINCES.values()), groups=group_names(now), names=chain_names(now)
            )
        # The page is the same for everybody who comes by this address, and the largest of all to write out.
        return now.once(("gaps.page", request.full_path), lambda: _written(now, state))


def _written(now: Reading, state: GapState) -> str:
    found, regions, groups = gap_page(now, state), list(PROVINCES.values()), group_names(now)
    chosen = found.state.region
    if chosen not in (*regions, *groups):
        regions.insert(0, chosen)
    return render_template(
        "gaps.html", page=found, answer=found.answer, regions=regions, groups=groups, names=chain_names(now),
        chosen=chosen, words=filter_words(), threshold_words=threshold_words(), legend=legend_words(),
        stale=stale(found, now.meta.built_at), twin=url_for("api.gaps", **found.state.question()),
    )  # fmt: skip


def _one(now: Reading) -> tuple[GapPage, str]:
    """The answer and the link that the address names.

    Raises:
        NotFound: the chain has no such link.
    """
    found = gap_page(now, state := GapState.asked())
    if found.link(state.link) is None:
        raise NotFound(_("此链没有这个环节"))
    return found, state.link


@bp.get("/gaps/drawer")
def drawer() -> str:
    """What stands in a link's drawer, to be put into the page."""
    has_question()
    with reading() as now:
        found, slug = _one(now)
    return render_template("drawer_part.html", page=found, link=found.link(slug))


@bp.get("/gaps/evidence")
def evidence() -> str:
    """Where the numbers come from: firms and documents of an answer, or of one link of it with its reckoning."""
    has_question()
    state = GapState.asked()
    with reading() as now:
        found, slug = _one(now) if state.link else (gap_page(now, state), "")
        behind = evidence_of(now, found, found.link(slug) if slug else None)
    return render_template(
        "evidence.html", page=found, answer=found.answer, behind=behind, twin=url_for("api.gaps", **state.question())
    )


@bp.get("/gaps.<any(csv, xlsx, svg):form>")
def file(form: str) -> Response:
    """The answer as tables or as a picture."""
    has_question()
    with reading() as now:
        found, meta = gap_page(now, GapState.asked()), now.meta
    answer, name = found.answer, f"{found.state.region}{found.answer.chain.name}"
    if form != "svg":
        address = f"{request.host_url.rstrip('/')}{found.state.address()}"
        return table_file(gap_sheets(answer, meta, address), form, name)
    return picture_file(gap_picture(found, meta), name)


def picture_file(picture: Picture, name: str) -> Response:
    """A drawing as a file."""
    text = render_template("picture.svg", picture=picture, legend=legend_words(picture.sides))
    return download(text.strip() + "\n", SVG, f"{name}.svg")
