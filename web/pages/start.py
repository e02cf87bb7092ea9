"""The first page: ask by region and chain, find by name, the belt at a glance, and how fresh the graph is."""

from typing import Any

from flask import Blueprint, render_template, url_for

from graph.gaps.said import POLARITY_NAME, WHERE_NAME
from web import params
from web.belt import NORTH, PROVINCES, SOUTH, belt
from web.gap_words import headline, here_word
from web.keeper import Reading, reading
from web.lists import chain_names, documents, group_names
from web.ways import readings, ways

# What the templates of these pages say beside what all templates can.
WORDS = {
    "POLARITY_NAME": POLARITY_NAME, "WHERE_NAME": WHERE_NAME, "readings": readings, "ways": ways,
    "here_word": here_word, "headline": headline,
}  # fmt: skip
bp = Blueprint("start", __name__)
bp.app_context_processor(lambda: WORDS)
_FIRST_CHAIN = "integrated-circuit"


def start_context(now: Reading, chain: str) -> dict[str, Any]:
    """What the first page shows; ``chain`` is a name or id, "" for the usual one."""
    names = chain_names(now)
    usual = next((id_ for id_, _ in names if id_ == _FIRST_CHAIN), names[0][0] if names else "")
    chosen = now.graph.chain(chain).id if chain else usual
    counts = now.once("counts", now.graph.counts)
    cells = belt(now)
    return {
        "chosen": chosen, "names": names, "groups": group_names(now), "cells": cells, "provinces": PROVINCES,
        "north": NORTH, "south": SOUTH, "counts": counts, "recent": documents(now)[:8],
        "n_documents": len(documents(now)),
        "most": {id_: max(cells[p, id_].there for p in PROVINCES) for id_, _ in names if ("310000", id_) in cells},
    }  # fmt: skip


@bp.get("/")
def page() -> str:
    """Start."""
    chain = params.text("chain")
    with reading() as now:
        context = start_context(now, chain)
    return render_template("start.html", twin=url_for("api.start", chain=context["chosen"]), **context)
