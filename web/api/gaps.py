"""Questions about regions and chains."""

from typing import Any

from flask import Response

from web.api import asked as a
from web.api.frame import answer, question
from web.belt import PROVINCES, belt
from web.gap_page import gap_answer
from web.keeper import reading
from web.lists import chain_names
from web.matrix import chain_matrix, link_matrix
from web.pages.compare import asked_regions
from web.pages.start import start_context


@question("/", a.Start, "Start")
def start(asked: dict[str, Any]) -> Response:
    """A chain's statuses in every province, and how many links each province has of every chain."""
    with reading() as now:
        chosen = start_context(now, asked["chain"])["chosen"]
        cells, names = belt(now), chain_names(now)
    return answer({
        "chain": chosen,
        "provinces": [
            {"adcode": code, "name": name, "firms": cells[code, chosen].firms,
             "statuses": list(cells[code, chosen].statuses)}
            for code, name in PROVINCES.items()
        ],
        "chains": [
            {"id": id_, "name": name, "links": len(cells["310000", id_].statuses),
             "present": {code: cells[code, id_].there for code in PROVINCES}}
            for id_, name in names
        ],
    })  # fmt: skip


@question("/gaps", a.Gaps, "Gaps")
def gaps(asked: dict[str, Any]) -> Response:
    """Which links of a chain are missing or weak in a region, and who could fill them.

    The answer as `yangtze gaps --format json` gives it.
    """
    with reading() as now:
        found = gap_answer(now, asked["region"], asked["chain"], a.limits(asked))
    return answer(found.to_json())


@question("/matrix", a.Matrix, "Matrix")
def matrix(asked: dict[str, Any]) -> Response:
    """Regions × links of a chain, or × chains.

    With a chain, `cells` stand in the order of `links`; without one, in the order of `chains`.
    """
    with reading() as now:
        if asked["chain"]:
            return answer(link_matrix(now, asked["chain"], asked["region"], a.limits(asked)).to_json())
        return answer(chain_matrix(now, asked["region"], a.limits(asked)).to_json())


@question("/compare", a.Compare, "Comparison")
def compare(asked: dict[str, Any]) -> Response:
    """Several regions beside each other on one chain, as `yangtze compare --format json` gives it."""
    names = asked_regions()
    with reading() as now:
        return answer(now.graph.compare(names, asked["chain"], thresholds=a.limits(asked)).to_json())


@question("/peers", a.Peers, "Peers")
def peers(asked: dict[str, Any]) -> Response:
    """The regions most like one, what they have that it lacks, and by which firms.

    As `yangtze peers --format json` gives it.
    """
    with reading() as now:
        found = now.graph.peers(
            asked["region"], asked["chain"] or None, limit=asked["limit"], thresholds=a.limits(asked)
        )
    return answer(found.to_json())


@question("/coverage", a.Coverage, "Coverage")
def coverage(asked: dict[str, Any]) -> Response:
    """How much is known of each region × chain, as `yangtze coverage --format json` gives it."""
    with reading() as now:
        return answer(now.graph.coverage(asked["region"] or None, asked["chain"] or None).to_json())
