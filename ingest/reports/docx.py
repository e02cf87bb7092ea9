"""A Word file: paragraphs, tables and notes in the order of the text. It has no pages until it is laid out."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

from lxml import etree  # type: ignore[import-untyped]

from ingest.reports.joining import join_cells
from ingest.reports.report import MAX_TEXT, Report, ReportError, sensible_title

MAX_ENTRIES: Final = 10_000
MAX_UNPACKED: Final = 1 << 30  # all entries; pictures are never unpacked
MAX_PART: Final = 64 << 20  # one part that is parsed
MAX_RATIO: Final = 200  # of a part of more than _SMALL bytes; Word's own XML stays below 60
_SMALL: Final = 4 << 20

_OLE: Final = b"\xd0\xcf\x11\xe0"
_SKIPPED: Final = frozenset(
    # removed by somebody, a second form of the same, field codes, readings above characters, properties
    ("del", "moveFrom", "Fallback", "instrText", "delText", "rt", "pPr", "tblPr", "trPr", "tcPr", "sdtPr", "sectPr")
)
_CONTENTS: Final = re.compile(r"(toc|目录)\s*\d", re.IGNORECASE)
_MARKS: Final = {"tab": " ", "ptab": " ", "cr": "\n", "br": "\n", "noBreakHyphen": "-"}


def read_docx(data: bytes) -> Report:
    """Read a Word file.

    Raises:
        ReportError: locked, broken, or over a bound.
    """
    if data.startswith(_OLE):
        raise ReportError("is locked with a password or an old .doc; save it as .docx without a password")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check(archive, len(data))
            return _read(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise ReportError(f"is no sound Word file ({error}); open it in Word or WPS and save it anew") from error


def _check(archive: zipfile.ZipFile, size: int) -> None:
    """Refuse by the archive's directory, before anything is unpacked."""
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES:
        raise ReportError(f"is refused: {len(entries):,} files in it (at most {MAX_ENTRIES:,}); save it anew")
    if unpacked > MAX_UNPACKED:
        raise ReportError(f"is refused: {size:,} bytes that unpack to {unpacked:,}, a zip bomb by its size")
    if any(entry.flag_bits & 1 for entry in entries):
        raise ReportError("is locked with a password; save a copy without one")


def _read(archive: zipfile.ZipFile) -> Report:
    body = _part(archive, "word/document.xml")
    if body is None:
        raise ReportError("is a zip file but no Word file (no word/document.xml); save it as .docx")
    notes = _notes(archive)
    title_styles, contents_styles = _styles(archive)
    reader = _Body(notes, title_styles, contents_styles)
    lines = [line for line in reader.blocks(body) if line.strip()]
    text = "\n".join(lines)
    if len(text) > MAX_TEXT:
        raise ReportError(f"holds more than {MAX_TEXT:,} characters; split it into documents")
    has_pictures = any(entry.filename.startswith("word/media/") for entry in archive.infolist())
    if not text and has_pictures:
        raise ReportError("holds pictures but no text; run OCR first")
    title = reader.title or sensible_title(_stated_title(archive), text)
    return Report(f"{text}\n" if text else "", (), title)


def _part(archive: zipfile.ZipFile, name: str) -> etree._Element | None:
    try:
        entry = archive.getinfo(name)
    except KeyError:
        return None
    if entry.file_size > MAX_PART:
        raise ReportError(f"is refused: {name} unpacks to {entry.file_size:,} bytes (at most {MAX_PART:,}); split it")
    if entry.file_size > _SMALL and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
        raise ReportError(
            f"is refused: {name} unpacks from {entry.compress_size:,} to {entry.file_size:,} bytes, "
            "a zip bomb by its ratio"
        )
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(archive.read(entry), parser)
    except etree.XMLSyntaxError as error:
        raise ReportError(
            f"is no sound Word file ({name}: {error}); open it in Word or WPS and save it anew"
        ) from error
    if root.getroottree().docinfo.doctype:
        raise ReportError(f"is refused: {name} declares entities of its own, which no Word file does")
    return root


def _name(element: etree._Element) -> str:
    # By local name: files in the strict form of the format have another namespace.
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _value(element: etree._Element, attribute: str = "val") -> str:
    return next((str(v) for k, v in element.attrib.items() if etree.QName(k).localname == attribute), "")


