"""What the components of the pipeline hand to each other about one text."""

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from graph.ledger.records import LocalEntity, MentionType, Modality

if TYPE_CHECKING:
    from nlp.encoder import View


@dataclass(frozen=True, slots=True)
class PlaceHit:
    """An administrative name in the text with the adcodes it may stand for (none for rivers and countries)."""

    start: int
    end: int
    adcodes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A candidate mention; of two that overlap the higher ``rank`` stays, then the longer one.

    ``support`` names the model that says the same, ``certainty`` how sure a model is.
    """

    start: int
    end: int
    type: MentionType
    method: str
    rank: int = 0
    keys: tuple[str, ...] = ()
    support: str = ""
    certainty: float = 0.0


@dataclass(frozen=True, slots=True)
class Tie:
    """A candidate relation between two mentions (indices) with its sentence."""

    type: str
    head: int
    tail: int
    start: int
    end: int
    method: str
    confidence: float
    modality: Modality = "asserted"
    properties: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Reading:
    """A text as far as it has been read; ``text`` is folded and offsets are those of the original.

    Each component fills the field after it: sentences, candidates, mentions, clusters, ties.
    """

    text: str
    sentences: list[tuple[int, int]] = field(default_factory=list)
    aliases: list[tuple[str, str]] = field(default_factory=list)
    places: list[PlaceHit] = field(default_factory=list)
    candidates: list[Found] = field(default_factory=list)
    mentions: list[Found] = field(default_factory=list)
    members: list[int] = field(default_factory=list)
    entities: list[LocalEntity] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    views: list["View"] = field(default_factory=list)

    def hits(self, start: int, end: int) -> list[PlaceHit]:
        """Return the place hits that start in [start, end), in order."""
        first = bisect_left(self.places, start, key=lambda hit: hit.start)
        last = bisect_left(self.places, end, key=lambda hit: hit.start)
        return self.places[first:last]

    def surface(self, index: int) -> str:
        """Return the folded text of a mention."""
        mention = self.mentions[index]
        return self.text[mention.start : mention.end]
