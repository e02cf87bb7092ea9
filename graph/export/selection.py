"""What an export is asked for, and which facts that leaves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from graph.errors import UnknownName
from graph.projection.model import Passage, Relationship
from graph.schema.model import load_schema
from graph.store.asof import InvalidDate, checked_date, not_later
from graph.store.base import View


@dataclass(frozen=True, slots=True)
class Selection:
    """A region, a chain, types (of facts, or labels of nodes), a period of evidence; all that is None or empty is open.

    ``dated`` leaves out what has no date: reference rows, which are standing knowledge, and undated documents.
    """

    region: str | None = None
    chain: str | None = None
    types: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    dated: bool = False
    as_of: str | None = None
    """The date that the graph is read as of, which the citation names too."""

    @property
    def in_words(self) -> str:
        """The query as a citation names it: what 'yangtze export' has to be given to get the same."""
        given = [("region", self.region), ("chain", self.chain), *(("type", name) for name in self.types)]
        given += [("since", self.since), ("until", self.until), ("as-of", self.as_of)]
        words = [f"{name}={value}" for name, value in given if value]
        return "; ".join([*words, "dated"] if self.dated else words) or "all"

    @property
    def fact_types(self) -> frozenset[str]:
        """The asked types that are types of facts."""
        return frozenset(self.types) & frozenset(load_schema().fact_types)

    @property
    def labels(self) -> frozenset[str]:
        """The asked types that are labels of nodes."""
        return frozenset(self.types) - self.fact_types

    @property
    def has_period(self) -> bool:
        """Whether dates take part."""
        return bool(self.since or self.until or self.dated)


def checked(selection: Selection) -> Selection:
    """The selection with its types spelled as the schema spells them.

    Raises:
        UnknownName: a type is none; the nearest are offered.
        InvalidDate: a date is none, or the period ends before it begins.
    """
    for date in (selection.since, selection.until):
        if date:
            checked_date(date)
    if selection.since and selection.until and not not_later(selection.since, selection.until):
        raise InvalidDate(f"The period ends ({selection.until}) before it begins ({selection.since}).")
    return replace(selection, types=tuple(dict.fromkeys(map(_type, selection.types))))


def type_names() -> tuple[str, ...]:
    """Every name that ``types`` may hold: labels of things, types of facts."""
    return (*load_schema().entity_labels, *load_schema().fact_types)


def _type(name: str) -> str:
    known = {known.casefold(): known for known in type_names()}
    if name.casefold() in known:
        return known[name.casefold()]
    nearest = get_close_matches(name.casefold(), known, 5, 0.5)
    raise UnknownName("type", name, tuple(known[found] for found in nearest))


@dataclass(frozen=True, slots=True)
class InPeriod:
    """Facts of a period, the passage that says each (the newest of the period), and how many have no date at all."""

    facts: tuple[Relationship, ...]
    passages: dict[str, Passage]
    undated: int


def in_period(view: View, facts: Sequence[Relationship], selection: Selection) -> InPeriod:
    """The facts that a sentence of the period says.

    Standing knowledge (what a reference row says) has no date and stays, unless ``dated``; what has no date otherwise
    is left out and counted. A fact's evidence in the graph is its twenty newest passages: where they are all later
    than the period, its earliest date decides.
    """
    if not selection.has_period:
        passages = view.passages(f.evidence[0] for f in facts if f.evidence)
        return InPeriod(tuple(facts), {f.id: passages[f.evidence[0]] for f in facts if f.evidence[:1] and
                                       f.evidence[0] in passages}, 0)  # fmt: skip
    passages = view.passages(id_ for f in facts for id_ in f.evidence)
    kept, said, undated = [], {}, 0
    for fact in facts:
        known = [passages[id_] for id_ in fact.evidence if id_ in passages]
        inside = [p for p in known if p.published and _inside(p.published, selection)]
        standing = [p for p in known if p.start is None]
        if inside or (standing and not selection.dated):
            kept.append(fact)
            said[fact.id] = (inside or standing)[0]
        elif _first_is_inside(fact, selection):
            kept.append(fact)
        elif not fact.properties.get("first_date"):
            undated += 1
    return InPeriod(tuple(kept), said, undated)


def _inside(date: str, selection: Selection) -> bool:
    since, until = selection.since, selection.until
    return (not since or not_later(since, date)) and (not until or not_later(date, until))


def _first_is_inside(fact: Relationship, selection: Selection) -> bool:
    first = fact.properties.get("first_date")
    return bool(first and (fact.properties.get("n_evidence") or 0) > len(fact.evidence) and _inside(first, selection))


def ends(facts: Iterable[Relationship]) -> set[str]:
    """Ids of both ends of all facts."""
    return {end for fact in facts for end in (fact.head, fact.tail)}
