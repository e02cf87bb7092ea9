"""What stands on a page, in points, y upward; text that runs along the page's side is turned upright."""

from dataclasses import dataclass, field
from typing import Final, NamedTuple

WIDE_SPACE: Final = "\u3000"  # of Chinese writing
MADE_SPACE: Final = "\u2009"  # the file has none; PDFium sees one in the gap


class Glyph(NamedTuple):
    """A character and its box; ``space`` is the space that the file states before it."""

    char: str
    x0: float
    y0: float
    x1: float
    y1: float
    space: str = ""


class Rule(NamedTuple):
    """A horizontal or vertical line."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def horizontal(self) -> bool:
        """Whether it is wider than high."""
        return self.x1 - self.x0 >= self.y1 - self.y0


@dataclass(frozen=True, slots=True)
class Box:
    """A stretch of one line without a wide gap, or a table (its ``rows``)."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    em: float
    cjk: bool = True
    rows: tuple[str, ...] = ()

    @property
    def height(self) -> float:
        """Height of the box."""
        return self.y1 - self.y0


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text in reading order; ``left`` and ``right`` bound its column, ``leading`` is usual there.

    A ``fixed`` line (of a table) is never joined with another.
    """

    text: str
    box: Box
    left: float = 0.0
    right: float = 0.0
    leading: float = 0.0
    fixed: bool = False


@dataclass(slots=True)
class Page:
    """A page as read: characters, lines drawn, the share of it that pictures cover, the number of drawn shapes."""

    glyphs: list[Glyph] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    bottom: float = 0.0
    top: float = 0.0
    pictured: float = 0.0
    shapes: int = 0
    unmapped: int = 0
