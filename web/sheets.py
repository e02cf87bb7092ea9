"""Tables as files: CSV that Excel opens in Chinese, XLSX in several sheets; a name is text and never a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from flask import Response
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from graph.export.write import cell

Value = str | int | float | None
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SVG = "image/svg+xml; charset=utf-8"
_LONGEST_CELL = 32_000  # Excel holds 32,767 characters
_WIDEST = 60
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its name, the heads of its columns, and rows of as many values."""

    name: str
    head: Sequence[str]
    rows: Sequence[Sequence[Value]]


def to_csv(sheet: Sheet) -> bytes:
    """The table with a byte order mark, without which Excel takes Chinese for Latin letters."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(sheet.head)
    writer.writerows([cell(value) for value in row] for row in sheet.rows)
    return text.getvalue().encode("utf-8-sig", "replace")


def to_xlsx(sheets: Iterable[Sheet]) -> bytes:
    """A workbook: heads in bold and held in place, columns as wide as what is in them."""
    book = Workbook()
    for page in list(book.worksheets):
        book.remove(page)
    for sheet in sheets:
        _fill(book.create_sheet(sheet.name[:31]), sheet)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _fill(page: Worksheet, sheet: Sheet) -> None:
    page.freeze_panes = "A2"
    for number, head in enumerate(sheet.head, start=1):
        values = [row[number - 1] for row in sheet.rows]
        width = max(map(_width, (head, *values)))
        page.column_dimensions[get_column_letter(number)].width = min(_WIDEST, width + 2)
        _put(page, 1, number, head)
        page.cell(1, number).font = Font(bold=True)
        for row, value in enumerate(values, start=2):
            _put(page, row, number, value)


def _put(page: Worksheet, row: int, column: int, value: Value) -> None:
    found = page.cell(row, column)
    if not isinstance(value, str):
        found.value = value
        return
    text = ILLEGAL_CHARACTERS_RE.sub("", value.encode("utf-8", "replace").decode("utf-8"))[:_LONGEST_CELL]
    found.value = text
    found.data_type = "s"  # openpyxl takes a text that begins with = for a formula
    found.quotePrefix = text.startswith(_FORMULA)  # and Excel would, once somebody edits the cell
    found.alignment = Alignment(wrap_text=_width(text) > _WIDEST, vertical="top")


def _width(value: Value) -> int:
    """Width in characters of a spreadsheet, of which a Chinese one takes two; of the longest line."""
    text = "" if value is None else str(value)
    return max((sum(2 if ord(c) > 0x2E7F else 1 for c in line) for line in text[:200].split("\n")), default=0)


def download(data: bytes | str, kind: str, name: str) -> Response:
    """A file to keep; ``name`` may be Chinese (RFC 6266: the plain name is for what does not read the other)."""
    response = Response(data, content_type=kind)
    plain = f"yangtze.{name.rpartition('.')[2]}"
    response.headers["Content-Disposition"] = f"attachment; filename={plain}; filename*=UTF-8''{quote(name, safe='')}"
    return response


def table_file(sheets: Sequence[Sheet], form: str, name: str) -> Response:
    """The first table as CSV, or all of them as XLSX."""
    if form == "csv":
        return download(to_csv(sheets[0]), CSV, f"{name}.csv")
    return download(to_xlsx(sheets), XLSX, f"{name}.xlsx")
