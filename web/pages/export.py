"""A form in front of ``yangtze export``: what it would be and how large, then the file."""

import io
import shlex
import tempfile
import zipfile
from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, render_template, request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from graph.errors import UnknownName
from graph.export.cite import citation
from graph.export.selection import Selection, checked, type_names
from graph.export.subgraph import Subgraph
from graph.export.write import WRITERS, approximate_size
from graph.gaps.render import RELATION_NAME
from graph.store.asof import InvalidDate
from web import params
from web.belt import PROVINCES
from web.keeper import Reading, reading
from web.lists import chain_names, group_names
from web.say import _
from web.state import as_of
from web.twins import twin_of
from web.words import LABEL_NAME

bp = Blueprint("export", __name__)
MOST_FACTS = 50_000
"""Facts of one file from a page; ``EXPORT_LIMIT`` in the configuration says otherwise. The command has no limit."""
_LONGEST_DATE, _MOST_TYPES = 10, 30
_RATE = "60 per minute"
_KINDS = {
    "graphml": "application/graphml+xml; charset=utf-8", "csv": "application/zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip


def register(app: Flask) -> None:
    """The form and its files, which take a second or two of one core."""
    app.register_blueprint(bp)
    app.extensions["yangtze-limiter"].limit(_RATE)(bp)


@bp.get("/export")
def page() -> str:
    """The form; with ``show`` (or any choice) the size of what was chosen, and its files."""
    selection = chosen()
    any_choice = bool(request.args.keys() - {"lang", "as-of"})
    with reading() as now:
        found = subgraph(now, selection) if any_choice else None
        chain = now.graph.chain(selection.chain).id if selection.chain else ""
        names, groups, meta = chain_names(now), group_names(now), now.meta
        sizes = _sizes(now, selection, found) if found and len(found.facts) <= _limit() else {}
    regions = [*PROVINCES.values(), *groups]
    return render_template(
        "export.html", found=found, sizes=sizes, selection=selection, names=names, groups=groups, chain=chain,
        regions=list(PROVINCES.values()), other=selection.region if selection.region not in regions else None,
        facts=[(name, RELATION_NAME[name]) for name in type_names() if name in RELATION_NAME],
        labels=[(name, LABEL_NAME.get(name, name)) for name in type_names() if name not in RELATION_NAME],
        limit=_limit(), cite=citation(meta.version, found.query, meta.built_at) if found else "",
        command=_command(selection), **twin_of("api.export", **arguments(selection)),
    )  # fmt: skip


@bp.get("/export.<any(graphml, csv, xlsx):form>")
def file(form: str) -> Response:
    """The file; CSV comes as a ZIP of facts, nodes and how to cite them.

    Raises:
        RequestEntityTooLarge: it is larger than a page gives.
    """
    selection = chosen()
    with reading() as now:
        found, meta = subgraph(now, selection), now.meta
    if len(found.facts) > _limit():
        raise RequestEntityTooLarge(
            f"{len(found.facts):,} facts are more than the {_limit():,} that a page gives; narrow the question, or run "
            f"{_command(selection)}"
        )
    with tempfile.TemporaryDirectory() as folder:
        files = WRITERS[form](found, Path(folder) / f"yangtze.{form}")
        data = (
            files[0].read_bytes()
            if len(files) == 1
            else _zip(files, citation(found.version, found.query, meta.built_at))
        )
    response = Response(data, content_type=_KINDS[form])
    name = f"yangtze-{found.version}.{'zip' if form == 'csv' else form}"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _zip(files: list[Path], cite: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in files:
            packed.write(path, path.name)
        packed.writestr("CITATION.txt", cite + "\n")
    return buffer.getvalue()


def _sizes(now: Reading, selection: Selection, found: Subgraph) -> dict[str, int]:
    """Bytes of each file, about."""
    return now.once(("sizes", selection), lambda: {form: approximate_size(found, form) for form in WRITERS})


def subgraph(now: Reading, selection: Selection) -> Subgraph:
    """What is asked for; kept, for the form is followed by the file."""
    return now.once(
        ("export", selection),
        lambda: now.graph.subgraph(selection.region, selection.chain, types=selection.types, since=selection.since,
                                   until=selection.until, dated=selection.dated),
    )  # fmt: skip


def chosen() -> Selection:
    """The selection of the address.

    Raises:
        BadRequest: a type or a date is none.
    """
    types = [params.clean(name, 40, "type") for name in request.args.getlist("type")[:_MOST_TYPES]]
    since, until = (params.text(name, _LONGEST_DATE) or None for name in ("since", "until"))
    region, chain = (params.text(name) or None for name in ("region", "chain"))
    try:
        asked = Selection(region, chain, tuple(filter(None, types)), since, until, bool(params.text("dated", 5)))
        return checked(asked)
    except InvalidDate as error:
        raise BadRequest(_("日期应如 2024-10-29、2024-10 或 2024，止不早于起")) from error
    except UnknownName as error:
        raise BadRequest(_("没有这一类节点或关系")) from error


def arguments(selection: Selection) -> dict[str, object]:
    """The query of an address that asks for the same."""
    return {
        "region": selection.region, "chain": selection.chain, "type": list(selection.types) or None,
        "since": selection.since, "until": selection.until, "dated": "1" if selection.dated else None,
    }  # fmt: skip


def _command(selection: Selection) -> str:
    """What to type to get the same without a limit."""
    given = [("region", selection.region), ("chain", selection.chain), *(("type", name) for name in selection.types)]
    given += [("since", selection.since), ("until", selection.until), ("as-of", as_of())]
    options = [f"--{name} {shlex.quote(value)}" for name, value in given if value]
    return " ".join(["yangtze export --format csv --output belt.csv", *options] + ["--dated"] * selection.dated)


def _limit() -> int:
    return int(current_app.config.get("EXPORT_LIMIT") or MOST_FACTS)
