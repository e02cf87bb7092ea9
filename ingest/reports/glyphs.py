"""What PDFium reads on a page: characters with their boxes, drawn lines, pictures."""

import ctypes
import math
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any, Final

import pypdfium2.raw as pdfium

from ingest.reports.report import MAX_PAGE_CHARS, ReportError
from ingest.reports.shapes import MADE_SPACE, WIDE_SPACE, Glyph, Page, Rule

_MAX_OBJECTS: Final = 50_000  # of a page; a map may hold more, and no table
_MAX_SEGMENTS: Final = 2_000  # of one drawn path
_THIN: Final = 2.5  # points: a filled box no wider than this is a line
_MAX_DEPTH: Final = 8  # forms within forms

Point = tuple[float, float]
Turn = Callable[[float, float], Point]
Matrix = tuple[float, float, float, float, float, float]

_TURNS: Final[dict[int, Turn]] = {
    0: lambda x, y: (x, y),
    1: lambda x, y: (-y, x),  # PDFium counts angles clockwise
    2: lambda x, y: (-x, -y),
    3: lambda x, y: (y, -x),
}


def read_page(page: Any, number: int) -> Page:
    """Read a page of PDFium's.

    Raises:
        ReportError: it holds more characters than a page can.
    """
    textpage = page.get_textpage()
    try:
        count = textpage.count_chars()
        if count > MAX_PAGE_CHARS:
            raise ReportError(f"page {number} holds {count:,} characters (at most {MAX_PAGE_CHARS:,}); save it anew")
        marks = list(_marks(textpage.raw, count))
    finally:
        textpage.close()
    turns = Counter(turn for _, _, turn, _ in marks if turn is not None)
    upright = turns.most_common(1)[0][0] if turns else 0
    turn = _TURNS[upright]
    left, bottom, right, top = page.get_bbox()
    result = Page(bottom=bottom, top=top)
    _, result.bottom, _, result.top = _turned(turn, left, bottom, right, top)
    space = ""
    for char, box, turned, generated in marks:
        if char.isspace():
            space = char if char == WIDE_SPACE else space or (MADE_SPACE if generated else " ")
        elif turned == upright:  # what stands aslant is a watermark or the label of an axis
            result.glyphs += [Glyph(c, *_turned(turn, *box), space if i == 0 else "") for i, c in enumerate(char)]
            space = ""
    result.unmapped = sum(_is_unmapped(g.char) for g in result.glyphs)
    result.glyphs = [g for g in result.glyphs if not _is_unmapped(g.char)]
    _read_objects(page, result, turn, abs((right - left) * (top - bottom)))
    return result


def _marks(textpage: Any, count: int) -> Iterator[tuple[str, tuple[float, float, float, float], int | None, bool]]:
    """Each character with its box, the quarter turn that it stands at (None when aslant), whether PDFium made it."""
    rect = pdfium.FS_RECTF()
    pointer = ctypes.byref(rect)
    box = (0.0, 0.0, 0.0, 0.0)
    half = ""  # first half of a character beyond the first plane, where the platform's are of 16 bits
    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(textpage, index)
        char = half + (chr(code) if 0 < code < 0x110000 else "\ufffd")
        half = char if len(char) == 1 and 0xD800 <= code < 0xDC00 else ""
        if half:
            continue
        if not pdfium.FPDFText_GetLooseCharBox(textpage, index, pointer):
            continue
        last, box = box, (rect.left, rect.bottom, rect.right, rect.top)
        if box == last:  # the second letter of a ligature has the first one's box
            box = (rect.right, rect.bottom, rect.right, rect.top)
        if char.isspace():
            yield char, box, None, bool(pdfium.FPDFText_IsGenerated(textpage, index))
            continue
        if char < " " and char != "\u0002":
            char = "\ufffd"
        quarter = pdfium.FPDFText_GetCharAngle(textpage, index) / (math.pi / 2)
        yield _plain(char), box, round(quarter) % 4 if abs(quarter - round(quarter)) < 0.1 else None, False


def _plain(char: str) -> str:
    """The character that a form of it stands for: radicals that fonts name in place of characters, ligatures."""
    if len(char) == 2:
        return char.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if "\u2e80" <= char <= "\u2fd5" or "\uf900" <= char <= "\ufb06":
        return unicodedata.normalize("NFKC", char)
    return char


