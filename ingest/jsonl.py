"""JSON Lines: a document a line, never more than one line in memory."""

import json
import logging
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePath
from typing import BinaryIO

from graph.errors import YangtzeError
from ingest.items import (
    META_FIELDS,
    ROW_FIELDS,
    Item,
    Meta,
    Options,
    Place,
    Rejection,
    Remark,
    compose,
    fault,
    publication_key,
)
from ingest.pages import html_text
from nlp.decode import decode

# A line is read into memory whole; ten thousand pages of text stay well below this.
MAX_LINE_BYTES = 20_000_000
_MAX_COLUMNS = 200  # distinct unknown columns that are counted; files with keys made of data have no end of them
_BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")

Row = dict[str, object]

log = logging.getLogger(__name__)


def read_jsonl(stream: BinaryIO, path: str, options: Options) -> Iterator[Item]:
    """Yield the documents of ``stream``, a rejection for each line that is none, remarks on columns."""
    columns: Counter[str] = Counter()
    for place, line in bounded_lines(stream, path):
        if line is None:
            yield Rejection(place, f"the line is longer than {MAX_LINE_BYTES:,} bytes; split its text into documents")
            continue
        if place.line == 1 and line.startswith(_UTF16):
            yield Rejection(place, "the file is UTF-16; save it as UTF-8 (JSON Lines are read line by line)")
            return
        if not line.strip():
            continue
        row = _parse(line.removeprefix(_BOM) if place.line == 1 else line)
        if isinstance(row, str):
            yield Rejection(place, row)
            continue
        columns.update(key for key in row if key in columns or len(columns) < _MAX_COLUMNS)
        yield from _guarded_row(row, place, options)
    yield from _column_remarks(columns, path, options)


def bounded_lines(stream: BinaryIO, path: str) -> Iterator[tuple[Place, bytes | None]]:
    """Yield each line with its place; None for one over MAX_LINE_BYTES, which is skipped in pieces."""
    number = 0
    while line := stream.readline(MAX_LINE_BYTES + 1):
        number += 1
        size = len(line)
        if size <= MAX_LINE_BYTES or line.endswith(b"\n"):
            yield Place(path, number, size), line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(1 << 20)
            size += len(line)
        yield Place(path, number, size), None


def _parse(line: bytes) -> Row | str:
    """Return the object on ``line``, or the reason why there is none."""
    try:
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            text = decode(line)
        row = json.loads(text.strip())
    except json.JSONDecodeError as error:
        return f"broken JSON: {error.msg} (column {error.colno})"
    except RecursionError:
        return "broken JSON: nested too deeply"
    except (ValueError, YangtzeError) as error:
        return f"broken line: {error}"
    if not isinstance(row, dict):
        return f'not a JSON object but {_kind(row)}; a line must be like {{"id": …, "text": …}}'
    return row


def _guarded_row(row: Row, place: Place, options: Options) -> Iterator[Item]:
    """Read a row; a page that its parser stumbles over is one rejection, and the lines after it are read."""
    try:
        yield from list(_read_row(row, place, options))
    except YangtzeError as error:
        yield Rejection(place, str(error))
    except Exception as error:
        log.debug("%s could not be parsed", place, exc_info=True)
        yield Rejection(place, f"could not be parsed: {fault(error)}")


def _read_row(row: Row, place: Place, options: Options) -> Iterator[Item]:
    values: dict[str, str] = {}
    for name in ROW_FIELDS:
        column = options.fields.get(name, name)
        value = row.get(column)
        if isinstance(value, int | float) and not isinstance(value, bool) and name not in ("text", "html"):
            value = str(value)
        if isinstance(value, str):
            values[name] = value if name in ("text", "html") else value.strip()
        elif value is not None:
            yield Remark(place, f"field '{column}' holds {_kind(value)}, not a string; it is left out")
    yield from _document(values, row, place, options)


def _document(values: dict[str, str], row: Row, place: Place, options: Options) -> Iterator[Item]:
    text, guessed = values.get("text", ""), Meta()
    if not text.strip() and "html" in values:
        text, guessed = html_text(values["html"])
    elif "text" not in values and "html" not in values:
        yield Rejection(place, _no_text_field(row, options))
        return
    stated = Meta(**{name: values.get(name) for name in META_FIELDS}).or_else(options.meta)
    key = publication_key(stated, PurePath(place.path).stem, values.get("id"))
    yield from compose(place, text, stated, guessed, key)


def _no_text_field(row: Row, options: Options) -> str:
    wanted = " or ".join(f"'{options.fields.get(name, name)}'" for name in ("text", "html"))
    there = ", ".join(f"'{key[:40]}'" for key in list(row)[:12]) or "nothing"
    return f"no text in field {wanted}; the line has {there}: name the right one with --field text=COLUMN"


def _column_remarks(columns: Counter[str], path: str, options: Options) -> Iterator[Remark]:
    used = {options.fields.get(name, name) for name in ROW_FIELDS}
    unknown = [f"'{name[:40]}' ({count})" for name, count in columns.items() if name not in used]
    if unknown:
        more = f" and {len(unknown) - 20} more" if len(unknown) > 20 else ""
        yield Remark(Place(path), f"fields that are not read: {', '.join(unknown[:20])}{more}")
    for name, column in options.fields.items():
        if columns and column not in columns:
            yield Remark(Place(path), f"no line has the field '{column}' that --field {name}={column} names")


def _kind(value: object) -> str:
    names = {list: "a list", dict: "an object", str: "a string", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")
