"""The rows of a reference folder as plain data, each with the place it came from."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class RowSource:
    """Where a reference row stands and what vouches for it: the evidence of every fact made from it.

    ``layer`` is ``shipped`` or the name of a user's folder; ``line`` counts from 1, the header being line 1.
    """

    layer: str
    file: str
    line: int
    text: str
    source: str
    url: str
    verified: bool

    @property
    def document(self) -> str:
        """Id of the reference file as a document."""
        return f"reference:{self.layer}/{self.file}"

    @property
    def passage(self) -> str:
        """Id of the row as a passage."""
        return f"{self.document}:{self.line}"


@dataclass(frozen=True, slots=True)
class Region:
    """An administrative area; ``level`` is province, prefecture, district or county.

    The districts of a municipality are ``district``, those of other cities ``county``.
    """

    adcode: str
    name: str
    short_name: str
    abbreviation: str
    level: str
    parent: str | None
    in_belt: bool
    aliases: tuple[str, ...]
    row: RowSource


@dataclass(frozen=True, slots=True)
class RegionGroup:
    """A named set of regions (长三角); ``members`` are adcodes."""

    name: str
    aliases: tuple[str, ...]
    members: tuple[str, ...]
    note: str
    row: RowSource

    @property
    def id(self) -> str:
        """Id of the group in the graph."""
        return f"group:{self.name}"


@dataclass(frozen=True, slots=True)
class Chain:
    """An industrial chain."""

    id: str
    name: str
    name_en: str
    aliases: tuple[str, ...]
    row: RowSource


@dataclass(frozen=True, slots=True)
class Link:
    """A link (环节) of a chain; ``stage`` is upstream, midstream, downstream or supporting,
    ``criticality`` core, important or general (judgement, not measurement)."""

    id: str
    chain: str
    name: str
    name_en: str
    stage: str
    aliases: tuple[str, ...]
    gbt4754: str
    criticality: str
    row: RowSource


@dataclass(frozen=True, slots=True)
class Flow:
    """A supply edge between two links of one chain."""

    chain: str
    source: str
    target: str
    row: RowSource


@dataclass(frozen=True, slots=True)
class Office:
    """A liaison office; ``represents`` and ``located_in`` are adcodes."""

    full_name: str
    short_names: tuple[str, ...]
    represents: str
    located_in: str
    last_seen: str
    note: str
    row: RowSource

    @property
    def id(self) -> str:
        """Source id of the office."""
        return f"ref:office:{self.full_name}"


@dataclass(frozen=True, slots=True)
class Programme:
    """A region's industrial programme with its validity in years."""

    region: str
    name: str
    full_title: str
    issued: str
    valid_from: str
    valid_to: str
    superseded_by: str
    level: str
    row: RowSource


@dataclass(frozen=True, slots=True)
class Priority:
    """A chain that a region's programme names; ``chains`` are chain ids, empty where none fits."""

    region: str
    programme: str
    year: str
    chain_name: str
    chains: tuple[str, ...]
    level: str
    row: RowSource


@dataclass(frozen=True, slots=True)
class Firm:
    """A firm; ``hq_province`` and ``hq_city`` are adcodes, empty when unknown."""

    id: str
    full_name: str
    short_name: str
    aliases: tuple[str, ...]
    hq_province: str
    hq_city: str
    stock_code: str
    ownership: str
    founded_year: str
    row: RowSource

    @property
    def source_id(self) -> str:
        """Source id of the firm in the graph."""
        return f"ref:{self.id}"


@dataclass(frozen=True, slots=True)
class FirmLink:
    """A firm's role in a link; ``site_*`` are adcodes of the plant when it is not the headquarters.

    ``evidence`` is what it makes there, in a few words (负胶光刻胶).
    """

    firm: str
    link: str
    role: str
    site_province: str
    site_city: str
    row: RowSource
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """Everything the reference folders say, later layers over earlier ones; keys are ids or adcodes.

    ``hash`` covers the content of all layers and changes when any row does.
    """

    regions: Mapping[str, Region]
    groups: Mapping[str, RegionGroup]
    chains: Mapping[str, Chain]
    links: Mapping[str, Link]
    flows: tuple[Flow, ...]
    offices: Mapping[str, Office]
    programmes: tuple[Programme, ...]
    priorities: tuple[Priority, ...]
    firms: Mapping[str, Firm]
    firm_links: tuple[FirmLink, ...]
    layers: tuple[str, ...]
    hash: str
    warnings: tuple[str, ...] = field(default=())
