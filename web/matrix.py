"""Regions × links of a chain, and regions × chains: status and firms in every cell, what the whole table says."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from graph.gaps.answer import LinkAnswer
from graph.gaps.coverage import places_below
from graph.gaps.status import Status, Thresholds
from graph.projection.model import Node
from graph.reference.places import Place
from web.belt import PROVINCES, engine_of
from web.gap_page import slugs_of
from web.gap_state import STAGES
from web.keeper import Reading

HAVE = ("present", "strong")
SHOWN_FIRMS = 6


@dataclass(frozen=True, slots=True)
class Cell:
    """A link in a region: its status and its firms, the weightiest first."""

    status: Status
    n_firms: int
    firms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A region and its cells, in the order of the columns; ``deeper`` says that there are areas below it."""

    place: Place
    name: str
    cells: tuple[Cell, ...]
    deeper: bool

    @property
    def seen(self) -> int:
        """Links with a firm."""
        return sum(cell.n_firms > 0 for cell in self.cells)

    @property
    def thin(self) -> bool:
        """Whether too little is known of the region to say anything."""
        return all(cell.status == "unknown" for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Regions × links of one chain.

    Attributes:
        within: the region whose areas the rows are, None for the provinces of the belt.
        slugs: links' parts of addresses.
        groups: runs of links of one stage: the stage and how many.
    """

    chain: Node
    within: Place | None
    links: tuple[Node, ...]
    rows: tuple[Row, ...]
    slugs: dict[str, str]
    groups: tuple[tuple[str, int], ...]

    def column(self, at: int) -> list[Cell]:
        """Cells of a link."""
        return [row.cells[at] for row in self.rows]

    def found_in(self, at: int) -> list[Row]:
        """Regions where a link is seen."""
        return [row for row in self.rows if row.cells[at].n_firms]

    @property
    def ordered(self) -> list[Row]:
        """Regions, the one with the most links first."""
        return sorted(self.rows, key=lambda row: -row.seen)

    @property
    def single(self) -> list[tuple[Node, Row]]:
        """Links that one region alone has, with it."""
        found = [(link, self.found_in(i)) for i, link in enumerate(self.links)]
        return [(link, rows[0]) for link, rows in found if len(rows) == 1]

    @property
    def nowhere(self) -> list[Node]:
        """Links that no region has."""
        return [link for i, link in enumerate(self.links) if not self.found_in(i)]

    def to_json(self) -> dict[str, Any]:
        """The form of the API."""
        return {
            "chain": {"id": self.chain.id, "name": self.chain.name},
            "within": {"adcode": self.within.id, "name": self.within.name} if self.within else None,
            "links": [{"id": link.id, "name": link.name, "stage": link.properties["stage"]} for link in self.links],
            "regions": [
                {
                    "adcode": row.place.id, "name": row.place.name,
                    "cells": [{"status": c.status, "firms": c.n_firms} for c in row.cells],
                }
                for row in self.rows
            ],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Share:
    """A chain in a region: links seen, links that are there (present or strong), all links, firms."""

    seen: int
    there: int
    links: int
    firms: int
    thin: bool

    @property
    def level(self) -> int:
        """How much of the chain is there, in five steps from 0."""
        return -(-4 * self.there // self.links) if self.links else 0


@dataclass(frozen=True, slots=True)
class ChainRow:
    """A region and its share of every chain."""

    place: Place
    name: str
    shares: tuple[Share, ...]
    deeper: bool


@dataclass(frozen=True, slots=True)
class ChainMatrix:
    """Regions × chains."""

    within: Place | None
    chains: tuple[tuple[str, str], ...]
    rows: tuple[ChainRow, ...]

    def best(self, at: int) -> ChainRow | None:
        """The region that has the most of a chain, None where nobody has any."""
        first = max(self.rows, key=lambda row: row.shares[at].there, default=None)
        return first if first and first.shares[at].there else None

    def to_json(self) -> dict[str, Any]:
        """The form of the API."""
        return {
            "within": {"adcode": self.within.id, "name": self.within.name} if self.within else None,
            "chains": [{"id": id_, "name": name} for id_, name in self.chains],
            "regions": [
                {
                    "adcode": row.place.id, "name": row.place.name,
                    "cells": [
                        {"seen": s.seen, "present": s.there, "links": s.links, "firms": s.firms} for s in row.shares
                    ],
                }
                for row in self.rows
            ],
        }  # fmt: skip


def places(now: Reading, region: str) -> tuple[Place | None, list[Place]]:
    """The region asked for, and the rows: the areas right below it, or the provinces from west to east.

    Raises:
        UnknownName, AmbiguousName: with names to offer.
    """
    if not region:
        return None, [now.graph.region(code) for code in PROVINCES]
    within = now.graph.region(region)
    below = places_below(engine_of(now), within)[1:]
    order = {code: i for i, code in enumerate(PROVINCES)}
    return within, sorted(below, key=lambda p: (order.get(p.id, 99), p.id)) or [within]


def link_matrix(now: Reading, chain: str, region: str = "", limits: Thresholds | None = None) -> Matrix:
    """Regions × links of a chain.

    Raises:
        UnknownName, AmbiguousName: with names to offer.
    """
    of, (within, found), limits = now.graph.chain(chain), places(now, region), limits or Thresholds()

    def make() -> Matrix:
        answers = [_by_stage(now.graph.statuses(place.id, of.id, thresholds=limits)) for place in found]
        links = tuple(answer.node for answer in answers[0])
        names = engine_of(now).activities.firms
        rows = tuple(
            Row(place, short_name(place), tuple(_cell(link, names) for link in answer), is_deep(now, place))
            for place, answer in zip(found, answers, strict=True)
        )
        groups = tuple(
            (str(stage), len(list(run))) for stage, run in groupby(links, key=lambda n: n.properties["stage"])
        )
        return Matrix(of, within, links, rows, slugs_of([link.id for link in links]), groups)

    return now.once(("matrix", of.id, within and within.id, limits), make)


def _by_stage(links: Sequence[LinkAnswer]) -> list[LinkAnswer]:
    """Upstream to the left, in the reference's order within a stage."""
    return sorted(links, key=lambda link: STAGES.index(link.node.properties["stage"]))


def _cell(link: LinkAnswer, firms: dict[str, Node]) -> Cell:
    return Cell(link.status, len(link.firms), tuple(firms[a.firm].name for a in link.firms[:SHOWN_FIRMS]))


def chain_matrix(now: Reading, region: str = "", limits: Thresholds | None = None) -> ChainMatrix:
    """Regions × chains.

    Raises:
        UnknownName, AmbiguousName: with names to offer.
    """
    (within, found), limits = places(now, region), limits or Thresholds()

    def make() -> ChainMatrix:
        engine = engine_of(now)
        rows = tuple(
            ChainRow(
                place, short_name(place),
                tuple(_share(now.graph.statuses(place.id, chain.id, thresholds=limits)) for chain in engine.chains),
                is_deep(now, place),
            )
            for place in found
        )  # fmt: skip
        return ChainMatrix(within, tuple((chain.id, chain.name) for chain in engine.chains), rows)

    return now.once(("chain matrix", within and within.id, limits), make)


def _share(links: Sequence[LinkAnswer]) -> Share:
    firms = {a.firm for link in links for a in link.firms}
    return Share(
        sum(bool(link.firms) for link in links), sum(link.status in HAVE for link in links), len(links), len(firms),
        all(link.status == "unknown" for link in links),
    )  # fmt: skip


def short_name(place: Place) -> str:
    """A province by its short name, anything else by its own."""
    return PROVINCES.get(place.id, place.name)


def is_deep(now: Reading, place: Place) -> bool:
    """Whether there are areas below a place."""
    return place.kind == "group" or bool(engine_of(now).activities.below(place.id))
