"""All ties of a text, each said once."""

from collections.abc import Callable, Iterable, Iterator

from nlp.business import business
from nlp.investments import investments
from nlp.meetings import meetings, represented
from nlp.partnerships import partnerships
from nlp.positions import positions
from nlp.quantities import with_quantities
from nlp.reading import Reading, Tie
from nlp.speakers import with_speakers

_RULES: tuple[Callable[[Reading], Iterator[Tie]], ...] = (
    represented, positions, meetings, business, partnerships, investments,
)  # fmt: skip
_SYMMETRIC = frozenset(("COOPERATES_WITH",))


def relate(reading: Reading, learned: Iterable[Tie] = ()) -> list[Tie]:
    """Return the ties between mentions; of several between the same two things in one sentence, the surest.

    What rules found stays before what a model ``learned``, whatever its certainty; and where rules have read the
    offices of a person, a model adds none. Ties of making and investing say how much, those in reported speech by whom.
    """
    best: dict[tuple[object, ...], Tie] = {}
    for tie in (tie for rule in _RULES for tie in rule(reading)):
        key = _key(reading, tie)
        if key not in best or tie.confidence > best[key].confidence:
            best[key] = tie
    said = {key[:-1] for key in best}
    in_office = {tie.head for tie in best.values() if tie.type == "HOLDS_POSITION"}
    for tie in learned:
        key = _key(reading, tie)
        if (tie.type == "HOLDS_POSITION" and tie.head in in_office) or _only_heeded(reading, tie):
            continue
        if key[:-1] not in said and (key not in best or tie.confidence > best[key].confidence):
            best[key] = tie
    ties = sorted(_without_weaker(reading, best.values()), key=lambda t: (t.start, t.head, t.tail, t.type))
    return with_speakers(reading, with_quantities(reading, ties))


def _only_heeded(reading: Reading, tie: Tie) -> bool:
    """Whether an event is only named for what it resolved (贯彻…全会精神): who heeds it neither held nor joined it."""
    if tie.type not in ("ORGANIZES", "PARTICIPATES_IN"):
        return False
    event = reading.mentions[tie.tail]
    return reading.text[event.end : event.end + 4].lstrip("的”’」』").startswith("精神")


def _key(reading: Reading, tie: Tie) -> tuple[object, ...]:
    ends = [reading.members[tie.head], reading.members[tie.tail]]
    if tie.type in _SYMMETRIC:
        ends.sort()
    return (tie.type, *ends, tie.start, tie.properties)


def _without_weaker(reading: Reading, ties: Iterable[Tie]) -> Iterator[Tie]:
    """Who organises an event does not also attend it."""
    every = list(ties)
    hosts = {(reading.members[t.head], reading.members[t.tail]) for t in every if t.type == "ORGANIZES"}
    for tie in every:
        if tie.type != "PARTICIPATES_IN" or (reading.members[tie.head], reading.members[tie.tail]) not in hosts:
            yield tie