def _is_unmapped(char: str) -> bool:
    """Whether the font does not say which character it shows."""
    return char == "\ufffd" or "\ue000" <= char <= "\uf8ff"


def _turned(turn: Turn, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
    (a, b), (c, d) = turn(x0, y0), turn(x1, y1)
    return min(a, c), min(b, d), max(a, c), max(b, d)


def _read_objects(page: Any, result: Page, turn: Turn, area: float) -> None:
    covered = 0.0
    for kind, obj, matrix in _objects(page.raw):
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            corners = [_at(matrix, x, y) for x, y in ((0, 0), (1, 0), (0, 1), (1, 1))]
            xs, ys = [x for x, _ in corners], [y for _, y in corners]
            covered += (max(xs) - min(xs)) * (max(ys) - min(ys))
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            result.shapes += 1
            for rule in _rules(obj, matrix):
                result.rules.append(Rule(*_turned(turn, *rule)))
    result.pictured = covered / area if area else 0.0


def _objects(page: Any) -> Iterator[tuple[int, Any, Matrix]]:
    """Every picture and path with its matrix, those within forms too."""
    left = _MAX_OBJECTS
    count = pdfium.FPDFPage_CountObjects(page)
    pages = ((pdfium.FPDFPage_GetObject(page, i), (1.0, 0.0, 0.0, 1.0, 0.0, 0.0), 0) for i in range(count))
    stack: list[Iterator[tuple[Any, Matrix, int]]] = [iter(pages)]
    while stack and left:
        found = next(stack[-1], None)
        if found is None:
            stack.pop()
            continue
        left -= 1
        obj, outer, depth = found
        kind = pdfium.FPDFPageObj_GetType(obj)
        if kind in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_PATH):
            yield kind, obj, _times(_matrix(obj), outer)
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
            stack.append(_inner(obj, _times(_matrix(obj), outer), depth + 1))


def _inner(form: Any, matrix: Matrix, depth: int) -> Iterator[tuple[Any, Matrix, int]]:
    for index in range(pdfium.FPDFFormObj_CountObjects(form)):
        yield pdfium.FPDFFormObj_GetObject(form, index), matrix, depth


def _matrix(obj: Any) -> Matrix:
    m = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(obj, ctypes.byref(m))
    return m.a, m.b, m.c, m.d, m.e, m.f


def _times(m: Matrix, n: Matrix) -> Matrix:
    return (
        m[0] * n[0] + m[1] * n[2], m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2], m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4], m[4] * n[1] + m[5] * n[3] + n[5],
    )  # fmt: skip


def _at(m: Matrix, x: float, y: float) -> Point:
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]


def _rules(path: Any, matrix: Matrix) -> Iterator[tuple[float, float, float, float]]:
    """The level and upright strokes of a path; a thin filled box is one."""
    points = list(_points(path, matrix))
    if not points:
        return
    xs, ys = [p[0] for p, _ in points], [p[1] for p, _ in points]
    x0, y0, x1, y1 = min(xs), min(ys), max(xs), max(ys)
    if min(x1 - x0, y1 - y0) <= _THIN:
        if max(x1 - x0, y1 - y0) > 2 * _THIN:
            x, y = (x0 + x1) / 2, (y0 + y1) / 2
            yield (x0, y, x1, y) if x1 - x0 > y1 - y0 else (x, y0, x, y1)
        return
    for (a, _), (b, moves) in pairwise(points):
        if not moves and (abs(a[0] - b[0]) < 0.5) != (abs(a[1] - b[1]) < 0.5) and math.dist(a, b) > 2 * _THIN:
            yield min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])


def _points(path: Any, matrix: Matrix) -> Iterator[tuple[Point, bool]]:
    """The corners of a path, each with whether the pen was lifted on the way to it."""
    x, y = ctypes.c_float(), ctypes.c_float()
    start: Point | None = None
    for index in range(min(pdfium.FPDFPath_CountSegments(path), _MAX_SEGMENTS)):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        if not pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y)):
            continue
        moves = pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO
        here = _at(matrix, x.value, y.value)
        start = here if moves or start is None else start
        yield here, moves
        if pdfium.FPDFPathSegment_GetClose(segment):
            yield start, False
