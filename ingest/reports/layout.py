"""Reading order of a page: columns, rows, and what repeats on every page left out."""

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median
from typing import Final

from ingest.reports.joining import CELL_GAP, LIST_MARK
from ingest.reports.shapes import Box, Line

_MARGIN: Final = 0.12  # of a page's height: where headers and footers stand
_NUMBER: Final = re.compile(
    r"[-—–·.\s|/]*(第?\s*\d{1,4}\s*页?([\s,，/／|]*(共|of)?\s*\d{1,4}\s*页?)?|[ivxlc]{1,6}|page\s*\d+(\s*of\s*\d+)?)[-—–·.\s|/]*",
    re.IGNORECASE,
)
_CONTENTS: Final = re.compile(r"(?:[.…·．]\s*){4,}[\divxlc]{1,4}$")  # a table of contents says the headings once more

Band = list[Box]


def bands(boxes: Sequence[Box]) -> list[Band]:
    """Group boxes that stand beside one another, top to bottom."""
    found: list[Band] = []
    floor = math.inf
    for box in sorted(boxes, key=lambda b: -b.y1):
        # A quarter of a box's height may reach into the line above: its box is higher than its characters.
        if found and box.y1 - 0.3 * box.height > floor:
            found[-1].append(box)
            floor = min(floor, box.y0)
        else:
            found.append([box])
            floor = box.y0
    return [sorted(band, key=lambda b: b.x0) for band in found]


def furniture(pages: Sequence[tuple[Sequence[Box], float, float]]) -> list[set[int]]:
    """Return for each page (boxes, bottom, top), the ids of boxes that are a header, a footer or its number."""
    at_edges = [_edges(boxes, bottom, top) for boxes, bottom, top in pages]
    seen = Counter(key for edges in at_edges for key in {_key(band, zone) for zone, band in edges})
    often = max(2, math.ceil(0.4 * len(pages)))  # left and right pages have their own
    result: list[set[int]] = []
    for edges in at_edges:
        ids: set[int] = set()
        text_at = ""
        for zone, band in edges:
            if zone == text_at:
                continue  # what stands within text is text
            if seen[_key(band, zone)] >= often or _NUMBER.fullmatch(_text(band)):
                ids.update(map(id, band))
            else:
                text_at = zone
        result.append(ids)
    return result


def _edges(boxes: Sequence[Box], bottom: float, top: float) -> list[tuple[str, Band]]:
    margin = _MARGIN * (top - bottom)
    rows = [band for band in bands([b for b in boxes if not b.rows])]
    head = [("top", band) for band in rows[:3] if min(b.y0 for b in band) > top - margin]
    foot = [("bottom", band) for band in rows[:-4:-1] if max(b.y1 for b in band) < bottom + margin]
    return head + foot


def _text(band: Band) -> str:
    return " ".join(box.text for box in band)


def _key(band: Band, zone: str) -> tuple[str, str, int]:
    # The same words at the same height: a heading that comes twice stands elsewhere.
    return zone, re.sub(r"\d+", "#", _text(band)), round(band[0].y0 / 6)


def reading_order(boxes: Sequence[Box]) -> list[Line]:
    """Return the lines of a page as they are read, columns one after the other."""
    rows = bands(boxes)
    lines: list[Line] = []
    alone: list[Band] = []
    at = 0
    while at < len(rows):
        end, gutter = _columns(rows, at)
        if gutter is None:
            alone.append(rows[at])
            at += 1
            continue
        lines += _region(alone)
        alone = []
        region = [box for band in rows[at:end] for box in band]
        for side in ([b for b in region if b.x1 <= gutter], [b for b in region if b.x0 >= gutter]):
            lines += reading_order(side)
        at = end
    return lines + _region(alone)


def _columns(rows: Sequence[Band], start: int) -> tuple[int, float | None]:
    """Return where the longest run of rows ends from ``start`` on that a gutter parts, and the gutter's middle."""
    best: tuple[int, float | None] = (start, None)
    every = [box for band in rows for box in band]
    free = [(min(b.x0 for b in every), max(b.x1 for b in every))]
    boxes: list[Box] = []
    for end in range(start, len(rows)):
        boxes += rows[end]
        free = [piece for gap in free for piece in _around(gap, rows[end])]
        if not free:
            break  # a line as wide as the page
        found = next((gap for gap in free if _parts_columns(gap, boxes)), None)
        if found:
            best = (end + 1, (found[0] + found[1]) / 2)
    return best


