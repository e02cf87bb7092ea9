"""Tables as an XLSX workbook, the same bytes for the same tables; a text is a text and never a formula."""

import io
import zipfile
from collections.abc import Mapping
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from graph.errors import YangtzeError

_ROWS = 1_048_575  # Excel's limit, less the head
_LONGEST = 32_767
_FORMULA = ("=", "+", "-", "@")
_STAMP = (1980, 1, 1, 0, 0, 0)
_TIMES = "docProps/core.xml"


class TooManyRows(YangtzeError):
    """A table has more rows than a spreadsheet can hold."""


def workbook(tables: Mapping[str, tuple[list[str], list[dict[str, Any]]]]) -> bytes:
    """A workbook with a sheet for each table, without columns that hold nothing.

    Raises:
        TooManyRows: a table has more rows than a sheet can hold.
    """
    book = Workbook(write_only=True)
    for name, (columns, rows) in tables.items():
        if len(rows) > _ROWS:
            raise TooManyRows(f"{name} have {len(rows):,} rows, a sheet holds {_ROWS:,}; narrow it, or take CSV.")
        used = [column for column in columns if any(row.get(column) not in (None, "") for row in rows)]
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        heads = [WriteOnlyCell(sheet, column) for column in used or columns[:1]]
        for head in heads:
            head.font = Font(bold=True)
        sheet.append(heads)
        for row in rows:
            sheet.append([_value(sheet, row.get(column)) for column in used])
    buffer = io.BytesIO()
    book.save(buffer)
    return _without_times(buffer.getvalue())


def _value(sheet: Any, value: object) -> object:
    if not isinstance(value, str):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", value)[:_LONGEST]
    if not text.startswith(_FORMULA):
        return text
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"  # openpyxl takes a text that begins with = for a formula
    cell.quotePrefix = True  # and Excel would, once somebody edits the cell
    return cell


def _without_times(data: bytes) -> bytes:
    """The same workbook without the time of its making."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as taken:
        for name in given.namelist():
            body = given.read(name)
            if name == _TIMES:
                body = _BARE
            taken.writestr(zipfile.ZipInfo(name, _STAMP), body, zipfile.ZIP_DEFLATED)
    return result.getvalue()


_BARE = (
    b'<?xml version="1.0" encoding="UTF-8"?>'
    b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
)
