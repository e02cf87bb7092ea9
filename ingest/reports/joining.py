"""How pieces of text go together: characters of a line, lines of a paragraph, cells of a row."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Final

from ingest.reports.shapes import WIDE_SPACE, Glyph

_CJK: Final = re.compile(r"[\u2e80-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
_BOTH: Final = frozenset("“”‘’…—·")  # marks that Chinese and Latin text share
_HYPHENS: Final = frozenset("-\u00ad\u2010\u0002")  # PDFium writes U+0002 for a hyphen at a line's end

LIST_MARK: Final = re.compile(r"[•●■◆▪★※➢√·–○□]|[（(]?[一二三四五六七八九十]{1,3}[）)、．.]|[（(]?\d{1,2}[、．.)）]")
CELL_GAP: Final = " | "


@cache
def is_cjk(char: str) -> bool:
    """Whether ``char`` is of Chinese writing, its punctuation included."""
    return _CJK.match(char) is not None


def space_between(before: Glyph, after: Glyph, stated: str, em: float) -> str:
    """Return what stands between two characters of a line; ``stated`` is the space that the file itself has.

    Producers put spaces wherever they move the pen. Within Chinese text one counts only if it is as wide as a
    space; between a number and Chinese it says nothing (共计 20 万元).
    """
    a, b, gap = before.char, after.char, after.x0 - before.x1
    if stated == WIDE_SPACE:
        return stated
    written = stated == " "
    wide = gap >= 0.6 * em
    chinese = is_cjk(a) + is_cjk(b)
    if chinese == 2 or (chinese and (a in _BOTH or b in _BOTH)):
        return " " if written and gap >= 0.45 * em else ""
    if chinese:
        letters = (a if is_cjk(b) else b).isalpha()
        return " " if letters and (wide or (written and gap >= 0.15 * em)) else ""
    return " " if stated or gap >= 0.3 * em else ""


def join_lines(before: str, after: str) -> tuple[int, str]:
    """Return how many characters to take off the first line's end, and what to put between it and the second."""
    if not before or not after:
        return 0, ""
    if before[-1] in _HYPHENS and before[-2:-1].isalpha() and after[0].islower():
        return 1, ""
    if before[-1] in _HYPHENS:
        return int(before[-1] in "\u00ad\u0002"), ""
    if is_cjk(before[-1]) or is_cjk(after[0]) or before[-1] in _BOTH:
        return 0, ""
    return 0, " "


def joined(lines: Iterable[str]) -> str:
    """Return the lines as one."""
    text = ""
    for line in lines:
        cut, between = join_lines(text, line)
        text = text[: len(text) - cut] + between + line
    return text


def join_cells(cells: Iterable[str]) -> str:
    """Return a row's cells as one line, empty ones kept so that columns stay."""
    return CELL_GAP.join(cell.strip() for cell in cells).rstrip(" |").lstrip()
