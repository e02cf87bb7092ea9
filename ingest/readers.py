"""Read one file: the documents in it, or the reason why there is none."""

import dataclasses
import io
import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from graph.errors import DocumentError, YangtzeError
from ingest.discover import REPORT_SUFFIXES, ROW_SUFFIXES, UNREAD_SUFFIXES, Source, sidecar_of
from ingest.items import (
    META_FIELDS,
    Item,
    Meta,
    Options,
    Place,
    Reading,
    Rejection,
    Remark,
    compose,
    fault,
    publication_key,
)
from ingest.jsonl import read_jsonl
from ingest.markdown import first_heading, plain_markdown, split_front_matter
from ingest.pages import html_text
from ingest.reports.bounded import read_bounded
from nlp.decode import decode

# A text of this size holds twenty million characters, more than any document; it is read whole.
MAX_FILE_BYTES = 64_000_000
_MAX_HTML_BYTES = 20_000_000  # the parsed tree of a page takes about twenty times its bytes
_MAX_SIDECAR_BYTES = 1_000_000

_MARKDOWN = frozenset((".md", ".markdown"))
_HTML = frozenset((".html", ".htm", ".xhtml"))
_WHAT_TO_DO = {
    ".doc": "old Word files are not read; open it in Word or WPS and save it as .docx",
    ".docm": "Word files with macros are not read; save it as .docx",
    ".wps": "WPS files are not read; open it in WPS and save it as .docx",
    ".json": "a .json file is read only as a sidecar; make it JSON Lines (.jsonl), a document a line",
    ".csv": "tables are not read as documents; make it JSON Lines (.jsonl), a document a line",
    ".xlsx": "tables are not read as documents; make it JSON Lines (.jsonl), a document a line",
    ".zip": "archives are not read; unpack it and give the folder",
    ".gz": "archives are not read; unpack it first",
}
_READ_ARE = "read are .txt, .md, .html, .pdf, .docx and .jsonl"

log = logging.getLogger(__name__)


def read_path(path: str | Path, options: Options | None = None) -> Iterator[Item]:
    """Yield what the file at ``path`` holds: readings, rejections and remarks, in the order of the file."""
    path = Path(path)
    size = path.stat().st_size if path.is_file() else 0
    return read_source(Source(str(path), path, size), options or Options())


def read_source(source: Source, options: Options) -> Iterator[Item]:
    """Yield what ``source`` holds; whatever is wrong with it is yielded as a rejection and never raised."""
    place = Place(source.name, None, source.size)
    if not source.is_known:
        yield _unknown_kind(source, place)
        return
    try:
        with _open(source) as stream:
            if source.suffix in ROW_SUFFIXES:
                yield from read_jsonl(stream, source.name, options)
            else:
                yield from _read_plain(source, stream, options)
    except OSError as error:
        yield Rejection(place, f"cannot be read: {error.strerror or error}")
    except YangtzeError as error:
        yield Rejection(place, str(error))


def _open(source: Source) -> BinaryIO:
    if source.path is None:
        # Not closed with the item: standard input belongs to the process.
        return io.BytesIO(sys.stdin.buffer.read(MAX_FILE_BYTES + 1))
    if not source.path.is_file():
        raise DocumentError("is not a file (or its folder may not be entered)")
    return source.path.open("rb")


def _unknown_kind(source: Source, place: Place) -> Item:
    suffix = source.suffix
    if not source.chosen and suffix not in UNREAD_SUFFIXES:
        return Remark(place, f"not a kind of document that is read ({_READ_ARE}); set aside")
    if suffix in _WHAT_TO_DO:
        return Rejection(place, _WHAT_TO_DO[suffix])
    kind = f"files of kind '{suffix}' are" if suffix else "a file without a suffix is"
    return Rejection(place, f"{kind} not read; {_READ_ARE}: convert it, or rename it .txt if it is plain text")


def _read_plain(source: Source, stream: BinaryIO, options: Options) -> Iterator[Item]:
    limit = _MAX_HTML_BYTES if source.suffix in _HTML else MAX_FILE_BYTES
    data = stream.read(limit + 1)
    place = Place(source.name, None, len(data))
    if len(data) > limit:
        reason = f"is larger than {limit:,} bytes; split it into documents"
        yield Rejection(Place(source.name, None, source.size), reason)
        return
    sidecar = sidecar_of(source.path) if source.path else None
    stated, remarks = read_sidecar(sidecar) if sidecar else (Meta(), [])
    yield from (Remark(Place(str(sidecar)), remark) for remark in remarks)
    if source.suffix in REPORT_SUFFIXES:
        yield from _read_report(source, place, data, stated.or_else(options.meta))
        return
    try:
        text, front, guessed, unknown = _parts(decode(data), source.suffix)
    except YangtzeError as error:
        yield Rejection(place, str(error))
        return
    except Exception as error:
        log.debug("%s could not be parsed", place, exc_info=True)
        yield Rejection(place, f"could not be parsed: {fault(error)}")
        return
    if unknown:
        yield Remark(place, f"front matter that is not read: {', '.join(unknown[:20])}")
    meta = stated.or_else(front).or_else(options.meta)
    yield from compose(place, text, meta, guessed, publication_key(meta, Path(source.name).stem))


def _read_report(source: Source, place: Place, data: bytes, meta: Meta) -> Iterator[Item]:
    """Yield a report with its pages; the dates in its properties are of the file and say nothing of publication."""
    report = read_bounded(data, source.suffix)
    yield from (Remark(place, remark) for remark in report.remarks)
    key = publication_key(meta, Path(source.name).stem)
    for item in compose(place, report.text, meta, Meta(title=report.title), key):
        if isinstance(item, Reading):
            yield Reading(item.place, dataclasses.replace(item.document, pages=report.pages))
        else:
            yield item


def _parts(source: str, suffix: str) -> tuple[str, Meta, Meta, list[str]]:
    """Return text, stated metadata, guessed metadata and unknown metadata keys of a decoded file."""
    if suffix in _HTML:
        text, guessed = html_text(source)
        return text, Meta(), guessed, []
    if suffix in _MARKDOWN:
        front, unknown, body = split_front_matter(source)
        return plain_markdown(body), Meta(**front), Meta(title=first_heading(body)), unknown
    # A text is kept character by character: offsets then hold for the user's own file too.
    return source, Meta(), Meta(), []


def read_sidecar(path: Path) -> tuple[Meta, list[str]]:
    """Return what the sidecar at ``path`` says, and remarks on what in it is not understood.

    Keys that end in ``_note`` are for people and are passed over.
    """
    try:
        with path.open("rb") as stream:
            row = json.loads(decode(stream.read(_MAX_SIDECAR_BYTES)))
    except (OSError, ValueError, RecursionError, YangtzeError) as error:
        return Meta(), [f"the sidecar is not read: {error}"]
    if not isinstance(row, dict):
        return Meta(), ["the sidecar is not read: it must hold one JSON object"]
    values = {name: _scalar(row.get(name)) for name in META_FIELDS}
    unknown = [
        key for key, value in row.items()
        if not key.endswith("_note") and (key not in META_FIELDS or (value is not None and not values[key]))
    ]  # fmt: skip
    return Meta(**values), [f"fields that are not read: {', '.join(unknown[:20])}"] if unknown else []


def _scalar(value: object) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return str(value).strip() or None
