"""The whole belt at once: counted, judged and ranked as each single question is, and never from an older graph."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from graph.gaps.engine import GapEngine
from graph.gaps.status import STATUS_OF, Thresholds, status_of
from graph.reference.places import Place
from graph.session import Graph, open_graph
from graph.store.workspace import Workspace


@pytest.fixture(scope="module")
def engine(demo_store: Path) -> Iterator[GapEngine]:
    with open_graph(demo_store) as graph:
        yield GapEngine(graph.view)


def places_of(engine: GapEngine) -> list[Place]:
    """A province, a city of it, a municipality, a group whose members lie in one another, and a place of nothing."""
    regions = engine.activities.regions
    single = [Place("region", i, regions[i].name, (i,)) for i in ("340000", "340100", "310000", "511900")]
    return [*single, Place("group", "group:x", "安徽与合肥、南京", ("340000", "340100", "320100"))]


def test_counts_are_those_of_the_activities_one_by_one(engine: GapEngine) -> None:
    activities, places = engine.activities, places_of(engine)
    grid = engine.grid(places)
    for row, place in enumerate(places):
        found = [a for a in activities.all if activities.is_in(a.places, place.members)]
        for index, link in enumerate(activities.links):
            here = [a for a in found if a.link == link.id]
            assert grid.firms[row, index] == len({a.firm for a in here}) == len(here)
            assert grid.coverage[row, index] == pytest.approx(sum(a.weight for a in here))
            assert {a.firm for a in activities.here(link.id, place.members)} == {a.firm for a in here}
        for of, chain in enumerate(activities.chains):
            links = [link.id for link in activities.links if link.properties["chain"] == chain]
            there = [a for a in found if a.link in links]
            documents = set[str]().union(*(a.documents for a in there))
            for link_id in links:
                documents |= {d for f in engine.phrase_facts(link_id, place.members) for d in f.documents}
            assert grid.evidence[row, of] == len({a.firm for a in there}) + len(documents)
            everywhere = {a.firm for a in activities.all if a.link in links}
            share = len({a.firm for a in found}) / len(activities.by_firm)
            assert grid.expected[row, of] == pytest.approx(len(everywhere) * share)


@pytest.mark.parametrize("limits", [Thresholds(), Thresholds(min_evidence=0), Thresholds(9, 3.0, 5, 1.5, 8.0)])
def test_a_status_of_the_whole_is_the_status_of_its_firms(engine: GapEngine, limits: Thresholds) -> None:
    activities, places = engine.activities, places_of(engine)
    grid = engine.grid(places, limits)
    for row, place in enumerate(places):
        for index, link in enumerate(activities.links):
            of = activities.chain[index]
            figures = grid.rca[row, index], int(grid.evidence[row, of]), limits, float(grid.expected[row, of])
            assert grid.status(row, index) == status_of(activities.here(link.id, place.members), *figures)[0]
    assert set(grid.status_rule.ravel()) <= set(range(len(STATUS_OF)))


def test_ranks_of_the_whole_are_those_of_each_question(engine: GapEngine) -> None:
    places = places_of(engine)
    grid, index = engine.grid(places), engine.activities.link_index
    ranked = 0
    for row, place in enumerate(places):
        for chain in engine.chains:
            for link in engine.answer(place, chain).links:
                at = row, index[link.node.id]
                assert (link.status, link.action) == (grid.status(*at), grid.action(*at))
                assert link.rank == (int(grid.rank[at]) or None)
                assert link.score is None if np.isnan(grid.score[at]) else link.score == grid.score[at]
                ranked += link.rank is not None
    assert ranked > 100


def test_supply_counts_the_candidates_that_are_shown(engine: GapEngine) -> None:
    place = places_of(engine)[0]
    for link in engine.answer(place, engine.chains[0], candidates=100).ranked:
        scores = [c.candidate.score for c in link.candidates]
        assert scores == sorted(scores, reverse=True)
        assert len(scores) == link.n_candidates
        assert link.supply == pytest.approx(0.1 + 0.9 * (1 - 0.5 ** sum(scores[:3])), abs=1e-3)
        assert not {c.candidate.firm for c in link.candidates} & {a.firm for a in link.firms}


def test_an_answer_is_of_the_graph_as_it_is_now(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    store = tmp_path / "belt.yangtze"
    workspace = Workspace.open(store, create=True)
    workspace.project()
    with open_graph(store) as graph:
        before = _eda(graph)
        (folder / "firms.csv").write_text(
            "firm_id,full_name,short_name,aliases,hq_province,hq_city,stock_code,ownership,founded_year,source,verified\n"
            "zhencexinruan,安徽臻测芯软有限公司,臻测芯软,,安徽省,合肥市,,private,2021,自行登记,yes\n", "utf-8",
        )  # fmt: skip
        (folder / "firm_links.csv").write_text(
            "firm_id,link_id,role,site_province,site_city,evidence,verified,source\n"
            "zhencexinruan,integrated-circuit.eda,leader,,,版图工具,yes,自行登记\n", "utf-8",
        )  # fmt: skip
        workspace.add_layers([folder])
        workspace.project()
        after = _eda(graph)
    workspace.close()
    assert before == "not_observed"
    assert after == "strong"


def _eda(graph: Graph) -> str:
    links = graph.gaps("安徽", "集成电路").links
    return next(link.status for link in links if link.node.id == "integrated-circuit.eda")