def _children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    return (child for child in element if _name(child) == name)


def _notes(archive: zipfile.ZipFile) -> dict[tuple[str, str], etree._Element]:
    found: dict[tuple[str, str], etree._Element] = {}
    for kind in ("footnote", "endnote"):
        root = _part(archive, f"word/{kind}s.xml")
        for note in _children(root, kind) if root is not None else ():
            if not _value(note, "type"):  # separators have one
                found[f"{kind}Reference", _value(note, "id")] = note
    return found


def _styles(archive: zipfile.ZipFile) -> tuple[set[str], set[str]]:
    """Return the ids of the styles of titles and of tables of contents; Chinese Word numbers its styles."""
    titles, contents = {"Title"}, set()
    root = _part(archive, "word/styles.xml")
    for style in _children(root, "style") if root is not None else ():
        name = next((_value(child) for child in _children(style, "name")), "")
        if name.casefold() in ("title", "标题"):
            titles.add(_value(style, "styleId"))
        elif _CONTENTS.match(name):
            contents.add(_value(style, "styleId"))
    return titles, contents


def _stated_title(archive: zipfile.ZipFile) -> str | None:
    root = _part(archive, "docProps/core.xml")
    return next((child.text for child in root if _name(child) == "title"), None) if root is not None else None


class _Body:
    """Walks the text: a line for a paragraph or a table's row, notes after the paragraph that cites them."""

    def __init__(
        self, notes: dict[tuple[str, str], etree._Element], title_styles: set[str], contents_styles: set[str]
    ) -> None:
        self._notes = notes
        self._title_styles = title_styles
        self._contents_styles = contents_styles
        self.title: str | None = None

    def blocks(self, parent: etree._Element) -> Iterator[str]:
        """Lines of the paragraphs and tables below ``parent``."""
        for child in parent:
            name = _name(child)
            if name == "p":
                yield from self._paragraph(child)
            elif name == "tbl":
                yield from self._table(child)
            elif name and name not in _SKIPPED:
                yield from self.blocks(child)

    def _paragraph(self, paragraph: etree._Element) -> Iterator[str]:
        style = self._style(paragraph)
        if style in self._contents_styles or _CONTENTS.match(style):
            return  # a table of contents says the headings once more
        later: list[etree._Element] = []
        text = "".join(self._text(paragraph, later)).strip(" \n")
        if style in self._title_styles and self.title is None and text.strip():
            self.title = " ".join(text.split())
        yield from text.split("\n")
        for element in later:
            yield from self.blocks(element)

    @staticmethod
    def _style(paragraph: etree._Element) -> str:
        for properties in _children(paragraph, "pPr"):
            return next((_value(style) for style in _children(properties, "pStyle")), "")
        return ""

    def _text(self, element: etree._Element, later: list[etree._Element]) -> Iterator[str]:
        """Text of a paragraph; its notes and text boxes are put into ``later``."""
        for child in element:
            name = _name(child)
            if name == "t":
                yield child.text or ""
            elif name in _MARKS:
                yield _MARKS[name]
            elif name == "txbxContent":
                later.append(child)
            elif (name, _value(child, "id")) in self._notes:
                # Taken out: a note is read once, and one that cites itself ends.
                later.append(self._notes.pop((name, _value(child, "id"))))
            elif name and name not in _SKIPPED and not (name == "r" and _is_hidden(child)):
                yield from self._text(child, later)

    def _table(self, table: etree._Element) -> Iterator[str]:
        for row in table.iter("{*}tr"):
            if next(row.iterancestors("{*}tbl"), None) is not table or _is_removed(row):
                continue  # a row of a table within a cell comes with the cell
            cells = [list(filter(str.strip, self.blocks(cell))) for cell in _cells(row)]
            if sum(map(bool, cells)) == 1:
                yield from next(filter(None, cells))  # a frame around text
            else:
                yield join_cells(" ".join(cell) for cell in cells)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    return (cell for cell in row.iter("{*}tc") if next(cell.iterancestors("{*}tr"), None) is row)


def _is_hidden(run: etree._Element) -> bool:
    return any(_name(mark) == "vanish" for properties in _children(run, "rPr") for mark in properties)


def _is_removed(row: etree._Element) -> bool:
    return any(_name(mark) == "del" for properties in _children(row, "trPr") for mark in properties)
