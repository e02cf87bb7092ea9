"""From lines to paragraphs over columns and pages, and where each page begins in the text."""

import re
from collections.abc import Sequence
from typing import Final

from ingest.reports.joining import join_lines
from ingest.reports.shapes import Line

_ENDS: Final = frozenset("。！？；：!?;:…")
_CLOSING: Final = "”’」』）)》"
_BEGINS: Final = re.compile(
    r"[•●■◆▪★※➢√·①-⑳]|[（(]?[一二三四五六七八九十]{1,3}[）)、．.]|第[一二三四五六七八九十百\d]{1,4}[章节篇部条]"
    r"|[（(]?\d{1,2}[、．.)）]\D"
)


class Flow:
    """Gathers lines into a text, a line for a paragraph or a table's row."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._last: Line | None = None
        self._pages: list[int | None] = []

    def add_page(self, lines: Sequence[Line]) -> None:
        """Add the lines of the next page."""
        starts: int | None = None
        for line in lines:
            if not line.text:
                continue
            self._separate(line, new_page=starts is None)
            starts = self._length if starts is None else starts
            self._put(line.text)
            self._last = line
        self._pages.append(starts)

    def text(self) -> str:
        """The text so far, its end a line's end."""
        return "".join(self._parts) + ("\n" if self._parts else "")

    def page_starts(self) -> tuple[int, ...]:
        """Where each page begins; one without text begins where the next one does."""
        starts: list[int] = []
        after = self._length + bool(self._parts)  # the end of the text
        for start in reversed(self._pages):
            after = after if start is None else start
            starts.append(after)
        return tuple(reversed(starts))

    def _put(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def _separate(self, line: Line, *, new_page: bool) -> None:
        last = self._last
        if last is None:
            return
        if not goes_on(last, line, new_page=new_page):
            self._put("\n")
            return
        cut, between = join_lines(self._parts[-1], line.text)
        if cut:
            self._parts[-1] = self._parts[-1][:-cut]
            self._length -= cut
        self._put(between)


def goes_on(last: Line, line: Line, *, new_page: bool) -> bool:
    """Whether ``line`` continues the paragraph that ``last`` is of."""
    if last.fixed or line.fixed:
        return False
    a, b = last.box, line.box
    if a.cjk == b.cjk and not 0.87 < b.em / a.em < 1.15:
        return False  # a heading, or a note below the text
    ended = last.text.rstrip(_CLOSING)[-1:] in _ENDS
    if ended and _BEGINS.match(line.text):
        return False
    below = a.y0 - b.y0
    if not new_page and below > 0:
        if line.leading and below > 1.45 * line.leading and below > 1.6 * b.em:
            return False
    elif ended:
        return False  # over a page or column, a sentence goes on and a paragraph rarely
    step = b.x0 - a.x0 - (0.0 if below > 0 and not new_page else line.left - last.left)  # each in its own column
    hangs = 0 < step < 3 * b.em and _BEGINS.match(last.text)  # below the text of a list's item, not below its mark
    indent = max(step, b.x0 - line.left)
    if indent >= 1.2 * b.em and not hangs and (ended or abs(step) >= 0.5 * b.em):
        return False  # first line of a paragraph
    return _is_full(last, line)


def _is_full(last: Line, line: Line) -> bool:
    """Whether the first word of ``line`` would not have fitted on ``last``."""
    room = last.right - last.box.x1
    em = last.box.em
    if last.box.cjk or line.box.cjk:
        return room < 2.0 * em
    return room < (0.5 * len(line.text.split(maxsplit=1)[0]) + 1.0) * em
