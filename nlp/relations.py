"""All ties of a text, each said once."""

from collections.abc import Iterator
from itertools import chain

from nlp.business import business
from nlp.meetings import meetings, represented
from nlp.positions import positions
from nlp.reading import Reading, Tie

_SYMMETRIC = frozenset(("COOPERATES_WITH",))


def relate(reading: Reading) -> list[Tie]:
    """Return the ties between mentions; of several between the same two things in one sentence, the surest."""
    best: dict[tuple[object, ...], Tie] = {}
    for tie in chain(represented(reading), positions(reading), meetings(reading), business(reading)):
        key = _key(reading, tie)
        if key not in best or tie.confidence > best[key].confidence:
            best[key] = tie
    return sorted(_without_weaker(reading, best.values()), key=lambda t: (t.start, t.head, t.tail, t.type))


def _key(reading: Reading, tie: Tie) -> tuple[object, ...]:
    ends = [reading.members[tie.head], reading.members[tie.tail]]
    if tie.type in _SYMMETRIC:
        ends.sort()
    return (tie.type, *ends, tie.start, tie.properties)


def _without_weaker(reading: Reading, ties: Iterator[Tie] | object) -> Iterator[Tie]:
    """Who organises an event does not also attend it."""
    ties = list(ties)  # type: ignore[call-overload]
    hosts = {(reading.members[t.head], reading.members[t.tail]) for t in ties if t.type == "ORGANIZES"}
    for tie in ties:
        if tie.type != "PARTICIPATES_IN" or (reading.members[tie.head], reading.members[tie.tail]) not in hosts:
            yield tie
