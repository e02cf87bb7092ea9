"""Candidates: each reason is true of the firm and has its sentence, and the distance is about right."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.gaps.answer import GapAnswer
from graph.gaps.candidates import Candidate
from graph.gaps.engine import GapEngine
from graph.reference.distances import SEATS, kilometres
from graph.session import open_graph


@pytest.mark.parametrize(
    ("ones", "others", "about"),
    [
        (["310000"], ["320500"], 85),
        (["310000"], ["510100"], 1660),
        (["340000"], ["320100"], 150),  # a province stands where its capital does
        (["320583"], ["320500"], 0),  # a county where its city does
        (["510000", "320000"], ["310000"], 270),  # the nearest of several
    ],
)
def test_distances_are_those_of_the_map(ones: list[str], others: list[str], about: int) -> None:
    found = kilometres(ones, others)
    assert found is not None
    assert abs(found - about) <= 20
    assert found == kilometres(others, ones)


def test_an_unknown_place_is_no_distance() -> None:
    assert kilometres(["999999"], ["310000"]) is None
    assert kilometres([], ["310000"]) is None


@pytest.fixture(scope="module")
def asked(demo_store: Path) -> Iterator[tuple[GapEngine, GapAnswer]]:
    with open_graph(demo_store) as graph:
        engine = GapEngine(graph.view)
        yield engine, engine.answer(graph.region("安徽"), graph.chain("集成电路"), candidates=20)


def candidates(answer: GapAnswer) -> list[Candidate]:
    return [found.candidate for link in answer.links for found in link.candidates]


def test_every_city_of_the_belt_has_a_seat(asked: tuple[GapEngine, GapAnswer]) -> None:
    regions = asked[0].activities.regions.values()
    assert not [
        r.id for r in regions if r.properties["in_belt"] and r.properties["level"] == "prefecture" and r.id not in SEATS
    ]


def test_a_firm_that_went_elsewhere_really_did(asked: tuple[GapEngine, GapAnswer]) -> None:
    engine, answer = asked
    moved = {c.firm: next(r for r in c.why if r.code == "moves") for c in candidates(answer)
             if any(r.code == "moves" for r in c.why)}  # fmt: skip
    assert moved
    for firm, reason in moved.items():
        home = {place[:2] for place in engine.activities.seats[firm]}
        places = {place[:2] for a in engine.activities.by_firm[firm] for place in a.places}
        assert places - home - {"34"}
        assert reason.evidence
        assert all(e in answer.passages for e in reason.evidence)
    stayed = {c.firm for c in candidates(answer)} - moved.keys()
    assert stayed


def test_every_reason_is_said_once_and_the_role_comes_first(asked: tuple[GapEngine, GapAnswer]) -> None:
    for candidate in candidates(asked[1]):
        codes = [reason.code for reason in candidate.why]
        assert codes[0] == "role"
        assert len(set(codes)) == len(codes)
        assert ("near" in codes) + ("distance" in codes) == 1
        assert candidate.distance_km == kilometres(candidate.places, ("340000",))
        assert ("near" in codes) == any(p[:2] in {"32", "33", "36", "41", "42", "37"} for p in candidate.places)


def test_distance_and_reasons_stand_in_the_json(asked: tuple[GapEngine, GapAnswer]) -> None:
    links = asked[1].to_json()["links"]
    shown = [candidate for link in links for candidate in link["candidates"]]
    assert {type(candidate["distance_km"]) for candidate in shown} == {int}
    assert all(reason["text"] for candidate in shown for reason in candidate["why"])


def test_an_institution_is_never_shown_as_a_tie(asked: tuple[GapEngine, GapAnswer]) -> None:
    for link in asked[1].links:
        for found in link.candidates:
            if (way := found.introduction) is None:
                continue
            said = [bool(step.fact.documents) for step in way.steps]
            assert any(said) == (way.kind == "evidenced")
            assert all(step.fact.evidence for step in way.steps)
