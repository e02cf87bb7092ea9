"""A flow drawing that stands alone: a file for reports and slides, with its title, its legend and where it is from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph.gaps.status import Status
from web.flow.draw import Box, Drawing, text_width
from web.flow.tokens import colours

MARGIN, HEAD, FOOT = 24.0, 64.0, 34.0
_TITLE, _SMALLEST_TITLE = 22.0, 12.0
_SEALS: Mapping[str, str] = {
    "补链": "M2.5 1h14q1.5 0 1.5 1.5v14q0 1.5-1.5 1.5h-14Q1 18 1 16.5v-14Q1 1 2.5 1Z",
    "延链": "M.8 1.5h12.4l5.4 8-5.4 8H.8Z",
    "强链": "M9.5.6 17.8 5v9L9.5 18.4 1.2 14V5Z",
    "建链": "M9.5.7A8.8 8.8 0 1 1 9.5 18.3 8.8 8.8 0 1 1 9.5.7Z",
}  # fmt: skip
_TOKEN: Mapping[Status, str] = {
    "strong": "strong", "present": "have", "weak": "weak", "not_observed": "none", "unknown": "thin",
}  # fmt: skip
_DASHES: Mapping[str, str] = {"none": "4 2.5", "thin": "1.5 2.5"}


@dataclass(frozen=True, slots=True)
class Look:
    """Colours of a status, and how its border is broken."""

    status: Status
    fill: str
    line: str
    text: str
    dashes: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A link as it is drawn: one look, or two when two regions are compared; its seal, if any."""

    box: Box
    looks: tuple[Look, ...]
    core: bool
    action: str | None = None
    solid: bool = False
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """What the template writes down; ``sides`` names the halves when two regions are compared."""

    title: str
    foot: str
    drawing: Drawing
    marks: tuple[Mark, ...]
    sides: tuple[str, ...] = ()

    @property
    def width(self) -> float:
        """Of the whole picture."""
        return self.drawing.width + 2 * MARGIN + 8

    @property
    def height(self) -> float:
        """Of the whole picture."""
        return self.drawing.height + HEAD + FOOT + MARGIN

    @property
    def title_size(self) -> float:
        """As large as the title fits in a line."""
        room = self.drawing.width
        return max(_SMALLEST_TITLE, min(_TITLE, _TITLE * room / max(1.0, text_width(self.title, _TITLE))))

    @property
    def seals(self) -> Mapping[str, str]:
        """Outlines of the seals by action."""
        return _SEALS

    @property
    def colours(self) -> Mapping[str, str]:
        """Colours by the names of the style sheet."""
        return colours()

    @property
    def legend(self) -> Sequence[Look]:
        """A look for every status."""
        return [look_of(status) for status in _TOKEN]


def look_of(status: Status) -> Look:
    """How a status looks."""
    name, known = _TOKEN[status], colours()
    return Look(status, known[f"{name}-bg"], known[f"{name}-bd"], known[f"{name}-fg"], _DASHES.get(name, ""))
