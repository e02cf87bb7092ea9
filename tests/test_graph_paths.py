"""Ways between two names, and what stands around one: of hubs, too, only what is shown is read."""

from pathlib import Path

import pytest

from graph.paths.neighbourhood import MOST, SIDE, More, Neighbourhood, neighbourhood
from graph.paths.shortest import find_path
from graph.projection.model import GraphMeta, Node, Projection, Relationship
from graph.schema.model import SCHEMA_VERSION
from graph.session import Graph
from graph.store.embedded import EmbeddedStore, EmbeddedView

OFFICE = "ref:office:江苏省人民政府驻上海办事处"
FIRMS = 6000


def fact(type_: str, head: Node, tail: Node, day: int = 1) -> Relationship:
    properties = {
        "id": f"f:{type_}:{head.id}:{tail.id}", "modality": "asserted", "method": "test", "evidence": ["d:1:0-1"],
        "n_evidence": 1, "n_documents": 1, "last_date": f"2024-01-{day:02d}", "first_date": f"2024-01-{day:02d}",
    }  # fmt: skip
    return Relationship(type_, head.id, head.label, tail.id, tail.label, properties)


def node(label: str, id_: str) -> Node:
    return Node(id_, label, {"name": id_, "names": [id_]})


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedView:
    """A fair with six thousand firms, one organiser, and an office that two firms know."""
    fair, office, town = node("Event", "fair"), node("Office", "office"), node("Region", "town")
    firms = [node("Firm", f"firm{i:04d}") for i in range(FIRMS)]
    boss, meeting = node("Person", "boss"), node("Event", "meeting")
    facts = [fact("PARTICIPATES_IN", firm, fair, 1 + i % 28) for i, firm in enumerate(firms)]
    facts += [fact("ORGANIZES", office, fair), fact("REPRESENTS", office, town), fact("HOLDS_POSITION", boss, firms[0])]
    facts += [fact("PARTICIPATES_IN", firms[0], meeting), fact("PARTICIPATES_IN", firms[1], meeting)]
    facts += [fact("COOPERATES_WITH", firms[0], office), fact("COOPERATES_WITH", office, firms[1])]
    by_type: dict[str, list[Relationship]] = {}
    for one in facts:
        by_type.setdefault(one.type, []).append(one)
    nodes = {"Firm": firms, "Office": [office], "Person": [boss], "Event": [fair, meeting], "Region": [town]}
    meta = GraphMeta("1-test", SCHEMA_VERSION, "l", 1, "r", (), "2026-01-01T00:00:00+00:00")
    store = EmbeddedStore(tmp_path_factory.mktemp("hub"))
    store.writer().write(Projection(meta, nodes, by_type))
    return store.view()


def around(view: EmbeddedView, id_: str, *opened: str, more: tuple[More, ...] = ()) -> Neighbourhood:
    return neighbourhood(view, view.get([id_])[id_], opened, more)


def test_a_hub_shows_twelve_a_side_and_counts_the_rest(hub: EmbeddedView, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(EmbeddedView, "around", lambda *_: pytest.fail("a hub is never read whole"))
    seen = around(hub, "fair")
    assert [(n.id, n.column) for n in seen.neighbours if n.column < 0] == [("office", -1)]
    right = [n for n in seen.neighbours if n.column > 0]
    assert len(right) == SIDE
    assert [(r.bundle.type, r.bundle.label, r.count) for r in seen.rests] == [("PARTICIPATES_IN", "Firm", FIRMS - SIDE)]
    assert {n.facts[0].properties["last_date"] for n in right} == {"2024-01-28"}  # the latest first


def test_more_of_a_bundle_adds_twelve_and_the_picture_ends_somewhere(hub: EmbeddedView) -> None:
    one, many = ((More("fair", "PARTICIPATES_IN", False, "Firm", steps),) for steps in (1, 500))
    seen = around(hub, "fair", more=one)
    assert sum(n.column > 0 for n in seen.neighbours) == 2 * SIDE
    assert not seen.full
    seen = around(hub, "fair", more=many)
    assert seen.full
    assert len(seen.neighbours) == MOST
    assert sum(r.count for r in seen.rests) == FIRMS + 1 - MOST


def test_an_unfolded_name_puts_its_own_beyond_it_and_none_twice(hub: EmbeddedView) -> None:
    seen = around(hub, "meeting", "firm0000", "firm0000", "unknown")
    assert seen.opened == ("firm0000",)
    placed = {n.id: (n.column, n.parent) for n in seen.neighbours}
    assert placed["firm0001"] == (1, "meeting")
    assert placed["boss"] == (2, "firm0000")
    assert placed["fair"] == (2, "firm0000")
    assert "meeting" not in placed
    assert len(placed) == len(seen.neighbours)
    assert {n["id"] for n in seen.to_json()["neighbours"]} == set(placed)


def test_what_it_is_stands_left_and_what_it_did_right(demo: Graph) -> None:
    seen = demo.around("江苏省驻沪办")
    sides = {seen.nodes[n.id].name: n.column for n in seen.neighbours}
    assert {name for name, column in sides.items() if column < 0} == {"江苏省", "上海市", "黄运海"}
    (event,) = (n for n in seen.neighbours if n.column > 0)
    assert event.facts[0].type == "ORGANIZES"
    wider = demo.around(OFFICE, opened=[event.id])
    beyond = {wider.nodes[n.id].label for n in wider.neighbours if n.column == 2}
    assert {"Person", "Office"} <= beyond


def test_the_shortest_way_comes_first_then_the_one_through_an_office(demo: Graph) -> None:
    answer = demo.path("上海港湾集团", "黄运海")
    assert len(answer.facts) == 3
    assert all("Office" not in (f.head_label, f.tail_label) for f in answer.facts)
    stops = answer.stops_of(answer.through_offices)
    assert OFFICE in stops[1:-1]
    assert len(stops) == len(set(stops)) == 5
    assert (stops[0], stops[-1]) == (answer.start.id, answer.end.id)
    told = answer.to_json()["through_offices"]
    assert all(step["evidence"] for step in told)


def test_no_second_way_where_the_first_meets_an_office_or_none_does(hub: EmbeddedView, demo: Graph) -> None:
    ends = hub.get(["firm0000", "firm0001", "boss", "town"])
    both = find_path(hub, ends["boss"], ends["firm0001"], 6)
    assert [f.type for f in both.facts][:1] == ["HOLDS_POSITION"]
    assert "office" in (*both.stops, *both.stops_of(both.through_offices))
    assert demo.path("黄运海", "江苏省驻沪办").through_offices == ()
    assert demo.path("上海港湾集团", "概伦电子").through_offices == ()


def test_the_command_prints_both_ways(demo_store: Path) -> None:
    from click.testing import CliRunner

    import yangtze

    done = CliRunner().invoke(yangtze.cli, ["path", "上海港湾集团", "黄运海", "--store", str(demo_store)])
    assert done.exit_code == 0, done.output
    assert "上海港湾 与 黄运海：3 步" in done.output
    assert "经驻外机构：4 步" in done.output