def _around(gap: tuple[float, float], band: Band) -> Iterator[tuple[float, float]]:
    """The parts of ``gap`` that the boxes of ``band`` leave free."""
    start, end = gap
    for box in band:
        if box.x1 <= start or box.x0 >= end:
            continue
        if box.x0 > start:
            yield start, box.x0
        start = max(start, box.x1)
    if start < end:
        yield start, end


def _parts_columns(gap: tuple[float, float], boxes: Sequence[Box]) -> bool:
    """Whether both sides of a gap hold prose: several lines that fill their column, not the cells of a table."""
    if gap[1] - gap[0] < 0.8 * median(b.em for b in boxes):
        return False
    sides = [b for b in boxes if b.x1 <= gap[0]], [b for b in boxes if b.x0 >= gap[1]]
    for side in sides:
        lines = [b for b in side if not b.rows]
        if len(lines) < 3:
            return False
        width = max(b.x1 for b in lines) - min(b.x0 for b in lines)
        if width < 11 * median(b.em for b in lines) or median(b.x1 - b.x0 for b in lines) < 0.6 * width:
            return False
    return True


def _region(rows: Sequence[Band]) -> list[Line]:
    """Lines of rows that no gutter parts; what stands side by side there is a row of a table."""
    boxes = [box for band in rows for box in band if not box.rows]
    if not boxes:
        return [Line(row, box, fixed=True) for band in rows for box in band for row in box.rows]
    left = _edge([b.x0 for b in boxes], 1.0, share=0.4)
    right = -_edge([-b.x1 for b in boxes], boxes[0].em * 1.5)
    tops = [band[0].y0 for band in rows if not band[0].rows]
    steps = [a - b for a, b in pairwise(tops) if a > b]
    leading = min(steps, key=lambda s: (-sum(abs(s - t) < 1.5 for t in steps), s)) if steps else 0.0
    lines: list[Line] = []
    for index, band in enumerate(rows):
        for box in band:
            lines += [Line(row, box, left, right, leading, fixed=True) for row in box.rows]
        texts = _marked(band)
        if not texts or _CONTENTS.search(_text(texts)):
            continue
        near = [len(_marked(rows[i])) for i in (index - 1, index + 1) if 0 <= i < len(rows)]
        lines.append(_row(texts, left, right, leading, beside=max(near, default=0) > 1))
    return lines


def _marked(band: Band) -> Band:
    """The texts of a band, the mark of a list's item with what it stands before."""
    boxes = [box for box in band if not box.rows]
    if len(boxes) < 2 or not LIST_MARK.fullmatch(boxes[0].text):
        return boxes
    mark, first = boxes[:2]
    return [replace(first, text=f"{mark.text} {first.text}", x0=mark.x0), *boxes[2:]]


def _row(boxes: Band, left: float, right: float, leading: float, *, beside: bool) -> Line:
    if len(boxes) == 1:
        return Line(boxes[0].text, boxes[0], left, right, leading)
    widest = max(b.x0 - a.x1 for a, b in pairwise(boxes))
    spaced_out = not beside and all(len(box.text) == 1 and box.cjk for box in boxes)  # 目　　录
    cells = not spaced_out and (beside or widest > 3 * boxes[0].em)
    text = ("" if spaced_out else CELL_GAP if cells else " ").join(box.text for box in boxes)
    whole = Box(
        text, boxes[0].x0, min(b.y0 for b in boxes), max(b.x1 for b in boxes), max(b.y1 for b in boxes), boxes[0].em
    )
    return Line(text, whole, left, right, leading, fixed=cells)


def _edge(values: Sequence[float], near: float, share: float = 0.0) -> float:
    """The smallest value that is no exception: two lines begin (or end) there, and a share of the most that do."""
    ordered = sorted(values)
    counts = [bisect_right(ordered, value + near) - index for index, value in enumerate(ordered)]
    enough = max(2.0, share * max(counts))
    return next((value for value, count in zip(ordered, counts, strict=True) if count >= enough), ordered[0])
